"""Classes that take no more people, or do not take place (rules 61, 62)."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils.translation import gettext as _

from ..clock import now
from ..errors import Refused
from ..snippets.models import LearningClass
from ..workforce.audit import record
from .class_locks import held_class, people_in
from .models import Enrolment
from .refusals import no
from .rules import Why
from .states import OUTCOMES, State
from .transactions import in_one_transaction
from .transitions import Step, transition_many

STATUS = LearningClass.Status
Reason = Enrolment.CancelReason


@in_one_transaction
def close_class(
    *,
    learning_class: LearningClass,
    by: Any,
    reason: str = "",
    at: datetime.datetime | None = None,
) -> LearningClass:
    """Close a class to new bookings; requests are cancelled, places stay (rule 61).

    Closing it again changes nothing. Queries: 12, however many ask.

    Raises:
        Refused: where it was cancelled.
    """
    stored = held_class(learning_class.pk)
    close_held(stored, by=by, reason=reason, at=at or now())
    return stored


def close_held(
    stored: LearningClass, *, by: Any, reason: str, at: datetime.datetime
) -> None:
    """Close a class that is locked already."""
    if stored.status == STATUS.CLOSED:
        return
    if stored.status == STATUS.CANCELLED:
        raise no(Why.CLASS_CANCELLED)
    _set_status(stored, STATUS.CLOSED, reason, "wagtail_esrlm.class.close", by)
    asking = [one for one in people_in(stored) if one.state == State.REQUESTED]
    transition_many(
        enrolments=asking,
        step=Step(
            action="close_class",
            to=State.CANCELLED,
            at=at,
            by=by,
            reason=reason,
            kind="booking.cancelled",
            told={"reason": Reason.CLASS_CLOSED.value, "was": State.REQUESTED.value},
            fields={
                "cancel_reason": Reason.CLASS_CLOSED.value,
                "note": reason[:255],
                "approval_due_at": None,
            },
        ),
    )


@in_one_transaction
def cancel_class(
    *,
    learning_class: LearningClass,
    reason: str,
    by: Any,
    at: datetime.datetime | None = None,
) -> LearningClass:
    """Cancel a class: everybody in it is told once, and no one is blamed (61, 62, F19).

    Requests, waits, offers and places end as "class cancelled". Cancelling it again
    changes nothing and tells nobody. Queries: 12, however many are booked.

    Raises:
        Refused: without a reason, or where it has been held already.
    """
    if not reason.strip():
        raise no(Why.REASON_NEEDED)
    stored = held_class(learning_class.pk)
    if stored.status == STATUS.CANCELLED:
        return stored
    _refuse_held(stored)
    _set_status(stored, STATUS.CANCELLED, reason, "wagtail_esrlm.class.cancel", by)
    moment = at or now()
    people = people_in(stored)
    for state in sorted({one.state for one in people}):
        transition_many(
            enrolments=[one for one in people if one.state == state],
            step=Step(
                action="cancel_class",
                to=State.CANCELLED,
                at=moment,
                by=by,
                reason=reason,
                kind="class.cancelled",
                told={"reason": Reason.CLASS_CANCELLED.value, "was": state},
                fields={
                    "cancel_reason": Reason.CLASS_CANCELLED.value,
                    "note": reason[:255],
                    "approval_due_at": None,
                },
            ),
        )
    return stored


def _refuse_held(stored: LearningClass) -> None:
    held = Enrolment.objects.filter(learning_class=stored, state__in=OUTCOMES)
    if held.exists():
        raise Refused(
            "class_held",
            _("Attendance of this class is recorded, so it cannot be cancelled."),
        )


def _set_status(
    stored: LearningClass, status: str, reason: str, action: str, by: Any
) -> None:
    before = stored.status
    stored.status = status
    stored.status_reason = reason.strip()[:255]
    stored.save(update_fields=["status", "status_reason"])
    record(stored, action, by=by, changes={"status": (before, status)}, reason=reason)
