"""Between stored periods and what a staff file's rows say."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from decimal import Decimal

from ...names import fold
from ...workforce.models import (
    Assignment,
    AssignmentPeriod,
    SupplementaryRoleHolding,
)
from .seat_rows import Facts, Part, SeatRow, parts

PERIOD_FIELDS = (
    "organisation_id",
    "job_role_id",
    "position_id",
    "grade",
    "grade_key",
    "location",
    "category",
    "category_key",
    "status",
    "status_key",
    "fte",
    "is_primary",
    "supervisor_id",
    "ends_on",
    "row_starts_on",
    "row_ends_on",
    "stated_starts_on",
)
#: The same, as ``bulk_update`` names them.
UPDATED_FIELDS = tuple(name.removesuffix("_id") for name in PERIOD_FIELDS)

#: Rows that are deleted together.
PAGE = 5000

Stored = Mapping[str, Mapping[datetime.date, AssignmentPeriod]]


def facts_of(period: AssignmentPeriod, roles: frozenset[int]) -> Facts:
    """Return what a stored period says beside its dates."""
    return Facts(
        organisation_id=period.organisation_id,
        job_role_id=period.job_role_id,
        position_id=period.position_id,
        grade=period.grade,
        status=period.status,
        supervisor_id=period.supervisor_id,
        location=period.location,
        category=period.category,
        fte="" if period.fte is None else f"{period.fte:.4f}",
        is_primary=period.is_primary,
        roles=roles,
    )


def fill(period: AssignmentPeriod, part: Part) -> bool:
    """Give the period what its part says; return whether that changed it."""
    facts = part.row.facts
    values = {
        "organisation_id": facts.organisation_id,
        "job_role_id": facts.job_role_id,
        "position_id": facts.position_id,
        "grade": facts.grade,
        "grade_key": fold(facts.grade),
        "location": facts.location,
        "category": facts.category,
        "category_key": fold(facts.category),
        "status": facts.status,
        "status_key": fold(facts.status),
        "fte": Decimal(facts.fte) if facts.fte else None,
        "is_primary": facts.is_primary,
        "supervisor_id": facts.supervisor_id,
        "ends_on": part.ends_on,
        "row_starts_on": part.row.starts_on,
        "row_ends_on": part.row.ends_on,
        "stated_starts_on": part.row.stated_on,
    }
    changed = any(getattr(period, name) != value for name, value in values.items())
    for name, value in values.items():
        setattr(period, name, value)
    return changed


def write_periods(
    wanted: Mapping[Assignment, Sequence[SeatRow]],
    stored: Stored,
    roles: Mapping[int, set[int]],
) -> None:
    """Write where each row counts: new periods, changed ones, and none that is gone.

    Args:
        wanted: the stated rows of each assignment.
        stored: periods as they stand, by assignment key and start.
        roles: supplementary roles held through each, by primary key.
    """
    new: list[tuple[AssignmentPeriod, frozenset[int]]] = []
    changed: list[AssignmentPeriod] = []
    gone: list[int] = []
    holdings: list[tuple[AssignmentPeriod, frozenset[int]]] = []
    for assignment, rows in wanted.items():
        before = dict(stored.get(assignment.number_key, {}))
        for part in parts(rows):
            period = before.pop(part.starts_on, None)
            if period is None:
                period = AssignmentPeriod(
                    assignment=assignment, starts_on=part.starts_on
                )
                fill(period, part)
                new.append((period, part.row.facts.roles))
                continue
            if fill(period, part):
                changed.append(period)
            if roles.get(period.pk, set()) != part.row.facts.roles:
                holdings.append((period, part.row.facts.roles))
        gone.extend(period.pk for period in before.values())
    for start in range(0, len(gone), PAGE):
        AssignmentPeriod.objects.filter(pk__in=gone[start : start + PAGE]).delete()
    AssignmentPeriod.objects.bulk_update(changed, UPDATED_FIELDS, batch_size=300)
    AssignmentPeriod.objects.bulk_create(
        [period for period, _roles in new], batch_size=1000
    )
    _write_holdings(new, holdings)


def _write_holdings(
    new: list[tuple[AssignmentPeriod, frozenset[int]]],
    changed: list[tuple[AssignmentPeriod, frozenset[int]]],
) -> None:
    ids = [period.pk for period, _roles in changed]
    for start in range(0, len(ids), PAGE):
        SupplementaryRoleHolding.objects.filter(
            assignment_period__in=ids[start : start + PAGE]
        ).delete()
    SupplementaryRoleHolding.objects.bulk_create(
        [
            SupplementaryRoleHolding(assignment_period=period, supplementary_role_id=pk)
            for period, roles in (*new, *changed)
            for pk in sorted(roles)
        ],
        batch_size=2000,
    )
