"""The one door to classes: save, publish, plan, open, and look for clashes.

What happens to people who are booked has modules of its own, offered here as well.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ..clock import now
from ..errors import Refused
from ..snippets.models import LearningClass
from ..workforce.audit import record
from .capacity import Choice, set_capacity
from .clashes import Clash, clashes_of
from .class_checks import check_status_change, refuse_while_booked
from .class_drafts import ClassDraft, create_classes
from .class_endings import cancel_class, close_class
from .class_locks import held_class
from .class_saving import save_class
from .recurrence import Recurrence
from .rescheduling import (
    Overlap,
    Rescheduled,
    preview_reschedule,
    reschedule,
)
from .series import PlannedClass, copy_series, preview_series
from .shortfall import below_minimum, is_to_decide, run_anyway
from .timetable import SessionInput, sessions_of
from .transitions import promotion_is_due
from .wishes import tell_of_dates

__all__ = [
    "Choice",
    "Clash",
    "ClassDraft",
    "Overlap",
    "PlannedClass",
    "Recurrence",
    "Rescheduled",
    "SessionInput",
    "below_minimum",
    "cancel_class",
    "clashes_of",
    "is_to_decide",
    "close_class",
    "copy_series",
    "create_classes",
    "open_class",
    "plan_class",
    "preview_reschedule",
    "preview_series",
    "publish_class",
    "reschedule",
    "run_anyway",
    "save_class",
    "sessions_of",
    "set_capacity",
    "unpublish_class",
]

STATUS = LearningClass.Status


@transaction.atomic
def publish_class(*, learning_class: LearningClass, by: Any) -> LearningClass:
    """Let learners see a class; who wished for dates is told.

    Publishing it again changes nothing.

    Raises:
        Refused: where it has no sessions, is over, closed or cancelled.
    """
    stored = held_class(learning_class.pk)
    if stored.is_published:
        return stored
    if stored.status in (STATUS.CLOSED, STATUS.CANCELLED):
        raise Refused(
            "class_over",
            _("This class is closed or cancelled, so it cannot be published."),
        )
    if stored.starts_at is None:
        raise Refused("no_dates", _("Give the class its dates, then publish it."))
    moment = now()
    if stored.starts_at <= moment:
        raise Refused(
            "class_started", _("This class has begun, so nobody can book it any more.")
        )
    stored.is_published = True
    stored.published_at = stored.published_at or moment
    stored.save(update_fields=["is_published", "published_at"])
    record(stored, "wagtail_esrlm.class.publish", by=by)
    _tell_who_wished(stored, moment)
    return stored


@transaction.atomic
def unpublish_class(*, learning_class: LearningClass, by: Any) -> LearningClass:
    """Hide a class from learners.

    Raises:
        Refused: where people are booked: it is cancelled, not hidden.
    """
    stored = held_class(learning_class.pk)
    if not stored.is_published:
        return stored
    refuse_while_booked(
        stored, _("Close or cancel the class instead, so that they are told.")
    )
    stored.is_published = False
    stored.save(update_fields=["is_published"])
    record(stored, "wagtail_esrlm.class.unpublish", by=by)
    return stored


@transaction.atomic
def plan_class(*, learning_class: LearningClass, by: Any) -> LearningClass:
    """Set a class back to planned: it is shown, and nobody can book it yet.

    Raises:
        Refused: where people have a place in it (rule 61), or it was cancelled.
    """
    return _set_status(learning_class, STATUS.PLANNED, "wagtail_esrlm.class.plan", by)


@transaction.atomic
def open_class(*, learning_class: LearningClass, by: Any) -> LearningClass:
    """Open a planned or closed class to bookings.

    Raises:
        Refused: where it was cancelled: everybody was told (rule 61).
    """
    return _set_status(learning_class, STATUS.NORMAL, "wagtail_esrlm.class.open", by)


def _set_status(
    learning_class: LearningClass, status: str, action: str, by: Any
) -> LearningClass:
    stored = held_class(learning_class.pk)
    if stored.status == status:
        return stored
    check_status_change(stored, status)
    before = stored.status
    stored.status = status
    stored.status_reason = ""
    stored.save(update_fields=["status", "status_reason"])
    record(stored, action, by=by, changes={"status": (before, status)})
    if status == STATUS.NORMAL:
        _tell_who_wished(stored, now())
        if stored.places.places_waiting:
            promotion_is_due(stored.pk, reason="open_class")
    return stored


def _tell_who_wished(stored: LearningClass, at: datetime.datetime) -> None:
    """Tell those who wished for dates, once the class can be booked."""
    is_to_come = stored.starts_at is not None and stored.starts_at > at
    if stored.is_published and stored.status == STATUS.NORMAL and is_to_come:
        tell_of_dates(stored, at=at)
