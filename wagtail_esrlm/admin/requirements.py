"""Requirements: entered, shown for what they would do, then saved."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..clock import today
from ..compliance import impact, services
from ..compliance.impact import ONE_DAY
from ..compliance.models import Requirement
from ..snippets.models import Competency
from ..workforce.models import BusinessGroup
from ..workforce.selectors import organisation_paths
from .actions import ActionView
from .base import ServiceCreateView, ServiceEditView
from .confirm import ConfirmMixin
from .fields import (
    AssignmentField,
    OrganisationField,
    PositionField,
    date_field,
    grace_days_field,
)
from .forms import FormPart, RecordForm
from .levels import level_word, target_words
from .once import OnceMixin

TARGETS = (
    "business_group",
    "organisation",
    "job_role",
    "position",
    "assignment",
    "supplementary_role",
)
#: What may change while it stands; anything else ends it and begins another.
TERMS = (
    "this_organisation_only",
    "grade",
    "essential",
    "before_activity",
    "grace_days",
    "ends_on",
)


class RequirementForm(RecordForm):
    """A new requirement: a competency and exactly one target."""

    form_parts = (
        FormPart(
            gettext_lazy("Asked of"),
            TARGETS,
            gettext_lazy("Fill in one of these, and leave the others empty."),
        ),
        FormPart(
            gettext_lazy("How strictly"),
            ("essential", "before_activity", "grace_days"),
        ),
        FormPart(
            gettext_lazy("Only some of them"), ("grade", "this_organisation_only")
        ),
        FormPart(gettext_lazy("When"), ("starts_on", "ends_on")),
    )
    asks_business_group = True
    business_group = forms.ModelChoiceField(
        BusinessGroup.objects.all(),
        required=False,
        label=gettext_lazy("Business group"),
        help_text=gettext_lazy("Everybody who works there."),
    )
    organisation = OrganisationField(required=False, label=gettext_lazy("Organisation"))
    position = PositionField(
        required=False,
        label=gettext_lazy("Position"),
        help_text=gettext_lazy("Its number."),
    )
    assignment = AssignmentField(
        required=False,
        label=gettext_lazy("Assignment"),
        help_text=gettext_lazy("Its number."),
    )
    grace_days = grace_days_field()
    starts_on = date_field(
        label=gettext_lazy("From"),
        help_text=gettext_lazy("Figures of earlier days do not change."),
    )
    ends_on = date_field(
        required=False,
        label=gettext_lazy("Until"),
        help_text=gettext_lazy("The last day, included. Leave empty for no end."),
    )

    class Meta:
        model = Requirement
        fields = ("competency", *TARGETS, *TERMS[:-1], "starts_on", "ends_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["competency"].queryset = Competency.objects.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=today())
        )

    def clean(self) -> dict[str, Any]:
        """Ask for exactly one target."""
        cleaned = super().clean() or {}
        wrong = [name for name in TARGETS if name in self.errors]
        given = [name for name in TARGETS if cleaned.get(name) is not None]
        if not wrong and len(given) != 1:
            raise forms.ValidationError(
                _("Fill in exactly one of those that it can be asked of.")
            )
        return cleaned


class RequirementTermsForm(RecordForm):
    """A change of a requirement from a day on (rule 15)."""

    form_parts = (
        FormPart(
            gettext_lazy("How strictly"),
            ("essential", "before_activity", "grace_days"),
        ),
        FormPart(
            gettext_lazy("Only some of them"), ("grade", "this_organisation_only")
        ),
        FormPart(gettext_lazy("When"), ("ends_on", "effective_on")),
    )
    grace_days = grace_days_field()
    effective_on = date_field(
        label=gettext_lazy("The change holds from"),
        help_text=gettext_lazy(
            "Earlier days keep what was asked then: this requirement ends the day "
            "before, and one with the new terms begins. A new last day alone just "
            "moves the end."
        ),
    )
    ends_on = date_field(
        required=False,
        label=gettext_lazy("Until"),
        help_text=gettext_lazy("The last day, included."),
    )

    class Meta:
        model = Requirement
        fields = TERMS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["effective_on"].initial = max(today(), self.instance.starts_on)
        if self.instance.organisation_id is None:
            del self.fields["this_organisation_only"]
        if self.instance.job_role_id is None and self.instance.position_id is None:
            del self.fields["grade"]

    def clean(self) -> dict[str, Any]:
        """Keep the past: it ends the day before the change at the earliest."""
        cleaned = super().clean() or {}
        effective_on, ends_on = cleaned.get("effective_on"), cleaned.get("ends_on")
        if effective_on and ends_on and ends_on < effective_on - ONE_DAY:
            self.add_error(
                "ends_on",
                _("Earlier than the change: figures of the past would differ."),
            )
        return cleaned

    def _post_clean(self) -> None:
        """Leave the instance alone: the service judges the change."""


class RequirementCreateView(ConfirmMixin, OnceMixin, ServiceCreateView):
    """Adds a requirement after showing whom it reaches."""

    explanation = gettext_lazy(
        "Everybody reached must hold the competency. You see who turns red before "
        "anything is saved. For many at once, use the requirements matrix."
    )
    submit_button_label = gettext_lazy("Show whom it reaches")
    confirm_label = gettext_lazy("Add this requirement")

    def preview(self, form: Any) -> impact.Impact:
        """Try it and take it back."""
        return impact.of_new_requirements([form.instance])

    def perform(self, form: Any) -> Requirement:
        """Add it through the service."""
        (added,) = services.add_requirements(
            requirements=[form.instance], by=self.request.user
        )
        return added


class RequirementEditView(ConfirmMixin, OnceMixin, ServiceEditView):
    """Changes a requirement from a day on, after showing what that does."""

    submit_button_label = gettext_lazy("Show what it does")
    confirm_label = gettext_lazy("Make this change")

    def _change(self, form: Any) -> dict[str, Any]:
        """Return the effective day and what really changes."""
        stored = Requirement.objects.get(pk=form.instance.pk)
        given = dict(form.cleaned_data)
        return {"effective_on": given.pop("effective_on")} | {
            name: value
            for name, value in given.items()
            if getattr(stored, name) != value
        }

    def needs_confirming(self, form: Any) -> bool:
        """Whether anything differs."""
        return len(self._change(form)) > 1

    def preview(self, form: Any) -> impact.Impact:
        """Try it and take it back."""
        stored = Requirement.objects.get(pk=form.instance.pk)
        change = self._change(form)
        if change.keys() == {"effective_on", "ends_on"}:
            return impact.of_ended_requirement(stored, ends_on=change["ends_on"])
        return impact.of_changed_requirement(stored, **change)

    def perform(self, form: Any) -> Requirement:
        """Change it through the service."""
        stored = Requirement.objects.get(pk=form.instance.pk)
        change = self._change(form)
        if len(change) == 1:
            return stored
        if change.keys() == {"effective_on", "ends_on"}:
            services.end_requirement(
                requirement=stored, ends_on=change["ends_on"], by=self.request.user
            )
            return stored
        return services.change_requirement(
            requirement=stored, by=self.request.user, **change
        )


class RemoveRequirementView(ActionView):
    """Takes away a requirement that has not begun."""

    permission_required = "wagtail_esrlm.delete_requirement"
    page_title = gettext_lazy("Remove a requirement")
    header_icon = "bin"
    explanation = gettext_lazy(
        "It has not begun, so no figure rests on it. It is gone for good."
    )
    submit_label = gettext_lazy("Remove it")
    is_serious = True
    form_class = forms.Form
    model = Requirement
    related = ("competency", *TARGETS)
    success_url = reverse_lazy("esrlm_requirement:index")

    def facts(self, record: Requirement) -> Any:
        """Say what is asked of whom, and from when."""
        return [
            (_("Competency"), record.competency),
            (level_word(record), target_words(record, organisation_paths())),
            (_("From"), record.starts_on),
        ]

    def perform(self, form: Any) -> str:
        """Take it away."""
        services.remove_requirement(requirement=self.get_object(), by=self.request.user)
        return _("The requirement is removed.")
