"""Who is in the audience of which course: reads the facts, asks the rule (105)."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..compliance.calculation import cells
from ..compliance.rules import FOREVER
from ..names import fold
from ..snippets.audience import (
    EVERY_EMPLOYEE,
    AudienceRule,
    Learner,
    Seat,
    Value,
    admits,
    rule_from,
)
from ..snippets.models import Audience, AudienceValue
from ..workforce.models import (
    AssignmentPeriod,
    Person,
    SupplementaryRoleHolding,
)
from .statements import AUDIENCES, ORGANISATIONS, PEOPLE

Kind = AudienceValue.Kind

#: The field of ``AudienceValue`` that holds the value of each kind.
FIELD_OF_KIND = {
    Kind.ORGANISATION.value: "organisation_id",
    Kind.JOB_ROLE.value: "job_role_id",
    Kind.STAFF_GROUP.value: "staff_group",
    Kind.POSITION.value: "position_id",
    Kind.SUPPLEMENTARY_ROLE.value: "supplementary_role_id",
    Kind.PERSON_TYPE.value: "person_type",
    Kind.COMPLIANCE.value: "competency_id",
}


def rules_of(course_ids: Collection[int]) -> dict[int, AudienceRule]:
    """Return the audience of each course; every employee where none is stored.

    Queries: 1 at most.
    """
    return rules_from(course_ids, AUDIENCES(course_ids=course_ids))


def rules_from(
    course_ids: Collection[int], rows: Iterable[tuple[Any, ...]]
) -> dict[int, AudienceRule]:
    """Return the same from rows of ``AUDIENCES``."""
    rules = dict.fromkeys(course_ids, EVERY_EMPLOYEE)
    ticks: dict[int, tuple[bool, bool, bool]] = {}
    values: dict[int, list[tuple[str, Value, bool]]] = {}
    for row in rows:
        course_id, employees, external_learners, public, kind, is_exception = row[:6]
        ticks[course_id] = employees, external_learners, public
        if kind is not None:
            stored = dict(zip(FIELD_OF_KIND, row[6:], strict=True))[kind]
            value = fold(stored) if kind == Kind.STAFF_GROUP else stored
            values.setdefault(course_id, []).append((kind, value, is_exception))
    for course_id, (employees, external_learners, public) in ticks.items():
        rules[course_id] = rule_from(
            employees=employees,
            external_learners=external_learners,
            public=public,
            values=values.get(course_id, ()),
        )
    return rules


def rule_of(audience: Audience) -> AudienceRule:
    """Return a stored audience as the rule reads it."""
    return rule_from(
        employees=audience.employees,
        external_learners=audience.external_learners,
        public=audience.public,
        values=[
            (value.kind, _value_of(value), value.is_exception)
            for value in audience.values.all()
        ],
    )


def _value_of(value: AudienceValue) -> Value:
    stored = getattr(value, FIELD_OF_KIND[value.kind])
    return fold(stored) if value.kind == Kind.STAFF_GROUP else stored


def in_audience(
    person: Person, course_ids: Collection[int], *, on: datetime.date
) -> set[int]:
    """Return the courses whose audience takes the person in. Queries: 6 at most."""
    rules = rules_of(course_ids)
    learner = facts_of(person, on=on, rules=rules.values())
    return {pk for pk, rule in rules.items() if admits(rule, learner)}


def facts_of(
    person: Person, *, on: datetime.date, rules: Iterable[AudienceRule]
) -> Learner:
    """Return one person as far as these rules ask about them. Queries: 4 at most."""
    return facts_from(PEOPLE(person_ids=[person.pk]), person, on=on, rules=rules)


def facts_from(
    rows: Iterable[tuple[Any, ...]],
    person: Person,
    *,
    on: datetime.date,
    rules: Iterable[AudienceRule],
) -> Learner:
    """Return the same from the person's rows of ``PEOPLE``. Queries: 3 at most."""
    pk, is_known, seats = person.pk, False, []
    for _pk, _group, _type, _access, starts, ends, *seat, is_active in rows:
        is_known = (starts or on) <= on <= (ends or on)
        period, _assignment, begins, finishes, _is_primary, *values = seat
        if period and is_active and begins <= on <= (finishes or on):
            seats.append(SeatRow(pk, period, *values))
    return learners({pk: (person.person_type, is_known)}, seats, rules, on)[pk]


def people_in(
    course_id: int, person_ids: Collection[int], *, on: datetime.date
) -> set[int]:
    """Return which of these people a course is for. Queries: 6 at most."""
    rule = rules_of([course_id])[course_id]
    facts = facts_by_person([rule], person_ids, on)
    return {pk for pk, learner in facts.items() if admits(rule, learner)}


