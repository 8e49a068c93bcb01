"""What every test of files in uses: a file of rows, imported by the one service."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from wagtail_esrlm.imports.services import ImportResult, import_file
from wagtail_esrlm.workforce.models import BusinessGroup

Row = dict[str, str]

#: A nurse on Surgery; a test states only what matters to it.
NURSE: Row = {
    "Employee Number": "10000001",
    "Assignment Number": "10000001",
    "First Name": "Ada",
    "Last Name": "Made-Up",
    "Job Role": "Staff Nurse",
    "Position Number": "30412",
    "Organisation": "Riverside > Surgery",
    "Start Date": "2020-01-01",
}
FIRE = "NHS|CSTF|Fire Safety - 2 Years|"
BLS = "NHS|CSTF|Resuscitation - Level 2 - 1 Year|"
ALS = "NHS|CSTF|Resuscitation - Level 3|"


def nurse(number: str = "10000001", **facts: str) -> Row:
    """Return a nurse's row; facts by column, spaces written as underscores."""
    stated = {name.replace("_", " "): value for name, value in facts.items()}
    return NURSE | {"Employee Number": number, "Assignment Number": number} | stated


def asked(name: str = FIRE, level: str = "Position", target: str = "30412", **facts):
    """Return a requirement's row."""
    stated = {column.replace("_", " "): value for column, value in facts.items()}
    return {
        "Competency Name": name,
        "Level": level,
        "Target": target,
        "Start Date": "2020-01-01",
    } | stated


def achieved(on: str, name: str = FIRE, **facts: str) -> Row:
    """Return an award's row."""
    stated = {column.replace("_", " "): value for column, value in facts.items()}
    return {
        "Employee Number": "10000001",
        "Competency Name": name,
        "Date Last Awarded": on,
    } | stated


def write_csv(path: Path, rows: Sequence[Row]) -> Path:
    """Write rows with every column that any of them has."""
    columns = list({name: None for row in rows for name in row})
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


Put = Callable[..., ImportResult]


@pytest.fixture
def put(db, tmp_path) -> Put:
    """Import rows of a kind; a staff file creates what is missing unless told not."""
    BusinessGroup.objects.get_or_create(vpd="457", name="Riverside")

    def put(kind: str, *rows: Row, **options) -> ImportResult:
        options.setdefault("create_missing", kind == "staff")
        path = write_csv(tmp_path / f"{kind}.csv", rows)
        return import_file(kind=kind, path=path, **options)

    return put


def reasons(result: ImportResult) -> dict[int, str]:
    """Return why rows were refused, by line."""
    return {row.line: "; ".join(map(str, row.problems)) for row in result.rejects}


def did(result: ImportResult) -> tuple[int, int, int, int]:
    """Return created, updated, unchanged, rejected."""
    return result.created, result.updated, result.unchanged, result.rejected
