"""Files in, compliance out: the whole road, compared with the oracle line by line."""

from __future__ import annotations

import os
from contextlib import contextmanager

import pytest
import time_machine
from django.db import transaction

from wagtail_esrlm.compliance.differences import Changes
from wagtail_esrlm.compliance.refresh import compare_all, drain, refresh_all
from wagtail_esrlm.workforce.models import BusinessGroup

from .oracle_trust import Trust
from .strategies import TODAY, seeded_trust
from .trusts.days import asked_days
from .trusts.dice import SeededDice
from .trusts.imported import import_trust
from .trusts.printed import expected, printed, unlike
from .trusts.snapshots import build_snapshots

TRUSTS = int(os.environ.get("ESRLM_ORACLE_FILES", "25"))
FIRST_SEED = int(os.environ.get("ESRLM_ORACLE_SEED", "0"))
pytestmark = pytest.mark.django_db


@contextmanager
def undone():
    """Take everything back afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def assert_printed_as_expected(trust: Trust, days, folder, seed: int) -> None:
    """Compare the command's lines with the oracle's on each day."""
    for on in days:
        found = unlike(expected([trust], on), printed(folder / "out.csv", on))
        assert not found, f"seed {seed}, {on}, files in {folder}\n{found}"


@time_machine.travel(TODAY.isoformat() + " 12:00Z", tick=False)
def test_imported_trusts_are_calculated_as_the_oracle_does(tmp_path):
    for seed in range(FIRST_SEED, FIRST_SEED + TRUSTS):
        trust, days = seeded_trust(seed, for_files=True)
        folder = tmp_path / str(seed)
        folder.mkdir()
        with undone():
            import_trust(trust, folder, SeededDice(seed))
            assert_printed_as_expected(trust, [*days, TODAY], folder, seed)


@time_machine.travel(TODAY.isoformat() + " 12:00Z", tick=False)
def test_staff_lists_are_snapshots_of_their_day(tmp_path):
    """Rule 103."""
    for seed in range(FIRST_SEED, FIRST_SEED + TRUSTS):
        dice = SeededDice(seed)
        trust, lists = build_snapshots(dice, today=TODAY)
        folder = tmp_path / str(seed)
        folder.mkdir()
        with undone():
            import_trust(trust, folder, dice, lists)
            days = [*asked_days(trust, dice, 6), TODAY]
            assert_printed_as_expected(trust, days, folder, seed)


@time_machine.travel(TODAY.isoformat() + " 12:00Z", tick=False)
def test_what_imports_mark_is_enough(tmp_path):
    """A full comparison after every mix of imports and drains changes no record."""
    for seed in range(FIRST_SEED, FIRST_SEED + TRUSTS):
        trust, _ = seeded_trust(seed, for_files=True)
        folder = tmp_path / str(seed)
        folder.mkdir()
        with undone():
            BusinessGroup.objects.create(vpd=trust.business_groups[0].vpd)
            refresh_all(on=TODAY)
            import_trust(
                trust,
                folder,
                SeededDice(seed),
                after_each=lambda: drain(on=TODAY),
            )
            assert compare_all(on=TODAY) == Changes(), f"seed {seed}"
