"""A file enters people into classes, or takes them out, while others book (F11).

Each race stands beside its control, as in ``test_booking_races``.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.booking.people import learner
from tests.processes import NEEDS_PROCESSES

from .loading import bookings_file, in_turn, places_of
from .pair import LEVELS, Pair, a_class, faults

pytestmark = NEEDS_PROCESSES

#: Whoever reads first and locks later, if at all.
BLIND = ("hold", "class_lock", "version")

levels = pytest.mark.parametrize("isolation", LEVELS)


@pytest.fixture
def _django_db_helper(one_flush: None) -> None:
    """Leave the tables as they are between races: emptying takes longer than racing."""


# A file enters people while somebody books ------------------------------------------


def entered_while_booking(pair: Pair, *, first: str, **how: Any) -> Any:
    to, person = a_class(places=2), learner()
    load = bookings_file(to, learner(), learner())
    ask = ("ask", person.pk, to.pk)
    said = in_turn(pair, load, ask, first=first, stops="entering", **how)
    return faults(to), said, places_of(to)


@levels
@pytest.mark.parametrize(
    ("first", "expected"),
    [
        ("load", ("2 created", "waitlisted")),
        ("ask", ("1 created, 1 rejected", "confirmed")),
    ],
)
def test_a_file_and_who_books_share_the_last_places(
    pair: Pair, first: str, expected: Any, isolation: str
) -> None:
    wrong, said, held = entered_while_booking(pair, first=first, isolation=isolation)
    assert (said, held, wrong) == (expected, (2, 2), set())


def test_control_more_are_entered_than_there_are_places_blindly(pair: Pair) -> None:
    _wrong, _said, held = entered_while_booking(
        pair, first="load", without=[*BLIND, "room"]
    )
    assert held == (2, 3)


def the_same_person(pair: Pair, *, first: str, **how: Any) -> Any:
    to, person = a_class(places=2), learner()
    load = bookings_file(to, person)
    said = in_turn(pair, load, ("ask", person.pk, to.pk), first=first, **how)
    sources = list(to.enrolments.values_list("source", flat=True))
    return faults(to), said, sources


@levels
@pytest.mark.parametrize(
    ("first", "expected", "source"),
    [
        ("load", ("1 created", "confirmed"), "import"),
        ("ask", ("", "confirmed"), "self"),
    ],
)
def test_who_is_entered_while_booking_is_booked_once(
    pair: Pair, first: str, expected: Any, source: str, isolation: str
) -> None:
    found = the_same_person(pair, first=first, isolation=isolation)
    assert found == (set(), expected, [source])


def test_control_who_is_entered_while_booking_gets_an_error_blindly(pair: Pair) -> None:
    _wrong, said, _sources = the_same_person(pair, first="ask", without=BLIND)
    assert "IntegrityError" in said


def given_up_in_the_file(pair: Pair, **how: Any) -> Any:
    """Let a file cancel what it once entered, while somebody waits for the place."""
    to, person, waiting = a_class(places=1), learner(), learner()
    pair.one.hears(pair.order(bookings_file(to, person)))
    assert pair.one.says() == "1 created"
    load = bookings_file(to, person, status="Cancelled")
    said = pair.race(load, ("ask", waiting.pk, to.pk), **how)
    return faults(to), said, places_of(to)


@levels
def test_a_place_that_a_file_frees_goes_to_who_waits(
    pair: Pair, isolation: str
) -> None:
    wrong, said, held = given_up_in_the_file(pair, isolation=isolation)
    assert said == ("1 updated", "confirmed")
    assert (wrong, held) == (set(), (1, 1))
