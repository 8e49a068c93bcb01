"""Many requirements changed at once: chosen in the matrix, shown, then saved."""

from __future__ import annotations

from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView

from ..clock import today
from ..compliance import impact
from ..compliance.bulk import (
    Plan,
    Terms,
    carry_out,
    plan_copying,
    plan_ending,
    plan_requiring,
)
from ..compliance.matrix import TARGETS, Wanted, target_labels, targets
from ..compliance.rules import Level
from ..errors import EsrlmError
from ..idempotency.services import Answer
from ..posted import done_before, done_once, keys_in
from ..snippets.models import Competency
from .base import PermissionView, add_error
from .confirm import people_of, sent_answers
from .fields import date_field, grace_days_field
from .levels import LEVEL_WORDS
from .matrix import URL_NAME, MatrixFilterForm, MatrixView

#: The most targets that one change may name.
MOST_TARGETS = 2000


class RequireForm(forms.Form):
    """What is asked, of all alike."""

    starts_on = date_field(
        label=gettext_lazy("From"),
        help_text=gettext_lazy("Figures of earlier days do not change."),
    )
    ends_on = date_field(
        required=False,
        label=gettext_lazy("Until"),
        help_text=gettext_lazy("The last day, included. Leave empty for no end."),
    )
    essential = forms.BooleanField(
        required=False,
        initial=True,
        label=gettext_lazy("Essential"),
        help_text=gettext_lazy("Recommended ones are shown apart and never count."),
    )
    grace_days = grace_days_field(required=False)
    before_activity = forms.BooleanField(
        required=False,
        label=gettext_lazy("Before the activity"),
        help_text=gettext_lazy("Must be held before the work is done: no grace."),
    )


class EndForm(forms.Form):
    """The last day of what is asked."""

    last_day = date_field(
        label=gettext_lazy("Last day"),
        help_text=gettext_lazy("It is still asked on this day, not on the next."),
    )


class CopyForm(forms.Form):
    """From which target, and from when."""

    source = forms.ModelChoiceField(
        queryset=None,
        label=gettext_lazy("Copy what is asked of"),
        help_text=gettext_lazy("What the others are asked already stays as it is."),
    )
    starts_on = date_field(label=gettext_lazy("From"))


