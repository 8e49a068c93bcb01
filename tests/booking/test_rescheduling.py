"""Classes are moved and postponed; people go along and are told once (53, 61, F19)."""

from __future__ import annotations

import datetime

import pytest

from wagtail_esrlm.booking.classes import (
    SessionInput,
    preview_reschedule,
    reschedule,
    sessions_of,
)
from wagtail_esrlm.booking.models import Enrolment, PromotionDue, SessionMark
from wagtail_esrlm.booking.services import cancel, keep
from wagtail_esrlm.booking.states import OPEN, State
from wagtail_esrlm.clock import now
from wagtail_esrlm.errors import InvalidInput, Refused
from wagtail_esrlm.notifications.models import Message
from wagtail_esrlm.snippets.models import LearningClass
from wagtail_esrlm.testing import (
    EnrolmentFactory,
    LearningClassFactory,
    LocationFactory,
    PersonFactory,
    UserFactory,
)

from .conftest import in_days, made, sitting

pytestmark = pytest.mark.django_db


def moved(learning_class: LearningClass, *sessions: SessionInput, **options):
    return reschedule(
        learning_class=learning_class, sessions=sessions, by=None, **options
    )


@pytest.fixture
def booked():
    """A class in a fortnight with somebody in every state before it."""
    learning_class = made(sitting(14), sitting(15), places=12)
    for state in sorted(OPEN):
        EnrolmentFactory(learning_class=learning_class, state=state)
    return learning_class


def test_everybody_goes_along_and_is_told_once(booked):
    result = moved(booked, sitting(20), sitting(21))
    assert result.told == len(OPEN)
    assert {one.state for one in Enrolment.objects.all()} == set(OPEN)
    assert Message.objects.filter(kind="class.rescheduled").count() == len(OPEN)
    assert booked.starts_at.isoformat() in {
        message.facts["from"] for message in Message.objects.all()
    }
    booked.refresh_from_db()
    assert booked.starts_at.date() == in_days(20)


def test_a_moved_session_stays_the_same_with_the_next_sequence_number(booked):
    """F19, rule 89."""
    before = list(booked.sessions.values_list("uuid", flat=True))
    moved(booked, sitting(14), sitting(21))
    after = booked.sessions.values_list("uuid", "calendar_sequence")
    assert list(after) == [(before[0], 0), (before[1], 1)]


def test_the_same_sessions_again_tell_nobody(booked):
    result = reschedule(
        learning_class=booked, sessions=sessions_of(booked), by=None, ask=True
    )
    assert (result.told, Message.objects.count()) == (0, 0)


def test_another_room_is_told_and_another_instructor_is_not(booked):
    room = LocationFactory(business_group=booked.business_group)
    moved(booked, sitting(14, instructors=("Somebody",)), sitting(15))
    assert not Message.objects.exists()
    moved(booked, sitting(14, location=room), sitting(15))
    assert Message.objects.count() == len(OPEN)


def test_each_move_is_told_again(booked):
    moved(booked, sitting(20), sitting(21))
    moved(booked, sitting(14), sitting(15))
    assert Message.objects.count() == 2 * len(OPEN)


def test_a_session_that_is_dropped_is_named_for_calendars(booked):
    dropped = booked.sessions.last().uuid
    moved(booked, sitting(14))
    assert Message.objects.first().facts["removed"] == [str(dropped)]


def test_cut_offs_move_with_the_class():
    """Rules 54, 86."""
    learning_class = made(sitting(14), closes_days_before=3)
    moved(learning_class, sitting(20))
    learning_class.refresh_from_db()
    closes_at = learning_class.enrolment_closes_at
    assert closes_at.date() == in_days(17)


def test_a_closing_moment_of_its_own_never_lies_after_the_start():
    closes_at = now() + datetime.timedelta(days=13)
    learning_class = made(sitting(14), enrolment_closes_at=closes_at)
    moved(learning_class, sitting(3))
    learning_class.refresh_from_db()
    assert learning_class.enrolment_closes_at == learning_class.starts_at


def test_postponing_asks_everybody_and_moves_nobody_silently(booked):
    """Rule 61."""
    moved(booked, sitting(40), sitting(41), ask=True)
    assert not Enrolment.objects.filter(asked_to_keep_at=None).exists()
    assert {one.state for one in Enrolment.objects.all()} == set(OPEN)
    assert Message.objects.filter(kind="class.postponed").count() == len(OPEN)


