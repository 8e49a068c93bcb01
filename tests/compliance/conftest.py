"""Whole trusts are written and taken back again here: their room is given back too."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from django.db import connection
from pytest_django.plugin import blocking_manager_key

#: Seconds from which a test has left enough dead rows behind to slow the next down.
MUCH_WRITTEN = 1.0


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: object) -> Iterator[None]:
    """Vacuum after a long test: rows rolled back stay in PostgreSQL's tables."""
    began = time.monotonic()
    result = yield
    if (
        connection.vendor == "postgresql"
        and nextitem is not None
        and time.monotonic() - began > MUCH_WRITTEN
    ):
        with item.config.stash[blocking_manager_key].unblock():
            with connection.cursor() as cursor:
                cursor.execute("VACUUM")
    return result
