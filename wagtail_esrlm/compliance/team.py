"""A manager's team on a day: whom they see, each one's figure, and who is left out."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from .. import clock
from ..permissions.decisions import Shown
from ..permissions.shown import shown_people
from ..workforce.models import AssignmentPeriod, Deputy, Person
from ..workforce.selectors import Report, active_periods, managed_people, reports
from . import calculation
from .rules import (
    WORST_FIRST,
    ComplianceRow,
    Figure,
    Level,
    PersonCompliance,
)
from .selectors import team_compliance

#: Teams up to this size are read as a whole; of larger ones a page at a time.
WHOLE_TEAM = 2000


@dataclass(frozen=True)
class Member:
    """One person of a team, as their manager sees them.

    Attributes:
        seat: Job role and place, in words.
        compliance: Only what the manager may see (rule 40); None before it is shown.
        stands_in_for: Managers whose team this is, where the viewer is their deputy.
        is_partial: Another post requires more, which another manager sees.
    """

    person: Person
    seat: str
    direct: bool
    compliance: PersonCompliance | None
    stands_in_for: tuple[int, ...] = ()
    is_partial: bool = False

    @property
    def is_left_out(self) -> bool:
        """Whether totals leave them out: away, bank or honorary (rules 10, 11)."""
        return self.compliance is not None and (
            self.compliance.is_absent or self.compliance.is_separate
        )

    @property
    def is_counted(self) -> bool:
        """Whether they stand in the team's figure."""
        return (
            self.compliance is not None
            and not self.is_left_out
            and self.compliance.figure.required > 0
        )

    @property
    def is_up_to_date(self) -> bool:
        """Whether all that is required is met."""
        if self.compliance is None:
            return False
        figure = self.compliance.figure
        return figure.met == figure.required

    @property
    def urgency(self) -> tuple[Any, ...]:
        """Sorts most urgent first, left-out people last, then by name."""
        row = self.compliance.worst if self.compliance else None
        return (
            self.compliance is None,
            self.is_left_out,
            WORST_FIRST.index(row.status) if row else len(WORST_FIRST),
            (row.held_until or row.due_on or datetime.date.max)
            if row
            else datetime.date.max,
            self.person.last_name,
            self.person.first_name,
            self.person.pk,
        )


@dataclass(frozen=True)
class StandIn:
    """A manager for whom the viewer stands in, and until when."""

    manager: Person
    ends_on: datetime.date


@dataclass(frozen=True)
class Team:
    """A manager's team on a day.

    Attributes:
        members: Most urgent first; of a large team only those asked for.
        named: Those of them whose name or number was asked for.
        named_size: How many people that are, in a large team beside the window too.
        size: How many people the team has.
        direct_size: How many of them report directly.
        not_yet: When and why, where nobody's compliance is shown yet (rule 102).
        is_whole: Every member was read, so that totals can be said.
    """

    on: datetime.date
    members: tuple[Member, ...]
    size: int
    direct_size: int
    named: tuple[Member, ...] = ()
    named_size: int = 0
    stand_ins: tuple[StandIn, ...] = ()
    not_yet: str = ""
    is_whole: bool = True
    competencies: Mapping[int, str] = field(default_factory=dict)

    @property
    def figure(self) -> Figure:
        """Pooled over those who count (rule 35)."""
        return sum(
            (
                member.compliance.figure
                for member in self.members
                if member.compliance and member.is_counted
            ),
            Figure(),
        )

    @property
    def counted(self) -> list[Member]:
        """Those who stand in the figure."""
        return [member for member in self.members if member.is_counted]

    @property
    def absent(self) -> list[Member]:
        """Those who are away (rule 10)."""
        return [
            member
            for member in self.members
            if member.compliance and member.compliance.is_absent
        ]

    @property
    def separate(self) -> list[Member]:
        """Bank and honorary people who are not away (rule 11)."""
        return [
            member
            for member in self.members
            if member.compliance
            and member.compliance.is_separate
            and not member.compliance.is_absent
        ]

    @property
    def nothing_required(self) -> list[Member]:
        """Those of whom nothing is required (rule 34)."""
        return [
            member
            for member in self.members
            if member.compliance
            and not member.is_left_out
            and not member.compliance.figure.required
        ]


def team_of(
    manager: Person,
    user: Any,
    *,
    on: datetime.date | None = None,
    indirect: bool = True,
    name: str = "",
    window: slice | None = None,
) -> Team:
    """Return what a manager sees of their team (rules 35, 39, 40, 102).

    Args:
        user: The manager's log-in.
        indirect: Also those who report to their reports.
        name: Keep those whose name or number contains every word.
        window: Of a team too large to read as a whole, which people by name.

    Queries: at most 18, whatever the size of the team.
    """
    day = on or clock.today()
    found = {report.person_id: report for report in reports(manager, on=day)}
    wanted = {pk: report for pk, report in found.items() if indirect or report.direct}
    is_whole = len(wanted) <= WHOLE_TEAM
    if is_whole:
        listed = list(Person.objects.filter(pk__in=wanted))
        named_size = 0
    else:
        people = managed_people(manager, on=day, indirect=indirect).named(name)
        named_size = people.count()
        listed = list(people[window] if window is not None else people)
    shown = shown_people(user, [person.pk for person in listed], day, viewer=manager)
    members = _members(manager, listed, wanted, shown, day)
    if is_whole:
        members.sort(key=lambda member: member.urgency)
        named = [member for member in members if matches(member.person, name)]
        named_size = len(named)
    else:
        named = members
    return Team(
        on=day,
        members=tuple(members),
        named=tuple(named),
        named_size=named_size,
        size=len(found),
        direct_size=sum(report.direct for report in found.values()),
        stand_ins=_stand_ins(manager, day),
        not_yet=_not_yet(shown),
        is_whole=is_whole,
        competencies=_competencies(members),
    )


