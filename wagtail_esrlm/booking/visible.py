"""Which courses and classes a reader may see at all (rules 42, 43, 102, 105)."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from functools import reduce
from operator import or_
from typing import Any

from django.db import router
from django.db.models import Exists, OuterRef, Q

from ..clock import now, today
from ..compiled import Read, together
from ..names import fold
from ..snippets.audience import AudienceRule, Learner, Seat, Value, admits
from ..snippets.models import AudienceValue, Course
from ..snippets.models.catalogue import CourseQuerySet
from ..workforce.models import BusinessGroup, Person
from .audience import facts_from, facts_of, rules_of
from .statements import NAMED, PEOPLE

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
    values, rows = together(
        (NAMED, {}),
        (PEOPLE, {"person_ids": [person.pk]}),
        using=router.db_for_read(Course),
    )
    named = _named(values)
    learner = facts_from(rows, person, on=day, rules=[named])
    if not learner.is_known:
        return courses.none()
    courses = courses.filter(_ticked(learner))
    if learner.person_type == Person.Type.CUSTOMER:
        return courses
    if learner.person_type == Person.Type.EMPLOYEE and not learner.seats:
        return courses.filter(audience__values__isnull=True)
    seats = learner.seats or (Seat({}),)
    return courses.filter(
        reduce(or_, (_open_to(seat, learner, named) for seat in seats))
    )


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


def _named(rows: Iterable[tuple[Any, ...]]) -> AudienceRule:
    """Return all kinds that any audience names or excepts, from rows of ``NAMED``.

    Only staff groups, as they are stored, and competencies stand with their values.
    """
    parts: tuple[dict[str, set[Value]], ...] = {}, {}
    for kind, is_exception, group, competency in rows:
        values = parts[is_exception].setdefault(kind, set())
        values.update(filter(None, (group, competency)))
    wanted, excepted = (
        {kind: frozenset(values) for kind, values in part.items()} for part in parts
    )
    return AudienceRule(wanted=wanted, excepted=excepted)


def _open_to(seat: Seat, learner: Learner, named: AudienceRule) -> Q:
    """Return the condition that an audience's values take in who sits here (105).

    The same as ``audience.admits`` for one seat: for each kind that is named some value
    fits, and no exception does. It asks each course by itself: the database joins where
    it needs all of them, and looks at a few where it needs a few.
    """
    condition = Q()
    if named.wanted:
        fitting = AudienceValue.objects.filter(
            _fits(seat, learner, named.wanted),
            audience=OuterRef("audience"),
            kind=OuterRef("kind"),
            is_exception=False,
        )
        lacking = AudienceValue.objects.filter(
            ~Exists(fitting), audience=OuterRef("audience"), is_exception=False
        )
        condition &= ~Q(Exists(lacking))
    if named.excepted:
        excepted = AudienceValue.objects.filter(
            _fits(seat, learner, named.excepted),
            audience=OuterRef("audience"),
            is_exception=True,
        )
        condition &= ~Q(Exists(excepted))
    return condition


def _fits(seat: Seat, learner: Learner, named: Mapping[str, frozenset[Value]]) -> Q:
    """Return the condition that a value fits; of kinds that are named, no more."""
    groups = seat.values.get(Kind.STAFF_GROUP, frozenset())
    stored = [each for each in named.get(Kind.STAFF_GROUP, ()) if fold(each) in groups]
    fits = Q(kind=Kind.PERSON_TYPE, person_type=learner.person_type)
    for kind, column, values in (
        (Kind.STAFF_GROUP, "staff_group", stored),
        (Kind.ORGANISATION, "organisation_id", seat.values.get(Kind.ORGANISATION)),
        (Kind.JOB_ROLE, "job_role_id", seat.values.get(Kind.JOB_ROLE)),
        (Kind.POSITION, "position_id", seat.values.get(Kind.POSITION)),
        (Kind.SUPPLEMENTARY_ROLE, "supplementary_role_id", learner.roles),
        (Kind.COMPLIANCE, "competency_id", learner.unmet),
    ):
        if values and kind in named:
            fits |= Q(**{"kind": kind, f"{column}__in": sorted(values)})
    return fits


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
    return bool(_PILOT(group_id=person.business_group_id, person_id=person.pk))


_PILOT = Read(
    BusinessGroup.pilots.through,
    lambda group_id, person_id: BusinessGroup.pilots.through.objects.filter(
        businessgroup_id=group_id, person_id=person_id
    ).values_list("pk"),
)
