"""Statements of the ORM that are compiled once and run again with other values.

Compiling costs five to ten times as much as running a statement that finds a few rows
by their keys. What runs in every booking is written as a queryset all the same, but
compiled at its first use on a connection, and kept with that connection.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connections, models, router, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql import UpdateQuery

from .trips import Answer, Order, carry_out

#: Lists up to the first length are kept by their length; longer ones are filled up to
#: the next of these with their last value, and still longer ones compiled each time.
LENGTHS = (8, 24)

#: From here on, values that mark where the real ones go; no row has them.
_NUMBER = 2_147_483_000
_MOMENT = datetime.datetime(9998, 1, 1, tzinfo=datetime.UTC)
_DAY = datetime.date(9997, 1, 1)

#: Where a connection keeps statements.
_KEPT = "_esrlm_compiled"

Values = Mapping[str, Any]


@dataclass(frozen=True)
class _Kept:
    """A compiled statement.

    Attributes:
        binds: What each parameter is, from the values.
        fixed: Which parameters are the same whatever the values.
        has_rows: It returns rows.
        read: Makes Python values of them; None for as is.
    """

    sql: str
    binds: tuple[Callable[[Values], Any], ...]
    fixed: tuple[bool, ...]
    has_rows: bool
    read: Callable[[list[tuple[Any, ...]]], list[tuple[Any, ...]]] | None = None

    def order(self, values: Values, *, is_prepared: bool) -> Order:
        """Return what is to be carried out for these values."""
        params = [bind(values) for bind in self.binds]
        return Order(self.sql, params, self.fixed, is_prepared, self.has_rows)


class Statement:
    """What reads and updates share: values by name, lists of keys by their length.

    Args:
        build: Makes the queryset of its arguments, which are numbers, days, moments,
            or collections of numbers for ``__in``.
    """

    def __init__(self, model: type[models.Model], build: Callable[..., Any]) -> None:
        self.model = model
        self.build = build

    def order(
        self, connection: BaseDatabaseWrapper, values: Values
    ) -> tuple[Order, _Kept]:
        """Return what is to be carried out for these values."""
        values = {name: _filled_up(value) for name, value in values.items()}
        shape = tuple(
            (name, len(value) if isinstance(value, tuple) else None)
            for name, value in values.items()
        )
        if any(length is not None and length > LENGTHS[-1] for _, length in shape):
            made = self._compile(connection, values)
            return made.order(values, is_prepared=False), made
        kept: dict[Any, _Kept] = vars(connection).setdefault(_KEPT, {})
        if (found := kept.get((self, shape))) is None:
            found = kept[self, shape] = self._compile(connection, values)
        return found.order(values, is_prepared=True), found

    def answer(self, answer: Answer, kept: _Kept) -> Any:
        """Return what the caller gets."""
        raise NotImplementedError

    def _compile(self, connection: BaseDatabaseWrapper, values: Values) -> _Kept:
        slots: dict[Any, Callable[[Values], Any]] = {}
        marked: dict[str, Any] = {}
        for name, value in values.items():
            places = range(len(value)) if isinstance(value, tuple) else (None,)
            marks = [_mark(value, len(slots) + step) for step in range(len(places))]
            for place, mark in zip(places, marks, strict=True):
                adapt = _adapter(connection, mark)
                slots[adapt(mark)] = _bind(name, place, adapt)
            marked[name] = marks if isinstance(value, tuple) else marks[0]
        compiler = self._compiler(connection, marked)
        sql, params = compiler.as_sql()
        if lost := slots.keys() - set(params):
            raise ValueError(f"Values do not reach the statement: {lost}")
        return _Kept(
            sql,
            tuple(slots.get(param) or _constant(param) for param in params),
            tuple(param not in slots for param in params),
            bool(compiler.select),
            _reader(compiler),
        )

    def _compiler(self, connection: BaseDatabaseWrapper, marked: Values) -> Any:
        raise NotImplementedError


class Read(Statement):
    """A read: ``values_list`` of a queryset of the model, as a list of tuples."""

    def __call__(self, **values: Any) -> list[tuple[Any, ...]]:
        """Return the rows. Queries: 1, and none where a list is empty."""
        rows: list[tuple[Any, ...]] = together(
            (self, values), using=router.db_for_read(self.model)
        )[0]
        return rows

    def answer(self, answer: Answer, kept: _Kept) -> Any:
        """Return the rows."""
        return kept.read(answer.rows) if kept.read else answer.rows

    def _compiler(self, connection: BaseDatabaseWrapper, marked: Values) -> Any:
        return self.build(**marked).query.get_compiler(connection=connection)


class Update(Statement):
    """An update: a queryset of the model, and the columns to write."""

    def __call__(self, **values: Any) -> int:
        """Return how many rows were updated. Queries: 1."""
        using = router.db_for_write(self.model)
        with transaction.mark_for_rollback_on_error(using=using):
            return int(together((self, values), using=using)[0])

    def answer(self, answer: Answer, kept: _Kept) -> Any:
        """Return how many rows were updated."""
        return answer.count

    def _compiler(self, connection: BaseDatabaseWrapper, marked: Values) -> Any:
        queryset, columns = self.build(**marked)
        query = queryset.query.chain(UpdateQuery)
        query.add_update_values(columns)
        return query.get_compiler(connection=connection)


@dataclass(frozen=True)
class Plain:
    """A statement as it is; it returns its rows, if it has any.

    Attributes:
        params: What to bind.
        is_prepared: It takes longer to plan than to carry out.
    """

    sql: str
    params: tuple[Any, ...] = ()
    has_rows: bool = False
    is_prepared: bool = True

    def order(self) -> Order:
        """Return what is to be carried out."""
        return Order(
            self.sql,
            self.params,
            (False,) * len(self.params),
            has_rows=self.has_rows,
            text=None if self.is_prepared else self.sql,
        )


def next_key(model: type[models.Model]) -> Plain:
    """Return what gives the next key of a model, on PostgreSQL."""
    connection = connections[router.db_for_write(model)]
    meta = model._meta
    table, column = connection.ops.quote_name(meta.db_table), meta.pk.column
    sequence = f"pg_get_serial_sequence('{table}', '{column}')"
    return Plain(f"SELECT nextval({sequence})", has_rows=True)


Call = tuple[Statement | Plain, Values]


def together(*calls: Call, using: str) -> list[Any]:
    """Carry out statements in this order, each as if it were called.

    Returns: what each returns. Queries: 1 on PostgreSQL.
    """
    connection = connections[using]
    results: list[Any] = [None] * len(calls)
    orders: list[Order] = []
    read: list[tuple[int, Statement | None, _Kept | None]] = []
    for place, (statement, stated) in enumerate(calls):
        if isinstance(statement, Plain):
            orders.append(statement.order())
            read.append((place, None, None))
            continue
        values = {
            name: tuple(value) if isinstance(value, Collection) else value
            for name, value in stated.items()
        }
        if () in values.values():
            results[place] = []
            continue
        order, kept = statement.order(connection, values)
        orders.append(order)
        read.append((place, statement, kept))
    answers = carry_out(connection, orders) if orders else []
    for (place, asked, kept_as), answer in zip(read, answers, strict=True):
        results[place] = (
            asked.answer(answer, kept_as) if asked and kept_as else answer.rows
        )
    return results


def _filled_up(value: Any) -> Any:
    """Return a list as long as one that is kept; repeating a value finds no more."""
    if not isinstance(value, tuple) or len(value) <= LENGTHS[0]:
        return value
    length = next((each for each in LENGTHS if len(value) <= each), len(value))
    return value + value[-1:] * (length - len(value))


def _mark(value: Any, number: int) -> Any:
    value = value[0] if isinstance(value, tuple) else value
    if isinstance(value, datetime.datetime):
        return _MOMENT + datetime.timedelta(number)
    if isinstance(value, datetime.date):
        return _DAY + datetime.timedelta(number)
    if isinstance(value, int) and not isinstance(value, bool):
        return _NUMBER + number
    raise TypeError(f"{type(value).__name__} cannot be bound to a kept statement.")


def _number(value: Any) -> Any:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise TypeError(f"{type(value).__name__} is no number.")


def _adapter(connection: BaseDatabaseWrapper, mark: Any) -> Callable[[Any], Any]:
    if isinstance(mark, datetime.datetime):
        return connection.ops.adapt_datetimefield_value
    if isinstance(mark, datetime.date):
        return connection.ops.adapt_datefield_value
    return _number


def _bind(
    name: str, place: int | None, adapt: Callable[[Any], Any]
) -> Callable[[Values], Any]:
    if place is None:
        return lambda values: adapt(values[name])
    return lambda values: adapt(values[name][place])


def _constant(param: Any) -> Callable[[Values], Any]:
    return lambda values: param


def _reader(compiler: Any) -> Any:
    if not compiler.select:
        return None
    columns = [column[0] for column in compiler.select[: compiler.col_count]]
    converters = compiler.get_converters(columns)
    if not converters:
        return None
    return lambda rows: list(map(tuple, compiler.apply_converters(rows, converters)))
