"""Reads what ``esrlm_compliance`` prints, in the words of the oracle."""

from __future__ import annotations

import csv
import datetime
from collections.abc import Iterable
from pathlib import Path

from django.core.management import call_command

from ..oracle import Cell, Oracle
from ..oracle_trust import Trust

COLUMNS = [
    "Employee Number",
    "Competency Name",
    "Status",
    "Essential",
    "Achieved On",
    "Held Until",
    "Due On",
    "Reasons",
]
Lines = list[list[str]]


def printed(path: Path, on: datetime.date, **options: str) -> Lines:
    """Run the command for a day and return its lines, the header checked."""
    call_command("esrlm_compliance", on=on.isoformat(), out=str(path), **options)
    text = path.read_bytes().decode("utf-8")
    assert not text.startswith("\ufeff")
    header, *lines = csv.reader(text.splitlines())
    assert header == COLUMNS
    return lines


def expected(trusts: Iterable[Trust], on: datetime.date) -> Lines:
    """Return the lines that the oracle would print."""
    cells: dict[tuple[str, str], Cell] = {}
    for trust in trusts:
        cells |= Oracle(trust).compliance(on)
    return [
        [
            *key,
            cell.status,
            cell.essential,
            *(
                day.isoformat() if day else ""
                for day in (cell.achieved_on, cell.held_until, cell.due_on)
            ),
            cell.reasons,
        ]
        for key, cell in sorted(cells.items())
    ]


def unlike(want: Lines, got: Lines) -> str:
    """Describe the first lines on which two answers differ; empty where none do."""
    if want == got:
        return ""
    missing = [line for line in want if line not in got]
    surplus = [line for line in got if line not in want]
    if not missing and not surplus:
        return "The order differs."
    return "\n".join(
        [f"oracle  {line}" for line in missing[:10]]
        + [f"printed {line}" for line in surplus[:10]]
    )
