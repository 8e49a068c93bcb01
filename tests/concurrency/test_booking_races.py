"""Two who change the same bookings at once: nothing is lost, nobody is let in wrongly.

The first stops when it has decided and written nothing; the second acts in the middle.
Each race stands beside its control, the same with the guard off, which shows the fault
(``reliability.md`` 4.1, 4.4). The guards: the counter is locked before anything is
read, and a booking is written only in the version that was read.
"""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from wagtail.models import ModelLogEntry

from tests.booking.people import learner
from tests.processes import NEEDS_PROCESSES
from wagtail_esrlm.booking.models import ClassPlaces, Enrolment
from wagtail_esrlm.booking.promotion import promote_due
from wagtail_esrlm.clock import now, today
from wagtail_esrlm.snippets.models import LearningClass
from wagtail_esrlm.testing import (
    EnrolmentFactory,
)

from .pair import LEVELS, Pair, a_class, booked, faults, state_of

pytestmark = NEEDS_PROCESSES

HOUR = datetime.timedelta(hours=1)
#: Whoever reads first and locks later, if at all.
BLIND = ("hold", "class_lock", "version")

levels = pytest.mark.parametrize("isolation", LEVELS)


@pytest.fixture
def _django_db_helper(one_flush: None) -> None:
    """Leave the tables as they are between races: emptying takes longer than racing."""


def a_list() -> tuple[LearningClass, Enrolment]:
    """Return a class with two places, and who waits; behind them one who leaves."""
    to = a_class(places=2)
    first = booked(to, "waitlisted")
    EnrolmentFactory(
        learning_class=to, person=learner(ends_on=today()), state="waitlisted"
    )
    return to, first


# Who waits gives up, and is promoted ------------------------------------------------


def promoted_while_cancelling(pair: Pair, **how: Any) -> tuple[LearningClass, Any]:
    to, waiting = a_list()
    said = pair.race(("promote", to.pk), ("cancel", waiting.pk), **how)
    return to, (*said, state_of(waiting))


@levels
def test_who_is_promoted_while_giving_up_has_no_place(
    pair: Pair, isolation: str
) -> None:
    to, said = promoted_while_cancelling(pair, isolation=isolation)
    assert said == ("1 promoted", "cancelled", "cancelled")
    assert not faults(to)


def test_control_who_has_given_up_is_promoted_blindly(pair: Pair) -> None:
    to, said = promoted_while_cancelling(pair, without=BLIND)
    assert said == ("1 promoted", "cancelled", "confirmed")
    assert faults(to) == {"places waiting", "steps"}


def cancelled_while_promoting(pair: Pair, **how: Any) -> tuple[LearningClass, Any]:
    to, waiting = a_list()
    said = pair.race(("cancel", waiting.pk), ("promote", to.pk), **how)
    return to, (*said, state_of(waiting))


@levels
def test_who_gives_up_is_not_promoted_any_more(pair: Pair, isolation: str) -> None:
    to, said = cancelled_while_promoting(pair, isolation=isolation)
    assert said == ("cancelled", "0 promoted", "cancelled")
    assert not faults(to)


def test_control_who_was_promoted_meanwhile_keeps_a_place_blindly(pair: Pair) -> None:
    to, _said = cancelled_while_promoting(pair, without=BLIND)
    assert faults(to) == {"places taken", "places waiting", "steps"}


# Two look at one waiting list -------------------------------------------------------


def two_promoters(pair: Pair, **how: Any) -> tuple[LearningClass, Any]:
    to, waiting = a_list()
    said = pair.race(("promote", to.pk), ("promote", to.pk), **how)
    return to, (*said, waiting.steps.count(), waiting.person.messages.count())


@levels
def test_two_promoters_promote_once(pair: Pair, isolation: str) -> None:
    to, said = two_promoters(pair, isolation=isolation)
    assert said == ("1 promoted", "0 promoted", 1, 1)
    assert not faults(to)


def test_control_two_promoters_promote_the_same_one_blindly(pair: Pair) -> None:
    to, said = two_promoters(pair, without=BLIND)
    assert said[:3] == ("1 promoted", "1 promoted", 2)
    assert "places taken" in faults(to)


# An offer is taken as it lapses (F21) -----------------------------------------------


def an_offer(**facts: Any) -> tuple[LearningClass, Enrolment, Enrolment]:
    """Return a class with its one place on offer, that offer, and who waits next."""
    to = a_class(places=1, offer_hours=24)
    ends = now() + HOUR
    offered = booked(to, "offered", offer_expires_at=ends, **facts)
    return to, offered, booked(to, "waitlisted")


