"""Leads from a compliance row to the right class or course (rule 36)."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Case, Exists, F, OuterRef, Q, Value, When, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..clock import now, today, zone
from ..compliance.rules import ComplianceRow, NextAction
from ..links import link
from ..snippets.models import Audience, Course, CourseCompetency
from ..workforce.models import Person
from .audience import in_audience
from .listing import bookable_classes
from .models import Enrolment
from .states import OPEN, State
from .wording import day_of_session


@dataclass(frozen=True)
class Way:
    """A course that gives a competency, directly or by covering it.

    Attributes:
        asks_who: It has an audience of its own, or the person is no employee.
        is_covering: It gives another competency, which covers this one.
    """

    competency_id: int
    course_id: int
    uuid: object
    has_classes: bool
    asks_who: bool
    is_covering: bool


def lead_to_classes(
    rows: Sequence[ComplianceRow],
) -> dict[tuple[int, int], NextAction]:
    """Return what to do about one person's rows, where a course is known.

    Queries: 3, and 6 more where a course has an audience of its own. Nothing for the
    rows of several people: only the person acts.
    """
    people = {row.person_id for row in rows}
    if len(people) != 1:
        return {}
    (person_id,) = people
    ways = _ways(person_id, [row.competency_id for row in rows])
    if not ways:
        return {}
    ways = _open_to(person_id, ways)
    courses = {way.course_id for way in ways}
    booked = _booked(person_id, courses)
    classes = _next_classes(courses)
    answers: dict[tuple[int, int], NextAction] = {}
    for row in rows:
        fitting = sorted(
            (way for way in ways if way.competency_id == row.competency_id),
            key=lambda way: way.is_covering,
        )
        if fitting:
            answers[person_id, row.competency_id] = _action(
                row, fitting, booked, classes
            )
    return answers


def _ways(person_id: int, competency_ids: Sequence[int]) -> list[Way]:
    day, moment = today(), now()
    in_force = Q(starts_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gte=day))
    employee = Person.objects.filter(pk=person_id, person_type=Person.Type.EMPLOYEE)
    delivered = (
        CourseCompetency.objects.filter(
            in_force,
            course__in=Course.objects.shown(on=day, at=moment),
            course__business_group__people=person_id,
        )
        .order_by()
        .annotate(
            has_classes=Case(
                When(
                    Q(course__is_classroom=True)
                    | Q(course__is_webinar=True)
                    | Q(course__is_blended=True),
                    then=Value(True),
                ),
                default=Value(False),
            ),
            asks_who=Case(
                When(
                    Exists(Audience.objects.filter(course=OuterRef("course_id")))
                    | ~Exists(employee),
                    then=Value(True),
                ),
                default=Value(False),
            ),
        )
    )
    own = delivered.filter(competency_id__in=competency_ids).values_list(
        "competency_id",
        "course_id",
        "course__uuid",
        "has_classes",
        "asks_who",
        Value(False),
    )
    covering = delivered.filter(
        competency__covers__covered_id__in=competency_ids,
        competency__covers__starts_on__lte=day,
        competency__covers__ends_on__isnull=True,
    ).values_list(
        F("competency__covers__covered_id"),
        "course_id",
        "course__uuid",
        "has_classes",
        "asks_who",
        Value(True),
    )
    return [Way(*row) for row in own.union(covering).order_by()]


def _open_to(person_id: int, ways: list[Way]) -> list[Way]:
    """Keep the courses whose audience takes the person in; most are for everybody."""
    asked = {way.course_id for way in ways if way.asks_who}
    if not asked:
        return ways
    open_ones = in_audience(Person.objects.get(pk=person_id), asked, on=today())
    return [way for way in ways if not way.asks_who or way.course_id in open_ones]


@dataclass(frozen=True)
class NextClass:
    """The soonest class of a course, and whether there is a place."""

    uuid: object
    day: datetime.date
    site: str
    left: int | None
    is_free: bool


def _next_classes(course_ids: set[int]) -> dict[int, NextClass]:
    """Return the soonest class with a place of each course, else the soonest."""
    found: dict[int, NextClass] = {}
    moment = now()
    rows = (
        bookable_classes(at=moment)
        .filter(
            Q(enrolment_opens_at__isnull=True) | Q(enrolment_opens_at__lte=moment),
            Q(enrolment_closes_at__isnull=True) | Q(enrolment_closes_at__gte=moment),
            Q(course__booking_opens_at__isnull=True)
            | Q(course__booking_opens_at__lte=moment),
            course_id__in=course_ids,
            sessions__starts_at=F("starts_at"),
        )
        .annotate(
            nearness=Window(
                RowNumber(),
                partition_by=[F("course_id")],
                order_by=[_is_full().asc(), F("starts_at").asc(), F("pk").asc()],
            )
        )
        .filter(nearness=1)
        .values_list(
            "course_id",
            "uuid",
            "sessions__held_on",
            "sessions__location__name",
            "places__maximum_places",
            "places__extra_places",
            "places__places_taken",
            "places__places_waiting",
        )
    )
    for course, uuid, day, site, most, extra, taken, waiting in rows:
        left = None if most is None else max(0, most + extra - taken)
        found[course] = NextClass(
            uuid, day, site or "", left, left != 0 and not waiting
        )
    return found


def _is_full() -> Case:
    """Return 0 for a class with a place for newcomers, else 1."""
    room = Q(places__maximum_places__isnull=True) | Q(
        places__places_taken__lt=F("places__maximum_places")
    )
    return Case(When(room, places__places_waiting=0, then=Value(0)), default=Value(1))


def _booked(
    person_id: int, course_ids: set[int]
) -> dict[int, tuple[object, str, datetime.date | None]]:
    """Return the person's open booking of each course: uuid, state, first day."""
    return {
        course: (uuid, state, starts.astimezone(zone()).date() if starts else None)
        for course, uuid, state, starts in Enrolment.objects.filter(
            person_id=person_id,
            state__in=OPEN,
            learning_class__course_id__in=course_ids,
        )
        .order_by("-learning_class__starts_at")
        .values_list(
            "learning_class__course_id", "uuid", "state", "learning_class__starts_at"
        )
    }


