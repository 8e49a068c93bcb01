"""Rows of one assignment: what a file changes, and where each row counts.

Pure: rule 9 (on each day the row with the latest start counts), rule 103 (a staff list
is a snapshot).
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ...names import fold

FOREVER = datetime.date.max
ONE_DAY = datetime.timedelta(days=1)

#: The start of a row for which no file states one.
ALWAYS = datetime.date.min


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
        fold(getattr(one, name)) == fold(getattr(other, name)) for name in DATED_FACTS
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
        past_from: First day of a row whose facts were overwritten, or None.
    """

    rows: tuple[SeatRow, ...]
    past_from: datetime.date | None = None


def with_stated(
    rows: Sequence[SeatRow],
    *,
    starts_on: datetime.date | None,
    ends_on: datetime.date | None,
    facts: Facts,
    effective_on: datetime.date,
    correct: bool,
    stored: Sequence[SeatRow] | None = None,
    is_idle: bool = False,
) -> Change:
    """Return the rows after a file has stated one of them (rules 9 and 103).

    Which row it means, and which is current, is asked of what stood before the file:
    other lines of it do not alter that.

    Args:
        rows: the rows of the assignment so far, none with the same start.
        starts_on: the stated start; None: the current row.
        effective_on: from when the file's facts hold, where they are new.
        correct: the current row was wrong: overwrite it.
        stored: the rows before the file; default the same.
        is_idle: the stated status is not active (rule 2). A leaver's row often says
            Terminate: that holds after its end, and is not what its days were (rule 7).
    """
    known = rows if stored is None else stored
    meant = meant_row(known, starts_on, ends_on, effective_on)
    if meant is None:
        first_day = starts_on or ALWAYS
        by_start = {row.starts_on: row for row in rows}
        before = by_start.get(first_day)
        stated_on = before.stated_on if before else first_day
        by_start[first_day] = SeatRow(first_day, ends_on, stated_on, facts)
        return Change(_ordered(by_start))
    stated_on = starts_on or meant.stated_on
    stated = SeatRow(effective_on, ends_on, stated_on, facts)
    is_current = meant is current_row(known, effective_on)
    return _on_meant(
        rows,
        meant,
        stated,
        opens=is_current and not correct,
        keeps_status=is_idle and not correct and stated.last_day < effective_on,
    )


def meant_row(
    rows: Sequence[SeatRow],
    starts_on: datetime.date | None,
    ends_on: datetime.date | None,
    day: datetime.date,
) -> SeatRow | None:
    """Return the stored row that a line states; None: it is a row of its own.

    Files go on stating a start when a snapshot has closed that row and opened another:
    of all rows with this stated start, the one of the day is meant, or the last before
    it. A line that repeats the dates of a row, as a list of every dated row does,
    means that row.
    """
    current = current_row(rows, day)
    own = next((row for row in rows if row.starts_on == starts_on), None)
    if own is not None and (own is current or own.ends_on == ends_on):
        return own
    stated = [row for row in rows if row.stated_on == (starts_on or ALWAYS)]
    if not stated and starts_on is None:
        stated = list(rows) if current is None else [current]
    if not stated:
        return own
    begun = [row for row in stated if row.starts_on <= day]
    return max(
        begun or stated, key=lambda row: (row.covers(day), row.starts_on), default=None
    )


def _on_meant(
    rows: Sequence[SeatRow],
    meant: SeatRow,
    stated: SeatRow,
    *,
    opens: bool,
    keeps_status: bool,
) -> Change:
    """Update the row, or close it on the eve of the stated one's start (rule 103)."""
    by_start = {row.starts_on: row for row in rows}
    if stated.last_day < meant.starts_on:
        return Change(_ended_before(by_start, meant, stated, keeps_status))
    facts = _facts(meant, stated, keeps_status)
    same = same_dated_facts(meant.facts, facts)
    begins = meant.starts_on < stated.starts_on <= stated.last_day
    if opens and begins and not same:
        eve = stated.starts_on - ONE_DAY
        by_start[meant.starts_on] = replace(meant, ends_on=eve)
        by_start[stated.starts_on] = stated
        return Change(_ordered(by_start))
    by_start[meant.starts_on] = replace(meant, ends_on=stated.ends_on, facts=facts)
    return Change(_ordered(by_start), past_from=None if same else meant.starts_on)


def _facts(row: SeatRow, stated: SeatRow, keeps_status: bool) -> Facts:
    """Return what the row says once it is updated by the stated one."""
    if keeps_status:
        return replace(stated.facts, status=row.facts.status)
    return stated.facts


def _ended_before(
    by_start: dict[datetime.date, SeatRow],
    meant: SeatRow,
    stated: SeatRow,
    keeps_status: bool,
) -> tuple[SeatRow, ...]:
    """Return the rows where the stated row ended before its last part began."""
    parts_of = {
        start: row
        for start, row in by_start.items()
        if row.stated_on == meant.stated_on
    }
    left = [row for start, row in parts_of.items() if start <= stated.last_day]
    if not left:
        return _ordered(by_start)
    kept = {start: row for start, row in by_start.items() if start not in parts_of}
    for row in left:
        kept[row.starts_on] = replace(row, ends_on=min(row.last_day, stated.last_day))
    last = max(left, key=lambda row: row.starts_on)
    facts = _facts(last, stated, keeps_status)
    kept[last.starts_on] = replace(last, ends_on=stated.ends_on, facts=facts)
    return _ordered(kept)


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
        fold(facts.grade),
        fold(facts.status),
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
