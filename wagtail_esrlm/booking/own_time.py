"""A person's time: two bookings for one person are decided one after the other.

What is scarce: the hours of a day (rule 51). The counter of a class guards its places;
two classes at the same time have two counters.

Always: after the counters, before people's bookings are read; several people in the
order of their keys. It lasts until the transaction ends.
Never: take a counter after it, but the one of the same class.

On PostgreSQL it is an advisory lock of the transaction. A transaction that looks at the
database as it was before the lock (REPEATABLE READ) also writes the person as they
are: the database then gives up whoever comes second, who decides anew. SQLite has one
writer at a time (its transactions begin IMMEDIATE), so there is nothing to do.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db import connections, router

from ..compiled import Call, Plain, together
from ..workforce.models import Person
from .models import Enrolment

#: Added to a person's key: no other locks of ours are numbered from here on.
_LOCKS = 712_003 << 40

_IN_TURN = (
    "SELECT count(pg_advisory_xact_lock(%s + one)) FROM unnest(%s::bigint[]) AS one"
)
_AS_THEY_ARE = (
    "UPDATE {table} SET {column} = {column} WHERE {key} = ANY(%s)"
    " AND current_setting('transaction_isolation') <> 'read committed'"
)


def held_time(person_ids: Collection[int]) -> list[Call]:
    """Return the statements after which nobody else books for these people."""
    if connections[router.db_for_write(Enrolment)].vendor != "postgresql":
        return []
    keys = sorted(person_ids)
    quoted = {
        "table": f'"{Person._meta.db_table}"',
        "column": '"access"',
        "key": f'"{Person._meta.pk.column}"',
    }
    return [
        (Plain(_IN_TURN, (_LOCKS, keys), has_rows=True), {}),
        (Plain(_AS_THEY_ARE.format(**quoted), (keys,)), {}),
    ]


def hold_time(person_ids: Collection[int]) -> None:
    """Let nobody else book for these people until the transaction ends. Queries: 1."""
    together(*held_time(person_ids), using=router.db_for_write(Enrolment))
