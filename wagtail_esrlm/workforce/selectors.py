"""Reads of the workforce: who is who, who sits where, who reports to whom."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django.db.models import Exists
from django.db.models.expressions import RawSQL

from .. import clock
from ..conf import esrlm_settings
from .hierarchy import (
    Report,
    managed_assignments,
    report_ids_sql,
    reports_of,
    supervisor_of,
    unsupervised_assignments,
)
from .models import (
    AssignmentCategory,
    AssignmentPeriod,
    AssignmentStatus,
    Organisation,
    Person,
)
from .supervision import Supervision, supervision

if TYPE_CHECKING:
    from django.http import HttpRequest

    from .models.people import PersonQuerySet
    from .models.seats import AssignmentPeriodQuerySet

__all__ = [
    "PopulationFlags",
    "Report",
    "Supervision",
    "active_periods",
    "assignments_managed_by",
    "assignments_without_manager",
    "direct_reports",
    "is_manager_of",
    "is_shared_log_in",
    "manager_of",
    "managed_people",
    "organisation_paths",
    "person_for_request",
    "person_for_user",
    "population_flags",
    "reports",
    "supervision",
]

PATH_SEPARATOR = " > "


def person_for_user(user: Any) -> Person | None:
    """Return the person a log-in belongs to.

    None for nobody logged in, for a shared log-in (settings key
    ``SHARED_LOGIN_GROUP``), and for a log-in without a person. Queries: 1 (2 with a
    host's ``PERSON_RESOLVER``).
    """
    if user is None or not user.is_authenticated:
        return None
    resolver = esrlm_settings.imported("PERSON_RESOLVER")
    if resolver is not None:
        return None if is_shared_log_in(user) else cast("Person | None", resolver(user))
    people = Person.objects.filter(user_id=user.pk).select_related("business_group")
    shared = _shared_groups(user)
    if shared is not None:
        people = people.filter(~Exists(shared))
    return people.first()


def person_for_request(request: HttpRequest | None) -> Person | None:
    """Return the person who reads this request's page, remembered on the request."""
    if request is None:
        return None
    user = getattr(request, "user", None)
    known = getattr(request, "_esrlm_person", None)
    key = getattr(user, "pk", None)
    if known is None or known[0] != key:
        known = (key, person_for_user(user))
        request._esrlm_person = known  # type: ignore[attr-defined]
    return cast("Person | None", known[1])


def is_shared_log_in(user: Any) -> bool:
    """Whether a log-in is shared, so that it is nobody's own. Queries: 1 at most."""
    shared = _shared_groups(user)
    return shared is not None and shared.exists()


def _shared_groups(user: Any) -> Any:
    name = esrlm_settings.SHARED_LOGIN_GROUP
    groups = getattr(user, "groups", None)
    return groups.filter(name=name) if name and groups is not None else None


def active_periods(
    person_ids: Iterable[int] | None = None, *, on: datetime.date
) -> AssignmentPeriodQuerySet:
    """Return the seats that count on a day (rule 2), primary ones first.

    Args:
        person_ids: Whose; None for everybody's.
        on: The day.
    """
    periods = AssignmentPeriod.objects.active_on(on)
    if person_ids is not None:
        periods = periods.filter(assignment__person_id__in=person_ids)
    return periods.select_related(
        "assignment", "organisation", "job_role", "position", "supervisor"
    ).order_by("assignment__person_id", "-is_primary", "starts_on", "pk")


def direct_reports(manager: Person, *, on: datetime.date) -> list[Report]:
    """Return the people whose supervisor the manager is on the day (rule 40).

    Those of somebody who left and stood between them count, and so do the teams the
    person stands in for. Queries: 1.
    """
    return reports_of(manager.pk, on=on, indirect=False)


def reports(
    manager: Person, *, on: datetime.date, indirect: bool = True
) -> list[Report]:
    """Return everybody a manager sees on the day, by person id (rule 40). Queries: 1.

    Empty for a manager without an active assignment.
    """
    return reports_of(manager.pk, on=on, indirect=indirect)


def managed_people(
    manager: Person, *, on: datetime.date, indirect: bool = True
) -> PersonQuerySet:
    """Return the same people as ``reports``, as a queryset. Queries: 0 until read."""
    sql, params = report_ids_sql(manager.pk, on=on, indirect=indirect)
    values = [params[name] for name in re.findall(r"%\((\w+)\)s", sql)]
    positional = re.sub(r"%\(\w+\)s", "%s", sql)
    team = RawSQL(positional, values)  # noqa: S611 (our own text, bound values)
    return Person.objects.filter(pk__in=team)


def is_manager_of(manager: Person, person: Person, *, on: datetime.date) -> bool:
    """Whether ``person`` is in the manager's team on the day (rule 40). Queries: 1."""
    return bool(assignments_managed_by(manager, person, on=on))


def assignments_managed_by(
    manager: Person, person: Person, *, on: datetime.date
) -> frozenset[int]:
    """Return which of a person's assignments lead up to the manager. Queries: 1.

    A manager sees the requirements of these and of the person, not those of another
    assignment (rule 40). Empty where the person is not in the manager's team.
    """
    return managed_assignments(manager.pk, person.pk, on=on)


def assignments_without_manager(person: Person, *, on: datetime.date) -> frozenset[int]:
    """Return a person's active assignments with nobody above (rule 40). Queries: 1."""
    return unsupervised_assignments(person.pk, on=on)


def manager_of(
    period: AssignmentPeriod, *, on: datetime.date | None = None
) -> Person | None:
    """Return who supervises a seat: its supervisor, or the next active one upward.

    None means: class administrators (rule 40). Queries: 2 at most.

    Args:
        period: The seat.
        on: The day; by default today, or the seat's day nearest to it.
    """
    day = on or max(period.starts_on, clock.today())
    if on is None and period.ends_on is not None:
        day = min(day, period.ends_on)
    found = supervisor_of(period.pk, on=day)
    return None if found is None else Person.objects.get(pk=found)


def organisation_paths(*, business_group_id: int | None = None) -> dict[int, str]:
    """Return "Trust > Surgery > Ward 10" by organisation id. Queries: 1."""
    organisations = Organisation.objects.all()
    if business_group_id is not None:
        organisations = organisations.filter(business_group_id=business_group_id)
    nodes: dict[int, tuple[str, int | None]] = {
        pk: (name, parent)
        for pk, name, parent in organisations.values_list("pk", "name", "parent_id")
    }
    paths: dict[int, str] = {}
    for node in nodes:
        _walk_up(node, nodes, paths)
    return paths


def _walk_up(
    node: int, nodes: Mapping[int, tuple[str, int | None]], paths: dict[int, str]
) -> None:
    branch: list[int] = []
    current: int | None = node
    while current is not None and current in nodes and current not in paths:
        if current in branch:
            break
        branch.append(current)
        current = nodes[current][1]
    above = paths.get(current, "") if current is not None else ""
    for organisation in reversed(branch):
        name = nodes[organisation][0]
        above = f"{above}{PATH_SEPARATOR}{name}" if above else name
        paths[organisation] = above


@dataclass(frozen=True)
class PopulationFlags:
    """Why a report may leave a person out (rules 10 and 11).

    Attributes:
        seats: For each kind of active seat: is it an absence, is it separate.
    """

    seats: frozenset[tuple[bool, bool]]

    @property
    def absent(self) -> bool:
        """Every active seat is an absence, such as maternity."""
        return bool(self.seats) and all(absent for absent, _ in self.seats)

    @property
    def separate(self) -> bool:
        """Every active seat is bank or honorary."""
        return bool(self.seats) and all(separate for _, separate in self.seats)

    def counted(self, *, absent: bool = False, separate: bool = False) -> bool:
        """Whether some seat counts where a report includes these populations."""
        return any(
            (absent or not is_absent) and (separate or not is_separate)
            for is_absent, is_separate in self.seats
        )


def population_flags(
    person_ids: Iterable[int] | None = None, *, on: datetime.date
) -> dict[int, PopulationFlags]:
    """Return the flags of everybody with an active seat, by person id. Queries: 3."""
    absences = set(
        AssignmentStatus.objects.filter(is_absence=True).values_list(
            "name_key", flat=True
        )
    )
    separate = set(
        AssignmentCategory.objects.filter(is_separate=True).values_list(
            "name_key", flat=True
        )
    )
    periods = AssignmentPeriod.objects.active_on(on)
    if person_ids is not None:
        periods = periods.filter(assignment__person_id__in=person_ids)
    seats: dict[int, set[tuple[bool, bool]]] = {}
    for person, status, category in periods.values_list(
        "assignment__person_id", "status_key", "category_key"
    ):
        seats.setdefault(person, set()).add((status in absences, category in separate))
    return {
        person: PopulationFlags(frozenset(kinds)) for person, kinds in seats.items()
    }
