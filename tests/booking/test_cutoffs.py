"""Wall times and cut-offs over changes of the clocks (rules 54, 55, 86, 87)."""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wagtail_esrlm.booking.cutoffs import (
    NoSuchTime,
    cut_off,
    days_before,
    is_working_day,
    last_day_before,
    moment_of,
    shifted,
    working_days_before,
)

LONDON = ZoneInfo("Europe/London")
ZONES = [LONDON, ZoneInfo("Europe/Berlin"), ZoneInfo("UTC"), ZoneInfo("Asia/Kolkata")]
DAY = datetime.date
TIME = datetime.time
EASTER = {DAY(2026, 4, 3), DAY(2026, 4, 6)}

days = st.dates(DAY(2024, 1, 1), DAY(2030, 12, 31))
times = st.times().map(lambda time: time.replace(second=0, microsecond=0))
zones = st.sampled_from(ZONES)


def utc(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(f"{text}+00:00")


@pytest.mark.parametrize(
    ("day", "time", "expected", "is_ambiguous"),
    [
        (DAY(2026, 1, 15), TIME(9), "2026-01-15T09:00", False),
        (DAY(2026, 7, 15), TIME(9), "2026-07-15T08:00", False),
        (DAY(2026, 3, 29), TIME(0, 59), "2026-03-29T00:59", False),
        (DAY(2026, 3, 29), TIME(2), "2026-03-29T01:00", False),
        (DAY(2026, 10, 25), TIME(1), "2026-10-25T00:00", True),
        (DAY(2026, 10, 25), TIME(1, 30), "2026-10-25T00:30", True),
        (DAY(2026, 10, 25), TIME(1, 59), "2026-10-25T00:59", True),
        (DAY(2026, 10, 25), TIME(2), "2026-10-25T02:00", False),
    ],
)
def test_a_wall_time_is_one_moment_the_first_of_two(day, time, expected, is_ambiguous):
    found = moment_of(day, time, LONDON)
    assert (found.at, found.is_ambiguous) == (utc(expected), is_ambiguous)


@pytest.mark.parametrize("time", [TIME(1), TIME(1, 30), TIME(1, 59)])
def test_a_wall_time_that_the_clocks_skip_is_refused(time):
    with pytest.raises(NoSuchTime) as refusal:
        moment_of(DAY(2026, 3, 29), time, LONDON)
    assert (refusal.value.day, refusal.value.time) == (DAY(2026, 3, 29), time)


@pytest.mark.parametrize(
    ("day", "hours"), [(DAY(2026, 3, 29), 2), (DAY(2026, 10, 25), 4)]
)
def test_a_session_on_the_day_of_the_change_has_its_real_duration(day, hours):
    """Midnight to three o'clock: the clocks go forward in March, back in October."""
    start, end = (moment_of(day, TIME(hour), LONDON).at for hour in (0, 3))
    assert end - start == datetime.timedelta(hours=hours)


@pytest.mark.parametrize(
    ("start", "before", "expected"),
    [
        ("2026-03-31T08:00", 2, "2026-03-29T08:00"),
        ("2026-03-31T08:00", 7, "2026-03-24T09:00"),
        ("2026-10-27T09:00", 7, "2026-10-20T08:00"),
        ("2026-11-30T09:00", 0, "2026-11-30T09:00"),
        # 01:30 does not exist on the day of the change: as much later as the jump.
        ("2026-03-30T00:30", 1, "2026-03-29T01:30"),
        # 01:30 comes twice: the first.
        ("2026-10-26T01:30", 1, "2026-10-25T00:30"),
    ],
)
def test_days_before_is_the_same_wall_time(start, before, expected):
    """Rule 54: over a change of the clocks the hours differ, the wall time does not."""
    assert days_before(utc(start), before, LONDON) == utc(expected)


@pytest.mark.parametrize(
    ("day", "working_days", "last"),
    [
        ("Mon 30 Nov 2026", 2, "Wed 25 Nov 2026"),
        ("Mon 30 Nov 2026", 1, "Thu 26 Nov 2026"),
        ("Mon 30 Nov 2026", 0, "Mon 30 Nov 2026"),
        ("Fri 27 Nov 2026", 2, "Tue 24 Nov 2026"),
        # Monday and Tuesday lie between: Sunday still leaves both.
        ("Wed 25 Nov 2026", 2, "Sun 22 Nov 2026"),
        ("Sat 28 Nov 2026", 1, "Thu 26 Nov 2026"),
        # Good Friday and Easter Monday do not count.
        ("Tue 07 Apr 2026", 1, "Wed 01 Apr 2026"),
        ("Tue 07 Apr 2026", 2, "Tue 31 Mar 2026"),
    ],
)
def test_working_days_count_the_full_days_between(day, working_days, last):
    """Rule 55, with its own example first."""
    read = "%a %d %b %Y"
    on = datetime.datetime.strptime(day, read).date()  # noqa: DTZ007
    assert last_day_before(on, working_days, EASTER).strftime(read) == last


def test_the_whole_of_the_last_working_day_is_allowed():
    start = moment_of(DAY(2026, 11, 30), TIME(9), LONDON).at
    last = working_days_before(start, 2, LONDON)
    assert last.isoformat() == "2026-11-25T23:59:59.999999+00:00"


@pytest.mark.parametrize("working", [True, False])
@given(day=days, time=times, zone=zones, before=st.integers(0, 40))
def test_a_cut_off_never_lies_after_the_start_and_more_days_are_earlier(
    working, day, time, zone, before
):
    try:
        start = moment_of(day, time, zone).at
    except NoSuchTime:
        return
    near, far = (
        cut_off(start, n, zone, working=working, holidays=EASTER)
        for n in (before, before + 1)
    )
    assert far < near <= start


@given(day=days, time=times, zone=zones, before=st.integers(0, 400))
def test_days_before_keeps_the_wall_time_wherever_it_exists(day, time, zone, before):
    try:
        start = moment_of(day, time, zone).at
        expected = moment_of(day - datetime.timedelta(before), time, zone).at
    except NoSuchTime:
        return
    assert days_before(start, before, zone) == expected
    assert shifted(expected, before, zone) == start


@given(day=days, before=st.integers(1, 30))
def test_exactly_that_many_working_days_lie_between(day, before):
    last = last_day_before(day, before, EASTER)
    between = [
        last + datetime.timedelta(n)
        for n in range(1, (day - last).days)
        if is_working_day(last + datetime.timedelta(n), EASTER)
    ]
    assert len(between) == before
    assert between[0] == last + datetime.timedelta(1)


@given(day=days, time=times, zone=zones)
def test_a_moment_reads_back_as_the_wall_time_it_was_made_from(day, time, zone):
    try:
        found = moment_of(day, time, zone)
    except NoSuchTime:
        return
    local = found.at.astimezone(zone)
    assert (local.date(), local.time()) == (day, time)
