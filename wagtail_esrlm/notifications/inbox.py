"""A person's messages on the intranet: everything said to them that has words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from ..clock import now
from .models import Message, MessageQuerySet
from .plain import HEADING

_LINKED = re.compile(r"^(?P<words>.+?): (?P<url>https?://\S+)$")


@dataclass(frozen=True)
class Line:
    """A line of a message.

    Attributes:
        words: Its text.
        url: Where it leads, or "".
    """

    words: str
    url: str = ""


@dataclass(frozen=True)
class Paragraph:
    """Lines that belong together: a list, running text, or a heading."""

    lines: tuple[Line, ...]
    is_list: bool = False
    is_heading: bool = False


def inbox_of(person_id: int) -> MessageQuerySet:
    """Return a person's messages, the latest first."""
    return (
        Message.objects.filter(person=person_id).delivered().order_by("-sent_at", "-pk")
    )


def unread_count(person_id: int) -> int:
    """Return how many messages a person has not opened. Queries: 1."""
    return inbox_of(person_id).filter(read_at__isnull=True).order_by().count()


def mark_read(*, person_id: int, uuid: UUID | None = None) -> int:
    """Note that a person has opened a message, or all of them; return how many.

    Args:
        uuid: The message; None for all.
    """
    unread = inbox_of(person_id).filter(read_at__isnull=True)
    if uuid is not None:
        unread = unread.filter(uuid=uuid)
    return unread.order_by().update(read_at=now())


def paragraphs(text: str) -> Iterator[Paragraph]:
    """Yield the paragraphs of a plain text; a line "words: address" is a link.

    >>> [p.lines[0].url for p in paragraphs("Map: https://a.example/")]
    ['https://a.example/']
    """
    for block in re.split(r"\n{2,}", text.strip()):
        lines = [line for line in block.split("\n") if line]
        if not lines:
            continue
        marks = {"list": "- ", "heading": HEADING}
        kind = next(
            (
                name
                for name, mark in marks.items()
                if all(line.startswith(mark) for line in lines)
            ),
            "",
        )
        bare = [line.removeprefix(marks.get(kind, "")) for line in lines]
        yield Paragraph(tuple(map(_line, bare)), kind == "list", kind == "heading")


def _line(text: str) -> Line:
    found = _LINKED.match(text)
    return Line(found["words"], found["url"]) if found else Line(text)
