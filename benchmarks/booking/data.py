"""A made-up trust with a large catalogue, and half a million bookings.

People of the first half book in the measurements and have only a past; those of the
second half hold places in the classes to come.
"""

from __future__ import annotations

import datetime
import random
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth import get_user_model
from django.db import connection, models
from django.utils import timezone

from benchmarks.data import COMPETENCIES, JOB_ROLES, make_staff
from benchmarks.loading import load, settle
from wagtail_esrlm.booking.models import ClassPlaces
from wagtail_esrlm.compliance.models import CompetencyAward, HeldCompetency
from wagtail_esrlm.names import fold
from wagtail_esrlm.snippets.models import (
    Audience,
    AudienceValue,
    Category,
    ClassSession,
    Course,
    CourseCompetency,
    CoursePrerequisite,
    LearningClass,
    Location,
)

PEOPLE = 20_000
COURSES = 10_000
#: Classes to come; a third of them for each date of ``TAUGHT`` courses.
COMING = 4_000
TAUGHT = COMING // 3 + 1
PAST = 19_500
#: People in each class: past, and to come.
ATTENDED, BOOKED = 25, 10
CATEGORIES, LOCATIONS = 40, 60
#: Places of a class; the classes that measurements book in have no end of them.
PLACES, ENDLESS = 20, 1_000_000
#: From this class on nobody is booked yet.
UNTOUCHED = TAUGHT
LONDON = ZoneInfo("Europe/London")
_AWARDED = datetime.date(2024, 1, 1)
HOUR = datetime.timedelta(hours=1)

_FULL_OF_PAST = """
INSERT INTO wagtail_esrlm_enrolment (
    uuid, learning_class_id, person_id, assignment_id, state, version, course_title,
    source, priority, created_at, confirmed_at, approval_round, decision_reason,
    keeps_waiting, promoted_late, cancel_reason, cancelled_late, note, result,
    result_note, completed_on, set_by_hand)
SELECT gen_random_uuid(), c.id, p.id, p.id, %(state)s, 0, k.title, 'self', 0,
    c.starts_at - interval '400 days', c.starts_at - interval '400 days', 0, '',
    false, false, '', false, '', '', '',
    CASE WHEN %(state)s = 'attended' THEN c.starts_at::date END, false
FROM wagtail_esrlm_learningclass c
JOIN wagtail_esrlm_course k ON k.id = c.course_id
CROSS JOIN generate_series(0, %(each)s - 1) AS seat
JOIN wagtail_esrlm_person p
  ON p.id = %(first)s + (c.id * 31 + seat * 797) %% %(people)s
WHERE c.id BETWEEN %(from)s AND %(until)s
ORDER BY c.id
"""
_STEPS = """
INSERT INTO wagtail_esrlm_enrolmentstep (
    enrolment_id, action, from_state, to_state, at, reason, facts)
SELECT id, 'book', '', 'confirmed', created_at, '', '{}' FROM wagtail_esrlm_enrolment
"""
_COUNT = """
UPDATE wagtail_esrlm_classplaces p SET places_taken = held.people
FROM (SELECT learning_class_id, count(*) AS people
      FROM wagtail_esrlm_enrolment GROUP BY 1) AS held
WHERE held.learning_class_id = p.learning_class_id
"""


@dataclass(frozen=True)
class Catalogue:
    """What was made: keys that measurements pick from.

    Attributes:
        bookers: People who have nothing to come.
        classes: Classes to come in which nobody is, soonest first.
    """

    bookers: range
    classes: range


def make_catalogue(day: datetime.date) -> Catalogue:
    """Fill empty tables."""
    make_staff(PEOPLE, day, random.Random(1))
    _log_ins()
    _courses()
    _audiences()
    _classes(day)
    with connection.cursor() as cursor:
        half = PEOPLE // 2
        for state, each, classes, people in (
            ("attended", ATTENDED, (COMING + 1, COMING + PAST), (1, PEOPLE)),
            ("confirmed", BOOKED, (1, UNTOUCHED), (half + 1, half)),
        ):
            cursor.execute(
                _FULL_OF_PAST,
                {
                    "state": state,
                    "each": each,
                    "from": classes[0],
                    "until": classes[1],
                    "first": people[0],
                    "people": people[1],
                },
            )
        cursor.execute(_STEPS)
        cursor.execute(_COUNT)
    settle()
    return Catalogue(range(1, half + 1), range(UNTOUCHED + 1, COMING + 1))


def load_whole(
    model: type[models.Model],
    columns: Sequence[str],
    rows: Iterator[tuple[Any, ...]],
) -> None:
    """Write rows of a model; columns left out have the model's own defaults."""
    others = {
        field.name: field.get_default()
        for field in model._meta.concrete_fields
        if field.name not in columns and not field.null and not field.primary_key
    }
    values = tuple(others.values())
    load(model, (*columns, *others), (row + values for row in rows))


