"""Reads rows of a staff file: cells into values, nothing looked up yet."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from ...names import fold
from ...workforce.models import Person
from ..cells import (
    CellError,
    parse_date,
    parse_identifier,
    parse_list,
    parse_name,
    parse_path,
    parse_yes_no,
)
from ..outcomes import RowOutcome

TYPES = {
    "": Person.Type.EMPLOYEE,
    "employee": Person.Type.EMPLOYEE,
    "external learner": Person.Type.EXTERNAL_LEARNER,
    "customer": Person.Type.CUSTOMER,
}
ACCESS = {
    "": Person.Access.FULL,
    "full": Person.Access.FULL,
    "limited": Person.Access.LIMITED,
}
DEFAULT_STATUS = "Active Assignment"


@dataclass
class StaffRow:
    """One readable row of a staff file; names as given."""

    outcome: RowOutcome
    employee: str
    assignment: str
    person_type: str
    organisation: tuple[str, ...]
    job_role: str
    position: str
    grade: str
    status: str
    category: str
    location: str
    fte: str
    supervisor: str
    roles: list[str]
    is_primary: bool | None
    starts_on: datetime.date | None
    ends_on: datetime.date | None

    @property
    def employee_key(self) -> str:
        """The folded employee number."""
        return fold(self.employee)

    @property
    def assignment_key(self) -> str:
        """The folded assignment number."""
        return fold(self.assignment)


def read_staff_row(row: RowOutcome) -> StaffRow | None:
    """Return the row's values, or None where any cell is refused."""
    person_type = row.parse("Person Type", _one_of(TYPES))
    row.parse("Access", _one_of(ACCESS))
    employed = (person_type or Person.Type.EMPLOYEE) == Person.Type.EMPLOYEE

    def number(column: str, *, required: bool, longest: int = 30) -> str:
        return (
            row.parse(
                column,
                lambda text: parse_identifier(text, longest=longest),
                required=required,
            )
            or ""
        )

    def name(column: str, *, required: bool = False, longest: int = 240) -> str:
        return (
            row.parse(
                column,
                lambda text: parse_name(text, longest=longest),
                required=required,
            )
            or ""
        )

    staff = StaffRow(
        outcome=row,
        employee=number("Employee Number", required=True),
        assignment=number("Assignment Number", required=True),
        person_type=person_type or Person.Type.EMPLOYEE,
        organisation=row.parse("Organisation", parse_path, required=employed) or (),
        job_role=name("Job Role", required=employed),
        position=number("Position Number", required=employed, longest=240),
        grade=name("Grade"),
        status=name("Assignment Status", longest=80) or DEFAULT_STATUS,
        category=name("Assignment Category", longest=80),
        location=name("Location"),
        fte=row.parse("FTE", _fte) or "",
        supervisor=number("Supervisor Employee Number", required=False),
        roles=parse_list(row.text("Supplementary Roles")),
        is_primary=row.parse("Primary Assignment", parse_yes_no),
        starts_on=row.parse("Start Date", parse_date),
        ends_on=row.parse("End Date", parse_date),
    )
    name("First Name", required=True, longest=150)
    name("Last Name", required=True, longest=150)
    name("Preferred Name", longest=150)
    name("Title", longest=30)
    name("Position Title")
    name("Staff Group", longest=120)
    if staff.starts_on and staff.ends_on and staff.ends_on < staff.starts_on:
        row.refuse("End Date", _("lies before the Start Date"))
    return None if row.is_refused else staff


def _one_of(words: Mapping[str, str]) -> Callable[[str], str]:
    def parse(text: str) -> str:
        try:
            return words[fold(text)]
        except KeyError as err:
            raise CellError(
                _("is not one of %(words)s")
                % {"words": ", ".join(word for word in words if word)}
            ) from err

    return parse


def _fte(text: str) -> str:
    try:
        value = Decimal(text.strip())
    except InvalidOperation as err:
        raise CellError(_("is not a number")) from err
    if not value.is_finite() or not 0 <= value < 100:
        raise CellError(_("is not a number from 0 to 99"))
    return format(value.quantize(Decimal("0.0001")), "f")


def read_email(text: str) -> str | None:
    """Return an address as given, or None where it is none (rule 91: no error)."""
    try:
        validate_email(text)
    except ValidationError:
        return None
    return text if len(text) <= 254 else None
