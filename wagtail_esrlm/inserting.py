"""Rows that are inserted by a statement that is compiled once, and written together.

Always: single rows of one transaction that do not wait for each other's keys go in one
trip (``trips``), at the end of a block or when they are told to.
Never: read what waits.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import connections, models, router, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.constants import OnConflict
from django.db.models.sql import InsertQuery

from .trips import COMMIT, Order, bound, carry_out, go_together

#: Where a connection keeps statements, and rows that wait to be written together.
_KEPT = "_esrlm_inserts"
_WAITING = "_esrlm_waiting"
_BATCH = 1000

M = TypeVar("M", bound=models.Model)


def insert_all(
    rows: Sequence[M], *, ignore_conflicts: bool = False, needs_keys: bool = True
) -> list[M]:
    """Insert rows as ``bulk_create`` does; one row by a statement that is kept.

    Args:
        needs_keys: False where nobody asks for the keys that the database gives.
        ignore_conflicts: A row of which a unique value is there already is not
            written; rows then have no keys.

    Queries: 1 for each thousand.
    """
    if not rows:
        return []
    model = type(rows[0])
    if len(rows) > 1:
        return model._default_manager.bulk_create(
            rows, batch_size=_BATCH, ignore_conflicts=ignore_conflicts
        )
    (row,) = rows
    using = router.db_for_write(model, instance=row)
    connection = connections[using]
    needs_key = needs_keys and row.pk is None and not ignore_conflicts
    order = _insert(connection, row, needs_key, ignore_conflicts)
    batch: Batch | None = vars(connection).get(_WAITING)
    if batch is None or needs_key:
        with transaction.mark_for_rollback_on_error(using=using):
            (answer,) = carry_out(connection, [order])
        if needs_key:
            row.pk = answer.rows[0][0]
    else:
        batch.orders.append(order)
    row._state.adding = False
    row._state.db = using
    return [row]


@dataclass
class Batch:
    """Single rows that are written together, in their order."""

    using: str
    orders: list[Order] = field(default_factory=list)

    def bind(self) -> None:
        """Make ready what is sent, so that writing takes no time of ours."""
        self.orders = bound(connections[self.using], self.orders)

    def write(self, *, then_commit: bool = False) -> None:
        """Write the rows. Queries: 1 on PostgreSQL, else as many as rows.

        Args:
            then_commit: Nothing more is written in this transaction: it ends with the
                last row, so that others wait less for its locks. Where this
                transaction is part of a larger one, or statements do not go together,
                it ends as ever.
        """
        if not self.orders:
            return
        connection = connections[self.using]
        ends = then_commit and _is_outermost(connection) and go_together(connection)
        with transaction.mark_for_rollback_on_error(using=self.using):
            carry_out(connection, [*self.orders, COMMIT] if ends else self.orders)


@contextmanager
def collected(model: type[models.Model]) -> Iterator[Batch]:
    """Collect the single rows that are inserted in this block, to be written later.

    Several rows at once, and rows whose key the database gives, are written at once.
    Nothing in the block may read what waits.
    """
    batch = Batch(router.db_for_write(model))
    kept = vars(connections[batch.using])
    kept[_WAITING] = batch
    try:
        yield batch
    finally:
        del kept[_WAITING]


@contextmanager
def written_together(
    model: type[models.Model], *, then_commit: bool = False
) -> Iterator[None]:
    """Write the single rows that are inserted in this block at its end.

    Args:
        then_commit: As in ``Batch.write``.
    """
    with collected(model) as batch:
        yield
    batch.write(then_commit=then_commit)


def _is_outermost(connection: BaseDatabaseWrapper) -> bool:
    """Whether the block of ``atomic`` we are in is the whole transaction."""
    return connection.in_atomic_block and not connection.savepoint_ids


def _insert(
    connection: BaseDatabaseWrapper,
    row: models.Model,
    needs_key: bool,
    ignore_conflict: bool,
) -> Order:
    key = type(row), needs_key, ignore_conflict, row.pk is None
    kept = vars(connection).setdefault(_KEPT, {})
    if key not in kept:
        kept[key] = _compiled_insert(connection, row, needs_key, ignore_conflict)
    sql, fields = kept[key]
    params = [
        field.get_db_prep_save(field.pre_save(row, True), connection)
        for field in fields
    ]
    return Order(sql, params, (False,) * len(params), has_rows=needs_key)


def _compiled_insert(
    connection: BaseDatabaseWrapper,
    row: models.Model,
    needs_key: bool,
    ignore_conflict: bool,
) -> tuple[str, list[Any]]:
    meta = row._meta
    fields = [
        field
        for field in meta.concrete_fields
        if not field.generated
        and not (row.pk is None and isinstance(field, models.AutoField))
    ]
    query = InsertQuery(
        type(row), on_conflict=OnConflict.IGNORE if ignore_conflict else None
    )
    query.insert_values(fields, [row])
    compiler = query.get_compiler(connection=connection)
    if needs_key:
        compiler.returning_fields = [meta.pk]
    ((sql, _params),) = compiler.as_sql()
    return sql, fields
