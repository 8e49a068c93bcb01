"""Booking over HTTP against the same plain model: a live server and its API."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from .test_state_machine import RUNS, STEPS, the_whole_story

pytest.importorskip("rest_framework")

from .machine.over_http import CHANGES, PRYING, BookingOverHttp

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

#: SQLite plays more of them in the same quarter of a minute.
FEW, FEWEST = (4, 120) if connection.vendor == "sqlite" else (3, 100)

#: Different changes that the dice bring about over HTTP, at the least; the story below
#: brings about each.
FEWEST_CHANGES = 6


def test_the_api_does_what_the_model_says() -> None:
    BookingOverHttp.executed.clear()
    play = settings(
        max_examples=RUNS or FEW,
        stateful_step_count=STEPS,
        derandomize=not RUNS,
        database=None,
        phases=[Phase.generate, *([Phase.shrink] if RUNS else [])],
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(BookingOverHttp, settings=play)
    done = BookingOverHttp.executed
    made = {name for name in CHANGES if done[f"{name} over HTTP"]}
    counted = {"requests", "read", *(f"{name} over HTTP" for name in CHANGES)}
    steps = sum(times for name, times in done.items() if name not in counted)
    assert steps >= FEWEST, sorted(done.items())
    assert done["requests"] - done["read"] >= FEWEST / 3, sorted(done.items())
    assert len(made) >= FEWEST_CHANGES, sorted(CHANGES - made)
    assert done["read"] >= FEWEST, done


@pytest.fixture
def play() -> Iterator[BookingOverHttp]:
    """Return the machine, to be told what to do."""
    BookingOverHttp.executed.clear()
    machine = BookingOverHttp()
    yield machine
    machine.teardown()


def test_every_verb_is_done_over_http_and_agrees(play: BookingOverHttp) -> None:
    the_whole_story(play)
    for name in ("amina", "ben", "carys", "dev"):
        play.reads(play.human(name))
    play.manager_reads()
    for number, act in enumerate(PRYING):
        play.pry(number, act, "stranger")
        play.pry(number, act, "colleague")
    assert not CHANGES - set(play.driver.carried_out), play.driver.carried_out
