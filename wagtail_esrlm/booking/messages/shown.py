"""A class as messages show it: when, where, and everything people need to join it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from zoneinfo import ZoneInfo

from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from ...links import link
from ...snippets.models import ClassSession, LearningClass


@dataclass(frozen=True)
class Meeting:
    """Sessions held one after another in the same place.

    Attributes:
        when: Each session in words.
        place: Site and room, or "Online"; "" where it is not known yet.
        address: Lines of the address.
        map_url: Where a map is, or "".
        webinar_url: Where an online session is joined, or "".
    """

    when: tuple[str, ...]
    place: str = ""
    address: tuple[str, ...] = ()
    map_url: str = ""
    webinar_url: str = ""


@dataclass(frozen=True)
class Instruction:
    """Something people must know to join: of the class or of a place.

    Attributes:
        heading: "Joining instructions", "Access", with the place where there are many.
        text: As it was written; may have lines.
    """

    heading: str
    text: str


@dataclass(frozen=True)
class ClassShown:
    """A class in words.

    Attributes:
        title: Of its course.
        starts: Day and time of the first session, short; "" without dates.
        first_day: "Thursday 3 December"; "" without dates.
        link: Address of its page, or "".
    """

    title: str
    reference: str
    starts: str = ""
    first_day: str = ""
    meetings: tuple[Meeting, ...] = ()
    instructions: tuple[Instruction, ...] = ()
    link: str = ""


def day_in_full(day: datetime.date) -> str:
    """Return "Thursday 3 December 2026"."""
    return date_format(day, "l j F Y")


def moment_in_full(moment: datetime.datetime, zone: str) -> str:
    """Return "Thursday 3 December 2026 at 17:00", in that zone."""
    local = moment.astimezone(ZoneInfo(zone))
    return _("%(day)s at %(time)s") % {
        "day": day_in_full(local.date()),
        "time": date_format(local, "G:i"),
    }


def session_in_full(session: ClassSession) -> str:
    """Return "Thursday 3 December 2026, 9:00 to 12:30"."""
    return _("%(day)s, %(from)s to %(to)s") % {
        "day": day_in_full(session.held_on),
        "from": time_format(session.starts_time, "G:i"),
        "to": time_format(session.ends_time, "G:i"),
    }


def show_class(
    learning_class: LearningClass,
    sessions: Sequence[ClassSession],
    *,
    joins: bool = False,
) -> ClassShown:
    """Put a class into words; its course, and its sessions' locations, are read.

    Args:
        joins: The reader has a place, so they read how to join.
    """
    first = sessions[0] if sessions else None
    return ClassShown(
        title=learning_class.course.title,
        reference=learning_class.reference,
        starts=moment_in_full(first.starts_at, learning_class.time_zone)
        if first
        else "",
        first_day=day_in_full(first.held_on) if first else "",
        meetings=tuple(_meetings(sessions, joins=joins)),
        instructions=tuple(_instructions(learning_class, sessions, joins=joins)),
        link=link("learning_class", uuid=learning_class.uuid),
    )


def _meetings(sessions: Iterable[ClassSession], *, joins: bool) -> Iterable[Meeting]:
    def place(session: ClassSession) -> tuple[int, str]:
        return session.location_id or 0, session.webinar_url

    for _place, group in groupby(sessions, key=place):
        together = list(group)
        location, webinar_url = together[0].location, together[0].webinar_url
        yield Meeting(
            when=tuple(session_in_full(session) for session in together),
            place=str(location) if location else (_("Online") if webinar_url else ""),
            address=tuple(location.address_lines) if location else (),
            map_url=location.map_url if location else "",
            webinar_url=webinar_url if joins else "",
        )


def _instructions(
    learning_class: LearningClass, sessions: Iterable[ClassSession], *, joins: bool
) -> Iterable[Instruction]:
    """Collect what the class and each of its places say, each once.

    How to get in with a wheelchair, for example, concerns also who has no place yet.
    """
    text = learning_class.joining_instructions.strip()
    if text and joins:
        yield Instruction(_("Joining instructions"), text)
    places = dict.fromkeys(each.location for each in sessions if each.location)
    for location in places:
        about = {"place": location}
        several = len(places) > 1
        text = location.joining_instructions.strip()
        if text and joins:
            yield Instruction(
                _("How to find %(place)s") % about if several else _("How to find us"),
                text,
            )
        if text := location.access_notes.strip():
            yield Instruction(
                _("Access at %(place)s") % about if several else _("Access"), text
            )


def read_sessions(learning_class: LearningClass) -> list[ClassSession]:
    """Return the sessions in order, with their places. Queries: 1."""
    return list(
        learning_class.sessions.select_related("location").order_by("starts_at", "pk")
    )
