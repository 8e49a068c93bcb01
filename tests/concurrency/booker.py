"""A process of its own that does to bookings what it is told, line by line.

Each line is an order as JSON: what to do, where to stop on the way, which guards to go
without, how isolated. Where it stops it says the name of the place, and goes on when it
reads a line; in the end it says what came of it.
"""

from __future__ import annotations

import datetime
import io
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from django.contrib.contenttypes.models import ContentType  # noqa: E402
from django.core.cache import cache  # noqa: E402
from django.db import DatabaseError, connection  # noqa: E402

from wagtail_esrlm.booking import (  # noqa: E402
    attendance,
    capacity,
    class_endings,
    classes,
    closing,
    moving,
    offers,
    promotion,
    rescheduling,
    services,
)
from wagtail_esrlm.booking.classes import sessions_of  # noqa: E402
from wagtail_esrlm.booking.models import Enrolment  # noqa: E402
from wagtail_esrlm.errors import EsrlmError  # noqa: E402
from wagtail_esrlm.imports.kinds import classes as classes_kind  # noqa: E402
from wagtail_esrlm.imports.services import import_file  # noqa: E402
from wagtail_esrlm.inserting import Batch  # noqa: E402
from wagtail_esrlm.notifications.sending import send_due  # noqa: E402
from wagtail_esrlm.snippets.models import LearningClass  # noqa: E402
from wagtail_esrlm.workforce.models import Person  # noqa: E402

from .child import say, wait  # noqa: E402
from .guards import WITHOUT, replaced, replaced_everywhere  # noqa: E402


def enrolment(pk: int) -> Enrolment:
    """Return a booking as an edge reads it."""
    return Enrolment.objects.select_related("person__user", "learning_class").get(pk=pk)


def ask(person: int, to: int, key: str | None = None) -> str:
    """Ask for a place."""
    stored = Person.objects.select_related("user").get(pk=person)
    return services.request_enrolment(
        person=stored,
        learning_class=LearningClass.objects.get(pk=to),
        by=stored.user,
        despite=["same_course"],
        key=key,
    ).state


def approve(pk: int) -> str:
    """Say yes."""
    return services.approve(enrolment=enrolment(pk), by=None).state


def cancel(pk: int) -> str:
    """Give a booking up."""
    one = enrolment(pk)
    return services.cancel(enrolment=one, by=one.person.user).state


def accept(pk: int, at: str) -> str:
    """Take an offer at a moment."""
    one = enrolment(pk)
    return services.accept_offer(
        enrolment=one, by=one.person.user, at=datetime.datetime.fromisoformat(at)
    ).state


def lapse(at: str) -> str:
    """Let offers lapse that ended before a moment."""
    return offers.lapse_offers(datetime.datetime.fromisoformat(at))


def promote(to: int) -> str:
    """Look at a waiting list."""
    return f"{len(promotion.promote(to))} promoted"


def move(pk: int, to: int, key: str | None = None) -> str:
    """Move somebody to another class."""
    one = enrolment(pk)
    return services.move(
        enrolment=one,
        to=LearningClass.objects.get(pk=to),
        by=one.person.user,
        reason="Family",
        key=key,
    ).state


def set_priority(pk: int, priority: int, key: str | None = None) -> str:
    """Let somebody go first."""
    services.set_priority(
        enrolment=enrolment(pk), priority=priority, by=None, reason="Rota", key=key
    )
    return "done"


def call_off(to: int) -> str:
    """Cancel a class."""
    stored = LearningClass.objects.get(pk=to)
    return class_endings.cancel_class(
        learning_class=stored, reason="Flooded", by=None
    ).status


def resize(to: int, places: int) -> str:
    """Change how many places a class has."""
    stored = LearningClass.objects.get(pk=to)
    capacity.set_capacity(learning_class=stored, maximum_places=places, by=None)
    return "done"


def postpone(to: int, days: int) -> str:
    """Move a class to later days."""
    from tests.booking.machine.driver import datetime_moved

    stored = LearningClass.objects.get(pk=to)
    shift = datetime.timedelta(days=days)
    sessions = [datetime_moved(one, shift) for one in sessions_of(stored)]
    rescheduling.reschedule(learning_class=stored, sessions=sessions, by=None)
    return "done"


