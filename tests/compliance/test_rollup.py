"""Roll-ups, month-end snapshots and the verification of what is derived."""

from __future__ import annotations

import datetime
import io

import pytest
from django.core.management import call_command

from wagtail_esrlm.compliance import refresh, snapshots
from wagtail_esrlm.compliance.models import (
    CompetencyAward,
    ComplianceRecord,
    ComplianceSnapshot,
    HeldCompetency,
)
from wagtail_esrlm.compliance.rollup import organisation_rollup
from wagtail_esrlm.workforce.models import BusinessGroup

from ..acceptance.conftest import Trust, seat

FIRE = "NHS|CSTF|Fire Safety - 2 Years|"
ALS = "NHS|CSTF|Resuscitation - Level 3|"
DAY = datetime.date(2026, 6, 1)


@pytest.fixture
def group(db, tmp_path) -> BusinessGroup:
    """Two wards: one nurse on both, one on each, one away, one from the bank."""
    trust = Trust(tmp_path)
    a, b = "Riverside > A", "Riverside > B"
    rows = [
        seat(employee="1", assignment="1", organisation=a),
        seat(employee="1", assignment="1-2", organisation=b, position="2"),
        seat(employee="2", assignment="2", organisation=a),
        seat(employee="3", assignment="3", organisation=b, position="2"),
        seat(employee="4", assignment="4", organisation=a, status="Maternity"),
    ]
    assert trust.put("staff", *rows) == 0
    trust.put("competencies", f"{FIRE},,,,", f"{ALS},48,{FIRE},,")
    trust.put(
        "requirements",
        f"{FIRE},Business Group,457,,,,2020-01-01,,",
        f"{ALS},Position,2,,,,2020-01-01,,",
    )
    trust.put("awards", f"1,{ALS},2026-01-01,,,,,", f"2,{FIRE},2023-01-01,,,,,")
    return BusinessGroup.objects.get()


def figures(group, **options) -> dict[str, tuple[int, int, int, int]]:
    return {
        row.path: (row.figure.met, row.figure.required, row.people, row.left_out)
        for row in organisation_rollup(business_group=group, on=DAY, **options)
    }


def test_a_person_counts_once_in_every_node_with_the_rows_of_that_node(group):
    """Rules 3, 10 and 35: children need not add up to the parent."""
    assert figures(group) == {
        "Riverside": (2, 5, 3, 1),
        "Riverside > A": (1, 2, 2, 1),
        "Riverside > B": (2, 4, 2, 0),
    }


def test_by_assignment_each_seat_counts(group):
    """Rule 3."""
    assert figures(group, basis="assignment")["Riverside"] == (3, 6, 3, 1)


def test_month_end_figures_are_stored_once(group):
    """Rule 38."""
    assert snapshots.is_due(on=DAY)
    snapshots.store_due(on=DAY)
    assert not snapshots.is_due(on=DAY)
    stored = ComplianceSnapshot.objects.get(organisation_path="Riverside")
    assert (stored.day, stored.met, stored.required) == (
        datetime.date(2026, 5, 31),
        2,
        5,
    )
    count = ComplianceSnapshot.objects.count()
    snapshots.store_due(on=DAY)
    assert ComplianceSnapshot.objects.count() == count


def verify(**options) -> tuple[int, str]:
    out = io.StringIO()
    try:
        call_command("esrlm_verify", stdout=out, **options)
    except SystemExit as stopped:
        return int(stopped.code or 0), out.getvalue()
    return 0, out.getvalue()


def test_verify_finds_what_was_changed_behind_its_back_and_repairs_it(group):
    refresh.refresh_all()
    assert verify()[0] == 0
    CompetencyAward.objects.filter(person__employee_number="1").update(
        expires_on=datetime.date(2026, 2, 1)
    )
    HeldCompetency.objects.filter(person__employee_number="2").delete()
    code, said = verify()
    assert (code, "award expiries and covers: 2 differences" in said) == (1, True)
    assert verify(repair=True)[0] == 1
    assert verify()[0] == 0
    ComplianceRecord.objects.update(due_on=datetime.date(2001, 1, 1))
    assert verify(repair=True)[0] == 1
    assert verify()[0] == 0
