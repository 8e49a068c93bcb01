"""Turns: who writes what others calculate from waits for those who read it.

What is scarce: a world that stands still while something is worked out from it. An
award's expiry is worked out from its competency's terms; a seat from its neighbours.

Always: take a turn first in the transaction, before reading what it decides on, and
several in the order of ``TURNS``. Share it where many may write side by side; have it
alone where what the others read is changed. It lasts until the transaction ends.
Never: rely on a turn for what a constraint can hold.

On PostgreSQL turns are advisory locks of the transaction. SQLite has one writer at a
time (its transactions begin IMMEDIATE), so there is nothing to do.
"""

from __future__ import annotations

import time

from django.db import connections, router
from django.db.transaction import TransactionManagementError

from ..errors import Busy
from .models import Lease

#: Who sits where: shared by single changes, alone for files and moves in the tree.
SEATS = "seats"
#: Periods, covers, ends and rounding: shared by awards and requirements.
TERMS = "terms"
#: What is asked of whom: alone for each writer.
REQUIREMENTS = "requirements"

#: Every turn, in the order in which they are taken.
TURNS = (SEATS, TERMS, REQUIREMENTS)

#: Seconds that somebody at a page waits for a turn.
PATIENCE = 10.0

#: The first of the two numbers that name our locks.
_LOCKS = 712_002
_PAUSE = 0.05


def share_turn(turn: str, *, patience: float | None = PATIENCE) -> None:
    """Write beside others who share the turn; wait for whoever has it alone.

    Args:
        patience: seconds to wait; None waits as long as it takes.

    Raises:
        Busy: when the wait was in vain.
    """
    _take(turn, "_shared", patience)


def take_turn(turn: str, *, patience: float | None = PATIENCE) -> None:
    """Have the turn alone; wait for all who have it.

    Args:
        patience: seconds to wait; None waits as long as it takes.

    Raises:
        Busy: when the wait was in vain.
    """
    _take(turn, "", patience)


def _take(turn: str, mode: str, patience: float | None) -> None:
    connection = connections[router.db_for_write(Lease)]
    if connection.vendor != "postgresql":
        return
    if not connection.in_atomic_block:
        raise TransactionManagementError("A turn lasts as long as its transaction.")
    lock = [_LOCKS, TURNS.index(turn)]
    with connection.cursor() as cursor:
        if patience is None:
            cursor.execute(f"SELECT pg_advisory_xact_lock{mode}(%s, %s)", lock)
            return
        give_up = time.monotonic() + patience
        while True:
            cursor.execute(f"SELECT pg_try_advisory_xact_lock{mode}(%s, %s)", lock)
            if cursor.fetchone()[0]:
                return
            if time.monotonic() > give_up:
                raise Busy
            time.sleep(_PAUSE)
