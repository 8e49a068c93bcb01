"""What every kind of file has in common."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from ..outcomes import Column, Options, Report, RowOutcome


class Kind:
    """Checks and applies the rows of one file, set-based.

    ``apply`` runs inside one transaction; a dry run is the same and rolled back.
    """

    columns: ClassVar[tuple[Column, ...]] = ()

    def __init__(self, options: Options, report: Report) -> None:
        self.options = options
        self.report = report

    def apply(self, rows: Sequence[RowOutcome]) -> None:
        """Check every row, write the good ones, and set each row's outcome.

        Raises:
            FileRefused: when the file as a whole must not be applied.
        """
        raise NotImplementedError