def _action(
    row: ComplianceRow,
    ways: Sequence[Way],
    booked: dict[int, tuple[object, str, datetime.date | None]],
    classes: dict[int, NextClass],
) -> NextAction:
    for way in ways:
        if way.course_id in booked:
            return _about_booking(row, *booked[way.course_id])
    dated = [way for way in ways if way.course_id in classes]
    if dated:
        # What covers it asks more of people: only where nothing gives it itself.
        known = [
            classes[way.course_id]
            for way in dated
            if way.is_covering == dated[0].is_covering
        ]
        best = min(known, key=lambda one: (not one.is_free, one.day))
        url = link("learning_class", uuid=best.uuid)
        words = {"day": day_of_session(best.day), "site": best.site}
        label = (
            _("Book: %(day)s, %(site)s") if best.site else _("Book: %(day)s")
        ) % words
        return NextAction(label, url, _places_note(best))
    return NextAction(
        _("See the course"),
        link("course", uuid=ways[0].uuid),
        _("No dates to book at the moment") if ways[0].has_classes else "",
    )


def _about_booking(
    row: ComplianceRow, uuid: object, state: str, day: datetime.date | None
) -> NextAction:
    url = link("booking", uuid=uuid)
    if state == State.OFFERED:
        return NextAction(_("Answer the offer"), url, _("A place is offered to you"))
    if state == State.WAITLISTED:
        return NextAction(_("See your booking"), url, _("On the waiting list"))
    if state == State.REQUESTED:
        return NextAction(_("See your booking"), url, _("Waiting for approval"))
    words = {"day": day_of_session(day) if day else ""}
    late = day is not None and row.valid_until is not None and day > row.valid_until
    if late and row.status.is_met:
        note = _("Booked for %(day)s, after it expires") % words
    else:
        note = _("Booked for %(day)s") % words
    return NextAction(_("See your booking"), url, note)


def _places_note(best: NextClass) -> str:
    if not best.is_free:
        return _("Full: you can join the waiting list")
    if best.left is None:
        return ""
    return ngettext("%(left)d place left", "%(left)d places left", best.left) % {
        "left": best.left
    }
