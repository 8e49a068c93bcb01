"""Pokes, schedules and health: what stands between the work and django-q2."""

from __future__ import annotations

import datetime
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import RequestFactory
from django.urls import reverse
from django_q.conf import Conf
from django_q.models import OrmQ, Schedule

from wagtail_esrlm.jobs import enqueue, health, heartbeat, schedules, tasks
from wagtail_esrlm.jobs.models import Heartbeat, JobRun
from wagtail_esrlm.jobs.registry import Every, register_health_check, register_job
from wagtail_esrlm.jobs.retry import retry_job
from wagtail_esrlm.jobs.views import health_view

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_jobs")]


@pytest.fixture(autouse=True)
def orm_broker(monkeypatch):
    """Use the database as the queue, whatever the settings say."""
    monkeypatch.setattr(Conf, "ORM", "default")


def register(**options):
    """Register work that does nothing."""
    return register_job(
        "work", run=options.pop("run", lambda: "well"), every=Every.MINUTE, **options
    )


def age_heartbeat(name: str, seconds: int) -> None:
    """Let the last sign of life be that old."""
    heartbeat.beat(name)
    moment = Heartbeat.objects.get(name=name).beat_at
    Heartbeat.objects.filter(name=name).update(
        beat_at=moment - datetime.timedelta(seconds=seconds)
    )


def queued() -> list[tuple[str, tuple]]:
    """Return function and arguments of everything in the queue."""
    return [(entry.task["func"], entry.task["args"]) for entry in OrmQ.objects.all()]


class TestPokes:
    """A poke says "look at your list", after commit, and carries nothing."""

    def test_a_poke_is_sent_after_commit(self, django_capture_on_commit_callbacks):
        register()
        heartbeat.beat(heartbeat.QUEUE)
        with django_capture_on_commit_callbacks(execute=True):
            enqueue.poke("work")
            enqueue.poke("work")
            assert queued() == []
        assert queued() == [(enqueue.LOOK, ("work",))]

    @pytest.mark.parametrize("seconds", [None, 181])
    def test_no_poke_without_a_living_cluster(
        self, seconds, django_capture_on_commit_callbacks
    ):
        register()
        if seconds:
            age_heartbeat(heartbeat.QUEUE, seconds)
        with django_capture_on_commit_callbacks(execute=True):
            enqueue.poke("work")
        assert queued() == []

    def test_no_poke_where_a_tick_does_the_work(
        self, settings, django_capture_on_commit_callbacks
    ):
        settings.WAGTAIL_ESRLM = {"TICK_ONLY": True}
        register()
        heartbeat.beat(heartbeat.QUEUE)
        with django_capture_on_commit_callbacks(execute=True):
            enqueue.poke("work")
        assert queued() == []

    def test_a_broken_queue_breaks_nothing(
        self, monkeypatch, django_capture_on_commit_callbacks
    ):
        def fail(name: str) -> None:
            raise ConnectionError("no broker")

        monkeypatch.setattr(enqueue, "send", fail)
        heartbeat.beat(heartbeat.QUEUE)
        with django_capture_on_commit_callbacks(execute=True):
            enqueue.poke("work")

    @pytest.mark.django_db(transaction=True)
    def test_what_is_rolled_back_pokes_nobody(self):
        register()
        heartbeat.beat(heartbeat.QUEUE)
        with pytest.raises(ValueError, match="no"), transaction.atomic():
            enqueue.poke("work")
            raise ValueError("no")
        assert queued() == []

    def test_long_work_goes_to_its_cluster(self, settings):
        settings.WAGTAIL_ESRLM = {"LONG_CLUSTER": "long"}
        register(long=True)
        enqueue.send("work")
        assert OrmQ.objects.get().key == "long"


class TestTasks:
    """What the queue calls."""

    def test_looking_does_the_work_and_says_what_became_of_it(self):
        register()
        assert tasks.look("work") == "done"
        assert JobRun.objects.get().driver == "queue"
        assert tasks.look("gone") == "unknown"

    def test_a_failure_is_recorded_and_not_raised(self):
        def fail() -> str:
            raise RuntimeError("broken")

        register(run=fail)
        assert tasks.look("work") == "failed"
        assert tasks.look("work") == "not due"
        assert tasks.look("work", True) == "failed"

    def test_the_heartbeat_is_written(self):
        tasks.heartbeat()
        tasks.heartbeat()
        assert Heartbeat.objects.get().name == heartbeat.QUEUE
        assert heartbeat.age(heartbeat.QUEUE) < datetime.timedelta(seconds=5)
        assert heartbeat.age("nobody") is None

    def test_a_retry_goes_through_the_queue_or_is_done_at_once(self):
        register()
        assert retry_job("work").outcome == "done"
        heartbeat.beat(heartbeat.QUEUE)
        assert retry_job("work").outcome == "queued"
        assert queued() == [(enqueue.LOOK, ("work", True))]
        with pytest.raises(KeyError):
            retry_job("gone")


