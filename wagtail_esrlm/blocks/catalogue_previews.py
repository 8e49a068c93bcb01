"""Made-up courses for the editor's previews; no database, nobody real."""

from __future__ import annotations

import datetime
import uuid
from types import SimpleNamespace
from typing import Any

from .. import clock


def plain_value() -> dict[str, Any]:
    """Return the options of a block that an editor has just put in."""
    return {"heading": "", "heading_level": "2"}


def listing_value() -> dict[str, Any]:
    """Return the same for a listing."""
    return plain_value() | {"category": None, "page_size": 10}


def course_value() -> dict[str, Any]:
    """Return the same for a block about one course, before one is chosen."""
    return plain_value() | {"course": None}


def timetable_value() -> dict[str, Any]:
    """Return the same for a timetable."""
    return plain_value() | {"course": None, "category": None, "site": ""}


class _Rows(list[Any]):
    """A list that templates ask as they ask a relation."""

    def all(self) -> _Rows:
        """Return every one."""
        return self


#: Title, summary, how, days until the first class, places, taken, waiting.
_COURSES = (
    ("Adult basic life support", "Chest compressions and the defibrillator, hands on.")
    + ("Classroom", 8, 12, 8, 0),
    ("Fire safety on the ward", "What to do in the first three minutes.")
    + ("Classroom", 13, 20, 20, 3),
    ("Speaking up", "How to raise a concern, and what happens then.")
    + ("Webinar", 20, 40, 12, 0),
)


def _class(title: str, days: int, most: int, taken: int, waiting: int) -> Any:
    from ..booking.models import ClassPlaces
    from ..snippets.models import Location

    day = clock.today() + datetime.timedelta(days=days)
    session = SimpleNamespace(
        held_on=day,
        starts_time=datetime.time(9),
        ends_time=datetime.time(12, 30),
        location=Location(name="Royal Wing", room="Seminar room 2"),
        webinar_url="",
    )
    return SimpleNamespace(
        pk=days,
        uuid=uuid.UUID(int=days),
        sessions=_Rows([session]),
        places=ClassPlaces(
            maximum_places=most, places_taken=taken, places_waiting=waiting
        ),
        course=SimpleNamespace(title=title, uuid=uuid.UUID(int=days)),
    )


def _entries() -> list[Any]:
    entries = []
    for number, (title, summary, mode, days, most, taken, waiting) in enumerate(
        _COURSES
    ):
        course = SimpleNamespace(
            title=title,
            summary=summary,
            uuid=uuid.UUID(int=days),
            category=SimpleNamespace(name="Statutory and mandatory"),
            delivery_modes=[SimpleNamespace(label=mode)],
        )
        classes = [
            _class(title, days + 14 * week, most, max(0, taken - 4 * week), waiting)
            for week in range(2)
        ]
        entries.append(
            SimpleNamespace(course=course, classes=classes, is_needed=number == 0)
        )
    return entries


def _listed() -> list[Any]:
    """Return the courses as a list shows them: each class in a line."""
    from ..booking.wording import class_in_words, place_in_words, places_tag

    entries = _entries()
    for entry in entries:
        entry.url = "#"
        entry.classes = [
            SimpleNamespace(
                url="#",
                when=class_in_words(found),
                where=place_in_words(found),
                tag=places_tag(found.places),
            )
            for found in entry.classes
        ]
    return entries


def _frame(**options: Any) -> dict[str, Any]:
    from ..compliance.parts import frame

    return frame(
        None,
        heading=options.get("heading"),
        level=options.get("level"),
        show="all",
    )


def listing_example(**options: Any) -> dict[str, Any]:
    """Return the context of a catalogue of made-up courses."""
    from ..booking.forms import CatalogueForm

    entries = _listed()
    asking = SimpleNamespace(
        form=CatalogueForm(),
        asked=SimpleNamespace(is_about_classes=False),
        chips=[],
        listing=SimpleNamespace(entries=entries, found=len(entries)),
        needs_first=True,
        clear_address="",
        pages=1,
        number=1,
        previous_address="",
        next_address="",
    )
    return _frame(**options) | {"asking": asking}


def card_example(**options: Any) -> dict[str, Any]:
    """Return the context of one made-up course."""
    return _frame(**options) | {"entries": _listed()[:1]}


def timetable_example(**options: Any) -> dict[str, Any]:
    """Return the context of a made-up timetable."""
    classes = [found for entry in _entries() for found in entry.classes]
    classes.sort(key=lambda found: found.sessions[0].held_on)
    return _frame(**options) | {"classes": classes}


def form_example(**options: Any) -> dict[str, Any]:
    """Return the context of a made-up course to book."""
    classes = _entries()[0].classes
    labels = {found.pk: SimpleNamespace(short_label="Book") for found in classes}
    return _frame(**options) | {"classes": classes, "options": labels}


def bookings_example(**options: Any) -> dict[str, Any]:
    """Return the context of made-up bookings."""
    from ..booking.bookings import BookingGroup
    from ..booking.wording import TAGS, class_in_words, place_in_words

    rows: list[Any] = []
    for entry, state in zip(_entries(), ("confirmed", "waitlisted"), strict=False):
        first = entry.classes[0]
        rows.append(
            SimpleNamespace(
                enrolment=SimpleNamespace(course_title=entry.course.title),
                tag=TAGS[state],
                when=class_in_words(first),
                where=place_in_words(first),
                line="Number 2 on the list" if state == "waitlisted" else "",
                url="#",
                action=None,
            )
        )
    groups = [
        BookingGroup("Coming up", (rows[0],)),
        BookingGroup("Waiting", (rows[1],)),
    ]
    return _frame(**options) | {"groups": groups}