class BulkView(PermissionView, FormView):
    """Changes what is chosen: states the terms, shows the effect, then saves.

    What was chosen and answered travels in the form from step to step.
    """

    permission_required = "wagtail_esrlm.change_requirement"
    template_name = "wagtail_esrlm/admin/matrix_change.html"
    confirm_template_name = "wagtail_esrlm/admin/confirm_impact.html"
    header_icon = "table"
    confirm_label: Any = gettext_lazy("Save it")
    needs_competencies = True

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to the matrix."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse(URL_NAME), "label": _("Requirements matrix")},
            {"url": "", "label": self.page_title},
        ]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send whoever comes without a choice to the matrix."""
        return redirect(URL_NAME)

    @cached_property
    def level(self) -> Level:
        """The level of the chosen targets."""
        try:
            return Level(int(self.request.POST.get("level", "")))
        except ValueError as err:
            raise PermissionDenied from err

    @cached_property
    def chosen_targets(self) -> list[Any]:
        """The chosen targets, or all that the filters match."""
        if self.request.POST.get("all_targets"):
            filters = MatrixFilterForm(self.request.POST)
            return list(targets(filters.wanted)[: MOST_TARGETS + 1])
        ids = keys_in(self.request.POST.getlist("target"))
        model = TARGETS[self.level]
        return list(model._default_manager.filter(pk__in=ids[: MOST_TARGETS + 1]))

    @cached_property
    def chosen_competencies(self) -> list[Competency]:
        """The chosen competencies."""
        ids = keys_in(self.request.POST.getlist("chosen"))
        return list(Competency.objects.filter(pk__in=ids))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask for the terms first; go on once they are stated.

        What came before is answered as it was then (F3).
        """
        if before := done_before(request):
            return self.answered(before)
        problem = self._problem()
        if problem:
            messages.error(request, problem)
            return redirect(self.back)
        if "stated" not in request.POST:
            form = self.get_form_class()(**{"initial": self.get_initial()})
            self._limit(form)
            return self.render_to_response(self.get_context_data(form=form))
        return super().post(request, *args, **kwargs)

    def _problem(self) -> str:
        if not self.chosen_targets:
            return _("Choose at least one row first.")
        if self.needs_competencies and not self.chosen_competencies:
            return _("Choose at least one competency, at the top of its column.")
        if len(self.chosen_targets) > MOST_TARGETS:
            return _(
                "These are more than %(most)d rows. Narrow them, or use a file."
            ) % {"most": MOST_TARGETS}
        return ""

    @property
    def back(self) -> str:
        """The matrix as it was looked at."""
        names = [*MatrixFilterForm.base_fields]
        kept = {n: self.request.POST[n] for n in names if self.request.POST.get(n)}
        return f"{reverse(URL_NAME)}?{urlencode(kept)}"

    def get_form(self, form_class: Any = None) -> Any:
        """Limit what can be chosen to the level."""
        form = super().get_form(form_class)
        self._limit(form)
        return form

    def _limit(self, form: Any) -> None:
        """Let subclasses limit a field."""

    def get_initial(self) -> dict[str, Any]:
        """Begin today."""
        return {"starts_on": today(), "last_day": today()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show what was chosen."""
        labels = target_labels(self.level, self.chosen_targets)
        sent = [
            (name, value)
            for name, value in sent_answers(self.request)
            if name in ("level", "target", "chosen", "all_targets")
            or name in MatrixFilterForm.base_fields
        ]
        return super().get_context_data(
            labels=sorted(labels.values()),
            competencies=self.chosen_competencies,
            level_words=LEVEL_WORDS[self.level],
            sent=sent,
            action_url=self.back,
            back=self.back,
            **kwargs,
        )

    def plan(self, form: Any) -> Plan:
        """Return what would be written."""
        raise NotImplementedError

    def form_valid(self, form: Any) -> HttpResponse:
        """Show the effect first; the same answers, sent again, save it."""
        if "again" in self.request.POST:
            return self.render_to_response(self.get_context_data(form=form))
        try:
            if "confirmed" in self.request.POST:
                return self.answered(done_once(self.request, lambda: self._done(form)))
            plan = self.plan(form)
            if plan.is_empty:
                return self.answered(Answer(200, {"told": ""}))
            found = impact.of_plan(plan)
        except EsrlmError as err:
            add_error(form, err)
            return self.form_invalid(form)
        self.template_name = self.confirm_template_name
        return self.render_to_response(
            self.get_context_data(
                form=form,
                plan=plan,
                impact=found,
                people=list(people_of(found)),
                answers=sent_answers(self.request),
                confirm_label=self.confirm_label,
                leave_url=self.back,
            )
        )

    def _done(self, form: Any) -> dict[str, Any]:
        plan = self.plan(form)
        if plan.is_empty:
            return {"told": ""}
        carry_out(plan, by=self.request.user)
        return {"told": _saved(plan)}

    def answered(self, answer: Answer) -> HttpResponse:
        """Tell what was saved, and lead back to the matrix."""
        if told := answer.body["told"]:
            messages.success(self.request, told)
        else:
            messages.info(self.request, _("Nothing to do: it stands already."))
        return redirect(self.back)


class RequireView(BulkView):
    """Asks chosen competencies of chosen targets."""

    page_title = gettext_lazy("Require of many")
    confirm_label = gettext_lazy("Require it")
    form_class = RequireForm

    def plan(self, form: Any) -> Plan:
        """Plan what is not asked already."""
        given = form.cleaned_data
        return plan_requiring(
            competencies=self.chosen_competencies,
            targets=self.chosen_targets,
            level=self.level,
            terms=Terms(
                starts_on=given["starts_on"],
                ends_on=given["ends_on"],
                essential=given["essential"],
                grace_days=given["grace_days"] or 0,
                before_activity=given["before_activity"],
            ),
        )


class EndView(BulkView):
    """Ends chosen competencies of chosen targets."""

    page_title = gettext_lazy("End for many")
    confirm_label = gettext_lazy("End it")
    form_class = EndForm

    def plan(self, form: Any) -> Plan:
        """Plan the last day."""
        return plan_ending(
            competencies=self.chosen_competencies,
            targets=self.chosen_targets,
            level=self.level,
            last_day=form.cleaned_data["last_day"],
        )


class CopyView(BulkView):
    """Copies what one target is asked to others."""

    page_title = gettext_lazy("Copy to others")
    confirm_label = gettext_lazy("Copy it")
    form_class = CopyForm
    needs_competencies = False

    def _limit(self, form: Any) -> None:
        """Offer targets that ask for something today."""
        asking = targets(Wanted(level=self.level, on=today(), asking=True))
        form.fields["source"].queryset = asking

    def plan(self, form: Any) -> Plan:
        """Plan what the others are not asked already."""
        return plan_copying(
            source=form.cleaned_data["source"],
            targets=self.chosen_targets,
            level=self.level,
            starts_on=form.cleaned_data["starts_on"],
        )


def _saved(plan: Plan) -> str:
    if plan.ending:
        count = len(plan.ending)
        return ngettext(
            "%(count)d requirement ends.", "%(count)d requirements end.", count
        ) % {"count": count}
    count = len(plan.new)
    return ngettext(
        "%(count)d requirement added.", "%(count)d requirements added.", count
    ) % {"count": count}


def matrix_urls() -> list[Any]:
    """Return the addresses of the matrix and its changes."""
    base = "learning/requirements-matrix/"
    return [
        path(base, MatrixView.as_view(), name=URL_NAME),
        path(f"{base}require/", RequireView.as_view(), name=f"{URL_NAME}_require"),
        path(f"{base}end/", EndView.as_view(), name=f"{URL_NAME}_end"),
        path(f"{base}copy/", CopyView.as_view(), name=f"{URL_NAME}_copy"),
    ]