def taken_as_it_lapses(pair: Pair, *, first: str, **how: Any) -> Any:
    to, offered, waiting = an_offer()
    assert offered.offer_expires_at is not None
    last_moment = offered.offer_expires_at
    acts = [
        ("accept", offered.pk, last_moment.isoformat()),
        ("lapse", (last_moment + HOUR / 60).isoformat()),
    ]
    said = pair.race(*(acts if first == "accept" else acts[::-1]), **how)
    promote_due()
    return faults(to), said, state_of(offered), state_of(waiting)


@levels
def test_an_offer_taken_at_the_last_moment_does_not_lapse(
    pair: Pair, isolation: str
) -> None:
    wrong, said, offered, waiting = taken_as_it_lapses(
        pair, first="accept", isolation=isolation
    )
    assert said == ("confirmed", "0 offers lapsed")
    assert (offered, waiting, wrong) == ("confirmed", "waitlisted", set())


@levels
def test_an_offer_that_lapsed_first_is_not_taken(pair: Pair, isolation: str) -> None:
    wrong, said, offered, waiting = taken_as_it_lapses(
        pair, first="lapse", isolation=isolation
    )
    assert said == ("1 offers lapsed", "offer_lapsed")
    assert (offered, waiting, wrong) == ("lapsed", "offered", set())


def test_control_a_place_that_has_lapsed_is_taken_blindly(pair: Pair) -> None:
    wrong, said, offered, _waiting = taken_as_it_lapses(
        pair, first="accept", without=BLIND
    )
    assert said == ("confirmed", "1 offers lapsed")
    assert (offered, wrong) == ("confirmed", {"places taken", "too many", "steps"})


def test_control_a_place_that_was_taken_lapses_blindly(pair: Pair) -> None:
    wrong, said, offered, _waiting = taken_as_it_lapses(
        pair, first="lapse", without=BLIND
    )
    assert said == ("1 offers lapsed", "confirmed")
    assert (offered, wrong) == ("lapsed", {"steps"})


# A class is cancelled while somebody books ------------------------------------------


def called_off_while_booking(pair: Pair, *, first: str, **how: Any) -> Any:
    to, person = a_class(places=3), learner()
    booked(to)
    acts = [("ask", person.pk, to.pk), ("call_off", to.pk)]
    said = pair.race(*(acts if first == "ask" else acts[::-1]), **how)
    return faults(to), said


@levels
@pytest.mark.parametrize(
    ("first", "expected"),
    [
        ("ask", ("confirmed", "cancelled")),
        ("call_off", ("cancelled", "class_cancelled")),
    ],
)
def test_nobody_stays_in_a_class_that_is_cancelled_meanwhile(
    pair: Pair, first: str, expected: tuple[str, str], isolation: str
) -> None:
    wrong, said = called_off_while_booking(pair, first=first, isolation=isolation)
    assert (said, wrong) == (expected, set())


@pytest.mark.parametrize("first", ["ask", "call_off"])
def test_control_somebody_is_in_a_cancelled_class_blindly(
    pair: Pair, first: str
) -> None:
    wrong, _said = called_off_while_booking(pair, first=first, without=BLIND)
    assert wrong == {"in a cancelled class"}


# The register closes while somebody comes or is marked ------------------------------


def closed_meanwhile(pair: Pair, act: str, *, stops: str = "", **how: Any) -> Any:
    """Let the register close first, or stop the other one there."""
    to = a_class(in_days=-1)
    there, late = booked(to), learner()
    other = ("walk_in", late.pk, to.pk) if act == "walk_in" else ("mark", there.pk)
    closing = ("close_register", to.pk)
    said = (
        pair.race(other, closing, stops=stops, **how)
        if stops
        else pair.race(closing, other, **how)
    )
    return faults(to), said, state_of(there)


@levels
@pytest.mark.parametrize("act", ["walk_in", "mark"])
def test_a_register_that_closes_first_stays_as_it_was_closed(
    pair: Pair, act: str, isolation: str
) -> None:
    wrong, said, state = closed_meanwhile(pair, act, isolation=isolation)
    assert said == ("done", "closed")
    assert (wrong, state) == (set(), "did_not_attend")


