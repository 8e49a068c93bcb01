"""Days that recur: every second Tuesday until July. No Django, no clock."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Iterator
from dataclasses import dataclass

ONE_DAY = datetime.timedelta(days=1)

#: The most days a series finds; a longer one is a mistake.
MOST_DAYS = 400

#: "The last one of the month".
LAST = -1


@dataclass(frozen=True)
class Recurrence:
    """When something happens again, from a day until another, both included.

    Attributes:
        starting_on: The first day that counts; the first match on or after it.
        until: The last day that counts.
        weekday: 0 is Monday, 6 is Sunday.
        every: Every so many weeks, or months where ``nth`` is given.
        nth: Of each month: the first (1) to the fifth (5), or the last (-1) such
            weekday; None for weeks. A month without a fifth one is left out.
    """

    starting_on: datetime.date
    until: datetime.date
    weekday: int
    every: int = 1
    nth: int | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.weekday <= 6:
            raise ValueError("weekday")
        if self.every < 1:
            raise ValueError("every")
        if self.nth is not None and self.nth not in (LAST, 1, 2, 3, 4, 5):
            raise ValueError("nth")


def days_of(recurrence: Recurrence) -> list[datetime.date]:
    """Return the days in their order, at most ``MOST_DAYS``.

    >>> tuesdays = Recurrence(
    ...     datetime.date(2026, 6, 1), datetime.date(2026, 7, 1), weekday=1, every=2
    ... )
    >>> [day.day for day in days_of(tuesdays)]
    [2, 16, 30]
    """
    found = _monthly(recurrence) if recurrence.nth else _weekly(recurrence)
    days: list[datetime.date] = []
    for day in found:
        if day > recurrence.until or len(days) == MOST_DAYS:
            break
        if day >= recurrence.starting_on:
            days.append(day)
    return days


def _weekly(recurrence: Recurrence) -> Iterator[datetime.date]:
    first = recurrence.starting_on
    day = first + (recurrence.weekday - first.weekday()) % 7 * ONE_DAY
    while day <= recurrence.until:
        yield day
        day += recurrence.every * 7 * ONE_DAY


def _monthly(recurrence: Recurrence) -> Iterator[datetime.date]:
    month = recurrence.starting_on.replace(day=1)
    is_first = True
    while month <= recurrence.until:
        day = _nth_in(month, recurrence.weekday, recurrence.nth or 1)
        # The count of months begins with the first one that has such a day to come.
        if is_first and (day is None or day < recurrence.starting_on):
            month = _months_on(month, 1)
            continue
        is_first = False
        if day is not None:
            yield day
        month = _months_on(month, recurrence.every)


def _nth_in(month: datetime.date, weekday: int, nth: int) -> datetime.date | None:
    last = calendar.monthrange(month.year, month.month)[1]
    days = [
        day
        for number in range(1, last + 1)
        if (day := month.replace(day=number)).weekday() == weekday
    ]
    if nth == LAST:
        return days[-1]
    return days[nth - 1] if nth <= len(days) else None


def _months_on(month: datetime.date, count: int) -> datetime.date:
    years, index = divmod(month.month - 1 + count, 12)
    return month.replace(year=month.year + years, month=index + 1)
