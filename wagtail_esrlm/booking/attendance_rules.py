"""What marks and results make of a booking. No Django, no clock (rules 71, 73)."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from ..months import add_months
from .states import State

#: How long before a session marks can be made.
EARLY = datetime.timedelta(minutes=15)
#: How long instructors may correct after the last session.
CORRECTING = datetime.timedelta(days=14)
#: How long after a class its open register is its instructors' matter (rule 77).
INSTRUCTORS_AFTER = datetime.timedelta(days=1)
#: ... and how long after it also that of the learning service.
ADMINISTRATORS_AFTER = datetime.timedelta(days=3)


@dataclass(frozen=True)
class SessionTime:
    """A session of a class: its key and its moments."""

    pk: int
    starts_at: datetime.datetime
    ends_at: datetime.datetime


def outcome_of(
    present: Collection[int], sessions: Collection[int], needed: int | None = None
) -> State:
    """Return what the marks come to: all attended, some, or none (rule 71).

    Args:
        present: Sessions that were attended.
        sessions: Sessions of the class.
        needed: How many are enough; None for all.

    >>> outcome_of({1}, {1, 2}).value, outcome_of({1}, {1, 2}, 1).value
    ('partially_attended', 'attended')
    """
    attended = len(set(present) & set(sessions))
    enough = min(needed or len(sessions), len(sessions))
    if not attended:
        return State.DID_NOT_ATTEND
    return State.ATTENDED if attended >= enough else State.PARTIALLY_ATTENDED


def can_be_marked(session: SessionTime, at: datetime.datetime) -> bool:
    """Whether a session has come near enough to be marked (rule 73)."""
    return at >= session.starts_at - EARLY


def can_be_signed_in(session: SessionTime, at: datetime.datetime) -> bool:
    """Whether a code signs people in: from shortly before until its end (rule 73)."""
    return session.starts_at - EARLY <= at <= session.ends_at


def may_still_correct(
    last_end: datetime.datetime | None, at: datetime.datetime, *, by_office: bool
) -> bool:
    """Whether a closed register may be corrected: later by administrators (rule 73)."""
    if by_office or last_end is None:
        return True
    return at <= last_end + CORRECTING


def last_attended(
    present: Collection[int], sessions: Mapping[int, datetime.date]
) -> datetime.date | None:
    """Return the date of the last session attended: the award's date (rule 72)."""
    days = [day for pk, day in sessions.items() if pk in present]
    return max(days, default=None)


def completes(state: State, *, is_assessed: bool, result: str) -> bool:
    """Whether it awards: attended, and passed where the course assesses (rule 71)."""
    return state is State.ATTENDED and (not is_assessed or result == "passed")


def days_complete(
    done: Mapping[int, Collection[datetime.date]],
    parts: Collection[int],
    *,
    within_months: int | None,
) -> set[datetime.date]:
    """Return the days on which all parts are done within the window (rule 31).

    Each is the day of the last part done, with every other part done at most so many
    months before it.

    Args:
        done: Days on which each part was done.
        within_months: The window; None for no limit.
    """
    found = set()
    for day in {day for part in parts for day in done.get(part, ())}:
        first = None if within_months is None else add_months(day, -within_months)
        if all(
            any(
                each <= day and (first is None or each >= first)
                for each in done.get(part, ())
            )
            for part in parts
        ):
            found.add(day)
    return found
