"""Somebody who gets two places at once, in classes at the same time, keeps one (51).

No counter guards it: two classes have two. Each race beside its control.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.booking.people import learner
from tests.processes import NEEDS_PROCESSES
from wagtail_esrlm.booking.states import State
from wagtail_esrlm.snippets.models import LearningClass
from wagtail_esrlm.testing import EnrolmentFactory
from wagtail_esrlm.workforce.models import Person

from .pair import LEVELS, Pair, a_class, booked, faults

pytestmark = NEEDS_PROCESSES
levels = pytest.mark.parametrize("isolation", LEVELS)


@pytest.fixture
def _django_db_helper(one_flush: None) -> None:
    """Leave the tables as they are between races: emptying takes longer than racing."""


Scene = tuple[Person, LearningClass, LearningClass]


def at_the_same_time() -> Scene:
    """Return somebody, and two classes of two courses at one time."""
    return learner(), a_class(in_days=20), a_class(in_days=20)


def places_of(scene: Scene) -> int:
    """Return how many places somebody has, with both classes in order."""
    person, *classes = scene
    assert not set().union(*map(faults, classes))
    return person.enrolments.filter(state=State.CONFIRMED).count()


def asked_twice(pair: Pair, **how: Any) -> tuple[Any, int]:
    person, one, other = scene = at_the_same_time()
    said = pair.race(("ask", person.pk, one.pk), ("ask", person.pk, other.pk), **how)
    return said, places_of(scene)


@levels
def test_who_asks_for_both_at_once_gets_one(pair: Pair, isolation: str) -> None:
    said, held = asked_twice(pair, isolation=isolation)
    assert said == ("confirmed", "overlaps")
    assert held == 1


def test_control_who_asks_for_both_at_once_gets_both(pair: Pair) -> None:
    said, held = asked_twice(pair, without=["own_time"])
    assert said == ("confirmed", "confirmed")
    assert held == 2


def promoted_while_asking(pair: Pair, *, first: str, **how: Any) -> tuple[Any, int]:
    person, full, free = scene = at_the_same_time()
    EnrolmentFactory(learning_class=full, person=person, state="waitlisted")
    acts = [("promote", full.pk), ("ask", person.pk, free.pk)]
    said = pair.race(*(acts if first == "promote" else acts[::-1]), **how)
    return said, places_of(scene)


@levels
@pytest.mark.parametrize(
    ("first", "expected"),
    [
        ("promote", ("1 promoted", "overlaps")),
        ("ask", ("confirmed", "0 promoted")),
    ],
)
def test_who_is_promoted_while_asking_for_another_gets_one(
    pair: Pair, first: str, expected: tuple[str, str], isolation: str
) -> None:
    said, held = promoted_while_asking(pair, first=first, isolation=isolation)
    assert said == expected
    assert held == 1


@pytest.mark.parametrize("first", ["promote", "ask"])
def test_control_who_is_promoted_while_asking_gets_both(pair: Pair, first: str) -> None:
    _said, held = promoted_while_asking(pair, first=first, without=["own_time"])
    assert held == 2


def test_two_lists_promote_somebody_once(pair: Pair) -> None:
    person, one, other = scene = at_the_same_time()
    for learning_class in (one, other):
        EnrolmentFactory(
            learning_class=learning_class, person=person, state="waitlisted"
        )
        booked(learning_class, "waitlisted")
    pair.race(("promote", one.pk), ("promote", other.pk))
    assert places_of(scene) == 1
