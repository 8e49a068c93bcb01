"""The same request again, and registers against whoever still books (F2, F3)."""

from __future__ import annotations

import pytest

from wagtail_esrlm.booking import attendance, closing
from wagtail_esrlm.booking.capacity import set_capacity
from wagtail_esrlm.booking.models import EnrolmentStep, SessionMark
from wagtail_esrlm.booking.services import (
    add_walk_in,
    book_group,
    cancel,
    move,
    request_enrolment,
)
from wagtail_esrlm.booking.states import State
from wagtail_esrlm.clock import now
from wagtail_esrlm.errors import Refused
from wagtail_esrlm.idempotency.services import KeyReused
from wagtail_esrlm.snippets.models import LearningClass
from wagtail_esrlm.testing import EnrolmentFactory, LearningClassFactory

from .people import administrator, counted, learner

pytestmark = pytest.mark.django_db


def test_a_group_sent_again_is_answered_the_same_and_booked_once():
    learning_class = LearningClassFactory(places=1)
    office, people = administrator(), [learner(), learner()]

    def book(whom):
        return book_group(
            learning_class=learning_class,
            people=whom,
            by=office,
            all_or_nothing=False,
            key="form-1",
        )

    first, again = book(people), book(people)
    assert again.booked == first.booked
    assert [(out.person, out.sentence) for out in again.not_booked] == [
        (people[1], "This class is full. Choose another date.")
    ]
    assert counted(learning_class) == (1, 0)
    with pytest.raises(KeyReused):
        book(people[:1])


def book(person, learning_class, key, **wishes):
    return request_enrolment(
        person=person, learning_class=learning_class, by=person.user, key=key, **wishes
    )


@pytest.fixture
def shut():
    """A class of one place without a waiting list, and somebody who books it."""
    return LearningClassFactory(places=1, has_waiting_list=False), learner()


def test_a_key_sent_again_to_a_class_that_is_full_by_now_hears_the_first_answer(shut):
    """Even where that booking was given up in the meantime."""
    learning_class, person = shut
    first = book(person, learning_class, "mine")
    cancel(enrolment=first, by=person.user)
    other = learner()
    book(other, learning_class, "theirs")
    again = book(person, learning_class, "mine")
    assert (again.pk, again.state) == (first.pk, State.CANCELLED)
    with pytest.raises(KeyReused):
        book(person, learning_class, "mine", keeps_waiting=True)
    for key in (None, "another", "theirs"):
        with pytest.raises(Refused) as caught:
            book(person, learning_class, key)
        assert caught.value.code == "full"
    assert counted(learning_class) == (1, 0)


@pytest.mark.parametrize("is_shut", [True, False])
def test_a_key_that_heard_of_a_standing_booking_never_makes_another(shut, is_shut):
    learning_class, person = shut
    standing = book(person, learning_class, "first")
    if not is_shut:
        set_capacity(learning_class=learning_class, maximum_places=2, by=None)
    assert book(person, learning_class, "second") == standing
    cancel(enrolment=standing, by=person.user)
    assert book(person, learning_class, "second") == standing
    assert counted(learning_class) == (0, 0)
    assert book(person, learning_class, None) != standing


@pytest.fixture
def held():
    """A class of yesterday with somebody in it."""
    booking = EnrolmentFactory(learning_class=LearningClassFactory(in_days=-1))
    return booking.learning_class, booking


def test_an_old_mark_sent_again_does_not_undo_a_newer_one(held):
    learning_class, booking = held
    session = learning_class.sessions.get()
    for present, key in ((True, "1"), (False, "2"), (True, "1")):
        attendance.mark(
            enrolments=[booking], session=session, is_present=present, by=None, key=key
        )
    assert SessionMark.objects.get().is_present is False


def test_closing_and_correcting_again_change_nothing_more(held):
    learning_class, booking = held
    for _time in range(2):
        after = closing.close_register(
            learning_class=learning_class,
            by=None,
            unmarked_are_absent=True,
            key="close",
        )
        assert [one.state for one in after] == [State.DID_NOT_ATTEND]
    for _time in range(2):
        closing.correct(
            enrolment=booking, to_state="excused", by=None, reason="Ill", key="2"
        )
    assert EnrolmentStep.objects.count() == 2


def test_nobody_walks_into_a_closed_register(held):
    """They would stay booked for ever: no register is left to close."""
    learning_class, _booking = held
    closing.close_register(
        learning_class=learning_class, by=None, unmarked_are_absent=True
    )
    with pytest.raises(Refused) as caught:
        add_walk_in(
            learning_class=learning_class,
            person=learner(),
            by=administrator(),
            reason="Was there",
        )
    assert caught.value.code == "closed"


def test_a_cancelled_class_has_no_register_to_close():
    learning_class = LearningClassFactory(
        in_days=-1, status=LearningClass.Status.CANCELLED
    )
    with pytest.raises(Refused) as caught:
        closing.close_register(learning_class=learning_class, by=None)
    assert caught.value.code == "class_cancelled"


def test_moving_from_a_postponed_class_is_not_late():
    """Who is asked whether new dates suit may leave by moving as well (rule 61)."""
    old = LearningClassFactory(in_days=1)
    new = LearningClassFactory(course=old.course, in_days=9)
    booking = EnrolmentFactory(
        learning_class=old, person=learner(), asked_to_keep_at=now()
    )
    move(enrolment=booking, to=new, by=booking.person.user)
    booking.refresh_from_db()
    assert (booking.state, booking.cancelled_late) == (State.CANCELLED, False)
