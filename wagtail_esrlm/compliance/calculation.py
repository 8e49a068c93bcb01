"""The one calculation: who must hold what on a day, since when, and do they.

Set-based and read-only; everything that shows compliance uses it. The text stands in
``statement``.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connections, models, router

from ..snippets.models import MOST_AMBER_MONTHS, Competency, RenewalPeriod
from ..workforce.models import (
    Assignment,
    AssignmentPeriod,
    AssignmentStatus,
    BusinessGroup,
    JobRole,
    Organisation,
    Person,
    Position,
    SupplementaryRole,
    SupplementaryRoleHolding,
)
from . import statement
from .models import AwardCover, CompetencyAward, Exemption, Requirement
from .rules import Level, Status, last_amber_expiry

TABLES: dict[str, type[models.Model]] = {
    "person": Person,
    "assignment": Assignment,
    "period": AssignmentPeriod,
    "status": AssignmentStatus,
    "group": BusinessGroup,
    "organisation": Organisation,
    "job_role": JobRole,
    "position": Position,
    "role": SupplementaryRole,
    "holding": SupplementaryRoleHolding,
    "requirement": Requirement,
    "competency": Competency,
    "renewal": RenewalPeriod,
    "award": CompetencyAward,
    "cover": AwardCover,
    "exemption": Exemption,
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One person and competency on the day; see ``rules.ComplianceRow``."""

    person_id: int
    competency_id: int
    status: Status
    essential: bool | None
    required_since: datetime.date | None
    due_on: datetime.date | None
    achieved_on: datetime.date | None
    held_until: datetime.date | None


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


def reading_alias() -> str:
    """Return the database that compliance is read from."""
    return router.db_for_read(Requirement)


def build(
    text: str,
    *,
    vendor: str,
    on: datetime.date,
    person_ids: Iterable[int] | None = None,
    competency_ids: Iterable[int] | None = None,
    required_only: bool = False,
    begun_by: datetime.date | None = None,
    **more_holes: str,
) -> tuple[str, dict[str, Any]]:
    """Fill the holes of a text of ``statement``; return it with its parameters.

    Args:
        begun_by: also sources that begin after the day, until this one.
        more_holes: further holes of the text, filled as they are.
    """
    postgres = vendor == "postgresql"

    def only(column: str, ids: Sequence[int] | None) -> str:
        if ids is None:
            return ""
        return f"AND {column} IN ({', '.join(map(str, ids)) or 'NULL'})"

    def date_literal(day: datetime.date) -> str:
        return f"DATE '{day.isoformat()}'" if postgres else f"'{day.isoformat()}'"

    people = None if person_ids is None else sorted({int(pk) for pk in person_ids})
    wanted = (
        None if competency_ids is None else sorted({int(pk) for pk in competency_ids})
    )
    holes = {name: f'"{model._meta.db_table}"' for name, model in TABLES.items()}
    holes |= {
        "people_of_assignment": only("a.person_id", people),
        "people_of_award": only("a.person_id", people),
        "people_of_exemption": only("x.person_id", people),
        "competencies_of_requirement": only("r.competency_id", wanted),
        "competencies_of_award": only("a.competency_id", wanted),
        "competencies_of_cover": only("v.competency_id", wanted),
        "competencies_of_exemption": only("x.competency_id", wanted),
        "on_date": date_literal(on),
        "day_after_ended_on": "ended_on + 1"
        if postgres
        else "date(ended_on, '+1 days')",
        "due_on": "required_since + grace_days"
        if postgres
        else "date(required_since, '+' || grace_days || ' days')",
        "or_not_required": "" if required_only else statement.OR_NOT_REQUIRED,
        "amber": ", ".join(
            f"({months}, {date_literal(last_amber_expiry(on, months))})"
            for months in range(MOST_AMBER_MONTHS + 1)
        ),
    }
    return text.format(**holes, **more_holes), {"on": on, "begun_by": begun_by or on}


def cells(
    *,
    on: datetime.date,
    person_ids: Iterable[int] | None = None,
    competency_ids: Iterable[int] | None = None,
    required_only: bool = False,
) -> list[Cell]:
    """Calculate cells for a day; all people and competencies unless given.

    Args:
        required_only: leave out what is held without being required.

    Returns: cells in no order. Queries: 1, whatever the number of people.
    """
    return [
        Cell(
            person,
            competency,
            Status(status),
            None if essential is None else bool(essential),
            _date(since),
            _date(due),
            _date(achieved),
            _date(until),
        )
        for (
            person,
            competency,
            status,
            essential,
            since,
            due,
            achieved,
            until,
        ) in _fetch(
            statement.REACH + statement.CELLS + statement.STATUS,
            on=on,
            person_ids=person_ids,
            competency_ids=competency_ids,
            required_only=required_only,
        )
    ]


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
        ) in _fetch(
            statement.REACH + statement.LABELLED,
            on=on,
            person_ids=person_ids,
            competency_ids=competency_ids,
            begun_by=begun_by,
        )
    ]


def _fetch(text: str, **wanted: Any) -> list[tuple[Any, ...]]:
    connection = connections[reading_alias()]
    sql, params = build(text, vendor=connection.vendor, **wanted)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def _date(value: Any) -> datetime.date | None:
    if value is None or isinstance(value, datetime.date):
        return value
    return datetime.date.fromisoformat(value)
