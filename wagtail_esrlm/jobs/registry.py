"""The work that is done in the background: each domain registers its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise


class Every(StrEnum):
    """How often work is looked at; ``due`` says whether there is any."""

    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"


@dataclass(frozen=True)
class Job:
    """One kind of background work; safe to run twice, and beside itself elsewhere.

    Attributes:
        name: Stable name, at most 40 characters.
        run: Does all work that is due and returns what it did, without names of
            people; raises ``Busy`` where another process is at it.
        every: How often it is looked at.
        due: Whether there is work; None: always when it is looked at.
        label: What administrators read.
        hour: The local hour from which daily work is done.
        long: It may take minutes: it goes to the cluster for long work.
        seconds: How long its lease lasts if the process dies.
    """

    name: str
    run: Callable[[], str]
    every: Every
    due: Callable[[], bool] | None
    label: str | Promise
    hour: int
    long: bool
    seconds: int

    @property
    def lease_name(self) -> str:
        """The lease that keeps two processes from doing it at once."""
        return f"job.{self.name}"


#: A check of the work's health: None when well, else one line without names.
HealthCheck = Callable[[], str | None]

_jobs: dict[str, Job] = {}
_health_checks: dict[str, HealthCheck] = {}


def register_job(
    name: str,
    *,
    run: Callable[[], str],
    every: Every,
    due: Callable[[], bool] | None = None,
    label: str | Promise = "",
    hour: int = 0,
    long: bool = False,
    seconds: int = 300,
) -> Job:
    """Register background work; the order of registering is the order of doing.

    Registering a name again replaces it in its place.
    """
    job = Job(name, run, every, due, label or name, hour, long, seconds)
    _jobs[name] = job
    return job


def jobs() -> list[Job]:
    """Return all registered work, in the order in which it is done."""
    return list(_jobs.values())


def find_job(name: str) -> Job:
    """Return one registered job.

    Raises:
        KeyError: when there is none of that name.
    """
    return _jobs[name]


def register_health_check(name: str, check: HealthCheck) -> None:
    """Add what must hold for the background work to count as healthy."""
    _health_checks[name] = check


def health_checks() -> dict[str, HealthCheck]:
    """Return every registered check by name."""
    return dict(_health_checks)