class TestSchedules:
    """Written by name, without cron, twice without a change."""

    def test_they_are_written_once(self):
        register()
        register_job("nightly", run=str, every=Every.DAY, hour=2)
        register_job("hourly", run=str, every=Every.HOUR)
        with time_machine.travel("2025-06-15T12:00:00+00:00", tick=False):
            out = StringIO()
            call_command("esrlm_schedules", stdout=out)
        assert out.getvalue().count("created") == 4
        assert {
            (entry.name, entry.schedule_type, entry.minutes)
            for entry in Schedule.objects.all()
        } == {
            ("esrlm.heartbeat", "I", 1),
            ("esrlm.work", "I", 1),
            ("esrlm.nightly", "H", None),
            ("esrlm.hourly", "H", None),
        }
        nightly = Schedule.objects.get(name="esrlm.nightly")
        assert nightly.next_run.isoformat() == "2025-06-15T12:05:00+00:00"
        assert nightly.args == "('nightly',)"
        assert nightly.repeats == -1
        assert {change.what for change in schedules.write_schedules()} == {"kept"}
        nightly.refresh_from_db()
        assert nightly.next_run.isoformat() == "2025-06-15T12:05:00+00:00"

    def test_daily_work_starts_soon_after_an_hour(self):
        job = register_job("nightly", run=str, every=Every.DAY, hour=2)
        for now, first in (("12:04", "12:05"), ("12:05", "13:05"), ("23:50", "00:05")):
            with time_machine.travel(f"2025-06-15T{now}:00+00:00", tick=False):
                assert schedules.first_run(job).isoformat()[11:16] == first

    def test_what_is_wrong_doubled_or_gone_is_put_right(self):
        register()
        schedules.write_schedules()
        Schedule.objects.filter(name="esrlm.work").update(args="('other',)", minutes=9)
        Schedule.objects.create(name="esrlm.work", func="x")
        Schedule.objects.create(name="esrlm.gone", func="x")
        Schedule.objects.create(name="host.own", func="x")
        found = {(c.name, c.what) for c in schedules.write_schedules()}
        assert found == {
            ("esrlm.heartbeat", "kept"),
            ("esrlm.work", "changed"),
            ("esrlm.work", "removed"),
            ("esrlm.gone", "removed"),
        }
        work = Schedule.objects.get(name="esrlm.work")
        assert (work.func, work.args, work.minutes) == (enqueue.LOOK, "('work',)", 1)
        call_command("esrlm_schedules", "--remove", stdout=StringIO())
        assert [entry.name for entry in Schedule.objects.all()] == ["host.own"]

    def test_a_site_of_ticks_has_none(self, settings):
        settings.WAGTAIL_ESRLM = {"TICK_ONLY": True}
        register()
        assert schedules.write_schedules() == []

    def test_a_site_without_django_q_has_none(self, monkeypatch, capsys):
        monkeypatch.setattr(schedules.apps, "is_installed", lambda name: False)
        call_command("esrlm_schedules")
        call_command("esrlm_schedules", remove=True)
        assert "esrlm_tick does the work here" in capsys.readouterr().out


