"""Rows that stand for one record each, the same by a code."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from django.utils.translation import gettext as _

from ...names import fold
from ..outcomes import Report, RowOutcome


class Stated(Protocol):
    """What a readable row states; ``code`` names the record."""

    row: RowOutcome
    code: str


S = TypeVar("S", bound=Stated)


def last_of_each(
    rows: Sequence[RowOutcome],
    read: Callable[[RowOutcome], S | None],
    report: Report,
) -> dict[str, S]:
    """Return readable rows by folded code; of several the last wins, and it is told."""
    found: dict[str, S] = {}
    for row in rows:
        given = read(row)
        if given is None:
            continue
        earlier = found.pop(fold(given.code), None)
        if earlier is not None:
            report.notice(
                _("%(name)s stands again further down; the last row counts.")
                % {"name": given.code},
                line=earlier.row.line,
            )
        found[fold(given.code)] = given
    return found
