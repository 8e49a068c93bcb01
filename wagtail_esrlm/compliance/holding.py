"""Until when people hold competencies, required of them or not."""

from __future__ import annotations

import datetime
from collections.abc import Collection

from django.db.models import Max

from .models import HeldCompetency


def held_until(
    person_ids: Collection[int], competency_ids: Collection[int]
) -> dict[tuple[int, int], datetime.date]:
    """Return the last day on which awards satisfy, by person and competency.

    Awards of the competency and those that cover it count (rules 17, 27); for ever is
    ``FOREVER``. Missing: never achieved. Queries: 1.
    """
    latest = (
        HeldCompetency.objects.filter(
            person_id__in=person_ids, competency_id__in=competency_ids
        )
        .values_list("person_id", "competency_id")
        .annotate(until=Max("held_until"))
    )
    return {(person, competency): until for person, competency, until in latest}
