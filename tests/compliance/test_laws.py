"""Incremental passes leave nothing for a full pass to change."""

from __future__ import annotations

import os

import pytest

from wagtail_esrlm.compliance.differences import Changes
from wagtail_esrlm.compliance.refresh import (
    advance_day,
    compare_all,
    drain,
    refresh_all,
)

from .strategies import seeded_trust
from .trusts.days import stated_days
from .trusts.dice import SeededDice, happens
from .trusts.edits import Editor
from .trusts.statement import written

TRUSTS = int(os.environ.get("ESRLM_ORACLE_EDITED", "60"))
FIRST_SEED = int(os.environ.get("ESRLM_ORACLE_SEED", "0"))
pytestmark = pytest.mark.django_db


def test_a_full_pass_after_any_mix_of_edits_and_drains_changes_nothing():
    for seed in range(FIRST_SEED, FIRST_SEED + TRUSTS):
        trust, days = seeded_trust(seed)
        dice = SeededDice(seed)
        with written([trust]):
            editor = Editor(dice, sorted(stated_days(trust)))
            today, *later = days
            refresh_all(on=today)
            done = []
            for _ in range(12):
                done.append(editor.edit())
                if happens(dice, 30):
                    drain(on=today)
                if later and happens(dice, 15):
                    today = later.pop(0)
                    advance_day(on=today)
                    done.append(f"until {today}")
                if happens(dice, 20):
                    drift = compare_all(on=today)
                    assert drift == Changes(), (
                        f"seed {seed}: {', '.join(done)}\n{drift}"
                    )
            drift = compare_all(on=today)
            assert drift == Changes(), f"seed {seed}: {', '.join(done)}\n{drift}"
