"""The sessions of a class as they are asked for, and the moments that follow."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ..errors import InvalidInput
from ..snippets.models import (
    BankHoliday,
    ClassSession,
    Equipment,
    LearningClass,
    Location,
)
from ..workforce.models import Person
from .cutoffs import NoSuchTime, cut_off, moment_of
from .wording import time_in_words


@dataclass(frozen=True)
class SessionInput:
    """One sitting as somebody states it: wall time in the zone of its class.

    Attributes:
        instructors: People, or names of those we do not know.
    """

    held_on: datetime.date
    starts_time: datetime.time
    ends_time: datetime.time
    location: Location | None = None
    webinar_url: str = ""
    instructors: Sequence[Person | str] = ()
    equipment: Sequence[Equipment] = ()


@dataclass(frozen=True)
class TimedSession:
    """A session with its moments, in UTC (rule 86)."""

    given: SessionInput
    starts_at: datetime.datetime
    ends_at: datetime.datetime


@dataclass(frozen=True)
class Timetable:
    """Sessions in the order of their start.

    Attributes:
        notices: What whoever entered them should know, such as a time that comes twice.
    """

    sessions: tuple[TimedSession, ...]
    notices: tuple[str, ...] = ()

    @property
    def starts_at(self) -> datetime.datetime | None:
        """When the first session starts (rule 70)."""
        return self.sessions[0].starts_at if self.sessions else None

    @property
    def ends_at(self) -> datetime.datetime | None:
        """When the last session ends (rule 70)."""
        return max(each.ends_at for each in self.sessions) if self.sessions else None


def timetable_of(sessions: Sequence[SessionInput], zone: ZoneInfo) -> Timetable:
    """Return sessions with their moments.

    Raises:
        InvalidInput: for a time that the clocks skip (rule 87), an end that is not
            after the start, or two sessions at the same time.
    """
    notices: list[str] = []
    timed = sorted(
        (_timed(session, zone, notices) for session in sessions),
        key=lambda each: each.starts_at,
    )
    for one, other in pairwise(timed):
        if other.starts_at < one.ends_at:
            raise InvalidInput(
                _("The sessions on %(one)s and %(other)s are at the same time.")
                % {"one": _wall(one.given), "other": _wall(other.given)}
            )
    return Timetable(tuple(timed), tuple(notices))


def sessions_of(learning_class: LearningClass) -> list[SessionInput]:
    """Return the stored sessions as they would be asked for. Queries: 4 at most."""
    stored = (
        learning_class.sessions.select_related("location")
        .prefetch_related("teaching__person", "equipment")
        .order_by("starts_at", "pk")
    )
    return [as_input(session) for session in stored]


def as_input(session: ClassSession) -> SessionInput:
    """Return a stored session as it would be asked for."""
    return SessionInput(
        held_on=session.held_on,
        starts_time=session.starts_time,
        ends_time=session.ends_time,
        location=session.location,
        webinar_url=session.webinar_url,
        instructors=tuple(
            teaching.person or teaching.name for teaching in session.teaching.all()
        ),
        equipment=tuple(session.equipment.all()),
    )


def bank_holidays() -> frozenset[datetime.date]:
    """Return every bank holiday. Queries: 1."""
    return frozenset(BankHoliday.objects.values_list("day", flat=True))


def zone_of(learning_class: LearningClass) -> ZoneInfo:
    """Return the zone of a class's wall times.

    Raises:
        InvalidInput: when there is no zone of that name.
    """
    try:
        return ZoneInfo(learning_class.time_zone)
    except (KeyError, ValueError, OSError) as err:
        raise InvalidInput(
            _("There is no time zone “%(name)s”.") % {"name": learning_class.time_zone}
        ) from err


def set_dates(
    learning_class: LearningClass,
    timetable: Timetable,
    holidays: frozenset[datetime.date],
) -> None:
    """Set start, end and cut-offs of a class from its sessions; saves nothing.

    Cut-offs in days move with the class (rules 54, 55); a closing moment stated by
    itself never lies after the start.
    """
    starts_at = timetable.starts_at
    learning_class.starts_at = starts_at
    learning_class.ends_at = timetable.ends_at
    if starts_at is None:
        learning_class.cancel_until = None
        return

    def before(days: int) -> datetime.datetime:
        return cut_off(
            starts_at,
            days,
            zone,
            working=learning_class.counts_working_days,
            holidays=holidays,
        )

    zone = zone_of(learning_class)
    learning_class.cancel_until = before(learning_class.cancel_days_before)
    if learning_class.closes_days_before is not None:
        learning_class.enrolment_closes_at = before(learning_class.closes_days_before)
    elif learning_class.enrolment_closes_at is not None:
        learning_class.enrolment_closes_at = min(
            learning_class.enrolment_closes_at, starts_at
        )


def _timed(session: SessionInput, zone: ZoneInfo, notices: list[str]) -> TimedSession:
    try:
        start = moment_of(session.held_on, session.starts_time, zone)
        end = moment_of(session.held_on, session.ends_time, zone)
    except NoSuchTime as err:
        raise InvalidInput(
            _(
                "%(time)s on %(day)s does not exist: the clocks go forward then. "
                "Choose another time."
            )
            % {"time": time_in_words(err.time), "day": said_day(err.day)}
        ) from err
    if end.at <= start.at:
        raise InvalidInput(
            _("The session on %(session)s does not end after it starts.")
            % {"session": _wall(session)}
        )
    if start.is_ambiguous or end.is_ambiguous:
        notices.append(
            _(
                "A time of the session on %(session)s comes twice, since the clocks go "
                "back then. The first is taken."
            )
            % {"session": _wall(session)}
        )
    return TimedSession(session, start.at, end.at)


def _wall(session: SessionInput) -> str:
    return f"{said_day(session.held_on)}, {time_in_words(session.starts_time)}"


def said_day(day: datetime.date) -> str:
    """Return a day as sentences name it."""
    return date_format(day, "j F Y")
