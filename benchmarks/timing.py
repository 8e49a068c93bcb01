"""Timing things beside each other, so that other load falls on all of them alike."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that one run takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def in_turns(
    *works: Callable[[], object], runs: int = 7
) -> tuple[list[float], list[float]]:
    """Run each in turn, so that other load falls on all alike, after one warm run.

    Returns: the medians and the minimums, in seconds.
    """
    for work in works:
        work()
    times = [[timed(work) for work in works] for _run in range(runs)]
    columns = list(zip(*times, strict=True))
    return [statistics.median(c) for c in columns], [min(c) for c in columns]
