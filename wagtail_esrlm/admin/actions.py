"""Pages that do one thing to one record, and say first what it does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView

from ..compliance.impact import Impact
from ..errors import EsrlmError
from ..idempotency.services import Answer
from ..posted import done_before, done_once, new_key
from .base import PermissionView, add_error
from .confirm import sent_answers

Words = str | Promise


class ReasonForm(forms.Form):
    """Why something is undone."""

    reason = forms.CharField(
        max_length=255,
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("It stays readable in the history."),
    )


class ActionView(PermissionView, FormView):
    """A form that does one thing through a service and returns to its list."""

    template_name = "wagtail_esrlm/admin/action.html"
    #: What it does, for everybody who has not done it before.
    explanation: Words = ""
    #: What the button says, and whether it takes something away.
    submit_label: Words = gettext_lazy("Save")
    is_serious = False
    #: Model of the record acted on; None where there is none yet.
    model: Any = None
    related: tuple[str, ...] = ("person", "competency")

    def get_object(self) -> Any:
        """Return the record acted on."""
        if self.model is None:
            return None
        queryset = self.model.objects.select_related(*self.related)
        return get_object_or_404(queryset, pk=self.kwargs["pk"])

    def facts(self, record: Any) -> Sequence[tuple[Words, Any]]:
        """Return what the record says, each with what it is called."""
        return [(record._meta.verbose_name, record)]

    def consequence(self, record: Any) -> Words:
        """Return what happens to this record's person; "" where nothing is known."""
        return ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show what it acts on, and what it does."""
        record = self.get_object()
        return super().get_context_data(
            object=record,
            facts=self.facts(record) if record else (),
            consequence=self.consequence(record) if record else "",
            explanation=self.explanation,
            submit_label=self.submit_label,
            is_serious=self.is_serious,
            cancel_url=self.get_success_url(),
            **{"key": new_key(), **kwargs},
        )

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to the list."""
        return [
            *self.breadcrumbs_items,
            {"url": self.get_success_url(), "label": _("Back to the list")},
            {"url": "", "label": self.page_title},
        ]

    def perform(self, form: Any) -> str:
        """Do it; return what to tell."""
        raise NotImplementedError

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer a form that came before as it was answered then (F3)."""
        if before := done_before(request):
            return self.answered(before)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        """Do it once, or say why not."""
        try:
            return self.answered(done_once(self.request, lambda: self.done(form)))
        except EsrlmError as err:
            add_error(form, err)
            return self.form_invalid(form)

    def done(self, form: Any) -> dict[str, Any]:
        """Do it; return what the answer is made of, now and when it is sent again."""
        told = str(self.perform(form))
        return {"told": told, "url": self.get_success_url()}

    def answered(self, answer: Answer) -> HttpResponse:
        """Tell what was done, and lead back."""
        messages.success(self.request, answer.body["told"])
        return redirect(answer.body["url"])


class PreviewMixin:
    """An action that shows first what it would do, and does what was shown."""

    template_name = "wagtail_esrlm/admin/class_dates.html"
    confirm_label: Words = gettext_lazy("Do it")
    request: HttpRequest

    def preview(self, form: Any) -> dict[str, Any]:
        """Return what the page shows before anything is done: lead, sentences."""
        raise NotImplementedError

    def form_valid(self, form: Any) -> HttpResponse:
        """Show it, or do it once it is confirmed."""
        view: Any = self
        if "again" in self.request.POST:
            return view.render_to_response(view.get_context_data(form=form))  # type: ignore[no-any-return]
        if "confirmed" in self.request.POST:
            return super().form_valid(form)  # type: ignore[misc,no-any-return]
        try:
            shown = self.preview(form)
        except EsrlmError as err:
            add_error(form, err)
            return view.form_invalid(form)  # type: ignore[no-any-return]
        return view.render_to_response(  # type: ignore[no-any-return]
            view.get_context_data(
                form=form,
                answers=sent_answers(self.request),
                confirm_label=self.confirm_label,
                **shown,
            )
        )


def for_one(name: object, impact: Impact) -> str:
    """Return what a change does to one person, in one sentence."""
    if impact.red:
        text = _("%(name)s turns red: nothing else they hold satisfies it.")
    elif impact.due:
        text = _("%(name)s no longer holds it, and has days of grace left.")
    else:
        text = _(
            "Nothing turns red for %(name)s: they hold it by other means, or it is not "
            "required of them."
        )
    return text % {"name": name}
