"""Writes the oracle's trusts as the files that a trust would import."""

from __future__ import annotations

import csv
import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import openpyxl

from ..oracle import ONE_DAY, spelt
from ..oracle_trust import (
    ALWAYS,
    Assignment,
    Award,
    Level,
    Person,
    PersonType,
    Requirement,
    Row,
    Trust,
)
from .dice import Dice, happens, one_of
from .snapshots import Listed, StaffList

DATE_FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d-%b-%Y", "%Y/%m/%d 00:00:00")
NEVERS = ("No expiry", "no  EXPIRY", "31/12/4712", "2099-12-31")
#: What makes an award's row be refused (rules 25 and 95).
REFUSED = (
    {"Status": "In Progress"},
    {"Employee Number": "nobody"},
    {"Competency Name": "NHS|CSTF|Unheard Of|"},
    {"Date Last Awarded": "2090-01-01"},
    {"Date Last Awarded": "31/02/2025"},
    {"Expiry Date": "01/01/1999"},
)
#: Somebody who left before anything happened, sitting where nobody else ever sat.
NOBODY = "00000"


@dataclass(frozen=True)
class Import:
    """One file, and what to say on the command line beside it."""

    kind: str
    path: Path
    effective: datetime.date | None = None
    create_missing: bool = False
    full: bool = False


@dataclass
class Clerk:
    """Somebody who types files: dates in any format, names in any case."""

    dice: Dice
    folder: Path
    vpd: str
    files: int = 0

    def date(self, day: datetime.date | None) -> str:
        """Write a date; an open one is empty."""
        return day.strftime(one_of(self.dice, DATE_FORMATS)) if day else ""

    def name(self, text: str) -> str:
        """Write a name that is already known, not always as it is stored."""
        kind = self.dice.number(0, 9)
        if kind == 9:
            return text.upper()
        return f" {text}  " if kind == 8 else text

    def yes(self, fact: bool, empty: bool) -> str:
        """Write yes or no; what an empty cell means may be left empty."""
        if fact == empty and happens(self.dice, 30):
            return ""
        return one_of(self.dice, ("Y", "Yes", "1", "true", "y") if fact else ("N", "0"))

    def shuffled(self, rows: list) -> list:
        """Put rows into any order: it never matters."""
        rows = list(rows)
        for index in range(len(rows) - 1, 0, -1):
            other = self.dice.number(0, index)
            rows[index], rows[other] = rows[other], rows[index]
        return rows

    def with_earlier(self, rows: list[dict], column: str) -> list[dict]:
        """Put before some rows one that says something else: the last row wins."""
        told = []
        for row in rows:
            if happens(self.dice, 8):
                told.insert(self.dice.number(0, len(told)), row | {column: ""})
            told.append(row)
        return told

    def headed(self, rows: list[dict]) -> list[list[str]]:
        """Return a header and lines: columns in any order and case, some surplus."""
        columns = self.shuffled(list(rows[0]))
        header = [
            one_of(self.dice, (name, name, name.upper(), name.lower()))
            for name in columns
        ]
        surplus = happens(self.dice, 20)
        lines = [[row[name] for name in columns] + ["?"] * surplus for row in rows]
        return [header + ["Payroll Name"] * surplus, *lines]

    def file(
        self,
        kind: str,
        rows: list[dict],
        *,
        last_wins: str = "",
        refused: Sequence[dict] = (),
        **options,
    ) -> list[Import]:
        """Write one file, now and then to be imported twice; none without rows.

        Args:
            last_wins: a column in which an earlier row of the same key may differ.
            refused: rows to put anywhere, that change nothing.
        """
        if not rows:
            return []
        rows = self.shuffled(rows)
        if last_wins:
            rows = self.with_earlier(rows, last_wins)
        for row in refused:
            rows.insert(self.dice.number(0, len(rows)), row)
        self.files += 1
        stem = self.folder / f"{self.files:02}-{kind}"
        path = one_of(self.dice, WRITERS)(stem, self.headed(rows))
        return [Import(kind, path, **options)] * (2 if happens(self.dice, 15) else 1)


def as_csv(encoding: str):
    """Return what writes a CSV file in an encoding."""

    def write_csv(stem: Path, lines: list[list[str]]) -> Path:
        path = stem.with_suffix(".csv")
        with path.open("w", encoding=encoding, newline="") as file:
            csv.writer(file).writerows(lines)
        return path

    return write_csv


