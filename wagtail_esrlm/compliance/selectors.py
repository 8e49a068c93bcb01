"""Reads of compliance, shared by pages, blocks, API, reports and commands."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import BigIntegerField, Exists, OuterRef, Q, Value

from ..clock import today
from ..months import add_months
from ..snippets.models import Competency
from ..workforce.models import (
    AssignmentCategory,
    AssignmentPeriod,
    AssignmentStatus,
    BusinessGroup,
    Person,
)
from . import calculation
from .calculation import Cell, Source
from .models import ComplianceRecord, StaleMark
from .next_actions import with_next_actions
from .rules import ComplianceRow, PersonCompliance, Reason, Status

#: How far ahead a requirement is announced (rule 5).
COMING_MONTHS = 3

#: Teams up to this size are calculated live; larger ones read stored records.
LIVE_TEAM = 60


def person_compliance(
    person: Person, *, on: datetime.date | None = None
) -> PersonCompliance:
    """Return one person's rows with reasons and next actions, calculated now.

    Args:
        on: any day, past or future; default today.

    Queries: 1, and what next actions ask.
    """
    return compliance_and_sources(person, on=on)[0]


def compliance_and_sources(
    person: Person, *, on: datetime.date | None = None
) -> tuple[PersonCompliance, list[Source]]:
    """Return the same, and the sources in force by assignment (rule 40)."""
    day = on or today()
    cells, sources = calculation.cells_and_sources(
        on=day, person_ids=[person.pk], begun_by=add_months(day, COMING_MONTHS)
    )
    in_force = [source for source in sources if source.starts_on <= day]
    rows = rows_of(cells, in_force)
    compliance = PersonCompliance(
        person_id=person.pk,
        on=day,
        rows=tuple(with_next_actions(rows)),
        coming=_coming(rows, sources, day),
    )
    return compliance, in_force


def team_compliance(
    person_ids: Iterable[int], *, on: datetime.date | None = None
) -> dict[int, PersonCompliance]:
    """Return the rows of many people, without reasons, by person.

    Today's rows of a large team are read from stored records, save those of people
    with a stale mark; everything else is calculated.

    Queries: 2 for a small team or another day; for a large one 3, and 1 more where
    some are stale.
    """
    day = on or today()
    people = sorted(set(person_ids))
    if not people:
        return {}
    live = people
    stored: list[ComplianceRow] = []
    if len(people) > LIVE_TEAM and day == today():
        stale = stale_people(people, on=day)
        if stale is not None:
            live = sorted(stale)
            stored = _stored_rows([pk for pk in people if pk not in stale], day)
    cells = (
        calculation.cells(on=day, person_ids=live, required_only=True, named=True)
        if live
        else []
    )
    by_person: dict[int, list[ComplianceRow]] = defaultdict(list)
    for row in (*rows_of(cells, ()), *stored):
        by_person[row.person_id].append(row)
    absent, separate = absent_and_separate(people, on=day)
    calculated = set(live)
    return {
        pk: PersonCompliance(
            person_id=pk,
            on=day,
            rows=tuple(by_person[pk]),
            is_absent=pk in absent,
            is_separate=pk in separate,
            is_live=pk in calculated,
        )
        for pk in people
    }


def absent_and_separate(
    person_ids: Iterable[int] | None, *, on: datetime.date
) -> tuple[frozenset[int], frozenset[int]]:
    """Return who is away, and who is bank or honorary, in every active seat of theirs.

    Args:
        person_ids: None for everybody.

    Queries: 1. Source: rules 10 and 11.
    """
    seats = AssignmentPeriod.objects.active_on(on)
    if person_ids is not None:
        seats = seats.filter(assignment__person_id__in=list(person_ids))
    away = AssignmentStatus.objects.filter(
        is_absence=True, name_key=OuterRef("status_key")
    )
    apart = AssignmentCategory.objects.filter(
        is_separate=True, name_key=OuterRef("category_key")
    )
    absent: dict[int, bool] = {}
    separate: dict[int, bool] = {}
    for person_id, is_absent, is_separate in seats.annotate(
        _absent=Exists(away), _separate=Exists(apart)
    ).values_list("assignment__person_id", "_absent", "_separate"):
        absent[person_id] = absent.get(person_id, True) and bool(is_absent)
        separate[person_id] = separate.get(person_id, True) and bool(is_separate)
    return (
        frozenset(pk for pk, every in absent.items() if every),
        frozenset(pk for pk, every in separate.items() if every),
    )


def rows_of(
    cells: Iterable[Cell],
    sources: Iterable[Source],
) -> list[ComplianceRow]:
    """Return named cells as rows, with their reasons."""
    reasons: dict[tuple[int, int], set[Reason]] = defaultdict(set)
    for source in sources:
        reasons[source.person_id, source.competency_id].add(
            Reason(source.level, source.target_id, source.target)
        )
    return [
        ComplianceRow(
            person_id=cell.person_id,
            competency_id=cell.competency_id,
            competency_name=cell.name,
            competency_title=cell.title,
            status=cell.status,
            essential=cell.essential,
            required_since=cell.required_since,
            due_on=cell.due_on,
            achieved_on=cell.achieved_on,
            held_until=cell.held_until,
            reasons=in_order(reasons.get((cell.person_id, cell.competency_id), ()))
            if cell.essential is not None
            else (),
        )
        for cell in cells
    ]


def in_order(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """Return reasons by level, then by code point of the target."""
    return tuple(sorted(reasons, key=lambda reason: (reason.level, reason.target)))


def competency_names(competency_ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Return full name and title by competency. Queries: 1."""
    return {
        pk: (name, title)
        for pk, name, title in Competency.objects.filter(
            pk__in=list(competency_ids)
        ).values_list("pk", "name", "title")
    }


