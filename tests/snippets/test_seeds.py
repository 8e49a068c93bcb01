"""The bank holidays that come with the plugin (rule 55)."""

from __future__ import annotations

import datetime

import pytest

from wagtail_esrlm.snippets.models import BankHoliday
from wagtail_esrlm.snippets.seeds import seed_bank_holidays, seeded_days

ONE_DAY = datetime.timedelta(days=1)

#: Easter Sundays, from the almanac.
EASTERS = [
    datetime.date(2025, 4, 20),
    datetime.date(2026, 4, 5),
    datetime.date(2027, 3, 28),
    datetime.date(2028, 4, 16),
]


def mondays(year: int, month: int) -> list[datetime.date]:
    first = datetime.date(year, month, 1)
    days = (first + n * ONE_DAY for n in range(31))
    return [day for day in days if day.month == month and day.weekday() == 0]


def substituted(wanted: list[datetime.date]) -> set[datetime.date]:
    """Return the days, each moved from a weekend to the next free weekday."""
    found: set[datetime.date] = set()
    for day in wanted:
        while day.weekday() > 4 or day in found:
            day += ONE_DAY
        found.add(day)
    return found


@pytest.mark.parametrize("easter", EASTERS)
def test_the_holidays_of_a_year_are_those_of_the_law(easter):
    """Banking and Financial Dealings Act 1971: eight days, with substitutes."""
    year = easter.year
    fixed = [(1, 1), (12, 25), (12, 26)]
    expected = substituted([datetime.date(year, *day) for day in fixed]) | {
        easter - 2 * ONE_DAY,
        easter + ONE_DAY,
        mondays(year, 5)[0],
        mondays(year, 5)[-1],
        mondays(year, 8)[-1],
    }
    assert {day for day in seeded_days() if day.year == year} == expected


@pytest.mark.django_db
def test_they_are_there_after_migrating():
    assert set(BankHoliday.objects.values_list("day", flat=True)) == set(seeded_days())


@pytest.mark.django_db
def test_what_administrators_removed_does_not_come_back():
    BankHoliday.objects.filter(day__year=2025).delete()
    seed_bank_holidays(None, "default")
    assert not BankHoliday.objects.filter(day__year=2025).exists()
