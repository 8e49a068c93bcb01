"""From wall time to moments, and back from a start to its cut-offs.

Rules 54, 55, 86 and 87. No Django, no clock.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from zoneinfo import ZoneInfo

ONE_DAY = datetime.timedelta(days=1)

#: Saturday and Sunday, as ``date.weekday`` counts.
WEEKEND = frozenset({5, 6})


class NoSuchTime(ValueError):
    """A wall time that the clocks skip (rule 87)."""

    def __init__(self, day: datetime.date, time: datetime.time) -> None:
        super().__init__(f"{day} {time:%H:%M} does not exist")
        self.day = day
        self.time = time


@dataclass(frozen=True)
class Moment:
    """A wall time as a moment.

    Attributes:
        at: Aware, in UTC (rule 86).
        is_ambiguous: The wall time comes twice that day; this is the first.
    """

    at: datetime.datetime
    is_ambiguous: bool = False


def moment_of(day: datetime.date, time: datetime.time, zone: ZoneInfo) -> Moment:
    """Return when a wall time is; of two it is the first, and says so (rule 87).

    >>> london = ZoneInfo("Europe/London")
    >>> moment_of(datetime.date(2026, 7, 1), datetime.time(9), london).at.hour
    8
    >>> back = datetime.date(2026, 10, 25)
    >>> moment_of(back, datetime.time(1, 30), london).is_ambiguous
    True

    Raises:
        NoSuchTime: for an hour that the clocks skip in spring.
    """
    first = datetime.datetime.combine(day, time.replace(fold=0), zone)
    at = first.astimezone(datetime.UTC)
    if at.astimezone(zone).replace(tzinfo=None) != first.replace(tzinfo=None):
        raise NoSuchTime(day, time)
    second = first.replace(fold=1).astimezone(datetime.UTC)
    return Moment(at, is_ambiguous=second != at)


def shifted(at: datetime.datetime, days: int, zone: ZoneInfo) -> datetime.datetime:
    """Return the same wall time a number of calendar days later, in UTC.

    Where the clocks skip that time it is as much later as they jump; where it comes
    twice it is the first.
    """
    local = at.astimezone(zone).replace(fold=0)
    return (local + days * ONE_DAY).astimezone(datetime.UTC)


def days_before(at: datetime.datetime, days: int, zone: ZoneInfo) -> datetime.datetime:
    """Return the same wall time n calendar days earlier (rule 54).

    A class at 9:00 in winter time, 7 days before: 9:00 in summer time if the clocks
    change between. Allowed at exactly this moment, refused after.
    """
    return shifted(at, -days, zone) if days else at.astimezone(datetime.UTC)


def is_working_day(day: datetime.date, holidays: Collection[datetime.date]) -> bool:
    """Whether the day is none of Saturday, Sunday and the holidays (rule 55)."""
    return day.weekday() not in WEEKEND and day not in holidays


def last_day_before(
    day: datetime.date, days: int, holidays: Collection[datetime.date] = ()
) -> datetime.date:
    """Return the last day that leaves n full working days before the day (rule 55).

    Monday class, 2 working days: Thursday and Friday lie between, so it is Wednesday.

    >>> last_day_before(datetime.date(2026, 11, 30), 2).strftime("%A %d")
    'Wednesday 25'

    Args:
        days: Working days; 0 gives the day itself.
        holidays: Days that are no working days.
    """
    if not days:
        return day
    left = days
    while left:
        day -= ONE_DAY
        left -= is_working_day(day, holidays)
    return day - ONE_DAY


def working_days_before(
    at: datetime.datetime,
    days: int,
    zone: ZoneInfo,
    holidays: Collection[datetime.date] = (),
) -> datetime.datetime:
    """Return the end of the last day that leaves n full working days (rule 55).

    With 0 days it is the moment itself.
    """
    if not days:
        return at.astimezone(datetime.UTC)
    last = last_day_before(at.astimezone(zone).date(), days, holidays)
    return datetime.datetime.combine(last, datetime.time.max, zone).astimezone(
        datetime.UTC
    )


def cut_off(
    at: datetime.datetime,
    days: int,
    zone: ZoneInfo,
    *,
    working: bool = False,
    holidays: Collection[datetime.date] = (),
) -> datetime.datetime:
    """Return the last allowed moment, in calendar days or in working days."""
    if working:
        return working_days_before(at, days, zone, holidays)
    return days_before(at, days, zone)
