"""Bookings that end by themselves: lists at the start, those who have left (7, 67)."""

from __future__ import annotations

import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate

from ..clock import now, zone
from ..workforce.models import AssignmentPeriod, AssignmentStatus, Person
from . import places
from .models import Enrolment, EnrolmentStep
from .states import OPEN, State
from .transactions import in_one_transaction
from .transitions import Step, transition_many

Reason = Enrolment.CancelReason


def still_open(at: datetime.datetime) -> QuerySet[Enrolment]:
    """Return who waits, asks or has an offer in a class that has begun."""
    return Enrolment.objects.filter(
        state__in=OPEN - {State.CONFIRMED}, learning_class__starts_at__lte=at
    )


def close_lists(at: datetime.datetime | None = None) -> str:
    """Close the lists of classes that have begun; everybody on them is told (67)."""
    moment = at or now()
    classes = still_open(moment).order_by("learning_class_id")
    closed = list(classes.values_list("learning_class_id", flat=True).distinct())
    people = sum(_close(class_id, moment) for class_id in closed)
    return f"{len(closed)} lists closed, {people} people told"


@in_one_transaction
def _close(class_id: int, at: datetime.datetime) -> int:
    places.hold(class_id)
    over = list(still_open(at).filter(learning_class_id=class_id).order_by("pk"))
    closed = Reason.LIST_CLOSED.value
    steps = {
        State.WAITLISTED: Step(
            action="close_list",
            to=State.CANCELLED,
            at=at,
            kind="booking.list_closed",
            fields={"cancel_reason": closed},
        ),
        State.OFFERED: Step(
            action="lapse", to=State.LAPSED, at=at, kind="booking.offer_lapsed"
        ),
        State.REQUESTED: Step(
            action="expire",
            to=State.LAPSED,
            at=at,
            kind="booking.request_expired",
            tells_approver=True,
            fields={"approval_due_at": None},
        ),
    }
    for state, step in steps.items():
        members = [one for one in over if one.state == state]
        transition_many(enrolments=members, step=step)
    return len(over)


def leavers(at: datetime.datetime) -> QuerySet[Enrolment]:
    """Return bookings of classes after somebody's last day (rule 7).

    Of employees whom no active assignment covers on the day of the class, and of people
    whose own last day is before it; not those that an administrator made knowingly.
    """
    seats = AssignmentPeriod.objects.filter(assignment__person=OuterRef("person"))
    inactive = AssignmentStatus.objects.filter(is_active=False).values("name_key")
    there = seats.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=OuterRef("day")),
        starts_on__lte=OuterRef("day"),
    ).exclude(status_key__in=inactive)
    knowingly = EnrolmentStep.objects.filter(
        enrolment=OuterRef("pk"), facts__override=True
    )
    return (
        Enrolment.objects.filter(state__in=OPEN, learning_class__starts_at__gt=at)
        .annotate(day=TruncDate("learning_class__starts_at", tzinfo=zone()))
        .filter(
            Q(person__ends_on__lt=F("day"))
            | (
                Q(person__person_type=Person.Type.EMPLOYEE)
                & Exists(seats)
                & ~Exists(there)
            ),
            ~Exists(knowingly),
        )
        .order_by("learning_class_id", "pk")
    )


def cancel_leavers(at: datetime.datetime | None = None) -> str:
    """Cancel what people have booked after their last day; others move up (rule 7)."""
    moment = at or now()
    classes = leavers(moment).values_list("learning_class_id", flat=True)
    gone = sum(
        _cancel_leavers(class_id, moment) for class_id in list(classes.distinct())
    )
    return f"{gone} bookings of leavers cancelled"


@in_one_transaction
def _cancel_leavers(class_id: int, at: datetime.datetime) -> int:
    places.hold(class_id)
    gone = list(leavers(at).filter(learning_class_id=class_id))
    left = Reason.LEFT.value
    for state in sorted({one.state for one in gone}):
        step = Step(
            action="leave",
            to=State.CANCELLED,
            at=at,
            kind="booking.cancelled",
            told={"reason": left, "was": state},
            fields={"cancel_reason": left},
        )
        members = [one for one in gone if one.state == state]
        transition_many(enrolments=members, step=step)
    return len(gone)
