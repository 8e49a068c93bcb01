"""Rows of one assignment: what a file changes, and where each row counts.

Pure: rule 9 (on each day the row with the latest start counts), rule 103 (a staff list
is a snapshot).
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

FOREVER = datetime.date.max
ONE_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Facts:
    """What a row says beside its dates; ids, and texts as stored."""

    organisation_id: int | None = None
    job_role_id: int | None = None
    position_id: int | None = None
    grade: str = ""
    status: str = "Active Assignment"
    supervisor_id: int | None = None
    location: str = ""
    category: str = ""
    fte: str = ""
    is_primary: bool = False
    roles: frozenset[int] = field(default=frozenset())


#: Facts whose change opens a new row (rule 103); others are an update.
DATED_FACTS = (
    "organisation_id",
    "job_role_id",
    "position_id",
    "grade",
    "status",
    "supervisor_id",
)


@dataclass(frozen=True)
class SeatRow:
    """A row of an assignment as it was stated.

    Attributes:
        starts_on: Its first day.
        ends_on: Its last day; None while it runs.
        stated_on: The start date that files state for it.
    """

    starts_on: datetime.date
    ends_on: datetime.date | None
    stated_on: datetime.date
    facts: Facts

    @property
    def last_day(self) -> datetime.date:
        """Its last day, or the end of time."""
        return self.ends_on or FOREVER

    def covers(self, day: datetime.date) -> bool:
        """Whether the day lies in it."""
        return self.starts_on <= day <= self.last_day


@dataclass(frozen=True)
class Part:
    """Days on which a row counts."""

    starts_on: datetime.date
    ends_on: datetime.date | None
    row: SeatRow


def same_dated_facts(one: Facts, other: Facts) -> bool:
    """Whether two rows agree on everything whose change is dated."""
    return all(
        str(getattr(one, name)).casefold() == str(getattr(other, name)).casefold()
        for name in DATED_FACTS
    )


def current_row(rows: Sequence[SeatRow], day: datetime.date) -> SeatRow | None:
    """Return the row that counts on the day: of those covering it the latest start."""
    covering = [row for row in rows if row.covers(day)]
    return max(covering, key=lambda row: row.starts_on, default=None)


@dataclass(frozen=True)
class Change:
    """What a stated row does to the stored ones.

    Attributes:
        rows: All rows afterwards, by start.
        past_from: First past day whose facts a correction changed, or None.
        ignored: The file's facts came to nothing, since its row had ended before.
    """

    rows: tuple[SeatRow, ...]
    past_from: datetime.date | None = None
    ignored: bool = False


def with_stated(
    rows: Sequence[SeatRow],
    *,
    starts_on: datetime.date | None,
    ends_on: datetime.date | None,
    facts: Facts,
    effective_on: datetime.date,
    correct: bool,
) -> Change:
    """Return the rows after a file has stated one of them (rules 9 and 103).

    The current row is meant where the file states its start, or the start that files
    have gone on stating for it, or none; not where the file repeats the dates of
    another stored row, as a list of every dated row does.

    Args:
        rows: the stored rows of the assignment, none with the same start.
        starts_on: the stated start; None: the current row.
        effective_on: from when the file's facts hold, where they are new.
        correct: the current row was wrong: overwrite it.
    """
    current = current_row(rows, effective_on)
    by_start = {row.starts_on: row for row in rows}
    own = by_start.get(starts_on) if starts_on else None
    repeated = own is not None and own is not current and own.ends_on == ends_on
    if current is not None and not repeated:
        if starts_on in (None, current.stated_on, current.starts_on):
            stated_on = starts_on or current.stated_on
            stated = SeatRow(effective_on, ends_on, stated_on, facts)
            return _on_current(rows, current, stated, correct)
    first_day = starts_on or effective_on
    before = by_start.get(first_day)
    by_start[first_day] = SeatRow(
        first_day, ends_on, before.stated_on if before else first_day, facts
    )
    return Change(_ordered(by_start))


def _on_current(
    rows: Sequence[SeatRow], current: SeatRow, stated: SeatRow, correct: bool
) -> Change:
    """Update the current row, or close it on the eve of the stated one's start."""
    by_start = {row.starts_on: row for row in rows}
    ends_on = stated.ends_on
    if ends_on is not None and ends_on < current.starts_on:
        return Change(_ended_before(by_start, current, ends_on))
    updated = replace(current, ends_on=ends_on, facts=stated.facts)
    if same_dated_facts(current.facts, stated.facts):
        by_start[current.starts_on] = updated
        return Change(_ordered(by_start))
    if correct or stated.starts_on <= current.starts_on:
        by_start[current.starts_on] = updated
        return Change(_ordered(by_start), past_from=current.starts_on)
    if ends_on is not None and ends_on < stated.starts_on:
        by_start[current.starts_on] = replace(current, ends_on=ends_on)
        return Change(_ordered(by_start), ignored=True)
    by_start[current.starts_on] = replace(current, ends_on=stated.starts_on - ONE_DAY)
    by_start[stated.starts_on] = stated
    return Change(_ordered(by_start))


