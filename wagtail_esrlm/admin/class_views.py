"""Adds and changes classes; clashes are named first, and may be gone on with."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.utils import unquote
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.snippets.views.snippets import CreateView as SnippetCreateView
from wagtail.snippets.views.snippets import EditView as SnippetEditView

from ..booking.classes import Clash, clashes_of, save_class
from ..booking.wording import class_in_words
from ..errors import EsrlmError
from ..idempotency.services import Answer
from ..posted import done_before, done_once
from ..snippets.models import LearningClass
from .catalogue import CatalogueDeleteView
from .class_scope import class_for
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
            answer = done_once(self.request, lambda: self._done(form))
        except EsrlmError as err:
            form.refuse(err)
            self.produced_error_message = _("Nothing was saved.")
            again: HttpResponse = self.form_invalid(form)  # type: ignore[attr-defined]
            return again
        return self.answered(answer)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer a form that came before as it was answered then (F3)."""
        if before := done_before(request):
            return self.answered(before)
        answer: HttpResponse = super().post(request, *args, **kwargs)  # type: ignore[misc]
        return answer

    def answered(self, answer: Answer) -> HttpResponse:
        """Tell what was saved, and lead to it."""
        messages.success(self.request, answer.body["told"])
        return redirect(answer.body["url"])

    def _done(self, form: Any) -> dict[str, Any]:
        stored = self._save(form)
        return {
            "told": self.told(stored),
            "url": record_url(stored, self.request.user),
        }

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


class ClassDeleteView(CatalogueDeleteView):
    """Deletes a class that nobody ever booked; says what goes with it (rule 47)."""

    def get_object(self, queryset: Any = None) -> Any:
        """Find it among those that the log-in may see."""
        return class_for(self.request.user, unquote(str(self.kwargs["pk"])))

    @property
    def confirmation_message(self) -> str:
        """Name what is lost with it."""
        found: LearningClass = self.object
        sessions = found.sessions.count()
        lost = ngettext(
            "%(count)d session and its history are deleted with it, for good.",
            "%(count)d sessions and its history are deleted with it, for good.",
            sessions,
        ) % {"count": sessions}
        seen = (
            _("Learners see it in the catalogue now.")
            if found.is_published and found.status != LearningClass.Status.CANCELLED
            else ""
        )
        named = _("Nobody is booked on “%(class)s” (%(course)s, %(when)s).") % {
            "class": found.reference,
            "course": found.course.title,
            "when": class_in_words(found),
        }
        return " ".join(filter(None, [named, seen, lost]))


class ClassEditView(ClassFormMixin, SnippetEditView):
    """Changes a class; whom a change must be told to is moved by its own action."""

    def told(self, stored: LearningClass) -> str:
        """Say it."""
        return _("Class %(reference)s is saved.") % {"reference": stored.reference}
