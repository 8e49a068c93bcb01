"""Several statements in one trip to the database, each planned once for a connection.

On PostgreSQL going there and back, and planning a join of three tables, cost more than
finding the few rows. Statements that are run again and again are therefore prepared
under a name of ours, and those that do not wait for each other's answers are sent
together: the server carries them out one after the other, each with its own snapshot,
as if they had been sent one by one.

Prepared statements belong to a session. Where a pooler hands out another one for each
transaction, a host sets ``DISABLE_SERVER_SIDE_CURSORS``, as Django asks of it: then,
and on other databases, everything is sent as it is. Where that was forgotten, the first
statement that meets a foreign session says so in the log, and nothing is prepared by
this process any more.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any
from weakref import WeakKeyDictionary

from django.db import DatabaseError
from django.db.backends.base.base import BaseDatabaseWrapper

logger = logging.getLogger(__name__)

#: The session knows no statement of this name, or has another one already.
_FOREIGN_SESSION = {"26000", "42P05"}

#: Databases that have been found to change sessions between transactions.
_POOLED: set[str] = set()

#: What is prepared, by connection of the driver.
_PREPARED: WeakKeyDictionary[Any, Prepared] = WeakKeyDictionary()


@dataclass(frozen=True)
class Order:
    """A statement to carry out.

    Attributes:
        sql: With ``%s`` for each parameter.
        params: What to bind.
        fixed: Which parameters are the same every time.
        is_prepared: It comes again and again with other parameters.
        has_rows: It returns rows.
        text: As it is sent, where its parameters are bound already.
    """

    sql: str
    params: Sequence[Any] = ()
    fixed: Sequence[bool] = ()
    is_prepared: bool = True
    has_rows: bool = True
    text: str | None = None


#: Ends the transaction; after it the driver and Django find nothing left to commit.
COMMIT = Order("COMMIT", has_rows=False, text="COMMIT")


@dataclass
class Prepared:
    """What a session has prepared: names by text.

    Attributes:
        tried: How many names were given out; one that failed is not used again.
    """

    names: dict[str, str] = field(default_factory=dict)
    tried: int = 0

    def new_name(self) -> str:
        """Return a name that the session does not know."""
        self.tried += 1
        return f"esrlm_{self.tried}"


@dataclass(frozen=True)
class Answer:
    """What the database said: rows, where there are any, and how many it touched."""

    rows: list[tuple[Any, ...]]
    count: int


def go_together(connection: BaseDatabaseWrapper) -> bool:
    """Whether statements sent together take one trip: where the driver binds."""
    driver = getattr(getattr(connection, "Database", None), "__name__", "")
    if connection.vendor != "postgresql" or driver != "psycopg":
        return False
    return not connection.settings_dict["OPTIONS"].get("server_side_binding")


def bound(connection: BaseDatabaseWrapper, orders: Sequence[Order]) -> list[Order]:
    """Bind the parameters of statements now, so that sending them takes no time."""
    if not go_together(connection):
        return list(orders)
    with connection.cursor() as cursor:
        ready = []
        for order in orders:
            new: dict[str, str] = {}
            *first, text = _statements(connection, cursor, order, new)
            for preparing in first:
                cursor.execute(preparing)
            _prepared(connection).names.update(new)
            ready.append(replace(order, text=text))
        return ready


def carry_out(connection: BaseDatabaseWrapper, orders: Sequence[Order]) -> list[Answer]:
    """Carry out statements in this order. Queries: 1 on PostgreSQL, else one each."""
    with connection.cursor() as cursor:
        if go_together(connection):
            return _in_one_trip(connection, cursor, orders)
        answers = []
        for order in orders:
            cursor.execute(order.sql, order.params)
            answers.append(_answer(cursor, order))
        return answers


def _in_one_trip(
    connection: BaseDatabaseWrapper, cursor: Any, orders: Sequence[Order]
) -> list[Answer]:
    try:
        return _sent(connection, cursor, orders)
    except DatabaseError as err:
        if getattr(err.__cause__, "sqlstate", None) not in _FOREIGN_SESSION:
            raise
        _stop_preparing(connection)
        if connection.in_atomic_block:
            raise
    return _sent(connection, cursor, orders)


def _sent(
    connection: BaseDatabaseWrapper, cursor: Any, orders: Sequence[Order]
) -> list[Answer]:
    new: dict[str, str] = {}
    sent = [
        [order.text] if order.text else _statements(connection, cursor, order, new)
        for order in orders
    ]
    cursor.execute("; ".join(chain.from_iterable(sent)))
    _prepared(connection).names.update(new)
    answers: list[Answer] = []
    for order, (*first, _text) in zip(orders, sent, strict=True):
        for _results in range(len(first) + bool(answers)):
            cursor.nextset()
        answers.append(_answer(cursor, order))
    return answers


def _stop_preparing(connection: BaseDatabaseWrapper) -> None:
    _POOLED.add(connection.alias)
    logger.warning(
        "Sessions of database %r change between transactions, as behind a pooler. "
        "Nothing is prepared there any more; set DISABLE_SERVER_SIDE_CURSORS.",
        connection.alias,
    )


def _statements(
    connection: BaseDatabaseWrapper, cursor: Any, order: Order, new: dict[str, str]
) -> list[str]:
    """Return what is sent: the statement, after its preparation where that is due.

    Args:
        new: Names by text of what is prepared by this trip; takes up this one.
    """
    if not (order.is_prepared and _keeps_session(connection)):
        return [cursor.mogrify(order.sql, order.params)]
    prepared = _prepared(connection)
    name = prepared.names.get(order.sql) or new.get(order.sql)
    if name:
        return [_call(cursor, name, order)]
    name = new[order.sql] = prepared.new_name()
    return [_preparation(cursor, name, order), _call(cursor, name, order)]


def _prepared(connection: BaseDatabaseWrapper) -> Prepared:
    return _PREPARED.setdefault(connection.connection, Prepared())


def _keeps_session(connection: BaseDatabaseWrapper) -> bool:
    return connection.alias not in _POOLED and not connection.settings_dict.get(
        "DISABLE_SERVER_SIDE_CURSORS"
    )


def _answer(cursor: Any, order: Order) -> Answer:
    return Answer(cursor.fetchall() if order.has_rows else [], cursor.rowcount)


def _call(cursor: Any, name: str, order: Order) -> str:
    """Return the call of a prepared statement."""
    free = [
        param
        for param, is_fixed in zip(order.params, order.fixed, strict=True)
        if not is_fixed
    ]
    if not free:
        return f"EXECUTE {name}"
    marks = ", ".join(["%s"] * len(free))
    text: str = cursor.mogrify(f"EXECUTE {name} ({marks})", free)
    return text


def _preparation(cursor: Any, name: str, order: Order) -> str:
    """Return what prepares a statement under a name."""
    parts = order.sql.split("%s")
    number, text = 0, parts[0]
    for part, param, is_fixed in zip(parts[1:], order.params, order.fixed, strict=True):
        number += not is_fixed
        text += cursor.mogrify("%s", [param]) if is_fixed else f"${number}"
        text += part
    return f"PREPARE {name} AS {text.replace('%%', '%')}"
