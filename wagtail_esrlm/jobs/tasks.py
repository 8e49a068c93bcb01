"""What django-q2 calls: thin, without data, safe to run twice."""

from __future__ import annotations

import logging

from .heartbeat import QUEUE, beat
from .registry import find_job
from .runs import run_job

logger = logging.getLogger(__name__)


def heartbeat() -> None:
    """Show that tasks get through the queue and are done."""
    beat(QUEUE)


def look(name: str, force: bool = False) -> str:
    """Look at the list of one job and do what is due.

    Failures are recorded and looked at again by the next pass: the queue itself never
    repeats them.
    """
    try:
        job = find_job(name)
    except KeyError:
        logger.warning("There is no background work %r any more", name)
        return "unknown"
    return run_job(job, driver="queue", force=force).outcome
