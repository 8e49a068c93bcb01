"""What messages about bookings say, to the person and to those above them."""

from __future__ import annotations

import datetime
import re
from dataclasses import replace

import pytest
from django.core import mail

from tests.booking.messages.conftest import told
from wagtail_esrlm.booking.classes import reschedule, sessions_of
from wagtail_esrlm.booking.messages.kinds import KINDS
from wagtail_esrlm.booking.models import Enrolment
from wagtail_esrlm.booking.states import State
from wagtail_esrlm.clock import now
from wagtail_esrlm.notifications.kinds import find_kind, kinds
from wagtail_esrlm.notifications.models import Message
from wagtail_esrlm.notifications.rendering import render_example
from wagtail_esrlm.notifications.sending import send_due
from wagtail_esrlm.testing import EnrolmentFactory, LearningClassFactory

pytestmark = pytest.mark.django_db

#: How a booking stands when each kind is still true.
STATES = {kind.name: min(kind.states) for kind in KINDS}
FACTS = {
    "booking.approval_asked": lambda ward: {"approver": ward["manager"]},
    "class.postponed": lambda ward: {"asked_to_keep_at": now()},
}


@pytest.mark.parametrize("kind", [kind.name for kind in kinds()])
def test_every_kind_has_an_example_with_words(kind):
    words = render_example(find_kind(kind))
    assert words is not None
    assert words.subject
    assert "Hello" in words.text
    assert "{" not in words.text + words.subject
    assert "<html" in words.html


@pytest.mark.parametrize("kind", sorted(STATES))
@pytest.mark.parametrize("reader", ["nurse", "manager"])
def test_every_kind_reads_to_the_person_and_to_the_manager(
    kind, reader, booking, ward, django_assert_max_num_queries
):
    facts = FACTS.get(kind, lambda ward: {})(ward)
    enrolment = booking(state=STATES[kind], **facts)
    if kind == "booking.approval_asked" and reader == "nurse":
        pytest.skip("nobody approves their own")
    with django_assert_max_num_queries(50):
        message = told(kind, enrolment, ward[reader])

    assert message.state == "sent", message.error
    assert "Fire Safety" in message.subject
    assert f"Hello {ward[reader].first_name}," in mail.outbox[0].body
    assert "None" not in message.body


@pytest.mark.parametrize("kind", sorted(STATES))
def test_what_is_no_longer_so_is_not_said(kind, booking):
    """5.5: a cancelled booking never gets "you are booked"."""
    wrong = next(
        state
        for state in (State.EXCUSED, State.ATTENDED)
        if state not in next(each for each in KINDS if each.name == kind).states
    )
    message = told(kind, booking(state=wrong))
    assert (message.state, mail.outbox) == ("dropped", [])


def test_the_confirmation_states_all_that_is_needed_to_join(booking):
    body = told("booking.confirmed", booking()).body
    day = (now() + datetime.timedelta(days=14)).strftime("%A %-d %B %Y")
    for words in (
        "Your place on Fire Safety is booked.",
        f"When: {day}, 9:00 to 12:00",
        "Where: Royal Wing, Seminar room",
        "1 River Street, Riverside",
        "RV1 1AA",
        "## Joining instructions\n\nBring your badge.",
        "## How to find us\n\nUse the west entrance.",
        "## Access\n\nLift to all floors.",
        "give up your place by",
    ):
        assert words in body


@pytest.mark.parametrize("state", [State.WAITLISTED, State.REQUESTED, State.OFFERED])
def test_nobody_without_a_place_reads_that_it_is_kept(booking, state):
    standing = {"asked_to_keep_at": now()}
    body = told("class.postponed", booking(**standing)).body
    assert "Your place is kept." in body
    body = told("class.postponed", booking(state=state, **standing)).body
    assert "place is kept" not in body and "your place" not in body
    assert "stand where you stood" in body


def test_the_waiting_list_is_told_by_position_and_order(booking, ward):
    first = booking(state=State.WAITLISTED)
    second = EnrolmentFactory(
        learning_class=first.learning_class,
        state=State.WAITLISTED,
        priority=1,
        person__email="b@riverside.example",
    )
    assert "You are number 2 on the list." in told("booking.waiting", first).body
    assert "You are number 1 on the list." in told("booking.waiting", second).body


