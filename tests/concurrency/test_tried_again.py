"""What the database gave up, or somebody sent twice, is done once (F1, F3, F8)."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from tests.booking.people import learner
from tests.processes import NEEDS_PROCESSES
from wagtail_esrlm.booking import places
from wagtail_esrlm.booking.models import ClassPlaces, Enrolment
from wagtail_esrlm.notifications.models import Message

from .pair import (
    LEVELS,
    READ_COMMITTED,
    REPEATABLE_READ,
    Pair,
    a_class,
    booked,
    faults,
    state_of,
)

pytestmark = NEEDS_PROCESSES

levels = pytest.mark.parametrize("isolation", LEVELS)
keys = pytest.mark.parametrize("key", [None, "key"])


@pytest.fixture
def _django_db_helper(one_flush: None) -> None:
    """Leave the tables as they are between races."""


# Serialization failures: everything is done again -----------------------------------


def two_ask_for_the_last_place(pair: Pair, key: str | None, **how: Any) -> Any:
    to, people = a_class(places=1), [learner(), learner()]
    acts = [("ask", person.pk, to.pk, key) for person in people]
    said = pair.race(*acts, isolation=REPEATABLE_READ, **how)
    assert not faults(to)
    return said


@keys
def test_a_serialization_failure_is_tried_again(pair: Pair, key: str | None) -> None:
    assert two_ask_for_the_last_place(pair, key) == ("confirmed", "waitlisted")


@keys
def test_control_without_another_try_it_is_an_error(
    pair: Pair, key: str | None
) -> None:
    said = two_ask_for_the_last_place(pair, key, without=["retry"])
    assert said == ("confirmed", "OperationalError")


# Deadlocks ---------------------------------------------------------------------------


def two_change_places(pair: Pair, key: str | None, **how: Any) -> Any:
    """Let two people move into each other's class, where both have room."""
    one = a_class(places=3)
    other = a_class(course=one.course, places=3, in_days=21)
    here, there = booked(one), booked(other)
    said = pair.race(
        ("move", here.pk, other.pk, key),
        ("move", there.pk, one.pk, key),
        stops="second",
        **how,
    )
    assert not faults(one) | faults(other)
    return said, (state_of(here), state_of(there))


@keys
def test_two_who_change_places_do_not_block_each_other(
    pair: Pair, key: str | None
) -> None:
    said, states = two_change_places(pair, key)
    assert said == ("confirmed", "confirmed")
    assert states == ("cancelled", "cancelled")


@keys
def test_a_deadlock_is_tried_again(pair: Pair, key: str | None) -> None:
    said, states = two_change_places(pair, key, without=["order"])
    assert said == ("confirmed", "confirmed")
    assert states == ("cancelled", "cancelled")


def test_control_without_order_and_another_try_one_gets_an_error(pair: Pair) -> None:
    said, states = two_change_places(pair, "key", without=["order", "retry"])
    assert sorted(said) == ["OperationalError", "confirmed"]
    assert sorted(states) == ["cancelled", "confirmed"]


# The same request twice at once ------------------------------------------------------


def sent_twice(pair: Pair, isolation: str = READ_COMMITTED, **how: Any) -> Any:
    waiting = booked(a_class(places=1), "waitlisted")
    act = ("set_priority", waiting.pk, 3, uuid4().hex)
    said = pair.race(act, act, isolation=isolation, **how)
    return said, waiting.steps.count()


@levels
def test_one_key_has_one_effect(pair: Pair, isolation: str) -> None:
    assert sent_twice(pair, isolation) == (("done", "done"), 1)


def test_control_without_keys_it_is_done_twice(pair: Pair) -> None:
    assert sent_twice(pair, without=["key"]) == (("done", "done"), 2)


def test_while_the_first_runs_the_second_hears_so_and_later_gets_its_answer(
    pair: Pair,
) -> None:
    """F3: three seconds, then "it is being done"."""
    to, person = a_class(places=1), learner()
    act = ("ask", person.pk, to.pk, uuid4().hex)
    pair.one.hears(pair.order(act, stops="decided"))
    assert pair.one.says() == "decided"
    pair.two.hears(pair.order(act))
    assert pair.two.says() == "still_running"
    pair.one.go_on()
    assert pair.one.says() == "confirmed"
    pair.two.hears(pair.order(act))
    assert pair.two.says() == "confirmed"
    assert Enrolment.objects.filter(learning_class=to).count() == 1


# The clock of an offer starts while its class is moved (rule 68) ----------------------


def moved_as_the_offer_is_sent(pair: Pair, **how: Any) -> Any:
    to = a_class(places=1, offer_hours=24)
    offered = booked(to, "offered")
    Message.objects.create(
        kind="booking.offered",
        person=offered.person,
        about_id=offered.pk,
        dedupe_key=f"booking.offered:{offered.pk}",
        due_at=offered.created_at,
    )
    said = pair.race(("send",), ("postpone", to.pk, 7), **how)
    offered.refresh_from_db()
    return said[1], offered.offer_expires_at is not None, faults(to)


@levels
def test_an_offer_gets_its_end_though_the_class_is_moved(
    pair: Pair, isolation: str
) -> None:
    said = moved_as_the_offer_is_sent(pair, isolation=isolation)
    assert said == ("done", True, set())


def test_control_without_the_lock_an_offer_never_ends(pair: Pair) -> None:
    said = moved_as_the_offer_is_sent(pair, without=["hold", "class_lock", "retry"])
    assert said == ("done", False, set())


# Nobody waits for ever ---------------------------------------------------------------


def test_who_cannot_get_the_lock_in_time_hears_so(pair: Pair) -> None:
    """F1: three seconds, then "try again", and nothing is changed."""
    to, person = a_class(places=1), learner()
    with transaction.atomic():
        places.hold(to.pk)
        pair.one.hears(pair.order(("ask", person.pk, to.pk, "key")))
        assert pair.one.says() == "busy"
    assert not Enrolment.objects.filter(learning_class=to).exists()
    assert ClassPlaces.objects.get(pk=to.pk).places_taken == 0
