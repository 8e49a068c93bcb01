"""The background work of compliance, registered with ``jobs``: thin, no rule here."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext_lazy as _

from .. import clock
from ..jobs.registry import Every, register_health_check, register_job
from ..workforce.models import BusinessGroup
from . import refresh, snapshots
from .differences import Changes
from .marks import DRAIN
from .models import CalculationState, StaleMark

#: Marks older than this are a sign that nothing drains them.
OLDEST_MARK = datetime.timedelta(minutes=15)
#: How long after midnight the stored records may still be yesterday's.
DAY_MAY_TAKE = datetime.timedelta(hours=1)


def register() -> None:
    """Register what keeps the stored records true; called when the app is ready."""
    register_job(
        "advance_day",
        run=lambda: _told(refresh.advance_day()),
        every=Every.MINUTE,
        due=day_is_due,
        label=_("Bring stored compliance to the new day"),
        long=True,
        seconds=120,
    )
    register_job(
        DRAIN,
        run=lambda: _told(refresh.drain()),
        every=Every.MINUTE,
        due=lambda: StaleMark.objects.exists(),
        label=_("Calculate again what has changed"),
        seconds=120,
    )
    register_job(
        "compare",
        run=lambda: _told(refresh.compare_all()),
        every=Every.DAY,
        hour=2,
        due=lambda: BusinessGroup.objects.exists(),
        label=_("Compare all stored compliance with the calculation"),
        long=True,
        seconds=120,
    )
    register_job(
        "snapshots",
        run=snapshots.store_due,
        every=Every.DAY,
        hour=3,
        due=snapshots.is_due,
        label=_("Keep the figures of the last month end"),
        long=True,
        seconds=600,
    )
    register_health_check("stale marks", marks_problem)
    register_health_check("compliance", records_problem)


def _told(changes: Changes) -> str:
    return (
        f"{changes.added} rows added, {changes.changed} changed, "
        f"{changes.removed} removed"
    )


def day_is_due() -> bool:
    """Whether stored records are true for another day than today."""
    return not refresh.is_current(on=clock.today())


def marks_problem() -> str | None:
    """Say how long the oldest mark waits, where that is too long."""
    oldest = StaleMark.objects.order_by("pk").values_list("marked_at", flat=True)
    first = oldest.first()
    if first is None or clock.now() - first <= OLDEST_MARK:
        return None
    minutes = int((clock.now() - first).total_seconds() // 60)
    return f"the oldest change waits for {minutes} minutes"


def records_problem() -> str | None:
    """Say where stored records had drifted, or are still those of another day."""
    if CalculationState.objects.filter(drifted_rows__gt=0).exists():
        return "the last comparison had to put rows right"
    midnight = datetime.datetime.combine(
        clock.today(), datetime.time.min, tzinfo=clock.zone()
    )
    if clock.now() - midnight > DAY_MAY_TAKE and day_is_due():
        return "stored records are those of another day"
    return None
