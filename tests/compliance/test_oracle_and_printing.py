"""``esrlm_compliance`` prints what the oracle says, line by line."""

from __future__ import annotations

import os

import pytest

from .strategies import seeded_batches
from .trusts.printed import expected, printed, unlike
from .trusts.statement import written

TRUSTS = int(os.environ.get("ESRLM_ORACLE_TRUSTS", "100"))
FIRST_SEED = int(os.environ.get("ESRLM_ORACLE_SEED", "0"))
pytestmark = pytest.mark.django_db


def test_the_command_prints_every_cell_in_order(tmp_path):
    for trusts, days in seeded_batches(FIRST_SEED + 300, TRUSTS, how_many_days=6):
        with written(trusts):
            for on in days:
                found = unlike(expected(trusts, on), printed(tmp_path / "out.csv", on))
                assert not found, f"{on}\n{found}"


def test_one_employee_is_printed_as_among_everybody(tmp_path):
    for trusts, days in seeded_batches(FIRST_SEED + 600, 20, how_many_days=3):
        with written(trusts) as known:
            for on in days:
                everybody = expected(trusts, on)
                for number in list(known.people)[::6]:
                    lines = printed(tmp_path / "out.csv", on, employee=number)
                    assert lines == [each for each in everybody if each[0] == number]
