"""One pass over all background work, without any cluster.

``esrlm_tick`` calls it from a timer; it is safe beside a running cluster and beside
another tick, since each job is done under its lease.
"""

from __future__ import annotations

from .heartbeat import TICK, beat
from .registry import find_job, jobs
from .runs import Result, run_job


def tick(*, driver: str = "tick") -> list[Result]:
    """Do all due work once, in order; one job's failure does not stop the others."""
    beat(TICK)
    results = [run_job(job, driver=driver) for job in jobs()]
    beat(TICK)
    return results


def run_now(name: str, *, driver: str = "admin") -> Result:
    """Do one job at once, due or not: the retry of what failed.

    Raises:
        KeyError: when there is none of that name.
    """
    return run_job(find_job(name), driver=driver, force=True)
