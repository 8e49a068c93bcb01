"""Classes in one line each: when, where, and how many places are left.

A list of courses shows dozens of them. Words and links are made of a few columns, in
one statement, without making a class, its places, its sessions and their rooms.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from django.db.models import QuerySet

from ..compliance.wording import Tag
from ..links import links_of
from ..snippets.models import LearningClass
from ..snippets.models.classes import LearningClassQuerySet
from ..snippets.models.places import room_in_words
from .models import ClassPlaces
from .wording import places_tag, rooms_in_words, sessions_in_words

_CLASS = ("pk", "uuid", "course_id")
_PLACES = ("maximum_places", "extra_places", "places_taken", "places_waiting")
_SESSION = (
    "held_on",
    "starts_time",
    "ends_time",
    "webinar_url",
    "location__name",
    "location__room",
)
_COLUMNS = (
    *_CLASS,
    *(f"places__{name}" for name in _PLACES),
    *(f"sessions__{name}" for name in _SESSION),
)


@dataclass(frozen=True)
class ClassLine:
    """A class as a list shows it, in the language that is on.

    Attributes:
        places_left: None for no limit.
        tag: The same in words.
    """

    pk: int
    course_id: int
    url: str
    when: str
    where: str
    places_left: int | None
    tag: Tag


class _Session(NamedTuple):
    held_on: datetime.date
    starts_time: datetime.time
    ends_time: datetime.time
    webinar_url: str
    site: str | None
    room: str | None

    @property
    def place(self) -> str:
        return room_in_words(self.site, self.room or "") if self.site else ""


def rows_of_lines(classes: LearningClassQuerySet) -> QuerySet[LearningClass, Any]:
    """Return what ``class_lines`` are made of: a row a session, soonest first."""
    return classes.order_by("starts_at", "pk", "sessions__starts_at").values_list(
        *_COLUMNS
    )


def class_lines(rows: Iterable[tuple[Any, ...]]) -> list[ClassLine]:
    """Return classes in one line each, from ``rows_of_lines``."""
    address = links_of("learning_class")

    @cache
    def places(*counts: int | None) -> tuple[int | None, Tag]:
        found = ClassPlaces(**dict(zip(_PLACES, counts, strict=True)))
        return found.places_left, places_tag(found)

    lines = []
    for (pk, class_uuid, course_id, *counts), same in groupby(
        rows, itemgetter(*range(7))
    ):
        sessions = [_Session(*row[7:]) for row in same if row[7] is not None]
        left, tag = places(*counts)
        lines.append(
            ClassLine(
                pk=pk,
                course_id=course_id,
                url=address(class_uuid),
                when=sessions_in_words(sessions),
                where=rooms_in_words(
                    (each.place, bool(each.webinar_url)) for each in sessions
                ),
                places_left=left,
                tag=tag,
            )
        )
    return lines
