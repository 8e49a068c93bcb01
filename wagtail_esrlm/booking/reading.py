"""Reads the facts of people that decisions about bookings are made from, for many."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import router

from ..clock import zone
from ..compiled import Call, together
from ..compliance.calculation import cells
from ..compliance.holding import held_until
from ..compliance.rules import Status
from ..conf import esrlm_settings
from ..snippets.audience import EVERY_EMPLOYEE, AudienceRule, admits
from ..workforce.models import BusinessGroup, Person
from .audience import SeatRow, learners, rules_from, rules_of
from .class_facts import Rows, classes_from
from .facts import ClassFacts, Commitment, PersonFacts, Post
from .models import Enrolment
from .statements import (
    AUDIENCE_OF_CLASS,
    CLASSES,
    COMMITMENTS,
    GIVEN,
    PEOPLE,
    PREREQUISITES,
)
from .states import CLASHES, OVER, State

ONE_DAY = datetime.timedelta(days=1)

#: Bookings whose times matter to other bookings (rules 51, 69).
_TIMED = CLASHES | {State.WAITLISTED}


@dataclass
class _Known:
    """A person as read, with their seats that are active at some time."""

    business_group_id: int
    person_type: str
    access: str
    starts_on: datetime.date | None
    ends_on: datetime.date | None
    posts: list[tuple[Post, SeatRow]] = field(default_factory=list)

    def is_known_on(self, day: datetime.date) -> bool:
        return (self.starts_on or day) <= day <= (self.ends_on or day)


@dataclass(frozen=True)
class Beforehand:
    """What no counter guards: a person with their posts, and a course's audience.

    Read before a class's counter is written, so that others wait less for it.
    """

    people: Mapping[int, _Known]
    rules: Mapping[int, AudienceRule]

    def posts_of(self, person_id: int) -> tuple[Post, ...]:
        """Return all posts of a person."""
        return tuple(post for post, _seat in self.people[person_id].posts)

    @property
    def has_choice(self) -> bool:
        """Whether somebody has more than one assignment."""
        return any(
            len({post.assignment_id for post, _seat in known.posts}) > 1
            for known in self.people.values()
        )


def reads_beforehand(class_id: int, person_id: int) -> tuple[Call, Call]:
    """Return the statements of which ``beforehand`` makes the facts."""
    return (
        (PEOPLE, {"person_ids": [person_id]}),
        (AUDIENCE_OF_CLASS, {"class_id": class_id}),
    )


def beforehand(people: Rows, audience: Rows) -> Beforehand:
    """Return the facts from what ``reads_beforehand`` returned."""
    return Beforehand(
        _people_from(people), rules_from({row[0] for row in audience}, audience)
    )


def facts_after(
    first: Sequence[Call],
    *,
    class_id: int,
    person_id: int,
    known: Beforehand,
    at: datetime.datetime,
) -> tuple[list[Any], ClassFacts, PersonFacts]:
    """Carry out some statements, then read a class and the person's bookings.

    Args:
        first: Carried out before anything is read, and sent with the reads.

    Returns: what the first statements returned, and the facts. Queries: 1 on
    PostgreSQL in the plain case.
    """
    results = together(
        *first,
        (CLASSES, {"class_ids": [class_id]}),
        (
            COMMITMENTS,
            {
                "person_ids": [person_id],
                "class_ids": [class_id],
                "at": at,
                "recent": at - ONE_DAY,
            },
        ),
        using=router.db_for_write(Enrolment),
    )
    *done, classes, booked = results
    wanted = classes_from(classes)
    people = _facts_from(known.people, booked, wanted, known.rules, at)
    return done, wanted[class_id], people[person_id]


def person_facts(
    person_ids: Collection[int],
    classes: Mapping[int, ClassFacts],
    *,
    at: datetime.datetime,
) -> dict[int, PersonFacts]:
    """Return what is true of people, as far as these classes ask.

    Queries: 2, one more with a stored audience, more where that names organisations,
    roles or compliance, or a course asks for something first.
    """
    people = _people_from(PEOPLE(person_ids=person_ids))
    commitments = COMMITMENTS(
        person_ids=people, class_ids=classes, at=at, recent=at - ONE_DAY
    )
    return _facts_from(people, commitments, classes, {}, at)


def _facts_from(
    people: Mapping[int, _Known],
    booked: Rows,
    classes: Mapping[int, ClassFacts],
    rules: Mapping[int, AudienceRule],
    at: datetime.datetime,
) -> dict[int, PersonFacts]:
    day = at.astimezone(zone()).date()
    commitments, asked = _commitments_from(booked, at - ONE_DAY)
    courses = _audiences(people, classes, rules, day)
    lacking = _lacking(people, classes)
    compliant = _compliant(people, classes, day)
    pilots = _pilots(people, classes, at)
    return {
        pk: PersonFacts(
            person_id=pk,
            person_type=known.person_type,
            is_limited=known.access == Person.Access.LIMITED,
            ends_on=known.ends_on,
            posts=tuple(post for post, _seat in known.posts),
            commitments=tuple(commitments.get(pk, ())),
            courses=courses.get(pk, frozenset()),
            lacking=lacking.get(pk, {}),
            compliant=compliant.get(pk, frozenset()),
            is_pilot=pk in pilots,
            asked_lately=asked.get(pk, 0),
        )
        for pk, known in people.items()
    }


def _people_from(rows: Rows) -> dict[int, _Known]:
    """Return people with each span in which an assignment is active."""
    found: dict[int, _Known] = {}
    for pk, group, kind, access, starts, ends, *seat, is_active in rows:
        if pk not in found:
            found[pk] = _Known(group, kind, access, starts, ends)
        period, assignment, begins, finishes, is_primary, *values = seat
        if period is not None and is_active:
            found[pk].posts.append(
                (
                    Post(assignment, begins, finishes, is_primary),
                    SeatRow(pk, period, *values),
                )
            )
    return found


def _commitments_from(
    rows: Rows, recent: datetime.datetime
) -> tuple[dict[int, list[Commitment]], dict[int, int]]:
    """Return what stands of people's bookings, and how many they made in a day."""
    found: dict[int, tuple[Any, ...]] = {}
    sittings: dict[int, list[tuple[datetime.datetime, datetime.datetime]]] = {}
    for *row, begin, end in rows:
        found[row[1]] = tuple(row)
        if begin is not None and row[4] in _TIMED:
            sittings.setdefault(row[1], []).append((begin, end))
    standing: dict[int, list[Commitment]] = defaultdict(list)
    asked: dict[int, int] = defaultdict(int)
    for person, pk, class_id, course, state, since, created, *rest in found.values():
        source, approved, starts = rest
        asked[person] += created > recent and source == "self"
        if state not in OVER:
            standing[person].append(
                Commitment(
                    pk,
                    class_id,
                    course,
                    State(state),
                    tuple(sittings.get(pk, ())),
                    was_promoted=since is not None,
                    is_approved=approved is not None,
                    starts_at=starts,
                )
            )
    return standing, asked


