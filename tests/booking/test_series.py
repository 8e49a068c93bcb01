"""A class copied to new dates: which days, at which times, with what left out."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wagtail_esrlm.booking.classes import (
    Recurrence,
    copy_series,
    preview_series,
    sessions_of,
)
from wagtail_esrlm.booking.recurrence import days_of
from wagtail_esrlm.errors import InvalidInput
from wagtail_esrlm.testing import CourseFactory, LocationFactory

from .conftest import DAY, made, sitting

MONDAY, TUESDAY, FRIDAY = 0, 1, 4


@pytest.mark.parametrize(
    ("start", "until", "weekday", "every", "nth", "expected"),
    [
        ("2026-06-01", "2026-07-01", TUESDAY, 2, None, ["06-02", "06-16", "06-30"]),
        ("2026-06-02", "2026-06-02", TUESDAY, 1, None, ["06-02"]),
        ("2026-06-03", "2026-06-08", TUESDAY, 1, None, []),
        ("2026-06-01", "2026-09-01", TUESDAY, 1, 2, ["06-09", "07-14", "08-11"]),
        ("2026-06-10", "2026-09-01", TUESDAY, 1, 2, ["07-14", "08-11"]),
        ("2026-06-10", "2026-12-01", TUESDAY, 2, 2, ["07-14", "09-08", "11-10"]),
        ("2026-06-01", "2026-08-31", MONDAY, 1, -1, ["06-29", "07-27", "08-31"]),
        ("2026-06-01", "2026-10-31", FRIDAY, 1, 5, ["07-31", "10-30"]),
    ],
)
def test_days_recur(start, until, weekday, every, nth, expected):
    recurrence = Recurrence(
        DAY.fromisoformat(start), DAY.fromisoformat(until), weekday, every, nth
    )
    assert [day.strftime("%m-%d") for day in days_of(recurrence)] == expected


@given(
    start=st.dates(DAY(2024, 1, 1), DAY(2030, 1, 1)),
    length=st.integers(0, 800),
    weekday=st.integers(0, 6),
    every=st.integers(1, 8),
    nth=st.sampled_from([None, 1, 2, 3, 4, 5, -1]),
)
def test_every_day_is_that_weekday_within_the_limits(
    start, length, weekday, every, nth
):
    until = start + datetime.timedelta(length)
    days = days_of(Recurrence(start, until, weekday, every, nth))
    assert days == sorted(set(days))
    assert all(start <= day <= until and day.weekday() == weekday for day in days)
    if nth is None and days:
        assert days[0] - start < datetime.timedelta(7)
        assert until - days[-1] < datetime.timedelta(7 * every)


pytestmark = pytest.mark.django_db

#: Every Monday over Easter and the change of the clocks; 29 March 2027 is a holiday.
MONDAYS = Recurrence(DAY(2027, 3, 8), DAY(2027, 4, 5), MONDAY)


@pytest.fixture
def original():
    return made(
        sitting(DAY(2027, 3, 1), 9, 12),
        sitting(DAY(2027, 3, 2), 9, 12),
        places=9,
        minimum=3,
        reference="FIRE-1",
        closes_days_before=3,
    )


def preview(learning_class, **options):
    return preview_series(
        learning_class=learning_class,
        recurrence=options.pop("recurrence", MONDAYS),
        **options,
    )


def test_the_preview_names_every_date_and_why_one_is_left_out(original):
    planned = preview(original, skipping={DAY(2027, 3, 16)})
    assert [(each.held_on.day, each.why_not) for each in planned] == [
        (8, ""),
        (15, "Left out: 16 March 2027."),
        (22, ""),
        (29, "Left out: 29 March 2027, Easter Monday."),
        (5, ""),
    ]


def test_a_class_may_be_held_on_bank_holidays(original):
    assert not any(
        each.why_not for each in preview(original, skips_bank_holidays=False)
    )


def test_the_wall_time_stays_over_the_change_of_the_clocks(original):
    """Rule 86: nine o'clock is 9:00 UTC in winter and 8:00 UTC in summer."""
    made = copy_series(learning_class=original, recurrence=MONDAYS, by=None)
    assert [each.starts_at.hour for each in made] == [9, 9, 9, 8]
    assert {
        session.starts_time.hour for each in made for session in sessions_of(each)
    } == {9}


def test_the_copies_are_unpublished_and_share_a_series_and_the_places(original):
    made = copy_series(learning_class=original, recurrence=MONDAYS, by=None)
    assert {each.is_published for each in made} == {False}
    assert {each.series for each in made} == {original.series}
    assert {each.places.maximum_places for each in made} == {9}
    assert [each.reference for each in made] == [f"FIRE-{n}" for n in range(2, 6)]
    closes = made[-1].starts_at - made[-1].enrolment_closes_at
    assert closes == datetime.timedelta(3)


def test_copying_again_counts_on(original):
    copy_series(learning_class=original, recurrence=MONDAYS, by=None)
    later = Recurrence(DAY(2027, 6, 7), DAY(2027, 6, 7), MONDAY)
    (made,) = copy_series(learning_class=original, recurrence=later, by=None)
    assert made.reference == "FIRE-6"


def test_moments_of_its_own_move_with_a_copy():
    opens_at = datetime.datetime(2027, 2, 1, 8, tzinfo=datetime.UTC)
    original = made(sitting(DAY(2027, 3, 1)), enrolment_opens_at=opens_at)
    *_others, last = copy_series(learning_class=original, recurrence=MONDAYS, by=None)
    assert last.enrolment_opens_at == opens_at + datetime.timedelta(35)


def test_dates_after_the_course_ends_or_that_have_passed_are_left_out(original):
    original.course.ends_on = DAY(2027, 3, 22)
    ended = Recurrence(DAY(2027, 3, 22), DAY(2027, 4, 5), MONDAY)
    whys = [each.why_not for each in preview(original, recurrence=ended)]
    assert whys[0] == "" and "course ends" in whys[2]
    past = Recurrence(DAY(2020, 3, 2), DAY(2020, 3, 2), MONDAY)
    assert "has passed" in preview(original, recurrence=past)[0].why_not


def test_the_preview_warns_of_clashes(django_assert_max_num_queries):
    course = CourseFactory()
    room = LocationFactory(business_group=course.business_group)
    original = made(
        sitting(DAY(2027, 3, 1), location=room), course=course, reference="A"
    )
    made(sitting(DAY(2027, 3, 15), location=room), course=course, reference="B")
    with django_assert_max_num_queries(8):
        planned = preview(original)
    assert {
        each.held_on.day: [clash.reference for clash in each.clashes]
        for each in planned
        if each.clashes
    } == {15: ["B"]}


def test_nothing_is_made_where_nothing_is_left(original):
    with pytest.raises(InvalidInput, match="left out"):
        copy_series(
            learning_class=original,
            recurrence=Recurrence(DAY(2027, 3, 29), DAY(2027, 3, 29), MONDAY),
            by=None,
        )
