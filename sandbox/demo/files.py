"""Writes the trust as the four files that any trust would import."""

from __future__ import annotations

import csv
import datetime
import random
from dataclasses import dataclass, field
from pathlib import Path

from wagtail_esrlm.months import add_months
from wagtail_esrlm.snippets.naming import parse_competency_name

from . import trust
from .names import FIRST, LAST, STORY_NAMES

STAFF_COLUMNS = (
    "Employee Number,Assignment Number,Primary Assignment,Title,First Name,Last Name,"
    "Preferred Name,Email Address,Person Type,Access,Staff Group,Job Role,Grade,"
    "Position Number,Position Title,Organisation,Location,Assignment Category,"
    "Assignment Status,FTE,Start Date,End Date,Supervisor Employee Number,"
    "Supplementary Roles"
).split(",")
DAY = datetime.timedelta(days=1)
ACTIVE = "Active Assignment"


@dataclass
class Member:
    """Somebody of the trust, and what they hold."""

    number: str
    first: str
    last: str
    job: str
    place: str
    supervisor: str = ""
    started: datetime.date = datetime.date(2018, 4, 2)
    email: str = ""
    access: str = "Full"
    person_type: str = "Employee"
    status: str = ACTIVE
    category: str = "Permanent"
    roles: tuple[str, ...] = ()
    ended: datetime.date | None = None
    extra_rows: list[dict[str, str]] = field(default_factory=list)
    care: float = 0.9
    about: str = ""
    holds: dict[str, datetime.date] = field(default_factory=dict)

    @property
    def clinical(self) -> bool:
        """Whether they look after patients."""
        return self.job in trust.CLINICAL_JOBS


