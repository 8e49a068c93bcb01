"""A stored class changes as a form states it; people are never moved silently."""

from __future__ import annotations

import pytest

from wagtail_esrlm.booking.classes import SessionInput, save_class, sessions_of
from wagtail_esrlm.errors import Conflict, InvalidInput, Refused
from wagtail_esrlm.snippets.models import LearningClass
from wagtail_esrlm.testing import (
    CourseFactory,
    EnrolmentFactory,
    LocationFactory,
)

from .conftest import in_days, made, sitting

pytestmark = pytest.mark.django_db


def saved(
    learning_class: LearningClass, *sessions: SessionInput, places: int | None = 12
) -> LearningClass:
    return save_class(
        learning_class=learning_class,
        sessions=sessions or sessions_of(learning_class),
        maximum_places=places,
        by=None,
    )


def test_a_new_class_is_stored():
    course = CourseFactory()
    new = LearningClass(
        course=course, business_group=course.business_group, reference="NEW"
    )
    assert saved(new, sitting()).places.maximum_places == 12


def test_an_empty_class_gets_any_sessions():
    learning_class = made(sitting(14), sitting(15))
    after = saved(learning_class, sitting(20))
    assert (after.starts_at.date(), after.sessions.count()) == (in_days(20), 1)


def test_times_of_people_who_are_booked_change_by_moving_only():
    learning_class = made(sitting(14))
    EnrolmentFactory(learning_class=learning_class)
    with pytest.raises(Refused, match="1 person is booked or waits. Move or postpone"):
        saved(learning_class, sitting(20))
    assert sessions_of(learning_class)[0].held_on == in_days(14)


def test_who_teaches_changes_at_any_time():
    learning_class = made(sitting(14, instructors=("Dr A",)))
    EnrolmentFactory(learning_class=learning_class)
    saved(learning_class, sitting(14, instructors=("Dr B",)))
    assert sessions_of(learning_class)[0].instructors == ("Dr B",)


def test_facts_change_and_cut_offs_follow():
    learning_class = made(sitting(14))
    learning_class.closes_days_before = 4
    learning_class.joining_instructions = "Bring a pen."
    after = saved(learning_class)
    assert after.enrolment_closes_at.date() == in_days(10)
    assert after.joining_instructions == "Bring a pen."


def test_a_closing_moment_goes_with_the_days_it_followed_from():
    learning_class = made(sitting(14), closes_days_before=4)
    learning_class.closes_days_before = None
    assert saved(learning_class).enrolment_closes_at is None


def test_another_course_is_another_promise():
    learning_class = made(sitting(14))
    other = CourseFactory(business_group=learning_class.business_group)
    learning_class.course = other
    assert saved(learning_class).course == other
    EnrolmentFactory(learning_class=learning_class)
    learning_class.course = CourseFactory(business_group=learning_class.business_group)
    with pytest.raises(Refused, match="booked this course"):
        saved(learning_class)


@pytest.mark.parametrize("status", ["closed", "cancelled"])
def test_a_form_does_not_close_or_cancel(status):
    learning_class = made(sitting(14))
    learning_class.status = status
    with pytest.raises(Refused, match="by the action of that name"):
        saved(learning_class)


def test_a_form_may_plan_an_empty_class_and_not_one_with_people():
    learning_class = made(sitting(14))
    learning_class.status = "planned"
    assert saved(learning_class).status == "planned"
    learning_class.status = "normal"
    saved(learning_class)
    EnrolmentFactory(learning_class=learning_class)
    learning_class.status = "planned"
    with pytest.raises(Refused, match="Postpone it instead"):
        saved(learning_class)


def test_places_below_those_held_are_refused_and_nothing_is_saved():
    learning_class = made(sitting(14))
    for _ in range(3):
        EnrolmentFactory(learning_class=learning_class)
    learning_class.joining_instructions = "Bring a pen."
    with pytest.raises(Refused, match="3 places are held"):
        saved(learning_class, places=2)
    learning_class.refresh_from_db()
    assert learning_class.joining_instructions == ""


def test_a_room_that_was_closed_since_may_stay_but_not_be_chosen():
    course = CourseFactory()
    room = LocationFactory(business_group=course.business_group)
    learning_class = made(sitting(14, location=room), course=course)
    room.is_open = False
    room.save()
    saved(learning_class)
    other = made(sitting(14), course=course, reference="OTHER")
    with pytest.raises(InvalidInput, match="is closed"):
        saved(other, sitting(14, location=room))


def test_a_reference_of_another_class_is_refused():
    first = made(sitting(14), reference="A")
    second = made(sitting(14), reference="B", course=first.course)
    second.reference = "a"
    with pytest.raises(Conflict, match="already"):
        saved(second)
