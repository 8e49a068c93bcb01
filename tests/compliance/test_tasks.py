"""The background work of compliance: done when due, and watched."""

from __future__ import annotations

import datetime

import pytest
import time_machine

from wagtail_esrlm import clock
from wagtail_esrlm.compliance import marks, tasks
from wagtail_esrlm.compliance.models import (
    CalculationState,
    ComplianceRecord,
    StaleMark,
)
from wagtail_esrlm.jobs.lease import lease
from wagtail_esrlm.jobs.models import JobRun
from wagtail_esrlm.jobs.tick import tick
from wagtail_esrlm.testing import PersonFactory, RequirementFactory, seat

pytestmark = pytest.mark.django_db


def pass_over() -> dict[str, str]:
    """Do one tick and return what became of each job that was due."""
    return {
        result.job: result.outcome for result in tick() if result.outcome != "not due"
    }


@pytest.fixture
def person():
    """Return somebody of whom one competency is required."""
    found = PersonFactory()
    RequirementFactory()
    seat(found)
    return found


def test_a_tick_without_any_cluster_brings_everything_up_to_date(person):
    outcomes = pass_over()
    assert outcomes["advance_day"] == "done"
    assert ComplianceRecord.objects.filter(person=person).count() == 1
    assert not StaleMark.objects.exists()
    assert not tasks.day_is_due()
    again = pass_over()
    assert "advance_day" not in again
    assert "drain" not in again


def test_marks_are_drained_by_the_next_tick(person):
    pass_over()
    RequirementFactory(competency__name="NHS|CSTF|Fire Safety - 2 Years|")
    assert StaleMark.objects.exists()
    assert pass_over() == {"drain": "done"}
    assert ComplianceRecord.objects.filter(person=person).count() == 2
    run = JobRun.objects.filter(job="drain").first()
    assert run.summary == "1 rows added, 0 changed, 0 removed"


def test_a_refresh_elsewhere_is_left_alone(person):
    pass_over()
    marks.mark_all(reason="test")
    runs = JobRun.objects.count()
    with lease("compliance-refresh"):
        assert pass_over() == {"drain": "busy"}
    assert JobRun.objects.count() == runs
    assert pass_over() == {"drain": "done"}


def test_every_day_is_compared_and_drift_is_a_problem(person):
    night = datetime.datetime.combine(
        clock.today() + datetime.timedelta(days=3), datetime.time(2, 30), clock.zone()
    )
    with time_machine.travel(night, tick=False):
        assert pass_over()["compare"] == "done"
        assert "compare" not in pass_over()
        assert tasks.records_problem() is None
        ComplianceRecord.objects.all().delete()
    with time_machine.travel(night + datetime.timedelta(days=1), tick=False):
        pass_over()
        CalculationState.objects.update(drifted_rows=1)
        assert "put rows right" in tasks.records_problem()


def test_waiting_marks_and_an_old_day_are_problems(person):
    pass_over()
    assert tasks.marks_problem() is None
    marks.mark_all(reason="test")
    assert tasks.marks_problem() is None
    later = clock.now() + datetime.timedelta(minutes=16)
    with time_machine.travel(later, tick=False):
        assert "16 minutes" in tasks.marks_problem()
    tomorrow = clock.today() + datetime.timedelta(days=1)
    for minutes, problem in ((59, None), (61, "stored records are those of another")):
        moment = datetime.datetime.combine(
            tomorrow, datetime.time(0, 0), clock.zone()
        ) + datetime.timedelta(minutes=minutes)
        with time_machine.travel(moment, tick=False):
            found = tasks.records_problem()
            assert (found is None) if problem is None else (problem in found)
