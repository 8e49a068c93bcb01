"""Adds and changes classes; clashes are named first, and may be gone on with."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.snippets.views.snippets import CreateView as SnippetCreateView
from wagtail.snippets.views.snippets import EditView as SnippetEditView

from ..booking.classes import Clash, clashes_of, save_class
from ..errors import EsrlmError
from ..snippets.models import LearningClass
from .confirm import sent_answers
from .inspecting import record_url


class ClassFormMixin:
    """Saves a class through its service, after a look at what it clashes with."""

    clashes_template_name = "wagtail_esrlm/admin/class_clashes.html"
    request: Any
    form: Any

    def clashes(self, form: Any) -> list[Clash]:
        """Return what the sessions clash with; nothing where they are as before."""
        sessions = form.sessions.inputs()
        if (
            not form.sessions.has_changed()
            and "maximum_places" not in form.changed_data
        ):
            return []
        return clashes_of(
            sessions,
            time_zone=form.cleaned_data["time_zone"],
            maximum_places=form.cleaned_data["maximum_places"],
            excluding=[form.instance],
        )

    def form_valid(self, form: Any) -> HttpResponse:
        """Name clashes once; then save whole, or say beside the field why not."""
        self.form = form
        answers = self.request.POST
        if "again" in answers:
            return self.render_to_response(self.get_context_data(form=form))  # type: ignore[attr-defined]
        try:
            clashes = [] if "confirmed" in answers else self.clashes(form)
            if clashes:
                return self._show(form, clashes)
            with transaction.atomic():
                stored = self._save(form)
        except EsrlmError as err:
            form.refuse(err)
            self.produced_error_message = _("Nothing was saved.")
            answer: HttpResponse = self.form_invalid(form)  # type: ignore[attr-defined]
            return answer
        messages.success(self.request, self.told(stored))
        return redirect(record_url(stored, self.request.user))

    def _show(self, form: Any, clashes: list[Clash]) -> HttpResponse:
        self.template_name = self.clashes_template_name
        answer: HttpResponse = self.render_to_response(  # type: ignore[attr-defined]
            self.get_context_data(  # type: ignore[attr-defined]
                form=form, clashes=clashes, answers=sent_answers(self.request)
            )
        )
        return answer

    def _save(self, form: Any) -> LearningClass:
        learning_class: LearningClass = form.instance
        learning_class.business_group_id = learning_class.course.business_group_id
        return save_class(
            learning_class=learning_class,
            sessions=form.sessions.inputs(),
            maximum_places=form.cleaned_data["maximum_places"],
            minimum_places=form.cleaned_data["minimum_places"] or 0,
            by=self.request.user,
        )

    def told(self, stored: LearningClass) -> str:
        """Say what happened."""
        raise NotImplementedError


class ClassCreateView(ClassFormMixin, SnippetCreateView):
    """Adds a class; learners see it once it is published."""

    def told(self, stored: LearningClass) -> str:
        """Say what is left to do."""
        return _(
            "Class %(reference)s is saved. Learners do not see it until you publish it."
        ) % {"reference": stored.reference}


class ClassEditView(ClassFormMixin, SnippetEditView):
    """Changes a class; whom a change must be told to is moved by its own action."""

    def told(self, stored: LearningClass) -> str:
        """Say it."""
        return _("Class %(reference)s is saved.") % {"reference": stored.reference}
