"""Runs of background work: when one is due, how it is done, what is kept of it."""

from __future__ import annotations

import datetime
import logging
import traceback
from dataclasses import dataclass

from django.db import DatabaseError, transaction

from .. import clock
from ..errors import Busy, EsrlmError
from .lease import lease
from .models import JobRun
from .registry import Every, Job

logger = logging.getLogger(__name__)

#: After so many failures in a row, work is tried once an hour only.
MOST_ATTEMPTS = 5
#: How long runs are kept: those that went well, and those that failed.
KEEP_DONE_DAYS = 14
KEEP_FAILED_DAYS = 90
#: How many runs decide whether work has to wait.
_LOOK_BACK = 10

ABANDONED = "The process ended without saying why."


@dataclass(frozen=True)
class Result:
    """What became of one job in one pass.

    Attributes:
        job: Its name.
        outcome: "done", "failed", "busy" (another process is at it) or "not due".
        summary: What it did, or the kind of error.
    """

    job: str
    outcome: str
    summary: str = ""

    @property
    def failed(self) -> bool:
        """Whether it went wrong."""
        return self.outcome == "failed"


def run_job(job: Job, *, driver: str, force: bool = False) -> Result:
    """Do one job if it is due, isolated: whatever goes wrong stays inside.

    Args:
        job: The work.
        driver: "queue", "tick" or "admin", for the record.
        force: Do it even if it is not due yet.
    """
    try:
        if not force and not is_due(job):
            return Result(job.name, "not due")
        with lease(job.lease_name, seconds=job.seconds):
            if not force and not is_due(job):
                return Result(job.name, "not due")
            return _recorded(job, driver)
    except Busy:
        return Result(job.name, "busy")
    except Exception as err:
        # Asking whether it is due, or keeping the record, failed.
        logger.exception("Background work %s could not be started", job.name)
        return Result(job.name, "failed", type(err).__name__)


def _recorded(job: Job, driver: str) -> Result:
    """Run the job under its lease and keep a record of it."""
    JobRun.objects.filter(job=job.name, outcome=JobRun.Outcome.RUNNING).update(
        outcome=JobRun.Outcome.FAILED, ended_at=clock.now(), error=ABANDONED
    )
    run = JobRun.objects.create(job=job.name, driver=driver, started_at=clock.now())
    try:
        summary = str(job.run() or "")
    except Busy:
        run.delete()
        raise
    except Exception as err:
        logger.error(
            "Background work %s failed (run %s): %s\n%s",
            job.name,
            run.pk,
            told(err),
            frames(err),
        )
        _end(run, JobRun.Outcome.FAILED, told(err), f"{told(err)}\n{frames(err)}")
        return Result(job.name, "failed", told(err))
    _end(run, JobRun.Outcome.DONE, summary, "")
    return Result(job.name, "done", summary)


def _end(run: JobRun, outcome: str, summary: str, error: str) -> None:
    run.outcome, run.ended_at = outcome, clock.now()
    run.summary, run.error = summary[:255], error
    run.save(update_fields=["outcome", "ended_at", "summary", "error"])


def told(err: BaseException) -> str:
    """Return what may be kept of an error: databases quote people's data in theirs."""
    if isinstance(err, DatabaseError):
        return type(err).__name__
    sentence = err.sentence if isinstance(err, EsrlmError) else err
    return f"{type(err).__name__}: {sentence}"[:255]


def frames(err: BaseException) -> str:
    """Return where an error arose, without any value."""
    return "".join(traceback.format_tb(err.__traceback__)[-8:])


def is_due(job: Job) -> bool:
    """Whether there is work, it is time for it, and it did not just fail."""
    recent = list(
        JobRun.objects.filter(job=job.name)
        .exclude(outcome=JobRun.Outcome.RUNNING)
        .order_by("-started_at", "-pk")[:_LOOK_BACK]
    )
    done = next((run for run in recent if run.outcome == JobRun.Outcome.DONE), None)
    now = clock.now()
    if not _is_time(job, done.started_at if done else None, now):
        return False
    if now < _waits_until(recent):
        return False
    return job.due is None or bool(job.due())


def _is_time(
    job: Job, last_done: datetime.datetime | None, now: datetime.datetime
) -> bool:
    if job.every is Every.DAY:
        local = now.astimezone(clock.zone())
        if local.hour < job.hour:
            return False
        return (
            last_done is None
            or last_done.astimezone(local.tzinfo).date() < local.date()
        )
    if job.every is Every.HOUR:
        return last_done is None or now - last_done >= datetime.timedelta(minutes=55)
    return True


def _waits_until(recent: list[JobRun]) -> datetime.datetime:
    """Return until when work that keeps failing waits: 1, 2, 4 … minutes, then 60."""
    failures = 0
    for run in recent:
        if run.outcome != JobRun.Outcome.FAILED:
            break
        failures += 1
    if not failures:
        return datetime.datetime.min.replace(tzinfo=datetime.UTC)
    minutes = 60 if failures >= MOST_ATTEMPTS else 2 ** (failures - 1)
    ended = recent[0].ended_at or recent[0].started_at
    return ended + datetime.timedelta(minutes=minutes)


@transaction.atomic
def purge_runs() -> str:
    """Delete old runs, except the last one of each kind that went well."""
    now = clock.now()
    ended = JobRun.objects.exclude(outcome=JobRun.Outcome.RUNNING)
    keep = set()
    for name in ended.order_by().values_list("job", flat=True).distinct():
        last = ended.filter(job=name, outcome=JobRun.Outcome.DONE).first()
        if last:
            keep.add(last.pk)
    count = 0
    for outcome, days in (
        (JobRun.Outcome.DONE, KEEP_DONE_DAYS),
        (JobRun.Outcome.FAILED, KEEP_FAILED_DAYS),
    ):
        old = ended.filter(
            outcome=outcome, started_at__lt=now - datetime.timedelta(days=days)
        ).exclude(pk__in=keep)
        count += old.delete()[0]
    return f"{count} old runs deleted"
