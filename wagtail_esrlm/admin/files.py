"""Files out of the admin, sent line by line."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from itertools import chain

from django.http import StreamingHttpResponse


class _Echo:
    """Gives a line back to whoever writes it."""

    def write(self, line: str) -> str:
        return line


def csv_file(
    name: str, headings: Iterable[object], lines: Iterable[Iterable[str]]
) -> StreamingHttpResponse:
    """Return a CSV file; cells are neutral already (rule 96)."""
    writer = csv.writer(_Echo())
    answer = StreamingHttpResponse(
        map(writer.writerow, chain([[str(word) for word in headings]], lines)),
        content_type="text/csv; charset=utf-8",
    )
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
