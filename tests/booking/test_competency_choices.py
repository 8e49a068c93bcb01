"""The catalogue offers the competencies that its reader's courses give (rule 42)."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from wagtail_esrlm.booking.choices import (
    choices_in,
    competencies_given,
    competencies_given_to,
)
from wagtail_esrlm.booking.visible import visible_courses
from wagtail_esrlm.clock import now, today
from wagtail_esrlm.snippets.models import CourseCompetency
from wagtail_esrlm.testing import (
    AudienceFactory,
    BusinessGroupFactory,
    CompetencyFactory,
    CourseFactory,
    JobRoleFactory,
    PersonFactory,
    seat,
)
from wagtail_esrlm.workforce.models import Person

from .people import learner

pytestmark = pytest.mark.django_db
ONE_DAY = datetime.timedelta(days=1)


def offered(person: Person, *, sees_early: bool = False) -> list[str]:
    courses = visible_courses(person, sees_early=sees_early)
    found = competencies_given_to(
        person, courses, on=today(), at=None if sees_early else now()
    )
    assert found == competencies_given(courses)
    assert (
        found
        == choices_in(
            courses, seen_by=person, sees_early=sees_early, on=today()
        ).competencies
    )
    return [each.words for each in found]


def test_each_reader_is_offered_what_the_courses_they_see_give() -> None:
    role = JobRoleFactory()
    of_role = {"kind": "job_role", "job_role": role}
    audiences: dict[str, dict[str, Any] | None] = {
        "all": None,
        "employees": {},
        "role": {"values": [of_role]},
        "not role": {"values": [{**of_role, "is_exception": True}]},
        "public": {"employees": False, "public": True},
        "external": {"employees": False, "external_learners": True},
    }
    for title, audience in audiences.items():
        course = CourseFactory(delivers=[CompetencyFactory(name=title)])
        if audience is not None:
            AudienceFactory(course=course, **audience)
    past = {"starts_on": today() - 9 * ONE_DAY, "ends_on": today() - ONE_DAY}
    seats: dict[str, tuple[dict[str, Any], dict[str, Any] | None]] = {
        "everybody": ({}, {}),
        "of the role": ({}, {"job_role": role}),
        "left their post": ({}, past),
        "no longer known": ({"ends_on": today() - ONE_DAY}, {}),
        "without a post": ({}, None),
        "external": ({"person_type": "external_learner"}, {}),
        "customer": ({"person_type": "customer"}, None),
    }
    found = {}
    for who, (facts, sitting) in seats.items():
        person = PersonFactory(**facts)
        if sitting is not None:
            seat(person, **sitting)
        found[who] = set(offered(person))
    public = {"public"}
    assert found == {
        "everybody": {"all", "employees", "not role", "public"},
        "of the role": {"all", "employees", "role", "public"},
        "left their post": public,
        "no longer known": set(),
        "without a post": public,
        "external": public | {"external"},
        "customer": public,
    }


def test_nothing_is_offered_that_no_course_gives_any_more_or_yet() -> None:
    other = BusinessGroupFactory(vpd="999")
    CourseFactory(live=False, delivers=[CompetencyFactory()])
    CourseFactory(starts_on=today() + ONE_DAY, delivers=[CompetencyFactory()])
    CourseFactory(business_group=other, delivers=[CompetencyFactory()])
    ended = CourseCompetency.objects.create(
        course=CourseFactory(), competency=CompetencyFactory()
    )
    CourseCompetency.objects.filter(pk=ended.pk).update(ends_on=today())
    early = CompetencyFactory()
    CourseFactory(shown_from=now() + ONE_DAY, delivers=[early])
    person = learner()
    assert offered(person) == []
    assert offered(person, sees_early=True) == [str(early)]


def test_one_statement_does_where_every_competency_is_for_all() -> None:
    for _each in range(3):
        CourseFactory(delivers=CompetencyFactory.create_batch(2))
    person = learner()
    courses = visible_courses(person)
    for _warm in range(2):
        with CaptureQueriesContext(connection) as asked:
            found = competencies_given_to(person, courses, on=today(), at=now())
    assert len(found) == 6
    assert len(asked) == 1
