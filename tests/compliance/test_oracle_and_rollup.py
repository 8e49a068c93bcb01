"""Roll-ups of organisations agree with the oracle's, person by person and by seat."""

from __future__ import annotations

import os

import pytest

from wagtail_esrlm.compliance.rollup import organisation_rollup

from .oracle_rollup import Node, rollup
from .strategies import seeded_batches
from .trusts.statement import written

TRUSTS = int(os.environ.get("ESRLM_ORACLE_TRUSTS", "60"))
FIRST_SEED = int(os.environ.get("ESRLM_ORACLE_SEED", "0"))
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("basis", ["person", "assignment"])
def test_rollups_agree_with_the_oracle(basis):
    """Rules 3, 10, 34-36 and 101."""
    for trusts, days in seeded_batches(
        FIRST_SEED + 40, TRUSTS, batch=20, how_many_days=2
    ):
        with written(trusts) as known:
            for on in days:
                for trust in trusts:
                    for group in trust.business_groups:
                        got = organisation_rollup(
                            business_group=known.groups[group.vpd], on=on, basis=basis
                        )
                        want = rollup(
                            trust, group.vpd, on, by_assignment=basis == "assignment"
                        )
                        assert in_words(got) == want, (group.vpd, on)


def in_words(rows) -> dict[tuple[str, ...], Node]:
    """Return what the package found as the oracle tells it."""
    return {
        tuple(row.path.split(" > ")): Node(
            row.figure.met,
            row.figure.required,
            row.figure.due,
            row.figure.exempt,
            row.people,
            row.left_out,
        )
        for row in rows
    }
