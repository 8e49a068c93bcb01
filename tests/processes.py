"""Real processes beside a test, on the database of the test (PostgreSQL)."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection

#: How long a child may take for one step, in seconds.
PATIENCE = 60

#: ``pytestmark`` of a module whose tests start processes.
NEEDS_PROCESSES = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="Needs PostgreSQL and processes."
    ),
]


def database_url(name: str = "") -> str:
    """Return the address of the database of this test.

    Args:
        name: What PostgreSQL shall call those who connect with it.
    """
    stated = connection.settings_dict
    host, port = stated["HOST"] or "127.0.0.1", stated["PORT"] or 5432
    secret = f":{quote(stated['PASSWORD'])}" if stated["PASSWORD"] else ""
    called = f"?application_name={name}" if name else ""
    return f"postgres://{stated['USER']}{secret}@{host}:{port}/{stated['NAME']}{called}"


def environment(settings_module: str = "tests.settings", name: str = ""):
    """Return the environment of a process beside this one."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": settings_module,
        "DATABASE_URL": database_url(name),
    }


def eventually(holds: Callable[[], bool], seconds: float = 90) -> bool:
    """Wait until something holds; return whether it came to hold in time.

    By default as long as a cluster takes: it looks at its schedules each half minute.
    """
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.05)
    return False


class Child:
    """A process that says a line for each step, and reads one where it waits."""

    def __init__(
        self,
        *arguments: Any,
        name: str = "child",
        module: str = "tests.concurrency.child",
        settings_module: str = "tests.settings",
    ) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", module, *map(str, arguments)],
            env=environment(settings_module, name),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def says(self) -> str:
        """Return its next line; empty when it has ended."""
        assert self.process.stdout
        return self.process.stdout.readline().strip()

    def is_silent(self, seconds: float) -> bool:
        """Whether it says nothing for so long."""
        assert self.process.stdout
        return not select.select([self.process.stdout], [], [], seconds)[0]

    def hears(self, line: str) -> None:
        """Give it a line to read."""
        assert self.process.stdin
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()

    def go_on(self) -> None:
        """Let it leave the place where it waits."""
        self.hears("")

    def stop(self) -> None:
        """Close its input."""
        assert self.process.stdin
        self.process.stdin.close()

    def ends_well(self) -> None:
        """Wait for its end."""
        assert self.process.wait(PATIENCE) == 0

    def kill(self) -> None:
        """Kill it without warning."""
        self.process.kill()
        self.process.wait(PATIENCE)


@contextmanager
def child(*arguments: Any, **facts: str) -> Iterator[Child]:
    """Run a child; it never outlives the test."""
    started = Child(*arguments, **facts)
    try:
        yield started
    finally:
        started.kill()
