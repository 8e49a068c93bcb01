"""Moving a booking to another class of the course."""

from __future__ import annotations

import datetime

import pytest

from wagtail_esrlm.booking import moving, places
from wagtail_esrlm.booking.models import Enrolment, PromotionDue
from wagtail_esrlm.booking.services import move
from wagtail_esrlm.clock import now
from wagtail_esrlm.errors import Refused
from wagtail_esrlm.testing import CourseFactory, EnrolmentFactory, LearningClassFactory

from .people import administrator, counted, learner, steps, told

pytestmark = pytest.mark.django_db

SECOND = datetime.timedelta(seconds=1)


def booked(course, state="confirmed", manager=None, **facts) -> Enrolment:
    person = learner(manager=manager)
    return EnrolmentFactory(
        person=person,
        assignment=person.assignments.get(),
        state=state,
        learning_class=LearningClassFactory(course=course, **facts),
    )


def refusal(enrolment, to, **terms) -> str:
    before = counted(enrolment.learning_class), counted(to)
    with pytest.raises(Refused) as caught:
        move(enrolment=enrolment, to=to, **{"by": enrolment.person.user, **terms})
    enrolment.refresh_from_db()
    assert (counted(enrolment.learning_class), counted(to)) == before
    return caught.value.code


@pytest.mark.parametrize("older", [True, False])
def test_a_move_takes_the_new_place_and_ends_the_old_booking(older):
    course = CourseFactory()
    other = LearningClassFactory(course=course, in_days=30) if older else None
    old = booked(course)
    to = other or LearningClassFactory(course=course, in_days=30)
    new = move(enrolment=old, to=to, by=old.person.user)
    old.refresh_from_db()
    assert (old.state, old.cancel_reason) == ("cancelled", "moved")
    assert (new.state, new.assignment_id) == ("confirmed", old.assignment_id)
    assert counted(old.learning_class) == (0, 0)
    assert counted(to) == (1, 0)
    assert steps(new) == [("move_in", "", "confirmed")]
    assert told(old.person) == ["booking.moved"]
    assert PromotionDue.objects.get().learning_class == old.learning_class


@pytest.mark.parametrize("older", [True, False])
def test_both_counters_are_locked_before_the_time_of_the_person(older, monkeypatch):
    course = CourseFactory()
    other = LearningClassFactory(course=course, in_days=30) if older else None
    old = booked(course)
    to = other or LearningClassFactory(course=course, in_days=30)
    locked: list[object] = []

    def noting(owner, name):
        does = getattr(owner, name)

        def noted(given):
            locked.append(given)
            return does(given)

        monkeypatch.setattr(owner, name, noted)

    noting(places, "hold")
    noting(places, "take")
    noting(moving, "hold_time")
    move(enrolment=old, to=to, by=old.person.user)
    keys = sorted([old.learning_class_id, to.pk])
    assert locked == [*keys, [old.person_id]]


def test_a_class_at_the_time_of_the_old_one_is_no_overlap():
    course = CourseFactory()
    old = booked(course)
    to = LearningClassFactory(course=course)
    assert move(enrolment=old, to=to, by=old.person.user).state == "confirmed"


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"places": 1, "full": True}, "full"),
        ({"status": "closed"}, "class_closed"),
        ({"approval_required": True}, "move_needs_approval"),
    ],
)
def test_what_cannot_be_had_leaves_the_old_booking_untouched(facts, code):
    course = CourseFactory()
    old = booked(course)
    to = LearningClassFactory(course=course, in_days=30, **facts)
    assert refusal(old, to) == code
    assert old.state == "confirmed"


def test_who_waits_for_the_new_class_goes_first():
    course = CourseFactory()
    old = booked(course)
    to = LearningClassFactory(course=course, in_days=30)
    EnrolmentFactory(learning_class=to, state="waitlisted")
    assert refusal(old, to) == "queue_first"


def test_an_approval_goes_along():
    course = CourseFactory(approval_required=True)
    old = booked(course)
    Enrolment.objects.update(approved_at=now())
    to = LearningClassFactory(course=course, in_days=30)
    assert move(enrolment=old, to=to, by=old.person.user).approved_at is not None


def test_another_course_is_for_the_learning_team():
    old = booked(CourseFactory())
    to = LearningClassFactory(in_days=30)
    assert refusal(old, to) == "other_course"
    assert move(enrolment=old, to=to, by=administrator()).state == "confirmed"


def test_after_the_cut_off_of_the_old_class_it_needs_a_reason_and_is_late():
    course = CourseFactory()
    old = booked(course)
    at = old.learning_class.cancel_until + SECOND
    to = LearningClassFactory(course=course, in_days=30)
    assert refusal(old, to, at=at) == "reason_needed"
    move(enrolment=old, to=to, by=old.person.user, at=at, reason="Ill")
    old.refresh_from_db()
    assert old.cancelled_late


def test_after_the_start_only_the_learning_team_moves():
    course = CourseFactory()
    old = booked(course)
    at = old.learning_class.starts_at
    to = LearningClassFactory(course=course, in_days=30)
    assert refusal(old, to, at=at, reason="Ill") == "too_late_to_cancel"
    moved = move(enrolment=old, to=to, by=administrator(), at=at)
    old.refresh_from_db()
    assert (moved.state, old.cancelled_late) == ("confirmed", False)


@pytest.mark.parametrize("state", ["waitlisted", "requested", "offered", "attended"])
def test_only_a_confirmed_booking_is_moved(state):
    course = CourseFactory()
    old = booked(course, state=state)
    to = LearningClassFactory(course=course, in_days=30)
    assert refusal(old, to) == "not_booked"


def test_a_manager_moves_their_report_a_stranger_does_not():
    course, manager = CourseFactory(), learner()
    to = LearningClassFactory(course=course, in_days=30)
    assert refusal(booked(course), to, by=manager.user) == "not_in_team"
    old = booked(course, manager=manager)
    assert move(enrolment=old, to=to, by=manager.user).state == "confirmed"


def test_the_same_key_moves_once():
    course = CourseFactory()
    old = booked(course)
    to = LearningClassFactory(course=course, in_days=30)
    first = move(enrolment=old, to=to, by=old.person.user, key="k")
    assert move(enrolment=old, to=to, by=old.person.user, key="k").pk == first.pk
    assert refusal(first, to) == "same_class"
