"""Who wished for dates is told when there are some."""

from __future__ import annotations

import datetime

import pytest

from wagtail_esrlm.booking.classes import open_class, publish_class
from wagtail_esrlm.booking.models import DatesWanted
from wagtail_esrlm.clock import now
from wagtail_esrlm.notifications.models import Message
from wagtail_esrlm.testing import (
    AudienceFactory,
    CompetencyFactory,
    CourseFactory,
    LearningClassFactory,
)

from .people import learner, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    fire = CompetencyFactory()
    course = CourseFactory(delivers=[fire])
    return LearningClassFactory(course=course, is_published=False)


def wish(draft, **facts):
    person = learner(business_group=draft.business_group)
    wanted = facts or {"course": draft.course}
    DatesWanted.objects.create(person=person, **wanted)
    return person


def test_who_wished_for_the_course_or_what_it_gives_is_told_once(draft):
    competency = draft.course.delivered.get().competency
    by_course, by_competency = wish(draft), wish(draft, competency=competency)
    other = wish(draft, course=CourseFactory())
    publish_class(learning_class=draft, by=None)
    publish_class(
        learning_class=LearningClassFactory(course=draft.course, is_published=False),
        by=None,
    )
    assert told(by_course) == told(by_competency) == ["class.dates_added"]
    assert told(other) == []


def test_another_site_is_not_what_was_wished_for(draft):
    here = wish(draft, course=draft.course, site="Royal Wing")
    there = wish(draft, course=draft.course, site="Elsewhere")
    publish_class(learning_class=draft, by=None)
    assert (told(here), told(there)) == (["class.dates_added"], [])


def test_nobody_is_told_of_what_is_not_for_them(draft):
    person = wish(draft)
    AudienceFactory(course=draft.course, employees=False, external_learners=True)
    publish_class(learning_class=draft, by=None)
    assert told(person) == []
    assert DatesWanted.objects.get().told_at is None


def test_a_planned_class_is_told_of_when_it_opens(draft):
    person = wish(draft)
    draft.status = "planned"
    draft.save()
    publish_class(learning_class=draft, by=None)
    assert told(person) == []
    open_class(learning_class=draft, by=None)
    assert told(person) == ["class.dates_added"]


def test_nothing_is_said_before_the_class_is_shown(draft):
    """Rule 102."""
    wish(draft)
    draft.shown_from = now() + datetime.timedelta(days=3)
    draft.save()
    publish_class(learning_class=draft, by=None)
    assert Message.objects.get().due_at == draft.shown_from