def matches(person: Person, name: str) -> bool:
    """Whether a person's name or number contains every word (as ``named`` does)."""
    text = f"{person.first_name} {person.preferred_name} {person.last_name}".casefold()
    return all(
        word in text or person.employee_number.casefold().startswith(word)
        for word in name.casefold().split()
    )


def has_team(manager: Person, *, on: datetime.date | None = None) -> bool:
    """Whether anybody reports to a person, or to somebody they stand in for."""
    return bool(reports(manager, on=on or clock.today(), indirect=False))


def _members(
    manager: Person,
    people: list[Person],
    found: Mapping[int, Report],
    shown: Mapping[int, Shown],
    day: datetime.date,
) -> list[Member]:
    ids = [person.pk for person in people]
    seats: dict[int, list[AssignmentPeriod]] = defaultdict(list)
    for period in active_periods(ids, on=day):
        seats[period.assignment.person_id].append(period)
    compliance = team_compliance([pk for pk in ids if shown[pk]], on=day)
    partial = {
        pk
        for pk in compliance
        if not {seat.assignment_id for seat in seats[pk]} <= found[pk].assignment_ids
    }
    visible = _visible_competencies(partial, found, day)
    return [
        Member(
            person=person,
            seat=_seat_in_words(seats[person.pk], found[person.pk]),
            direct=found[person.pk].direct,
            compliance=_limited(compliance.get(person.pk), visible),
            stands_in_for=tuple(sorted(found[person.pk].through_ids - {manager.pk})),
            is_partial=person.pk in partial,
        )
        for person in people
    ]


def _visible_competencies(
    partial: set[int], found: Mapping[int, Report], day: datetime.date
) -> dict[int, set[int]]:
    """Return what a manager sees of people who have another manager too (rule 40)."""
    visible: dict[int, set[int]] = {pk: set() for pk in partial}
    if partial:
        for source in calculation.sources(on=day, person_ids=partial):
            if (
                source.level is Level.BUSINESS_GROUP
                or source.assignment_id in found[source.person_id].assignment_ids
            ):
                visible[source.person_id].add(source.competency_id)
    return visible


def _limited(
    compliance: PersonCompliance | None, visible: Mapping[int, set[int]]
) -> PersonCompliance | None:
    if compliance is None or compliance.person_id not in visible:
        return compliance
    competencies = visible[compliance.person_id]
    return replace(
        compliance,
        rows=tuple(
            row
            for row in compliance.rows
            if row.essential is None or row.competency_id in competencies
        ),
    )


def _seat_in_words(seats: Iterable[AssignmentPeriod], report: Report) -> str:
    """Return "Staff Nurse, Ward 10" for the seat that leads to the manager."""
    mine = [seat for seat in seats if seat.assignment_id in report.assignment_ids]
    if not mine:
        return ""
    seat = mine[0]
    role = seat.job_role.name if seat.job_role else ""
    if not role and seat.position:
        role = seat.position.title
    place = seat.organisation.name if seat.organisation else ""
    return ", ".join(part for part in (role, place) if part)


def _stand_ins(manager: Person, day: datetime.date) -> tuple[StandIn, ...]:
    standing = Deputy.objects.filter(
        deputy=manager, starts_on__lte=day, ends_on__gte=day
    ).select_related("manager")
    latest: dict[int, StandIn] = {}
    for row in standing.order_by("ends_on"):
        latest[row.manager_id] = StandIn(row.manager, row.ends_on)
    return tuple(latest.values())


def _not_yet(shown: Mapping[int, Shown]) -> str:
    if not shown or any(shown.values()):
        return ""
    first = min(shown.values(), key=lambda answer: answer.from_day or datetime.date.max)
    return str(first.sentence)


def _competencies(members: Iterable[Member]) -> dict[int, str]:
    """Return the titles that stand in the team's essential rows, by title."""
    titles = {
        row.competency_id: row.competency_title
        for member in members
        if member.compliance
        for row in member.compliance.rows
        if row.essential
    }
    return dict(sorted(titles.items(), key=lambda item: item[1]))


def rows_to_export(member: Member) -> tuple[ComplianceRow, ...]:
    """Return a member's required rows, essential ones first, worst first."""
    if member.compliance is None:
        return ()
    return member.compliance.essential_rows + member.compliance.recommended_rows
