"""A real django-q2 cluster on PostgreSQL: it drains, and it survives a kill."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db.models.functions import Now

from tests.processes import NEEDS_PROCESSES, database_url, environment, eventually
from wagtail_esrlm.compliance.models import ComplianceRecord, StaleMark
from wagtail_esrlm.jobs import heartbeat, schedules
from wagtail_esrlm.jobs.health import health
from wagtail_esrlm.jobs.models import JobRun, Lease
from wagtail_esrlm.jobs.tick import tick
from wagtail_esrlm.testing import PersonFactory, RequirementFactory, seat

pytestmark = [*NEEDS_PROCESSES, pytest.mark.slow]


@contextmanager
def cluster(settings_module: str = "tests.settings") -> Iterator[subprocess.Popen]:
    """Run a cluster, and kill its whole group in the end."""
    process = subprocess.Popen(
        [sys.executable, "-m", "django", "qcluster", "--skip-checks"],
        env=environment(settings_module),
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)


def somebody_stale() -> None:
    """Make a person of whom one more competency is required, not yet calculated."""
    seat(PersonFactory())
    tick()
    assert not StaleMark.objects.exists()
    RequirementFactory()
    assert StaleMark.objects.exists()


def has_drained() -> bool:
    """Whether the marks are gone and the record is there."""
    return not StaleMark.objects.exists() and ComplianceRecord.objects.exists()


def redis_is_there() -> bool:
    """Whether a Redis answers."""
    url = urlsplit(os.environ.get("REDIS_URL", "redis://127.0.0.1:6379/9"))
    try:
        socket.create_connection((url.hostname, url.port or 6379), 1).close()
    except OSError:
        return False
    return True


@pytest.mark.parametrize("settings_module", ["tests.settings", "redis"])
def test_a_running_cluster_beats_and_drains(settings_module):
    if settings_module == "redis":
        if not redis_is_there():
            pytest.skip("Needs Redis.")
        settings_module = "tests.jobs.redis_settings"
    schedules.write_schedules()
    somebody_stale()
    assert not health().ok
    with cluster(settings_module):
        assert eventually(has_drained)
        assert eventually(lambda: heartbeat.age(heartbeat.QUEUE) is not None)
        done = JobRun.objects.filter(job="drain", driver="queue", outcome="done")
        assert eventually(done.exists, 5)
        if settings_module == "tests.settings":
            assert eventually(lambda: health().ok, 10)
            # Alive: the next change is poked and needs no schedule.
            schedules.write_schedules(remove=True)
            started = time.monotonic()
            RequirementFactory()
            assert StaleMark.objects.exists()
            assert eventually(has_drained, 20)
            assert time.monotonic() - started < 20


def kill_the_worker_in_the_middle() -> int:
    """Hold the drain up in its transaction, kill its process, and return its id."""
    with psycopg.connect(database_url()) as blocker:
        table = ComplianceRecord._meta.db_table
        blocker.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
        waiting = (
            "SELECT count(*) FROM pg_locks WHERE NOT granted"
            " AND relation = %s::regclass AND database = (SELECT oid FROM pg_database"
            " WHERE datname = current_database())"
        )
        assert eventually(lambda: blocker.execute(waiting, [table]).fetchone() > (0,))
        holder = Lease.objects.get(name="job.drain").holder
        pid = int(holder.split(":")[1])
        os.kill(pid, signal.SIGKILL)
        return pid


def test_a_worker_killed_in_the_middle_loses_nothing():
    schedules.write_schedules()
    somebody_stale()
    before = StaleMark.objects.count()
    with cluster():
        kill_the_worker_in_the_middle()
        assert StaleMark.objects.count() == before
        assert not ComplianceRecord.objects.exists()
        # Two minutes pass: the leases of the dead run out.
        Lease.objects.exclude(holder="").update(expires_at=Now())
        if not eventually(has_drained, 70):
            pytest.fail("The cluster did not take up the work again")
        runs = JobRun.objects.filter(job="drain", driver="queue").order_by("pk")
        outcomes: list[str] = []

        def told() -> bool:
            outcomes[:] = [run.outcome for run in runs.all()]
            return outcomes[:2] == ["failed", "done"]

        assert eventually(told, 20), outcomes
    assert ComplianceRecord.objects.count() == 1


def test_a_tick_takes_over_from_a_killed_cluster():
    schedules.write_schedules()
    somebody_stale()
    with cluster():
        kill_the_worker_in_the_middle()
    held = {result.job: result.outcome for result in tick()}
    assert held["drain"] == "busy"
    Lease.objects.exclude(holder="").update(expires_at=Now())
    assert {result.job: result.outcome for result in tick()}["drain"] == "done"
    assert has_drained()
