"""Between stored periods and what a staff file's rows say."""

from __future__ import annotations

from decimal import Decimal

from ...names import fold
from ...workforce.models import AssignmentPeriod
from .seat_rows import Facts, Part

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
