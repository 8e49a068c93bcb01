"""A file is loaded while people book the classes that it changes (F11).

Places are never oversold, counters are what the rows say, no booking is lost, and
nobody hears of a deadlock. Each race stands beside its control, as in
``test_booking_races``.
"""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import transaction

from tests.booking.people import learner
from tests.processes import NEEDS_PROCESSES
from wagtail_esrlm.booking import places
from wagtail_esrlm.notifications.models import Message

from .loading import bookings_file, classes_file, in_turn, places_of
from .pair import LEVELS, REPEATABLE_READ, Pair, a_class, booked, faults, state_of

pytestmark = NEEDS_PROCESSES

ONE_DAY = datetime.timedelta(days=1)
#: Whoever reads first and locks later, if at all.
BLIND = ("hold", "class_lock", "version")

levels = pytest.mark.parametrize("isolation", LEVELS)


@pytest.fixture
def _django_db_helper(one_flush: None) -> None:
    """Leave the tables as they are between races: emptying takes longer than racing."""


# A file cancels a class while somebody books ----------------------------------------


def cancelled_while_booking(pair: Pair, *, first: str, **how: Any) -> Any:
    to, person = a_class(places=3), learner()
    there = booked(to)
    load = classes_file(to, Class_Status="Cancelled")
    said = in_turn(pair, load, ("ask", person.pk, to.pk), first=first, **how)
    told = Message.objects.filter(kind="class.cancelled").filter(
        person__in=[person, there.person]
    )
    return faults(to), said, told.count()


@levels
@pytest.mark.parametrize(
    ("first", "expected", "people_told"),
    [
        ("load", ("1 updated", "class_cancelled"), 1),
        ("ask", ("1 updated", "confirmed"), 2),
    ],
)
def test_nobody_stays_in_a_class_that_a_file_cancels(
    pair: Pair, first: str, expected: Any, people_told: int, isolation: str
) -> None:
    wrong, said, told = cancelled_while_booking(pair, first=first, isolation=isolation)
    assert (said, told, wrong) == (expected, people_told, set())


@pytest.mark.parametrize("first", ["load", "ask"])
def test_control_somebody_is_in_a_class_that_a_file_cancelled_blindly(
    pair: Pair, first: str
) -> None:
    wrong, _said, _told = cancelled_while_booking(pair, first=first, without=BLIND)
    assert wrong == {"in a cancelled class"}


def test_control_without_another_try_a_file_is_an_error(pair: Pair) -> None:
    _wrong, said, _told = cancelled_while_booking(
        pair, first="ask", isolation=REPEATABLE_READ, without=["retry"]
    )
    assert said == ("OperationalError", "confirmed")


# A file takes places away while somebody books --------------------------------------


def fewer_while_booking(pair: Pair, *, first: str, **how: Any) -> Any:
    to, person = a_class(places=2), learner()
    booked(to)
    load = classes_file(to, Maximum_Places="1")
    ask = ("ask", person.pk, to.pk)
    said = in_turn(pair, load, ask, first=first, stops="counted", **how)
    return faults(to), said, places_of(to)


@levels
@pytest.mark.parametrize(
    ("first", "expected", "most"),
    [
        ("load", ("1 updated", "waitlisted"), (1, 1)),
        ("ask", ("1 rejected", "confirmed"), (2, 2)),
    ],
)
def test_a_file_takes_no_place_from_who_books_meanwhile(
    pair: Pair, first: str, expected: Any, most: Any, isolation: str
) -> None:
    wrong, said, held = fewer_while_booking(pair, first=first, isolation=isolation)
    assert (said, held, wrong) == (expected, most, set())


def test_control_places_that_a_file_took_away_are_held_blindly(pair: Pair) -> None:
    _wrong, said, held = fewer_while_booking(pair, first="load", without=BLIND)
    assert said == ("1 updated", "confirmed")
    assert held == (2, 2), "and the file said one"


# A file moves a class while somebody books ------------------------------------------


def moved_while_booking(pair: Pair, *, first: str, **how: Any) -> Any:
    to, person = a_class(), learner()
    load = classes_file(to, in_days=7)
    ask = ("ask", person.pk, to.pk)
    said = in_turn(pair, load, ask, first=first, stops="saving", **how)
    before = to.starts_at
    to.refresh_from_db()
    told = person.messages.filter(kind="class.rescheduled").count()
    return faults(to), said, to.starts_at == before + 7 * ONE_DAY, told


@levels
@pytest.mark.parametrize(("first", "told"), [("load", 0), ("ask", 1)])
def test_a_file_moves_a_class_with_who_books_meanwhile(
    pair: Pair, first: str, told: int, isolation: str
) -> None:
    found = moved_while_booking(pair, first=first, isolation=isolation)
    assert found == (set(), ("1 updated", "confirmed"), True, told)


def test_control_a_move_is_refused_where_somebody_books_meanwhile(pair: Pair) -> None:
    found = moved_while_booking(pair, first="load", without=["anew"])
    assert found == (set(), ("1 rejected", "confirmed"), False, 0)


# A file changes a class that somebody else changes ----------------------------------


