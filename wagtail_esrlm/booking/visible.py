"""Which courses and classes a reader may see at all (rules 42, 43, 102, 105)."""

from __future__ import annotations

import datetime

from django.db.models import Q

from ..clock import now, today
from ..snippets.audience import Learner, admits
from ..snippets.models import Audience, Course
from ..snippets.models.catalogue import CourseQuerySet
from ..workforce.models import BusinessGroup, Person
from .audience import facts_of, rule_of


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

    Queries: 0 until read, and 5 at most about the reader.
    """
    day, moment = on or today(), at or now()
    courses = Course.objects.shown(on=day, at=None if sees_early else moment)
    if person is None:
        return courses.filter(audience__public=True)
    courses = courses.filter(business_group_id=person.business_group_id)
    stored = Audience.objects.filter(values__isnull=False).distinct()
    rules = {
        audience.course_id: rule_of(audience)
        for audience in stored.prefetch_related("values")
    }
    learner = facts_of(person, on=day, rules=rules.values())
    if not learner.is_known:
        return courses.none()
    closed = [pk for pk, rule in rules.items() if not admits(rule, learner)]
    return courses.filter(_ticked(learner)).exclude(pk__in=closed)


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