@pytest.fixture
def asked():
    """Somebody booked on a class that was postponed to tomorrow."""
    person = PersonFactory(user=UserFactory())
    enrolment = EnrolmentFactory(person=person, learning_class=made(sitting(1)))
    moved(enrolment.learning_class, sitting(1, 14, 16), ask=True)
    enrolment.refresh_from_db()
    return enrolment


def test_who_was_asked_may_keep_the_place(asked):
    kept = keep(enrolment=asked, by=asked.person.user)
    assert (kept.state, kept.asked_to_keep_at) == (State.CONFIRMED, None)
    with pytest.raises(Refused) as refusal:
        keep(enrolment=asked, by=asked.person.user)
    assert refusal.value.code == "not_asked"


def test_nobody_else_answers_for_them(asked):
    with pytest.raises(Refused) as refusal:
        keep(enrolment=asked, by=UserFactory())
    assert refusal.value.code == "not_yours"


def test_who_was_asked_may_leave_without_its_counting_as_late(asked):
    assert not cancel(enrolment=asked, by=asked.person.user).cancelled_late


def test_who_hears_of_a_move_after_the_cut_off_is_not_late_either():
    person = PersonFactory(user=UserFactory())
    enrolment = EnrolmentFactory(person=person, learning_class=made(sitting(20)))
    moved(enrolment.learning_class, sitting(1))
    assert not cancel(enrolment=enrolment, by=person.user).cancelled_late


def test_the_preview_names_whom_it_tells_and_who_cannot_come(booked):
    person = PersonFactory(first_name="Ada", last_name="Made-Up")
    EnrolmentFactory(learning_class=booked, person=person)
    elsewhere = made(sitting(20, 11, 13), reference="OTHER", course=booked.course)
    EnrolmentFactory(learning_class=elsewhere, person=person)
    preview = preview_reschedule(learning_class=booked, sessions=[sitting(20)])
    assert preview.told == len(OPEN) + 1
    assert [(each.name, each.reference) for each in preview.overlaps] == [
        ("Ada Made-Up", "OTHER")
    ]
    touching = preview_reschedule(learning_class=booked, sessions=[sitting(20, 9, 11)])
    assert touching.overlaps == ()
    assert not Message.objects.exists()


def test_waiting_lists_are_looked_at_again(booked):
    moved(booked, sitting(20), sitting(21))
    assert PromotionDue.objects.filter(learning_class=booked).exists()


def test_an_offer_does_not_outlive_a_nearer_start():
    ends_at = now() + datetime.timedelta(days=12)
    offered = EnrolmentFactory(
        learning_class=made(sitting(20)), state=State.OFFERED, offer_expires_at=ends_at
    )
    moved(offered.learning_class, sitting(5))
    offered.refresh_from_db()
    assert offered.offer_expires_at < now() + datetime.timedelta(days=5)


@pytest.mark.parametrize(
    ("sessions", "says"),
    [
        ([], "at least one session"),
        ([sitting(-1)], "is in the past"),
        ([sitting(3, 12, 9)], "does not end after"),
    ],
)
def test_times_that_cannot_be_change_nothing(booked, sessions, says):
    with pytest.raises(InvalidInput, match=says):
        moved(booked, *sessions)
    assert len(sessions_of(booked)) == 2


def test_a_session_with_marks_stays_where_it_was(booked):
    session = booked.sessions.first()
    SessionMark.objects.create(
        enrolment=Enrolment.objects.first(),
        session=session,
        is_present=True,
        marked_at=now(),
    )
    with pytest.raises(Refused, match="Attendance has been marked"):
        moved(booked, sitting(20), sitting(15))


def test_a_cancelled_class_is_not_moved():
    cancelled = LearningClassFactory(status=LearningClass.Status.CANCELLED)
    with pytest.raises(Refused):
        moved(cancelled, sitting(20))


def test_a_large_class_is_moved_with_few_queries(django_assert_max_num_queries):
    large = LearningClassFactory(places=60, full=True)
    with django_assert_max_num_queries(34):
        moved(large, sitting(20))