def changed_while_loading(pair: Pair, act: str, *given: Any, **how: Any) -> Any:
    """Return what both say, the status and the places, and who books afterwards."""
    to = a_class(places=1)
    booked(to)
    load = classes_file(to, Self_Enrolment="Y", Enrolment_Opens="2020-01-01")
    said = pair.race(load, (act, to.pk, *given), stops="looked", **how)
    to.refresh_from_db()
    assert to.enrolment_opens_at is not None or said[0] != "1 updated"
    pair.two.hears(pair.order(("ask", learner().pk, to.pk)))
    return said, to.status, places_of(to), pair.two.says(), faults(to)


@levels
def test_a_class_that_is_closed_meanwhile_stays_closed(
    pair: Pair, isolation: str
) -> None:
    said, status, _held, asked, wrong = changed_while_loading(
        pair, "shut", isolation=isolation
    )
    assert said == ("1 updated", "closed")
    assert (status, asked, wrong) == ("closed", "class_closed", set())


def test_control_a_class_is_opened_again_by_a_file_that_does_not_say_so(
    pair: Pair,
) -> None:
    _said, status, _held, asked, _wrong = changed_while_loading(
        pair, "shut", without=["anew"]
    )
    assert (status, asked) == ("normal", "waitlisted")


@levels
def test_places_that_are_added_meanwhile_stay(pair: Pair, isolation: str) -> None:
    said, _status, held, asked, wrong = changed_while_loading(
        pair, "resize", 5, isolation=isolation
    )
    assert said == ("1 updated", "done")
    assert (held, asked, wrong) == ((5, 1), "confirmed", set())


def test_control_added_places_are_taken_back_by_a_file_that_does_not_say_so(
    pair: Pair,
) -> None:
    _said, _status, held, asked, _wrong = changed_while_loading(
        pair, "resize", 5, without=["anew"]
    )
    assert (held, asked) == ((1, 1), "waitlisted")


# A file changes many classes while others note something about them ------------------


def noted_while_loading(pair: Pair, **how: Any) -> Any:
    """Let somebody get a place in the second class while they wait for the first.

    The waiting list of the first is to be looked at then; the file keeps the first, and
    wants the second.
    """
    first, second = a_class(places=1), a_class(places=1)
    person = learner()
    booked(first)
    waits = booked(first, "waitlisted", person=person)
    promoted = booked(second, "waitlisted", person=person)
    load = classes_file(first, second, Maximum_Places="4")
    said = pair.race(load, ("promote", second.pk), stops="counted", **how)
    states = state_of(waits), state_of(promoted)
    return said, states, faults(first) | faults(second)


@levels
def test_a_file_and_a_promotion_do_not_block_each_other(
    pair: Pair, isolation: str
) -> None:
    found = noted_while_loading(pair, isolation=isolation)
    assert found == (
        ("2 updated", "1 promoted"),
        ("waitlisted", "confirmed"),
        set(),
    )


def test_a_file_that_meets_a_deadlock_is_applied_all_the_same(pair: Pair) -> None:
    said, states, wrong = noted_while_loading(pair, without=["light lock"])
    assert said == ("2 updated", "1 promoted")
    assert (states, wrong) == (("waitlisted", "confirmed"), set())


def test_control_without_the_light_lock_and_another_try_one_gets_an_error(
    pair: Pair,
) -> None:
    said, _states, _wrong = noted_while_loading(pair, without=["light lock", "retry"])
    assert "OperationalError" in said


def test_a_class_that_is_kept_too_long_is_told_and_the_others_change(
    pair: Pair,
) -> None:
    kept, other = a_class(places=1), a_class(places=1)
    with transaction.atomic():
        places.hold(kept.pk)
        load = classes_file(kept, other, Maximum_Places="4")
        pair.one.hears(pair.order(load))
        assert pair.one.says() == "1 updated, 1 rejected"
    assert (places_of(kept), places_of(other)) == ((1, 0), (4, 0))


# Everything at once -------------------------------------------------------------------

ROUNDS = 8


def test_files_and_bookings_at_once_leave_nothing_wrong(pair: Pair) -> None:
    for number in range(ROUNDS):
        course = a_class().course
        made = [a_class(course=course, places=3, in_days=20 + day) for day in range(5)]
        people = [learner() for _one in range(6)]
        entered = [learner() for _one in range(2)]
        loads = [
            classes_file(*made, Maximum_Places="4"),
            classes_file(made[number % 5], Class_Status="Cancelled"),
            bookings_file(made[-1], *entered),
            classes_file(*made[1:3], in_days=30),
        ]
        asked = ("ask_all", [one.pk for one in people], [one.pk for one in made])
        pair.two.hears(pair.order(asked))
        for load in loads:
            pair.one.hears(pair.order(load))
            said = pair.one.says()
            assert "Error" not in said and "busy" not in said, said
        said = set(filter(None, pair.two.says().split(", ")))
        assert said <= {"class_cancelled"}, said
        for each in made:
            assert not faults(each)
            most, held = places_of(each)
            assert most is not None and held <= most
            asked_for = each.enrolments.filter(person__in=people).count()
            assert each.pk == made[number % 5].pk or asked_for == len(people)
