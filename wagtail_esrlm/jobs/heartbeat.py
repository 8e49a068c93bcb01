"""Signs of life of what drives the background work."""

from __future__ import annotations

import datetime

from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from .models import Heartbeat

#: Written by a task that went through the queue, and by ``esrlm_tick``.
QUEUE = "queue"
TICK = "tick"


def beat(name: str) -> None:
    """Write a sign of life, on the database's clock."""
    if Heartbeat.objects.filter(name=name).update(beat_at=Now()):
        return
    try:
        with transaction.atomic():
            Heartbeat.objects.create(name=name, beat_at=Now())
    except IntegrityError:
        Heartbeat.objects.filter(name=name).update(beat_at=Now())


def age(name: str) -> datetime.timedelta | None:
    """Return how long ago the last sign of life was; None if there never was one."""
    found = (
        Heartbeat.objects.filter(name=name)
        .annotate(database_now=Now())
        .values_list("beat_at", "database_now")
        .first()
    )
    if found is None:
        return None
    beat_at, database_now = found
    return max(database_now - beat_at, datetime.timedelta(0))
