"""Staff files list everyone who loses a required competency because of them."""

from __future__ import annotations

import csv
import datetime
import os

import pytest
import time_machine

from wagtail_esrlm.imports.services import import_file

from .oracle_trust import Competency, Level, Requirement, Trust
from .strategies import TODAY
from .trusts import files, tables
from .trusts.dice import SeededDice
from .trusts.examples import person, seat
from .trusts.snapshots import build_snapshots
from .trusts.statement import stated, written

TRUSTS = int(os.environ.get("ESRLM_ORACLE_FILES", "25"))
FIRST_SEED = int(os.environ.get("ESRLM_ORACLE_SEED", "0"))
ONE_DAY = datetime.timedelta(days=1)
pytestmark = pytest.mark.django_db

NOON = TODAY.isoformat() + " 12:00Z"


def required(known: tables.Tables, on: datetime.date) -> set[tuple[str, str]]:
    """Ask who must hold what on a day."""
    cells = stated(known, on)
    return {key for key, cell in cells.items() if cell.status != "not_required"}


@time_machine.travel(NOON, tick=False)
def test_losers_are_those_who_had_to_hold_it_before_and_not_after(tmp_path):
    """Rule 93, for seats that stand in the tables and lists that change them."""
    listed = 0
    for seed in range(FIRST_SEED, FIRST_SEED + TRUSTS):
        trust, lists = build_snapshots(SeededDice(seed), today=TODAY)
        clerk = files.Clerk(SeededDice(seed), tmp_path, "457")
        with written([trust]) as known:
            for each in lists:
                base = max(TODAY, each.effective or TODAY)
                later = {
                    day
                    for line in each.lines
                    for day in (
                        line.row.starts_on,
                        line.row.ends_on and line.row.ends_on + ONE_DAY,
                    )
                    if day and day > base
                }
                before = {day: required(known, day) for day in {base, *later}}
                rows = [files.staff_row(clerk, line) for line in each.lines]
                for one in clerk.file("staff", rows):
                    result = import_file(
                        kind="staff",
                        path=one.path,
                        create_missing=True,
                        effective=each.effective,
                    )
                    lost = {
                        day: was - required(known, day) for day, was in before.items()
                    }
                    told = [
                        (who.employee_number, who.competency) for who in result.losers
                    ]
                    assert len(told) == len(set(told))
                    assert lost[base] <= set(told) <= set().union(*lost.values()), seed
                    listed += len(told)
                    before = {day: required(known, day) for day in before}
    assert listed


def a_nurse() -> Trust:
    """Make a nurse in post 30412, of which Fire is required."""
    row = seat("2025-01-01", organisation=("Riverside",), grade="")
    fire = Requirement("Fire", Level.POSITION, "30412", datetime.date(2025, 1, 1))
    return Trust(people=(person(row),), competencies=(Competency("Fire"),),
                 requirements=(fire,))  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "new_seat"),
    [
        ({"Position Number": "9", "Start Date": "2026-03-01"}, "9"),
        ({"End Date": "2026-03-01"}, "no active assignment"),
        ({"Assignment Status": "Terminate", "Start Date": ""}, "no active assignment"),
    ],
)
@time_machine.travel(NOON, tick=False)
def test_a_move_or_an_end_to_come_is_listed_too(facts, new_seat, tmp_path):
    row = {
        "Employee Number": "1001",
        "Assignment Number": "1001",
        "First Name": "Sam",
        "Last Name": "Made-Up",
        "Job Role": "Nurse",
        "Position Number": "30412",
        "Organisation": "Riverside",
        "Assignment Status": "",
        "Start Date": "2025-01-01",
        "End Date": "",
    } | facts
    path = tmp_path / "staff.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(row))
        writer.writeheader()
        writer.writerow(row)
    with written([a_nurse()]):
        for dry_run in (True, False):
            (loser,) = import_file(
                kind="staff", path=path, create_missing=True, dry_run=dry_run
            ).losers
            assert (loser.employee_number, loser.competency) == ("1001", "Fire")
            assert "30412" in loser.old_seat
            assert new_seat in loser.new_seat