def _log_ins() -> None:
    load_whole(
        get_user_model(),
        ("id", "email", "employee_number", "password", "date_joined"),
        (
            (pk, f"p{pk}@riverside.example", f"{pk:08}", "!", timezone.now())
            for pk in range(1, PEOPLE + 1)
        ),
    )
    with connection.cursor() as cursor:
        cursor.execute("UPDATE wagtail_esrlm_person SET user_id = id")
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence('accounts_user', 'id'), %s)", [PEOPLE]
        )


def _courses() -> None:
    load_whole(
        Category,
        ("id", "name", "name_key"),
        ((pk, f"Shelf {pk}", f"shelf {pk}") for pk in range(1, CATEGORIES + 1)),
    )
    load_whole(
        Location,
        ("id", "uuid", "business_group", "code", "code_key", "name", "room"),
        (
            (pk, uuid.UUID(int=pk), 1, f"R{pk}", f"r{pk}", f"Site {pk % 8}", f"{pk}")
            for pk in range(1, LOCATIONS + 1)
        ),
    )
    load_whole(
        Course,
        ("id", "uuid", "business_group", "code", "code_key", "title", "summary")
        + ("category", "live"),
        (
            (
                pk,
                uuid.UUID(int=pk),
                1,
                f"C{pk:05}",
                f"c{pk:05}",
                f"Course {pk:05}",
                "What people learn here, in a sentence or two.",
                pk % CATEGORIES + 1,
                True,
            )
            for pk in range(1, COURSES + 1)
        ),
    )
    numbers = range(1, COURSES + 1)
    load_whole(
        CourseCompetency,
        ("course", "competency"),
        ((pk, pk % COMPETENCIES + 1) for pk in numbers),
    )
    load_whole(
        CoursePrerequisite,
        ("course", "competency"),
        ((pk, 1) for pk in numbers if pk % 10 == 7),
    )
    load_whole(
        CompetencyAward,
        ("id", "person", "competency", "achieved_on", "origin", "details")
        + ("recorded_at",),
        (
            (pk, pk, 1, _AWARDED, "import", "{}", timezone.now())
            for pk in range(1, PEOPLE + 1)
        ),
    )
    load_whole(
        HeldCompetency,
        ("award", "person", "competency", "achieved_on", "is_own"),
        ((pk, pk, 1, _AWARDED, True) for pk in range(1, PEOPLE + 1)),
    )


def _audiences() -> None:
    """A third of the courses has none stored, a third ticks, a third values too."""
    stored = [pk for pk in range(1, COURSES + 1) if pk % 3]
    load_whole(Audience, ("id", "course"), ((pk, pk) for pk in stored))
    columns = ("audience", "kind", "staff_group", "job_role", "organisation")
    nursing = AudienceValue.Kind.STAFF_GROUP.value
    load_whole(
        AudienceValue,
        columns,
        ((pk, nursing, "Nursing", None, None) for pk in stored if pk % 3 == 2),
    )
    load_whole(
        AudienceValue,
        columns,
        (
            (pk, *value)
            for pk in stored
            if pk % 3 == 2 and pk > TAUGHT
            for value in (
                (AudienceValue.Kind.JOB_ROLE.value, "", pk % JOB_ROLES + 1, None),
                (AudienceValue.Kind.ORGANISATION.value, "", None, pk % 300 + 1),
            )
        ),
    )


def _classes(day: datetime.date) -> None:
    rows, sessions, places = [], [], []
    first = datetime.datetime.combine(day, datetime.time(6), datetime.UTC)
    for pk in range(1, COMING + PAST + 1):
        is_past = pk > COMING
        hours = 24 * 21 + 2 * pk if not is_past else -24 - 2 * (pk - COMING)
        starts_at = first + hours * HOUR
        course = (pk - 1) % (TAUGHT if not is_past else COURSES) + 1
        rows.append(
            (
                pk,
                uuid.UUID(int=pk),
                1,
                course,
                f"K{pk:06}",
                fold(f"K{pk:06}"),
                True,
                starts_at,
                starts_at + HOUR,
                starts_at - 48 * HOUR,
            )
        )
        wall = starts_at.astimezone(LONDON).replace(tzinfo=None)
        ends = (starts_at + HOUR).astimezone(LONDON).time()
        sessions.append(
            (pk, uuid.UUID(int=pk), pk, wall.date(), wall.time(), ends)
            + (starts_at, starts_at + HOUR, pk % LOCATIONS + 1)
        )
        is_endless = UNTOUCHED < pk <= COMING
        places.append((pk, ENDLESS if is_endless else max(PLACES, ATTENDED)))
    load_whole(
        LearningClass,
        ("id", "uuid", "business_group", "course", "reference", "reference_key")
        + ("is_published", "starts_at", "ends_at", "cancel_until"),
        iter(rows),
    )
    load_whole(
        ClassSession,
        ("id", "uuid", "learning_class", "held_on", "starts_time", "ends_time")
        + ("starts_at", "ends_at", "location"),
        iter(sessions),
    )
    load_whole(ClassPlaces, ("learning_class", "maximum_places"), iter(places))
