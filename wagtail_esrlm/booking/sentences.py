"""Where a booking stands, in sentences to the person, and what they can do with it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ..clock import zone
from ..links import link
from .bookings import is_asked_to_keep
from .models import Enrolment
from .rules import is_late
from .states import OPEN, OUTCOMES, State
from .wording import class_in_words, moment_in_words

#: Label, address, whether it is the main thing to do.
Way = tuple[str, str, bool]


def sentence_for(enrolment: Enrolment, *, at: datetime.datetime) -> str:
    """Return where a booking stands, in one sentence."""
    words = {
        "course": enrolment.course_title,
        "when": class_in_words(enrolment.learning_class),
    }
    state = State(enrolment.state)
    if state is State.CONFIRMED:
        if _is_over(enrolment, at):
            return _("This class is over. Its register is still to be closed.")
        return _("Your place on %(course)s, %(when)s, is booked.") % words
    if state is State.LAPSED and enrolment.offered_at is None:
        return _("Nobody answered your request for %(course)s in time.") % words
    if state is State.CANCELLED and enrolment.confirmed_at is None:
        if enrolment.waiting_since is not None:
            return _("You are no longer on the waiting list for %(course)s.") % words
        if enrolment.approver_id is not None and enrolment.approved_at is None:
            return _("Your request for %(course)s has ended.") % words
    sentences = {
        State.REQUESTED: _(
            "You have asked for a place on %(course)s, %(when)s. It is not booked yet."
        ),
        State.WAITLISTED: _(
            "You are on the waiting list for %(course)s, %(when)s. You have no "
            "place yet."
        ),
        State.OFFERED: _("A place on %(course)s, %(when)s, is kept for you."),
        State.ATTENDED: _("You attended %(course)s."),
        State.PARTIALLY_ATTENDED: _(
            "You attended a part of %(course)s. To complete it, book the rest again."
        ),
        State.DID_NOT_ATTEND: _("You did not attend %(course)s."),
        State.EXCUSED: _("You were excused from %(course)s."),
        State.DECLINED: _("Your request for %(course)s was not approved."),
        State.LAPSED: _("The place on %(course)s was not taken in time, and is gone."),
        State.CANCELLED: _("Your booking for %(course)s is cancelled."),
    }
    return sentences[state] % words


def state_lines(enrolment: Enrolment, *, at: datetime.datetime) -> list[str]:
    """Return what else is worth knowing, a sentence each."""
    lines = []
    learning_class = enrolment.learning_class
    if enrolment.state == State.CONFIRMED and not _is_over(enrolment, at):
        email = enrolment.person.email
        lines.append(
            _("We send joining instructions to %(email)s.") % {"email": email}
            if email
            else _("You find the joining instructions below.")
        )
        if learning_class.cancel_until and at <= learning_class.cancel_until:
            lines.append(
                _("You can cancel freely until %(when)s.")
                % {"when": moment_in_words(learning_class.cancel_until, zone().key)}
            )
    if is_asked_to_keep(enrolment, at):
        lines.append(_("Say whether the new dates suit you."))
    elif enrolment.state == State.WAITLISTED:
        lines.append(
            _("We tell you as soon as a place is free. You need do nothing now.")
        )
    if enrolment.state == State.REQUESTED and enrolment.approver is not None:
        lines.append(
            _("%(name)s has been asked to approve it.")
            % {"name": enrolment.approver.display_name}
        )
    return lines


def links_of(enrolment: Enrolment, *, at: datetime.datetime) -> list[Way]:
    """Return what can be done with a booking: label, address, whether it is first."""
    ways: list[Way] = []
    state = State(enrolment.state)
    uuid = enrolment.uuid
    if state is State.CONFIRMED and not _is_over(enrolment, at):
        ways.append((_("Add to calendar"), link("booking_calendar", uuid=uuid), True))
    if state in OPEN and not has_begun(enrolment, at):
        words = {
            State.CONFIRMED: _("Cancel this booking"),
            State.WAITLISTED: _("Leave the waiting list"),
            State.REQUESTED: _("Take back the request"),
        }
        if state in words:
            course = link("course", uuid=enrolment.learning_class.course.uuid)
            dates = (
                _("Move to another date")
                if state is State.CONFIRMED
                else _("Other dates")
            )
            ways.append((dates, course, False))
            ways.append((words[state], link("booking_cancel", uuid=uuid), False))
    if state is State.ATTENDED:
        ways.append((_("Print the certificate"), link("certificate", uuid=uuid), True))
    evaluation = enrolment.learning_class.course.evaluation_url
    if state in OUTCOMES - {State.DID_NOT_ATTEND, State.EXCUSED} and evaluation:
        ways.append((_("Say how it was"), evaluation, False))
    if state not in OPEN | {State.ATTENDED}:
        course = enrolment.learning_class.course
        ways.append((_("See other dates"), link("course", uuid=course.uuid), True))
    return [way for way in ways if way[1]]


def has_begun(enrolment: Enrolment, at: datetime.datetime) -> bool:
    """Whether the class has begun."""
    starts = enrolment.learning_class.starts_at
    return starts is not None and starts <= at


def _is_over(enrolment: Enrolment, at: datetime.datetime) -> bool:
    ends = enrolment.learning_class.ends_at
    return ends is not None and ends <= at


@dataclass(frozen=True)
class CancelWords:
    """What giving a booking up means, before it is done."""

    question: str
    loss: str
    label: str
    is_late: bool = False
    why: str = ""


def cancel_words(enrolment: Enrolment, *, at: datetime.datetime) -> CancelWords:
    """Return the question, what is lost, and the words of the button."""
    words = {
        "course": enrolment.course_title,
        "when": class_in_words(enrolment.learning_class),
    }
    if enrolment.state == State.WAITLISTED:
        return CancelWords(
            _("Leave the waiting list?"),
            _("You lose your number on the list for %(course)s, %(when)s.") % words,
            _("Leave the waiting list"),
        )
    if enrolment.state == State.REQUESTED:
        return CancelWords(
            _("Take back the request?"),
            _("Nobody is asked any more about %(course)s, %(when)s.") % words,
            _("Take back the request"),
        )
    late = is_late(
        State(enrolment.state),
        enrolment.learning_class.cancel_until,
        at,
        promoted_late=enrolment.promoted_late or enrolment.asked_to_keep_at is not None,
    )
    loss = _("You lose your place on %(course)s, %(when)s.") % words
    if late:
        loss += " " + _("It is late to cancel: your manager is told.")
    return CancelWords(
        _("Cancel this booking?"),
        loss,
        _("Cancel this booking"),
        late,
        _("Why can you not come?"),
    )


def team_cancel_words(enrolment: Enrolment, *, at: datetime.datetime) -> CancelWords:
    """Return the same for the manager of whose booking it is."""
    own = cancel_words(enrolment, at=at)
    words = {
        "name": enrolment.person.display_name,
        "course": enrolment.course_title,
        "when": class_in_words(enrolment.learning_class),
    }
    if enrolment.state == State.WAITLISTED:
        question = _("Take %(name)s off the waiting list?")
        loss = _("%(name)s loses the number on the list for %(course)s, %(when)s.")
    elif enrolment.state == State.REQUESTED:
        question, loss = _("Take back the request of %(name)s?"), own.loss
    else:
        question = _("Cancel the booking of %(name)s?")
        loss = _("%(name)s loses the place on %(course)s, %(when)s, and is told.")
    lost = loss % words
    if own.is_late:
        lost += " " + _("It is late to cancel, and is marked so.")
    label = (
        _("Take off the waiting list")
        if enrolment.state == State.WAITLISTED
        else own.label
    )
    why = _("Why can %(name)s not come?") % words
    return CancelWords(question % words, lost, label, own.is_late, why)
