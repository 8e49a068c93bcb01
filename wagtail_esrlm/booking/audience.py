"""Who is in the audience of which course: reads the facts, asks the rule (105)."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping

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
    Organisation,
    Person,
    SupplementaryRoleHolding,
)

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

    Queries: 2 at most.
    """
    rules = dict.fromkeys(course_ids, EVERY_EMPLOYEE)
    stored = Audience.objects.filter(course_id__in=rules).prefetch_related("values")
    for audience in stored:
        rules[audience.course_id] = rule_of(audience)
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
    unknown = Learner(person.person_type, is_known=False)
    return facts_by_person(rules, [person.pk], on).get(person.pk, unknown)


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


def facts_by_person(
    rules: Iterable[AudienceRule], person_ids: Collection[int], on: datetime.date
) -> dict[int, Learner]:
    """Return people as far as these rules ask about them."""
    named = [part for rule in rules for part in (rule.wanted, rule.excepted)]
    return learners(
        person_ids,
        on=on,
        unmet_of={
            int(value)
            for part in named
            for value in part.get(Kind.COMPLIANCE.value, ())
        },
        with_organisations=any(Kind.ORGANISATION.value in part for part in named),
    )


def learners(
    person_ids: Collection[int],
    *,
    on: datetime.date,
    unmet_of: Collection[int] = (),
    with_organisations: bool = True,
) -> dict[int, Learner]:
    """Return what audiences ask about people, by person id.

    Args:
        unmet_of: Competencies of which it must be known who does not hold them.
        with_organisations: Also what lies above each seat's organisation.

    Queries: 3, one more with organisations, one with ``unmet_of``.
    """
    people = {
        pk: (kind, (starts or datetime.date.min) <= on <= (ends or FOREVER))
        for pk, kind, starts, ends in Person.objects.filter(
            pk__in=person_ids
        ).values_list("pk", "person_type", "starts_on", "ends_on")
    }
    seats, roles = _seats(people, on, with_organisations)
    unmet: dict[int, set[int]] = {}
    if unmet_of and people:
        for cell in cells(
            on=on, person_ids=people, competency_ids=unmet_of, required_only=True
        ):
            if cell.essential and not cell.status.is_met:
                unmet.setdefault(cell.person_id, set()).add(cell.competency_id)
    return {
        pk: Learner(
            kind,
            is_known,
            tuple(seats.get(pk, ())),
            frozenset(roles.get(pk, ())),
            frozenset(unmet.get(pk, ())),
        )
        for pk, (kind, is_known) in people.items()
    }


def _seats(
    person_ids: Collection[int], on: datetime.date, with_organisations: bool
) -> tuple[dict[int, list[Seat]], dict[int, set[int]]]:
    periods = list(
        AssignmentPeriod.objects.active_on(on)
        .filter(assignment__person_id__in=person_ids)
        .values_list(
            "pk",
            "assignment__person_id",
            "organisation_id",
            "job_role_id",
            "job_role__staff_group",
            "position_id",
        )
    )
    above = organisations_above() if periods and with_organisations else {}
    seats: dict[int, list[Seat]] = {}
    owners: dict[int, int] = {}
    for pk, person, organisation, job_role, staff_group, position in periods:
        owners[pk] = person
        seats.setdefault(person, []).append(
            Seat(
                {
                    "organisation": frozenset(above.get(organisation, ())),
                    "job_role": frozenset([job_role] if job_role else []),
                    "staff_group": frozenset(
                        [fold(staff_group)] if staff_group else []
                    ),
                    "position": frozenset([position] if position else []),
                }
            )
        )
    roles: dict[int, set[int]] = {}
    for period, role in SupplementaryRoleHolding.objects.filter(
        assignment_period_id__in=owners
    ).values_list("assignment_period_id", "supplementary_role_id"):
        roles.setdefault(owners[period], set()).add(role)
    return seats, roles


def organisations_above() -> dict[int, tuple[int, ...]]:
    """Return each organisation with all above it, itself first. Queries: 1."""
    parents = dict(Organisation.objects.values_list("pk", "parent_id"))
    return {pk: tuple(_climb(pk, parents)) for pk in parents}


def _climb(start: int, parents: Mapping[int, int | None]) -> Iterable[int]:
    seen: set[int] = set()
    current: int | None = start
    while current is not None and current not in seen:
        seen.add(current)
        yield current
        current = parents.get(current)
