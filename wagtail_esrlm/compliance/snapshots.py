"""Month-end figures, kept as they were then (rule 38)."""

from __future__ import annotations

import datetime

from django.db import transaction

from ..clock import today
from ..workforce.models import BusinessGroup
from .models import ComplianceSnapshot, ReportPopulation
from .rollup import organisation_rollup


def last_month_end(day: datetime.date) -> datetime.date:
    """Return the last day of the month before the day's.

    >>> last_month_end(datetime.date(2026, 3, 1))
    datetime.date(2026, 2, 28)
    """
    return day.replace(day=1) - datetime.timedelta(days=1)


def is_due(*, on: datetime.date | None = None) -> bool:
    """Whether the last month end is not stored for every business group."""
    day = last_month_end(on or today())
    stored = ComplianceSnapshot.objects.filter(day=day).values("business_group")
    return BusinessGroup.objects.exclude(pk__in=stored).exists()


def store_due(*, on: datetime.date | None = None) -> str:
    """Store the last month end's roll-ups, where they are not stored yet.

    Safe to run twice: what is stored is never written again.

    Returns: what was stored, for the record of background work.
    """
    day = last_month_end(on or today())
    stored = 0
    for group in BusinessGroup.objects.all():
        if ComplianceSnapshot.objects.filter(business_group=group, day=day).exists():
            continue
        stored += _store(group, day)
    return f"{stored} figures of {day:%Y-%m-%d}"


@transaction.atomic
def _store(group: BusinessGroup, day: datetime.date) -> int:
    population = ReportPopulation.objects.filter(
        business_group=group, is_default=True
    ).first()
    rows = organisation_rollup(business_group=group, on=day, population=population)
    ComplianceSnapshot.objects.bulk_create(
        [
            ComplianceSnapshot(
                business_group=group,
                organisation_id=row.organisation_id,
                organisation_path=row.path,
                day=day,
                population_name=population.name if population else "",
                people=row.people,
                left_out=row.left_out,
                required=row.figure.required,
                met=row.figure.met,
                due=row.figure.due,
                exempt=row.figure.exempt,
            )
            for row in rows
        ],
        batch_size=1000,
        ignore_conflicts=True,
    )
    return len(rows)
