"""Compliance as lines of a file: the columns that other programs rely on."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator

from django.utils.translation import gettext as _

from ..errors import InvalidInput
from ..names import fold
from ..workforce.models import AssignmentPeriod, Person
from ..workforce.selectors import organisation_paths
from . import calculation
from .rules import FOREVER, Reason, format_reasons
from .selectors import competency_names

COLUMNS = (
    "Employee Number",
    "Competency Name",
    "Status",
    "Essential",
    "Achieved On",
    "Held Until",
    "Due On",
    "Reasons",
)

#: First characters that make a spreadsheet read a cell as a formula (rule 96).
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

#: People calculated at once, so that memory does not grow with the trust.
PAGE = 5000


def neutral(text: str) -> str:
    """Return a cell's text, made harmless to spreadsheets (rule 96).

    >>> neutral("=1+1")
    "'=1+1"
    """
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def compliance_lines(
    *,
    on: datetime.date,
    organisation: str | None = None,
    employee: str | None = None,
    business_group: str | None = None,
) -> Iterator[tuple[str, ...]]:
    """Yield lines ordered by employee number, then competency name, by code point.

    Raises:
        InvalidInput: for an organisation, employee or business group nobody knows.
    """
    people = Person.objects.all()
    if business_group is not None:
        people = people.filter(business_group__vpd_key=fold(business_group))
        if not people.exists():
            raise InvalidInput(_("No business group has this VPD code."))
    if employee is not None:
        people = people.filter(employee_number_key=fold(employee))
        if not people.exists():
            raise InvalidInput(_("No person has this employee number."))
    if organisation is not None:
        people = people.filter(
            pk__in=AssignmentPeriod.objects.active_on(on)
            .filter(organisation_id__in=_under(organisation))
            .values("assignment__person_id")
        )
    people = people.exclude(person_type=Person.Type.CUSTOMER)  # rule 1
    numbers = sorted(
        (number, pk) for pk, number in people.values_list("pk", "employee_number")
    )
    return _lines(numbers, on)


def _lines(
    numbers: list[tuple[str, int]], on: datetime.date
) -> Iterator[tuple[str, ...]]:
    for start in range(0, len(numbers), PAGE):
        page = {pk: number for number, pk in numbers[start : start + PAGE]}
        cells = calculation.cells(on=on, person_ids=page)
        names = competency_names({cell.competency_id for cell in cells})
        reasons: dict[tuple[int, int], list[Reason]] = defaultdict(list)
        for source in calculation.sources(on=on, person_ids=page):
            reasons[source.person_id, source.competency_id].append(
                Reason(source.level, source.target_id, source.target)
            )
        lines = [
            (
                page[cell.person_id],
                names[cell.competency_id][0],
                cell.status.value,
                {None: "", True: "Y", False: "N"}[cell.essential],
                _iso(cell.achieved_on),
                _iso(None if cell.held_until == FOREVER else cell.held_until),
                _iso(cell.due_on),
                format_reasons(reasons[cell.person_id, cell.competency_id])
                if cell.essential is not None
                else "",
            )
            for cell in cells
        ]
        for line in sorted(lines):
            yield tuple(map(neutral, line))


def _under(path: str) -> set[int]:
    """Return the organisation of that path and all below it."""
    wanted = fold_path(path)
    paths = {pk: fold_path(stored) for pk, stored in organisation_paths().items()}
    if wanted not in paths.values():
        raise InvalidInput(_("No organisation has this path."))
    return {pk for pk, stored in paths.items() if stored[: len(wanted)] == wanted}


def fold_path(path: str) -> tuple[str, ...]:
    """Return the folded parts of a path "A > B"."""
    return tuple(fold(part) for part in path.split(">"))


def _iso(day: datetime.date | None) -> str:
    return "" if day is None else day.isoformat()
