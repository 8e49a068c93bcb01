"""What ends or goes on by itself: requests, lists, leavers; and what is verified."""

from __future__ import annotations

import datetime

import pytest
from django.core.management import call_command

from wagtail_esrlm.booking.endings import cancel_leavers, close_lists
from wagtail_esrlm.booking.escalation import escalate, expire_requests
from wagtail_esrlm.booking.models import ClassPlaces, Enrolment, PromotionDue
from wagtail_esrlm.booking.services import (
    book_group,
    cancel,
    move,
    request_enrolment,
)
from wagtail_esrlm.booking.verification import places_problem, verify
from wagtail_esrlm.clock import now, today
from wagtail_esrlm.jobs.registry import find_job, health_checks
from wagtail_esrlm.jobs.tick import tick
from wagtail_esrlm.testing import (
    CourseFactory,
    DeputyFactory,
    EnrolmentFactory,
    LearningClassFactory,
    PersonFactory,
    seat,
)
from wagtail_esrlm.workforce.models import AssignmentPeriod

from .people import administrator, counted, learner, told

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


def requested(manager, **facts) -> Enrolment:
    person = learner(manager=manager)
    return request_enrolment(
        person=person,
        learning_class=LearningClassFactory(
            approval_required=True, in_days=60, **facts
        ),
        by=person.user,
    )


def test_an_unanswered_request_goes_to_the_deputy_then_upward_then_to_the_office():
    director = learner()
    manager, deputy = learner(manager=director), learner()
    DeputyFactory(manager=manager, deputy=deputy)
    request = requested(manager)
    asked = []
    for round_ in range(1, 5):
        escalate(request.created_at + 5 * round_ * DAY)
        request.refresh_from_db()
        asked.append(request.approver)
    assert asked == [deputy, director, None, None]
    assert request.approval_due_at is None
    for person in (manager, deputy, director):
        assert told(person) == ["booking.approval_asked"]


def test_a_request_is_not_passed_on_before_its_time():
    request = requested(learner())
    escalate(request.approval_due_at - DAY)
    request.refresh_from_db()
    assert request.approval_round == 0


def test_nobody_is_asked_about_their_own_request():
    person = PersonFactory(with_user=True)
    manager = learner(manager=person)
    seat(person, supervisor=manager)
    DeputyFactory(manager=manager, deputy=person)
    request = request_enrolment(
        person=person,
        learning_class=LearningClassFactory(approval_required=True, in_days=60),
        by=person.user,
    )
    assert request.approver == manager
    escalate(request.approval_due_at)
    request.refresh_from_db()
    assert request.approver is None


def test_a_request_asked_of_somebody_who_has_left_goes_to_who_took_their_place():
    director = learner()
    manager = learner(manager=director)
    request = requested(manager)
    AssignmentPeriod.objects.filter(assignment__person=manager).update(
        ends_on=today() - DAY
    )
    escalate()
    request.refresh_from_db()
    assert (request.approver, request.approval_round) == (director, 0)
    assert told(director) == ["booking.approval_asked"]


def test_a_request_expires_at_the_promotion_cut_off_and_both_are_told():
    manager = learner()
    request = requested(manager)
    cut_off = request.learning_class.starts_at - DAY
    assert expire_requests(cut_off - DAY) == "0 requests expired"
    assert expire_requests(cut_off) == "1 requests expired"
    request.refresh_from_db()
    assert request.state == "lapsed"
    for person in (request.person, manager):
        assert told(person)[-1] == "booking.request_expired"


def test_at_the_start_the_list_closes_and_everybody_on_it_is_told():
    learning_class = LearningClassFactory()
    standing = {
        state: EnrolmentFactory(learning_class=learning_class, state=state)
        for state in ("waitlisted", "offered", "requested", "confirmed")
    }
    assert close_lists(learning_class.starts_at - DAY).endswith("0 people told")
    assert close_lists(learning_class.starts_at) == "1 lists closed, 3 people told"
    left = {
        before: (Enrolment.objects.get(pk=one.pk).state, told(one.person))
        for before, one in standing.items()
    }
    assert left == {
        "waitlisted": ("cancelled", ["booking.list_closed"]),
        "offered": ("lapsed", ["booking.offer_lapsed"]),
        "requested": ("lapsed", ["booking.request_expired"]),
        "confirmed": ("confirmed", []),
    }
    assert counted(learning_class) == (1, 0)


