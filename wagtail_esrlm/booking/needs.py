"""What a person must hold and does not: leads them through the catalogue."""

from __future__ import annotations

import datetime
from collections.abc import Collection

from ..compliance.calculation import cells, sources
from ..workforce.models import Person


def needed_competencies(person: Person, *, on: datetime.date) -> frozenset[int]:
    """Return required competencies that need action on the day. Queries: 1."""
    return frozenset(
        cell.competency_id
        for cell in cells(on=on, person_ids=[person.pk], required_only=True)
        if cell.essential and cell.status.needs_action
    )


def posts_that_require(
    person: Person, competency_ids: Collection[int], *, on: datetime.date
) -> frozenset[int]:
    """Return which assignments of a person require any of these. Queries: 1."""
    if not competency_ids:
        return frozenset()
    return frozenset(
        source.assignment_id
        for source in sources(
            on=on, person_ids=[person.pk], competency_ids=competency_ids
        )
    )
