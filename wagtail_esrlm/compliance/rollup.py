"""Figures of organisations: who counts is stated, averages are pooled."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from django.db.models import Exists, OuterRef

from ..clock import today
from ..workforce.models import (
    AssignmentCategory,
    AssignmentPeriod,
    AssignmentStatus,
    BusinessGroup,
    Organisation,
    Person,
)
from ..workforce.selectors import organisation_paths
from . import calculation
from .models import ReportPopulation
from .rules import Figure, Status

Basis = Literal["person", "assignment"]

#: Up to this many people are named to the calculation; more are asked as everybody.
FEW_PEOPLE = 1000


@dataclass(frozen=True)
class Population:
    """Whom a figure counts (rules 10, 11)."""

    name: str = ""
    includes_absent: bool = False
    includes_separate: bool = False

    @classmethod
    def of(cls, stored: ReportPopulation | None) -> Population:
        """Return the stored definition, or the default: neither absent nor bank."""
        if stored is None:
            return cls()
        return cls(stored.name, stored.includes_absent, stored.includes_separate)


@dataclass
class RollupRow:
    """The figure of one organisation, or of one competency in it.

    Attributes:
        people: Distinct people counted under it.
        left_out: Distinct people with an active seat under it who are not counted.
    """

    organisation_id: int
    path: str
    competency_id: int | None = None
    figure: Figure = field(default_factory=Figure)
    people: int = 0
    left_out: int = 0


def organisation_rollup(
    *,
    business_group: BusinessGroup,
    on: datetime.date | None = None,
    population: ReportPopulation | None = None,
    basis: Basis = "person",
    by_competency: bool = False,
) -> list[RollupRow]:
    """Return the figure of every organisation that has active seats under it.

    A person counts once in every node under which they have a counted seat, with only
    the rows that a seat under that node causes; by assignment, once for each seat
    (rule 3). Figures of the past use today's tree.

    Returns: rows by path, then competency.

    Queries: 6, whatever the number of people.
    """
    day = on or today()
    counted, left_out = _seats(business_group, day, Population.of(population))
    upward = _ancestors(business_group)
    people = {person for person, _organisation in counted.values()}
    asked = people if len(people) <= FEW_PEOPLE else None
    cells = {
        (cell.person_id, cell.competency_id): cell
        for cell in calculation.cells(on=day, person_ids=asked, required_only=True)
        if cell.person_id in people
    }
    units: dict[tuple[int, int | None], set[tuple[int, int, int]]] = defaultdict(set)
    if not by_competency:
        for _person, organisation in (*counted.values(), *left_out):
            for node in upward.get(organisation or 0, ()):
                units[node, None] = set()
    for source in calculation.sources(on=day, person_ids=asked):
        seat = counted.get(source.assignment_id)
        if seat is None or seat[1] is None:
            continue
        unit = source.assignment_id if basis == "assignment" else 0
        for node in upward[seat[1]]:
            key = node, source.competency_id if by_competency else None
            units[key].add((source.person_id, source.competency_id, unit))
    return _rows(units, cells, counted, left_out, upward, business_group)


def _rows(units, cells, counted, left_out, upward, business_group):  # type: ignore[no-untyped-def]
    paths = organisation_paths(business_group_id=business_group.pk)
    inside = _people_by_node(counted.values(), upward)
    outside = _people_by_node(left_out, upward)
    rows = [
        RollupRow(
            organisation_id=node,
            path=paths[node],
            competency_id=competency,
            figure=_figure(cells.get(unit[:2]) for unit in found),
            people=len(inside[node]),
            left_out=len(outside[node] - inside[node]),
        )
        for (node, competency), found in units.items()
    ]
    return sorted(rows, key=lambda row: (row.path, row.competency_id or 0))


def _figure(cells: Iterable[calculation.Cell | None]) -> Figure:
    met = required = due = exempt = 0
    for cell in cells:
        if cell is None or not cell.essential:
            continue
        if cell.status is Status.EXEMPT:
            exempt += 1
            continue
        required += 1
        met += cell.status.is_met
        due += cell.status is Status.DUE
    return Figure(met, required, due, exempt)


def _seats(
    business_group: BusinessGroup, day: datetime.date, population: Population
) -> tuple[dict[int, tuple[int, int | None]], list[tuple[int, int | None]]]:
    """Return counted seats by assignment, and those left out: person, organisation."""
    away = AssignmentStatus.objects.filter(
        is_absence=True, name_key=OuterRef("status_key")
    )
    apart = AssignmentCategory.objects.filter(
        is_separate=True, name_key=OuterRef("category_key")
    )
    counted: dict[int, tuple[int, int | None]] = {}
    left_out: list[tuple[int, int | None]] = []
    for assignment, person, organisation, absent, separate in (
        AssignmentPeriod.objects.active_on(day)
        .filter(assignment__business_group=business_group)
        .exclude(assignment__person__person_type=Person.Type.CUSTOMER)
        .annotate(_absent=Exists(away), _separate=Exists(apart))
        .values_list(
            "assignment_id",
            "assignment__person_id",
            "organisation_id",
            "_absent",
            "_separate",
        )
    ):
        if (absent and not population.includes_absent) or (
            separate and not population.includes_separate
        ):
            left_out.append((person, organisation))
        else:
            counted[assignment] = person, organisation
    return counted, left_out


def _ancestors(business_group: BusinessGroup) -> dict[int, list[int]]:
    """Return each organisation with all above it, itself first."""
    parents = dict(
        Organisation.objects.filter(business_group=business_group).values_list(
            "pk", "parent_id"
        )
    )
    upward: dict[int, list[int]] = {}
    for pk in parents:
        path: list[int] = []
        node: int | None = pk
        while node is not None and node not in path:
            path.append(node)
            node = parents.get(node)
        upward[pk] = path
    return upward


def _people_by_node(
    seats: Iterable[tuple[int, int | None]], upward: dict[int, list[int]]
) -> dict[int, set[int]]:
    people: dict[int, set[int]] = defaultdict(set)
    for person, organisation in seats:
        for node in upward.get(organisation or 0, ()):
            people[node].add(person)
    return people
