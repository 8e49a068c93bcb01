"""From a row of one's compliance to the class that helps (rule 36)."""

from __future__ import annotations

import datetime
from uuid import uuid4

import pytest

from wagtail_esrlm.booking.models import ClassPlaces
from wagtail_esrlm.booking.next_actions import lead_to_classes
from wagtail_esrlm.clock import now
from wagtail_esrlm.compliance.rules import NextAction
from wagtail_esrlm.compliance.selectors import person_compliance
from wagtail_esrlm.snippets.models import LearningClass
from wagtail_esrlm.testing import (
    CompetencyCoverFactory,
    CompetencyFactory,
    CourseFactory,
    LearningClassFactory,
    RequirementFactory,
)

from .people import learner

pytestmark = pytest.mark.django_db


@pytest.fixture
def wanted():
    """Return a competency that everybody must hold, and whom it is asked of."""
    person = learner()
    competency = CompetencyFactory(months=12)
    RequirementFactory(competency=competency)
    return person, competency


def led(person) -> NextAction:
    rows = person_compliance(person).rows
    return lead_to_classes(rows)[person.pk, rows[0].competency_id]


def test_a_later_class_of_the_course_itself_goes_before_one_that_covers_it(wanted):
    person, competency = wanted
    higher = CompetencyCoverFactory(covered=competency).competency
    sooner = LearningClassFactory(course=CourseFactory(delivers=[higher]), in_days=2)
    assert str(sooner.uuid) in led(person).url
    own = LearningClassFactory(course=CourseFactory(delivers=[competency]), in_days=20)
    assert str(own.uuid) in led(person).url


def test_a_class_that_takes_no_bookings_now_is_not_led_to(wanted):
    person, competency = wanted
    course = CourseFactory(delivers=[competency])
    hour = datetime.timedelta(hours=1)
    LearningClassFactory(course=course, in_days=2, enrolment_closes_at=now() - hour)
    LearningClassFactory(course=course, in_days=3, enrolment_opens_at=now() + hour)
    assert led(person).label == "See the course"
    open_one = LearningClassFactory(course=course, in_days=20)
    assert str(open_one.uuid) in led(person).url


def test_a_rare_course_is_found_behind_many_classes_of_another(wanted):
    person, competency = wanted
    daily = LearningClassFactory(
        course=CourseFactory(delivers=[competency]), full=True, places=1, in_days=5
    )
    session = daily.sessions.get()
    many = LearningClass.objects.bulk_create(
        LearningClass(
            business_group=daily.business_group,
            course=daily.course,
            reference=f"DAILY-{number}",
            reference_key=f"daily-{number}",
            starts_at=daily.starts_at,
            ends_at=daily.ends_at,
            is_published=True,
        )
        for number in range(250)
    )
    for each in many:
        session.pk, session.uuid, session.learning_class = None, uuid4(), each
        session.save(force_insert=True)
    ClassPlaces.objects.bulk_create(
        ClassPlaces(learning_class=each, maximum_places=0) for each in many
    )
    rare = LearningClassFactory(course=CourseFactory(delivers=[competency]), in_days=50)
    assert str(rare.uuid) in led(person).url
