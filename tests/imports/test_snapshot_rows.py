"""Which stored row a line of a staff list means (rule 103)."""

from __future__ import annotations

import datetime

import pytest

from wagtail_esrlm.imports.kinds.seat_rows import Facts, SeatRow, with_stated

JAN, MAR, MAY = (datetime.date(2026, month, 1) for month in (1, 3, 5))
EVE = datetime.timedelta(days=1)
NURSE, MATRON, MANAGER = (
    Facts(job_role_id=1),
    Facts(job_role_id=2),
    Facts(job_role_id=3),
)


def stated(rows, starts_on, facts, *, effective_on=MAY, ends_on=None):
    """State a row, without correcting."""
    change = with_stated(
        rows,
        starts_on=starts_on,
        ends_on=ends_on,
        facts=facts,
        effective_on=effective_on,
        correct=False,
    )
    return [(row.starts_on, row.ends_on, row.facts) for row in change.rows]


@pytest.fixture
def moved_in_march():
    """Somebody whose list stated January's start when they moved in March."""
    return (
        SeatRow(JAN, MAR - EVE, JAN, NURSE),
        SeatRow(MAR, None, JAN, MATRON),
    )


@pytest.mark.parametrize("start", [None, JAN, MAR])
def test_the_current_row_is_known_by_its_start_the_first_start_or_none(
    start, moved_in_march
):
    assert stated(moved_in_march, start, MANAGER) == [
        (JAN, MAR - EVE, NURSE),
        (MAR, MAY - EVE, MATRON),
        (MAY, None, MANAGER),
    ]


@pytest.mark.parametrize("start", [None, JAN, MAR])
def test_the_same_line_again_changes_nothing(start, moved_in_march):
    once = with_stated(
        moved_in_march,
        starts_on=start,
        ends_on=None,
        facts=MANAGER,
        effective_on=MAY,
        correct=False,
    )
    assert stated(once.rows, start, MANAGER) == [
        (row.starts_on, row.ends_on, row.facts) for row in once.rows
    ]


def test_a_list_of_every_dated_row_leaves_past_rows_where_they_are(moved_in_march):
    before = [(row.starts_on, row.ends_on, row.facts) for row in moved_in_march]
    assert stated(moved_in_march, JAN, NURSE, ends_on=MAR - EVE) == before
    assert stated(moved_in_march, MAR, MATRON) == before


@pytest.mark.parametrize(
    ("stored", "spelling"),
    [
        (Facts(grade="Band 6"), Facts(grade="BAND  6")),
        (Facts(grade="Zo\u00eb 1"), Facts(grade="Zoe\u0308 1")),
        (Facts(status="Career Break"), Facts(status="career  break")),
    ],
)
def test_another_spelling_of_a_grade_or_status_opens_no_row(stored, spelling):
    """A row opened on the day of the list would win over a nested one (rule 9)."""
    rows = (SeatRow(JAN, None, JAN, stored),)
    assert stated(rows, JAN, spelling) == [(JAN, None, spelling)]
