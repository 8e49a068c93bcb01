"""Until when people hold competencies, required of them or not."""

from __future__ import annotations

import datetime
from collections.abc import Collection

from .models import AwardCover, CompetencyAward
from .rules import FOREVER


def held_until(
    person_ids: Collection[int], competency_ids: Collection[int]
) -> dict[tuple[int, int], datetime.date]:
    """Return the last day on which awards satisfy, by person and competency.

    Awards of the competency and those that cover it count (rules 17, 27); for ever is
    ``FOREVER``. Missing: never achieved. Queries: 2.
    """
    found: dict[tuple[int, int], datetime.date] = {}
    awards = CompetencyAward.objects.filter(
        person_id__in=person_ids, competency_id__in=competency_ids, voided_at=None
    ).order_by()
    covers = AwardCover.objects.filter(
        award__person_id__in=person_ids,
        competency_id__in=competency_ids,
        award__voided_at=None,
    )
    for person_id, competency_id, until in (
        *awards.values_list("person_id", "competency_id", "expires_on"),
        *covers.values_list("award__person_id", "competency_id", "held_until"),
    ):
        key = person_id, competency_id
        found[key] = max(found.get(key, datetime.date.min), until or FOREVER)
    return found