def test_an_offer_names_its_end_and_never_one_after_the_promotion_cut_off(booking):
    soon = LearningClassFactory(
        course__title="Fire Safety", in_days=2, offer_hours=72, sessions=1
    )
    far = LearningClassFactory(course__title="Fire Safety", offer_hours=48)
    for learning_class, ends_at in (
        (soon, soon.starts_at - datetime.timedelta(hours=24)),
        (far, now() + datetime.timedelta(hours=48)),
    ):
        body = told(
            "booking.offered",
            booking(state=State.OFFERED, learning_class=learning_class),
        ).body
        assert f"{ends_at:%B %Y} at" in body
        local = ends_at.astimezone(datetime.UTC)
        assert f" {local.day} " in body


def test_other_dates_are_named_when_a_class_is_cancelled(booking):
    enrolment = booking(state=State.CANCELLED, cancel_reason="class_cancelled")
    course = enrolment.learning_class.course
    LearningClassFactory(course=course, in_days=30)
    LearningClassFactory(course=course, in_days=31, full=True, places=1)
    body = told("class.cancelled", enrolment).body
    day = (now() + datetime.timedelta(days=30)).strftime("%-d %B %Y at 9:00")
    assert "Other dates" in body
    assert body.count(" at 9:00") == 1
    assert day in body


def test_approval_is_asked_of_whoever_is_asked_now(booking, ward):
    """Rule 56: it went on to somebody else before the mail was sent."""
    message = told(
        "booking.approval_asked", booking(state=State.REQUESTED), ward["manager"]
    )
    assert message.state == "dropped"


@pytest.mark.parametrize(
    ("days", "near"), [(0, "today"), (1, "tomorrow"), (6, "in 6 days")]
)
def test_a_reminder_says_how_near_it_really_is(booking, days, near):
    start = now() + datetime.timedelta(days=days)
    learning_class = LearningClassFactory(
        course__title="Fire Safety", held_on=start.date()
    )
    learning_class.starts_at = now() + datetime.timedelta(minutes=1)
    learning_class.ends_at = now() + datetime.timedelta(hours=1)
    learning_class.save()
    message = told("class.reminder_1", booking(learning_class=learning_class))
    assert message.subject.startswith(f"Fire Safety is {near}: ")


def test_nobody_is_reminded_of_a_class_that_has_begun(booking):
    past = LearningClassFactory(course__title="Fire Safety", in_days=-1)
    message = told("class.reminder_1", booking(learning_class=past))
    assert message.state == "dropped"


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("by_learner", "You have cancelled your booking"),
        ("by_manager", "Your manager has cancelled your booking"),
        ("by_administrator", "The learning team has cancelled your booking"),
        ("left", "Your post has ended"),
    ],
)
def test_a_cancellation_says_who_or_what_cancelled(booking, reason, words):
    enrolment = booking(state=State.CANCELLED, cancel_reason=reason)
    assert words in told("booking.cancelled", enrolment).body


NO_PLACE = {
    "waitlisted": ("waiting list for Fire Safety", "You are no longer on the waiting"),
    "requested": ("request", "Your request for Fire Safety has ended"),
    "offered": ("offered to you on Fire Safety", "The place offered to you on Fire"),
}


@pytest.mark.parametrize("was", NO_PLACE)
@pytest.mark.parametrize("reason", [*Enrolment.CancelReason.values])
def test_who_had_no_place_reads_of_what_they_had(booking, was, reason):
    words, subject = NO_PLACE[was]
    enrolment = booking(state=State.CANCELLED, cancel_reason=reason)
    message = told("booking.cancelled", enrolment, was=was, reason=reason)
    assert words in message.body and "booking" not in message.body.lower()
    assert message.subject.startswith(subject)


@pytest.mark.parametrize(
    ("was", "reason", "words"),
    [
        ("waitlisted", "by_learner", "You have left the waiting list"),
        ("waitlisted", "overlaps", "at the same time"),
        ("requested", "by_manager", "Your manager has taken back your request"),
        ("requested", "class_closed", "takes no more people"),
        ("offered", "left", "Your post has ended"),
    ],
)
def test_it_says_who_or_what_ended_that(booking, was, reason, words):
    enrolment = booking(state=State.CANCELLED, cancel_reason=reason)
    assert words in told("booking.cancelled", enrolment, was=was, reason=reason).body


@pytest.mark.parametrize(
    ("was", "words"),
    [
        ("waitlisted", "its waiting list, on which you were, has closed"),
        ("requested", "your request for a place has ended"),
        ("offered", "the place offered to you is gone"),
        ("confirmed", "It does not count as cancelled by you"),
    ],
)
def test_a_cancelled_class_says_what_it_takes_from_each(booking, was, words):
    enrolment = booking(state=State.CANCELLED, cancel_reason="class_cancelled")
    assert words in told("class.cancelled", enrolment, was=was).body


