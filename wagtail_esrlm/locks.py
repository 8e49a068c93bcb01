"""Locks that are waited for briefly, and what databases say when they were not had."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.db import DatabaseError, OperationalError, connections

T = TypeVar("T")

#: How long a transaction waits for a lock at most.
LOCK_SECONDS = 3
#: How often a whole transaction is tried.
ATTEMPTS = 4

_LOCK_TIMEOUT = "55P03"
_ROLLED_BACK = frozenset({"40001", "40P01"})


#: Waits for no lock longer than ``LOCK_SECONDS`` until the transaction ends.
WAIT_BRIEFLY = f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'"


def wait_briefly(using: str) -> None:
    """Wait for no lock longer than ``LOCK_SECONDS`` until the transaction ends.

    SQLite waits as long as its ``timeout`` says.
    """
    connection = connections[using]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(WAIT_BRIEFLY)


def was_locked(err: DatabaseError) -> bool:
    """Whether a lock was not to be had in time."""
    if getattr(err.__cause__, "sqlstate", None) == _LOCK_TIMEOUT:
        return True
    return isinstance(err, OperationalError) and "database is locked" in str(err)


def was_rolled_back(err: DatabaseError) -> bool:
    """Whether the database gave up the whole transaction for another's sake (F8)."""
    return getattr(err.__cause__, "sqlstate", None) in _ROLLED_BACK


def try_again(using: str, work: Callable[[], T]) -> T:
    """Do a whole transaction again where the database gave it up (F8).

    Inside another transaction it is not the whole, so the error goes on to whoever
    began that one.

    Args:
        work: Opens the transaction itself and reads what it decides on.

    Raises:
        DatabaseError: whatever else went wrong, or the same again and again.
    """
    for _attempt in range(ATTEMPTS - 1):
        try:
            return work()
        except DatabaseError as err:
            if not was_rolled_back(err) or connections[using].in_atomic_block:
                raise
    return work()
