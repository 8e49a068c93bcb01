"""Who may have to be reminded of what: read for everybody at once."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping

from django.db.models import Q

from ..booking.models import Enrolment
from ..booking.states import State
from ..clock import zone
from ..compliance.models import ComplianceRecord, Exemption
from ..compliance.selectors import absent_and_separate
from ..permissions.shown import shown_from_days
from .rules import BEFORE_DUE, BEFORE_EXPIRY, ONE_DAY, Need

Cell = tuple[int, int]

#: People asked about at once, so that no statement grows without bound.
PEOPLE_AT_ONCE = 5000


def needs_by_person(
    on: datetime.date, *, ahead: int | None = None
) -> dict[int, list[Need]]:
    """Return what is overdue or near a reminder, by person, from stored records.

    Only what is essential (rule 14) and not exempt (101), of people who are not away
    (10) and whose compliance is shown (102).

    Args:
        on: Today, for which the records are true.
        ahead: How many days ahead is looked; None: as far as reminders reach.

    Queries: 4, and 3 for each 5,000 people found.
    """
    cells = list(_cells(on, ahead))
    booked = booked_until(on)
    exempt = set(
        Exemption.objects.current_on(on).values_list("person_id", "competency_id")
    )
    away, _separate = absent_and_separate(None, on=on)
    found: dict[int, list[Need]] = {}
    for person_id, competency_id, held_until, due_on in cells:
        cell = (person_id, competency_id)
        if person_id not in away and cell not in exempt:
            need = Need(*cell, held_until, due_on, booked.get(cell))
            found.setdefault(person_id, []).append(need)
    shown = set(_shown(found, on))
    return {pk: needs for pk, needs in found.items() if pk in shown}


def _cells(
    on: datetime.date, ahead: int | None
) -> Iterable[tuple[int, int, datetime.date | None, datetime.date]]:
    """Read cells that are overdue, or end soon enough to be reminded of."""
    held = on + (max(BEFORE_EXPIRY) if ahead is None else ahead) * ONE_DAY
    due = on + (max(BEFORE_DUE) if ahead is None else ahead) * ONE_DAY
    return (
        ComplianceRecord.objects.filter(
            Q(held_until__lte=held) | Q(held_until__isnull=True, due_on__lte=due),
            essential=True,
        )
        .order_by()
        .values_list("person_id", "competency_id", "held_until", "due_on")
        .iterator(chunk_size=10_000)
    )


def booked_until(
    on: datetime.date, person_ids: Iterable[int] | None = None
) -> Mapping[Cell, datetime.date]:
    """Return the last day of the first class to come that gives each cell.

    Of people who are booked, in classes whose course awards it (rule 32). Queries: 1.
    """
    moment = datetime.datetime.combine(on, datetime.time.min, zone())
    booked = Enrolment.objects.filter(
        state=State.CONFIRMED,
        learning_class__ends_at__gte=moment,
        learning_class__course__delivered__isnull=False,
    )
    if person_ids is not None:
        booked = booked.filter(person__in=list(person_ids))
    found: dict[Cell, datetime.date] = {}
    for person_id, competency_id, starts_on, ends_on, ends_at in booked.values_list(
        "person_id",
        "learning_class__course__delivered__competency_id",
        "learning_class__course__delivered__starts_on",
        "learning_class__course__delivered__ends_on",
        "learning_class__ends_at",
    ):
        day = ends_at.astimezone(zone()).date() if ends_at else on
        if starts_on <= day and (ends_on is None or day <= ends_on):
            cell = (person_id, competency_id)
            found[cell] = min(day, found.get(cell, day))
    return found


def _shown(people: Iterable[int], on: datetime.date) -> Iterator[int]:
    """Yield those whose compliance is shown by the day (rule 102)."""
    wanted = sorted(people)
    for start in range(0, len(wanted), PEOPLE_AT_ONCE):
        part = wanted[start : start + PEOPLE_AT_ONCE]
        for pk, day in shown_from_days(part, on=on).items():
            if day is not None and day <= on:
                yield pk