def test_what_was_declined_was_a_request(booking):
    enrolment = booking(state=State.DECLINED)
    subject = told("booking.declined", enrolment).subject
    assert subject == "Your request for Fire Safety was not approved"


def test_supervisors_hear_of_a_booking_once_it_has_reached_the_person(booking, ward):
    """Rule 90."""
    told("booking.confirmed", booking())
    (words,) = Message.objects.filter(person=ward["manager"])
    assert words.state == "sent"
    assert mail.outbox[0].to == ["amina@riverside.example"]
    assert mail.outbox[-1].to == ["ruth@riverside.example"]
    assert "Amina Yusuf is booked on Fire Safety" in mail.outbox[-1].subject
    assert "Bring your badge" not in mail.outbox[-1].body


def test_supervisors_are_not_told_what_they_did_themselves(booking, ward):
    told(
        "booking.approved",
        booking(approver=ward["manager"], approved_at=now()),
    )
    assert not Message.objects.filter(person=ward["manager"]).exists()


def test_the_supervisor_of_somebody_without_mail_hears_of_the_offer(booking, ward):
    """Rule 68."""
    told("booking.offered", booking(state=State.OFFERED))
    assert not Message.objects.filter(person=ward["manager"]).exists()

    ward["nurse"].email = ""
    ward["nurse"].save()
    told("booking.offered", booking(state=State.OFFERED))
    assert Message.objects.filter(person=ward["manager"]).count() == 1


@pytest.mark.parametrize("kind", sorted(STATES))
@pytest.mark.parametrize("reader", ["nurse", "manager"])
def test_how_to_join_is_told_to_who_has_a_place(kind, reader, booking, ward):
    """Pages and API keep it from who asks, waits or manages; so do messages."""
    enrolment = booking(state=STATES[kind], **FACTS.get(kind, lambda ward: {})(ward))
    enrolment.learning_class.sessions.update(
        location=None, webinar_url="https://meet.example/secret-room"
    )
    told(kind, enrolment, ward[reader])
    has_place = STATES[kind] in (State.CONFIRMED, State.OFFERED)
    for sent in mail.outbox:
        if not (has_place and sent.to == ["amina@riverside.example"]):
            assert "secret-room" not in sent.body
            assert "Bring your badge." not in sent.body


@pytest.mark.parametrize("kind", ["class.rescheduled", "class.postponed"])
@pytest.mark.parametrize("state", [State.WAITLISTED, State.REQUESTED])
def test_who_waits_for_a_class_that_moves_is_not_told_how_to_join(kind, state, booking):
    enrolment = booking(state=state, asked_to_keep_at=now())
    body = told(kind, enrolment).body
    assert "Bring your badge." not in body
    assert "Use the west entrance." not in body
    assert "Lift to all floors." in body


@pytest.mark.parametrize("asks", [False, True])
@pytest.mark.parametrize("state", [State.CONFIRMED, State.WAITLISTED])
def test_why_a_class_moves_is_read_by_its_people(asks, state, booking):
    """Whoever moves a class is told that people read the reason."""
    enrolment = booking(state=state)
    moved = enrolment.learning_class
    reschedule(
        learning_class=moved,
        sessions=[
            replace(each, held_on=each.held_on + datetime.timedelta(7))
            for each in sessions_of(moved)
        ],
        by=None,
        ask=asks,
        reason="The room is flooded.",
    )
    send_due()
    assert "The reason given: The room is flooded." in mail.outbox[0].body


@pytest.mark.parametrize("kind", [kind.name for kind in kinds()])
def test_no_example_shows_a_code(kind):
    words = render_example(find_kind(kind))
    assert "by_learner" not in words.text


@pytest.mark.parametrize("kind", sorted(STATES))
def test_every_link_of_a_mail_leads_somewhere_from_outside(kind, booking, ward):
    enrolment = booking(state=STATES[kind], **FACTS.get(kind, lambda ward: {})(ward))
    LearningClassFactory(course=enrolment.learning_class.course)
    reader = ward["manager" if kind == "booking.approval_asked" else "nurse"]
    told(kind, enrolment, reader)
    for sent in mail.outbox:
        addresses = re.findall('href="([^"]*)"', sent.alternatives[0][0])
        assert addresses
        assert all(each.startswith(("http", "mailto:")) for each in addresses)
