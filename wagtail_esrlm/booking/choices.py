"""Competencies to ask the catalogue for: only those that lead its reader somewhere.

Most are given by a course that is for every employee. That is one short statement, the
same for each of them; who is in which audience is asked for the others only.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection
from typing import Any

from django.db.models import Exists, OuterRef, Q

from ..compiled import Read
from ..snippets.models import Audience, AudienceValue, Competency, Course
from ..snippets.models.catalogue import CourseQuerySet
from ..workforce.models import AssignmentPeriod, Person


def competencies_given(
    courses: CourseQuerySet, among: Collection[int] | None = None
) -> list[Competency]:
    """Return what these courses give, by title. Queries: 1."""
    giving = courses.order_by().filter(
        delivered__competency=OuterRef("pk"), delivered__ends_on__isnull=True
    )
    found = Competency.objects.filter(Exists(giving)).only("name", "title")
    return list(found if among is None else found.filter(pk__in=among))


def competencies_given_to(
    person: Person,
    courses: CourseQuerySet,
    *,
    on: datetime.date,
    at: datetime.datetime | None,
) -> list[Competency]:
    """Return the same of all courses that a person may see.

    Args:
        courses: ``visible_courses`` of the person.
        at: None for readers who see courses before they are shown.

    Queries: 1, and 1 where some competency is only given by courses for a few.
    """
    asked = {"group_id": person.business_group_id, "person_id": person.pk, "on": on}
    rows = _GIVEN(**asked) if at is None else _GIVEN(**asked, at=at)
    shown = {pk for pk, _name, _title, is_certain in rows if is_certain}
    if doubtful := [row[0] for row in rows if row[0] not in shown]:
        shown.update(each.pk for each in competencies_given(courses, doubtful))
    return [
        Competency(pk=pk, name=name, title=title)
        for pk, name, title, _is_certain in rows
        if pk in shown
    ]


def _given(
    group_id: int,
    person_id: int,
    on: datetime.date,
    at: datetime.datetime | None = None,
) -> Any:
    """Say of what courses give whether one for every employee does, for who is one."""
    giving = Course.objects.shown(on=on, at=at).filter(
        business_group_id=group_id,
        delivered__competency=OuterRef("pk"),
        delivered__ends_on__isnull=True,
    )
    employed = (
        AssignmentPeriod.objects.active_on(on)
        .filter(
            assignment__person=person_id,
            assignment__person__person_type=Person.Type.EMPLOYEE,
        )
        .exclude(assignment__person__starts_on__gt=on)
        .exclude(assignment__person__ends_on__lt=on)
    )
    limiting = Audience.objects.filter(
        Q(employees=False)
        | Exists(AudienceValue.objects.filter(audience=OuterRef("pk"))),
        course=OuterRef("pk"),
    )
    for_all = giving.filter(Exists(employed), ~Exists(limiting))
    return (
        Competency.objects.filter(Exists(giving))
        .annotate(is_certain=Exists(for_all))
        .values_list("pk", "name", "title", "is_certain")
    )


_GIVEN = Read(Competency, _given)
