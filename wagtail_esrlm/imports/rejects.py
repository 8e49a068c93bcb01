"""Refused rows as a file: the file's own columns, the line and the reason (rule 94)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..compliance.printing import neutral


def rejects_lines(
    headers: Iterable[str], rows: Iterable[tuple[int, dict[str, str], str]]
) -> Iterator[list[str]]:
    """Yield headings, then a line for each refused row.

    Args:
        headers: folded, as the file had them.
        rows: line, cells by header, and why it was refused.
    """
    named = [header for header in headers if header]
    yield [*map(str.title, named), "Line", "Reason"]
    for line, cells, reason in rows:
        yield [
            *(neutral(cells.get(header, "")) for header in named),
            str(line),
            neutral(reason),
        ]
