"""Which courses and classes a reader may see at all (rules 42, 43, 102, 105)."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from functools import reduce
from operator import and_

from django.db.models import Exists, OuterRef, Q

from ..clock import now, today
from ..names import fold
from ..snippets.audience import AudienceRule, Learner, Seat, admits
from ..snippets.models import AudienceValue, Course
from ..snippets.models.catalogue import CourseQuerySet
from ..workforce.models import BusinessGroup, Person
from .audience import facts_of, rules_of

Kind = AudienceValue.Kind


def visible_courses(
    person: Person | None,
    *,
    sees_early: bool = False,
    on: datetime.date | None = None,
    at: datetime.datetime | None = None,
) -> CourseQuerySet:
    """Return the courses a reader may see: published, in date, in their audience.

    Args:
        person: The reader; None for somebody without a person, who sees what is for
            the public.
        sees_early: The reader is in the pilot group, or a role that sees courses
            before they are shown (rule 102).

    Queries: 0 until read, and 6 at most about the reader, whatever the number of
    audiences.
    """
    day, moment = on or today(), at or now()
    courses = Course.objects.shown(on=day, at=None if sees_early else moment)
    if person is None:
        return courses.filter(audience__public=True)
    courses = courses.filter(business_group_id=person.business_group_id)
    named = _named()
    learner = facts_of(person, on=day, rules=[_asking_all(named)])
    if not learner.is_known:
        return courses.none()
    courses = courses.filter(_ticked(learner))
    if learner.person_type == Person.Type.CUSTOMER:
        return courses
    if learner.person_type == Person.Type.EMPLOYEE and not learner.seats:
        return courses.filter(audience__values__isnull=True)
    closed = [
        _closed_to(seat, learner, named[Kind.STAFF_GROUP])
        for seat in learner.seats or (Seat({}),)
    ]
    return courses.exclude(reduce(and_, closed))


def sees_course(
    person: Person | None,
    course_id: int,
    *,
    sees_early: bool = False,
    on: datetime.date | None = None,
    at: datetime.datetime | None = None,
) -> bool:
    """Whether one course is among the ``visible_courses`` of a reader.

    Asks about this course's audience alone, where that asks about every one.

    Queries: 4 at most, more where its audience names organisations, roles, compliance.
    """
    day, moment = on or today(), at or now()
    shown = Course.objects.shown(on=day, at=None if sees_early else moment)
    shown = shown.filter(pk=course_id)
    if person is None:
        return shown.filter(audience__public=True).exists()
    if not shown.filter(business_group_id=person.business_group_id).exists():
        return False
    rule = rules_of([course_id])[course_id]
    learner = facts_of(person, on=day, rules=[rule])
    if not (learner.is_known and _is_ticked(rule, learner)):
        return False
    return admits(rule, learner) if rule.wanted or rule.excepted else True


def _is_ticked(rule: AudienceRule, learner: Learner) -> bool:
    """Whether an audience's ticks take the learner's type in."""
    if rule.public:
        return True
    if learner.person_type == Person.Type.EXTERNAL_LEARNER:
        return rule.external_learners
    is_employee = learner.person_type == Person.Type.EMPLOYEE
    return is_employee and bool(learner.seats) and rule.employees


def _named() -> dict[str, set[str | int]]:
    """Return the staff groups, and the competencies, that any audience names.

    Queries: 1.
    """
    found: dict[str, set[str | int]] = {Kind.STAFF_GROUP: set(), Kind.COMPLIANCE: set()}
    rows = AudienceValue.objects.filter(kind__in=list(found)).order_by()
    for kind, group, competency in rows.values_list(
        "kind", "staff_group", "competency_id"
    ).distinct():
        found[kind].add(group if kind == Kind.STAFF_GROUP else competency)
    return found


def _asking_all(named: Mapping[str, Collection[str | int]]) -> AudienceRule:
    """Return a rule that asks everything that audiences can ask about somebody."""
    kinds = (Kind.ORGANISATION, Kind.SUPPLEMENTARY_ROLE, Kind.COMPLIANCE)
    return AudienceRule(
        wanted={kind.value: frozenset(named.get(kind, ())) for kind in kinds}
    )


def _closed_to(seat: Seat, learner: Learner, staff_groups: Collection[str | int]) -> Q:
    """Return the condition that an audience's values keep out who sits here (105).

    The same as ``audience.admits`` for one seat: no exception fits, and for each kind
    that is named some value fits.
    """
    groups = seat.values.get(Kind.STAFF_GROUP, frozenset())
    fits = (
        Q(kind=Kind.STAFF_GROUP)
        & Q(staff_group__in=[each for each in staff_groups if fold(each) in groups])
    ) | Q(kind=Kind.PERSON_TYPE, person_type=learner.person_type)
    for kind, column, values in (
        (Kind.ORGANISATION, "organisation_id", seat.values.get(Kind.ORGANISATION)),
        (Kind.JOB_ROLE, "job_role_id", seat.values.get(Kind.JOB_ROLE)),
        (Kind.POSITION, "position_id", seat.values.get(Kind.POSITION)),
        (Kind.SUPPLEMENTARY_ROLE, "supplementary_role_id", learner.roles),
        (Kind.COMPLIANCE, "competency_id", learner.unmet),
    ):
        if values:
            fits |= Q(**{"kind": kind, f"{column}__in": sorted(values)})
    same_kind = AudienceValue.objects.filter(
        fits,
        audience=OuterRef("audience"),
        kind=OuterRef("kind"),
        is_exception=False,
    )
    lacking = AudienceValue.objects.filter(~Exists(same_kind), is_exception=False)
    excepted = AudienceValue.objects.filter(fits, is_exception=True)
    return Q(pk__in=lacking.order_by().values("audience__course")) | Q(
        pk__in=excepted.order_by().values("audience__course")
    )


def _ticked(learner: Learner) -> Q:
    """Return the condition that an audience's ticks take the learner's type in."""
    if learner.person_type == Person.Type.CUSTOMER:
        return Q(audience__public=True)
    if learner.person_type == Person.Type.EXTERNAL_LEARNER:
        return Q(audience__external_learners=True) | Q(audience__public=True)
    if not learner.seats:
        return Q(audience__public=True)
    return (
        Q(audience__isnull=True)
        | Q(audience__employees=True)
        | Q(audience__public=True)
    )


def is_pilot(person: Person | None) -> bool:
    """Whether somebody sees courses before they are shown (rule 102). Queries: 1."""
    if person is None:
        return False
    return BusinessGroup.pilots.through.objects.filter(
        businessgroup_id=person.business_group_id, person_id=person.pk
    ).exists()
