"""Giving a place up: by the person, their manager or the learning team (53, 62, 76)."""

from __future__ import annotations

import datetime
from typing import Any

from ..clock import now, zone
from . import places
from .approvals import first_approver
from .models import Enrolment
from .policy import is_self, managed_by, manages_bookings
from .refusals import no
from .rules import Why, is_late
from .states import OPEN, State
from .transactions import in_one_transaction, once
from .transitions import transition

Reason = Enrolment.CancelReason

#: Reasons that people give; the others are the system's and the learning team's.
OF_PEOPLE = frozenset({Reason.BY_LEARNER, Reason.BY_MANAGER})
#: What the message is called; the class's own messages are said once by ``classes``.
KINDS: dict[str, str] = {
    Reason.CLASS_CANCELLED: "class.cancelled",
    Reason.LIST_CLOSED: "booking.list_closed",
    Reason.MOVED: "",
}


def cancel(
    *,
    enrolment: Enrolment,
    by: Any,
    cancel_reason: str = Reason.BY_LEARNER,
    note: str = "",
    at: datetime.datetime | None = None,
    key: str | None = None,
) -> Enrolment:
    """Cancel a booking, a request or a wait; whoever waits gets the place (rule 65).

    After the free-cancellation cut-off it needs a note and is marked late (rule 76),
    unless the place came later than that (67), the class was postponed (61), or the
    trust itself cancels (62).

    Args:
        cancel_reason: A ``CancelReason``; says also in what capacity ``by`` cancels.
        note: Why, in words.

    Raises:
        Refused: when it is over, not theirs, too late, or lacks its note.
    """
    return once(
        by=by,
        key=key,
        request=("cancel", enrolment.pk, str(cancel_reason), note),
        work=lambda: _cancel(enrolment, by, cancel_reason, note, at or now()),
    )


@in_one_transaction
def _cancel(
    enrolment: Enrolment, by: Any, cancel_reason: str, note: str, at: datetime.datetime
) -> Enrolment:
    places.hold(enrolment.learning_class_id)
    fresh = Enrolment.objects.select_related("person", "learning_class").get(
        pk=enrolment.pk
    )
    day = at.astimezone(zone()).date()
    must_cancel_for(fresh, by, cancel_reason, on=day)
    state = State(fresh.state)
    if state not in OPEN:
        raise no(Why.NOTHING_TO_CANCEL)
    learning_class = fresh.learning_class
    started = learning_class.starts_at is not None and learning_class.starts_at <= at
    if started and state is State.CONFIRMED and cancel_reason in OF_PEOPLE:
        raise no(Why.TOO_LATE_TO_CANCEL)
    late = cancel_reason in OF_PEOPLE and is_late(
        state,
        learning_class.cancel_until,
        at,
        promoted_late=fresh.promoted_late or fresh.asked_to_keep_at is not None,
    )
    if late and not note.strip():
        raise no(Why.REASON_NEEDED)
    tell = []
    if late and cancel_reason == Reason.BY_LEARNER:
        supervisor = first_approver(fresh.assignment_id, fresh.person_id, on=day)
        tell = [("booking.cancelled_late", supervisor)] if supervisor else []
    return transition(
        enrolment=fresh,
        to=State.CANCELLED,
        action="cancel_late" if late else "cancel",
        by=by,
        at=at,
        reason=note,
        facts={"cancel_reason": str(cancel_reason)},
        kind=KINDS.get(cancel_reason, "booking.cancelled"),
        tell=tell,
        told={"late": late, "reason": str(cancel_reason), "was": state.value},
        fields={
            "cancel_reason": str(cancel_reason),
            "cancelled_late": late,
            "note": note[:255],
        },
    )


def must_cancel_for(
    enrolment: Enrolment, by: Any, cancel_reason: str, *, on: datetime.date
) -> None:
    """Make sure that a log-in may cancel for this reason.

    Raises:
        Refused: when it may not.
    """
    if by is None:
        return
    if cancel_reason == Reason.BY_LEARNER:
        if not is_self(by, enrolment.person):
            raise no(Why.NOT_YOURS)
    elif cancel_reason == Reason.BY_MANAGER:
        managed = managed_by(by, enrolment.person, on=on)
        if not managed or not (
            enrolment.assignment_id is None or enrolment.assignment_id in managed
        ):
            raise no(Why.NOT_IN_TEAM)
    elif not manages_bookings(by):
        raise no(Why.NOT_IN_TEAM)
