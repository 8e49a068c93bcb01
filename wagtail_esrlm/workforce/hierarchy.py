"""Who reports to whom on a day (rule 40), as statements for both engines.

An edge leads from a person to the supervisor of each active assignment. Where that
supervisor has no active assignment on the day, the supervisor of their last seat
takes the place, and so on upward ("passing" people). Results are sets, so a loop ends
the walk instead of repeating it.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db import connections, router

from .models import (
    Assignment,
    AssignmentPeriod,
    AssignmentStatus,
    Deputy,
    Person,
)

#: A period counts on the day: it covers it, in a status that is not inactive (rule 2).
_COUNTS = """{p}.starts_on <= %(on)s
    AND ({p}.ends_on IS NULL OR {p}.ends_on >= %(on)s)
    AND NOT EXISTS (SELECT 1 FROM {status} s
        WHERE s.name_key = {p}.status_key AND NOT s.is_active)"""

_SEATED = """EXISTS (SELECT 1 FROM {assignment} a1
    JOIN {period} p1 ON p1.assignment_id = a1.id
    WHERE a1.person_id = {person} AND {counts_p1})"""

#: The seat whose supervisor takes the place of a person who has left.
_LAST_SEAT = """(SELECT p2.id FROM {assignment} a2
    JOIN {period} p2 ON p2.assignment_id = a2.id
    WHERE a2.person_id = {person} AND p2.starts_on <= %(on)s
        AND p2.supervisor_id IS NOT NULL AND p2.supervisor_id <> a2.person_id
    ORDER BY COALESCE(p2.ends_on, %(forever)s) DESC, p2.starts_on DESC,
        p2.is_primary DESC, p2.id DESC
    LIMIT 1)"""

_DOWN = """
WITH RECURSIVE
roots(id) AS (
    SELECT r.id FROM (
        SELECT CAST(%(viewer)s AS bigint) AS id
        UNION
        SELECT d.manager_id FROM {deputy} d
        WHERE d.deputy_id = %(viewer)s
            AND d.starts_on <= %(on)s AND d.ends_on >= %(on)s
    ) r
    WHERE {seated_viewer} AND {seated_root}
),
tree(root_id, person_id, assignment_id, passing, indirect) AS (
    SELECT roots.id, roots.id, CAST(NULL AS bigint), 1, 0 FROM roots
    UNION
    SELECT t.root_id, a.person_id, a.id,
        CASE WHEN {counts_p} THEN 0 ELSE 1 END,
        CASE WHEN t.passing = 1 THEN t.indirect ELSE 1 END
    FROM tree t
    JOIN {period} p ON p.supervisor_id = t.person_id
    JOIN {assignment} a ON a.id = p.assignment_id AND a.person_id <> t.person_id
    WHERE p.starts_on <= %(on)s {only_direct}
        AND (({counts_p})
            OR (NOT {seated_a} AND p.id = {last_seat_a}))
)
"""

_DOWN_PEOPLE = """SELECT tree.person_id FROM tree
WHERE tree.passing = 0 AND tree.person_id <> %(viewer)s
    AND tree.person_id <> tree.root_id"""

_DOWN_SEATS = """SELECT tree.person_id, tree.root_id, tree.assignment_id,
    MIN(tree.indirect)
FROM tree
WHERE tree.passing = 0 AND tree.person_id <> %(viewer)s
    AND tree.person_id <> tree.root_id
