"""Compliance worked out the slow, obvious way, from the rules' own words.

It shares no code with the package and none of its shape: no sets, no SQL, no Django;
one person, one competency and one day at a time. The statement is compared with it
cell by cell. Where it is silent about something, the rules are too.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass

from .oracle_trust import (
    FOREVER,
    INACTIVE_STATUSES,
    Assignment,
    Award,
    Competency,
    Level,
    Person,
    PersonType,
    Requirement,
    Row,
    Trust,
    Version,
)

ONE_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Cell:
    """One row of ``esrlm_compliance``, after its first two columns."""

    status: str
    essential: str
    achieved_on: datetime.date | None
    held_until: datetime.date | None
    due_on: datetime.date | None
    reasons: str


def compliance(trust: Trust, on: datetime.date) -> dict[tuple[str, str], Cell]:
    """Tell every cell of the trust on a day.

    Args:
        trust: the facts.
        on: any day, past or future.

    Returns:
        Cells by employee number and competency name.
    """
    return Oracle(trust).compliance(on)


def months_later(
    day: datetime.date, months: int, *, end_of_month: bool = False
) -> datetime.date:
    """Count calendar months; a day that does not exist becomes the last (rule 16)."""
    years, month_before = divmod(day.year * 12 + day.month - 1 + months, 12)
    day_wanted = 31 if end_of_month else day.day
    while True:
        try:
            return datetime.date(years, month_before + 1, day_wanted)
        except ValueError:
            if day_wanted < 28:
                raise
            day_wanted -= 1


def same(one: str, other: str) -> bool:
    """Tell whether two words are the same, however spaced and capitalised."""
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


class Oracle:
    """The answers about one trust; remembers what it worked out for a day."""

    def __init__(self, trust: Trust) -> None:
        self.trust = trust
        self.competencies = {each.name: each for each in trust.competencies}
        self.end_of_month = {
            each.vpd: each.end_of_month for each in trust.business_groups
        }
        self.people = {each.employee_number: each for each in trust.people}
        self.awards = defaultdict(list)
        for award in trust.awards:
            self.awards[award.employee_number].append(award)
        self._sources: dict[tuple[str, datetime.date], dict] = {}

    # The whole trust ----------------------------------------------------------

    def compliance(self, on: datetime.date) -> dict[tuple[str, str], Cell]:
        """Tell every cell on a day."""
        cells = {}
        for person in self.trust.people:
            for competency in self.trust.competencies:
                cell = self.cell(person, competency, on)
                if cell is not None:
                    cells[person.employee_number, competency.name] = cell
        return cells

    def cell(
        self, person: Person, competency: Competency, on: datetime.date
    ) -> Cell | None:
        """Tell one cell, or that there is none."""
        if not self.active_seats(person, on):  # rules 2, 7, 8
            return None
        sources = self.sources(person, on).get(competency.name, [])
        if sources:
            return self.required_cell(person, competency, sources, on)
        return self.blue_cell(person, competency, on)

    def required_cell(
        self,
        person: Person,
        competency: Competency,
        sources: list[tuple[Requirement, str]],
        on: datetime.date,
    ) -> Cell:
        """Tell the cell of somebody of whom the competency is required."""
        essential = any(requirement.essential for requirement, _ in sources)
        that_count = [
            requirement
            for requirement, _ in sources
            if requirement.essential == essential
        ]
        since = self.unbroken_since(person, competency, essential, on)
        grace = min(
            0 if requirement.before_the_activity else requirement.grace_days
            for requirement in that_count
        )
        due_on = since + datetime.timedelta(days=grace)

        held = self.satisfying(person, competency, on)
        held_until = max((until for _, until in held), default=None)
        if self.exempt(person, competency, on):
            status = "exempt"  # rule 101
        elif held_until is None:
            status = "due" if on < due_on else "missing"  # rule 12
        elif held_until < on:
            status = "expired"  # rules 12, 17
        else:
            status = self.colour(competency, held_until, on)
        return Cell(
            status=status,
            essential="Y" if essential else "N",
            achieved_on=max((achieved for achieved, _ in held), default=None),
            held_until=None if held_until == FOREVER else held_until,
            due_on=due_on,
            reasons=told(sources),
        )

    def blue_cell(
        self, person: Person, competency: Competency, on: datetime.date
    ) -> Cell | None:
        """Tell the cell of somebody who may hold it without having to (rule 14)."""
        own = [
            (award.achieved_on, self.expiry(award))
            for award in self.awards_by(person, on)
            if award.competency == competency.name
        ]
        held_until = max((until for _, until in own), default=None)
        if held_until is None or held_until < on:
            return None
        return Cell(
            status="not_required",
            essential="",
            achieved_on=max(achieved for achieved, _ in own),
            held_until=None if held_until == FOREVER else held_until,
            due_on=None,
            reasons="",
        )

    # Seats: rules 1, 2, 7-9 ---------------------------------------------------

    def row_on(self, assignment: Assignment, day: datetime.date) -> Row | None:
        """Tell which row counts that day: the latest begun of those covering it."""
        covering = [
            row
            for row in assignment.rows
            if row.starts_on <= day and (row.ends_on is None or day <= row.ends_on)
        ]
        return max(covering, key=lambda row: row.starts_on, default=None)

    def active_seats(
        self, person: Person, day: datetime.date
    ) -> list[tuple[Assignment, Row]]:
        """Tell where the person sits that day; customers sit nowhere."""
        if person.person_type == PersonType.CUSTOMER:
            return []
        seats = []
        for assignment in person.assignments:
            row = self.row_on(assignment, day)
            if row is not None and not any(
                same(row.status, inactive) for inactive in INACTIVE_STATUSES
            ):
                seats.append((assignment, row))
        return seats

    # Requirements: rules 1, 2, 5, 13, 33 --------------------------------------

    def sources(
        self, person: Person, day: datetime.date
    ) -> dict[str, list[tuple[Requirement, str]]]:
        """Tell by competency which requirements reach the person that day."""
        known = self._sources.get((person.employee_number, day))
        if known is None:
            known = defaultdict(list)
            seats = self.active_seats(person, day)
            for requirement in self.trust.requirements:
                if self.in_force(requirement, day) and any(
                    reaches(requirement, person, assignment, row)
                    for assignment, row in seats
                ):
                    known[requirement.competency].append(
                        (requirement, spelt(requirement))
                    )
            self._sources[person.employee_number, day] = known
        return known

    def in_force(self, requirement: Requirement, day: datetime.date) -> bool:
        """Tell whether the requirement, and its competency, is in force that day."""
        competency = self.competencies[requirement.competency]
        if competency.ends_on is not None and day > competency.ends_on:
            return False
        if requirement.ends_on is not None and day > requirement.ends_on:
            return False
        return requirement.starts_on <= day

    def unbroken_since(
        self,
        person: Person,
        competency: Competency,
        essential: bool,
        on: datetime.date,
    ) -> datetime.date:
        """Walk back day by day while it was required without a break (rule 12)."""
        day = on
        while any(
            requirement.essential == essential
            for requirement, _ in self.sources(person, day - ONE_DAY).get(
                competency.name, []
            )
        ):
            day -= ONE_DAY
        return day

    # Awards: rules 16-20, 25-29 -----------------------------------------------

    def awards_by(self, person: Person, on: datetime.date) -> list[Award]:
        """Tell the awards that count: achieved by the day, accepted, not void."""
        return [
            award
            for award in self.awards[person.employee_number]
            if award.achieved_on <= on and not award.voided and self.accepted(award)
        ]

    def accepted(self, award: Award) -> bool:
        """Tell whether a transfer in is taken over without a review (rule 29)."""
        if not award.from_vpd:
            return True
        if not same(award.competency.split("|")[0], "NHS"):
            return False
        computed = self.computed_expiry(award, award.competency)
        return computed >= self.trust.received_on

    def version_on(self, name: str, day: datetime.date) -> Version:
        """Tell which period and covers were in force on a day (rule 107)."""
        versions = self.competencies[name].versions
        begun = [version for version in versions if version.from_day <= day]
        return max(begun, key=lambda version: version.from_day)

    def computed_expiry(self, award: Award, name: str) -> datetime.date:
        """Count the named competency's period from the award (rules 16, 17)."""
        months = self.version_on(name, award.achieved_on).renewal_months
        if not months:
            return FOREVER
        vpd = self.people[award.employee_number].vpd
        return months_later(
            award.achieved_on, months, end_of_month=self.end_of_month[vpd]
        )

    def expiry(self, award: Award) -> datetime.date:
        """Tell the last day on which the award holds its own competency (rule 18)."""
        computed = self.computed_expiry(award, award.competency)
        stated = award.stated
        if stated in (datetime.date(4712, 12, 31), datetime.date(2099, 12, 31)):
            stated = "never"
        if stated is None:
            return computed
        if stated == "never":
            return computed
        if award.from_vpd:
            return min(stated, computed)
        return stated

    def covered(self, name: str, day: datetime.date) -> set[str]:
        """Tell what a competency covers, however indirectly, on a day (rule 27)."""
        found: set[str] = set()
        to_visit = [name]
        while to_visit:
            for each in self.version_on(to_visit.pop(), day).covers:
                if each not in found:
                    found.add(each)
                    to_visit.append(each)
        return found

    def satisfying(
        self, person: Person, competency: Competency, on: datetime.date
    ) -> list[tuple[datetime.date, datetime.date]]:
        """Tell when awards that satisfy it were achieved, and until when each does."""
        held = []
        for award in self.awards_by(person, on):
            if award.competency == competency.name:
                held.append((award.achieved_on, self.expiry(award)))
            elif competency.name in self.covered(award.competency, award.achieved_on):
                until = min(
                    self.expiry(award), self.computed_expiry(award, competency.name)
                )
                held.append((award.achieved_on, until))
        return held

    def colour(
        self, competency: Competency, held_until: datetime.date, on: datetime.date
    ) -> str:
        """Tell green from amber for what is held on the day (rule 19)."""
        if held_until == FOREVER:
            return "compliant"
        window = competency.amber_months
        if window is None:
            months = self.version_on(competency.name, on).renewal_months
            window = min(3, months // 3) if months else 3
        return "expiring" if months_later(held_until, -window) <= on else "compliant"

    def exempt(self, person: Person, competency: Competency, on: datetime.date) -> bool:
        """Tell whether an exemption covers the day (rule 101)."""
        return any(
            exemption.employee_number == person.employee_number
            and exemption.competency == competency.name
            and exemption.starts_on <= on <= exemption.ends_on
            for exemption in self.trust.exemptions
        )


def reaches(
    requirement: Requirement, person: Person, assignment: Assignment, row: Row
) -> bool:
    """Tell whether a requirement reaches the person through that seat (rules 1, 2)."""
    level, target = requirement.level, requirement.target
    if requirement.vpd != assignment.vpd:
        return False
    if (
        person.person_type == PersonType.EXTERNAL_LEARNER
        and level != Level.SUPPLEMENTARY_ROLE
    ):
        return False
    if requirement.grade and not same(requirement.grade, row.grade):  # rule 13
        return False
    match level:
        case Level.BUSINESS_GROUP:
            return True
        case Level.ORGANISATION:
            if requirement.this_organisation_only:
                return row.organisation == target
            return row.organisation[: len(target)] == target
        case Level.JOB_ROLE:
            return row.job_role == target
        case Level.POSITION:
            return row.position == target
        case Level.ASSIGNMENT:
            return assignment.number == target
        case Level.SUPPLEMENTARY_ROLE:
            return target in row.supplementary_roles


def spelt(requirement: Requirement) -> str:
    """Name the place a requirement stands on, as its ``Target`` does."""
    if isinstance(requirement.target, tuple):
        return " > ".join(requirement.target)
    return requirement.target


def told(sources: list[tuple[Requirement, str]]) -> str:
    """Name every source once, in the order of the levels, then by name."""
    names = []
    for level in Level:
        at_level = {name for requirement, name in sources if requirement.level == level}
        names += [f"{level.value}: {name}" for name in sorted(at_level)]
    return "; ".join(names)