class TestHealth:
    """Well or not, and why, without figures of people."""

    def test_well_with_a_heartbeat(self):
        register()
        heartbeat.beat(heartbeat.QUEUE)
        assert health.health().ok
        call_command("esrlm_health", stdout=StringIO())

    @pytest.mark.parametrize(
        ("seconds", "problem"), [(None, "never"), (181, "silent"), (179, None)]
    )
    def test_a_silent_queue_is_not_well(self, seconds, problem):
        if seconds:
            age_heartbeat(heartbeat.QUEUE, seconds)
        heartbeat.beat(heartbeat.TICK)
        problems = health.health().problems
        assert bool(problems) == bool(problem)
        if problem:
            assert problem in problems[0]

    @pytest.mark.parametrize(("seconds", "well"), [(None, False), (901, False), (9, 1)])
    def test_a_site_of_ticks_is_judged_by_its_last_tick(self, settings, seconds, well):
        settings.WAGTAIL_ESRLM = {"TICK_ONLY": True}
        if seconds:
            age_heartbeat(heartbeat.TICK, seconds)
        assert health.health().ok is bool(well)

    def test_failing_work_is_named_until_it_succeeds(self):
        state = {"broken": True}

        def sometimes() -> str:
            if state["broken"]:
                raise RuntimeError("broken")
            return ""

        register(run=sometimes)
        heartbeat.beat(heartbeat.QUEUE)
        for _ in range(5):
            tasks.look("work", True)
        assert health.health().problems == ("work failed 5 times in a row",)
        entry = health.job_states()[0]
        assert entry.is_quarantined
        assert entry.last_done is None
        state["broken"] = False
        tasks.look("work", True)
        assert health.health().ok
        entry = health.job_states()[0]
        assert not entry.is_failing
        assert entry.last_failed.pk < entry.last_done.pk

    def test_the_oldest_queued_task_is_watched(self):
        register()
        heartbeat.beat(heartbeat.QUEUE)
        enqueue.send("work")
        state = health.queue_state()
        assert state.size == 1
        assert health.health().ok
        moment = OrmQ.objects.get().lock - datetime.timedelta(minutes=11)
        OrmQ.objects.update(lock=moment)
        assert "11 minutes" in health.health().problems[0]

    def test_a_broker_that_cannot_be_asked_is_a_problem(self, monkeypatch):
        def fail() -> None:
            raise ConnectionError("redis://:secret@host is down")

        monkeypatch.setattr(health, "_queued", fail)
        heartbeat.beat(heartbeat.QUEUE)
        assert health.health().problems == (
            "the broker cannot be asked (ConnectionError)",
        )

    def test_domains_add_their_own_checks(self):
        def broken() -> str | None:
            raise RuntimeError("secret")

        heartbeat.beat(heartbeat.QUEUE)
        register_health_check("marks", lambda: "too old")
        register_health_check("well", lambda: None)
        register_health_check("broken", broken)
        assert health.health().problems == (
            "marks: too old",
            "broken: cannot be checked (RuntimeError)",
        )

    def test_the_command_and_the_view_say_no(self):
        out = StringIO()
        with pytest.raises(CommandError) as error:
            call_command("esrlm_health", stdout=out)
        assert error.value.returncode == 1
        assert "sign of life" in out.getvalue()
        response = health_view(RequestFactory().get("/"))
        assert response.status_code == 503
        assert response.content == b'{"status": "failing"}'
        assert "no-store" in response["Cache-Control"]
        heartbeat.beat(heartbeat.QUEUE)
        assert health_view(RequestFactory().head("/")).status_code == 200
        assert health_view(RequestFactory().post("/")).status_code == 405

    def test_states_of_many_jobs_take_few_queries(self, django_assert_num_queries):
        for number in range(6):
            register_job(f"work{number}", run=str, every=Every.MINUTE)
            tasks.look(f"work{number}")
        with django_assert_num_queries(3):
            assert all(entry.last_done for entry in health.job_states())


class TestTickCommand:
    """The driver without a cluster."""

    def test_it_does_what_is_due_and_beats(self):
        register()
        register_job("idle", run=str, due=lambda: False, every=Every.MINUTE)
        out = StringIO()
        call_command("esrlm_tick", stdout=out)
        assert out.getvalue() == "work done: well\n"
        assert heartbeat.age(heartbeat.TICK) is not None

    def test_it_fails_when_work_failed(self):
        def fail() -> str:
            raise RuntimeError("broken")

        register(run=fail)
        with pytest.raises(CommandError) as error:
            call_command("esrlm_tick", stdout=StringIO())
        assert error.value.returncode == 1

    def test_one_job_can_be_asked_for(self):
        register(due=lambda: False)
        out = StringIO()
        call_command("esrlm_tick", "--job", "work", stdout=out)
        assert "work done" in out.getvalue()
        call_command("esrlm_tick", "--list", stdout=out)
        assert "work: every minute" in out.getvalue()
        with pytest.raises(CommandError) as error:
            call_command("esrlm_tick", "--job", "gone")
        assert error.value.returncode == 2


def test_the_health_address_answers_without_a_log_in(client):
    assert client.get(reverse("wagtail_esrlm:esrlm_health")).status_code == 503
    heartbeat.beat(heartbeat.QUEUE)
    assert client.get(reverse("wagtail_esrlm:esrlm_health")).status_code == 200
