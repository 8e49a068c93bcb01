"""Fills the holes of the calculation's text: tables, filters, dialect, parameters."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models

from ..snippets.models import MOST_AMBER_MONTHS, Competency, RenewalPeriod
from ..trips import Order
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
from .models import Exemption, HeldCompetency, Requirement
from .rules import last_amber_expiry

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
    "held": HeldCompetency,
    "exemption": Exemption,
}

AMBER_MONTHS = range(MOST_AMBER_MONTHS + 1)

#: Up to this many people, only what lies above their own seats is climbed.
FEW_PEOPLE = 200

_PARAMETER = re.compile(r"%\((\w+)\)s")


def order(text: str, **wanted: Any) -> Order:
    """Fill the holes as ``build`` does; return what is to be carried out.

    What is asked of one person comes again for the next, and planning it takes four
    times as long as carrying it out: it is prepared.
    """
    sql, params = build(text, **wanted)
    names = _PARAMETER.findall(sql)
    listed = wanted.get("competency_ids") is not None and "competency_id" not in params
    return Order(
        _PARAMETER.sub("%s", sql),
        [params[name] for name in names],
        (False,) * len(names),
        is_prepared="person_id" in params and not listed,
    )


def build(
    text: str,
    *,
    vendor: str,
    on: datetime.date,
    person_ids: Iterable[int] | None = None,
    competency_ids: Iterable[int] | None = None,
    required_only: bool = False,
    begun_by: datetime.date | None = None,
    detailed: bool = False,
    **more_holes: str,
) -> tuple[str, dict[str, Any]]:
    """Fill the holes of a text of ``statement``; return it with its parameters.

    Days are parameters, and so are a single person and a single competency: what is
    asked of one is the same text for the next.

    Args:
        begun_by: also sources that begin after the day, until this one.
        detailed: sources also say their assignment, requirement and where it stands.
        more_holes: further holes of the text, filled as they are.
    """
    postgres = vendor == "postgresql"
    a_date = "::date" if postgres else ""
    people = sorted_ids(person_ids)
    wanted = sorted_ids(competency_ids)
    holes = {name: f'"{model._meta.db_table}"' for name, model in TABLES.items()}
    holes |= {
        "people_of_assignment": named("a.person_id", people),
        "people_of_held": named("h.person_id", people),
        "people_of_exemption": named("x.person_id", people),
        "competencies_of_requirement": named("r.competency_id", wanted),
        "competencies_of_held": named("h.competency_id", wanted),
        "competencies_of_exemption": named("x.competency_id", wanted),
        "of_seat": "assignment_id," if detailed else "",
        "of_requirement": "requirement_id, stands_on," if detailed else "",
        "day_after_ended_on": "ended_on + 1"
        if postgres
        else "date(ended_on, '+1 days')",
        "due_on": "required_since + grace_days"
        if postgres
        else "date(required_since, '+' || grace_days || ' days')",
        "own_award": "" if required_only else statement.OWN_AWARD,
        "begun": "" if begun_by is None else "AND starts_on <= %(on)s",
        "last_amber_expiry": f"CASE {statement.AMBER_MONTHS} "
        + " ".join(
            f"WHEN {months} THEN %(amber_{months})s{a_date}" for months in AMBER_MONTHS
        )
        + " END",
    }
    holes["upward_from"] = (
        f"SELECT id, id, 1 FROM {holes['organisation']}"
        if people is None or len(people) > FEW_PEOPLE
        else "SELECT DISTINCT organisation_id, organisation_id, 1 "
        "FROM seats WHERE organisation_id IS NOT NULL"
    )
    holes["or_not_required"] = (
        "" if required_only else statement.OR_NOT_REQUIRED.format(**holes)
    )
    for name in ("achieved_on", "held_until"):
        holes[name] = (
            name if required_only else statement.OWN_IF_NOT_REQUIRED.format(name)
        )
    params: dict[str, Any] = {"on": on, "begun_by": begun_by or on}
    params |= {
        f"amber_{months}": last_amber_expiry(on, months) for months in AMBER_MONTHS
    }
    for column, ids in (("person_id", people), ("competency_id", wanted)):
        if ids is not None and len(ids) == 1:
            params[column] = ids[0]
    return text.format(**(holes | more_holes)), params


def only(column: str, ids: Sequence[int] | None) -> str:
    """Return the condition that keeps these ids; no condition for None."""
    if ids is None:
        return ""
    return f"AND {column} IN ({', '.join(map(str, ids)) or 'NULL'})"


def named(column: str, ids: Sequence[int] | None) -> str:
    """Return the condition that keeps these ids; a single one is a parameter."""
    if ids is not None and len(ids) == 1:
        return f"AND {column} = %({column.partition('.')[2]})s"
    return only(column, ids)


def sorted_ids(ids: Iterable[int] | None) -> list[int] | None:
    """Return ids once each, in order; None for None."""
    return None if ids is None else sorted({int(pk) for pk in ids})
