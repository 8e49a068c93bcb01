"""Derived figures, recomputed: stored cells, expiries, covers, seats."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, Q

from ..workforce.models import AssignmentPeriod
from . import refresh
from .award_rewriting import rewrite_all


@dataclass(frozen=True)
class Finding:
    """What was looked at, and how many of it were wrong."""

    what: str
    differences: int


def verify(*, repair: bool = False) -> Iterator[Finding]:
    """Recompute everything that is derived; keep the corrections only if asked.

    Awards come first: stored cells rest on them.

    Raises:
        Busy: when a refresh runs.
    """
    yield Finding("award expiries and covers", _kept_if(repair, rewrite_all))
    yield Finding(
        "stored compliance rows",
        _kept_if(repair, lambda: refresh.compare_all().total),
    )
    yield Finding("assignment periods that overlap", _overlapping())


def _kept_if(keep: bool, work) -> int:  # type: ignore[no-untyped-def]
    with transaction.atomic():
        differences: int = work()
        if not keep:
            transaction.set_rollback(True)
    return differences


def _overlapping() -> int:
    """Count pairs of periods of one assignment that share a day; never repaired."""
    return (
        AssignmentPeriod.objects.filter(
            Q(assignment__periods__ends_on__isnull=True)
            | Q(assignment__periods__ends_on__gte=F("starts_on")),
            assignment__periods__starts_on__lt=F("starts_on"),
        )
        .order_by()
        .count()
    )
