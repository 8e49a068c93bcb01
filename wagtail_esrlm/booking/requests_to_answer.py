"""Bookings that wait for somebody's answer (rules 40, 56)."""

from __future__ import annotations

import datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from ..clock import now, today
from ..idempotency.services import KEEP
from ..workforce.models import Deputy, Person
from .bookings import with_classes
from .models import Enrolment, EnrolmentStep
from .states import State

#: How long an answered request is shown to whoever was asked: as long as a form counts.
READABLE = KEEP


def requests_to_answer(
    person: Person, *, on: datetime.date | None = None
) -> list[Enrolment]:
    """Return the requests that a person is asked to answer, the soonest due first.

    Also those of a manager for whom they stand in on the day. Queries: 2.
    """
    return list(
        _asked_of(person, on or today())
        .filter(state=State.REQUESTED)
        .order_by(F("approval_due_at").asc(nulls_last=True), "pk")
    )


def request_asked_of(
    person: Person, uuid: UUID, *, on: datetime.date | None = None
) -> Enrolment | None:
    """Return a request that a person is, or was, asked to answer. Queries: 2.

    Also one that was answered lately: whoever sends an answer twice, or finds that a
    deputy was quicker, reads what became of it.
    """
    answered = EnrolmentStep.objects.filter(
        enrolment=OuterRef("pk"),
        from_state=State.REQUESTED,
        at__gte=now() - READABLE,
    )
    return (
        _asked_of(person, on or today())
        .filter(Q(state=State.REQUESTED) | Exists(answered), uuid=uuid)
        .first()
    )


def _asked_of(person: Person, day: datetime.date) -> QuerySet[Enrolment]:
    stands_in_for = Deputy.objects.filter(
        deputy=person, starts_on__lte=day, ends_on__gte=day
    ).values("manager_id")
    mine = Q(approver=person) | Q(approver__in=stands_in_for)
    return (
        with_classes(Enrolment.objects.filter(mine))
        .exclude(person=person)
        .select_related("person", "approver", "assignment")
    )
