"""The numbers that booking goes by, as a host sets them."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from ..clock import zone
from ..conf import esrlm_settings
from .facts import Source, Terms

if TYPE_CHECKING:
    from .models import Enrolment


def terms(
    *, at: datetime.datetime, source: Source = Source.SELF, **stated: Any
) -> Terms:
    """Return on what terms is decided at a moment, with the host's numbers."""
    return Terms(
        at=at,
        today=at.astimezone(zone()).date(),
        source=source,
        promotion_cutoff=promotion_cutoff(),
        most_waits=esrlm_settings.MOST_WAITING_LISTS,
        most_bookings=esrlm_settings.MOST_BOOKINGS_A_DAY,
        **stated,
    )


def promotion_cutoff() -> datetime.timedelta:
    """Return how long before the start nobody is promoted any more (rule 67)."""
    return datetime.timedelta(hours=esrlm_settings.PROMOTION_CUTOFF_HOURS)


def approval_time() -> datetime.timedelta:
    """Return how long a manager has to answer before the next is asked (rule 56)."""
    return datetime.timedelta(days=esrlm_settings.APPROVAL_DAYS)


def answer_by(enrolment: Enrolment) -> datetime.datetime | None:
    """Return until when whoever is asked can answer a request (rule 56).

    Then it goes on to the next; or it expires, where the class is as near as that.
    """
    due_at, starts_at = enrolment.approval_due_at, enrolment.learning_class.starts_at
    if due_at is None or starts_at is None:
        return due_at
    return min(due_at, starts_at - promotion_cutoff())


def offer_time(offer_hours: int | None) -> datetime.timedelta:
    """Return how long an offer is held (rule 68)."""
    return datetime.timedelta(hours=offer_hours or esrlm_settings.OFFER_HOURS)