def as_xlsx(stem: Path, lines: list[list[str]]) -> Path:
    """Write a workbook; numbers that identify stay text."""
    path = stem.with_suffix(".xlsx")
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append([cell or None for cell in line])
    book.save(path)
    return path


WRITERS = (
    as_csv("utf-8"),
    as_csv("utf-8"),
    as_csv("utf-8-sig"),
    as_csv("cp1252"),
    as_xlsx,
)


def write(
    trust: Trust, folder: Path, dice: Dice, staff: list[StaffList] | None = None
) -> list[Import]:
    """Write the trust's files, to be imported in this order.

    Void awards, exemptions and own amber windows have no file.

    Args:
        trust: what shall stand in the tables after all of them.
        folder: where to put them.
        dice: what chooses between ways to say the same.
        staff: the staff lists; one of everybody's dated rows if not given.
    """
    clerk = Clerk(dice, folder, trust.business_groups[0].vpd)
    first, *later = staff or [everybody(trust)]
    first = replace(first, lines=(*first.lines, *dated_lines(nobody(trust))))
    imports = []
    for each in (*in_two(clerk, first), *later):
        imports += clerk.file(
            "staff",
            [
                staff_row(clerk, line)
                for line in each.lines or dated_lines(nobody(trust))
            ],
            last_wins="" if staff else "Supplementary Roles",
            create_missing=True,
            effective=each.effective,
            full=each.full,
        )
    imports += clerk.file("competencies", competency_rows(clerk, trust, None))
    changes = sorted(
        {version.from_day for each in trust.competencies for version in each.versions}
    )[1:]
    awards = [award for award in trust.awards if not award.voided]
    # Whether a transfer is taken over depends on the period known when it comes.
    early = [award for award in awards if happens(dice, 50) and not award.from_vpd]
    late = [award for award in awards if award not in early]
    imports += award_file(clerk, early)
    for change in changes:
        rows = competency_rows(clerk, trust, change)
        imports += clerk.file("competencies", rows, effective=change)
    imports += clerk.file(
        "requirements", [requirement_row(clerk, each) for each in trust.requirements]
    )
    return imports + award_file(clerk, late)


def in_two(clerk: Clerk, staff: StaffList) -> list[StaffList]:
    """Send a list in two parts: rows with starts of their own may come in any order."""
    if not happens(clerk.dice, 30):
        return [staff]
    first = [happens(clerk.dice, 50) for _ in staff.lines]
    return [
        replace(
            staff,
            lines=tuple(
                line
                for line, is_first in zip(staff.lines, first, strict=True)
                if is_first == part
            ),
        )
        for part in (True, False)
    ]


def award_file(clerk: Clerk, awards: list[Award]) -> list[Import]:
    """Write awards, and beside them rows that must be refused."""
    achieved = {each.achieved_on for each in awards}
    refused = [
        award_row(clerk, replace(award, achieved_on=award.achieved_on - ONE_DAY))
        | one_of(clerk.dice, REFUSED)
        for award in awards
        if award.achieved_on - ONE_DAY not in achieved and happens(clerk.dice, 10)
    ]
    rows = [award_row(clerk, award) for award in awards]
    return clerk.file("awards", rows, last_wins="Expiry Date", refused=refused)


def nobody(trust: Trust) -> Person:
    """Make a leaver who once sat in every place, so that the places exist."""
    places = {
        Level.ORGANISATION: sorted(path for _, path in trust.organisations),
        Level.JOB_ROLE: [],
        Level.POSITION: [],
        Level.SUPPLEMENTARY_ROLE: [],
    }
    for requirement in trust.requirements:
        if requirement.level in places:
            places[requirement.level].append(requirement.target)
    most = max(len(targets) for targets in places.values())
    first = datetime.date(1999, 1, 1)
    rows = []
    for index in range(max(most, 1)):
        at = {level: targets[index:][:1] for level, targets in places.items()}
        start = first + index * ONE_DAY
        rows.append(
            Row(
                starts_on=start,
                ends_on=start,
                organisation=(at[Level.ORGANISATION] or [("Riverside",)])[0],
                job_role=(at[Level.JOB_ROLE] or ["Nurse"])[0],
                position=(at[Level.POSITION] or ["30412"])[0],
                status="Terminate",
                supplementary_roles=tuple(at[Level.SUPPLEMENTARY_ROLE]),
            )
        )
    return Person(NOBODY, (Assignment(NOBODY, tuple(rows)),))


