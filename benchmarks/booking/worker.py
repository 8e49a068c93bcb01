"""A process that books, as told on standard input: one JSON object a line.

It reads the people it books for beforehand, as a request has its reader, says "ready",
and begins when it is told to go on. Afterwards it says how many it booked, how many
were refused, and from when until when.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import islice
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.booking.settings")

import django

django.setup()

from wagtail_esrlm.booking.services import request_enrolment  # noqa: E402
from wagtail_esrlm.errors import EsrlmError  # noqa: E402
from wagtail_esrlm.snippets.models import LearningClass  # noqa: E402
from wagtail_esrlm.workforce.models import Person  # noqa: E402

from .reference import book_plainly  # noqa: E402

#: Bookings of each process that are not counted.
WARM = 8


def by_reference(person: Person, learning_class: LearningClass) -> None:
    """Book with the least that can be done."""
    book_plainly(person_id=person.pk, class_id=learning_class.pk)


def by_service(person: Person, learning_class: LearningClass) -> None:
    """Book through the one door, as a person does for themselves."""
    request_enrolment(person=person, learning_class=learning_class, by=person.user)


def by_form(person: Person, learning_class: LearningClass) -> None:
    """Book through the one door with the key that a form sends."""
    request_enrolment(
        person=person,
        learning_class=learning_class,
        by=person.user,
        key=f"{person.pk}:{learning_class.pk}",
    )


WAYS: dict[str, Callable[[Person, LearningClass], None]] = {
    "reference": by_reference,
    "service": by_service,
    "form": by_form,
}


def pairs(told: dict[str, Any]) -> Iterator[tuple[Person, LearningClass]]:
    """Yield who books what: everybody once, the classes in turns."""
    people = Person.objects.select_related("user").in_bulk(told["people"])
    classes = list(LearningClass.objects.filter(pk__in=told["classes"]).order_by("pk"))
    again = told.get("again", False)
    while True:
        for person_id in told["people"]:
            yield people[person_id], classes[person_id % len(classes)]
        if not again:
            return


def work(told: dict[str, Any]) -> dict[str, Any]:
    """Book until the time is over. Returns: what came of it.

    The first bookings do not count: they compile and plan what all others use again.
    """
    book = WAYS[told["way"]]
    asked = pairs(told)
    for person, learning_class in islice(asked, WARM):
        with suppress(EsrlmError):
            book(person, learning_class)
    first = next(asked)
    say("ready")
    sys.stdin.readline()
    done, refused = 0, {}
    began = time.time()
    until = began + told["seconds"]
    person, learning_class = first
    while time.time() < until:
        try:
            book(person, learning_class)
            done += 1
        except EsrlmError as err:
            refused[err.code] = refused.get(err.code, 0) + 1
        following = next(asked, None)
        if following is None:
            break
        person, learning_class = following
    return {"done": done, "refused": refused, "began": began, "ended": time.time()}


def say(words: Any) -> None:
    """Say something to whoever started this."""
    print(json.dumps(words), flush=True)


if __name__ == "__main__":
    for line in sys.stdin:
        say(work(json.loads(line)))
