"""Until when people hold competencies, required of them or not."""

from __future__ import annotations

import datetime
from collections.abc import Collection

from ..compiled import Read
from .models import HeldCompetency

_HELD = Read(
    HeldCompetency,
    lambda person_ids, competency_ids: HeldCompetency.objects.filter(
        person_id__in=person_ids, competency_id__in=competency_ids
    ).values_list("person_id", "competency_id", "held_until"),
)


def held_until(
    person_ids: Collection[int], competency_ids: Collection[int]
) -> dict[tuple[int, int], datetime.date]:
    """Return the last day on which awards satisfy, by person and competency.

    Awards of the competency and those that cover it count (rules 17, 27); for ever is
    ``FOREVER``. Missing: never achieved. Queries: 1.
    """
    latest: dict[tuple[int, int], datetime.date] = {}
    for person, competency, until in _HELD(
        person_ids=person_ids, competency_ids=competency_ids
    ):
        cell = person, competency
        latest[cell] = max(until, latest.get(cell, until))
    return latest