class Generator:
    """Makes the same trust every time, with dates that follow the day it is made."""

    def __init__(self, today: datetime.date, seed: int = 457) -> None:
        self.today = today
        self.dice = random.Random(seed)
        self.people: list[Member] = []
        self.positions: dict[tuple[str, str, int], str] = {}
        self.next_number = 20_000_000
        self.taken: set[tuple[str, str]] = set(STORY_NAMES.values())

    def member(self, job: str, place: str, **facts) -> Member:
        """Add somebody."""
        self.next_number += self.dice.randint(1, 40)
        while True:
            name = self.dice.choice(FIRST), self.dice.choice(LAST)
            if name not in self.taken:
                break
        self.taken.add(name)
        started = self.today - self.dice.randint(60, 4500) * DAY
        person = Member(str(self.next_number), *name, job, place, started=started)
        person.email = f"{_plain(name[0])}.{_plain(name[1])}@riverside.example"
        for key, value in facts.items():
            setattr(person, key, value)
        self.people.append(person)
        return person

    def build(self) -> None:
        """Fill the tree, then tell the stories."""
        chief = self.member("Chief Executive", trust.TRUST)
        self.managers: dict[str, Member] = {}
        for division, groups in trust.DIVISIONS.items():
            top = f"{trust.TRUST} > {division}"
            director = self.member("Divisional Director", top, supervisor=chief.number)
            for group, places in groups.items():
                middle = f"{top} > {group}"
                clinical = division in trust.CLINICAL_DIVISIONS
                matron = self.member(
                    "Matron" if clinical else "Department Manager",
                    middle,
                    supervisor=director.number,
                )
                for place in places:
                    self._fill(f"{middle} > {place}", clinical, group, matron.number)
        from .stories import tell

        self.stories = tell(self)

    def _fill(self, path: str, clinical: bool, group: str, above: str) -> None:
        name = path.rsplit(" > ", 1)[1]
        manager = self.member(
            "Ward Manager" if clinical else "Department Manager", path, supervisor=above
        )
        self.managers[name] = manager
        care = min(0.99, max(0.7, self.dice.gauss(0.91, 0.05)))
        for _each in range(
            self.dice.randint(30, 42) if clinical else self.dice.randint(14, 26)
        ):
            self.member(
                self._job(clinical, group),
                path,
                supervisor=manager.number,
                care=care,
                category=self.dice.choices(
                    ("Permanent", "Fixed Term Temp", "Bank"), (86, 8, 6)
                )[0],
                status=self.dice.choices(
                    (ACTIVE, "Maternity", "Career Break"), (970, 22, 8)
                )[0],
                roles=self.dice.choices(
                    ((), ("Fire Warden",), ("First Aider",)), (94, 3, 3)
                )[0],
            )

    def _job(self, clinical: bool, group: str) -> str:
        if group == "Maternity" and self.dice.random() < 0.6:
            return "Midwife"
        if clinical:
            jobs, weights = zip(*trust.CLINICAL_MIX, strict=True)
            return self.dice.choices(jobs, weights)[0]
        return {
            "Imaging": "Radiographer",
            "Laboratories": "Biomedical Scientist",
            "Therapies": "Physiotherapist",
            "Pharmacy": "Pharmacist",
            "Estates": "Maintenance Engineer",
            "Facilities": self.dice.choice(("Porter", "Housekeeper")),
        }.get(group, self.dice.choice(("Administrator", "Analyst", "Administrator")))

    def position(self, person: Member, place: str, job: str) -> str:
        """Return the number of the post; a few people share one."""
        share = int(person.number) % 3 if job in ("Staff Nurse", "Administrator") else 0
        key = place, job, share
        if key not in self.positions:
            self.positions[key] = str(30_000 + 7 * len(self.positions))
        return self.positions[key]

    def row(self, person: Member, **facts: str) -> dict[str, str]:
        """Return one row of the staff file."""
        place, job = (
            facts.get("Organisation", person.place),
            facts.get("Job Role", person.job),
        )
        group, grade = trust.JOBS.get(job, ("", ""))
        return {
            "Employee Number": person.number,
            "Assignment Number": person.number,
            "Primary Assignment": "Y",
            "First Name": person.first,
            "Last Name": person.last,
            "Email Address": person.email,
            "Person Type": person.person_type,
            "Access": person.access,
            "Staff Group": group,
            "Job Role": job,
            "Grade": grade,
            "Position Number": self.position(person, place, job) if job else "",
            "Position Title": f"{job}, {place.rsplit(' > ', 1)[-1]}" if job else "",
            "Organisation": place,
            "Location": "Riverside Main Site",
            "Assignment Category": person.category,
            "Assignment Status": person.status,
            "FTE": "1.0",
            "Start Date": person.started.isoformat(),
            "End Date": person.ended.isoformat() if person.ended else "",
            "Supervisor Employee Number": person.supervisor,
            "Supplementary Roles": "; ".join(person.roles),
            **facts,
        }

    def staff(self) -> list[dict[str, str]]:
        """Return every row of the staff file."""
        return [
            {**self.row(person), **extra}
            for person in self.people
            for extra in (person.extra_rows or [{}])
        ]

    def awards(self) -> list[tuple[str, str, str]]:
        """Return employee, competency and date of what everybody holds."""
        months = {
            name: int(stated)
            if stated.isdigit()
            else parse_competency_name(name).months
            for name, stated, _covers in trust.COMPETENCIES
        }
        found = []
        for person in self.people:
            for name in self._asked(person):
                if person.holds.get(name) == datetime.date.min:
                    continue
                achieved = person.holds.get(name) or self._achieved(
                    person, months[name]
                )
                if achieved is not None:
                    found.append((person.number, name, achieved.isoformat()))
        return found

    def _asked(self, person: Member) -> list[str]:
        names = list(trust.EVERYBODY) if person.person_type == "Employee" else []
        if person.clinical:
            names += [each for each in trust.CLINICAL if each not in names]
            names.append(trust.TIER_2)
        elif person.person_type == "Employee":
            names.append(trust.TIER_1)
        if "Theatres" in person.place:
            names.append(trust.THEATRE)
        if "Fire Warden" in person.roles:
            names.append(trust.WARDEN)
        if "First Aider" in person.roles:
            names.append(trust.AIDER)
        if "Manager" in person.job or person.job == "Matron":
            names.append(trust.APPRAISER)
        return [*names, *(name for name in person.holds if name not in names)]

    def _achieved(self, person: Member, months: int | None) -> datetime.date | None:
        """Throw the dice: held, nearly out, out, or never done."""
        dice = self.dice
        if dice.random() > person.care:
            if months and dice.random() < 0.65:
                lapsed = add_months(self.today, -months) - dice.randint(2, 200) * DAY
                return lapsed
            return None
        if months is None:
            return person.started + dice.randint(0, 30) * DAY
        held = add_months(self.today, -months) + dice.randint(5, months * 30) * DAY
        return min(held, self.today - DAY)

    def requirements(self) -> list[tuple[str, ...]]:
        """Return every row of the requirements file, as its columns stand there."""
        rows = [
            (name, "Business Group", trust.VPD, "", "", "Y", "2019-01-01", "", "30")
            for name in trust.EVERYBODY
        ]
        rows.append(
            (
                trust.TIER_1,
                "Business Group",
                trust.VPD,
                "",
                "",
                "N",
                "2023-04-01",
                "",
                "90",
            )
        )
        for job in sorted(trust.CLINICAL_JOBS):
            for name in trust.CLINICAL:
                rows.append(
                    (name, "Job Role", job, "", "", "Y", "2019-01-01", "", "60")
                )
            rows.append(
                (trust.TIER_2, "Job Role", job, "", "", "N", "2023-04-01", "", "90")
            )
        top = trust.TRUST
        rows += [
            (trust.THEATRE, "Organisation", f"{top} > Surgery > Theatres", "", "", "Y", "2020-01-01", "", "0"),
            (trust.CHILDREN_3, "Organisation", f"{top} > Women and Children > Children", "", "", "Y", "2020-01-01", "", "90"),
            (trust.RESUS_3, "Organisation", f"{top} > Emergency and Critical Care > Critical Care > Intensive Care", "Y", "", "N", "2021-01-01", "", "180"),
            (trust.APPRAISER, "Job Role", "Ward Manager", "", "", "Y", "2020-01-01", "", "180"),
            (trust.APPRAISER, "Job Role", "Matron", "", "Band 8a", "Y", "2020-01-01", "", "180"),
            (trust.WARDEN, "Supplementary Role", "Fire Warden", "", "", "Y", "2020-01-01", "", "60"),
            (trust.AIDER, "Supplementary Role", "First Aider", "", "", "Y", "2020-01-01", "", "60"),
            (trust.RESEARCH, "Supplementary Role", "Honorary Researcher", "", "", "Y", "2020-01-01", "", "30"),
            (trust.FIRE, "Supplementary Role", "Honorary Researcher", "", "", "Y", "2020-01-01", "", "30"),
            *self.stories.requirements,
        ]  # fmt: skip
        return rows

    def write(self, folder: Path) -> dict[str, Path]:
        """Write the four files; return each path by kind."""
        folder.mkdir(parents=True, exist_ok=True)
        paths = {kind: folder / f"{kind}.csv" for kind in ("competencies", "staff", "requirements", "awards")}  # fmt: skip
        with paths["staff"].open("w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, STAFF_COLUMNS, restval="")
            writer.writeheader()
            writer.writerows(self.staff())
        _write(
            paths["competencies"],
            ("Competency Name", "Renewal Months", "Covers"),
            trust.COMPETENCIES,
        )
        _write(
            paths["requirements"],
            ("Competency Name", "Level", "Target", "This Organisation Only", "Grade", "Essential", "Start Date", "End Date", "Grace Days"),
            self.requirements(),
        )  # fmt: skip
        _write(
            paths["awards"],
            ("Employee Number", "Competency Name", "Date Last Awarded"),
            self.awards(),
        )
        return paths


def _write(path: Path, header: tuple[str, ...], rows) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(header)
        writer.writerows(rows)


def _plain(name: str) -> str:
    return name.lower().replace("â", "a").replace("'", "").replace(" ", "")
