"""How the background work is doing, for the report, the command and the monitor."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db.models import Max, Min, Q

from .. import clock
from ..conf import esrlm_settings
from .heartbeat import QUEUE, TICK, age
from .models import JobRun
from .registry import Job, health_checks, jobs
from .runs import MOST_ATTEMPTS, told

#: A queued task that nobody took for so long is a sign of a stopped cluster.
OLDEST_QUEUED = datetime.timedelta(minutes=10)


@dataclass(frozen=True)
class QueueState:
    """What waits in the queue of the default cluster.

    Attributes:
        size: Tasks that wait; None where the broker does not say.
        oldest: Age of the oldest one; None for an empty queue, or not known.
        heartbeat: Age of the last sign of life; None for never.
        tick: Age of the last ``esrlm_tick``; None for never.
        error: Why the broker could not be asked; empty if it could.
    """

    size: int | None
    oldest: datetime.timedelta | None
    heartbeat: datetime.timedelta | None
    tick: datetime.timedelta | None
    error: str = ""


@dataclass(frozen=True)
class JobState:
    """One job: its last runs, and whether it keeps failing."""

    job: Job
    last_done: JobRun | None
    last_failed: JobRun | None
    running: JobRun | None
    failures: int

    @property
    def is_failing(self) -> bool:
        """Whether its last run went wrong."""
        return self.failures > 0

    @property
    def is_quarantined(self) -> bool:
        """Whether it failed so often that it is tried once an hour only."""
        return self.failures >= MOST_ATTEMPTS


@dataclass(frozen=True)
class Health:
    """Whether the background work is well; one line for each problem, no names."""

    problems: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether there is no problem."""
        return not self.problems


def queue_state() -> QueueState:
    """Return what waits and when the drivers were last alive; never raises."""
    size, oldest, error = None, None, ""
    if not esrlm_settings.TICK_ONLY:
        try:
            size, oldest = _queued()
        except Exception as err:
            error = told(err)
    return QueueState(size, oldest, age(QUEUE), age(TICK), error)


def _queued() -> tuple[int, datetime.timedelta | None]:
    from django_q.brokers import get_broker
    from django_q.conf import Conf

    if not Conf.ORM:
        return int(get_broker().queue_size()), None
    from django_q.models import OrmQ

    now = clock.now()
    waiting = OrmQ.objects.using(Conf.ORM).filter(key=Conf.CLUSTER_NAME, lock__lte=now)
    first = waiting.aggregate(first=Min("lock"))["first"]
    return waiting.count(), (now - first) if first else None


def job_states() -> list[JobState]:
    """Return the state of every registered job, in order. Queries: 3."""
    names = [job.name for job in jobs()]
    runs = JobRun.objects.filter(job__in=names)
    done, failed = JobRun.Outcome.DONE, JobRun.Outcome.FAILED
    latest = {
        row["job"]: row
        for row in runs.order_by()
        .values("job")
        .annotate(
            done=Max("pk", filter=Q(outcome=done)),
            failed=Max("pk", filter=Q(outcome=failed)),
            running=Max("pk", filter=Q(outcome=JobRun.Outcome.RUNNING)),
        )
    }
    wanted = {
        row[key]
        for row in latest.values()
        for key in ("done", "failed", "running")
        if row[key]
    }
    by_pk = JobRun.objects.in_bulk(wanted)
    since = Q(pk__in=[])
    for name in names:
        row = latest.get(name)
        since |= Q(job=name, pk__gt=(row["done"] if row else None) or 0)
    failures: dict[str, int] = {}
    for name in runs.filter(since, outcome=failed).values_list("job", flat=True):
        failures[name] = failures.get(name, 0) + 1

    nothing = {"done": None, "failed": None, "running": None}

    def run_of(name: str, key: str) -> JobRun | None:
        pk = dict(latest.get(name, nothing)).get(key)
        return by_pk.get(pk) if isinstance(pk, int) else None

    return [
        JobState(
            job=job,
            last_done=run_of(job.name, "done"),
            last_failed=run_of(job.name, "failed"),
            running=run_of(job.name, "running"),
            failures=failures.get(job.name, 0),
        )
        for job in jobs()
    ]


def health() -> Health:
    """Judge the background work; a site that lives by ticks by its last tick."""
    problems = []
    state = queue_state()
    if esrlm_settings.TICK_ONLY:
        problems += _late("esrlm_tick", state.tick, esrlm_settings.TICK_SECONDS)
    else:
        problems += _late(
            "the queue", state.heartbeat, esrlm_settings.HEARTBEAT_SECONDS
        )
        if state.error:
            problems.append(f"the broker cannot be asked ({state.error.split(':')[0]})")
        if state.oldest is not None and state.oldest > OLDEST_QUEUED:
            minutes = int(state.oldest.total_seconds() // 60)
            problems.append(f"the oldest queued task waits for {minutes} minutes")
    problems += [
        f"{entry.job.name} failed {entry.failures} times in a row"
        for entry in job_states()
        if entry.is_failing
    ]
    for name, check in health_checks().items():
        try:
            problem = check()
        except Exception as err:
            problem = f"cannot be checked ({type(err).__name__})"
        if problem:
            problems.append(f"{name}: {problem}")
    return Health(tuple(problems))


def _late(
    who: str, silent: datetime.timedelta | None, most_seconds: float
) -> list[str]:
    if silent is None:
        return [f"{who} has never given a sign of life"]
    if silent.total_seconds() > most_seconds:
        return [f"{who} has been silent for {int(silent.total_seconds())} seconds"]
    return []
