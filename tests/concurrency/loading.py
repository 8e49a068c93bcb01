"""Files that are loaded while people book, and what is so afterwards."""

from __future__ import annotations

import datetime
from typing import Any

from wagtail_esrlm.booking.models import ClassPlaces, Enrolment
from wagtail_esrlm.booking.states import HOLDS_PLACE
from wagtail_esrlm.snippets.models import LearningClass
from wagtail_esrlm.workforce.models import Person

from .pair import Pair

ONE_DAY = datetime.timedelta(days=1)


def classes_file(*stated: LearningClass, in_days: int = 0, **facts: str) -> Any:
    """Return the act that loads classes as they are stored, but for some facts.

    Args:
        in_days: By how many days they move.
    """
    columns = {name.replace("_", " "): value for name, value in facts.items()}
    head = ["Class Reference", "Course Code", "Session Date", "Start Time", "End Time"]
    lines = [",".join([*head, *columns])]
    for each in stated:
        session = each.sessions.get()
        day = session.held_on + in_days * ONE_DAY
        times = (session.starts_time, session.ends_time)
        cells = [each.reference, each.course.code, day, *times, *columns.values()]
        lines.append(",".join(map(str, cells)))
    return "load", "classes", "\n".join(lines)


def bookings_file(to: LearningClass, *people: Person, status: str = "Confirmed") -> Any:
    """Return the act that enters people."""
    lines = [f"{to.reference},{one.employee_number},{status}" for one in people]
    head = "Class Reference,Employee Number,Status"
    return "load", "enrolments", "\n".join([head, *lines])


def places_of(to: LearningClass) -> tuple[int | None, int]:
    """Return how many places there are, and how many people hold one."""
    held = Enrolment.objects.filter(learning_class=to, state__in=HOLDS_PLACE)
    return ClassPlaces.objects.get(pk=to.pk).maximum_places, held.count()


def in_turn(pair: Pair, load: Any, ask: Any, *, first: str, **how: Any) -> Any:
    """Let the file, or who asks, come first; return what the file and the other say."""
    if first == "load":
        return pair.race(load, ask, **how)
    how["stops"] = "decided"
    asked, loaded = pair.race(ask, load, **how)
    return loaded, asked