def _audiences(
    people: Mapping[int, _Known],
    classes: Mapping[int, ClassFacts],
    known_rules: Mapping[int, AudienceRule],
    day: datetime.date,
) -> dict[int, frozenset[int]]:
    """Return by person the courses, of those asked about, that are for them (105).

    Args:
        known_rules: Audiences that were read already, by course.
    """
    groups = {one.course_id: one.business_group_id for one in classes.values()}
    unknown = {
        one.course_id
        for one in classes.values()
        if one.has_audience and one.course_id not in known_rules
    }
    rules = dict.fromkeys(groups, EVERY_EMPLOYEE)
    rules |= {course: rule for course, rule in known_rules.items() if course in groups}
    if unknown and people:
        rules |= rules_of(unknown)
    found = learners(
        {
            pk: (known.person_type, known.is_known_on(day))
            for pk, known in people.items()
        },
        [
            seat
            for known in people.values()
            for post, seat in known.posts
            if post.holds_on(day)
        ],
        rules.values(),
        day,
    )
    return {
        pk: frozenset(
            course
            for course, rule in rules.items()
            if groups[course] == known.business_group_id and admits(rule, found[pk])
        )
        for pk, known in people.items()
    }


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
    wanted = PREREQUISITES(course_ids=days)
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
    for course, competency in GIVEN(
        course_ids={one.course_id for one in classes.values()}
    ):
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
