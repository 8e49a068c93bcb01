"""When reminders fall (rule 90)."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wagtail_esrlm.reminders.rules import Need, days_to_look_at, reminder_day

TODAY = datetime.date(2026, 12, 3)


def day(offset: int) -> datetime.date:
    return TODAY + datetime.timedelta(days=offset)


def held(until: int, booked: int | None = None) -> Need:
    return Need(1, 1, day(until), day(-900), None if booked is None else day(booked))


def never(due: int, booked: int | None = None) -> Need:
    return Need(1, 2, None, day(due), None if booked is None else day(booked))


@pytest.mark.parametrize(
    ("need", "reminded"),
    [
        *((held(days), True) for days in (90, 60, 30, 7)),
        *((held(days), False) for days in (91, 89, 31, 29, 8, 6, 1, 0)),
        *((held(-days), True) for days in (1, 8, 15, 365 + 7)),
        *((held(-days), False) for days in (2, 7, 9)),
        *((never(days), True) for days in (30, 7, 0, -7, -14)),
        *((never(days), False) for days in (90, 60, 29, 1, -1, -6)),
        (held(30, booked=29), False),
        (held(30, booked=30), False),
        (held(30, booked=31), True),
        (never(7, booked=7), False),
        (held(-8, booked=5), True),
    ],
)
def test_days_on_which_one_need_is_reminded_of(need, reminded):
    assert (reminder_day([need], [TODAY]) == TODAY) is reminded


def test_overdue_needs_share_one_weekly_rhythm():
    needs = [held(-3), held(-8), held(-11)]
    found = [
        offset for offset in range(28) if reminder_day(needs, [day(offset)]) is not None
    ]
    assert found == [4, 11, 18, 25]


def test_what_newly_becomes_overdue_is_said_on_its_first_day():
    assert reminder_day([held(-20), held(-1)], [TODAY]) == TODAY


def test_a_missed_day_is_made_up_for():
    days = days_to_look_at(day(-3), TODAY)
    assert days == [day(-2), day(-1), TODAY]
    assert reminder_day([held(28)], days) == day(-2)


@pytest.mark.parametrize(
    ("through", "first"), [(None, 0), (-1, 0), (-2, -1), (-100, -6)]
)
def test_days_looked_at(through, first):
    days = days_to_look_at(None if through is None else day(through), TODAY)
    assert (days[0], days[-1]) == (day(first), TODAY)


def test_a_second_pass_on_a_day_finds_nothing():
    assert reminder_day([held(30)], days_to_look_at(TODAY, TODAY)) is None


@given(st.lists(st.integers(-400, 100), min_size=1, max_size=6))
def test_whoever_is_overdue_hears_at_least_once_in_seven_days(offsets):
    needs = [held(-1), *(held(offset) for offset in offsets)]
    week = [day(offset) for offset in range(7)]
    assert any(reminder_day(needs, [each]) for each in week)