def test_what_leavers_have_booked_after_their_last_day_is_cancelled():
    person = learner()
    last_day = today() + 10 * DAY
    before, on_it, after = (
        EnrolmentFactory(
            person=person, learning_class=LearningClassFactory(in_days=days)
        )
        for days in (9, 10, 11)
    )
    stays = EnrolmentFactory(person=learner(), learning_class=after.learning_class)
    assert cancel_leavers() == "0 bookings of leavers cancelled"
    AssignmentPeriod.objects.filter(assignment__person=person).update(ends_on=last_day)
    assert cancel_leavers() == "1 bookings of leavers cancelled"
    states = Enrolment.objects.in_bulk()
    assert [states[one.pk].state for one in (before, on_it, after, stays)] == [
        "confirmed",
        "confirmed",
        "cancelled",
        "confirmed",
    ]
    assert states[after.pk].cancel_reason == "left"
    assert not states[after.pk].cancelled_late
    assert PromotionDue.objects.get().learning_class == after.learning_class


def test_a_second_post_that_goes_on_keeps_the_booking():
    person = learner()
    seat(person, starts_on=today() + 5 * DAY)
    booked = EnrolmentFactory(person=person, learning_class=LearningClassFactory())
    AssignmentPeriod.objects.filter(
        assignment__person=person, starts_on__lt=today()
    ).update(ends_on=today())
    cancel_leavers()
    booked.refresh_from_db()
    assert booked.state == "confirmed"


def test_an_external_learner_leaves_with_their_account():
    person = learner(external=True)
    booked = EnrolmentFactory(person=person, learning_class=LearningClassFactory())
    type(person).objects.filter(pk=person.pk).update(ends_on=today())
    cancel_leavers()
    booked.refresh_from_db()
    assert booked.cancel_reason == "left"


def test_what_an_administrator_booked_knowingly_stays():
    person = PersonFactory()
    seat(person, ends_on=today() + DAY)
    booked = request_enrolment(
        person=person,
        learning_class=LearningClassFactory(course__business_group__vpd="457"),
        by=administrator(),
        source="administrator",
        override=True,
    )
    cancel_leavers()
    booked.refresh_from_db()
    assert booked.state == "confirmed"


def test_a_group_that_an_administrator_booked_knowingly_stays():
    person = PersonFactory()
    seat(person, ends_on=today() + DAY)
    result = book_group(
        learning_class=LearningClassFactory(),
        people=[person],
        by=administrator(),
        override=True,
    )
    cancel_leavers()
    assert Enrolment.objects.get(pk=result.booked[0].pk).state == "confirmed"


def test_what_an_administrator_moved_knowingly_stays():
    person = learner()
    course = CourseFactory()
    booked = EnrolmentFactory(
        person=person, learning_class=LearningClassFactory(course=course, in_days=3)
    )
    AssignmentPeriod.objects.filter(assignment__person=person).update(
        ends_on=today() + 5 * DAY
    )
    moved = move(
        enrolment=booked,
        to=LearningClassFactory(course=course, in_days=9),
        by=administrator(),
        override=True,
    )
    cancel_leavers()
    moved.refresh_from_db()
    assert moved.state == "confirmed"


def test_a_tick_does_all_of_it():
    learning_class = LearningClassFactory(places=1, in_days=60)
    first = EnrolmentFactory(learning_class=learning_class, person=learner())
    waiting = EnrolmentFactory(
        learning_class=learning_class, person=learner(), state="waitlisted"
    )
    cancel(enrolment=first, by=first.person.user)
    assert find_job("promote").due()
    results = tick()
    assert not any(result.failed for result in results), results
    waiting.refresh_from_db()
    assert waiting.state == "confirmed"


def test_a_place_that_waits_long_to_be_given_is_a_problem():
    due = PromotionDue.objects.create(
        learning_class=LearningClassFactory(), reason="test"
    )
    check = health_checks()["waiting lists"]
    assert check() is None
    PromotionDue.objects.filter(pk=due.pk).update(created_at=now() - DAY)
    assert check() == "a freed place waits for 1440 minutes"


def test_counters_that_do_not_agree_are_found_and_put_right():
    learning_class = LearningClassFactory(places=2, taken=1)
    EnrolmentFactory(learning_class=learning_class, state="waitlisted")
    assert [finding.differences for finding in verify()] == [0, 0]
    assert places_problem() is None
    ClassPlaces.objects.update(places_taken=2, places_waiting=0)
    assert places_problem() == "1 classes count wrongly"
    with pytest.raises(SystemExit):
        call_command("esrlm_verify")
    assert next(iter(verify(repair=True))).differences == 1
    assert counted(learning_class) == (1, 1)


def test_a_booking_whose_steps_lead_elsewhere_is_found():
    person = learner()
    booked = request_enrolment(
        person=person, learning_class=LearningClassFactory(), by=person.user
    )
    Enrolment.objects.filter(pk=booked.pk).update(state="attended")
    assert [finding.differences for finding in verify()] == [0, 1]
