"""Organisations, roles and posts: what files create and people correct."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column

from ..compliance.impact import Impact
from ..compliance.impact_on_people import of_moved_organisation
from ..errors import InvalidInput
from ..workforce import services
from ..workforce.models import JobRole, Organisation, Position, SupplementaryRole
from .base import RecordViewSet, ServiceEditView
from .columns import DayColumn
from .confirm import ConfirmMixin
from .fields import OrganisationField, date_field
from .filters import OrganisationFilter, RecordFilterSet, choice_filter, words_of
from .forms import RecordForm, save_and_record
from .structure_list import ASKED, PEOPLE, PathIndexView, structure_views


class OrganisationForm(RecordForm):
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


class OrganisationEditView(ConfirmMixin, ServiceEditView):
    """Renames an organisation; shows whom a move touches before it is made."""

    def needs_confirming(self, form: Any) -> bool:
        """Whether it moves: requirements of what stands above then differ."""
        return "parent" in form.changed_data

    def preview(self, form: Any) -> Impact:
        """Try the move and take it back."""
        if not form.cleaned_data["reason"].strip():
            raise InvalidInput(_("Say why it moves: past figures use the new tree."))
        return of_moved_organisation(form.instance, form.cleaned_data["parent"])

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
        form.initial["parent"] = form.instance.parent_id
        return save_and_record(form, by=self.request.user)


class OrganisationFilterSet(RecordFilterSet):
    """Organisations by branch."""

    organisation = OrganisationFilter(field_name="pk")

    class Meta:
        model = Organisation
        fields = ("business_group",)


class OrganisationViewSet(RecordViewSet):
    """The organisation tree."""

    model = Organisation
    icon = "site"
    edit_view_class = OrganisationEditView
    index_view_class = PathIndexView
    inspect_view_class = structure_views(
        "organisation", "organisation", "organisation"
    )[1]
    empty = gettext_lazy("No organisation yet. The staff file brings the tree.")
    list_display = (
        "name",
        Column("above", label=gettext_lazy("Part of")),
        PEOPLE,
        ASKED,
        "business_group",
        DayColumn(
            "shown_from",
            label=gettext_lazy("Compliance shown from"),
            empty=gettext_lazy("As above it"),
        ),
    )
    filterset_class = OrganisationFilterSet
    search_fields = ("name",)
    list_export = ("name", "parent", "business_group", "shown_from")
    export_filename = "organisations"
    select_related = ("parent", "business_group")
    inspect_view_fields = ("name", "parent", "business_group", "shown_from")
    if_empty = {
        "parent": gettext_lazy("It is the top"),
        "shown_from": gettext_lazy("As the organisation above"),
    }

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        """Return the one form."""
        return OrganisationForm


class _NamedViewSet(RecordViewSet):
    """Something with a name, unique in its business group."""

    list_display: tuple[Any, ...] = ("name", PEOPLE, ASKED, "business_group")
    list_filter: tuple[str, ...] = ("business_group",)
    search_fields: tuple[str, ...] = ("name",)
    list_export: tuple[str, ...] = ("name", "business_group")
    form_fields = ("business_group", "name")
    inspect_view_fields = ("name", "business_group")
    select_related = ("business_group",)


class JobRoleFilterSet(RecordFilterSet):
    """Job roles by staff group."""

    staff_group = choice_filter(
        gettext_lazy("Staff group"), words_of(JobRole, "staff_group")
    )

    class Meta:
        model = JobRole
        fields = ("business_group",)


class JobRoleViewSet(_NamedViewSet):
    """Job roles, with their staff group."""

    model = JobRole
    icon = "group"
    index_view_class, inspect_view_class = structure_views(
        "job_role", "job_role", "job_role"
    )
    empty = gettext_lazy("No job role yet. The staff file brings them.")
    list_display = ("name", "staff_group", PEOPLE, ASKED, "business_group")
    filterset_class = JobRoleFilterSet
    search_fields = ("name", "staff_group")
    list_export = ("name", "staff_group", "business_group")
    export_filename = "job-roles"
    form_fields = ("business_group", "name", "staff_group")
    inspect_view_fields = ("name", "staff_group", "business_group")


class PositionViewSet(_NamedViewSet):
    """Numbered posts."""

    model = Position
    icon = "tag"
    index_view_class, inspect_view_class = structure_views("position", "position")
    empty = gettext_lazy("No position yet. The staff file brings them.")
    list_display = ("number", "title", PEOPLE, ASKED, "business_group")
    search_fields = ("number", "title")
    list_export = ("number", "title", "business_group")
    export_filename = "positions"
    form_fields = ("business_group", "number", "title")
    inspect_view_fields = ("number", "title", "business_group")


class SupplementaryRoleViewSet(_NamedViewSet):
    """Roles beside the job."""

    model = SupplementaryRole
    icon = "plus"
    index_view_class, inspect_view_class = structure_views(
        "supplementary_roles", "supplementary_role"
    )
    empty = gettext_lazy(
        "No supplementary role yet. The staff file brings them, or add one."
    )
    export_filename = "supplementary-roles"
