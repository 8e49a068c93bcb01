"""The kinds of messages about a booking: when each is still true, and its words' facts.

Each is about an enrolment (``about_id``) and reads to the person who is booked, or to
somebody above them, whoever the message is for.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ...clock import now, today
from ...links import link
from ...notifications.kinds import Context, register_kind
from ...notifications.models import Message
from ..limits import answer_by, offer_time, promotion_cutoff
from ..models import Enrolment
from ..states import OPEN, OVER, State
from .about import BookingMessage, about_booking
from .examples import example_of
from .invitations import attach_calendar

More = Callable[[BookingMessage], Context | None]

CancelReason = Enrolment.CancelReason


@dataclass(frozen=True)
class BookingKind:
    """A kind of message about a booking.

    Attributes:
        states: The booking must be in one of these, or there is nothing to say.
        more: Facts beside what all have; None: there is nothing to say.
        before_start: Not said any more once the class has begun.
        calendar: Invitations, or their withdrawal, go with it (rule 89).
        template: Of the words; its own name if empty.
    """

    name: str
    label: str | Promise
    states: Collection[State]
    more: More | None = None
    before_start: bool = True
    calendar: bool = False
    template: str = ""

    def render(self, message: Message) -> Context | None:
        """Return what its templates need, or None where it is no longer true."""
        about = about_booking(message)
        if about is None or about.enrolment.state not in self.states:
            return None
        if self.before_start and about.has_begun:
            return None
        more = self.more(about) if self.more else {}
        return None if more is None else {**about.context(), "about": about, **more}

    def register(self) -> None:
        """Make it known."""
        register_kind(
            self.name,
            label=self.label,
            render=self.render,
            template=self.template or self.name,
            example=lambda: example_of(self.name),
            attach=attach_calendar if self.calendar else None,
        )


def _requested(about: BookingMessage) -> Context:
    approver = about.enrolment.approver
    return {
        "approver": approver.display_name if approver else "",
        "answer_by": about.moment(answer_by(about.enrolment)),
    }


def _approval_asked(about: BookingMessage) -> Context | None:
    """Ask whoever is asked now: it may have gone on to somebody else (rule 56)."""
    if about.enrolment.approver_id != about.message.person_id:
        return None
    own = link("approval", uuid=about.enrolment.uuid) or link("approvals")
    return {
        "answer_by": about.moment(answer_by(about.enrolment)),
        "link": own or about.shown.link,
        "link_label": _("Answer the request"),
    }


def _declined(about: BookingMessage) -> Context:
    return {
        "reason": about.enrolment.decision_reason,
        "other_dates": about.other_dates(),
    }


def _confirmed(about: BookingMessage) -> Context:
    cancel_until = about.learning_class.cancel_until
    may_cancel = cancel_until is not None and cancel_until > now()
    return {
        "cancel_until": about.moment(cancel_until) if may_cancel else "",
        "promoted_late": about.enrolment.promoted_late,
    }


def _waiting(about: BookingMessage) -> Context:
    ahead = _ahead_of(about.enrolment)
    return {
        "position": ahead + 1,
        "by_need": about.learning_class.course.waits_by_need,
        "offers": about.learning_class.offer_hours is not None,
        "approved": about.message.facts.get("approved", False),
    }


def _ahead_of(enrolment: Enrolment) -> int:
    """Count who stands before somebody, in the list's order (rule 63). Queries: 1."""
    waiting = Enrolment.objects.filter(
        learning_class=enrolment.learning_class_id
    ).in_waiting_order()
    order = list(waiting.values_list("pk", flat=True))
    return order.index(enrolment.pk) if enrolment.pk in order else len(order)


def _offered(about: BookingMessage) -> Context:
    return {
        "answer_by": about.moment(_offer_ends(about)),
        "keeps_waiting": about.enrolment.keeps_waiting,
        "link_label": _("Answer the offer"),
    }


def _offer_ends(about: BookingMessage) -> datetime.datetime:
    """Return when an offer ends: its clock starts when it is sent (rule 68)."""
    if about.enrolment.offer_expires_at is not None:
        return about.enrolment.offer_expires_at
    ends_at = now() + offer_time(about.learning_class.offer_hours)
    if about.learning_class.starts_at is None:
        return ends_at
    return min(ends_at, about.learning_class.starts_at - promotion_cutoff())


def _lapsed(about: BookingMessage) -> Context:
    return {
        "still_waits": about.enrolment.state == State.WAITLISTED,
        "other_dates": about.other_dates(),
    }


def _skipped(about: BookingMessage) -> Context:
    return {"why": str(about.message.facts.get("sentence", ""))}


def _was(about: BookingMessage) -> str:
    """Return how the booking stood before it ended."""
    return str(about.message.facts.get("was", State.CONFIRMED.value))


def _cancelled(about: BookingMessage) -> Context:
    reason = about.enrolment.cancel_reason
    stayed = {CancelReason.LEFT, CancelReason.OVERLAPS, CancelReason.MOVED}
    return {
        "reason": str(reason),
        "note": about.enrolment.note,
        "late": about.enrolment.cancelled_late,
        "was": _was(about),
        "other_dates": [] if reason in stayed else about.other_dates(),
        "link": about.shown.link,
        "link_label": _("See the class"),
    }