def _ended_before(
    by_start: dict[datetime.date, SeatRow], current: SeatRow, ends_on: datetime.date
) -> tuple[SeatRow, ...]:
    """Return the rows where the stated row ended before its current part began."""
    kept: dict[datetime.date, SeatRow] = {}
    for start, row in by_start.items():
        if row.stated_on == current.stated_on:
            if start > ends_on:
                continue
            row = replace(row, ends_on=min(row.last_day, ends_on))
        kept[start] = row
    return _ordered(kept or {current.starts_on: current})


def _ordered(by_start: dict[datetime.date, SeatRow]) -> tuple[SeatRow, ...]:
    return tuple(by_start[start] for start in sorted(by_start))


def overlapping(rows: Sequence[SeatRow]) -> bool:
    """Whether any two rows share a day (rule 9: a data-quality error)."""
    latest = datetime.date.min
    for place, row in enumerate(sorted(rows, key=lambda row: row.starts_on)):
        if place and row.starts_on <= latest:
            return True
        latest = max(latest, row.last_day)
    return False


def differing_days(
    before: Sequence[SeatRow], after: Sequence[SeatRow], since: datetime.date
) -> set[datetime.date]:
    """Return the day and later edges on which other facts count than before.

    Between two edges nothing changes, so that looking at these days is enough.
    """
    edges = {since} | {
        edge
        for row in (*before, *after)
        for edge in (
            row.starts_on,
            row.last_day + ONE_DAY if row.last_day < FOREVER else since,
        )
        if edge > since
    }
    return {day for day in edges if _asks(before, day) != _asks(after, day)}


def _asks(rows: Sequence[SeatRow], day: datetime.date) -> tuple[object, ...] | None:
    """Return what requirements look at: the facts of the day's row, if there is one."""
    row = current_row(rows, day)
    if row is None:
        return None
    facts = row.facts
    return (
        facts.organisation_id,
        facts.job_role_id,
        facts.position_id,
        facts.grade.casefold(),
        facts.status.casefold(),
        facts.roles,
    )


def parts(rows: Sequence[SeatRow]) -> list[Part]:
    """Split rows into the days on which each counts; the outer resumes (rule 9).

    >>> day = datetime.date
    >>> outer = SeatRow(day(2026, 1, 1), None, day(2026, 1, 1), Facts())
    >>> nested = SeatRow(day(2026, 2, 1), day(2026, 2, 10), day(2026, 2, 1), Facts())
    >>> [part.starts_on.isoformat() for part in parts([outer, nested])]
    ['2026-01-01', '2026-02-01', '2026-02-11']
    """
    edges = sorted(
        {row.starts_on for row in rows}
        | {row.last_day + ONE_DAY for row in rows if row.last_day < FOREVER}
    )
    found: list[Part] = []
    for place, start in enumerate(edges):
        row = current_row(rows, start)
        if row is None:
            continue
        until = edges[place + 1] - ONE_DAY if place + 1 < len(edges) else row.ends_on
        last = found[-1] if found else None
        if last and last.row is row and last.ends_on == start - ONE_DAY:
            found[-1] = replace(last, ends_on=until)
        else:
            found.append(Part(start, until, row))
    return found
