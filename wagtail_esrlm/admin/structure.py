"""Organisations, roles, posts and words: what files create and people correct."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.views import generic

from ..compliance.models import ReportPopulation
from ..workforce import services
from ..workforce.models import (
    AssignmentCategory,
    AssignmentStatus,
    BusinessGroup,
    JobRole,
    Organisation,
    Position,
    SupplementaryRole,
)
from .base import RecordViewSet, ServiceEditView
from .fields import OrganisationField, PeopleField, date_field


class OrganisationForm(forms.ModelForm):
    """An organisation; a move says why."""

    parent = OrganisationField(required=False, label=gettext_lazy("Part of"))
    shown_from = date_field(
        required=False,
        label=gettext_lazy("Compliance shown from"),
        help_text=gettext_lazy("Leave empty to follow the organisation above."),
    )
    reason = forms.CharField(
        required=False,
        label=gettext_lazy("Why it moves"),
        help_text=gettext_lazy(
            "Only for a move: figures of the past use the new tree too."
        ),
    )

    class Meta:
        model = Organisation
        fields = ("business_group", "name", "parent", "shown_from")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["business_group"]
        else:
            del self.fields["reason"]

    def clean(self) -> dict[str, Any]:
        """Keep the tree within one business group."""
        cleaned = super().clean() or {}
        group = cleaned.get("business_group") or self.instance.business_group
        parent = cleaned.get("parent")
        if parent and group and parent.business_group_id != group.pk:
            self.add_error("parent", _("It belongs to another business group."))
        return cleaned


class OrganisationEditView(ServiceEditView):
    """Renames an organisation, and moves it through the service."""

    def perform(self, form: Any) -> Organisation:
        """Move first: a refused move changes nothing."""
        stored = Organisation.objects.get(pk=form.instance.pk)
        wanted = form.cleaned_data["parent"]
        if stored.parent_id != (wanted.pk if wanted else None):
            services.move_organisation(
                organisation=stored,
                parent=wanted,
                by=self.request.user,
                reason=form.cleaned_data["reason"],
            )
        return generic.EditView.save_instance(self)


class OrganisationViewSet(RecordViewSet):
    """The organisation tree."""

    model = Organisation
    icon = "site"
    edit_view_class = OrganisationEditView
    list_display = ("name", "parent", "business_group", "shown_from")
    list_filter = ("business_group",)
    search_fields = ("name",)
    list_export = ("name", "parent", "business_group", "shown_from")
    export_filename = "organisations"
    select_related = ("parent", "business_group")
    inspect_view_fields = ("name", "parent", "business_group", "shown_from")

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        """Return the one form."""
        return OrganisationForm


class _NamedViewSet(RecordViewSet):
    """Something with a name, unique in its business group."""

    list_display = ("name", "business_group")
    list_filter = ("business_group",)
    search_fields = ("name",)
    list_export = ("name", "business_group")
    form_fields = ("business_group", "name")
    inspect_view_fields = ("name", "business_group")
    select_related = ("business_group",)


class JobRoleViewSet(_NamedViewSet):
    """Job roles, with their staff group."""

    model = JobRole
    icon = "group"
    list_display = ("name", "staff_group", "business_group")
    list_filter = ("business_group", "staff_group")
    search_fields = ("name", "staff_group")
    list_export = ("name", "staff_group", "business_group")
    export_filename = "job-roles"
    form_fields = ("business_group", "name", "staff_group")
    inspect_view_fields = ("name", "staff_group", "business_group")


class PositionViewSet(_NamedViewSet):
    """Numbered posts."""

    model = Position
    icon = "tag"
    list_display = ("number", "title", "business_group")
    search_fields = ("number", "title")
    list_export = ("number", "title", "business_group")
    export_filename = "positions"
    form_fields = ("business_group", "number", "title")
    inspect_view_fields = ("number", "title", "business_group")


class SupplementaryRoleViewSet(_NamedViewSet):
    """Roles beside the job."""

    model = SupplementaryRole
    icon = "plus"
    export_filename = "supplementary-roles"


class BusinessGroupForm(forms.ModelForm):
    """What an administrator sets for an employer; its code comes with the files."""

    shown_from = date_field(
        required=False,
        label=gettext_lazy("Compliance shown from"),
        help_text=gettext_lazy(
            "From this day staff and managers see compliance. Leave empty to keep it "
            "with training leads and the pilot group."
        ),
    )
    pilot_numbers = PeopleField(
        required=False,
        label=gettext_lazy("Pilot group"),
        help_text=gettext_lazy(
            "Employee numbers. They see compliance before everybody else does."
        ),
    )

    class Meta:
        model = BusinessGroup
        fields = ("name", "shown_from", "end_of_month_expiry")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["pilot_numbers"].initial = "\n".join(
                self.instance.pilots.values_list("employee_number", flat=True)
            )

    def clean_pilot_numbers(self) -> list[Any]:
        """Return the people; refuse numbers that nobody of the group has."""
        people, unknown = self.cleaned_data["pilot_numbers"]
        unknown += [
            person.employee_number
            for person in people
            if person.business_group_id != self.instance.pk
        ]
        if unknown:
            raise forms.ValidationError(
                _("Nobody here has these numbers: %(numbers)s.")
                % {"numbers": ", ".join(unknown)}
            )
        return people

    def save(self, commit: bool = True) -> BusinessGroup:
        """Save with the pilots."""
        group = super().save(commit)
        group.pilots.set(self.cleaned_data["pilot_numbers"])
        return group


class BusinessGroupViewSet(RecordViewSet):
    """Employers; they are created by the staff file."""

    model = BusinessGroup
    icon = "home"
    without_views = frozenset({"usage", "add", "delete"})
    list_display = ("name", "vpd", "shown_from", "end_of_month_expiry")
    list_export = ("name", "vpd", "shown_from", "end_of_month_expiry")
    search_fields = ("name", "vpd")
    export_filename = "business-groups"
    inspect_view_fields = ("name", "vpd", "shown_from", "end_of_month_expiry")

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        """Return the one form."""
        return BusinessGroupForm


class StatusEditView(ServiceEditView):
    """Changes what a word means, through the service."""

    def perform(self, form: Any) -> AssignmentStatus:
        """Change the meaning, and mark whom it touches."""
        return services.change_status(
            status=form.instance,
            is_active=form.cleaned_data["is_active"],
            is_absence=form.cleaned_data["is_absence"],
            by=self.request.user,
        )


class StatusViewSet(RecordViewSet):
    """Words for the state of an assignment."""

    model = AssignmentStatus
    icon = "pick"
    edit_view_class = StatusEditView
    list_display = ("name", "is_active", "is_absence")
    list_export = ("name", "is_active", "is_absence")
    list_filter = ("is_active", "is_absence")
    search_fields = ("name",)
    export_filename = "statuses"
    inspect_view_fields = ("name", "is_active", "is_absence")

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        """Keep the word: files use it."""
        fields = ["is_active", "is_absence"]
        return forms.modelform_factory(
            AssignmentStatus, fields=fields if for_update else ["name", *fields]
        )


class CategoryViewSet(RecordViewSet):
    """Kinds of employment."""

    model = AssignmentCategory
    icon = "list-ul"
    list_display = ("name", "is_separate")
    list_export = ("name", "is_separate")
    list_filter = ("is_separate",)
    search_fields = ("name",)
    export_filename = "categories"
    form_fields = ("name", "is_separate")
    inspect_view_fields = ("name", "is_separate")


class ReportPopulationViewSet(RecordViewSet):
    """Whom reports count."""

    model = ReportPopulation
    icon = "clipboard-list"
    _columns = ("name", "includes_absent", "includes_separate", "is_default")
    list_display = (*_columns, "business_group")
    list_export = (*_columns, "business_group")
    list_filter = ("business_group",)
    search_fields = ("name",)
    export_filename = "report-populations"
    form_fields = ("business_group", *_columns)
    inspect_view_fields = (*_columns, "business_group")
    select_related = ("business_group",)
