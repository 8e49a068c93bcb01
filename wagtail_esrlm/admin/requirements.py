"""Requirements: entered, shown for what they would do, then saved."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column

from ..clock import today
from ..compliance import impact, services
from ..compliance.models import Requirement
from ..errors import EsrlmError
from .base import RecordViewSet, ServiceCreateView, ServiceEditView, add_error
from .fields import AssignmentField, OrganisationField, PositionField, date_field

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


class RequirementForm(forms.ModelForm):
    """A new requirement: a competency and exactly one target."""

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
    starts_on = date_field(label=gettext_lazy("From"))
    ends_on = date_field(
        required=False,
        label=gettext_lazy("Until"),
        help_text=gettext_lazy("The last day, included."),
    )

    class Meta:
        model = Requirement
        fields = ("competency", *TARGETS, *TERMS[:-1], "starts_on", "ends_on")

    def clean(self) -> dict[str, Any]:
        """Ask for exactly one target."""
        cleaned = super().clean() or {}
        if sum(cleaned.get(name) is not None for name in TARGETS) != 1:
            raise forms.ValidationError(
                _("Choose exactly one: business group, organisation, job role, …")
            )
        return cleaned


class RequirementTermsForm(forms.ModelForm):
    """A change of a requirement from a day on (rule 15)."""

    effective_on = date_field(
        label=gettext_lazy("The change holds from"),
        help_text=gettext_lazy("Earlier days keep what was asked then."),
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

    def _post_clean(self) -> None:
        """Leave the instance alone: the service judges the change."""


class ConfirmMixin:
    """Shows what a change would do; the same answers, sent again, save it."""

    confirm_template_name = "wagtail_esrlm/admin/confirm_impact.html"

    def preview(self, form: Any) -> impact.Impact:
        """Return whom the change reaches."""
        raise NotImplementedError

    def form_valid(self, form: Any) -> HttpResponse:
        """Save only what was shown before."""
        if "confirmed" in self.request.POST:
            return super().form_valid(form)
        try:
            found = self.preview(form)
        except EsrlmError as err:
            add_error(form, err)
            return self.form_invalid(form)
        answers = [
            (name, value)
            for name, values in self.request.POST.lists()
            for value in values
            if name != "csrfmiddlewaretoken"
        ]
        self.form = form
        self.template_name = self.confirm_template_name
        return self.render_to_response(
            self.get_context_data(form=form, impact=found, answers=answers)
        )


class RequirementCreateView(ConfirmMixin, ServiceCreateView):
    """Adds a requirement after showing whom it reaches."""

    def preview(self, form: Any) -> impact.Impact:
        """Try it and take it back."""
        return impact.of_new_requirements([form.instance])

    def perform(self, form: Any) -> Requirement:
        """Add it through the service."""
        (added,) = services.add_requirements(
            requirements=[form.instance], by=self.request.user
        )
        return added


class RequirementEditView(ConfirmMixin, ServiceEditView):
    """Changes a requirement from a day on, after showing what that does."""

    def _change(self, form: Any) -> dict[str, Any]:
        """Return the effective day and what really changes."""
        stored = Requirement.objects.get(pk=form.instance.pk)
        given = dict(form.cleaned_data)
        return {"effective_on": given.pop("effective_on")} | {
            name: value
            for name, value in given.items()
            if getattr(stored, name) != value
        }

    def preview(self, form: Any) -> impact.Impact:
        """Try it and take it back."""
        stored = Requirement.objects.get(pk=form.instance.pk)
        return impact.of_changed_requirement(stored, **self._change(form))

    def perform(self, form: Any) -> Requirement:
        """Change it through the service."""
        stored = Requirement.objects.get(pk=form.instance.pk)
        change = self._change(form)
        if len(change) == 1:
            return stored
        return services.change_requirement(
            requirement=stored, by=self.request.user, **change
        )


class RequirementViewSet(RecordViewSet):
    """What is asked of whom."""

    model = Requirement
    icon = "list-ol"
    without_views = frozenset({"usage", "delete"})
    add_view_class = RequirementCreateView
    edit_view_class = RequirementEditView
    list_display = (
        "competency",
        Column("target", label=gettext_lazy("Asked of")),
        "grade",
        "essential",
        "grace_days",
        "starts_on",
        "ends_on",
    )
    list_filter = {
        "competency": ["exact"],
        "job_role": ["exact"],
        "supplementary_role": ["exact"],
        "essential": ["exact"],
        "ends_on": ["isnull"],
    }
    search_fields = (
        "competency__name",
        "organisation__name",
        "job_role__name",
        "position__number",
        "assignment__number",
        "supplementary_role__name",
    )
    list_export = ("competency.name", *TARGETS, *TERMS[:-1], "starts_on", "ends_on")
    export_headings = {"competency.name": gettext_lazy("Competency")}
    export_filename = "requirements"
    inspect_view_fields = (
        "competency",
        "target",
        *TERMS[:-1],
        "starts_on",
        "ends_on",
    )
    select_related = ("competency", *TARGETS)

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        """Enter one, or change its terms."""
        return RequirementTermsForm if for_update else RequirementForm
