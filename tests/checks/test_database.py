"""Options of SQLite."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from tests.checks.saying import ids
from wagtail_esrlm.checks import database

GOOD_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode = WAL;",
}


@pytest.mark.parametrize(
    ("options", "name", "expected"),
    [
        (GOOD_OPTIONS, "db.sqlite3", []),
        ({}, "db.sqlite3", ["E011", "W012", "W013"]),
        ({}, ":memory:", ["E011", "W012"]),
        ({**GOOD_OPTIONS, "transaction_mode": "DEFERRED"}, "db.sqlite3", ["E011"]),
        ({**GOOD_OPTIONS, "timeout": 5}, "db.sqlite3", ["W012"]),
        ({**GOOD_OPTIONS, "timeout": "long"}, "db.sqlite3", ["W012"]),
        ({**GOOD_OPTIONS, "init_command": ""}, "db.sqlite3", ["W013"]),
    ],
)
def test_sqlite(monkeypatch, options, name, expected):
    stated = {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": name,
        "OPTIONS": options,
    }
    connection = SimpleNamespace(settings_dict=stated)
    monkeypatch.setattr(database, "connections", {"default": connection})
    assert ids(database.check_sqlite(None)) == expected


def test_an_old_sqlite_and_another_database(monkeypatch):
    stated = {"ENGINE": "django.db.backends.sqlite3", "OPTIONS": GOOD_OPTIONS}
    connection = SimpleNamespace(settings_dict=stated)
    monkeypatch.setattr(database, "connections", {"default": connection})
    monkeypatch.setattr(database.sqlite3, "sqlite_version_info", (3, 38, 5))
    assert ids(database.check_sqlite(None)) == ["E010"]
    stated["ENGINE"] = "django.db.backends.postgresql"
    assert database.check_sqlite(None) == []
