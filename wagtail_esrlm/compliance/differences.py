"""Writes the difference between what is stored and what the calculation says.

One statement on PostgreSQL; on SQLite, which has no writing inside WITH, a temporary
table and three. Compares first: where nothing differs, nothing is written.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connections, router

from ..trips import carry_out
from . import statement
from .filling import build, named, order
from .models import ComplianceRecord

ANSWER_COLUMNS = (
    "person_id, competency_id, essential = 1 AS essential, required_since, due_on, "
    "achieved_on, held_until"
)
DATES = ("required_since", "due_on", "achieved_on", "held_until")

POSTGRES = """,
calculated AS (SELECT {answer_columns} FROM answer),
stored AS (SELECT * FROM {record} s WHERE true {stored_people} {stored_competencies}),
differing AS (
  SELECT s.id AS stored_id, c.*
  FROM calculated c FULL JOIN stored s
    ON s.person_id = c.person_id AND s.competency_id = c.competency_id
  WHERE s.id IS NULL OR c.person_id IS NULL
     OR (s.essential, s.required_since, s.due_on, s.achieved_on, s.held_until)
        IS DISTINCT FROM
        (c.essential, c.required_since, c.due_on, c.achieved_on, c.held_until)
),
removed AS (
  DELETE FROM {record} r USING differing d
  WHERE r.id = d.stored_id AND d.person_id IS NULL RETURNING 1
),
changed AS (
  UPDATE {record} r
  SET essential = d.essential, required_since = d.required_since, due_on = d.due_on,
      achieved_on = d.achieved_on, held_until = d.held_until
  FROM differing d WHERE r.id = d.stored_id AND d.person_id IS NOT NULL RETURNING 1
),
added AS (
  INSERT INTO {record} (person_id, competency_id, essential, required_since, due_on,
                        achieved_on, held_until)
  SELECT person_id, competency_id, essential, required_since, due_on, achieved_on,
         held_until
  FROM differing WHERE stored_id IS NULL RETURNING 1
)
SELECT (SELECT count(*) FROM added), (SELECT count(*) FROM changed),
       (SELECT count(*) FROM removed)"""


@dataclass(frozen=True)
class Changes:
    """Rows that a refresh wrote."""

    added: int = 0
    changed: int = 0
    removed: int = 0

    def __add__(self, other: Changes) -> Changes:
        return Changes(
            self.added + other.added,
            self.changed + other.changed,
            self.removed + other.removed,
        )

    @property
    def total(self) -> int:
        """All rows written."""
        return self.added + self.changed + self.removed


def write_differences(
    *,
    on: datetime.date,
    person_ids: Iterable[int] | None = None,
    competency_ids: Iterable[int] | None = None,
) -> Changes:
    """Bring stored records to the calculation's answer for the day.

    Call it in a transaction, holding the refresh lease, in a statement later than the
    one that claimed the marks: only then does it see what the marks stand for.
    """
    connection = connections[router.db_for_write(ComplianceRecord)]
    people = None if person_ids is None else sorted(set(person_ids))
    wanted = None if competency_ids is None else sorted(set(competency_ids))
    if people == [] or wanted == []:
        return Changes()
    holes: dict[str, Any] = {
        "record": f'"{ComplianceRecord._meta.db_table}"',
        "answer_columns": ANSWER_COLUMNS,
        "stored_people": named("s.person_id", people),
        "stored_competencies": named("s.competency_id", wanted),
    }
    scope: dict[str, Any] = {
        "vendor": connection.vendor,
        "on": on,
        "person_ids": people,
        "competency_ids": wanted,
        "required_only": True,
    }
    text = statement.REACH + statement.CELLS
    if connection.vendor == "postgresql":
        (answer,) = carry_out(connection, [order(text + POSTGRES, **scope, **holes)])
        return Changes(*answer.rows[0])
    sql, params = build(text + " SELECT {answer_columns} FROM answer", **scope, **holes)
    return _write_by_temporary_table(connection, sql, params, holes)


def _write_by_temporary_table(connection, sql, params, holes) -> Changes:
    same_cell = "c.person_id = s.person_id AND c.competency_id = s.competency_id"
    in_scope = "{stored_people} {stored_competencies}".format(**holes)
    record = holes["record"]
    sets = ", ".join(f"{name} = c.{name}" for name in ("essential", *DATES))
    differs = " OR ".join(f"s.{name} IS NOT c.{name}" for name in ("essential", *DATES))
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS temp.esrlm_calculated")
        cursor.execute(f"CREATE TEMP TABLE esrlm_calculated AS {sql}", params)
        cursor.execute(
            "CREATE INDEX temp.esrlm_calculated_cell "
            "ON esrlm_calculated (person_id, competency_id)"
        )
        cursor.execute(
            f"DELETE FROM {record} AS s WHERE NOT EXISTS "
            f"(SELECT 1 FROM temp.esrlm_calculated c WHERE {same_cell}) {in_scope}",
            params,
        )
        removed = cursor.rowcount
        cursor.execute(
            f"UPDATE {record} AS s SET {sets} FROM temp.esrlm_calculated c "
            f"WHERE {same_cell} AND ({differs}) {in_scope}",
            params,
        )
        changed = cursor.rowcount
        cursor.execute(
            f"INSERT INTO {record} (person_id, competency_id, essential, "
            "required_since, due_on, achieved_on, held_until) "
            "SELECT c.person_id, c.competency_id, c.essential, c.required_since, "
            "c.due_on, c.achieved_on, c.held_until FROM temp.esrlm_calculated c "
            f"WHERE NOT EXISTS (SELECT 1 FROM {record} s WHERE {same_cell})"
        )
        added = cursor.rowcount
        cursor.execute("DROP TABLE temp.esrlm_calculated")
    return Changes(added, changed, removed)