def _with_other_dates(about: BookingMessage) -> Context:
    return {"other_dates": about.other_dates(), "link": link("catalogue")} | {
        "link_label": _("Find another class")
    }


def _class_cancelled(about: BookingMessage) -> Context:
    return {
        **_with_other_dates(about),
        "reason": about.learning_class.status_reason,
        "was": _was(about),
    }


def _rescheduled(about: BookingMessage) -> Context:
    """Say why, as whoever moved the class wrote it last. Queries: 1."""
    moves = about.enrolment.steps.filter(action__in=("move_class", "postpone_class"))
    why = moves.order_by("-pk").values_list("reason", flat=True).first()
    return {"reason": why or ""}


def _postponed(about: BookingMessage) -> Context | None:
    if about.enrolment.asked_to_keep_at is None:
        return None
    has_place = about.enrolment.state == State.CONFIRMED
    label = _("Keep or give up your place") if has_place else _("Stay or leave")
    return {**_rescheduled(about), "has_place": has_place, "link_label": label}


def _reminder(about: BookingMessage) -> Context | None:
    """Say how near it is now: a late worker must not say "tomorrow" today."""
    if not about.sessions:
        return None
    days = (about.sessions[0].held_on - today()).days
    near = {0: _("today"), 1: _("tomorrow")}.get(
        days, ngettext("in %(days)d day", "in %(days)d days", days) % {"days": days}
    )
    return {**_confirmed(about), "near": near}


#: In the order of a booking's life.
KINDS: tuple[BookingKind, ...] = (
    BookingKind(
        "booking.requested",
        gettext_lazy("Booking asked for"),
        {State.REQUESTED},
        _requested,
    ),
    BookingKind(
        "booking.approval_asked",
        gettext_lazy("Approval asked of a manager"),
        {State.REQUESTED},
        _approval_asked,
    ),
    BookingKind(
        "booking.declined",
        gettext_lazy("Booking not approved"),
        {State.DECLINED},
        _declined,
    ),
    BookingKind(
        "booking.request_expired",
        gettext_lazy("Request not answered in time"),
        OVER,
        _declined,
        before_start=False,
    ),
    BookingKind(
        "booking.confirmed",
        gettext_lazy("Booked, with joining instructions"),
        {State.CONFIRMED},
        _confirmed,
        calendar=True,
    ),
    BookingKind(
        "booking.approved",
        gettext_lazy("Approved and booked"),
        {State.CONFIRMED},
        _confirmed,
        calendar=True,
    ),
    BookingKind(
        "booking.promoted",
        gettext_lazy("Booked from the waiting list"),
        {State.CONFIRMED},
        _confirmed,
        calendar=True,
    ),
    BookingKind(
        "booking.moved",
        gettext_lazy("Moved to another class"),
        {State.CONFIRMED},
        _confirmed,
        calendar=True,
    ),
    BookingKind(
        "booking.waiting",
        gettext_lazy("On the waiting list"),
        {State.WAITLISTED},
        _waiting,
    ),
    BookingKind(
        "booking.offered", gettext_lazy("Place offered"), {State.OFFERED}, _offered
    ),
    BookingKind(
        "booking.offer_lapsed",
        gettext_lazy("Offer not answered in time"),
        {State.LAPSED, State.WAITLISTED, State.CANCELLED},
        _lapsed,
        before_start=False,
    ),
    BookingKind(
        "booking.skipped",
        gettext_lazy("A place came up that did not suit"),
        {State.WAITLISTED},
        _skipped,
    ),
    BookingKind(
        "booking.list_closed",
        gettext_lazy("Waiting list closed"),
        OVER,
        _with_other_dates,
        before_start=False,
    ),
    BookingKind(
        "booking.cancelled",
        gettext_lazy("Booking cancelled"),
        {State.CANCELLED},
        _cancelled,
        before_start=False,
        calendar=True,
    ),
    BookingKind(
        "booking.cancelled_late",
        gettext_lazy("Cancelled late, to the manager"),
        {State.CANCELLED},
        _cancelled,
        before_start=False,
    ),
    BookingKind(
        "class.cancelled",
        gettext_lazy("Class cancelled"),
        {State.CANCELLED},
        _class_cancelled,
        before_start=False,
        calendar=True,
    ),
    BookingKind(
        "class.rescheduled",
        gettext_lazy("Class moved"),
        OPEN,
        _rescheduled,
        calendar=True,
    ),
    BookingKind(
        "class.postponed",
        gettext_lazy("Class postponed: keep the place, or not"),
        OPEN,
        _postponed,
        calendar=True,
    ),
    BookingKind(
        "class.reminder_7",
        gettext_lazy("Reminder, a week before"),
        {State.CONFIRMED},
        _reminder,
        template="class.reminder",
    ),
    BookingKind(
        "class.reminder_1",
        gettext_lazy("Reminder, the day before"),
        {State.CONFIRMED},
        _reminder,
        template="class.reminder",
    ),
    BookingKind(
        "class.did_not_attend",
        gettext_lazy("Did not attend"),
        {State.DID_NOT_ATTEND},
        _lapsed,
        before_start=False,
    ),
)
