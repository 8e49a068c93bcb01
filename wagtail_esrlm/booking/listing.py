"""The catalogue as people browse it: courses with their next classes and places.

Two queries, whatever the size: the courses of a page, and their next classes with the
places left; a third where all that are found are counted.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.db import router
from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    Value,
    When,
    Window,
)
from django.db.models.functions import DenseRank

from ..clock import now
from ..compiled import Read
from ..links import links_of
from ..snippets.models import (
    Category,
    ClassSession,
    Course,
    CourseCompetency,
    LearningClass,
)
from ..snippets.models.catalogue import CourseQuerySet
from ..snippets.models.classes import LearningClassQuerySet
from ..snippets.search import matching_courses
from .class_lines import ClassLine, class_lines, rows_of_lines

#: Classes shown under each course of a listing.
NEXT_CLASSES = 3

#: Wall-clock hours of the times of day that people filter by.
TIMES_OF_DAY: dict[str, tuple[int, int]] = {
    "morning": (0, 12),
    "afternoon": (12, 17),
    "evening": (17, 24),
}


@dataclass(frozen=True)
class CatalogueFilter:
    """What a reader asks of the catalogue; empty means anything.

    Attributes:
        from_day, until_day: Days on which a class begins, both included.
        time_of_day: A key of ``TIMES_OF_DAY``.
        places_left: Only classes with a place left.
    """

    text: str = ""
    category_ids: tuple[int, ...] = ()
    competency_ids: tuple[int, ...] = ()
    modes: tuple[str, ...] = ()
    site: str = ""
    from_day: datetime.date | None = None
    until_day: datetime.date | None = None
    time_of_day: str = ""
    places_left: bool = False

    @property
    def is_about_classes(self) -> bool:
        """Whether only courses with a fitting class to come are wanted."""
        return bool(
            self.site
            or self.from_day
            or self.until_day
            or self.time_of_day
            or self.places_left
        )


@dataclass(frozen=True)
class CourseEntry:
    """A course of a listing.

    Attributes:
        classes: The next ones, soonest first.
        is_needed: It gives a competency that the reader must hold and does not.
    """

    course: Course
    url: str
    classes: tuple[ClassLine, ...] = ()
    is_needed: bool = False


@dataclass(frozen=True)
class Listing:
    """One page of the catalogue."""

    entries: tuple[CourseEntry, ...] = ()
    found: int = 0
    filter: CatalogueFilter = field(default_factory=CatalogueFilter)


def bookable_classes(
    *, at: datetime.datetime | None = None, sees_early: bool = False
) -> LearningClassQuerySet:
    """Return classes to come that learners may see, soonest first."""
    moment = at or now()
    return (
        LearningClass.objects.shown(at=None if sees_early else moment)
        .running()
        .upcoming(at=moment)
    )


def fitting_classes(
    classes: LearningClassQuerySet, wanted: CatalogueFilter
) -> LearningClassQuerySet:
    """Keep the classes that fit a filter."""
    if wanted.places_left:
        classes = classes.filter(
            Q(places__maximum_places__isnull=True)
            | Q(
                places__places_taken__lt=F("places__maximum_places")
                + F("places__extra_places")
            ),
            places__places_waiting=0,
        )
    first = _session_conditions(wanted)
    if first:
        sessions = ClassSession.objects.filter(
            first, learning_class=OuterRef("pk"), starts_at=OuterRef("starts_at")
        )
        classes = classes.filter(Exists(sessions))
    return classes


def _session_conditions(wanted: CatalogueFilter) -> Q:
    condition = Q()
    if wanted.site:
        condition &= Q(location__name=wanted.site)
    if wanted.from_day:
        condition &= Q(held_on__gte=wanted.from_day)
    if wanted.until_day:
        condition &= Q(held_on__lte=wanted.until_day)
    if wanted.time_of_day in TIMES_OF_DAY:
        begin, end = TIMES_OF_DAY[wanted.time_of_day]
        condition &= Q(starts_time__hour__gte=begin, starts_time__hour__lt=end)
    return condition


def fitting_courses(
    courses: CourseQuerySet, classes: LearningClassQuerySet, wanted: CatalogueFilter
) -> CourseQuerySet:
    """Keep the courses that fit a filter; best match first where text is asked."""
    if wanted.category_ids:
        courses = courses.filter(category_id__in=wanted.category_ids)
    if wanted.competency_ids:
        courses = courses.filter(Exists(_gives(wanted.competency_ids)))
    if wanted.modes:
        condition = Q()
        for mode in wanted.modes:
            condition |= Q(**{f"is_{mode}": True})
        courses = courses.filter(condition)
    if wanted.is_about_classes:
        fitting = fitting_classes(classes, wanted).order_by()
        courses = courses.filter(Exists(fitting.filter(course=OuterRef("pk"))))
    return matching_courses(wanted.text, courses) if wanted.text else courses


def _gives(competency_ids: Collection[int]) -> Any:
    return CourseCompetency.objects.filter(
        course=OuterRef("pk"), competency_id__in=competency_ids, ends_on__isnull=True
    )


def catalogue_listing(
    courses: CourseQuerySet,
    wanted: CatalogueFilter | None = None,
    *,
    needed: Collection[int] = (),
    window: slice = slice(0, 20),
    at: datetime.datetime | None = None,
    sees_early: bool = False,
    counted: bool = True,
) -> Listing:
    """Return a page of courses with their next classes and places.

    Args:
        courses: Those the reader may see (``visible.visible_courses``).
        needed: Competencies the reader must hold and does not: their courses are first.
        counted: Also how many there are in all: one query more.

    Queries: 2, whatever the size; 3 with the count.
    """
    wanted = wanted or CatalogueFilter()
    classes = bookable_classes(at=at, sees_early=sees_early)
    found = fitting_courses(courses, classes, wanted)
    ordered = _needed_first(found, needed)
    if counted:
        page, total = _page_and_total(ordered, window)
    else:
        page, total = list(_for_cards(ordered)[window]), 0
    coming = next_classes(page, wanted, at=at, sees_early=sees_early)
    return Listing(
        tuple(_entries(page, coming, needed)),
        total,
        wanted,
    )


def _page_and_total(courses: CourseQuerySet, window: slice) -> tuple[list[Course], int]:
    """Return a page of courses, and how many there are. Queries: 2, 3 past the end.

    Who may see which course is found once for both.
    """
    rows = list(
        courses.annotate(total=Window(Count("pk"))).values_list(
            "pk", "is_needed", "total"
        )[window]
    )
    if not rows:
        return [], courses.count() if window.start else 0
    by_key = _cards([row[0] for row in rows])
    page = []
    for pk, is_needed, _total in rows:
        if pk in by_key:
            course = by_key[pk]
            course.is_needed = is_needed  # type: ignore[attr-defined]
            page.append(course)
    return page, rows[0][2]


def _cards(course_ids: Collection[int]) -> dict[int, Course]:
    """Return the same of courses whose keys are known. Queries: 1."""
    using = router.db_for_read(Course)
    found = {}
    for *values, shelf in _CARDS(course_ids=course_ids):
        course = Course.from_db(using, _CARD_COLUMNS, values)
        if course.category_id is not None:
            course.category = Category.from_db(
                using, ("id", "name"), (course.category_id, shelf)
            )
        found[course.pk] = course
    return found


_CARD_COLUMNS = [
    field.attname for field in Course._meta.concrete_fields if field.name != "body"
]
_CARDS = Read(
    Course,
    lambda course_ids: (
        Course.objects.filter(pk__in=course_ids)
        .order_by()
        .values_list(*_CARD_COLUMNS, "category__name")
    ),
)


def _for_cards(courses: CourseQuerySet) -> CourseQuerySet:
    """Read of courses what their cards show, which is not their text."""
    return courses.select_related("category").defer("body")


def _needed_first(courses: CourseQuerySet, needed: Collection[int]) -> CourseQuerySet:
    order = courses.query.order_by or ("title", "pk")
    if not needed:
        return courses.annotate(
            is_needed=Value(0, output_field=IntegerField())
        ).order_by(*order)
    return courses.annotate(
        is_needed=Case(
            When(Exists(_gives(needed)), then=Value(1)),
            default=Value(0),
            output_field=IntegerField(),
        )
    ).order_by("-is_needed", *order)


def _entries(
    page: Iterable[Course],
    classes: dict[int, list[ClassLine]],
    needed: Collection[int],
) -> Iterable[CourseEntry]:
    address = links_of("course")
    for course in page:
        yield CourseEntry(
            course,
            address(course.uuid),
            tuple(classes.get(course.pk, ())),
            is_needed=bool(needed and getattr(course, "is_needed", 0)),
        )


def next_classes(
    courses: Sequence[Course],
    wanted: CatalogueFilter,
    *,
    at: datetime.datetime | None = None,
    sees_early: bool = False,
) -> dict[int, list[ClassLine]]:
    """Return the next classes of each course that fit a filter. Queries: 1."""
    asked: dict[str, Any] = {
        "course_ids": [course.pk for course in courses],
        "at": at or now(),
    }
    rows = (
        _next_rows(wanted, sees_early=sees_early, **asked)
        if wanted.is_about_classes
        else _NEXT[sees_early](**asked)
    )
    found: dict[int, list[ClassLine]] = {}
    for line in class_lines(rows):
        found.setdefault(line.course_id, []).append(line)
    return found


def _next_rows(
    wanted: CatalogueFilter,
    *,
    course_ids: Collection[int],
    at: datetime.datetime,
    sees_early: bool,
) -> Any:
    """They are ranked densely: all sessions of a class stand on one place."""
    ranked = (
        fitting_classes(bookable_classes(at=at, sees_early=sees_early), wanted)
        .filter(course__in=course_ids)
        .annotate(
            place_in_course=Window(
                DenseRank(), partition_by=[F("course_id")], order_by=["starts_at", "pk"]
            )
        )
    )
    return rows_of_lines(ranked.filter(place_in_course__lte=NEXT_CLASSES))


_NEXT = {
    sees_early: Read(
        LearningClass,
        partial(_next_rows, CatalogueFilter(), sees_early=sees_early),
    )
    for sees_early in (False, True)
}


def with_places(classes: LearningClassQuerySet) -> LearningClassQuerySet:
    """Read places and sessions with classes. Queries: 2, whatever the number."""
    sessions = ClassSession.objects.select_related("location").order_by("starts_at")
    return classes.select_related("places").prefetch_related(
        Prefetch("sessions", queryset=sessions)
    )
