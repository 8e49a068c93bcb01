"""Several processes that book at the same time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Outcome:
    """What came of a run.

    Attributes:
        refused: How many by the code of the refusal.
    """

    done: int
    seconds: float
    refused: Counter[str] = field(default_factory=Counter)

    @property
    def rate(self) -> float:
        """Bookings in a second."""
        return self.done / self.seconds

    @property
    def refusals(self) -> float:
        """Refusals in a second."""
        return self.refused.total() / self.seconds


def environment() -> dict[str, str]:
    """Return the environment of a process that works on the scratch database."""
    return {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": "benchmarks.booking.settings",
        "ESRLM_BENCHMARK_DATABASE": connection.settings_dict["NAME"],
    }


class Crowd:
    """Processes that book when told to."""

    def __init__(self, processes: Sequence[subprocess.Popen[str]]) -> None:
        self.processes = processes

    def book(
        self,
        way: str,
        *,
        people: Sequence[int],
        classes: Sequence[int],
        seconds: float,
        again: bool = False,
    ) -> Outcome:
        """Let all book at once for some seconds.

        Args:
            way: A key of ``worker.WAYS``.
            again: Each person asks again and again, where all are refused.
        """
        many = len(self.processes)
        for number, process in enumerate(self.processes):
            told = {
                "way": way,
                "people": list(people)[number::many],
                "classes": list(classes),
                "seconds": seconds,
                "again": again,
            }
            _tell(process, json.dumps(told))
        for process in self.processes:
            _hear(process)
        for process in self.processes:
            _tell(process, "go")
        answers = [_hear(process) for process in self.processes]
        refused: Counter[str] = Counter()
        for answer in answers:
            refused.update(answer["refused"])
        return Outcome(
            sum(answer["done"] for answer in answers),
            max(answer["ended"] for answer in answers)
            - min(answer["began"] for answer in answers),
            refused,
        )


@contextmanager
def crowd(many: int) -> Iterator[Crowd]:
    """Start so many processes, and end them."""
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "benchmarks.booking.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=environment(),
        )
        for _one in range(many)
    ]
    try:
        yield Crowd(processes)
    finally:
        for process in processes:
            if process.stdin:
                process.stdin.close()
        for process in processes:
            process.wait(30)


def _tell(process: Any, words: str) -> None:
    process.stdin.write(words + "\n")
    process.stdin.flush()


def _hear(process: Any) -> Any:
    line = process.stdout.readline()
    if not line:
        raise RuntimeError("A process that booked has ended.")
    return json.loads(line)
