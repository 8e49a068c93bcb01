"""Asks the package's one statement about trusts that it writes into the tables."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import transaction

from wagtail_esrlm.compliance import calculation

from ..oracle import FOREVER, Cell, Oracle
from ..oracle_trust import Level, Trust
from . import tables
from .tables import Tables

Cells = dict[tuple[str, str], Cell]


@contextmanager
def written(trusts: Iterable[Trust], **options: bool) -> Iterator[Tables]:
    """Write trusts into the tables, and take them out again afterwards."""
    with transaction.atomic():
        yield tables.write(trusts, **options)
        transaction.set_rollback(True)


def answer(trust: Trust, on: datetime.date) -> Cells:
    """Ask the statement about one trust, as ``oracle.compliance`` is asked."""
    with written([trust]) as known:
        return stated(known, on)


def stated(known: Tables, on: datetime.date, **only: Iterable[int]) -> Cells:
    """Ask the statement about what is written, in the words of the oracle.

    Args:
        known: what was written.
        on: the day.
        only: ``person_ids`` or ``competency_ids`` to ask about.
    """
    people = {row.pk: number for number, row in known.people.items()}
    competencies = {row.pk: name for name, row in known.competencies.items()}
    reasons = stated_reasons(known, on, **only)
    return {
        (people[cell.person_id], competencies[cell.competency_id]): Cell(
            status=str(cell.status),
            essential={True: "Y", False: "N", None: ""}[cell.essential],
            achieved_on=cell.achieved_on,
            held_until=None if cell.held_until == FOREVER else cell.held_until,
            due_on=cell.due_on,
            reasons=reasons.get((cell.person_id, cell.competency_id), ""),
        )
        for cell in calculation.cells(on=on, **only)
    }


def stated_reasons(
    known: Tables, on: datetime.date, **only: Iterable[int]
) -> dict[tuple[int, int], str]:
    """Put the statement's sources into words, by person and competency."""
    names = {
        Level.BUSINESS_GROUP: {row.pk: vpd for vpd, row in known.groups.items()},
        Level.ORGANISATION: {
            row.pk: " > ".join(path) for (_, path), row in known.organisations.items()
        },
    } | {
        level: {row.pk: name for (_, name), row in rows.items()}
        for level, rows in (
            (Level.JOB_ROLE, known.job_roles),
            (Level.POSITION, known.positions),
            (Level.ASSIGNMENT, known.assignments),
            (Level.SUPPLEMENTARY_ROLE, known.roles),
        )
    }
    levels = list(Level)
    found = defaultdict(set)
    for source in calculation.sources(on=on, **only):
        level = levels[source.level - 1]
        found[source.person_id, source.competency_id].add(
            (levels.index(level), names[level][source.target_id], level.value)
        )
    return {
        key: "; ".join(f"{word}: {name}" for _, name, word in sorted(each))
        for key, each in found.items()
    }


def differences(
    trusts: Iterable[Trust], got: Cells, on: datetime.date, oracles: dict | None = None
) -> list[str]:
    """Describe every cell on which the oracle and the statement differ."""
    want: Cells = {}
    for trust in trusts:
        oracle = Oracle(trust) if oracles is None else oracles[id(trust)]
        want |= oracle.compliance(on)
    return [
        f"{on} {key}:\n  oracle    {want.get(key)}\n  statement {got.get(key)}"
        for key in sorted(want.keys() | got.keys())
        if want.get(key) != got.get(key)
    ]
