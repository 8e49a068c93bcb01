"""Calendar months: the one function that counts them (rules 16, 17, 19)."""

from __future__ import annotations

import calendar
import datetime


def add_months(
    day: datetime.date, months: int, *, end_of_month: bool = False
) -> datetime.date:
    """Return the day that many calendar months later, or earlier when negative.

    Where the day does not exist in the month reached, the month's last day is taken
    (rule 16); ``end_of_month`` always takes the last day (rule 17's option). Days
    before 1 January 0001 and after 31 December 9999 are cut to those.

    >>> add_months(datetime.date(2025, 8, 31), 6)
    datetime.date(2026, 2, 28)
    >>> add_months(datetime.date(2024, 2, 29), 12)
    datetime.date(2025, 2, 28)
    """
    month_index = day.year * 12 + day.month - 1 + months
    year, month = divmod(month_index, 12)
    month += 1
    if year < datetime.MINYEAR:
        return datetime.date.min
    if year > datetime.MAXYEAR:
        return datetime.date.max
    last = calendar.monthrange(year, month)[1]
    return datetime.date(year, month, last if end_of_month else min(day.day, last))
