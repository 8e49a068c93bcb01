"""Answers to requests: by whom, and what follows."""

from __future__ import annotations

import datetime

import pytest

from wagtail_esrlm.booking.bookings import line_of
from wagtail_esrlm.booking.limits import answer_by
from wagtail_esrlm.booking.models import Enrolment
from wagtail_esrlm.booking.services import approve, cancel, decline, request_enrolment
from wagtail_esrlm.clock import zone
from wagtail_esrlm.errors import Refused
from wagtail_esrlm.snippets.models import LearningClass
from wagtail_esrlm.testing import (
    DeputyFactory,
    EnrolmentFactory,
    LearningClassFactory,
    PersonFactory,
    seat,
)

from .people import administrator, counted, learner, steps, told

pytestmark = pytest.mark.django_db


def requested(manager=None, **facts) -> Enrolment:
    person = learner(manager=manager)
    learning_class = LearningClassFactory(approval_required=True, **facts)
    return request_enrolment(
        person=person, learning_class=learning_class, by=person.user
    )


def refusal(enrolment, by, **terms) -> str:
    with pytest.raises(Refused) as caught:
        approve(enrolment=enrolment, by=by, **terms)
    return caught.value.code


def test_a_yes_books_a_free_place():
    manager = learner()
    enrolment = requested(manager)
    approved = approve(enrolment=enrolment, by=manager.user)
    assert approved.state == "confirmed"
    assert approved.approved_at is not None
    assert counted(enrolment.learning_class) == (1, 0)
    assert steps(enrolment)[-1] == ("approve", "requested", "confirmed")
    assert told(enrolment.person) == ["booking.requested", "booking.approved"]


def test_a_yes_to_a_full_class_puts_on_the_waiting_list():
    manager = learner()
    enrolment = requested(manager, places=1, full=True)
    assert approve(enrolment=enrolment, by=manager.user).state == "waitlisted"
    assert counted(enrolment.learning_class) == (1, 1)


def test_a_yes_does_not_jump_the_queue():
    manager = learner()
    enrolment = requested(manager)
    EnrolmentFactory(learning_class=enrolment.learning_class, state="waitlisted")
    assert approve(enrolment=enrolment, by=manager.user).state == "waitlisted"


def test_a_yes_to_a_full_class_without_a_list_changes_nothing():
    manager = learner()
    enrolment = requested(manager, places=1, has_waiting_list=False)
    EnrolmentFactory(learning_class=enrolment.learning_class)
    assert refusal(enrolment, manager.user) == "full"
    enrolment.refresh_from_db()
    assert enrolment.state == "requested"


def test_a_no_has_a_reason_that_the_person_reads():
    manager = learner()
    enrolment = requested(manager)
    with pytest.raises(Refused) as caught:
        decline(enrolment=enrolment, by=manager.user, reason=" ")
    assert caught.value.code == "reason_needed"
    declined = decline(enrolment=enrolment, by=manager.user, reason="Short of staff")
    assert (declined.state, declined.decision_reason) == ("declined", "Short of staff")
    assert told(enrolment.person)[-1] == "booking.declined"


def test_nobody_answers_their_own_request_whatever_their_role():
    enrolment = requested()
    user = enrolment.person.user
    user.is_superuser = True
    user.save()
    assert refusal(enrolment, user) == "own_request"


def test_the_supervisor_of_another_post_does_not_answer():
    here, there = learner(), learner()
    person = PersonFactory(with_user=True)
    chosen = seat(person, supervisor=here).assignment
    seat(person, supervisor=there)
    enrolment = request_enrolment(
        person=person,
        learning_class=LearningClassFactory(approval_required=True),
        by=person.user,
        assignment=chosen,
    )
    assert refusal(enrolment, there.user) == "not_your_decision"
    assert approve(enrolment=enrolment, by=here.user).state == "confirmed"


def test_a_deputy_the_manager_above_and_the_office_answer():
    director = learner()
    manager, deputy = learner(manager=director), learner()
    DeputyFactory(manager=manager, deputy=deputy)
    for user in (deputy.user, director.user, administrator()):
        assert approve(enrolment=requested(manager), by=user).state == "confirmed"


def test_a_stranger_does_not_answer():
    assert refusal(requested(learner()), learner().user) == "not_your_decision"


def test_a_second_answer_changes_nothing():
    manager = learner()
    enrolment = requested(manager)
    approve(enrolment=enrolment, by=manager.user)
    assert refusal(enrolment, manager.user) == "not_asked"
    assert counted(enrolment.learning_class) == (1, 0)


def test_an_answer_with_the_same_key_is_given_once():
    manager = learner()
    enrolment = requested(manager)
    first = approve(enrolment=enrolment, by=manager.user, key="k")
    assert approve(enrolment=enrolment, by=manager.user, key="k").pk == first.pk


def test_an_answer_after_the_promotion_cut_off_is_too_late():
    manager = learner()
    enrolment = requested(manager)
    at = enrolment.learning_class.starts_at - datetime.timedelta(hours=24)
    assert refusal(enrolment, manager.user, at=at) == "request_expired"


def test_what_has_come_to_stand_against_it_is_asked_again():
    manager = learner()
    enrolment = requested(manager)
    EnrolmentFactory(person=enrolment.person, learning_class=LearningClassFactory())
    assert refusal(enrolment, manager.user) == "overlaps"
    enrolment.person.access = "limited"
    enrolment.person.save()
    assert refusal(enrolment, manager.user) == "limited_access"


@pytest.mark.parametrize(("in_days", "before"), [(4, True), (60, False)])
def test_no_answer_is_expected_after_the_request_has_expired(in_days, before):
    request = requested(learner(), in_days=in_days)
    cut_off = request.learning_class.starts_at - datetime.timedelta(days=1)
    assert answer_by(request) == (cut_off if before else request.approval_due_at)
    said = answer_by(request).astimezone(zone()).strftime("%H:%M").lstrip("0")
    assert line_of(request, {}).startswith("Answer expected by ")
    assert line_of(request, {}).endswith(said)


@pytest.mark.parametrize(("asked_in_time", "late"), [(True, False), (False, True)])
def test_who_is_approved_after_the_free_time_may_leave_as_if_in_it(asked_in_time, late):
    manager = learner()
    request = requested(manager)
    until = request.created_at + datetime.timedelta(hours=1 if asked_in_time else -1)
    LearningClass.objects.update(cancel_until=until)
    answered = until + datetime.timedelta(hours=2)
    approved = approve(enrolment=request, by=manager.user, at=answered)
    person = approved.person
    left = cancel(enrolment=approved, by=person.user, note="Ill", at=answered)
    assert left.cancelled_late is late
    assert line_of(left, {}) == "You gave it up."
