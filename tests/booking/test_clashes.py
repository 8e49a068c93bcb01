"""Warnings about rooms, instructors and equipment that are used twice."""

from __future__ import annotations

import pytest

from wagtail_esrlm.booking.classes import clashes_of
from wagtail_esrlm.snippets.models import Equipment, LearningClass
from wagtail_esrlm.testing import CourseFactory, LocationFactory, PersonFactory

from .conftest import made, sitting

pytestmark = pytest.mark.django_db


@pytest.fixture
def used():
    """A class at nine to twelve that uses a room, a person and a thing."""
    course = CourseFactory()
    group = course.business_group
    uses = {
        "location": LocationFactory(business_group=group, capacity=20),
        "instructors": (PersonFactory(first_name="Ada", last_name="Made-Up"),),
        "equipment": (Equipment.objects.create(business_group=group, name="Manikin"),),
    }
    return made(sitting(14, 9, 12, **uses), course=course, reference="USED"), uses


@pytest.mark.parametrize(
    ("what", "kind"),
    [("location", "room"), ("instructors", "instructor"), ("equipment", "equipment")],
)
def test_each_thing_that_is_used_at_the_same_time_clashes(used, what, kind):
    _class, uses = used
    (clash,) = clashes_of([sitting(14, 11, 13, **{what: uses[what]})])
    assert (clash.kind, clash.reference) == (kind, "USED")
    assert "class USED" in clash.sentence


@pytest.mark.parametrize(("start", "end"), [(12, 13), (7, 9)])
def test_times_that_only_touch_do_not_clash(used, start, end):
    _class, uses = used
    assert clashes_of([sitting(14, start, end, **uses)]) == []


def test_another_day_does_not_clash(used):
    _class, uses = used
    assert clashes_of([sitting(13, **uses), sitting(15, **uses)]) == []


def test_a_cancelled_class_uses_nothing(used):
    learning_class, uses = used
    LearningClass.objects.update(status=LearningClass.Status.CANCELLED)
    assert clashes_of([sitting(14, **uses)]) == []


def test_a_class_does_not_clash_with_itself(used):
    learning_class, uses = used
    assert clashes_of([sitting(14, **uses)], excluding=[learning_class]) == []


@pytest.mark.parametrize(
    ("places", "clashes"), [(20, []), (21, ["capacity"]), (None, [])]
)
def test_a_room_that_is_too_small_is_told(used, places, clashes):
    _class, uses = used
    found = clashes_of([sitting(15, location=uses["location"])], maximum_places=places)
    assert [clash.kind for clash in found] == clashes


def test_many_sessions_take_as_few_queries_as_one(used, django_assert_max_num_queries):
    _class, uses = used
    with django_assert_max_num_queries(3):
        clashes_of([sitting(n, **uses) for n in range(10, 40)])
