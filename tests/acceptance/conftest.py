"""Trusts written as files, run through the very commands people use."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from django.core.management import call_command

STAFF_HEADER = (
    "Employee Number,Assignment Number,First Name,Last Name,Job Role,Position Number,"
    "Organisation,Grade,Assignment Status,Start Date,End Date,Supplementary Roles,"
    "Person Type"
)
HEADERS = {
    "staff": STAFF_HEADER,
    "competencies": "Competency Name,Renewal Months,Covers,Start Date,End Date",
    "requirements": (
        "Competency Name,Level,Target,This Organisation Only,Grade,Essential,"
        "Start Date,End Date,Grace Days"
    ),
    "awards": (
        "Employee Number,Competency Name,Date Last Awarded,Expiry Date,VPD,Status,"
        "Certification Date,Date Start"
    ),
}
VPD = "457"


class Trust:
    """A trust made of small files; asks the commands and reads their answers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files = 0

    def put(self, kind: str, *rows: str, header: str = "", **options) -> int:
        """Import the rows; return the command's exit status."""
        self.files += 1
        path = self.folder / f"{self.files}-{kind}.csv"
        path.write_text("\n".join([header or HEADERS[kind], *rows]) + "\n", "utf-8")
        options.setdefault("create_missing", kind == "staff")
        options.setdefault("business_group", VPD)
        try:
            call_command(
                "esrlm_import", kind, str(path), stdout=io.StringIO(), **options
            )
        except SystemExit as stopped:
            return int(stopped.code or 0)
        return 0

    def rows(self, on: str, **options) -> dict[tuple[str, str], dict[str, str]]:
        """Return the compliance on a day by employee number and competency."""
        out = self.folder / "out.csv"
        call_command("esrlm_compliance", on=on, out=str(out), **options)
        with out.open(encoding="utf-8", newline="") as lines:
            return {
                (row["Employee Number"], row["Competency Name"]): row
                for row in csv.DictReader(lines)
            }

    def statuses(self, on: str) -> dict[str, str]:
        """Return the statuses of a trust of one person, by competency."""
        return {name: row["Status"] for (_, name), row in self.rows(on).items()}


@pytest.fixture
def trust(db, tmp_path) -> Trust:
    return Trust(tmp_path)


def seat(**facts: str) -> str:
    """One staff row of a nurse on Surgery, changed by the facts given."""
    row = {
        "employee": "10000001",
        "assignment": "10000001",
        "first": "Ada",
        "last": "Test",
        "role": "Staff Nurse",
        "position": "30412",
        "organisation": "Riverside > Surgery",
        "grade": "Band 5",
        "status": "Active Assignment",
        "start": "2020-01-01",
        "end": "",
        "supplementary": "",
        "type": "Employee",
    } | facts
    return ",".join(row.values())
