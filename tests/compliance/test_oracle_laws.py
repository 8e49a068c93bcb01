"""The oracle keeps the laws that the statement is held to as well."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from .oracle import compliance
from .strategies import seeded_trust, trusts_and_days
from .trusts.laws import LAWS

SOME = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
@SOME
@given(trust_and_days=trusts_and_days(how_many_days=1))
def test_the_oracle_keeps_the_laws(law, trust_and_days):
    trust, days = trust_and_days
    for on in days:
        law(compliance, trust, on)


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_the_oracle_keeps_the_laws_on_seeded_trusts(law):
    for seed in range(40):
        trust, days = seeded_trust(seed, how_many_days=2)
        for on in days:
            law(compliance, trust, on)