def everybody(trust: Trust) -> StaffList:
    """List every dated row of everybody."""
    return StaffList(
        tuple(line for person in trust.people for line in dated_lines(person))
    )


def dated_lines(person: Person) -> Iterator[Listed]:
    """List every dated row of a person, each with its own start."""
    for assignment in person.assignments:
        for row in assignment.rows:
            yield Listed(person, assignment, row, row.starts_on)


def staff_row(clerk: Clerk, line: Listed) -> dict:
    """Return one row of a staff file."""
    person, row = line.person, line.row
    employee = person.person_type == PersonType.EMPLOYEE
    plain = employee and happens(clerk.dice, 50)
    active = row.status == "Active Assignment" and happens(clerk.dice, 50)
    return {
        "Employee Number": person.employee_number,
        "Assignment Number": line.assignment.number,
        "First Name": "Sam",
        "Last Name": f"Made-Up {person.employee_number}",
        "Person Type": "" if plain else person.person_type.value,
        "Job Role": row.job_role,
        "Grade": row.grade,
        "Position Number": row.position,
        "Organisation": " > ".join(row.organisation),
        "Assignment Status": "" if active else row.status,
        "Start Date": clerk.date(
            None if line.typed_start == ALWAYS else line.typed_start
        ),
        "End Date": clerk.date(row.ends_on),
        "Supplementary Roles": "; ".join(row.supplementary_roles),
    }


def competency_rows(
    clerk: Clerk, trust: Trust, change: datetime.date | None
) -> list[dict]:
    """Return a competencies file: the first versions, or those of a day.

    A later file lists what changes that day, and now and then what does not.
    """
    rows = []
    for each in trust.competencies:
        begun = [
            version
            for version in each.versions
            if version is each.versions[0] or (change and version.from_day <= change)
        ]
        version = begun[-1]
        if change and version.from_day != change and happens(clerk.dice, 50):
            continue
        rows.append(
            {
                "Competency Name": each.name,
                "Renewal Months": renewal(clerk, each.name, version.renewal_months),
                "Covers": ";".join(clerk.name(name) for name in sorted(version.covers)),
                "End Date": clerk.date(each.ends_on),
            }
        )
    return rows


def renewal(clerk: Clerk, name: str, months: int) -> str:
    """Write a period; what the title states, or never, may be left out."""
    years = re.search(r"- (\d+) Years?", name)
    stated = int(years[1]) * 12 if years else 0
    if months == stated and happens(clerk.dice, 40):
        return ""
    return str(months or one_of(clerk.dice, ("0", "never", "Never")))


def requirement_row(clerk: Clerk, each: Requirement) -> dict:
    """Return one row of a requirements file."""
    return {
        "Competency Name": clerk.name(each.competency),
        "Level": clerk.name(each.level.value),
        "Target": clerk.name(spelt(each)),
        "This Organisation Only": clerk.yes(each.this_organisation_only, empty=False),
        "Grade": each.grade,
        "Essential": clerk.yes(each.essential, empty=True),
        "Start Date": clerk.date(each.starts_on),
        "End Date": clerk.date(each.ends_on),
        "Grace Days": str(each.grace_days or one_of(clerk.dice, ("0", ""))),
    }


def award_row(clerk: Clerk, each: Award) -> dict:
    """Return one row of an awards file, its date in one of the three columns."""
    stated = each.stated
    if stated == "never":
        stated = one_of(clerk.dice, NEVERS)
    elif stated is not None:
        stated = clerk.date(stated)
    dated = one_of(clerk.dice, (0, 0, 1, 2))
    return {
        "Employee Number": clerk.name(each.employee_number),
        "Competency Name": clerk.name(each.competency),
        "Date Start": clerk.date(each.achieved_on if dated == 2 else None),
        "Date Last Awarded": clerk.date(each.achieved_on if dated == 0 else None),
        "Certification Date": clerk.date(each.achieved_on if dated == 1 else None),
        "Expiry Date": stated or "",
        "Last Updated By": "A01|Smith, Jane",
        "VPD": each.from_vpd or one_of(clerk.dice, ("", clerk.vpd)),
        "Status": one_of(clerk.dice, ("", "Achieved")),
    }
