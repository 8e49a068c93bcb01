"""The last places of a class, asked for by many processes at one moment (F1).

The race stands beside its control: with the guard off it oversells, so the test is
known to be able to fail.
"""

from __future__ import annotations

from contextlib import ExitStack

from tests.processes import NEEDS_PROCESSES, child
from wagtail_esrlm.booking.models import ClassPlaces, Enrolment
from wagtail_esrlm.booking.states import HOLDS_PLACE
from wagtail_esrlm.testing import LearningClassFactory, PersonFactory, seat

pytestmark = NEEDS_PROCESSES

PROCESSES, PLACES = 4, 2


def rush(*options: str) -> tuple[int, list[str]]:
    """Let processes ask at once; return how many hold a place, and the answers."""
    learning_class = LearningClassFactory(places=PLACES)
    people = [PersonFactory(with_user=True) for _one in range(PROCESSES)]
    for person in people:
        seat(person)
    with ExitStack() as stack:
        asking = [
            stack.enter_context(
                child("ask", *options, str(person.pk), str(learning_class.pk))
            )
            for person in people
        ]
        for one in asking:
            assert one.says() == "ready"
        for one in asking:
            one.go_on()
        if "count-first" in options:
            for one in asking:
                assert one.says() == "counted"
            for one in asking:
                one.go_on()
        answers = [one.says() for one in asking]
        for one in asking:
            one.ends_well()
    held = Enrolment.objects.filter(
        learning_class=learning_class, state__in=HOLDS_PLACE
    ).count()
    places = ClassPlaces.objects.get(learning_class=learning_class)
    if not options:
        assert places.places_taken == held
        assert places.places_waiting == PROCESSES - held
    return held, sorted(answers)


def test_many_at_once_get_exactly_the_places_there_are() -> None:
    held, answers = rush()
    assert held == PLACES
    assert answers == ["confirmed"] * PLACES + ["waitlisted"] * (PROCESSES - PLACES)


def test_control_places_that_are_counted_first_are_oversold() -> None:
    held, _answers = rush("count-first")
    assert held > PLACES
