"""Expiry and covers of standing awards, computed again where terms have changed."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import models, transaction

from ..jobs.turns import TERMS, take_turn
from ..snippets.models import CompetencyCover
from .award_terms import AwardTerms
from .marks import mark
from .models import CompetencyAward, HeldCompetency


@transaction.atomic
def rewrite_derived(
    *, competency_ids: Iterable[int], since: datetime.date | None = None
) -> int:
    """Compute expiry and covers again where periods or covers changed (rule 107).

    Args:
        competency_ids: competencies whose period or covers changed.
        since: the effective date; earlier awards keep what they have.

    Returns: awards that changed.
    """
    take_turn(TERMS)
    touched = _standing().filter(competency_id__in=_covering(set(competency_ids)))
    if since is not None:
        touched = touched.filter(achieved_on__gte=since)
    return _rewrite(touched)


@transaction.atomic
def rewrite_all() -> int:
    """Compute the expiry and covers of every award again; return how many changed."""
    take_turn(TERMS, patience=None)
    HeldCompetency.objects.filter(award__voided_at__isnull=False).delete()
    return _rewrite(_standing())


@transaction.atomic
def rewrite_of_group(*, business_group_id: int) -> int:
    """Compute the awards of an employer again, where its rounding changed (rule 17).

    Returns: awards that changed.
    """
    take_turn(TERMS)
    return _rewrite(_standing().filter(person__business_group_id=business_group_id))


def _standing() -> models.QuerySet[CompetencyAward]:
    return CompetencyAward.objects.filter(voided_at__isnull=True)


def _rewrite(queryset: Any) -> int:
    changed = 0
    page: list[CompetencyAward] = []
    for award in queryset.order_by("pk").iterator(chunk_size=5000):
        page.append(award)
        if len(page) == 5000:
            changed += _rewrite_page(page)
            page = []
    return changed + (_rewrite_page(page) if page else 0)


def _rewrite_page(awards: list[CompetencyAward]) -> int:
    terms = AwardTerms({award.person_id for award in awards})
    stored = defaultdict(set)
    for row in HeldCompetency.objects.filter(award__in=[award.pk for award in awards]):
        stored[row.award_id].add(_facts(row))
    moved, rewritten = [], []
    for award in awards:
        expires_on = terms.expiry(award)
        if expires_on != award.expires_on:
            award.expires_on = expires_on
            moved.append(award)
        held = list(terms.held(award))
        if set(map(_facts, held)) != stored[award.pk]:
            rewritten.append((award, held))
    CompetencyAward.objects.bulk_update(moved, ["expires_on"], batch_size=500)
    HeldCompetency.objects.filter(
        award__in=[award.pk for award, _ in rewritten]
    ).delete()
    HeldCompetency.objects.bulk_create(
        [row for _, held in rewritten for row in held], batch_size=2000
    )
    changed = {award.pk: award for award in moved}
    changed |= {award.pk: award for award, _ in rewritten}
    mark(
        person_ids={award.person_id for award in changed.values()},
        reason="award terms",
    )
    return len(changed)


def _facts(row: HeldCompetency) -> tuple[Any, ...]:
    return (
        row.person_id,
        row.competency_id,
        row.achieved_on,
        row.held_until,
        row.is_own,
    )


def _covering(competency_ids: set[int]) -> set[int]:
    """Return these competencies and all that ever covered them, however indirectly."""
    covering: dict[int, set[int]] = defaultdict(set)
    for competency, covered in CompetencyCover.objects.values_list(
        "competency_id", "covered_id"
    ):
        covering[covered].add(competency)
    reached, waiting = set(competency_ids), list(competency_ids)
    while waiting:
        for competency in covering[waiting.pop()] - reached:
            reached.add(competency)
            waiting.append(competency)
    return reached
