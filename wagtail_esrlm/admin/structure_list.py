"""Lists and pages of structure: who sits in it today, and what is asked of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ..clock import today
from ..compliance.models import Requirement
from ..workforce.models import AssignmentPeriod, Person
from ..workforce.selectors import organisation_paths
from .columns import CountColumn
from .inspecting import Part, RecordInspectView, record_link
from .listing import RecordIndexView

#: The two figures that every list of structure shows.
PEOPLE = CountColumn("people_today", label=_("People today"))
ASKED = CountColumn("asked_today", label=_("Requirements"))


class StructureIndexView(RecordIndexView):
    """Structure, each with people and requirements of today."""

    #: From a seat, and from a requirement, to the structure.
    seat_path = ""
    requirement_path = ""

    def paginate_queryset(self, queryset: Any, page_size: int) -> Any:
        """Count for the page only."""
        found = super().paginate_queryset(queryset, page_size)
        records = {record.pk: record for record in found[2]}
        seats = AssignmentPeriod.objects.active_on(today())
        people = _counted(seats, self.seat_path, records, "assignment__person")
        asked = _counted(
            Requirement.objects.current_on(today()),
            self.requirement_path,
            records,
            "pk",
        )
        for pk, record in records.items():
            record.people_today = people.get(pk, 0)
            record.asked_today = asked.get(pk, 0)
        return found


def _counted(queryset: Any, path: str, records: Any, what: str) -> dict[int, int]:
    return dict(
        queryset.filter(**{f"{path}__in": list(records)})
        .order_by()
        .values_list(path)
        .annotate(Count(what, distinct=True))
    )


class StructureInspectView(RecordInspectView):
    """Structure, with what is asked of it and who sits in it today."""

    seat_path = ""
    requirement_path = ""
    #: The name of its filter in the list of people, where there is one.
    people_filter = ""
    #: Of each kind, how many are listed here.
    most = 20

    def parts(self) -> Iterator[Part]:
        """Tell what concerns it and may be seen."""
        user = self.request.user
        if user.has_perm("wagtail_esrlm.view_requirement"):
            yield self._requirements()
        if user.has_perm("wagtail_esrlm.view_person"):
            yield self._people()

    def _requirements(self) -> Part:
        requirements = (
            Requirement.objects.current_on(today())
            .filter(**{self.requirement_path: self.object})
            .select_related("competency")
            .order_by("competency__title", "starts_on", "pk")
        )
        return Part(
            _("Asked of it today"),
            (
                _("Competency"),
                _("Essential"),
                _("Grade"),
                _("Grace days"),
                _("From"),
                _("Until"),
            ),
            [
                (
                    record_link(each.competency, self.request.user),
                    _("Essential") if each.essential else _("Recommended"),
                    each.grade,
                    each.grace_days,
                    each.starts_on,
                    each.ends_on or _("No end"),
                )
                for each in requirements
            ],
            empty=_("Nothing of its own."),
        )

    def _people(self) -> Part:
        seats = AssignmentPeriod.objects.active_on(today()).filter(
            **{self.seat_path: self.object}
        )
        people = Person.objects.filter(
            pk__in=seats.order_by().values("assignment__person")
        )
        query = urlencode({self.people_filter: self.object.pk})
        return Part(
            _("People today"),
            (_("Name"), _("Number")),
            [
                (record_link(person, self.request.user), person.employee_number)
                for person in people[: self.most]
            ],
            empty=_("Nobody."),
            more=(
                f"{reverse('esrlm_person:index')}?{query}",
                _("All of them, and below"),
            )
            if self.people_filter
            else None,
        )


def structure_views(
    seat_path: str, requirement_path: str, people_filter: str = ""
) -> tuple[type[StructureIndexView], type[StructureInspectView]]:
    """Return the list and the page of one kind of structure."""
    paths = {"seat_path": seat_path, "requirement_path": requirement_path}
    return (
        type("IndexView", (StructureIndexView,), paths),
        type(
            "InspectView",
            (StructureInspectView,),
            {**paths, "people_filter": people_filter},
        ),
    )


class PathIndexView(StructureIndexView):
    """Organisations, each with its path."""

    seat_path = requirement_path = "organisation"

    def paginate_queryset(self, queryset: Any, page_size: int) -> Any:
        """Add the paths of the page."""
        found = super().paginate_queryset(queryset, page_size)
        paths = organisation_paths()
        for organisation in found[2]:
            organisation.above = paths.get(organisation.parent_id, "")
        return found