def walk_in(person: int, to: int) -> str:
    """Let somebody else of the office add who has come."""
    others = Person.objects.select_related("user").exclude(pk=person)
    office = others.exclude(user=None)[0].user
    office.is_superuser = True
    return services.add_walk_in(
        learning_class=LearningClass.objects.get(pk=to),
        person=Person.objects.get(pk=person),
        by=office,
        reason="At the door",
    ).state


def mark(pk: int) -> str:
    """Mark somebody present."""
    one = enrolment(pk)
    session = one.learning_class.sessions.get()
    attendance.mark(enrolments=[one], session=session, is_present=True, by=None)
    return "done"


def close_register(to: int) -> str:
    """Close a register; who has no mark was not there."""
    stored = LearningClass.objects.get(pk=to)
    closing.close_register(learning_class=stored, by=None, unmarked_are_absent=True)
    return "done"


def correct(pk: int, to: str) -> str:
    """Set another outcome."""
    return closing.correct(
        enrolment=enrolment(pk), to_state=to, by=None, reason="An error"
    ).state


def load(kind: str, text: str) -> str:
    """Load a file, and say what became of its rows."""
    done = import_file(kind=kind, file=io.BytesIO(text.encode()))
    counts = {name: getattr(done, name) for name in ("created", "updated", "rejected")}
    return ", ".join(f"{count} {name}" for name, count in counts.items() if count)


def ask_all(people: list[int], classes: list[int]) -> str:
    """Let each ask for a place in each class; say what went wrong."""
    said = set()
    for to in classes:
        for person in people:
            try:
                said.add(ask(person, to))
            except EsrlmError as err:
                said.add(err.code)
    return ", ".join(sorted(said - {"confirmed", "waitlisted"}))


def shut(to: int) -> str:
    """Close a class to bookings."""
    stored = LearningClass.objects.get(pk=to)
    return class_endings.close_class(learning_class=stored, by=None).status


def send() -> str:
    """Send what is due."""
    return send_due()


@contextmanager
def stopping(place: str) -> Iterator[None]:
    """Stop once where everything is decided and nothing of it is written."""
    stops = [place]

    def before(function: Callable[..., Any]) -> Callable[..., Any]:
        def waiting(*args: Any, **kwargs: Any) -> Any:
            if stops:
                wait(stops.pop())
            return function(*args, **kwargs)

        return waiting

    with ExitStack() as stack:
        for owner, name in PLACES[place]:
            function = getattr(owner, name)
            stack.enter_context(
                replaced_everywhere(name, function, before(function))
                if owner is services
                else replaced(owner, name, before(function))
            )
        yield


#: Where it can stop: before one of these is called.
PLACES: dict[str, list[tuple[Any, str]]] = {
    "decided": [
        (services, "transition_many"),
        (services, "enter"),
        (Batch, "write"),
    ],
    "second": [(moving.places, "take")],
    "counted": [(capacity.places, "resize")],
    "marking": [(attendance.SessionMark.objects, "bulk_create")],
    "looked": [(classes_kind, "change_class")],
    "saving": [(classes, "save_class")],
    "entering": [(capacity.places, "change")],
}


def carry_out(order: dict[str, Any]) -> str:
    """Do what an order says, and return what came of it."""
    ContentType.objects.clear_cache()
    cache.clear()
    level = order["isolation"]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL {level}"
        )
    with ExitStack() as stack:
        for guard in order["without"]:
            stack.enter_context(WITHOUT[guard]())
        if order["stops"]:
            stack.enter_context(stopping(order["stops"]))
        try:
            return str(ACTS[order["act"]](*order["given"]))
        except EsrlmError as err:
            return err.code
        except DatabaseError as err:
            return type(err).__name__


ACTS: dict[str, Callable[..., str]] = {
    act.__name__: act
    for act in (
        *(ask, approve, cancel, accept, lapse, promote, move, set_priority, call_off),
        *(resize, postpone, walk_in, mark, close_register, correct, send),
        *(load, ask_all, shut),
    )
}


if __name__ == "__main__":
    say("ready")
    while line := sys.stdin.readline():
        say(carry_out(json.loads(line)))
