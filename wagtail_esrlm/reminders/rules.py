"""When somebody is reminded of their training (rule 90). No Django, no clock.

A reminder falls on certain days. The work looks at the days since it last ran, so that
a day on which nothing ran is not lost, and running twice on a day finds nothing new.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

#: Days before an expiry on which its holder is reminded.
BEFORE_EXPIRY = (90, 60, 30, 7)
#: Days before the end of grace on which a new starter is reminded.
BEFORE_DUE = (30, 7, 0)
#: How often somebody is reminded of what is overdue.
EVERY_DAYS = 7
#: How far back a missed day is still made up for.
MOST_DAYS_BACK = 7

ONE_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Need:
    """Something a person must hold, as it stands.

    Attributes:
        held_until: Last day held; None if never held.
        due_on: Last day of grace, for who never held it.
        booked_until: Last day of a class that gives it and that they are booked on.
    """

    person_id: int
    competency_id: int
    held_until: datetime.date | None
    due_on: datetime.date
    booked_until: datetime.date | None = None

    @property
    def ends_on(self) -> datetime.date:
        """The day by which there is something to do."""
        return self.due_on if self.held_until is None else self.held_until

    @property
    def overdue_from(self) -> datetime.date:
        """The first day on which it is overdue (rules 12, 17)."""
        return self.due_on if self.held_until is None else self.held_until + ONE_DAY

    @property
    def is_taken_care_of(self) -> bool:
        """Whether a class that ends in time is booked."""
        return self.booked_until is not None and self.booked_until <= self.ends_on


def days_to_look_at(
    through: datetime.date | None, on: datetime.date
) -> Sequence[datetime.date]:
    """Return the days whose reminders are to be given, the earliest first.

    >>> day = datetime.date(2026, 12, 3)
    >>> [each.day for each in days_to_look_at(day - 2 * ONE_DAY, day)]
    [2, 3]
    >>> days_to_look_at(day, day)
    []

    Args:
        through: The last day that was looked at; None for never.
    """
    first = on if through is None else through + ONE_DAY
    first = max(first, on - (MOST_DAYS_BACK - 1) * ONE_DAY)
    return [first + step * ONE_DAY for step in range((on - first).days + 1)]


def milestones(need: Need) -> list[datetime.date]:
    """Return the days before it is overdue on which its holder is reminded."""
    before = BEFORE_DUE if need.held_until is None else BEFORE_EXPIRY
    return [need.ends_on - days * ONE_DAY for days in before]


def reminder_day(
    needs: Iterable[Need], days: Sequence[datetime.date]
) -> datetime.date | None:
    """Return the last of the days on which a person is reminded; None for none.

    Overdue needs share one weekly rhythm, that of the longest overdue, so that nobody
    gets a mail for each; what newly becomes overdue is said on its first day too.

    Args:
        needs: Of one person.
        days: As from ``days_to_look_at``.
    """
    if not days:
        return None
    open_needs = [need for need in needs if not need.is_taken_care_of]
    wanted = {day for need in open_needs for day in milestones(need)}
    wanted |= {need.overdue_from for need in open_needs}
    found = [day for day in days if day in wanted or _weekly(open_needs, day)]
    return found[-1] if found else None


def _weekly(needs: Iterable[Need], day: datetime.date) -> bool:
    overdue = [need.overdue_from for need in needs if need.overdue_from <= day]
    return bool(overdue) and (day - min(overdue)).days % EVERY_DAYS == 0
