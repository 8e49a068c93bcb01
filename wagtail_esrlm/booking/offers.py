"""Places on offer: taken, let go, or lapsed to the next who waits (67, 68; F21)."""

from __future__ import annotations

import datetime
from typing import Any

from ..clock import now, zone
from ..notifications.models import Message
from . import places
from .cancelling import must_cancel_for
from .class_facts import class_facts
from .facts import ClassFacts, PersonFacts, Source
from .limits import offer_time, promotion_cutoff, terms
from .models import Enrolment
from .own_time import hold_time
from .policy import is_self, manages_bookings
from .promotion import look_at_overlaps
from .reading import person_facts
from .refusals import no, refused
from .rules import OF_WAITING, Why, first_refusal, has_not_begun
from .states import State
from .transactions import in_one_transaction, once
from .transitions import Step, transition, transition_many

Reason = Enrolment.CancelReason


def accept_offer(
    *,
    enrolment: Enrolment,
    by: Any,
    at: datetime.datetime | None = None,
    key: str | None = None,
) -> Enrolment:
    """Take the place on offer; allowed at exactly the moment it ends.

    Raises:
        Refused: when there is no offer, it has lapsed, it is not theirs, or a rule has
            come to stand against it.
    """
    return once(
        by=by,
        key=key,
        request=("accept_offer", enrolment.pk),
        work=lambda: _accept(enrolment, by, at or now()),
    )


@in_one_transaction
def _accept(enrolment: Enrolment, by: Any, at: datetime.datetime) -> Enrolment:
    fresh, wanted, person = _offered(enrolment, by, at)
    conditions = terms(at=at, source=Source(fresh.source))
    checks = (*OF_WAITING, has_not_begun)
    if refusal := first_refusal(checks, person, wanted, conditions):
        raise refused(refusal)
    late = wanted.cancel_until is not None and at > wanted.cancel_until
    accepted = transition(
        enrolment=fresh,
        to=State.CONFIRMED,
        action="accept",
        by=by,
        at=at,
        moves_places=False,
        kind="booking.confirmed",
        fields={"promoted_late": late, "asked_to_keep_at": None},
    )
    look_at_overlaps([person], wanted)
    return accepted


def decline_offer(
    *,
    enrolment: Enrolment,
    by: Any,
    at: datetime.datetime | None = None,
    key: str | None = None,
) -> Enrolment:
    """Let the place go: off the list, or to its end for who said "keep me" (rule 68).

    Raises:
        Refused: when there is no offer, or it is not theirs.
    """
    return once(
        by=by,
        key=key,
        request=("decline_offer", enrolment.pk),
        work=lambda: _let_go(enrolment, by, at or now()),
    )


@in_one_transaction
def _let_go(enrolment: Enrolment, by: Any, at: datetime.datetime) -> Enrolment:
    fresh, _wanted, _person = _offered(enrolment, by, at)
    if fresh.keeps_waiting:
        return transition(
            enrolment=fresh,
            to=State.WAITLISTED,
            action="decline_offer",
            by=by,
            at=at,
            kind="booking.waiting",
        )
    reason = Reason.BY_LEARNER if is_self(by, fresh.person) else Reason.BY_ADMINISTRATOR
    return transition(
        enrolment=fresh,
        to=State.CANCELLED,
        action="decline_offer",
        by=by,
        at=at,
        kind="booking.cancelled",
        told={"reason": reason.value, "was": State.OFFERED.value},
        fields={"cancel_reason": reason.value},
    )


def _offered(
    enrolment: Enrolment, by: Any, at: datetime.datetime
) -> tuple[Enrolment, ClassFacts, PersonFacts]:
    """Return the offer as it stands, with the class held; its person answers it."""
    class_id = enrolment.learning_class_id
    places.hold(class_id)
    fresh = Enrolment.objects.select_related("person").get(pk=enrolment.pk)
    if not (is_self(by, fresh.person) or manages_bookings(by)):
        day = at.astimezone(zone()).date()
        must_cancel_for(fresh, by, Reason.BY_MANAGER, on=day)
    if fresh.state != State.OFFERED:
        raise no(Why.OFFER_LAPSED if fresh.state == State.LAPSED else Why.NO_OFFER)
    if fresh.offer_expires_at is not None and at > fresh.offer_expires_at:
        raise no(Why.OFFER_LAPSED)
    wanted = class_facts([class_id])[class_id]
    hold_time([fresh.person_id])
    person = person_facts([fresh.person_id], {class_id: wanted}, at=at)
    return fresh, wanted, person[fresh.person_id]


@in_one_transaction
def start_clock(message: Message) -> None:
    """Start an offer's clock: its message was sent, or appeared on the intranet (68).

    It never runs past the promotion cut-off. Called in the sender's transaction; where
    it fails there, ``lapse_offers`` makes up for it.
    """
    about = Enrolment.objects.filter(pk=message.about_id or 0, person=message.person_id)
    class_id = about.values_list("learning_class_id", flat=True).first()
    if class_id is None or message.sent_at is None:
        return
    places.hold(class_id)
    enrolment = about.select_related("learning_class").get()
    if enrolment.state != State.OFFERED or enrolment.offer_expires_at is not None:
        return
    ends_at = message.sent_at + offer_time(enrolment.learning_class.offer_hours)
    if enrolment.learning_class.starts_at is not None:
        cut_off = enrolment.learning_class.starts_at - promotion_cutoff()
        ends_at = max(message.sent_at, min(ends_at, cut_off))
    transition(
        enrolment=enrolment,
        to=State.OFFERED,
        action="offer_sent",
        at=message.sent_at,
        fields={"offer_expires_at": ends_at},
    )


def lapse_offers(at: datetime.datetime | None = None) -> str:
    """Let offers lapse whose time is over; the next who waits is looked for (F21)."""
    moment = at or now()
    for message in late_clocks():
        start_clock(message)
    classes = lapsing(moment).order_by("learning_class_id")
    lapsed = sum(
        _lapse(class_id, moment)
        for class_id in list(
            classes.values_list("learning_class_id", flat=True).distinct()
        )
    )
    return f"{lapsed} offers lapsed"


def late_clocks() -> list[Message]:
    """Return sent offers whose clock could not be started when they were sent."""
    since: dict[int | None, datetime.datetime | None] = dict(
        Enrolment.objects.filter(
            state=State.OFFERED, offer_expires_at=None
        ).values_list("pk", "offered_at")
    )
    if not since:
        return []
    sent = Message.objects.filter(
        kind="booking.offered", about_id__in=since, state__in=Message.READABLE
    )
    return [one for one in sent.order_by("pk") if _is_of(one, since[one.about_id])]


def _is_of(message: Message, offered_at: datetime.datetime | None) -> bool:
    """Whether a message was sent for the offer of that moment, not an earlier one."""
    sent_at = message.sent_at
    return sent_at is not None and (offered_at is None or sent_at >= offered_at)


def lapsing(at: datetime.datetime):  # type: ignore[no-untyped-def]
    """Return the offers that nobody answered in time."""
    return Enrolment.objects.filter(state=State.OFFERED, offer_expires_at__lt=at)


@in_one_transaction
def _lapse(class_id: int, at: datetime.datetime) -> int:
    places.hold(class_id)
    over = list(lapsing(at).filter(learning_class_id=class_id).order_by("pk"))
    for keeps, to in ((False, State.LAPSED), (True, State.WAITLISTED)):
        members = [one for one in over if one.keeps_waiting is keeps]
        step = Step(action="lapse", to=to, at=at, kind="booking.offer_lapsed")
        transition_many(enrolments=members, step=step)
    return len(over)
