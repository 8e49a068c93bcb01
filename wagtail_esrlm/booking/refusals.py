"""Every refusal of booking: a code, and one plain sentence that says what to do.

The sentences do not say "you": the same one is read by the person, by their manager and
by the learning team, in page, API and admin alike.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..clock import zone
from ..errors import Refused
from .rules import Refusal, Why
from .states import State

SENTENCES: Mapping[Why, str | Promise] = {
    Why.NOT_YOURS: _("Bookings of other people are made by their managers."),
    Why.NOT_IN_TEAM: _(
        "This person is not in the team. Ask their manager or the learning team."
    ),
    Why.NOT_YOUR_REGISTER: _(
        "The instructors of this class and the learning team keep its register. Ask "
        "one of them."
    ),
    Why.NOT_COME_YET: _(
        "Who comes without a place can be added from 15 minutes before the class."
    ),
    Why.CLASS_CANCELLED: _("This class is cancelled. Choose another date."),
    Why.CLASS_CLOSED: _("This class takes no more bookings. Choose another date."),
    Why.CLASS_PLANNED: _(
        "This class is still being planned. Come back when its dates are certain."
    ),
    Why.NO_DATES: _("This class has no dates yet. Choose another one."),
    Why.NOT_SHOWN: _("This class cannot be booked yet. Choose another date."),
    Why.COURSE_ENDED: _(
        "This course takes no new bookings. Look for what replaces it in the catalogue."
    ),
    Why.COURSE_NOT_OPEN: _("This course starts on %(day)s. Come back then."),
    Why.CLASS_STARTED: _("This class has already begun. Choose another date."),
    Why.NOT_OPEN_YET: _("Booking opens on %(at)s. Come back then."),
    Why.CLOSED_FOR_BOOKING: _(
        "Booking for this class closed on %(at)s. Choose another date."
    ),
    Why.NOT_FOR_YOU: _(
        "This course is for other staff. Ask the learning team if that seems wrong."
    ),
    Why.NO_LOG_IN: _("Customers are booked by the learning team only."),
    Why.E_LEARNING_ONLY: _("Customers can be booked on classes, not on e-learning."),
    Why.BOOKED_BY_OTHERS: _(
        "Managers and the learning team book people on this class. Ask one of them."
    ),
    Why.LIMITED_ACCESS: _(
        "This class needs a manager's approval, which a limited log-in cannot ask for. "
        "Ask the manager to make the booking."
    ),
    Why.TOO_LATE_TO_APPROVE: _(
        "This class starts too soon for an approval. Ask the manager to make the "
        "booking."
    ),
    Why.GONE_BY_THEN: _(
        "There is no active post on the day of this class. Choose an earlier date, or "
        "ask the learning team."
    ),
    Why.ALREADY_BOOKED: _("This class is booked already. Nothing was changed."),
    Why.OVERLAPS: _(
        "Another booking is at the same time. Cancel that one first, or choose another "
        "date."
    ),
    Why.SAME_COURSE: _(
        "There is a booking for this course already. Move it to this class, or say "
        "that both are wanted."
    ),
    Why.PREREQUISITE: _("First complete %(titles)s, then book this course."),
    Why.ALREADY_COMPLIANT: _(
        "This is held and not due for renewal yet. Come back when it is."
    ),
    Why.TOO_MANY_WAITS: _(
        "One person can stand on %(most)s waiting lists at once. Leave one of them "
        "first."
    ),
    Why.TOO_MANY_BOOKINGS: _(
        "That is more than %(most)s bookings in a day. Try again tomorrow, or ask the "
        "learning team."
    ),
    Why.FULL: _("This class is full. Choose another date."),
    Why.QUEUE_FIRST: _(
        "People are waiting for this class, and places go to them first. Choose "
        "another date."
    ),
    Why.GROUP_TOO_LARGE: _(
        "There are %(free)s places left for %(wanted)s people. Nobody was booked: "
        "choose fewer people, or book those who fit."
    ),
    Why.GROUP_REFUSED: _(
        "Not everybody can be booked, so nobody was. See who and why, or book those "
        "who can."
    ),
    Why.NOT_THEIR_POST: _(
        "That post is not an active one of this person. Choose another."
    ),
    Why.REASON_NEEDED: _("Say why: the reason is kept with the booking."),
    Why.STATE_CHANGED: _(
        "This booking has changed in the meantime. Look at it again before going on."
    ),
    Why.NOTHING_TO_CANCEL: _("This booking is over. There is nothing to cancel."),
    Why.TOO_LATE_TO_CANCEL: _(
        "This class has begun, so the booking stays. Tell the instructor why it was "
        "missed."
    ),
    Why.NOT_ASKED: _("No answer is awaited for this booking."),
    Why.NOT_YOUR_DECISION: _(
        "Another manager is asked to decide this. Only they, their deputy or the "
        "learning team can answer."
    ),
    Why.OWN_REQUEST: _("Nobody approves their own booking. Another manager must."),
    Why.REQUEST_EXPIRED: _(
        "The answer comes too late for this class: the request has expired. Choose "
        "another date."
    ),
    Why.NO_OFFER: _("No place is on offer for this booking."),
    Why.OFFER_LAPSED: _(
        "The offer has ended and the place goes to the next who waits. Book again to "
        "wait for another one."
    ),
    Why.NOT_BOOKED: _(
        "Only a confirmed booking can be moved. Cancel this one instead."
    ),
    Why.OTHER_COURSE: _(
        "That class belongs to another course. Book it, and cancel this one."
    ),
    Why.SAME_CLASS: _("The booking is for that class already."),
    Why.MOVE_NEEDS_APPROVAL: _(
        "That class needs a manager's approval. Ask for it, and cancel this booking "
        "when it is given."
    ),
    Why.NOT_WAITING: _("This booking does not wait for a place."),
    Why.APPROVAL_MISSING: _("A manager must approve this booking first."),
}

#: What can be done about a booking of the same course that cannot be moved (rule 53),
#: by its state.
UNMOVED: Mapping[object, str | Promise] = {
    State.CONFIRMED.value: _(
        "There is a booking for this course already, and it cannot be moved to this "
        "class. Say that both are wanted, or choose another date."
    ),
    State.REQUESTED.value: _(
        "A place on this course is asked for already, on another date. Take that "
        "request back first, or say that both are wanted."
    ),
    State.OFFERED.value: _(
        "A place on this course is on offer already, on another date. Answer that "
        "offer first, or say that both are wanted."
    ),
}

#: HTTP statuses of those that are no conflicts.
STATUS: Mapping[Why, int] = {
    Why.NOT_YOURS: 403,
    Why.NOT_IN_TEAM: 403,
    Why.NOT_YOUR_REGISTER: 403,
    Why.NOT_YOUR_DECISION: 403,
    Why.OWN_REQUEST: 403,
    Why.REASON_NEEDED: 400,
    Why.NOT_THEIR_POST: 400,
}


def sentence_of(refusal: Refusal) -> str:
    """Return the sentence of a refusal, with its days and numbers put in."""
    words = {name: _said(value) for name, value in refusal.facts.items()}
    sentence = SENTENCES[refusal.why]
    if refusal.why is Why.SAME_COURSE and not refusal.facts.get("can_move"):
        sentence = UNMOVED.get(refusal.facts.get("state"), sentence)
    return str(sentence) % words if words else str(sentence)


def refused(refusal: Refusal) -> Refused:
    """Return the error that a service raises for it."""
    return Refused(
        refusal.why.value,
        sentence_of(refusal),
        status=STATUS.get(refusal.why, 409),
        facts=dict(refusal.facts),
    )


def no(why: Why, **facts: object) -> Refused:
    """Return the error of a refusal that a service decides itself."""
    return refused(Refusal(why, facts))


def _said(value: object) -> object:
    if isinstance(value, datetime.datetime):
        return date_format(value.astimezone(zone()), "j F Y, H:i")
    if isinstance(value, datetime.date):
        return date_format(value, "j F Y")
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    return value
