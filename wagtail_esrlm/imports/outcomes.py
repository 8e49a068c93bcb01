"""What an import was asked and what it did: plain values, no database."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from ..errors import FileRefused
from ..workforce.models import BusinessGroup
from .cells import CellError
from .readers import SourceRow

T = TypeVar("T")

#: How much of a refused value is repeated.
SHOWN_CHARACTERS = 60


@dataclass(frozen=True)
class Column:
    """One column of a kind; ``required`` ones refuse a file that lacks them."""

    name: str
    required: bool = False


@dataclass(frozen=True)
class Problem:
    """Why a row was refused: where, what stood there, and what is expected."""

    column: str
    value: str
    reason: str

    def as_json(self) -> dict[str, str]:
        """Return what is stored with the row."""
        return {"column": self.column, "value": self.value, "reason": self.reason}

    def __str__(self) -> str:
        if not self.column:
            return self.reason
        return f"{self.column} “{self.value}” {self.reason}"


@dataclass(frozen=True)
class Options:
    """What was asked of an import; dates and switches as the command names them."""

    stated_group: BusinessGroup | None
    today: datetime.date
    create_missing: bool = False
    effective: datetime.date | None = None
    correct: bool = False
    full_file: bool = False
    max_drop: float = 5.0
    by: Any = None

    @property
    def business_group(self) -> BusinessGroup:
        """Whose rows they are; competencies are everybody's and need none.

        Raises:
            FileRefused: where it has been deleted since the file was read.
        """
        if self.stated_group is None:
            raise FileRefused(
                _("The business group of this file is gone. Load it again.")
            )
        return self.stated_group

    @property
    def effective_on(self) -> datetime.date:
        """The file's effective date: today unless one is stated."""
        return self.effective or self.today


@dataclass(frozen=True)
class Loser:
    """Somebody who no longer has to hold a competency because of the file."""

    employee_number: str
    name: str
    competency: str
    essential: bool
    old_seat: str
    new_seat: str

    def as_json(self) -> dict[str, Any]:
        """Return what is stored with the batch."""
        return dict(self.__dict__)


class RowOutcome:
    """One row on its way: its cells, and what becomes of it."""

    def __init__(self, row: SourceRow, columns: dict[str, str]) -> None:
        self.row = row
        self.line = row.line
        self.outcome = "unchanged"
        self.problems: list[Problem] = []
        self._columns = columns
        if row.fault:
            self.problems.append(Problem("", "", row.fault))

    @property
    def is_refused(self) -> bool:
        """Whether anything about the row is wrong."""
        return bool(self.problems)

    def has(self, column: str) -> bool:
        """Whether the file has the column."""
        return column in self._columns

    def text(self, column: str) -> str:
        """Return the cell's text; empty where the file has no such column."""
        header = self._columns.get(column)
        return self.row.cells.get(header, "") if header else ""

    def refuse(self, column: str, reason: str, value: str | None = None) -> None:
        """Note a problem; the row will be refused."""
        shown = self.text(column) if value is None else value
        if len(shown) > SHOWN_CHARACTERS:
            shown = f"{shown[:SHOWN_CHARACTERS]}…"
        self.problems.append(Problem(column, shown, reason))

    def parse(
        self,
        column: str,
        parser: Callable[[str], T],
        *,
        required: bool = False,
        default: T | None = None,
    ) -> T | None:
        """Return the parsed cell, the default where it is empty, None where refused."""
        text = self.text(column)
        if not text.strip():
            if required:
                self.refuse(column, _("is empty"))
            return default
        try:
            return parser(text)
        except CellError as err:
            self.refuse(column, str(err))
            return None


@dataclass
class Report:
    """What a kind found and did beside its rows.

    Attributes:
        drop_percent: Per cent of running assignments that a full file ends.
    """

    notices: list[str] = field(default_factory=list)
    losers: list[Loser] = field(default_factory=list)
    ended: int = 0
    drop_percent: float = 0.0

    def notice(self, text: str, *, line: int | None = None) -> None:
        """Note what somebody should read."""
        self.notices.append(
            text
            if line is None
            else _("Line %(line)d: %(text)s") % {"line": line, "text": text}
        )
