"""Stale marks: what must be calculated again, written with the change itself."""

from __future__ import annotations

from collections.abc import Iterable

from ..jobs.enqueue import poke
from .models import StaleMark

#: The background work that calculates what is marked.
DRAIN = "drain"

#: Marking more people than this marks everybody: one row instead of thousands.
MOST_MARKS = 20_000


def mark(
    *,
    person_ids: Iterable[int] | None = None,
    competency_ids: Iterable[int] | None = None,
    reason: str,
) -> int:
    """Append marks: for people, for competencies, or for each pair of both.

    Call it inside the transaction that changes the input. None means "all"; an empty
    set means there is nothing to mark.

    Returns: marks written.
    """
    people = _distinct(person_ids)
    competencies = _distinct(competency_ids)
    if people is not None and len(people) > MOST_MARKS:
        people = None
    pairs: list[tuple[int | None, int | None]]
    if competencies is not None and people is not None:
        pairs = [(p, c) for p in people for c in competencies]
        if len(pairs) > MOST_MARKS:
            pairs = [(p, None) for p in people]
    elif people is not None:
        pairs = [(p, None) for p in people]
    elif competencies is not None:
        pairs = [(None, c) for c in competencies]
    else:
        pairs = [(None, None)]
    StaleMark.objects.bulk_create(
        [
            StaleMark(person_id=person, competency_id=competency, reason=reason[:60])
            for person, competency in pairs
        ],
        batch_size=2000,
    )
    if pairs:
        poke(DRAIN)
    return len(pairs)


def mark_all(*, reason: str) -> None:
    """Append the mark that means everybody and everything."""
    mark(reason=reason)


def forget(*, person_id: int | None = None, competency_id: int | None = None) -> None:
    """Take back marks of one person, or of one competency, that is deleted.

    What goes with it marks it once more; nothing of it is left to be calculated.
    """
    if person_id is not None:
        StaleMark.objects.filter(person=person_id).delete()
    if competency_id is not None:
        StaleMark.objects.filter(competency=competency_id).delete()


def _distinct(ids: Iterable[int] | None) -> list[int] | None:
    return None if ids is None else sorted(set(ids))
