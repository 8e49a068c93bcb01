"""The statement and the independent oracle agree on every cell of made-up trusts.

How many: ``ESRLM_ORACLE_EXAMPLES`` for trusts that hypothesis draws (and shrinks),
``ESRLM_ORACLE_TRUSTS`` for seeded ones, from ``ESRLM_ORACLE_SEED`` on.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, given, settings

from .oracle import Oracle
from .strategies import seeded_batches, trusts_and_days
from .trusts.laws import LAWS
from .trusts.statement import answer, differences, stated, written

EXAMPLES = int(os.environ.get("ESRLM_ORACLE_EXAMPLES", "150"))
TRUSTS = int(os.environ.get("ESRLM_ORACLE_TRUSTS", "300"))
FIRST_SEED = int(os.environ.get("ESRLM_ORACLE_SEED", "0"))

slowly = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    print_blob=True,
)
pytestmark = pytest.mark.django_db


@slowly
@given(trust_and_days=trusts_and_days())
def test_the_statement_agrees_with_the_oracle_on_drawn_trusts(trust_and_days):
    trust, days = trust_and_days
    with written([trust]) as known:
        for on in days:
            assert not differences([trust], stated(known, on), on)


def test_the_statement_agrees_with_the_oracle_on_seeded_trusts():
    wrong, cells = [], 0
    for trusts, days in seeded_batches(FIRST_SEED, TRUSTS):
        oracles = {id(trust): Oracle(trust) for trust in trusts}
        with written(trusts) as known:
            for on in days:
                got = stated(known, on)
                cells += len(got)
                wrong += differences(trusts, got, on, oracles)
    assert not wrong, "\n".join([f"{len(wrong)} of {cells} cells differ", *wrong[:20]])
    assert cells > 10 * TRUSTS


def test_one_person_and_one_competency_get_the_same_cells_as_everybody():
    for trusts, days in seeded_batches(FIRST_SEED + 7000, 20, how_many_days=3):
        with written(trusts) as known:
            for on in days:
                everybody = stated(known, on)
                for number, person in list(known.people.items())[::5]:
                    theirs = stated(known, on, person_ids=[person.pk])
                    assert theirs == {
                        key: cell for key, cell in everybody.items() if key[0] == number
                    }
                for name, competency in list(known.competencies.items())[::7]:
                    of_it = stated(known, on, competency_ids=[competency.pk])
                    assert of_it == {
                        key: cell for key, cell in everybody.items() if key[1] == name
                    }


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
@settings(slowly, max_examples=max(5, EXAMPLES // 6))
@given(trust_and_days=trusts_and_days(how_many_days=1))
def test_the_statement_keeps_the_laws(law, trust_and_days):
    trust, days = trust_and_days
    for on in days:
        law(answer, trust, on)