def courses_for(
    person_ids: Collection[int], course_ids: Collection[int], *, on: datetime.date
) -> dict[int, frozenset[int]]:
    """Return by person the courses, of those given, that are for them.

    Queries: 6 at most, however many of both.
    """
    rules = rules_of(course_ids)
    facts = facts_by_person(rules.values(), person_ids, on)
    return {
        pk: frozenset(course for course, rule in rules.items() if admits(rule, learner))
        for pk, learner in facts.items()
    }


@dataclass(frozen=True)
class SeatRow:
    """An active assignment period as it is read for audiences."""

    person_id: int
    period_id: int
    organisation_id: int | None
    job_role_id: int | None
    staff_group: str | None
    position_id: int | None


def facts_by_person(
    rules: Iterable[AudienceRule], person_ids: Collection[int], on: datetime.date
) -> dict[int, Learner]:
    """Return people as far as these rules ask about them. Queries: as ``learners``."""
    people = {
        pk: (kind, (starts or datetime.date.min) <= on <= (ends or FOREVER))
        for pk, kind, starts, ends in Person.objects.filter(
            pk__in=person_ids
        ).values_list("pk", "person_type", "starts_on", "ends_on")
    }
    periods = AssignmentPeriod.objects.active_on(on).filter(
        assignment__person_id__in=people
    )
    seats = periods.values_list(
        "assignment__person_id",
        "pk",
        "organisation_id",
        "job_role_id",
        "job_role__staff_group",
        "position_id",
    )
    return learners(people, [SeatRow(*row) for row in seats], rules, on)


def learners(
    people: Mapping[int, tuple[str, bool]],
    seats: Collection[SeatRow],
    rules: Iterable[AudienceRule],
    on: datetime.date,
) -> dict[int, Learner]:
    """Return what audiences ask about people, by person id.

    Args:
        people: The type of each, and whether they are known on the day.
        seats: Their active assignments on the day.
        rules: Those that are asked; what none of them names is not read.

    Queries: 1 where organisations are named, 1 for roles, 1 for compliance.
    """
    named: dict[str, set[Value]] = {}
    for rule in rules:
        for part in (rule.wanted, rule.excepted):
            for kind, values in part.items():
                named.setdefault(kind, set()).update(values)
    above = (
        organisations_above(
            {row.organisation_id for row in seats if row.organisation_id is not None}
        )
        if Kind.ORGANISATION.value in named
        else {}
    )
    sitting: dict[int, list[Seat]] = {}
    for row in seats:
        sitting.setdefault(row.person_id, []).append(_seat(row, above))
    roles = _roles(seats) if Kind.SUPPLEMENTARY_ROLE.value in named else {}
    unmet = _unmet(people, named.get(Kind.COMPLIANCE.value, ()), on)
    return {
        pk: Learner(
            kind,
            is_known,
            tuple(sitting.get(pk, ())),
            frozenset(roles.get(pk, ())),
            frozenset(unmet.get(pk, ())),
        )
        for pk, (kind, is_known) in people.items()
    }


def _seat(row: SeatRow, above: Mapping[int, tuple[int, ...]]) -> Seat:
    over = above.get(row.organisation_id, ()) if row.organisation_id else ()
    return Seat(
        {
            "organisation": frozenset(over),
            "job_role": frozenset([row.job_role_id] if row.job_role_id else []),
            "staff_group": frozenset(
                [fold(row.staff_group)] if row.staff_group else []
            ),
            "position": frozenset([row.position_id] if row.position_id else []),
        }
    )


def _roles(seats: Collection[SeatRow]) -> dict[int, set[int]]:
    owners = {row.period_id: row.person_id for row in seats}
    roles: dict[int, set[int]] = {}
    for period, role in SupplementaryRoleHolding.objects.filter(
        assignment_period_id__in=owners
    ).values_list("assignment_period_id", "supplementary_role_id"):
        roles.setdefault(owners[period], set()).add(role)
    return roles


def _unmet(
    person_ids: Collection[int], competencies: Collection[Value], on: datetime.date
) -> dict[int, set[int]]:
    unmet: dict[int, set[int]] = {}
    if not (person_ids and competencies):
        return unmet
    for cell in cells(
        on=on,
        person_ids=person_ids,
        competency_ids={int(each) for each in competencies},
        required_only=True,
    ):
        if cell.essential and not cell.status.is_met:
            unmet.setdefault(cell.person_id, set()).add(cell.competency_id)
    return unmet


def organisations_above(
    organisation_ids: Collection[int],
) -> dict[int, tuple[int, ...]]:
    """Return these organisations, each with all above it, itself first. Queries: 1."""
    if not organisation_ids:
        return {}
    parents: dict[int, int | None] = dict(ORGANISATIONS())
    return {pk: tuple(_climb(pk, parents)) for pk in organisation_ids}


def _climb(start: int, parents: Mapping[int, int | None]) -> Iterable[int]:
    seen: set[int] = set()
    current: int | None = start
    while current is not None and current not in seen:
        seen.add(current)
        yield current
        current = parents.get(current)
