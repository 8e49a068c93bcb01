"""When work is due, how it is done, what is kept of it."""

from __future__ import annotations

import datetime

import pytest
import time_machine
from django.db import IntegrityError

from wagtail_esrlm.errors import Busy, InvalidInput
from wagtail_esrlm.jobs import runs
from wagtail_esrlm.jobs.lease import lease
from wagtail_esrlm.jobs.models import JobRun
from wagtail_esrlm.jobs.registry import Every, Job, find_job, jobs, register_job
from wagtail_esrlm.jobs.tick import run_now, tick

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_jobs")]

#: Five past two in the morning in London, in summer.
NIGHT = datetime.datetime(2025, 6, 15, 1, 5, tzinfo=datetime.UTC)


def work(every: Every = Every.MINUTE, **options) -> tuple[Job, list[int]]:
    """Register work that counts how often it was done."""
    done: list[int] = []

    def run() -> str:
        done.append(1)
        return f"{len(done)} done"

    return register_job("work", run=options.pop("run", run), every=every, **options), (
        done
    )


def outcome(job: Job) -> str:
    """Run a job and return what became of it."""
    return runs.run_job(job, driver="tick").outcome


def test_a_run_is_recorded_with_what_it_did():
    job, _done = work()
    assert runs.run_job(job, driver="queue") == runs.Result("work", "done", "1 done")
    run = JobRun.objects.get()
    assert (run.job, run.driver, run.outcome) == ("work", "queue", "done")
    assert run.summary == "1 done"
    assert run.ended_at >= run.started_at


def test_work_without_anything_to_do_leaves_no_record():
    job, done = work(due=lambda: False)
    assert outcome(job) == "not due"
    assert not done
    assert not JobRun.objects.exists()
    assert run_now("work").outcome == "done"


def test_work_that_is_being_done_elsewhere_is_left_alone():
    job, done = work()
    with lease(job.lease_name):
        assert outcome(job) == "busy"

    def refuse() -> str:
        raise Busy

    job, _done = work(run=refuse)
    assert outcome(job) == "busy"
    assert not JobRun.objects.exists()
    assert not done


@pytest.mark.parametrize(
    ("every", "hour", "waits", "expected"),
    [
        (Every.MINUTE, 0, datetime.timedelta(seconds=1), "done"),
        (Every.HOUR, 0, datetime.timedelta(minutes=54), "not due"),
        (Every.HOUR, 0, datetime.timedelta(minutes=55), "done"),
        (Every.DAY, 2, datetime.timedelta(hours=21), "not due"),
        (Every.DAY, 2, datetime.timedelta(hours=22), "not due"),
        (Every.DAY, 2, datetime.timedelta(hours=24), "done"),
        (Every.DAY, 0, datetime.timedelta(hours=22), "done"),
    ],
)
def test_work_is_due_again_after_its_time(every, hour, waits, expected):
    job, _done = work(every, hour=hour)
    with time_machine.travel(NIGHT, tick=False):
        assert outcome(job) == "done"
    with time_machine.travel(NIGHT + waits, tick=False):
        assert outcome(job) == expected


def test_daily_work_waits_for_its_local_hour():
    job, _done = work(Every.DAY, hour=2)
    with time_machine.travel(NIGHT - datetime.timedelta(minutes=10), tick=False):
        assert outcome(job) == "not due"
    with time_machine.travel(NIGHT, tick=False):
        assert outcome(job) == "done"


def test_daily_work_that_was_missed_is_done_later_that_day():
    job, _done = work(Every.DAY, hour=2)
    with time_machine.travel(NIGHT + datetime.timedelta(hours=15), tick=False):
        assert outcome(job) == "done"


def test_failed_work_is_recorded_and_waits_longer_each_time():
    def fail() -> str:
        raise InvalidInput("Position 30412 is closed.")

    job, _done = work(run=fail)
    moment = NIGHT
    for minutes in (1, 2, 4, 8, 60, 60):
        with time_machine.travel(moment, tick=False):
            assert outcome(job) == "failed"
        with time_machine.travel(
            moment + datetime.timedelta(minutes=minutes, seconds=-1), tick=False
        ):
            assert outcome(job) == "not due"
        moment += datetime.timedelta(minutes=minutes)
    run = JobRun.objects.first()
    assert run.outcome == JobRun.Outcome.FAILED
    assert "Position 30412" in run.summary
    assert "in fail" in run.error


def test_success_ends_the_waiting():
    state = {"broken": True}

    def sometimes() -> str:
        if state["broken"]:
            raise RuntimeError("broken")
        return "well"

    job, _done = work(run=sometimes)
    assert outcome(job) == "failed"
    assert outcome(job) == "not due"
    state["broken"] = False
    assert run_now("work").outcome == "done"
    assert outcome(job) == "done"


def test_databases_errors_are_kept_without_the_data_they_quote():
    number = str(20_000_001)

    def fail() -> str:
        raise IntegrityError(f"Key (employee_number)=({number}) already exists")

    job, _done = work(run=fail)
    outcome(job)
    run = JobRun.objects.get()
    assert number not in run.error + run.summary
    assert run.summary == "IntegrityError"


def test_a_killed_run_is_recorded_as_failed_by_the_next_one():
    job, _done = work()
    JobRun.objects.create(job="work", driver="queue", started_at=NIGHT)
    assert outcome(job) == "done"
    killed = JobRun.objects.get(started_at=NIGHT)
    assert killed.outcome == JobRun.Outcome.FAILED
    assert killed.error == runs.ABANDONED


def test_one_failure_does_not_stop_the_others():
    def fail() -> str:
        raise RuntimeError("broken")

    def never() -> bool:
        raise RuntimeError("cannot even ask")

    register_job("first", run=fail, every=Every.MINUTE)
    register_job("second", run=lambda: "", due=never, every=Every.MINUTE)
    register_job("third", run=lambda: "well", every=Every.MINUTE)
    assert [(result.job, result.outcome) for result in tick()] == [
        ("first", "failed"),
        ("second", "failed"),
        ("third", "done"),
    ]


def test_registering_again_replaces_in_place():
    register_job("first", run=lambda: "1", every=Every.MINUTE)
    register_job("second", run=lambda: "2", every=Every.MINUTE)
    register_job("first", run=lambda: "3", every=Every.HOUR)
    assert [job.name for job in jobs()] == ["first", "second"]
    assert find_job("first").every is Every.HOUR
    with pytest.raises(KeyError):
        find_job("none")


def test_old_runs_are_purged_but_the_last_good_one_is_kept():
    def made(job: str, days: int, kind: str) -> JobRun:
        return JobRun.objects.create(
            job=job,
            driver="tick",
            started_at=NIGHT - datetime.timedelta(days=days),
            outcome=kind,
        )

    last = made("rare", 200, "done")
    made("rare", 201, "done")
    recent = made("often", 1, "done")
    made("often", 15, "done")
    failed = made("often", 80, "failed")
    made("often", 91, "failed")
    running = made("often", 300, "running")
    with time_machine.travel(NIGHT, tick=False):
        assert runs.purge_runs() == "3 old runs deleted"
    assert set(JobRun.objects.all()) == {last, recent, failed, running}
