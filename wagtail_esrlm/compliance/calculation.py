"""The one calculation: who must hold what on a day, since when, and do they.

Set-based and read-only; everything that shows compliance uses it. The text stands in
``statement``.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connections, router

from ..trips import carry_out
from . import statement
from .filling import only, order, sorted_ids
from .models import Requirement
from .rules import Level, Status


@dataclass(frozen=True, slots=True)
class Cell:
    """One person and competency on the day; see ``rules.ComplianceRow``.

    Attributes:
        name: Of the competency, where names were asked for; so is ``title``.
    """

    person_id: int
    competency_id: int
    status: Status
    essential: bool | None
    required_since: datetime.date | None
    due_on: datetime.date | None
    achieved_on: datetime.date | None
    held_until: datetime.date | None
    name: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A requirement in force, as it reaches a person through one assignment."""

    person_id: int
    assignment_id: int
    competency_id: int
    level: Level
    target_id: int
    essential: bool
    starts_on: datetime.date
    target: str
    name: str = ""
    title: str = ""


def reading_alias() -> str:
    """Return the database that compliance is read from."""
    return router.db_for_read(Requirement)


CELL_COLUMNS = (
    "person_id, competency_id, status, essential, required_since, due_on, "
    "achieved_on, held_until"
)
NAMED_COLUMNS = f"{CELL_COLUMNS}, name, title"


def cells(
    *,
    on: datetime.date,
    person_ids: Iterable[int] | None = None,
    competency_ids: Iterable[int] | None = None,
    required_only: bool = False,
    named: bool = False,
) -> list[Cell]:
    """Calculate cells for a day; all people and competencies unless given.

    Args:
        required_only: leave out what is held without being required.
        named: also the competency's name and title.

    Returns: cells in no order. Queries: 1, whatever the number of people.
    """
    return [
        _cell(row)
        for row in _fetch(
            statement.REACH
            + statement.CELLS
            + statement.STATUS
            + statement.SELECT_CELLS,
            on=on,
            person_ids=person_ids,
            competency_ids=competency_ids,
            required_only=required_only,
            columns=NAMED_COLUMNS if named else CELL_COLUMNS,
        )
    ]


def cells_and_sources(
    *, on: datetime.date, person_ids: Iterable[int], begun_by: datetime.date
) -> tuple[list[Cell], list[Source]]:
    """Calculate named cells for a day, and the sources in force or to come.

    Planned once, this takes half the time of both: for showing a person.

    Args:
        begun_by: also sources that begin after the day, until this one (rule 5).

    Queries: 1.
    """
    found: tuple[list[Cell], list[Source]] = [], []
    for *row, assignment, level, target_id in _fetch(
        statement.REACH
        + statement.CELLS
        + statement.STATUS
        + statement.LABELS
        + statement.SELECT_BOTH,
        on=on,
        person_ids=person_ids,
        begun_by=begun_by,
        detailed=True,
    ):
        if assignment is None:
            found[0].append(_cell(row))
            continue
        person, competency, target, essential, starts_on, _, _, _, name, title = row
        found[1].append(
            Source(
                person,
                assignment,
                competency,
                Level(level),
                target_id,
                bool(essential),
                _date(starts_on) or on,
                target or "",
                name,
                title,
            )
        )
    return found


def required_states(
    *,
    on: datetime.date,
    competency_ids: Iterable[int] | None = None,
    person_ids: Iterable[int] | None = None,
) -> list[tuple[int, int, str, bool]]:
    """Return person, competency, status and whether essential, of required cells.

    For comparing many: no object is made for each. Queries: 1.
    """
    return [
        (person, competency, status, bool(essential))
        for person, competency, status, essential in _fetch(
            statement.REACH
            + statement.CELLS
            + statement.STATUS
            + statement.SELECT_CELLS,
            on=on,
            competency_ids=competency_ids,
            person_ids=person_ids,
            required_only=True,
            columns="person_id, competency_id, status, essential",
        )
    ]


def reached_people(
    *, on: datetime.date, requirement_ids: Iterable[int]
) -> frozenset[int]:
    """Return whom any of these requirements reaches on the day. Queries: 2."""
    wanted = sorted_ids(requirement_ids) or []
    competencies = Requirement.objects.filter(pk__in=wanted).values_list(
        "competency_id", flat=True
    )
    return frozenset(
        person
        for (person,) in _fetch(
            statement.REACH + statement.REACHED_PEOPLE,
            on=on,
            competency_ids=competencies,
            detailed=True,
            requirements_of_source=only("requirement_id", wanted),
        )
    )


def sources(
    *,
    on: datetime.date,
    person_ids: Iterable[int] | None = None,
    competency_ids: Iterable[int] | None = None,
    begun_by: datetime.date | None = None,
) -> list[Source]:
    """Return every source in force on the day, by assignment: the reasons of cells.

    Args:
        begun_by: also what begins after the day, until this one (rule 5).

    Queries: 1, whatever the number of people.
    """
    return [
        Source(
            person,
            assignment,
            competency,
            Level(level),
            target_id,
            bool(essential),
            _date(starts_on) or on,
            target or "",
            *names,
        )
        for (
            person,
            assignment,
            competency,
            level,
            target_id,
            essential,
            starts_on,
            target,
            *names,
        ) in _fetch(
            statement.REACH + statement.LABELS + statement.SELECT_SOURCES,
            on=on,
            person_ids=person_ids,
            competency_ids=competency_ids,
            begun_by=begun_by,
            detailed=True,
        )
    ]


def _fetch(text: str, **wanted: Any) -> list[tuple[Any, ...]]:
    connection = connections[reading_alias()]
    asked = order(text, vendor=connection.vendor, **wanted)
    return carry_out(connection, [asked])[0].rows


def _cell(row: Sequence[Any]) -> Cell:
    person, competency, status, essential, since, due, achieved, until, *names = row
    return Cell(
        person,
        competency,
        Status(status),
        None if essential is None else bool(essential),
        _date(since),
        _date(due),
        _date(achieved),
        _date(until),
        *names,
    )


def _date(value: Any) -> datetime.date | None:
    if value is None or isinstance(value, datetime.date):
        return value
    return datetime.date.fromisoformat(value)
