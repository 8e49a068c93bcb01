"""What the service writes with an award is what the oracle works out for it."""

from __future__ import annotations

import os

import pytest

from wagtail_esrlm.compliance.models import CompetencyAward, HeldCompetency

from .oracle import FOREVER, Oracle
from .strategies import seeded_batches
from .trusts import by_service
from .trusts.statement import differences, stated, written

TRUSTS = int(os.environ.get("ESRLM_ORACLE_TRUSTS", "100"))
FIRST_SEED = int(os.environ.get("ESRLM_ORACLE_SEED", "0"))
pytestmark = pytest.mark.django_db


def stored_terms(known) -> dict:
    """Read each award's expiry and covers, by person, competency and day."""
    names = {row.pk: name for name, row in known.competencies.items()}
    covers = {}
    for award, competency, until in HeldCompetency.objects.filter(
        is_own=False
    ).values_list("award_id", "competency_id", "held_until"):
        covers.setdefault(award, {})[names[competency]] = until
    return {
        (award.person.employee_number, names[award.competency_id], award.achieved_on): (
            award.expires_on or FOREVER,
            covers.get(award.pk, {}),
        )
        for award in CompetencyAward.objects.filter(
            voided_at__isnull=True
        ).select_related("person")
    }


def oracles_terms(trusts) -> dict:
    """Work out the same."""
    found = {}
    for trust in trusts:
        oracle = Oracle(trust)
        for award in filter(oracle.accepted, trust.awards):
            if award.voided:
                continue
            expiry = oracle.expiry(award)
            key = (award.employee_number, award.competency, award.achieved_on)
            found[key] = (
                expiry,
                {
                    name: min(expiry, oracle.computed_expiry(award, name))
                    for name in oracle.covered(award.competency, award.achieved_on)
                },
            )
    return found


def test_awards_are_written_with_the_expiry_and_covers_of_their_day():
    for trusts, days in seeded_batches(FIRST_SEED, TRUSTS, how_many_days=2):
        with written(trusts, awards=False) as known:
            by_service.write(known, trusts)
            assert stored_terms(known) == oracles_terms(trusts)
            for on in days:
                assert not differences(trusts, stated(known, on), on)


def test_a_changed_period_or_cover_reaches_the_awards_from_its_day_on():
    """Rule 107, whether the award or the change was recorded first."""
    for made, _ in seeded_batches(FIRST_SEED, TRUSTS, how_many_days=2):
        trusts = [by_service.without_transfers(trust) for trust in made]
        first = [by_service.before_any_change(trust) for trust in trusts]
        with written(first, awards=False) as known:
            by_service.write(known, first)
            by_service.change_versions(known, trusts)
            assert stored_terms(known) == oracles_terms(trusts)
