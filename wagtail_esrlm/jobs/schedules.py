"""The schedules of django-q2: written by a command, one by name, no cron."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import transaction

from .. import clock
from ..conf import esrlm_settings
from .enqueue import LOOK
from .registry import Every, Job, jobs

PREFIX = "esrlm."
HEARTBEAT = f"{PREFIX}heartbeat"


@dataclass(frozen=True)
class ScheduleChange:
    """What became of one schedule: "created", "changed", "kept" or "removed"."""

    name: str
    what: str


def wanted() -> dict[str, dict[str, Any]]:
    """Return the fields of every schedule by name; none where a tick does it all."""
    if esrlm_settings.TICK_ONLY:
        return {}
    every_minute: dict[str, Any] = {"schedule_type": "I", "minutes": 1}
    found: dict[str, dict[str, Any]] = {
        HEARTBEAT: {
            "func": "wagtail_esrlm.jobs.tasks.heartbeat",
            "args": None,
            "cluster": None,
            **every_minute,
        }
    }
    for job in jobs():
        timing: dict[str, Any] = {
            Every.MINUTE: every_minute,
            Every.HOUR: {"schedule_type": "H", "minutes": None},
            # Looked at each hour and done once a day: a clock change, or a cluster
            # that was down at that hour, cannot lose a day.
            Every.DAY: {"schedule_type": "H", "minutes": None},
        }[job.every]
        found[f"{PREFIX}{job.name}"] = {
            "func": LOOK,
            "args": repr((job.name,)),
            "cluster": (esrlm_settings.LONG_CLUSTER or None) if job.long else None,
            **timing,
        }
    return found


@transaction.atomic
def write_schedules(*, remove: bool = False) -> list[ScheduleChange]:
    """Create, update and tidy our schedules; twice changes nothing.

    Where django-q2 is not installed there are none.

    Args:
        remove: Take all of ours away.
    """
    if not apps.is_installed("django_q"):
        return []
    from django_q.models import Schedule

    fields = {} if remove else wanted()
    starts = {f"{PREFIX}{job.name}": first_run(job) for job in jobs()}
    changes = []
    stored: dict[str, list[Any]] = {}
    for schedule in (
        Schedule.objects.select_for_update()
        .filter(name__startswith=PREFIX)
        .order_by("pk")
    ):
        stored.setdefault(schedule.name, []).append(schedule)
    for name, rows in stored.items():
        surplus = rows[1:] if name in fields else rows
        Schedule.objects.filter(pk__in=[row.pk for row in surplus]).delete()
        changes += [ScheduleChange(name, "removed")] * len(surplus)
    for name, values in fields.items():
        values = {**values, "repeats": -1, "hook": None, "kwargs": None}
        if name not in stored:
            Schedule.objects.create(
                name=name, next_run=starts.get(name, clock.now()), **values
            )
            changes.append(ScheduleChange(name, "created"))
            continue
        row = stored[name][0]
        different = [key for key, value in values.items() if getattr(row, key) != value]
        if "schedule_type" in different or row.next_run is None:
            row.next_run = starts.get(name, clock.now())
            different.append("next_run")
        for key in different:
            if key in values:
                setattr(row, key, values[key])
        if different:
            row.save(update_fields=different)
        changes.append(ScheduleChange(name, "changed" if different else "kept"))
    return changes


def first_run(job: Job) -> datetime.datetime:
    """Return when a job's schedule runs first: others than each minute's, past an hour.

    Five minutes past, so that daily work begins soon after its local hour.
    """
    now = clock.now()
    if job.every is Every.MINUTE:
        return now
    moment = now.replace(minute=5, second=0, microsecond=0)
    return moment if moment > now else moment + datetime.timedelta(hours=1)
