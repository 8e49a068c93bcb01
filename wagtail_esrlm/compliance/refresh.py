"""Keeps stored records true: drains marks, advances the day, compares everything.

Every writer of stored records holds the one refresh lease. A drain deletes the marks it
claims first and calculates in a later statement of the same READ COMMITTED
transaction: a change committed in between is then either seen, or has its own mark.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connections, router, transaction
from django.db.models import Q

from ..clock import now, today
from ..conf import esrlm_settings
from ..jobs.lease import Held, lease
from ..snippets.models import Competency
from ..workforce.models import AssignmentPeriod, BusinessGroup
from .differences import Changes, write_differences
from .marks import mark
from .models import (
    CalculationState,
    CompetencyAward,
    ComplianceRecord,
    Requirement,
    StaleMark,
)

REFRESH_LEASE = "compliance-refresh"

#: How soon another takes over from a killed process. A refresh may take longer: each
#: of its transactions confirms the lease and pins it until it ends.
LEASE_SECONDS = 120

#: Marks of one person are cheaper one by one up to this many people.
WHOLE_FROM = 5000

ONE_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Claim:
    """Marks taken off the list, sorted by what they ask for."""

    everything: bool
    people: frozenset[int]
    competencies: frozenset[int]
    cells: frozenset[tuple[int, int]]
    size: int


def drain(*, on: datetime.date | None = None) -> Changes:
    """Calculate all that is marked, batch by batch, until no mark is left.

    Returns: the rows written.

    Raises:
        Busy: when another process refreshes; the marks stay for it.
    """
    if not StaleMark.objects.exists():
        return Changes()
    with lease(REFRESH_LEASE, seconds=LEASE_SECONDS) as held:
        return _drain(held, on or today())


def refresh_people(
    *, person_ids: list[int], on: datetime.date | None = None
) -> Changes:
    """Calculate these people now, whether marked or not."""
    with lease(REFRESH_LEASE, seconds=LEASE_SECONDS) as held, _writing(held):
        StaleMark.objects.filter(person__in=person_ids).delete()
        return write_differences(on=on or today(), person_ids=person_ids)


def refresh_all(*, on: datetime.date | None = None) -> Changes:
    """Calculate everybody, drop every mark, and note the day.

    Returns: the rows written; none where nothing had changed.
    """
    day = on or today()
    with lease(REFRESH_LEASE, seconds=LEASE_SECONDS) as held:
        return _refresh_everything(held, day)


def advance_day(*, on: datetime.date | None = None) -> Changes:
    """Mark what a date since the last day touches, drain, and note the day.

    Returns: the rows written.
    """
    day = on or today()
    if is_current(on=day):
        return Changes()
    with lease(REFRESH_LEASE, seconds=LEASE_SECONDS) as held:
        states = _states()
        since = min(s.calculated_through or datetime.date.min for s in states)
        if since == datetime.date.min or since > day:
            return _refresh_everything(held, day)
        with _writing(held):
            _mark_dates(since, day)
        changes = _drain(held, day)
        _note_day(held, day)
        return changes


def compare_all(*, on: datetime.date | None = None) -> Changes:
    """Compare everything once, after draining: what still differs is drift.

    Returns: the rows that had drifted, now right; anything but none is a defect.
    """
    day = on or today()
    with lease(REFRESH_LEASE, seconds=LEASE_SECONDS) as held:
        if not is_current(on=day):
            _refresh_everything(held, day)
        _drain(held, day)
        with _writing(held):
            drift = write_differences(on=day)
            CalculationState.objects.update(compared_at=now(), drifted_rows=drift.total)
        return drift


def is_current(*, on: datetime.date) -> bool:
    """Whether stored records are true for the day, marks aside. Queries: 1."""
    return not BusinessGroup.objects.exclude(
        calculation_state__calculated_through=on
    ).exists()


def _drain(held: Held, day: datetime.date) -> Changes:
    changes = Changes()
    while True:
        with _writing(held):
            claim = claim_marks(esrlm_settings.REFRESH_BATCH)
            if not claim.size:
                return changes
            changes += _calculate(claim, day)


def claim_marks(size: int) -> Claim:
    """Take the oldest marks off the list, skipping those another drain holds."""
    oldest = StaleMark.objects.order_by("pk")
    if connections[router.db_for_write(StaleMark)].features.has_select_for_update:
        oldest = oldest.select_for_update(skip_locked=True)
    marks = list(oldest.values_list("pk", "person_id", "competency_id")[:size])
    StaleMark.objects.filter(pk__in=[pk for pk, _, _ in marks]).delete()
    return Claim(
        everything=any(p is None and c is None for _, p, c in marks),
        people=frozenset(p for _, p, c in marks if p is not None and c is None),
        competencies=frozenset(c for _, p, c in marks if p is None and c is not None),
        cells=frozenset((p, c) for _, p, c in marks if p is not None and c is not None),
        size=len(marks),
    )


def _calculate(claim: Claim, day: datetime.date) -> Changes:
    if claim.everything or len(claim.people) > WHOLE_FROM:
        return write_differences(on=day)
    changes = write_differences(on=day, person_ids=claim.people)
    changes += write_differences(on=day, competency_ids=claim.competencies)
    return changes + write_differences(
        on=day,
        person_ids={person for person, _ in claim.cells},
        competency_ids={competency for _, competency in claim.cells},
    )


def _refresh_everything(held: Held, day: datetime.date) -> Changes:
    with _writing(held):
        StaleMark.objects.all().delete()
        changes = write_differences(on=day)
    if changes.total and changes.total > ComplianceRecord.objects.count() // 10:
        _analyse()
    _note_day(held, day)
    return changes


def _states() -> list[CalculationState]:
    """Return the state of every business group, made where it is missing."""
    CalculationState.objects.bulk_create(
        [
            CalculationState(business_group=group)
            for group in BusinessGroup.objects.filter(calculation_state__isnull=True)
        ],
        ignore_conflicts=True,
    )
    return list(CalculationState.objects.all())


def _note_day(held: Held, day: datetime.date) -> None:
    if is_current(on=day):
        return
    _states()
    with _writing(held):
        CalculationState.objects.exclude(calculated_through=day).update(
            calculated_through=day
        )


def _mark_dates(since: datetime.date, day: datetime.date) -> None:
    """Mark what starts after ``since`` or ended on or after it, up to the day."""
    starts = Q(starts_on__gt=since, starts_on__lte=day)
    ends = Q(ends_on__gte=since, ends_on__lt=day)
    people = AssignmentPeriod.objects.filter(starts | ends).values_list(
        "assignment__person_id", flat=True
    )
    achieved = CompetencyAward.objects.filter(
        achieved_on__gt=since, achieved_on__lte=day, voided_at__isnull=True
    ).values_list("person_id", flat=True)
    mark(person_ids={*people, *achieved}, reason="seat or award date")
    competencies = set(
        Requirement.objects.filter(starts | ends).values_list(
            "competency_id", flat=True
        )
    ) | set(Competency.objects.filter(ends).values_list("pk", flat=True))
    mark(competency_ids=competencies, reason="requirement date")


def _analyse() -> None:
    connection = connections[router.db_for_write(ComplianceRecord)]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f'ANALYZE "{ComplianceRecord._meta.db_table}"')


@contextmanager
def _writing(held: Held) -> Iterator[None]:
    """Open a transaction that pins the lease until it ends."""
    with transaction.atomic(using=router.db_for_write(ComplianceRecord)):
        held.confirm()
        yield
