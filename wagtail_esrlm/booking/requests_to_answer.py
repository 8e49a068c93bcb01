"""Bookings that wait for somebody's answer (rules 40, 56)."""

from __future__ import annotations

import datetime

from django.db.models import F

from ..clock import today
from ..workforce.models import Deputy, Person
from .bookings import with_classes
from .models import Enrolment
from .states import State


def requests_to_answer(
    person: Person, *, on: datetime.date | None = None
) -> list[Enrolment]:
    """Return the requests that a person is asked to answer, the soonest due first.

    Also those of a manager for whom they stand in on the day. Queries: 2.
    """
    day = on or today()
    stands_in_for = Deputy.objects.filter(
        deputy=person, starts_on__lte=day, ends_on__gte=day
    ).values("manager_id")
    asked = Enrolment.objects.filter(state=State.REQUESTED)
    mine = asked.filter(approver=person) | asked.filter(approver__in=stands_in_for)
    return list(
        with_classes(mine)
        .exclude(person=person)
        .select_related("person", "approver")
        .order_by(F("approval_due_at").asc(nulls_last=True), "pk")
    )
