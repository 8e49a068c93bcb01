"""Requests that nobody answers go on to the next who may (rules 40, 56; F22).

The supervisor is asked first; unanswered, then their deputy, then the next active
manager above them, then class administrators. Whoever has left is passed over.
"""

from __future__ import annotations

import datetime
import logging
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from ..clock import now, zone
from ..workforce.hierarchy import supervisor_of
from ..workforce.models import AssignmentPeriod, Deputy, Person
from . import places
from .approvals import first_approver
from .limits import approval_time, promotion_cutoff
from .models import Enrolment
from .states import State
from .transactions import in_one_transaction
from .transitions import Step, transition, transition_many

logger = logging.getLogger(__name__)

SUPERVISOR, DEPUTY, ABOVE, OFFICE = range(4)


@dataclass(frozen=True)
class Asked:
    """Who is asked in a round; None: class administrators."""

    round: int
    person_id: int | None


def waiting_too_long(at: datetime.datetime) -> QuerySet[Enrolment]:
    """Return requests unanswered in their time, or asked of somebody who has left."""
    day = at.astimezone(zone()).date()
    gone = Q(approver__isnull=False) & ~Q(
        approver__in=Person.objects.seated_on(day).values("pk")
    )
    return Enrolment.objects.filter(
        Q(approval_due_at__lte=at) | gone, state=State.REQUESTED
    )


def escalate(at: datetime.datetime | None = None) -> str:
    """Ask the next for each request that waits too long; return what was done."""
    moment = at or now()
    waiting = list(waiting_too_long(moment).order_by("pk").values_list("pk", flat=True))
    for pk in waiting:
        ask_next(pk, moment)
    return f"{len(waiting)} requests asked of the next"


@in_one_transaction
def ask_next(enrolment_id: int, at: datetime.datetime) -> Enrolment | None:
    """Ask the next for one request; None where it does not wait any more."""
    class_id = Enrolment.objects.values_list("learning_class_id", flat=True).get(
        pk=enrolment_id
    )
    places.hold(class_id)
    request = waiting_too_long(at).filter(pk=enrolment_id).first()
    if request is None:
        return None
    following = next_asked(request, on=at.astimezone(zone()).date())
    asked = following.person_id
    return transition(
        enrolment=request,
        to=State.REQUESTED,
        action="escalate",
        at=at,
        moves_places=False,
        facts={"round": following.round},
        tell=[("booking.approval_asked", asked)] if asked else (),
        fields={
            "approver_id": asked,
            "approval_round": following.round,
            "approval_due_at": at + approval_time() if asked else None,
        },
    )


def next_asked(request: Enrolment, *, on: datetime.date) -> Asked:
    """Return who is asked after those who did not answer. Queries: 7 at most."""
    supervisor = first_approver(request.assignment_id, request.person_id, on=on)
    passed = {request.person_id, request.approver_id}
    if supervisor is None:
        return Asked(OFFICE, None)
    if request.approval_round == SUPERVISOR and supervisor not in passed:
        return Asked(SUPERVISOR, supervisor)
    if request.approval_round < DEPUTY:
        deputies = Deputy.objects.filter(
            manager=supervisor,
            starts_on__lte=on,
            ends_on__gte=on,
            deputy__in=Person.objects.seated_on(on).values("pk"),
        ).exclude(deputy__in=passed)
        deputy = deputies.order_by("starts_on", "pk").first()
        if deputy is not None:
            return Asked(DEPUTY, deputy.deputy_id)
    if request.approval_round < ABOVE:
        above = _above(supervisor, on=on)
        if above is not None and above not in passed | {supervisor}:
            return Asked(ABOVE, above)
    return Asked(OFFICE, None)


def _above(person_id: int, *, on: datetime.date) -> int | None:
    seat = (
        AssignmentPeriod.objects.active_on(on)
        .filter(assignment__person_id=person_id)
        .order_by("-is_primary", "pk")
        .values_list("pk", flat=True)
        .first()
    )
    return supervisor_of(seat, on=on) if seat is not None else None


def expiring(at: datetime.datetime) -> QuerySet[Enrolment]:
    """Return requests whose class is too near for an answer (rule 56)."""
    return Enrolment.objects.filter(
        state=State.REQUESTED, learning_class__starts_at__lte=at + promotion_cutoff()
    )


def expire_requests(at: datetime.datetime | None = None) -> str:
    """Let requests expire at the promotion cut-off; tell both (rule 56)."""
    moment = at or now()
    classes = expiring(moment).order_by("learning_class_id")
    expired = sum(
        _expire(class_id, moment)
        for class_id in list(
            classes.values_list("learning_class_id", flat=True).distinct()
        )
    )
    return f"{expired} requests expired"


@in_one_transaction
def _expire(class_id: int, at: datetime.datetime) -> int:
    places.hold(class_id)
    over = list(expiring(at).filter(learning_class_id=class_id).order_by("pk"))
    kind = "booking.request_expired"
    transition_many(
        enrolments=over,
        step=Step(
            action="expire",
            to=State.LAPSED,
            at=at,
            kind=kind,
            tells_approver=True,
            fields={"approval_due_at": None},
        ),
    )
    return len(over)
