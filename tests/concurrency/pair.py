"""Two processes that meet in the middle of a booking, and what must hold afterwards."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.db import connection

from tests.booking.people import learner
from tests.processes import Child, eventually
from wagtail_esrlm.booking.models import ClassPlaces, Enrolment, SessionMark
from wagtail_esrlm.booking.states import HOLDS_PLACE, OPEN, State
from wagtail_esrlm.snippets.models import LearningClass
from wagtail_esrlm.testing import (
    AudienceFactory,
    CourseFactory,
    EnrolmentFactory,
    LearningClassFactory,
)

#: What is done, and the keys and values it is done with.
Act = tuple[Any, ...]

READ_COMMITTED, REPEATABLE_READ = "READ COMMITTED", "REPEATABLE READ"
LEVELS = [READ_COMMITTED, REPEATABLE_READ]

MODULE = "tests.concurrency.booker"


@dataclass
class Pair:
    """Two bookers, kept for all tests of a module: their start takes longest."""

    one: Child
    two: Child

    def race(
        self,
        first: Act,
        second: Act,
        *,
        stops: str = "decided",
        without: Collection[str] = (),
        isolation: str = READ_COMMITTED,
    ) -> tuple[str, str]:
        """Let the second act while the first has decided and not yet written.

        The first goes on when the second has ended, or waits for its lock.

        Args:
            stops: Where the first stops.
            without: Guards that neither has.

        Returns: what the first and the second said.
        """
        settled: Any = {"without": without, "isolation": isolation}
        self.one.hears(self.order(first, stops=stops, **settled))
        place = self.one.says()
        assert place == stops, f"It never stopped: {place}"
        self.two.hears(self.order(second, **settled))
        try:
            assert eventually(lambda: self._second_is_through(), 30)
        finally:
            self.one.go_on()
        return self.one.says(), self.two.says()

    @staticmethod
    def order(
        act: Act,
        *,
        stops: str = "",
        without: Collection[str] = (),
        isolation: str = READ_COMMITTED,
    ) -> str:
        """Return an order as a booker reads it."""
        stated = {"stops": stops, "without": list(without), "isolation": isolation}
        return json.dumps({"act": act[0], "given": act[1:], **stated}, default=str)

    def _second_is_through(self) -> bool:
        return not self.two.is_silent(0) or _waits("two")


def _waits(name: str) -> bool:
    """Whether a process of this name waits for a lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
            " AND application_name = %s AND datname = current_database()",
            [name],
        )
        return bool(cursor.fetchone()[0])


@contextmanager
def bookers() -> Iterator[Pair]:
    """Start both, and kill both."""
    started = Pair(*(Child(name=name, module=MODULE) for name in ("one", "two")))
    try:
        for each in (started.one, started.two):
            assert each.says() == "ready"
        yield started
    finally:
        for each in (started.one, started.two):
            each.kill()


def faults(learning_class: LearningClass) -> set[str]:
    """Return what is wrong with a class, in a word each; empty where all is well."""
    stored = LearningClass.objects.get(pk=learning_class.pk)
    places = ClassPlaces.objects.get(pk=stored.pk)
    people = list(Enrolment.objects.filter(learning_class=stored))
    states = [one.state for one in people]
    held = sum(state in HOLDS_PLACE for state in states)
    found = {
        "places taken": places.places_taken != held,
        "places waiting": places.places_waiting != states.count(State.WAITLISTED),
        "too many": held > (places.maximum_places or held) + places.extra_places,
        "in a cancelled class": stored.status == "cancelled"
        and bool(set(states) & OPEN),
        "in a closed register": (
            stored.register_closed_at is not None and State.CONFIRMED in states
        ),
        "mark without effect": SessionMark.objects.filter(
            enrolment__in=people,
            is_present=True,
            enrolment__state=State.DID_NOT_ATTEND,
        ).exists(),
        "steps": not all(_steps_lead_to(one) for one in people),
    }
    return {name for name, is_so in found.items() if is_so}


def _steps_lead_to(enrolment: Enrolment) -> bool:
    """Whether the steps of a booking follow from each other and end where it stands."""
    steps = list(enrolment.steps.order_by("pk").values_list("from_state", "to_state"))
    return all(
        before == after
        for (_from, before), (after, _to) in pairwise([*steps, (enrolment.state, "")])
    )


def a_class(**facts: Any) -> LearningClass:
    """Return a class that everybody may book; of a course of its own by default."""
    asks = facts.pop("asks", False)
    if "course" not in facts:
        facts["course"] = CourseFactory(approval_required=asks)
        AudienceFactory(course=facts["course"])
    return LearningClassFactory(**facts)


def booked(to: LearningClass, state: str = "confirmed", **facts: Any) -> Enrolment:
    """Return a booking of somebody with a log-in."""
    person = facts.pop("person", None) or learner()
    return EnrolmentFactory(learning_class=to, person=person, state=state, **facts)


def state_of(enrolment: Enrolment) -> str:
    return Enrolment.objects.get(pk=enrolment.pk).state
