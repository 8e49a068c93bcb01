"""What the oracle is told about a trust: plain values, nothing derived, no Django."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

ALWAYS = datetime.date.min
FOREVER = datetime.date.max

#: Rule 2: in these the assignment is not active; every other word counts as active.
INACTIVE_STATUSES = frozenset(
    {
        "offer accepted",
        "terminate",
        "inactive not worked",
        "assignment costing deletion",
    }
)


class Level(StrEnum):
    """Where a requirement stands, in the order in which reasons are told (rule 1)."""

    BUSINESS_GROUP = "Business Group"
    ORGANISATION = "Organisation"
    JOB_ROLE = "Job Role"
    POSITION = "Position"
    ASSIGNMENT = "Assignment"
    SUPPLEMENTARY_ROLE = "Supplementary Role"


class PersonType(StrEnum):
    """Who a person is to the trust (rule 1)."""

    EMPLOYEE = "Employee"
    EXTERNAL_LEARNER = "External Learner"
    CUSTOMER = "Customer"


@dataclass(frozen=True)
class BusinessGroup:
    """An employer; ``end_of_month`` is rule 17's option."""

    vpd: str
    end_of_month: bool = False


@dataclass(frozen=True)
class Row:
    """One dated row of an assignment as a staff file states it; rows may overlap."""

    starts_on: datetime.date
    ends_on: datetime.date | None = None
    organisation: tuple[str, ...] = ()
    job_role: str = ""
    position: str = ""
    grade: str = ""
    status: str = "Active Assignment"
    supplementary_roles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Assignment:
    """One employment, in one business group."""

    number: str
    rows: tuple[Row, ...]
    vpd: str = "457"


@dataclass(frozen=True)
class Person:
    """Somebody the trust trains."""

    employee_number: str
    assignments: tuple[Assignment, ...]
    person_type: PersonType = PersonType.EMPLOYEE
    vpd: str = "457"


@dataclass(frozen=True)
class Version:
    """A competency's renewal period and direct covers, in force from a day on."""

    renewal_months: int = 0
    covers: frozenset[str] = frozenset()
    from_day: datetime.date = ALWAYS


@dataclass(frozen=True)
class Competency:
    """What may be required and held; versions by day, the first since always."""

    name: str
    versions: tuple[Version, ...] = (Version(),)
    ends_on: datetime.date | None = None
    amber_months: int | None = None


@dataclass(frozen=True)
class Requirement:
    """A competency required of whoever sits in the target (rules 1, 5, 12-14)."""

    competency: str
    level: Level
    target: str | tuple[str, ...]
    starts_on: datetime.date
    ends_on: datetime.date | None = None
    this_organisation_only: bool = False
    grade: str = ""
    essential: bool = True
    grace_days: int = 0
    before_the_activity: bool = False
    vpd: str = "457"


@dataclass(frozen=True)
class Award:
    """A competency achieved; ``stated`` is the expiry that came with it (rule 18)."""

    employee_number: str
    competency: str
    achieved_on: datetime.date
    stated: datetime.date | Literal["never"] | None = None
    #: The VPD of the employer it comes from; empty for the trust's own (rule 29).
    from_vpd: str = ""
    voided: bool = False


@dataclass(frozen=True)
class Exemption:
    """Days on which a person need not hold a competency (rule 101)."""

    employee_number: str
    competency: str
    starts_on: datetime.date
    ends_on: datetime.date


@dataclass(frozen=True)
class Trust:
    """Everything that compliance depends on."""

    business_groups: tuple[BusinessGroup, ...] = (BusinessGroup("457"),)
    people: tuple[Person, ...] = ()
    competencies: tuple[Competency, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    awards: tuple[Award, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
    #: Places nobody sits in and roles nobody has, which requirements may name.
    organisations: frozenset[tuple[str, tuple[str, ...]]] = field(
        default_factory=frozenset
    )
    #: The day on which transfers in were received (rule 29).
    received_on: datetime.date = datetime.date(2025, 6, 30)
