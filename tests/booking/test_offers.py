"""Places on offer."""

from __future__ import annotations

import datetime

import pytest

from wagtail_esrlm.booking.models import Enrolment
from wagtail_esrlm.booking.offers import lapse_offers, start_clock
from wagtail_esrlm.booking.promotion import promote, promote_due
from wagtail_esrlm.booking.services import accept_offer, decline_offer
from wagtail_esrlm.clock import now
from wagtail_esrlm.errors import Refused
from wagtail_esrlm.snippets.models import LearningClass
from wagtail_esrlm.testing import EnrolmentFactory, LearningClassFactory

from .people import counted, learner, told

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)


def offered(*, keeps=False, manager=None, sent=True, **facts) -> Enrolment:
    """Offer the one place of a class to the one who waits, and send the offer."""
    facts = {"places": 1, "in_days": 60, "offer_hours": 48, **facts}
    learning_class = LearningClassFactory(**facts)
    person = learner(manager=manager)
    EnrolmentFactory(
        learning_class=learning_class,
        person=person,
        assignment=person.assignments.get(),
        state="waitlisted",
        keeps_waiting=keeps,
    )
    [offer] = promote(learning_class.pk)
    if sent:
        send(offer)
    return Enrolment.objects.get(pk=offer.pk)


def send(offer, at=None):
    message = offer.person.messages.get(kind="booking.offered")
    message.sent_at = at or now()
    message.save()
    start_clock(message)


def refusal(act, offer, **terms) -> str:
    with pytest.raises(Refused) as caught:
        act(enrolment=offer, **{"by": offer.person.user, **terms})
    return caught.value.code


def test_the_clock_starts_when_the_offer_was_sent():
    offer = offered(sent=False)
    assert offer.offer_expires_at is None
    sent_at = now() + 5 * HOUR
    send(offer, sent_at)
    offer.refresh_from_db()
    assert offer.offer_expires_at == sent_at + 48 * HOUR
    send(offer, sent_at + HOUR)
    offer.refresh_from_db()
    assert offer.offer_expires_at == sent_at + 48 * HOUR


def test_the_clock_never_runs_past_the_promotion_cut_off():
    offer = offered(in_days=2)
    starts_at = offer.learning_class.starts_at
    assert offer.offer_expires_at == starts_at - 24 * HOUR


def test_nothing_lapses_while_its_message_is_not_sent():
    offer = offered(sent=False)
    lapse_offers(now() + 1000 * HOUR)
    offer.refresh_from_db()
    assert offer.state == "offered"


def test_an_offer_is_taken_until_exactly_its_end():
    offer = offered()
    late = offer.offer_expires_at + datetime.timedelta(microseconds=1)
    assert refusal(accept_offer, offer, at=late) == "offer_lapsed"
    taken = accept_offer(
        enrolment=offer, by=offer.person.user, at=offer.offer_expires_at
    )
    assert (taken.state, taken.offer_expires_at) == ("confirmed", None)
    assert counted(offer.learning_class) == (1, 0)
    assert told(offer.person)[-1] == "booking.confirmed"


def test_an_approved_offer_is_taken_until_exactly_its_end_too():
    offer = offered(in_days=2)
    type(offer).objects.filter(pk=offer.pk).update(approved_at=now())
    LearningClass.objects.update(approval_required=True)
    cut_off = offer.learning_class.starts_at - 24 * HOUR
    assert offer.offer_expires_at == cut_off
    taken = accept_offer(enrolment=offer, by=offer.person.user, at=cut_off)
    assert taken.state == "confirmed"


def test_who_takes_an_offer_of_a_postponed_class_has_said_that_it_suits():
    offer = offered()
    type(offer).objects.filter(pk=offer.pk).update(asked_to_keep_at=now())
    assert accept_offer(enrolment=offer, by=offer.person.user).state == "confirmed"
    offer.refresh_from_db()
    assert offer.asked_to_keep_at is None


def test_an_offer_taken_after_the_cut_off_for_cancelling_is_marked():
    offer = offered(cancel_days_before=65)
    assert accept_offer(enrolment=offer, by=offer.person.user).promoted_late


def test_a_manager_answers_for_their_report_a_stranger_does_not():
    manager = learner()
    assert refusal(accept_offer, offered(), by=manager.user) == "not_in_team"
    offer = offered(manager=manager)
    assert accept_offer(enrolment=offer, by=manager.user).state == "confirmed"


@pytest.mark.parametrize("act", [accept_offer, decline_offer])
def test_what_is_not_on_offer_cannot_be_answered(act):
    booking = EnrolmentFactory(person=learner())
    assert refusal(act, booking) == "no_offer"


def test_a_place_let_go_goes_to_the_next():
    offer = offered()
    next_one = EnrolmentFactory(
        learning_class=offer.learning_class, person=learner(), state="waitlisted"
    )
    gone = decline_offer(enrolment=offer, by=offer.person.user)
    assert (gone.state, gone.cancelled_late) == ("cancelled", False)
    promote_due()
    next_one.refresh_from_db()
    assert next_one.state == "offered"
    assert counted(offer.learning_class) == (1, 0)


@pytest.mark.parametrize("lapses", [False, True])
def test_who_asked_to_be_kept_goes_to_the_end_and_is_not_offered_it_again(lapses):
    offer = offered(keeps=True)
    if lapses:
        assert lapse_offers(now() + 49 * HOUR) == "1 offers lapsed"
    else:
        decline_offer(enrolment=offer, by=offer.person.user)
    offer.refresh_from_db()
    assert (offer.state, offer.offer_expires_at) == ("waitlisted", None)
    promote_due()
    offer.refresh_from_db()
    assert offer.state == "waitlisted"
    next_one = EnrolmentFactory(
        learning_class=offer.learning_class, person=learner(), state="waitlisted"
    )
    assert list(Enrolment.objects.in_waiting_order()) == [offer, next_one] or lapses
    assert counted(offer.learning_class) == (0, 2)


def test_an_unanswered_offer_lapses_to_the_next():
    offer = offered()
    next_one = EnrolmentFactory(
        learning_class=offer.learning_class, person=learner(), state="waitlisted"
    )
    assert lapse_offers(offer.offer_expires_at) == "0 offers lapsed"
    assert lapse_offers(offer.offer_expires_at + HOUR) == "1 offers lapsed"
    offer.refresh_from_db()
    assert offer.state == "lapsed"
    assert told(offer.person)[-1] == "booking.offer_lapsed"
    promote_due()
    next_one.refresh_from_db()
    assert next_one.state == "offered"
    assert refusal(accept_offer, offer) == "offer_lapsed"


def test_a_clock_that_could_not_start_is_started_before_offers_lapse():
    """The message was sent, and the class was held by somebody at that moment."""
    offer = offered(sent=False)
    sent_at = now()
    offer.person.messages.filter(kind="booking.offered").update(
        state="sent", sent_at=sent_at
    )
    assert lapse_offers() == "0 offers lapsed"
    offer.refresh_from_db()
    assert offer.offer_expires_at == sent_at + 48 * HOUR


def test_the_clock_does_not_start_before_the_offer_was_sent():
    offer = offered(sent=False)
    lapse_offers()
    offer.refresh_from_db()
    assert offer.offer_expires_at is None
