"""Who answers a request, and their answer (rules 56, 57; F22)."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

from ..clock import now, zone
from ..workforce.hierarchy import supervisor_of
from ..workforce.models import AssignmentPeriod
from ..workforce.selectors import person_for_user
from . import places
from .class_facts import class_facts
from .facts import ClassFacts, Source
from .limits import approval_time, promotion_cutoff, terms
from .models import Enrolment
from .own_time import hold_time
from .policy import is_self, managed_by, manages_bookings
from .reading import person_facts
from .refusals import no, refused
from .rules import OF_WAITING, Why, first_refusal
from .states import State
from .transactions import Overtaken, in_one_transaction, once
from .transitions import Step, promotion_is_due, transition


def first_approver(
    assignment_id: int | None, person_id: int, *, on: datetime.date
) -> int | None:
    """Return the person who is asked first: the supervisor of the assignment.

    The next active one upward where that one has left; None: class administrators
    decide (rule 40). Never the person themselves (rule 57). Queries: 2.
    """
    if assignment_id is None:
        return None
    seat = (
        AssignmentPeriod.objects.active_on(on)
        .filter(assignment_id=assignment_id)
        .values_list("pk", flat=True)
        .first()
    )
    above = supervisor_of(seat, on=on) if seat is not None else None
    return None if above == person_id else above


def asking(step: Step, enrolment: Enrolment, *, on: datetime.date) -> Step:
    """Return the step of a new request, with who is asked and until when."""
    approver_id = first_approver(enrolment.assignment_id, enrolment.person_id, on=on)
    due_at = step.at + approval_time() if approver_id is not None else None
    return replace(
        step,
        fields={
            **step.fields,
            "approver_id": approver_id,
            "approval_due_at": due_at,
            "approval_round": 0,
        },
        tell=[("booking.approval_asked", approver_id)] if approver_id else (),
    )


def must_decide(enrolment: Enrolment, by: Any, *, on: datetime.date) -> None:
    """Make sure that a log-in may answer a request.

    The one who is asked, whoever stands in for them or stands above the assignment, and
    class administrators; never the person themselves.

    Raises:
        Refused: when it may not.
    """
    if by is None:
        return
    if is_self(by, enrolment.person):
        raise no(Why.OWN_REQUEST)
    answering = person_for_user(by)
    if answering is not None and answering.pk == enrolment.approver_id:
        return
    if manages_bookings(by):
        return
    assignments = managed_by(by, enrolment.person, on=on)
    if enrolment.assignment_id in assignments:
        return
    if enrolment.assignment_id is None and assignments:
        return
    raise no(Why.NOT_YOUR_DECISION)


def approve(
    *,
    enrolment: Enrolment,
    by: Any,
    at: datetime.datetime | None = None,
    key: str | None = None,
) -> Enrolment:
    """Say yes: capacity is asked again, then booked or on the waiting list (56).

    Raises:
        Refused: when it is not awaited, not theirs, too late, or a rule has come to
            stand against it.
    """
    return once(
        by=by,
        key=key,
        request=("approve", enrolment.pk),
        work=lambda: _approve(enrolment, by, at or now()),
    )


@in_one_transaction
def _approve(enrolment: Enrolment, by: Any, at: datetime.datetime) -> Enrolment:
    class_id = enrolment.learning_class_id
    state = State.CONFIRMED if places.take(class_id) else State.WAITLISTED
    if state is State.WAITLISTED and not places.join_queue(class_id):
        raise Overtaken
    fresh, wanted = _awaited(enrolment, by, at)
    hold_time([fresh.person_id])
    person = person_facts([fresh.person_id], {class_id: wanted}, at=at)
    conditions = terms(at=at, source=Source(fresh.source))
    if refusal := first_refusal(
        OF_WAITING, person[fresh.person_id], wanted, conditions
    ):
        raise refused(refusal)
    if state is State.WAITLISTED and not wanted.has_waiting_list:
        raise no(Why.FULL)
    confirmed = state is State.CONFIRMED
    approved = transition(
        enrolment=fresh,
        to=state,
        action="approve",
        by=by,
        at=at,
        moves_places=False,
        kind="booking.approved" if confirmed else "booking.waiting",
        told={"approved": True},
        fields={
            "approved_at": at,
            "approval_due_at": None,
            "promoted_late": confirmed and _came_late(fresh, wanted, at),
        },
    )
    if not confirmed and not wanted.is_full:
        promotion_is_due(class_id, reason="joined")
    return approved


def _came_late(enrolment: Enrolment, wanted: ClassFacts, at: datetime.datetime) -> bool:
    """Whether the answer came after the free time in which it was asked for.

    Then giving the place up is not late, as for who is promoted late (rule 67).
    """
    until = wanted.cancel_until
    return until is not None and enrolment.created_at <= until < at


def decline(
    *,
    enrolment: Enrolment,
    by: Any,
    reason: str,
    at: datetime.datetime | None = None,
    key: str | None = None,
) -> Enrolment:
    """Say no, with the reason that the person reads (rule 56).

    Raises:
        Refused: when it is not awaited, not theirs, or has no reason.
    """
    return once(
        by=by,
        key=key,
        request=("decline", enrolment.pk, reason),
        work=lambda: _decline(enrolment, by, reason, at or now()),
    )


@in_one_transaction
def _decline(
    enrolment: Enrolment, by: Any, reason: str, at: datetime.datetime
) -> Enrolment:
    if not reason.strip():
        raise no(Why.REASON_NEEDED)
    places.hold(enrolment.learning_class_id)
    fresh, _wanted = _awaited(enrolment, by, at)
    return transition(
        enrolment=fresh,
        to=State.DECLINED,
        action="decline",
        by=by,
        at=at,
        moves_places=False,
        reason=reason,
        kind="booking.declined",
        fields={"decision_reason": reason[:255], "approval_due_at": None},
    )


def _awaited(
    enrolment: Enrolment, by: Any, at: datetime.datetime
) -> tuple[Enrolment, ClassFacts]:
    """Return the request as it is, if this log-in's answer to it is awaited still."""
    fresh = Enrolment.objects.select_related("person").get(pk=enrolment.pk)
    must_decide(fresh, by, on=at.astimezone(zone()).date())
    if fresh.state == State.LAPSED and fresh.approved_at is None:
        raise no(Why.REQUEST_EXPIRED)
    if fresh.state != State.REQUESTED:
        raise no(Why.NOT_ASKED)
    wanted = class_facts([fresh.learning_class_id])[fresh.learning_class_id]
    if wanted.starts_at and at >= wanted.starts_at - promotion_cutoff():
        raise no(Why.REQUEST_EXPIRED)
    return fresh, wanted