@levels
@pytest.mark.parametrize(
    ("act", "stops", "state"),
    [("walk_in", "decided", "did_not_attend"), ("mark", "marking", "attended")],
)
def test_a_register_closes_with_who_came_at_that_moment(
    pair: Pair, act: str, stops: str, state: str, isolation: str
) -> None:
    wrong, _said, outcome = closed_meanwhile(
        pair, act, stops=stops, isolation=isolation
    )
    assert (wrong, outcome) == (set(), state)


@pytest.mark.parametrize(
    ("act", "stops", "fault"),
    [
        ("walk_in", "", "in a closed register"),
        ("walk_in", "decided", "in a closed register"),
        ("mark", "", "mark without effect"),
        ("mark", "marking", "mark without effect"),
    ],
)
def test_control_a_register_closes_over_somebody_blindly(
    pair: Pair, act: str, stops: str, fault: str
) -> None:
    wrong, _said, _state = closed_meanwhile(pair, act, stops=stops, without=BLIND)
    assert wrong == {fault}


# Two correct one outcome ------------------------------------------------------------


def two_corrections(pair: Pair, **how: Any) -> Any:
    to = a_class(in_days=-1)
    there = booked(to, "attended")
    said = pair.race(
        ("correct", there.pk, "did_not_attend"), ("correct", there.pk, "excused"), **how
    )
    return faults(to), said, state_of(there)


@levels
def test_of_two_corrections_the_later_one_stands(pair: Pair, isolation: str) -> None:
    wrong, said, state = two_corrections(pair, isolation=isolation)
    assert said == ("did_not_attend", "excused")
    assert (wrong, state) == (set(), "excused")


def test_a_correction_waits_for_the_counter_whatever_the_version(pair: Pair) -> None:
    wrong, _said, state = two_corrections(pair, without=["version"])
    assert (wrong, state) == (set(), "excused")


def test_control_a_correction_is_written_over_another_blindly(pair: Pair) -> None:
    wrong, _said, state = two_corrections(pair, without=BLIND)
    assert (wrong, state) == ({"steps"}, "did_not_attend")


# Fewer places while somebody books (F18) --------------------------------------------


def fewer_while_booking(pair: Pair, *, first: str, **how: Any) -> Any:
    to, person = a_class(places=2), learner()
    booked(to)
    book, lower = ("ask", person.pk, to.pk), ("resize", to.pk, 1)
    said = (
        pair.race(book, lower, **how)
        if first == "ask"
        else pair.race(lower, book, stops="counted", **how)
    )
    places = ClassPlaces.objects.get(pk=to.pk)
    written = ModelLogEntry.objects.filter(action="wagtail_esrlm.class.places")
    return faults(to), said, places.maximum_places, written.exists()


@levels
@pytest.mark.parametrize(
    ("first", "expected", "most"),
    [
        ("ask", ("confirmed", "below_places_held"), 2),
        ("resize", ("done", "waitlisted"), 1),
    ],
)
def test_places_are_not_taken_from_who_books_meanwhile(
    pair: Pair, first: str, expected: tuple[str, str], most: int, isolation: str
) -> None:
    wrong, said, places, written = fewer_while_booking(
        pair, first=first, isolation=isolation
    )
    assert (said, places, wrong) == (expected, most, set())
    assert written is (most == 1)


def test_control_fewer_places_are_said_and_not_there_blindly(pair: Pair) -> None:
    _wrong, said, places, written = fewer_while_booking(
        pair, first="resize", without=BLIND
    )
    assert said == ("done", "confirmed")
    assert written
    assert places == 2


# A manager says yes while the person takes the request back -------------------------


def approved_while_cancelling(pair: Pair, *, first: str, **how: Any) -> Any:
    to = a_class(places=2, asks=True)
    asked = booked(to, "requested")
    acts = [("approve", asked.pk), ("cancel", asked.pk)]
    said = pair.race(*(acts if first == "approve" else acts[::-1]), **how)
    return faults(to), said, state_of(asked)


@levels
@pytest.mark.parametrize(
    ("first", "expected"),
    [("approve", ("confirmed", "cancelled")), ("cancel", ("cancelled", "not_asked"))],
)
def test_a_request_taken_back_is_not_booked(
    pair: Pair, first: str, expected: tuple[str, str], isolation: str
) -> None:
    wrong, said, state = approved_while_cancelling(
        pair, first=first, isolation=isolation
    )
    assert (said, state, wrong) == (expected, "cancelled", set())


def test_control_a_request_taken_back_is_booked_blindly(pair: Pair) -> None:
    wrong, _said, state = approved_while_cancelling(pair, first="cancel", without=BLIND)
    assert state == "cancelled"
    assert wrong == {"places taken", "steps"}
