"""Trusts that send a staff list now and then, each a snapshot of its day (rule 103)."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace

from ..oracle import ONE_DAY, same
from ..oracle_trust import Assignment, Person, Row, Trust
from .builder import build_trust
from .days import stated_days
from .dice import Dice, happens, one_of


@dataclass(frozen=True)
class Listed:
    """One line of a staff list: the row as it stands, and the Start Date typed."""

    person: Person
    assignment: Assignment
    row: Row
    typed_start: datetime.date | None


@dataclass(frozen=True)
class StaffList:
    """One staff file; the first has no effective date, a full one ends the rest."""

    lines: tuple[Listed, ...]
    effective: datetime.date | None = None
    full: bool = False


def build_snapshots(
    dice: Dice, *, today: datetime.date
) -> tuple[Trust, list[StaffList]]:
    """Build a trust whose assignments change only between staff lists.

    Returns:
        The trust as it is after all lists, and the lists in the order they come.
    """
    trust = build_trust(dice, today=today, for_files=True)
    possible = sorted(day for day in stated_days(trust) if day <= today)
    days = sorted({one_of(dice, possible) for _ in range(dice.number(1, 3))})
    full = [False] + [happens(dice, 30) for _ in days]
    lists: list[list[Listed]] = [[] for _ in range(len(days) + 1)]
    people = []
    for person in trust.people:
        assignments = []
        for assignment in person.assignments:
            rows, lines = history(dice, person, assignment, days, full)
            assignments.append(replace(assignment, rows=rows))
            for number, line in lines:
                lists[number].append(line)
        people.append(replace(person, assignments=tuple(assignments)))
    effective = [None, *days]
    return replace(trust, people=tuple(people)), [
        StaffList(tuple(lines), day, is_full)
        for lines, day, is_full in zip(lists, effective, full, strict=True)
        if lines or is_full
    ]


def history(
    dice: Dice,
    person: Person,
    assignment: Assignment,
    days: list[datetime.date],
    full: list[bool],
) -> tuple[tuple[Row, ...], list[tuple[int, Listed]]]:
    """Let an assignment change on some of the days, and list it on them.

    A list may go on stating the first start, state that of the current row, or none.
    """
    style = one_of(dice, ("first", "current", "none"))
    current = replace(one_of(dice, assignment.rows), ends_on=None)
    rows = [current]
    lines = [(0, Listed(person, assignment, current, current.starts_on))]
    for number, day in enumerate(days, start=1):
        if day < current.starts_on:
            continue
        if day == current.starts_on:
            lines.append((number, Listed(person, assignment, current, day)))
            continue
        if happens(dice, 25):
            if full[number]:  # rule 93
                rows[-1] = replace(current, ends_on=day - ONE_DAY)
                break
            continue
        listed = current
        if happens(dice, 60):
            facts = one_of(dice, assignment.rows)
            if differs(facts, current):
                listed = replace(facts, starts_on=day, ends_on=None)
                rows[-1] = replace(current, ends_on=day - ONE_DAY)
                rows.append(listed)
        if number == len(days) and happens(dice, 30):
            away = datetime.timedelta(days=dice.number(0, 30))
            listed = replace(listed, ends_on=max(day, listed.starts_on) + away)
            rows[-1] = listed
        typed = {
            "first": rows[0].starts_on,
            "current": current.starts_on,
            "none": None,
        }
        lines.append((number, Listed(person, assignment, listed, typed[style])))
        current = listed
    return tuple(rows), lines


def differs(one: Row, other: Row) -> bool:
    """Tell whether rule 103 sees a change between two rows."""
    return (
        (one.organisation, one.job_role, one.position)
        != (other.organisation, other.job_role, other.position)
        or not same(one.grade, other.grade)
        or not same(one.status, other.status)
    )
