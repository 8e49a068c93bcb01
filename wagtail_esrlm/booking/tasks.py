"""The background work of booking, registered with ``jobs``: thin, no rule here."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from ..clock import now
from ..idempotency.services import purge
from ..jobs.enqueue import poke
from ..jobs.registry import Every, register_health_check, register_job
from ..notifications.hooks import on_sent
from ..workforce.signals import seats_changed
from . import endings, escalation, offers, promotion, verification
from .models import PromotionDue
from .transitions import PROMOTE

LEAVERS = "cancel_leavers"
#: Lists that wait longer to be looked at are a sign that nothing looks at them.
OLDEST_DUE = datetime.timedelta(minutes=15)


def register() -> None:
    """Register what keeps bookings moving; called when the app is ready."""
    register_job(
        "lapse_offers",
        run=offers.lapse_offers,
        every=Every.MINUTE,
        due=lambda: offers.lapsing(now()).exists() or bool(offers.late_clocks()),
        label=_("Let offered places lapse that nobody answered"),
    )
    register_job(
        "expire_requests",
        run=lambda: f"{escalation.expire_requests()}, {escalation.escalate()}",
        every=Every.MINUTE,
        due=_requests_are_due,
        label=_("Let requests expire, or ask the next manager"),
    )
    register_job(
        "close_lists",
        run=endings.close_lists,
        every=Every.MINUTE,
        due=lambda: endings.still_open(now()).exists(),
        label=_("Close the waiting lists of classes that begin"),
    )
    register_job(
        LEAVERS,
        run=endings.cancel_leavers,
        every=Every.HOUR,
        label=_("Cancel what leavers have booked"),
    )
    register_job(
        PROMOTE,
        run=promotion.promote_due,
        every=Every.MINUTE,
        due=lambda: PromotionDue.objects.exists(),
        label=_("Give freed places to those who wait"),
    )
    register_job(
        "forget_answers",
        run=purge,
        every=Every.DAY,
        hour=4,
        label=_("Forget the answers of requests older than three days"),
    )
    on_sent("booking.offered", offers.start_clock)
    seats_changed.connect(_seats_changed, dispatch_uid="esrlm_booking_seats_changed")
    register_health_check("waiting lists", lists_problem)
    register_health_check("places", verification.places_problem)


def _requests_are_due() -> bool:
    moment = now()
    return bool(
        escalation.expiring(moment).exists()
        or escalation.waiting_too_long(moment).exists()
    )


def _seats_changed(sender: Any, **kwargs: Any) -> None:
    poke(LEAVERS)


def lists_problem() -> str | None:
    """Say how long the oldest list waits to be looked at, where that is too long."""
    first = PromotionDue.objects.order_by("pk").values_list("created_at", flat=True)
    oldest = first.first()
    if oldest is None or now() - oldest <= OLDEST_DUE:
        return None
    minutes = int((now() - oldest).total_seconds() // 60)
    return f"a freed place waits for {minutes} minutes"
