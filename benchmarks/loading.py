"""Fast ways into the tables: COPY where there is one."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models


def load(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[tuple[Any, ...]]
) -> None:
    """Write rows of a model, column by column."""
    fields = [model._meta.get_field(name).column for name in columns]
    load_table(model._meta.db_table, fields, rows)


def load_table(
    table: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]
) -> None:
    """Write rows of any table."""
    names = ", ".join(f'"{name}"' for name in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
                for row in rows:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * len(columns))
        values = (tuple(map(_plain, row)) for row in rows)
        cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', values)


def _plain(value: Any) -> Any:
    return value.hex if isinstance(value, uuid.UUID) else value


def settle() -> None:
    """Tell the planner what was loaded, and follow the ids that were given."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            from django.apps import apps
            from django.core.management.color import no_style

            for sql in connection.ops.sequence_reset_sql(
                no_style(), apps.get_app_config("wagtail_esrlm").get_models()
            ):
                cursor.execute(sql)
            cursor.execute("VACUUM ANALYZE")
        else:
            cursor.execute("ANALYZE")
