"""Booking against a plain model of it, verb by verb, on whichever database it is."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from django.db import connection
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from .machine.machine import Booking
from .machine.play import MINUTE

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

#: Runs of a check of every change; ``BOOKING_RUNS`` plays so many others, at random.
RUNS = int(os.environ.get("BOOKING_RUNS", "0"))
STEPS = 40
#: SQLite plays more of them in the same half minute.
FEW, FEWEST = (15, 500) if connection.vendor == "sqlite" else (6, 200)

#: Everything that booking can be asked to do.
VERBS = frozenset(
    """ask group approve decline accept let_go move keep walk_in set_priority
    raise lower close call_off postpone mark close_register correct""".split()
) | {f"cancel by {source}" for source in ("self", "manager", "administrator")}


def test_booking_does_what_the_model_says() -> None:
    Booking.executed.clear()
    play = settings(
        max_examples=RUNS or FEW,
        stateful_step_count=STEPS,
        derandomize=not RUNS,
        database=None,
        phases=[Phase.generate, *([Phase.shrink] if RUNS else [])],
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Booking, settings=play)
    done = Booking.executed
    assert sum(done.values()) >= FEWEST, sorted(done.items())
    assert len({verb for verb in VERBS if done[f"{verb} done"]}) >= 8, done


@pytest.fixture
def play() -> Iterator[Booking]:
    """Return the machine, to be told what to do."""
    Booking.executed.clear()
    machine = Booking()
    yield machine
    machine.teardown()


def check(play: Booking) -> None:
    """Ask all that must hold."""
    play.software_and_model_agree()
    play.counters_agree()
    play.nobody_is_in_without_approval()
    play.steps_and_messages_agree()


def at(play: Booking, name: str, to: str) -> None:
    """Let the verbs that follow be about the booking of somebody in a class."""
    one = play.model.standing(play.human(name), play.klass(to))
    play.pick = lambda *_stated: one  # type: ignore[method-assign]


def test_every_verb_is_done_and_agrees(play: Booking) -> None:
    """The dice above need not throw each."""
    the_whole_story(play)


def the_whole_story(play: Booking) -> None:
    """Play one story with every verb in it."""
    for name in ("amina", "ben", "carys", "dev"):
        play.ask(name, "C", keeps=name == "dev", by="s")
        play.ask(name, "B", keeps=False, by="s")
    at(play, "amina", "B")
    play.approve(1)
    at(play, "ben", "B")
    play.decline(1)
    check(play)
    at(play, "dev", "C")
    play.set_priority(1, priority=2)
    at(play, "amina", "C")
    play.cancel(1, by="s", note="")
    play.by_itself("work")
    play.by_itself("send")
    check(play)
    at(play, "dev", "C")
    play.let_go(1)
    play.by_itself("work")
    play.by_itself("send")
    at(play, "carys", "C")
    play.accept(1)
    check(play)
    play.group_whole(["customer"], "A")
    play.resize("A", 1, None)
    play.resize("A", 4, None)
    play.resize("A", 2, None)
    play.walk_in("carys", "A")
    play.walk_in("dev", "A")
    play.send_again()
    play.resize("C", 4, None)
    at(play, "dev", "C")
    play.cancel(1, by="m", note="")
    check(play)
    play.postpone("A", 7)
    at(play, "carys", "A")
    play.keep(1)
    at(play, "dev", "A")
    play.move(1, to="C", reason="Family")
    check(play)
    play.hold("A", [True, True], ends=True)
    check(play)
    at(play, "carys", "A")
    play.correct(1, to="excused", reason="Called to the ward")
    at(play, "carys", "C")
    play.cancel(1, by="a", note="")
    play.close("C")
    play.call_off("D")
    play.tick(MINUTE)
    play.by_itself("work")
    check(play)
    done = play.executed
    missing = sorted(verb for verb in VERBS if not done[f"{verb} done"])
    assert not missing, (missing, sorted(done.items()))
