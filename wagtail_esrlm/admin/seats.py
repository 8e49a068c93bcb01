"""Who sits where, and when."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from ..workforce.models import (
    AssignmentCategory,
    AssignmentPeriod,
    AssignmentStatus,
    JobRole,
    Person,
)
from .base import ReadOnlyViewSet
from .columns import DayColumn
from .filters import (
    OrganisationFilter,
    RecordFilterSet,
    WhenFilter,
    choice_filter,
    record_filter,
    words_of,
)
from .inspecting import Part, RecordInspectView, record_link
from .listing import RecordIndexView


class SeatFilterSet(RecordFilterSet):
    """Posts by when, where and as what."""

    when = WhenFilter()
    organisation = OrganisationFilter()
    job_role = record_filter(JobRole, _("Job role"))
    staff_group = choice_filter(
        _("Staff group"),
        words_of(JobRole, "staff_group"),
        field_name="job_role__staff_group",
    )
    status = choice_filter(_("Status"), words_of(AssignmentStatus, "name"))
    category = choice_filter(_("Category"), words_of(AssignmentCategory, "name"))
    is_primary = choice_filter(
        _("Primary"), [(True, _("Primary")), (False, _("Not primary"))]
    )

    class Meta:
        model = AssignmentPeriod
        fields: tuple[str, ...] = ()


class SeatIndexView(RecordIndexView):
    """Posts, found by their number or by who has them."""

    def search_queryset(self, queryset: Any) -> Any:
        """Find the people first: an index leads from them to their posts."""
        if not self.is_searching:
            return queryset
        people = Person.objects.named(self.search_query).order_by().values("pk")
        return queryset.filter(
            Q(assignment__person__in=people)
            | Q(assignment__number__icontains=self.search_query.strip())
        )


class SeatInspectView(RecordInspectView):
    """A post, with the supplementary roles held through it."""

    def get_page_subtitle(self) -> str:
        """Name the person and the post."""
        return f"{self.object.assignment.person}, {self.object.assignment}"

    def get_person_display_value(self) -> Any:
        """Return who has it."""
        return record_link(self.object.assignment.person, self.request.user)

    def parts(self) -> Iterator[Part]:
        """Tell the roles."""
        roles = self.object.supplementary_roles.order_by("name")
        rows = [(record_link(role, self.request.user),) for role in roles]
        if rows:
            yield Part(_("Supplementary roles"), (_("Role"),), rows)


class AssignmentPeriodViewSet(ReadOnlyViewSet):
    """Who sits where, and when; files and services write it."""

    model = AssignmentPeriod
    icon = "user"
    index_view_class = SeatIndexView
    empty = _("Nobody has a post yet. Import the staff file.")
    list_display = (
        "assignment",
        Column("assignment.person", label=_("Person")),
        "organisation",
        "job_role",
        "position",
        "grade",
        "status",
        DayColumn("starts_on", label=_("From")),
        DayColumn("ends_on", label=_("Until"), empty=_("Runs on")),
    )
    filterset_class = SeatFilterSet
    search_fields = (
        "assignment__number",
        "assignment__person__last_name",
        "assignment__person__employee_number",
    )
    list_export = (
        "assignment.person.employee_number",
        "assignment.number",
        "organisation",
        "job_role",
        "position",
        "grade",
        "category",
        "status",
        "fte",
        "is_primary",
        "supervisor",
        "starts_on",
        "ends_on",
    )
    export_headings = {
        "assignment.person.employee_number": _("Employee number"),
        "assignment.number": _("Assignment number"),
    }
    export_filename = "assignment-periods"
    inspect_view_class = SeatInspectView
    inspect_view_fields = (
        "person",
        "assignment",
        "organisation",
        "job_role",
        "position",
        "grade",
        "location",
        "category",
        "status",
        "fte",
        "is_primary",
        "supervisor",
        "starts_on",
        "ends_on",
    )
    labels = {"person": _("Person")}
    if_empty = {"ends_on": _("Runs on"), "supervisor": _("Nobody")}
    select_related = (
        "assignment__person",
        "organisation",
        "job_role",
        "position",
        "supervisor",
    )