def _coming(
    rows: Sequence[ComplianceRow],
    sources: Sequence[Source],
    day: datetime.date,
) -> tuple[ComplianceRow, ...]:
    """Return what will be required soon and is not now; its status means nothing."""
    held = {row.competency_id: row for row in rows}
    coming: dict[int, list[Source]] = defaultdict(list)
    for source in sources:
        now = held.get(source.competency_id)
        if source.starts_on > day and (now is None or now.essential is None):
            coming[source.competency_id].append(source)
    return tuple(
        ComplianceRow(
            person_id=starting[0].person_id,
            competency_id=pk,
            competency_name=starting[0].name,
            competency_title=starting[0].title,
            status=Status.NOT_REQUIRED,
            essential=any(source.essential for source in starting),
            required_since=min(source.starts_on for source in starting),
            due_on=None,
            achieved_on=held[pk].achieved_on if pk in held else None,
            held_until=held[pk].held_until if pk in held else None,
            reasons=in_order(
                {Reason(s.level, s.target_id, s.target) for s in starting}
            ),
        )
        for pk, starting in sorted(coming.items(), key=lambda item: item[1][0].title)
    )


def stale_people(people: Sequence[int], *, on: datetime.date) -> set[int] | None:
    """Return whose stored records are not true for the day.

    Returns: None where that may be everybody: a mark for all, for a competency, or a
    business group that was calculated for another day.

    Queries: 1.
    """
    marked = (
        StaleMark.objects.filter(Q(person__in=people) | Q(person__isnull=True))
        .order_by()
        .values_list("person_id", flat=True)
    )
    behind = BusinessGroup.objects.exclude(calculation_state__calculated_through=on)
    nobody = Value(None, output_field=BigIntegerField())
    found = set(
        marked.union(
            behind.order_by().annotate(nobody=nobody).values_list("nobody", flat=True)
        ).order_by()
    )
    return None if None in found else found


def _stored_rows(people: Sequence[int], day: datetime.date) -> list[ComplianceRow]:
    return [
        ComplianceRow(
            person_id=record["person_id"],
            competency_id=record["competency_id"],
            competency_name=record["competency__name"],
            competency_title=record["competency__title"],
            status=Status(record["status"]),
            essential=record["essential"],
            required_since=record["required_since"],
            due_on=record["due_on"],
            achieved_on=record["achieved_on"],
            held_until=record["held_until"],
        )
        for record in ComplianceRecord.objects.with_status(on=day, checked=True)
        .filter(person__in=people)
        .values(
            "person_id",
            "competency_id",
            "competency__name",
            "competency__title",
            "status",
            "essential",
            "required_since",
            "due_on",
            "achieved_on",
            "held_until",
        )
    ]
