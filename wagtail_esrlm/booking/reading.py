"""Reads the facts that decisions about bookings are made from, for many at once."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q

from ..clock import zone
from ..compliance.calculation import cells
from ..compliance.holding import held_until
from ..compliance.rules import Status
from ..conf import esrlm_settings
from ..snippets.audience import EVERY_EMPLOYEE, Learner, Seat, admits
from ..snippets.models import (
    Audience,
    ClassSession,
    CourseCompetency,
    CoursePrerequisite,
    LearningClass,
)
from ..workforce.models import AssignmentPeriod, AssignmentStatus, BusinessGroup, Person
from .audience import courses_for
from .facts import ClassFacts, Commitment, PersonFacts, Post, Sittings
from .models import Enrolment
from .states import CLASHES, OVER, State

ONE_DAY = datetime.timedelta(days=1)

#: Bookings whose times matter to other bookings (rules 51, 69).
_TIMED = CLASHES | {State.WAITLISTED}

#: Key, business group, person type, access, known from, known until.
PersonRow = tuple[int, int, str, str, datetime.date | None, datetime.date | None]

_CLASS_COLUMNS = (
    "pk",
    "business_group_id",
    "status",
    "is_published",
    "starts_at",
    "time_zone",
    "shown_from",
    "enrolment_opens_at",
    "enrolment_closes_at",
    "cancel_until",
    "self_enrolment",
    "approval_required",
    "has_waiting_list",
    "offer_hours",
    "course_id",
    "course__title",
    "course__live",
    "course__expire_at",
    "course__starts_on",
    "course__ends_on",
    "course__shown_from",
    "course__booking_opens_at",
    "course__self_enrolment",
    "course__approval_required",
    "course__is_classroom",
    "course__is_webinar",
    "course__is_blended",
    "course__waits_by_need",
    "places__maximum_places",
    "places__places_taken",
    "places__places_waiting",
    "has_audience",
    "asks_first",
)


def class_facts(class_ids: Collection[int]) -> dict[int, ClassFacts]:
    """Return what is true of classes now. Queries: 2."""
    sittings = sittings_of(class_ids)
    rows = (
        LearningClass.objects.filter(pk__in=class_ids)
        .order_by()
        .annotate(
            has_audience=Exists(Audience.objects.filter(course=OuterRef("course"))),
            asks_first=Exists(
                CoursePrerequisite.objects.filter(course=OuterRef("course"))
            ),
        )
    )
    return {
        row["pk"]: _class_from(row, sittings) for row in rows.values(*_CLASS_COLUMNS)
    }


def _class_from(row: Mapping[str, Any], sittings: Mapping[int, Sittings]) -> ClassFacts:
    get = row.__getitem__
    starts_at = get("starts_at")
    return ClassFacts(
        class_id=get("pk"),
        course_id=get("course_id"),
        business_group_id=get("business_group_id"),
        status=get("status"),
        is_published=get("is_published"),
        starts_at=starts_at,
        day=starts_at.astimezone(ZoneInfo(get("time_zone"))).date()
        if starts_at
        else None,
        time_zone=get("time_zone"),
        shown_from=_later(get("shown_from"), get("course__shown_from")),
        opens_at=_later(get("enrolment_opens_at"), get("course__booking_opens_at")),
        closes_at=get("enrolment_closes_at"),
        cancel_until=get("cancel_until"),
        self_enrolment=_stated(get("self_enrolment"), get("course__self_enrolment")),
        approval_required=_stated(
            get("approval_required"), get("course__approval_required")
        ),
        has_waiting_list=get("has_waiting_list"),
        offer_hours=get("offer_hours"),
        course_title=get("course__title"),
        course_is_live=get("course__live"),
        course_expires_at=get("course__expire_at"),
        course_starts_on=get("course__starts_on"),
        course_ends_on=get("course__ends_on"),
        is_attended=bool(
            get("course__is_classroom")
            or get("course__is_webinar")
            or get("course__is_blended")
        ),
        waits_by_need=get("course__waits_by_need"),
        has_audience=get("has_audience"),
        has_prerequisites=get("asks_first"),
        maximum=get("places__maximum_places"),
        taken=get("places__places_taken") or 0,
        waiting=get("places__places_waiting") or 0,
        sittings=sittings.get(get("pk"), ()),
    )


def _stated(own: bool | None, inherited: bool) -> bool:
    return inherited if own is None else own


def _later(
    first: datetime.datetime | None, second: datetime.datetime | None
) -> datetime.datetime | None:
    return max(filter(None, (first, second)), default=None)


def sittings_of(class_ids: Collection[int]) -> dict[int, Sittings]:
    """Return the times of the sessions of classes. Queries: 1."""
    found: dict[int, list[tuple[datetime.datetime, datetime.datetime]]] = {}
    sessions = ClassSession.objects.filter(learning_class_id__in=class_ids)
    for class_id, begin, end in sessions.order_by("starts_at").values_list(
        "learning_class_id", "starts_at", "ends_at"
    ):
        found.setdefault(class_id, []).append((begin, end))
    return {class_id: tuple(times) for class_id, times in found.items()}


def person_facts(
    person_ids: Collection[int],
    classes: Mapping[int, ClassFacts],
    *,
    at: datetime.datetime,
) -> dict[int, PersonFacts]:
    """Return what is true of people, as far as these classes ask.

    Queries: 5, more where a course has an audience or asks for something first.
    """
    day = at.astimezone(zone()).date()
    people: dict[int, PersonRow] = {
        row[0]: row
        for row in Person.objects.filter(pk__in=person_ids).values_list(
            "pk", "business_group_id", "person_type", "access", "starts_on", "ends_on"
        )
    }
    posts = posts_of(people)
    commitments, asked = commitments_of(people, at=at)
    courses = _audiences(people, posts, classes, day)
    lacking = _lacking(people, classes)
    compliant = _compliant(people, classes, day)
    pilots = _pilots(people, classes, at)
    return {
        pk: PersonFacts(
            person_id=pk,
            person_type=kind,
            is_limited=access == Person.Access.LIMITED,
            ends_on=ends_on,
            posts=tuple(posts.get(pk, ())),
            commitments=tuple(commitments.get(pk, ())),
            courses=courses.get(pk, frozenset()),
            lacking=lacking.get(pk, {}),
            compliant=compliant.get(pk, frozenset()),
            is_pilot=pk in pilots,
            asked_lately=asked.get(pk, 0),
        )
        for pk, _group, kind, access, _starts_on, ends_on in people.values()
    }


def posts_of(person_ids: Collection[int]) -> dict[int, list[Post]]:
    """Return the assignments of people, each span in which it is active. Queries: 1."""
    found: dict[int, list[Post]] = {}
    inactive = AssignmentStatus.objects.filter(is_active=False).values("name_key")
    periods = AssignmentPeriod.objects.filter(
        assignment__person_id__in=person_ids
    ).exclude(status_key__in=inactive)
    for person_id, pk, starts_on, ends_on, is_primary in periods.values_list(
        "assignment__person_id", "assignment_id", "starts_on", "ends_on", "is_primary"
    ):
        post = Post(pk, starts_on, ends_on, is_primary)
        found.setdefault(person_id, []).append(post)
    return found


def commitments_of(
    person_ids: Collection[int], *, at: datetime.datetime
) -> tuple[dict[int, list[Commitment]], dict[int, int]]:
    """Return what stands of people's bookings, and how many they made in a day.

    Bookings of classes that are over count only for themselves. Queries: 2.
    """
    recent = at - ONE_DAY
    rows = list(
        Enrolment.objects.filter(
            ~Q(state__in=OVER) | Q(created_at__gt=recent, source="self"),
            person_id__in=person_ids,
        )
        .order_by("pk")
        .values_list(
            "person_id",
            "pk",
            "learning_class_id",
            "learning_class__course_id",
            "learning_class__ends_at",
            "state",
            "waiting_since",
            "created_at",
            "source",
        )
    )
    timed = {
        class_id
        for _person, _pk, class_id, _course, ends_at, state, *_rest in rows
        if state in _TIMED and ends_at is not None and ends_at > at
    }
    sittings = sittings_of(timed) if timed else {}
    standing: dict[int, list[Commitment]] = defaultdict(list)
    asked: dict[int, int] = defaultdict(int)
    for person, pk, class_id, course, _ends, state, since, created, source in rows:
        asked[person] += created > recent and source == "self"
        if state not in OVER:
            standing[person].append(
                Commitment(
                    pk,
                    class_id,
                    course,
                    State(state),
                    sittings.get(class_id, ()),
                    was_promoted=since is not None,
                )
            )
    return standing, asked


def _audiences(
    people: Mapping[int, PersonRow],
    posts: Mapping[int, list[Post]],
    classes: Mapping[int, ClassFacts],
    day: datetime.date,
) -> dict[int, frozenset[int]]:
    """Return by person the courses, of those asked about, that are for them (105)."""
    groups = {one.course_id: one.business_group_id for one in classes.values()}
    with_audience = [one.course_id for one in classes.values() if one.has_audience]
    stated = (
        courses_for(people, with_audience, on=day) if with_audience and people else {}
    )
    everyones = frozenset(groups) - frozenset(with_audience)
    found: dict[int, frozenset[int]] = {}
    for pk, group, kind, _access, starts_on, ends_on in people.values():
        seats = tuple(Seat({}) for post in posts.get(pk, ()) if post.holds_on(day))
        known = (starts_on or day) <= day <= (ends_on or day)
        learner = Learner(kind, is_known=known, seats=seats)
        admitted = everyones if admits(EVERY_EMPLOYEE, learner) else frozenset()
        found[pk] = frozenset(
            course
            for course in admitted | stated.get(pk, frozenset())
            if groups[course] == group
        )
    return found


def _lacking(
    person_ids: Collection[int], classes: Mapping[int, ClassFacts]
) -> dict[int, dict[int, tuple[str, ...]]]:
    """Return the titles of prerequisites not held on the day, by person and course."""
    days = {
        one.course_id: one.day
        for one in classes.values()
        if one.has_prerequisites and one.day
    }
    if not days:
        return {}
    wanted = list(
        CoursePrerequisite.objects.filter(course_id__in=days)
        .order_by("course_id", "competency__title")
        .values_list("course_id", "competency_id", "competency__title")
    )
    held = held_until(person_ids, {competency for _, competency, _ in wanted})
    lacking: dict[int, dict[int, tuple[str, ...]]] = {pk: {} for pk in person_ids}
    for person_id, courses in lacking.items():
        for course, competency, title in wanted:
            until = held.get((person_id, competency))
            if until is None or until < days[course]:
                courses[course] = (*courses.get(course, ()), title)
    return lacking


def _compliant(
    person_ids: Collection[int], classes: Mapping[int, ClassFacts], day: datetime.date
) -> dict[int, frozenset[int]]:
    """Return courses of which people hold everything and need no renewal (rule 52).

    Nothing unless a setting refuses them.
    """
    if not (esrlm_settings.REFUSE_COMPLIANT and person_ids):
        return {}
    given: dict[int, set[int]] = {}
    for course, competency in CourseCompetency.objects.filter(
        course_id__in={one.course_id for one in classes.values()}
    ).values_list("course_id", "competency_id"):
        given.setdefault(course, set()).add(competency)
    held: dict[int, set[int]] = {}
    for cell in cells(
        on=day,
        person_ids=person_ids,
        competency_ids=set().union(*given.values()),
        required_only=True,
    ):
        if cell.status is Status.COMPLIANT:
            held.setdefault(cell.person_id, set()).add(cell.competency_id)
    return {
        person: frozenset(course for course, all_of in given.items() if all_of <= has)
        for person, has in held.items()
    }


def _pilots(
    person_ids: Collection[int],
    classes: Mapping[int, ClassFacts],
    at: datetime.datetime,
) -> frozenset[int]:
    """Return who sees these classes before they are shown (rule 102)."""
    if not any(one.shown_from and one.shown_from > at for one in classes.values()):
        return frozenset()
    pilots = BusinessGroup.pilots.through.objects.filter(person_id__in=person_ids)
    return frozenset(pilots.values_list("person_id", flat=True))
