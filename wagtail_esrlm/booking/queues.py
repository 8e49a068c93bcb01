"""In which order people wait (rules 63, 64)."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping, Sequence

from ..clock import today
from ..compliance.calculation import cells
from ..compliance.rules import FOREVER
from ..snippets.models import Course, CourseCompetency
from .models import Enrolment

#: (how little it is needed, until when it is held); smaller comes first.
Need = tuple[int, datetime.date]

#: Required and not held; required and held until; not required of them.
LACKING, EXPIRING, NOT_REQUIRED = 0, 1, 2
NO_NEED: Need = (NOT_REQUIRED, FOREVER)


def waiting_in_order(
    class_id: int, *, on: datetime.date | None = None
) -> list[Enrolment]:
    """Return who waits for a class, first come first.

    By priority, then by need where the course says so (rule 64), then by the time of
    joining, then by key. Queries: 2, two more where need counts.
    """
    waiting = list(
        Enrolment.objects.filter(learning_class_id=class_id)
        .in_waiting_order()
        .select_related("person")
    )
    course = (
        Course.objects.filter(classes=class_id)
        .values_list("pk", "waits_by_need")
        .first()
    )
    if not waiting or course is None or not course[1]:
        return waiting
    return by_need(waiting, needs_of(waiting, course[0], on=on or today()))


def by_need(waiting: Sequence[Enrolment], needs: Mapping[int, Need]) -> list[Enrolment]:
    """Sort by priority, then need, keeping the order of joining among equals."""
    return sorted(
        waiting,
        key=lambda one: (-one.priority, needs.get(one.person_id, NO_NEED)),
    )


def needs_of(
    waiting: Collection[Enrolment], course_id: int, *, on: datetime.date
) -> dict[int, Need]:
    """Return how much each person needs what the course gives. Queries: 2.

    Who must hold it and does not comes first, then whose competency expires soonest;
    only essential requirements count (rule 14).
    """
    given = list(
        CourseCompetency.objects.filter(course_id=course_id).values_list(
            "competency_id", flat=True
        )
    )
    if not given:
        return {}
    needs: dict[int, Need] = {}
    for cell in cells(
        on=on,
        person_ids=[one.person_id for one in waiting],
        competency_ids=given,
        required_only=True,
    ):
        if not cell.essential:
            continue
        need = (
            (EXPIRING, cell.held_until or FOREVER)
            if cell.status.is_met
            else (LACKING, datetime.date.min)
        )
        needs[cell.person_id] = min(needs.get(cell.person_id, NO_NEED), need)
    return needs