GROUP BY tree.person_id, tree.root_id, tree.assignment_id
ORDER BY tree.person_id, tree.root_id, tree.assignment_id"""

_UP = """
WITH RECURSIVE
up(assignment_id, person_id, active) AS (
    SELECT a.id, p.supervisor_id, CASE WHEN {seated_supervisor} THEN 1 ELSE 0 END
    FROM {assignment} a
    JOIN {period} p ON p.assignment_id = a.id
    WHERE {start} AND p.supervisor_id IS NOT NULL
        AND p.supervisor_id <> a.person_id
    UNION
    SELECT u.assignment_id, p.supervisor_id,
        CASE WHEN {seated_supervisor} THEN 1 ELSE 0 END
    FROM up u
    JOIN {assignment} a ON a.person_id = u.person_id
    JOIN {period} p ON p.assignment_id = a.id
    WHERE p.supervisor_id IS NOT NULL AND p.supervisor_id <> a.person_id
        AND {follow}
)
"""

_UP_MANAGES = """SELECT DISTINCT up.assignment_id FROM up
    WHERE up.active = 1 AND up.person_id <> %(person)s
        AND {seated_manager}
        AND (up.person_id = %(manager)s OR EXISTS (
            SELECT 1 FROM {deputy} d
            WHERE d.manager_id = up.person_id AND d.deputy_id = %(manager)s
                AND d.starts_on <= %(on)s AND d.ends_on >= %(on)s))"""

_UP_FIRST = """SELECT up.person_id FROM up WHERE up.active = 1
    AND up.person_id NOT IN (SELECT a.person_id FROM {assignment} a
        JOIN {period} p ON p.assignment_id = a.id WHERE p.id = %(period)s)
    LIMIT 1"""

_UNSUPERVISED = """SELECT DISTINCT a.id FROM {assignment} a
    JOIN {period} p ON p.assignment_id = a.id
    WHERE a.person_id = %(person)s AND {counts_p}
        AND a.id NOT IN (SELECT up.assignment_id FROM up
            WHERE up.active = 1 AND up.person_id <> %(person)s)"""


@dataclass(frozen=True)
class Report:
    """A person in somebody's team, and why.

    Attributes:
        person_id: The person.
        direct: The viewer, or somebody they stand in for, is the supervisor, or took
            the place of one who left.
        assignment_ids: The assignments that lead to the viewer; requirements of the
            person's other assignments are another manager's to see (rule 40).
        through_ids: The viewer, and the managers they stand in for, to whom those
            assignments lead.
    """

    person_id: int
    direct: bool
    assignment_ids: frozenset[int]
    through_ids: frozenset[int]


def _tables() -> dict[str, str]:
    return {
        "assignment": Assignment._meta.db_table,
        "period": AssignmentPeriod._meta.db_table,
        "status": AssignmentStatus._meta.db_table,
        "deputy": Deputy._meta.db_table,
    }


def _counts(alias: str) -> str:
    return _COUNTS.format(p=alias, status=AssignmentStatus._meta.db_table)


def _seated(person: str) -> str:
    return _SEATED.format(person=person, counts_p1=_counts("p1"), **_tables())


def _last_seat(person: str) -> str:
    return _LAST_SEAT.format(person=person, **_tables())


def _days(on: datetime.date) -> dict[str, Any]:
    adapt = connections[router.db_for_read(Person)].ops.adapt_datefield_value
    return {"on": adapt(on), "forever": adapt(datetime.date.max)}


def _rows(sql: str, params: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connections[router.db_for_read(Person)].cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def _down(*, indirect: bool) -> str:
    return _DOWN.format(
        seated_viewer=_seated("%(viewer)s"),
        seated_root=_seated("r.id"),
        counts_p=_counts("p"),
        seated_a=_seated("a.person_id"),
        last_seat_a=_last_seat("a.person_id"),
        only_direct="" if indirect else "AND t.passing = 1",
        **_tables(),
    )


def reports_of(
    person_id: int, *, on: datetime.date, indirect: bool = True
) -> list[Report]:
    """Return the team a person sees on a day, by person id. Queries: 1."""
    rows = _rows(
        _down(indirect=indirect) + _DOWN_SEATS, {"viewer": person_id, **_days(on)}
    )
    found: dict[int, list[tuple[int, int, int]]] = {}
    for report_id, root_id, assignment_id, is_indirect in rows:
        found.setdefault(report_id, []).append((root_id, assignment_id, is_indirect))
    return [
        Report(
            person_id=report_id,
            direct=any(not is_indirect for _, _, is_indirect in seats),
            assignment_ids=frozenset(assignment for _, assignment, _ in seats),
            through_ids=frozenset(root for root, _, _ in seats),
        )
        for report_id, seats in found.items()
    ]


def report_ids_sql(
    person_id: int, *, on: datetime.date, indirect: bool = True
) -> tuple[str, dict[str, Any]]:
    """Return a subquery of the ids of a person's team, and its parameters."""
    return (
        _down(indirect=indirect) + _DOWN_PEOPLE,
        {"viewer": person_id, **_days(on)},
    )


def _up(start: str) -> str:
    follow = (
        f"((u.active = 1 AND {_counts('p')})"
        f" OR (u.active = 0 AND p.id = {_last_seat('a.person_id')}))"
    )
    return _UP.format(
        start=start,
        follow=follow,
        seated_supervisor=_seated("p.supervisor_id"),
        **_tables(),
    )


def managed_assignments(
    manager_id: int, person_id: int, *, on: datetime.date
) -> frozenset[int]:
    """Return the assignments of a person that lead up to a manager. Queries: 1.

    Empty where the other is neither above on the day nor stands in for one who is.
    """
    if manager_id == person_id:
        return frozenset()
    sql = _up(f"a.person_id = %(person)s AND {_counts('p')}") + _UP_MANAGES.format(
        seated_manager=_seated("%(manager)s"), **_tables()
    )
    params = {"manager": manager_id, "person": person_id, **_days(on)}
    return frozenset(row[0] for row in _rows(sql, params))


def supervisor_of(period_id: int, *, on: datetime.date) -> int | None:
    """Return who supervises a seat on a day: the next active upward. Queries: 1."""
    sql = _climb("p.id = %(period)s") + _UP_FIRST.format(**_tables())
    rows = _rows(sql, {"period": period_id, **_days(on)})
    return rows[0][0] if rows else None


def unsupervised_assignments(person_id: int, *, on: datetime.date) -> frozenset[int]:
    """Return a person's active assignments with nobody above. Queries: 1.

    Class administrators take the place of their manager (rule 40).
    """
    start = f"a.person_id = %(person)s AND {_counts('p')}"
    sql = _climb(start) + _UNSUPERVISED.format(counts_p=_counts("p"), **_tables())
    return frozenset(row[0] for row in _rows(sql, {"person": person_id, **_days(on)}))


def _climb(start: str) -> str:
    """Walk up past those who left, as far as the next who has not."""
    return _UP.format(
        start=start,
        follow=f"u.active = 0 AND p.id = {_last_seat('a.person_id')}",
        seated_supervisor=_seated("p.supervisor_id"),
        **_tables(),
    )
