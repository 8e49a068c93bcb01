"""Writes the four files of a made-up trust of any size, as the formats fix them.

``python -m benchmarks.files FOLDER [--assignments 5000]``: staff.csv, competencies.csv,
requirements.csv and awards.csv. The same size gives the same files.
"""

from __future__ import annotations

import argparse
import csv
import datetime
import random
from collections.abc import Iterable, Iterator
from pathlib import Path

from .imports import POSITIONS, write_file

#: The last day on which an award is achieved.
LAST_DAY = datetime.date(2026, 10, 31)

SUBJECTS = (
    "NHS|CSTF|Fire Safety - 2 Years|",
    "NHS|CSTF|Information Governance and Data Security - 1 Year|",
    "NHS|CSTF|Equality, Diversity and Human Rights - 3 Years|",
    "NHS|CSTF|Health, Safety and Welfare - 3 Years|",
    "NHS|CSTF|Infection Prevention and Control - Level 1 - 3 Years|",
    "NHS|CSTF|Conflict Resolution - 3 Years|",
    "NHS|CSTF|Preventing Radicalisation - Basic Prevent Awareness - 3 Years|",
    "NHS|CSTF|Moving and Handling - Level 1 - No Specified Renewal|",
    "NHS|CSTF|Safeguarding Adults - Level 1 - 3 Years|",
    "NHS|CSTF|Safeguarding Children - Level 1 - 3 Years|",
)
LEVEL_2 = "NHS|CSTF|Infection Prevention and Control - Level 2 - 1 Year|"
RESUSCITATION = "NHS|CSTF|Resuscitation - Level 2 - Adult Basic Life Support - 1 Year|"


def competencies() -> Iterator[tuple[str, str]]:
    """Yield names and what each covers."""
    for name in SUBJECTS:
        yield name, ""
    yield LEVEL_2, "NHS|CSTF|Infection Prevention and Control - Level 1 - 3 Years|"
    yield RESUSCITATION, ""


def requirements(assignments: int) -> Iterator[tuple[str, ...]]:
    """Yield what is asked of the whole trust, of job roles, and of some posts."""
    for name in SUBJECTS:
        yield name, "Business Group", "457", "2020-01-01", "30"
    for role in range(0, min(120, int(assignments * POSITIONS)), 3):
        yield LEVEL_2, "Job Role", f"Job Role {role}", "2021-04-01", "90"
    for post in range(0, int(assignments * POSITIONS), 10):
        yield RESUSCITATION, "Position", f"{30_000 + post}", "2022-09-01", ""


def awards(assignments: int) -> Iterator[tuple[str, ...]]:
    """Yield awards: most people hold most things, some have let them lapse."""
    dice = random.Random(assignments)
    for number in range(1, assignments + 1):
        for name in (*SUBJECTS, LEVEL_2, RESUSCITATION):
            if dice.random() < 0.85:
                day = LAST_DAY - datetime.timedelta(dice.randrange(900))
                yield f"{20_000_000 + number}", name, day.isoformat(), "457"


def write_files(folder: Path, assignments: int) -> None:
    """Write all four files."""
    folder.mkdir(parents=True, exist_ok=True)
    write_file(folder / "staff.csv", assignments)
    _write(folder / "competencies.csv", ("Competency Name", "Covers"), competencies())
    _write(
        folder / "requirements.csv",
        ("Competency Name", "Level", "Target", "Start Date", "Grace Days"),
        requirements(assignments),
    )
    _write(
        folder / "awards.csv",
        ("Employee Number", "Competency Name", "Date Last Awarded", "VPD"),
        awards(assignments),
    )


def _write(path: Path, columns: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(columns)
        writer.writerows(rows)


def main() -> None:
    """Write the files of the trust that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--assignments", type=int, default=5000)
    stated = parser.parse_args()
    write_files(stated.folder, stated.assignments)


if __name__ == "__main__":
    main()
