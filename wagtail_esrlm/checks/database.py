"""Checks of SQLite: too old, or options under which writers lock each other out."""

from __future__ import annotations

import sqlite3
from typing import Any

from django.db import connections, router

from .saying import Messages, error, warning

LOWEST_SQLITE = (3, 39, 0)
LEAST_SQLITE_TIMEOUT = 10


def check_sqlite(app_configs: Any, **kwargs: Any) -> Messages:
    """Find an SQLite too old, or options under which writers lock each other out."""
    from ..jobs.models import Lease

    alias = router.db_for_write(Lease)
    database = connections[alias].settings_dict
    if not str(database["ENGINE"]).endswith("sqlite3"):
        return []
    messages: Messages = []
    where = f"DATABASES[{alias!r}]"
    if sqlite3.sqlite_version_info < LOWEST_SQLITE:
        what = f"SQLite {sqlite3.sqlite_version} is too old."
        messages.append(error("E010", what, "Use SQLite 3.39 or newer."))
    options = database.get("OPTIONS") or {}
    if str(options.get("transaction_mode", "")).upper() != "IMMEDIATE":
        what = f'{where} does not begin transactions as "IMMEDIATE".'
        hint = 'Add "transaction_mode": "IMMEDIATE" to its OPTIONS.'
        messages.append(error("E011", what, hint))
    if _number(options.get("timeout", 5)) < LEAST_SQLITE_TIMEOUT:
        what = f"{where} waits too short for another writer."
        messages.append(warning("W012", what, 'Add "timeout": 20 to its OPTIONS.'))
    name = str(database.get("NAME") or "")
    in_memory = name == ":memory:" or "mode=memory" in name
    first = str(options.get("init_command", "")).replace(" ", "").lower()
    if not in_memory and "journal_mode=wal" not in first:
        hint = 'Add "init_command": "PRAGMA journal_mode=WAL;" to its OPTIONS.'
        what = f"{where} does not use write-ahead logging: readers wait for writers."
        messages.append(warning("W013", what, hint))
    return messages


def _number(stated: Any) -> float:
    try:
        return float(stated)
    except (TypeError, ValueError):
        return 0
