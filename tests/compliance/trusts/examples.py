"""Short words for hand-made trusts: one person, 1001, in post 30412."""

from __future__ import annotations

import datetime

from ..oracle import Cell, compliance
from ..oracle_trust import (
    Assignment,
    Award,
    BusinessGroup,
    Competency,
    Exemption,
    Level,
    Person,
    Requirement,
    Row,
    Trust,
    Version,
)

FIRE, BLS, ALS = "NHS|CSTF|Fire|", "NHS|CSTF|BLS|", "NHS|CSTF|ALS|"


def day(text: str) -> datetime.date:
    """Read 2026-11-23."""
    return datetime.date.fromisoformat(text)


def days(text: str) -> dict:
    """Read "2026-01-01 2026-02-01", or a start alone."""
    first, *rest = text.split()
    return {"starts_on": day(first), "ends_on": day(rest[0]) if rest else None}


def seat(text: str = "2020-01-01", **facts) -> Row:
    """Make a row of Surgery's nurse in post 30412."""
    facts = {
        "organisation": ("Riverside", "Surgery"),
        "job_role": "Nurse",
        "position": "30412",
        "grade": "Band 5",
    } | facts
    return Row(**days(text), **facts)


def person(*rows: Row, **facts) -> Person:
    """Make person 1001 with one assignment of those rows."""
    return Person("1001", (Assignment("1001", rows or (seat(),)),), **facts)


def required(text: str = "2020-01-01", competency: str = FIRE, **facts) -> Requirement:
    """Make a requirement of post 30412."""
    facts = {"level": Level.POSITION, "target": "30412"} | facts
    return Requirement(competency=competency, **days(text), **facts)


def award(achieved: str, competency: str = FIRE, **facts) -> Award:
    """Make an award of person 1001."""
    return Award("1001", competency, day(achieved), **facts)


def kept(months: int, name: str = FIRE, *covers: str, **facts) -> Competency:
    """Make a competency that is renewed after so many months."""
    return Competency(name, (Version(months, frozenset(covers)),), **facts)


def trust(*facts) -> Trust:
    """Put facts together; person 1001 and Fire, renewed yearly, unless told."""

    def of(kind):
        return tuple(fact for fact in facts if isinstance(fact, kind))

    return Trust(
        business_groups=of(BusinessGroup) or (BusinessGroup("457"),),
        people=of(Person) or (person(),),
        competencies=of(Competency) or (kept(12),),
        requirements=of(Requirement),
        awards=of(Award),
        exemptions=of(Exemption),
    )


def cell(the_trust: Trust, on: str, competency: str = FIRE) -> Cell | None:
    """Ask for person 1001's cell."""
    return compliance(the_trust, day(on)).get(("1001", competency))


def status(the_trust: Trust, on: str, competency: str = FIRE) -> str | None:
    """Ask for the status of person 1001's cell."""
    found = cell(the_trust, on, competency)
    return found and found.status
