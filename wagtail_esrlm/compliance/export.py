"""A team's compliance as a CSV file, safe to open in a spreadsheet (rule 96)."""

from __future__ import annotations

import csv
import datetime
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from .printing import neutral
from .rules import ComplianceRow
from .team import Member, rows_to_export
from .wording import tag_of

#: Tells Excel that the file is UTF-8.
BYTE_ORDER_MARK = "\ufeff"


class _Echo:
    """Gives a line back to whoever writes it."""

    def write(self, line: str) -> str:
        return line


def file_name(on: datetime.date) -> str:
    """Return the name the file is saved under."""
    return f"team-compliance-{on.isoformat()}.csv"


def columns() -> tuple[str, ...]:
    """Return the headings."""
    return (
        _("Name"),
        _("Employee number"),
        _("Job"),
        _("Reports"),
        _("Left out"),
        _("Competency"),
        _("Required"),
        _("Status"),
        _("Achieved"),
        _("Valid until"),
        _("Due by"),
    )


def export_lines(members: Iterable[Member]) -> Iterator[str]:
    """Yield the file line by line: a line for each person and required competency."""
    writer = csv.writer(_Echo())
    yield BYTE_ORDER_MARK + writer.writerow(columns())
    for member in members:
        person = (
            person_cell(member.person.display_name),
            person_cell(member.person.employee_number),
            person_cell(member.seat),
            _("Direct") if member.direct else _("Indirect"),
            _left_out(member),
        )
        rows = rows_to_export(member)
        if not rows:
            yield writer.writerow((*person, "", "", "", "", "", ""))
        for row in rows:
            yield writer.writerow((*person, *_cells(row)))


def person_cell(text: str) -> str:
    """Return a cell that no spreadsheet runs."""
    return neutral(text)


def _left_out(member: Member) -> str:
    if member.compliance is None:
        return _("Not shown yet")
    if member.compliance.is_absent:
        return _("Away")
    return _("Bank or honorary") if member.compliance.is_separate else ""


def _cells(row: ComplianceRow) -> tuple[str, ...]:
    return (
        neutral(row.competency_title),
        _("Essential") if row.essential else _("Recommended"),
        str(tag_of(row).word),
        row.achieved_on.isoformat() if row.achieved_on else "",
        _("Does not expire")
        if row.never_expires
        else (row.held_until.isoformat() if row.held_until else ""),
        row.due_on.isoformat() if row.due_on and not row.held_until else "",
    )
