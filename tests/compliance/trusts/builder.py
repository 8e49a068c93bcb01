"""Builds small trusts in which dates and names collide as often as they can."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field, replace

from ..oracle import months_later
from ..oracle_trust import (
    ALWAYS,
    Assignment,
    Award,
    BusinessGroup,
    Competency,
    Exemption,
    Level,
    Person,
    PersonType,
    Requirement,
    Row,
    Trust,
    Version,
)
from .dice import Dice, happens, one_of, some_of

DAY = datetime.timedelta(days=1)
ANCHORS = tuple(
    datetime.date.fromisoformat(day)
    for day in (
        "2025-06-15 2025-02-28 2024-02-29 2024-03-31 2025-08-31 2023-12-31 2025-03-01 "
        "2025-05-31 2024-11-30 2025-10-26 2026-01-31"
    ).split()
)
#: How far, in days, the days of a trust may lie from its anchor.
REACHES = (6, 6, 40, 400)
TITLES = (
    "NHS|CSTF|Fire Safety - 2 Years|",
    "NHS|CSTF|Resuscitation - Level 2 - Adult Basic Life Support - 1 Year|",
    "457|LOCAL|Ärztliche Einführung|",
    "NHS|CSTF|Équality, Diversity - 3 Years|",
    "nhs|MAND|fire safety|",
    "Blood transfusion",
)
MONTHS = (12, 0, 1, 24, 36, 11, 120, 3, 6, 2, 48)
ORGANISATION_NAMES = ("Surgery", "ward 10", "Ward 2", "Épicerie", "Zoo", "Äpfel")
JOB_ROLES = ("Nurse", "médecin", "Porter")
POSITIONS = ("30412", "0007", "9", "A1")
ROLES = ("Fire Warden", "first aider")
GRADES = ("Band 5", "Band 6")
INACTIVE = (
    "Terminate",
    "Offer Accepted",
    "Inactive Not Worked",
    "Assignment Costing Deletion",
    "TERMINATE",
    "  inactive   not worked",
)
ACTIVE = (
    "Maternity",
    "Acting Up",
    "Career Break",
    "Suspend No Pay",
    "Somewhere Else Entirely",
)


@dataclass
class Scene:
    """What is chosen once for a trust, and the choosing of its days."""

    dice: Dice
    today: datetime.date
    prefix: str
    anchor: datetime.date
    reach: int
    pool: list[datetime.date] = field(default_factory=list)

    def day(self) -> datetime.date:
        """Choose a day that other facts use as well, or one beside it."""
        kind = self.dice.number(0, 9)
        if kind < 5:
            return one_of(self.dice, self.pool)
        if kind < 7:
            return one_of(self.dice, self.pool) + DAY
        if kind < 9:
            return one_of(self.dice, self.pool) - DAY
        away = self.dice.number(0, 2 * self.reach)
        return self.anchor + datetime.timedelta(days=away - self.reach)

    def later(self, start: datetime.date, open_percent: int) -> datetime.date | None:
        """Choose an end not before the start, or none."""
        if happens(self.dice, open_percent):
            return None
        return max(start, self.day())


def build_trust(
    dice: Dice,
    *,
    today: datetime.date,
    prefix: str = "",
    vpd: str = "457",
    anchor: datetime.date | None = None,
    reach: int | None = None,
    for_files: bool = False,
) -> Trust:
    """Build a small trust.

    Args:
        dice: what chooses.
        today: awards are not achieved after it.
        prefix: put before every name that is unique beyond a business group.
        vpd: the VPD of the first business group.
        anchor: the day round which everything happens; chosen when not given.
        reach: how far from it, in days; chosen when not given.
        for_files: keep to what the files of the import kinds can say.
    """
    scene = Scene(
        dice,
        today,
        prefix,
        anchor or one_of(dice, ANCHORS),
        reach or one_of(dice, REACHES),
    )
    scene.pool = [scene.anchor]
    for _ in range(dice.number(1, 5)):
        away = dice.number(0, 2 * scene.reach) - scene.reach
        scene.pool.append(scene.anchor + datetime.timedelta(days=away))
    groups = [BusinessGroup(vpd, happens(dice, 15))]
    if not for_files and happens(dice, 12):
        groups.append(BusinessGroup(vpd + "B", happens(dice, 30)))
    tree = build_tree(scene)
    competencies = build_competencies(scene)
    people = build_people(scene, groups, tree, for_files)
    requirements = build_requirements(scene, groups, tree, people, competencies)
    return Trust(
        business_groups=tuple(groups),
        people=people,
        competencies=competencies,
        requirements=requirements,
        awards=build_awards(scene, people, competencies, vpd),
        exemptions=build_exemptions(scene, people, competencies),
        organisations=frozenset(
            (group.vpd, path[:depth])
            for group in groups
            for path in tree
            for depth in range(1, len(path) + 1)
        ),
        received_on=today,
    )


def build_tree(scene: Scene) -> list[tuple[str, ...]]:
    """Build a few paths from the top, now and then eight levels deep."""
    dice = scene.dice
    paths = [("Riverside",)]
    for _ in range(dice.number(0, 5)):
        above = one_of(dice, paths)
        if len(above) < 8:
            paths.append((*above, one_of(dice, ORGANISATION_NAMES)))
    if happens(dice, 10):
        deepest = max(paths, key=len)
        while len(deepest) < 8:
            deepest = (*deepest, one_of(dice, ORGANISATION_NAMES))
            paths.append(deepest)
    return list(dict.fromkeys(paths))


def build_competencies(scene: Scene) -> tuple[Competency, ...]:
    """Build competencies; each may cover those after it, so that none is circular."""
    dice = scene.dice
    titles = TITLES[: dice.number(1, len(TITLES))]
    names = [after_owner(title, scene.prefix) for title in titles]
    competencies = []
    for index, name in enumerate(names):
        days = [datetime.date.min]
        if happens(dice, 25):
            days += sorted({scene.day() for _ in range(dice.number(1, 2))})
        competencies.append(
            Competency(
                name=name,
                versions=tuple(
                    Version(
                        renewal_months=one_of(dice, MONTHS),
                        covers=frozenset(some_of(dice, names[index + 1 :], 35)),
                        from_day=day,
                    )
                    for day in days
                ),
                ends_on=scene.day() if happens(dice, 15) else None,
                amber_months=one_of(dice, (0, 1, 2, 6)) if happens(dice, 20) else None,
            )
        )
    return tuple(competencies)


def after_owner(title: str, prefix: str) -> str:
    """Put the prefix at the title's own words, not at its owner's."""
    owner, bar, rest = title.partition("|")
    if not bar:
        return prefix + title
    framework, bar, rest = rest.partition("|")
    return f"{owner}|{framework}|{prefix}{rest}"


def build_people(
    scene: Scene,
    groups: list[BusinessGroup],
    tree: list[tuple[str, ...]],
    for_files: bool,
) -> tuple[Person, ...]:
    """Build people with their assignments, as a staff file would list them."""
    dice = scene.dice
    people = []
    for index in range(dice.number(1, 4)):
        number = f"{scene.prefix}{1001 + index}"
        kind = dice.number(0, 19)
        person_type = (
            PersonType.EMPLOYEE
            if kind < 16
            else PersonType.EXTERNAL_LEARNER
            if kind < 19
            else PersonType.CUSTOMER
        )
        group = one_of(dice, groups)
        assignments = []
        for post in range(dice.number(1, 3) if happens(dice, 45) else 1):
            gaps = not for_files or person_type != PersonType.EMPLOYEE
            rows = [build_row(scene, tree, gaps) for _ in range(dice.number(1, 3))]
            if for_files and gaps and len(rows) == 1 and happens(dice, 25):
                rows = [replace(rows[0], starts_on=ALWAYS)]  # known since always
            seat_group = one_of(dice, groups) if happens(dice, 20) else group
            assignments.append(
                Assignment(
                    number=number + (f"-{post + 1}" if post else ""),
                    rows=tuple({row.starts_on: row for row in rows}.values()),
                    vpd=seat_group.vpd,
                )
            )
        people.append(Person(number, tuple(assignments), person_type, group.vpd))
    return tuple(people)


def build_row(scene: Scene, tree: list[tuple[str, ...]], gaps: bool) -> Row:
    """Build one dated row; with gaps, now and then without a place in the trust."""
    dice = scene.dice
    starts_on = scene.day()
    status = "Active Assignment"
    if happens(dice, 30):
        status = one_of(dice, INACTIVE if happens(dice, 60) else ACTIVE)
    return Row(
        starts_on=starts_on,
        ends_on=scene.later(starts_on, 40),
        organisation=() if gaps and happens(dice, 5) else one_of(dice, tree),
        job_role="" if gaps and happens(dice, 5) else one_of(dice, JOB_ROLES),
        position="" if gaps and happens(dice, 5) else one_of(dice, POSITIONS),
        grade="" if happens(dice, 20) else one_of(dice, (*GRADES, "BAND  5")),
        status=status,
        supplementary_roles=some_of(dice, ROLES, 30),
    )


def build_requirements(
    scene: Scene,
    groups: list[BusinessGroup],
    tree: list[tuple[str, ...]],
    people: tuple[Person, ...],
    competencies: tuple[Competency, ...],
) -> tuple[Requirement, ...]:
    """Build requirements on every level, no two with the same natural key."""
    dice = scene.dice
    assignments = [each for person in people for each in person.assignments]
    found = {}
    for _ in range(dice.number(0, 14)):
        competency = one_of(dice, competencies)
        level = one_of(dice, tuple(Level))
        vpd = one_of(dice, groups).vpd
        match level:
            case Level.BUSINESS_GROUP:
                target = vpd
            case Level.ORGANISATION:
                target = one_of(dice, tree)
            case Level.JOB_ROLE:
                target = one_of(dice, JOB_ROLES)
            case Level.POSITION:
                target = one_of(dice, POSITIONS)
            case Level.ASSIGNMENT:
                assignment = one_of(dice, assignments)
                target, vpd = assignment.number, assignment.vpd
            case Level.SUPPLEMENTARY_ROLE:
                target = one_of(dice, ROLES)
        starts_on = scene.day()
        if competency.ends_on is not None:
            starts_on = min(starts_on, competency.ends_on)
        graded = level in (Level.JOB_ROLE, Level.POSITION) and happens(dice, 35)
        requirement = Requirement(
            competency=competency.name,
            level=level,
            target=target,
            starts_on=starts_on,
            ends_on=scene.later(starts_on, 50),
            this_organisation_only=level == Level.ORGANISATION and happens(dice, 30),
            grade=one_of(dice, GRADES) if graded else "",
            essential=not happens(dice, 35),
            grace_days=one_of(dice, (0, 30, 1, 7, 2, 90, 400)),
            vpd=vpd,
        )
        key = (vpd, competency.name, level, target, requirement.grade)
        found[(*key, requirement.this_organisation_only, starts_on)] = requirement
    return tuple(found.values())


def build_awards(
    scene: Scene,
    people: tuple[Person, ...],
    competencies: tuple[Competency, ...],
    vpd: str,
) -> tuple[Award, ...]:
    """Build awards; many run out on a day on which something else happens."""
    dice = scene.dice
    found = {}
    for _ in range(dice.number(0, 10)):
        competency = one_of(dice, competencies)
        achieved_on = scene.day()
        if happens(dice, 60):
            months = one_of(
                dice, [version.renewal_months for version in competency.versions]
            )
            achieved_on = months_later(achieved_on, -months)
        achieved_on = min(achieved_on, competency.ends_on or achieved_on, scene.today)
        stated = None
        if happens(dice, 35):
            ends = datetime.date(4712, 12, 31), datetime.date(2099, 12, 31)
            stated = one_of(dice, (scene.day(), scene.day(), "never", *ends))
            if stated != "never":
                stated = max(stated, achieved_on)
        award = Award(
            employee_number=one_of(dice, people).employee_number,
            competency=competency.name,
            achieved_on=achieved_on,
            stated=stated,
            from_vpd="999" if happens(dice, 15) else "",
            voided=happens(dice, 10),
        )
        key = (award.employee_number, award.competency, achieved_on)
        found[(*key, len(found) if award.voided else "")] = award
    return tuple(found.values())


def build_exemptions(
    scene: Scene, people: tuple[Person, ...], competencies: tuple[Competency, ...]
) -> tuple[Exemption, ...]:
    """Build exemptions of at most twelve months, none beside another."""
    dice = scene.dice
    found = {}
    for _ in range(dice.number(0, 2)):
        starts_on = scene.day()
        ends_on = min(max(starts_on, scene.day()), months_later(starts_on, 12) - DAY)
        person, competency = one_of(dice, people), one_of(dice, competencies)
        found[person, competency] = Exemption(
            person.employee_number, competency.name, starts_on, ends_on
        )
    return tuple(found.values())
