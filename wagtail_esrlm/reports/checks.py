"""What every check of the data is: found by itself, with what to do about it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice

from django.utils.functional import Promise

Line = tuple[str, ...]
Lines = Callable[[datetime.date], Iterable[Line]]


@dataclass(frozen=True)
class Check:
    """One kind of fault.

    Attributes:
        code: Stable name, in addresses.
        title: What is wrong.
        advice: What it leads to, and what to do.
        headings: Of the columns of its lines.
        lines: Finds every fault of the day.
    """

    code: str
    title: str | Promise
    advice: str | Promise
    headings: tuple[str | Promise, ...]
    lines: Lines

    def count(self, on: datetime.date) -> int:
        """Return how many faults there are on the day."""
        return sum(1 for _line in self.lines(on))

    def first(self, on: datetime.date, most: int) -> list[Line]:
        """Return the first faults of the day."""
        return list(islice(self.lines(on), most))
