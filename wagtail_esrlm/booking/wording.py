"""Classes and bookings in plain words: when, where, how many places are left."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Protocol
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from ..clock import today
from ..compliance.wording import Tag
from ..snippets.models import LearningClass
from .models import ClassPlaces
from .states import State

#: From this many on, places left are many enough not to be counted down.
FEW_PLACES = 5

TAGS: dict[str, Tag] = {
    State.REQUESTED: Tag(gettext_lazy("Waiting for approval"), "info", "clock"),
    State.WAITLISTED: Tag(gettext_lazy("On the waiting list"), "info", "clock"),
    State.OFFERED: Tag(gettext_lazy("Place offered"), "warning", "flag"),
    State.CONFIRMED: Tag(gettext_lazy("Booked"), "success", "tick"),
    State.ATTENDED: Tag(gettext_lazy("Attended"), "success", "tick"),
    State.PARTIALLY_ATTENDED: Tag(gettext_lazy("Attended in part"), "neutral", "ring"),
    State.DID_NOT_ATTEND: Tag(gettext_lazy("Did not attend"), "danger", "cross"),
    State.EXCUSED: Tag(gettext_lazy("Excused"), "neutral", "pause"),
    State.DECLINED: Tag(gettext_lazy("Not approved"), "neutral", "cross"),
    State.LAPSED: Tag(gettext_lazy("Lapsed"), "neutral", "pause"),
    State.CANCELLED: Tag(gettext_lazy("Cancelled"), "neutral", "cross"),
}


def time_in_words(moment: datetime.time) -> str:
    """Return "9:00"."""
    return f"{moment.hour}:{moment:%M}"


def day_of_session(day: datetime.date, *, on: datetime.date | None = None) -> str:
    """Return "Thu 3 Dec", with the year where it is not this one."""
    is_this_year = day.year == (on or today()).year
    return _day_in_words(day, "D j M" if is_this_year else "D j M Y", get_language())


@lru_cache(maxsize=2048)
def _day_in_words(day: datetime.date, form: str, _language: str | None) -> str:
    """Return a day in the language that is on: lists say the same days many times."""
    return date_format(day, form)


class Sitting(Protocol):
    """When a session is held; a ``ClassSession``, or the same columns of it."""

    @property
    def held_on(self) -> datetime.date: ...
    @property
    def starts_time(self) -> datetime.time: ...
    @property
    def ends_time(self) -> datetime.time: ...


def session_in_words(session: Sitting) -> str:
    """Return "Thu 3 Dec, 9:00 to 12:30"."""
    return _("%(day)s, %(from)s to %(to)s") % {
        "day": day_of_session(session.held_on),
        "from": time_in_words(session.starts_time),
        "to": time_in_words(session.ends_time),
    }


def class_in_words(learning_class: LearningClass) -> str:
    """Return when a class is held: its first session, and how many more there are."""
    return sessions_in_words(list(learning_class.sessions.all()))


def sessions_in_words(sessions: Sequence[Sitting]) -> str:
    """Return the same of its sessions, soonest first."""
    if not sessions:
        return _("No date yet")
    first = session_in_words(sessions[0])
    more = len(sessions) - 1
    if not more:
        return first
    return ngettext(
        "%(first)s, and %(more)d more session",
        "%(first)s, and %(more)d more sessions",
        more,
    ) % {"first": first, "more": more}


def place_in_words(learning_class: LearningClass) -> str:
    """Return where a class is held: "Royal Wing, Seminar room 2", or "Online"."""
    return rooms_in_words(
        (str(session.location or ""), bool(session.webinar_url))
        for session in learning_class.sessions.all()
    )


def rooms_in_words(rooms: Iterable[tuple[str, bool]]) -> str:
    """Return the same of the room of each session, "" for none, and is it online."""
    places: dict[str, None] = {}
    for room, is_online in rooms:
        if room:
            places[room] = None
        elif is_online:
            places[_("Online")] = None
    return " · ".join(places) or _("Place to be announced")


def places_in_words(places: ClassPlaces) -> str:
    """Return "4 places left", "Full, 3 waiting", "Places left"."""
    left = places.places_left
    if left is None:
        return _("Places left")
    if left == 0 or places.places_waiting:
        if places.places_waiting:
            return ngettext(
                "Full, %(waiting)d waiting",
                "Full, %(waiting)d waiting",
                places.places_waiting,
            ) % {"waiting": places.places_waiting}
        return _("Full")
    return ngettext("%(left)d place left", "%(left)d places left", left) % {
        "left": left
    }


def places_tag(places: ClassPlaces) -> Tag:
    """Return the same as a tag."""
    left = places.places_left
    words = places_in_words(places)
    if left is None or (left >= FEW_PLACES and not places.places_waiting):
        return Tag(words, "success", "tick")
    if left == 0 or places.places_waiting:
        return Tag(words, "neutral", "people")
    return Tag(words, "warning", "flag")


def moment_in_words(moment: datetime.datetime, zone: str) -> str:
    """Return "Mon 30 Nov at 17:00" in a class's own zone."""
    local = moment.astimezone(ZoneInfo(zone))
    return _("%(day)s at %(time)s") % {
        "day": day_of_session(local.date()),
        "time": time_in_words(local.time()),
    }


def hours_in_words(learning_class: LearningClass) -> str:
    """Return how long a class takes in all: "3 hours", "1 hour 30 minutes"."""
    total = sum(
        (
            session.ends_at - session.starts_at
            for session in learning_class.sessions.all()
        ),
        datetime.timedelta(),
    )
    hours, minutes = divmod(int(total.total_seconds()) // 60, 60)
    parts: list[str | Promise] = []
    if hours:
        parts.append(ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours})
    if minutes:
        parts.append(
            ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
        )
    return " ".join(map(str, parts))
