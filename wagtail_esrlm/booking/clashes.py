"""What sessions of a class would clash with: rooms, instructors, equipment.

Clashes are warnings: an organiser may know better.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.translation import gettext as _

from ..snippets.models import ClassSession, LearningClass
from ..workforce.models import Person
from .timetable import SessionInput, TimedSession, said_day, timetable_of
from .wording import time_in_words

Kind = Literal["room", "instructor", "equipment", "capacity"]


@dataclass(frozen=True)
class Clash:
    """One warning.

    Attributes:
        sentence: What is wrong, for whoever plans the class.
        session: The session as it was stated.
        reference: The other class; empty where there is none.
    """

    kind: Kind
    sentence: str
    session: SessionInput
    reference: str = ""


def clashes_of(
    sessions: Sequence[SessionInput],
    *,
    time_zone: str = "Europe/London",
    maximum_places: int | None = None,
    excluding: Iterable[LearningClass] = (),
) -> list[Clash]:
    """Return what the sessions would clash with, in the order of their start.

    Times that only touch do not clash: one ends at 12:00, the other starts then.

    Args:
        maximum_places: To be compared with what the rooms take.
        excluding: Classes that do not count, such as the one that is changed.

    Returns: warnings. Queries: 3, whatever the number of sessions.

    Raises:
        InvalidInput: where a time does not exist.
    """
    return clashes_between(
        timetable_of(sessions, ZoneInfo(time_zone)).sessions,
        maximum_places=maximum_places,
        excluding=excluding,
    )


def clashes_between(
    timed: Sequence[TimedSession],
    *,
    maximum_places: int | None = None,
    excluding: Iterable[LearningClass] = (),
) -> list[Clash]:
    """Return what sessions with their moments would clash with; as ``clashes_of``."""
    found: list[Clash] = []
    for each in timed:
        found += _too_small(each, maximum_places)
    if not timed:
        return found
    others = (
        ClassSession.objects.filter(
            _uses_the_same(timed),
            starts_at__lt=max(each.ends_at for each in timed),
            ends_at__gt=min(each.starts_at for each in timed),
        )
        .exclude(learning_class__status=LearningClass.Status.CANCELLED)
        .exclude(learning_class__in=[each.pk for each in excluding if each.pk])
        .select_related("learning_class")
        .prefetch_related("teaching", "equipment")
        .distinct()
        .order_by("starts_at", "pk")
    )
    stored = list(others)
    for each in timed:
        for other in stored:
            if other.starts_at < each.ends_at and each.starts_at < other.ends_at:
                found += _same_use(each, other)
    return found


def _uses_the_same(timed: Sequence[TimedSession]) -> Q:
    given = [each.given for each in timed]
    return (
        Q(location__in={each.location.pk for each in given if each.location})
        | Q(
            teaching__person__in={
                person.pk
                for each in given
                for person in each.instructors
                if isinstance(person, Person)
            }
        )
        | Q(equipment__in={thing.pk for each in given for thing in each.equipment})
    )


def _too_small(timed: TimedSession, maximum_places: int | None) -> Iterable[Clash]:
    room = timed.given.location
    if room and room.capacity and maximum_places and maximum_places > room.capacity:
        yield Clash(
            "capacity",
            _("%(room)s takes %(capacity)d people; the class has %(places)d places.")
            % {"room": room, "capacity": room.capacity, "places": maximum_places},
            timed.given,
        )


def _same_use(timed: TimedSession, other: ClassSession) -> Iterable[Clash]:
    given, reference = timed.given, other.learning_class.reference
    facts = {"class": reference, "day": said_day(other.held_on)}
    begin, end = time_in_words(other.starts_time), time_in_words(other.ends_time)
    facts["time"] = _("%(from)s to %(to)s") % {"from": begin, "to": end}
    if given.location and given.location.pk == other.location_id:
        yield Clash(
            "room",
            _("%(what)s is used by class %(class)s on %(day)s, %(time)s.")
            % (facts | {"what": given.location}),
            given,
            reference,
        )
    taught = {teaching.person_id for teaching in other.teaching.all()}
    for person in given.instructors:
        if isinstance(person, Person) and person.pk in taught:
            yield Clash(
                "instructor",
                _("%(what)s teaches class %(class)s on %(day)s, %(time)s.")
                % (facts | {"what": person}),
                given,
                reference,
            )
    used = {thing.pk for thing in other.equipment.all()}
    for thing in given.equipment:
        if thing.pk in used:
            yield Clash(
                "equipment",
                _("%(what)s is used by class %(class)s on %(day)s, %(time)s.")
                % (facts | {"what": thing}),
                given,
                reference,
            )
