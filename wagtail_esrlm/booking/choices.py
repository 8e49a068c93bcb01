"""What the catalogue can be asked for: only what leads its reader somewhere.

Most competencies are given by a course that is for every employee. Those are found by
one short statement, the same for each of them; who is in which audience is asked for
the others only.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection
from functools import partial
from typing import Any, NamedTuple

from django.db import router
from django.db.models import Exists, OuterRef, Q

from ..clock import now
from ..compiled import Call, Read, together
from ..snippets.models import (
    Audience,
    AudienceValue,
    Category,
    ClassSession,
    Competency,
    Course,
    Location,
)
from ..snippets.models.catalogue import CourseQuerySet
from ..workforce.models import AssignmentPeriod, Person
from .listing import bookable_classes


class Shelf(NamedTuple):
    """A category, and the one it is part of."""

    pk: int
    name: str
    parent_id: int | None


class Choice(NamedTuple):
    """A competency, and what it is called."""

    pk: int
    words: str


class Choices(NamedTuple):
    """What a reader may choose from.

    Attributes:
        shelves: All categories, as they are ordered.
        competencies: What the courses give that they see, by title.
        sites: Where they may see classes to come, by name.
    """

    shelves: list[Shelf]
    competencies: list[Choice]
    sites: list[str]


NO_CHOICES = Choices([], [], [])


def choices_in(
    courses: CourseQuerySet,
    *,
    seen_by: Person | None = None,
    sees_early: bool = False,
    on: datetime.date,
) -> Choices:
    """Return what can be chosen from. Queries: 1 to 4.

    Args:
        courses: Those the reader sees here.
        seen_by: The reader, where these are all of their ``visible_courses``.
        sees_early: The reader sees courses and classes before they are shown.
    """
    moment = now()
    calls: list[Call] = [(_SHELVES, {}), (_SITES[sees_early], {"at": moment})]
    if seen_by is not None:
        calls.append(_given_to(seen_by, on=on, at=None if sees_early else moment))
    shelves, sites, *given = together(*calls, using=router.db_for_read(Course))
    return Choices(
        [Shelf(*row) for row in shelves],
        _sorted_out(given[0], courses) if given else competencies_given(courses),
        [name for (name,) in sites],
    )


def competencies_given(
    courses: CourseQuerySet, among: Collection[int] | None = None
) -> list[Choice]:
    """Return what these courses give, by title. Queries: 1."""
    giving = courses.order_by().filter(
        delivered__competency=OuterRef("pk"), delivered__ends_on__isnull=True
    )
    found = Competency.objects.filter(Exists(giving))
    if among is not None:
        found = found.filter(pk__in=among)
    return [
        Choice(pk, title or name)
        for pk, name, title in found.values_list("pk", "name", "title")
    ]


def competencies_given_to(
    person: Person,
    courses: CourseQuerySet,
    *,
    on: datetime.date,
    at: datetime.datetime | None,
) -> list[Choice]:
    """Return the same of all courses that a person may see.

    Args:
        courses: ``visible_courses`` of the person.
        at: None for readers who see courses before they are shown.

    Queries: 1, and 1 where some competency is only given by courses for a few.
    """
    statement, values = _given_to(person, on=on, at=at)
    return _sorted_out(statement(**values), courses)


def _given_to(
    person: Person, *, on: datetime.date, at: datetime.datetime | None
) -> tuple[Read, dict[str, Any]]:
    values = {"group_id": person.business_group_id, "person_id": person.pk, "on": on}
    return _GIVEN, values if at is None else {**values, "at": at}


def _sorted_out(
    rows: Collection[tuple[Any, ...]], courses: CourseQuerySet
) -> list[Choice]:
    """Return what is certain, and what is not but true, of rows of ``_GIVEN``."""
    shown = {pk for pk, _name, _title, is_certain in rows if is_certain}
    if doubtful := [row[0] for row in rows if row[0] not in shown]:
        shown.update(each.pk for each in competencies_given(courses, doubtful))
    return [
        Choice(pk, title or name)
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

_SHELVES = Read(
    Category, lambda: Category.objects.values_list("pk", "name", "parent_id")
)


def _with_classes(at: datetime.datetime, *, sees_early: bool) -> Any:
    classes = bookable_classes(at=at, sees_early=sees_early).order_by()
    sessions = ClassSession.objects.filter(
        learning_class__in=classes, location=OuterRef("pk")
    )
    found = Location.objects.filter(Exists(sessions))
    return found.order_by("name").values_list("name").distinct()


_SITES = {
    sees_early: Read(Location, partial(_with_classes, sees_early=sees_early))
    for sees_early in (False, True)
}
