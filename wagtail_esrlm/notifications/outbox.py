"""The one door into the message log: what is to be said, written with what happened.

Always: say it in the transaction in which it happened; both are kept or neither.
Never: names, addresses or words in ``facts``; they are read when it is sent. The words
that somebody writes for one message (``class.note``) are the exception.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ..clock import now
from ..inserting import insert_all
from ..jobs.enqueue import poke
from .models import Message

#: Name of the job that sends.
SEND = "send_messages"

_LONGEST_KEY = 160


@dataclass(frozen=True)
class Saying:
    """One message to write; the arguments of ``say``."""

    kind: str
    person_id: int
    dedupe_key: str
    about_id: int | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    due_at: datetime.datetime | None = None


def say(
    *,
    kind: str,
    person_id: int,
    dedupe_key: str,
    about_id: int | None = None,
    facts: dict[str, Any] | None = None,
    due_at: datetime.datetime | None = None,
) -> None:
    """Say something to a person, once; its words are made when it is sent.

    Queries: 1, in the caller's transaction; nothing is rendered or sent here.

    Args:
        kind: Name of a registered kind.
        person_id: Who is told.
        dedupe_key: Names the event and the person; said again under the same key, it
            is not written again. At most 160 characters.
        about_id: Key of what it is about; the kind says of what.
        facts: Ids, days and codes that the words need beside it; JSON, no names.
        due_at: Not sent before; None for at once.
    """
    say_many([Saying(kind, person_id, dedupe_key, about_id, facts or {}, due_at)])


def say_many(rows: Iterable[Saying]) -> None:
    """Say many things at once. Queries: 1 for each thousand."""
    moment = now()
    messages = [
        Message(
            kind=row.kind,
            person_id=row.person_id,
            about_id=row.about_id,
            facts=row.facts,
            dedupe_key=_checked(row.dedupe_key),
            due_at=row.due_at or moment,
        )
        for row in rows
    ]
    if not messages:
        return
    insert_all(messages, ignore_conflicts=True)
    poke(SEND)


def _checked(key: str) -> str:
    if not key or len(key) > _LONGEST_KEY:
        raise ValueError("A message needs a key of 1 to 160 characters.")
    return key
