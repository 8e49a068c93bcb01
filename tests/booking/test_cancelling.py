"""Giving a place up."""

from __future__ import annotations

import datetime

import pytest

from wagtail_esrlm.booking.models import ClassPlaces, Enrolment, PromotionDue
from wagtail_esrlm.booking.sentences import sentence_for
from wagtail_esrlm.booking.services import cancel, request_enrolment
from wagtail_esrlm.clock import now
from wagtail_esrlm.errors import Refused
from wagtail_esrlm.testing import EnrolmentFactory, LearningClassFactory, PersonFactory

from .people import administrator, counted, learner, steps, told

pytestmark = pytest.mark.django_db

SECOND = datetime.timedelta(seconds=1)


def booked(state="confirmed", manager=None, **facts) -> Enrolment:
    person = learner(manager=manager)
    return EnrolmentFactory(
        person=person,
        assignment=person.assignments.get(),
        state=state,
        learning_class=LearningClassFactory(**facts),
    )


def refusal(enrolment, **terms) -> str:
    with pytest.raises(Refused) as caught:
        cancel(enrolment=enrolment, **{"by": enrolment.person.user, **terms})
    return caught.value.code


@pytest.mark.parametrize("state", ["requested", "waitlisted", "offered", "confirmed"])
def test_what_has_not_happened_yet_can_be_cancelled(state):
    enrolment = booked(state)
    cancelled = cancel(enrolment=enrolment, by=enrolment.person.user)
    assert (cancelled.state, cancelled.cancel_reason) == ("cancelled", "by_learner")
    assert cancelled.ended_at is not None
    assert not cancelled.cancelled_late
    assert counted(enrolment.learning_class) == (0, 0)
    assert steps(enrolment) == [("cancel", state, "cancelled")]
    assert told(enrolment.person) == ["booking.cancelled"]


@pytest.mark.parametrize(
    ("state", "looks"),
    [("confirmed", 1), ("offered", 1), ("requested", 0), ("waitlisted", 0)],
)
def test_a_freed_place_lets_the_waiting_list_be_looked_at(state, looks):
    enrolment = booked(state)
    cancel(enrolment=enrolment, by=enrolment.person.user)
    assert PromotionDue.objects.count() == looks


@pytest.mark.parametrize("state", ["cancelled", "declined", "lapsed", "attended"])
def test_what_is_over_cannot_be_cancelled(state):
    assert refusal(booked(state)) == "nothing_to_cancel"


def test_after_the_cut_off_it_needs_a_note_is_late_and_the_supervisor_hears():
    manager = learner()
    enrolment = booked(manager=manager)
    cut_off = enrolment.learning_class.cancel_until
    assert refusal(enrolment, at=cut_off + SECOND) == "reason_needed"
    late = cancel(
        enrolment=enrolment,
        by=enrolment.person.user,
        note="Ill",
        at=cut_off + SECOND,
    )
    assert (late.cancelled_late, late.note) == (True, "Ill")
    assert told(enrolment.person) == ["booking.cancelled"]
    assert told(manager) == ["booking.cancelled_late"]


def test_at_exactly_the_cut_off_it_is_free():
    enrolment = booked()
    at = enrolment.learning_class.cancel_until
    assert not cancel(
        enrolment=enrolment, by=enrolment.person.user, at=at
    ).cancelled_late


def test_who_was_promoted_after_the_cut_off_declines_without_being_late():
    enrolment = booked()
    Enrolment.objects.update(promoted_late=True)
    at = enrolment.learning_class.cancel_until + SECOND
    cancelled = cancel(enrolment=enrolment, by=enrolment.person.user, at=at)
    assert not cancelled.cancelled_late


def test_a_request_is_never_late():
    enrolment = booked("requested")
    at = enrolment.learning_class.cancel_until + SECOND
    assert not cancel(
        enrolment=enrolment, by=enrolment.person.user, at=at
    ).cancelled_late


def test_after_the_start_people_cannot_cancel():
    enrolment = booked()
    at = enrolment.learning_class.starts_at
    assert refusal(enrolment, at=at, note="Late") == "too_late_to_cancel"


def test_a_cancelled_class_is_nobodys_late_cancellation():
    enrolment = booked()
    at = enrolment.learning_class.starts_at
    cancelled = cancel(
        enrolment=enrolment, by=None, cancel_reason="class_cancelled", at=at
    )
    assert not cancelled.cancelled_late
    assert told(enrolment.person) == ["class.cancelled"]


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        ("by_learner", "not_yours"),
        ("by_manager", "not_in_team"),
        ("by_administrator", "not_in_team"),
        ("class_cancelled", "not_in_team"),
    ],
)
def test_nobody_cancels_for_others_without_the_right(reason, code):
    assert refusal(booked(), by=learner().user, cancel_reason=reason) == code


def test_managers_and_administrators_cancel_for_others():
    manager = learner()
    enrolment = booked(manager=manager)
    cancelled = cancel(enrolment=enrolment, by=manager.user, cancel_reason="by_manager")
    assert cancelled.steps.get().by == manager.user
    other = booked()
    by = administrator()
    assert (
        cancel(enrolment=other, by=by, cancel_reason="by_administrator").state
        == "cancelled"
    )


def test_a_stale_copy_cancels_what_is_stored():
    enrolment = booked("waitlisted")
    stale = Enrolment.objects.get(pk=enrolment.pk)
    stale.state, stale.version = "confirmed", 99
    cancel(enrolment=stale, by=enrolment.person.user)
    assert counted(enrolment.learning_class) == (0, 0)


def test_booking_again_after_cancelling_is_a_new_booking_at_the_end():
    person = learner()
    learning_class = LearningClassFactory(places=1, full=True)
    first = request_enrolment(
        person=person, learning_class=learning_class, by=person.user
    )
    other = EnrolmentFactory(learning_class=learning_class, state="waitlisted")
    cancel(enrolment=first, by=person.user)
    again = request_enrolment(
        person=person, learning_class=learning_class, by=person.user, at=now()
    )
    assert again.pk != first.pk
    assert list(Enrolment.objects.in_waiting_order()) == [other, again]


def test_a_recorded_extra_place_is_not_filled_again():
    learning_class = LearningClassFactory(places=1, full=True)
    ClassPlaces.objects.filter(pk=learning_class.pk).update(extra_places=1)
    enrolment = EnrolmentFactory(learning_class=learning_class)
    cancel(enrolment=enrolment, by=None, cancel_reason="by_administrator")
    learning_class.places.refresh_from_db()
    assert (learning_class.places.extra_places, counted(learning_class)) == (0, (1, 0))
    person = learner()
    waiting = request_enrolment(
        person=person, learning_class=learning_class, by=person.user
    )
    assert waiting.state == "waitlisted"


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("waitlisted", "You are no longer on the waiting list for"),
        ("requested", "Your request for"),
        ("confirmed", "Your booking for"),
    ],
)
def test_the_booking_says_what_it_was_that_ended(state, words):
    enrolment = booked(state)
    if state == "requested":
        Enrolment.objects.update(approver=PersonFactory())
    ended = cancel(enrolment=enrolment, by=enrolment.person.user)
    assert sentence_for(ended, at=now()).startswith(words)
