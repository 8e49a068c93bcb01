"""Stored records say what the oracle says, whichever way they were brought there."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest

from wagtail_esrlm.compliance.differences import Changes
from wagtail_esrlm.compliance.models import ComplianceRecord
from wagtail_esrlm.compliance.refresh import (
    advance_day,
    compare_all,
    drain,
    refresh_all,
)

from .oracle import FOREVER, Cell, Oracle
from .strategies import seeded_batches
from .trusts import by_service
from .trusts.statement import written

TRUSTS = int(os.environ.get("ESRLM_ORACLE_TRUSTS", "200"))
FIRST_SEED = int(os.environ.get("ESRLM_ORACLE_SEED", "0"))
pytestmark = pytest.mark.django_db


def stored(on) -> dict[tuple[str, str], Cell]:
    """Read stored records, in the words of the oracle but for the reasons."""
    records = ComplianceRecord.objects.with_status(on=on)
    return {
        (record.person.employee_number, record.competency.name): Cell(
            status=record.status,
            essential="Y" if record.essential else "N",
            achieved_on=record.achieved_on,
            held_until=None if record.held_until == FOREVER else record.held_until,
            due_on=record.due_on,
            reasons="",
        )
        for record in records.select_related("person", "competency")
    }


def required(oracles, on) -> dict[tuple[str, str], Cell]:
    """Ask the oracle for what is required, without the reasons."""
    return {
        key: replace(cell, reasons="")
        for oracle in oracles
        for key, cell in oracle.compliance(on).items()
        if cell.status != "not_required"
    }


def test_records_follow_the_days():
    """From day to day only what a date touches is calculated again."""
    for trusts, days in seeded_batches(FIRST_SEED, TRUSTS):
        oracles = [Oracle(trust) for trust in trusts]
        with written(trusts):
            refresh_all(on=days[0])
            assert stored(days[0]) == required(oracles, days[0])
            for on in days[1:]:
                advance_day(on=on)
                assert stored(on) == required(oracles, on)
            assert compare_all(on=days[-1]) == Changes()


def test_records_follow_each_award():
    """Awards written, voided and given anew reach the records through their marks."""
    for trusts, days in seeded_batches(FIRST_SEED + 500, TRUSTS, how_many_days=2):
        oracles = [Oracle(trust) for trust in trusts]
        on = days[-1]
        with written(trusts, awards=False) as known:
            refresh_all(on=on)
            by_service.write(known, trusts)
            drain(on=on)
            assert stored(on) == required(oracles, on)
            assert compare_all(on=on) == Changes()


def test_records_follow_changed_periods_and_covers():
    """Rule 107: what awards are worth after a change reaches the records."""
    for made, days in seeded_batches(FIRST_SEED + 900, TRUSTS, how_many_days=2):
        trusts = [by_service.without_transfers(trust) for trust in made]
        first = [by_service.before_any_change(trust) for trust in trusts]
        oracles = [Oracle(trust) for trust in trusts]
        on = days[-1]
        with written(first, awards=False) as known:
            by_service.write(known, first)
            refresh_all(on=on)
            by_service.change_versions(known, trusts)
            drain(on=on)
            assert stored(on) == required(oracles, on)
            assert compare_all(on=on) == Changes()


def test_a_refresh_of_what_is_true_writes_nothing():
    for trusts, days in seeded_batches(FIRST_SEED + 1300, 50, how_many_days=2):
        with written(trusts):
            for on in days:
                refresh_all(on=on)
                assert refresh_all(on=on) == Changes()
                assert advance_day(on=on) == Changes()
