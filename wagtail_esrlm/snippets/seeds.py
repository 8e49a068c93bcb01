"""Bank holidays of England and Wales, put into an empty table after migrating."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import connections, router

#: Year, then month and day of each, with its name (rule 55). Where a holiday falls on a
#: weekend the substitute day is the holiday.
BANK_HOLIDAYS: dict[int, dict[str, str]] = {
    2025: {
        "01-01": "New Year's Day",
        "04-18": "Good Friday",
        "04-21": "Easter Monday",
        "05-05": "Early May bank holiday",
        "05-26": "Spring bank holiday",
        "08-25": "Summer bank holiday",
        "12-25": "Christmas Day",
        "12-26": "Boxing Day",
    },
    2026: {
        "01-01": "New Year's Day",
        "04-03": "Good Friday",
        "04-06": "Easter Monday",
        "05-04": "Early May bank holiday",
        "05-25": "Spring bank holiday",
        "08-31": "Summer bank holiday",
        "12-25": "Christmas Day",
        "12-28": "Boxing Day (substitute day)",
    },
    2027: {
        "01-01": "New Year's Day",
        "03-26": "Good Friday",
        "03-29": "Easter Monday",
        "05-03": "Early May bank holiday",
        "05-31": "Spring bank holiday",
        "08-30": "Summer bank holiday",
        "12-27": "Christmas Day (substitute day)",
        "12-28": "Boxing Day (substitute day)",
    },
    2028: {
        "01-03": "New Year's Day (substitute day)",
        "04-14": "Good Friday",
        "04-17": "Easter Monday",
        "05-01": "Early May bank holiday",
        "05-29": "Spring bank holiday",
        "08-28": "Summer bank holiday",
        "12-25": "Christmas Day",
        "12-26": "Boxing Day",
    },
}


def seeded_days() -> dict[datetime.date, str]:
    """Return every seeded holiday by its day."""
    return {
        datetime.date.fromisoformat(f"{year}-{day}"): name
        for year, days in BANK_HOLIDAYS.items()
        for day, name in days.items()
    }


def seed_bank_holidays(sender: Any, using: str, **kwargs: Any) -> None:
    """Fill the table of bank holidays where it exists and is empty.

    What administrators changed afterwards is never touched.
    """
    from .models import BankHoliday

    if not router.allow_migrate_model(using, BankHoliday):
        return
    if BankHoliday._meta.db_table not in connections[using].introspection.table_names():
        return
    holidays = BankHoliday.objects.using(using)
    if not holidays.exists():
        holidays.bulk_create(
            BankHoliday(day=day, name=name) for day, name in seeded_days().items()
        )
