"""Moving a booking to another class of the course, in one step (rule 53)."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

from ..clock import now, zone
from ..snippets.models import LearningClass
from . import places
from .cancelling import must_cancel_for
from .class_facts import class_facts
from .facts import ClassFacts, Source, Terms
from .limits import terms
from .models import Enrolment
from .own_time import hold_time
from .policy import is_self, manages_bookings
from .reading import person_facts
from .refusals import no, refused
from .rules import Why, decide, is_late, needs_approval
from .states import State
from .transactions import in_one_transaction, once
from .transitions import Step, enter, transition

Reason = Enrolment.CancelReason


def move(
    *,
    enrolment: Enrolment,
    to: LearningClass,
    by: Any,
    reason: str = "",
    override: bool = False,
    at: datetime.datetime | None = None,
    key: str | None = None,
) -> Enrolment:
    """Move a booking: the new place and the end of the old one, or nothing at all.

    A full class leaves the old booking untouched. After the old class's cut-off it
    needs a reason and the old booking is marked late (76), unless the learning team
    moves. An approval of the same course goes along.

    Args:
        override: The learning team overrides an overlap.

    Returns: the new booking.

    Raises:
        Refused: with the rule that stands against it.
    """
    return once(
        by=by,
        key=key,
        request=("move", enrolment.pk, to.pk, reason, override),
        work=lambda: _move(enrolment, to.pk, by, reason, override, at or now()),
    )


@in_one_transaction
def _move(
    enrolment: Enrolment,
    class_id: int,
    by: Any,
    reason: str,
    override: bool,
    at: datetime.datetime,
) -> Enrolment:
    old_id = enrolment.learning_class_id
    if old_id == class_id:
        raise no(Why.SAME_CLASS)
    secured = _secure(old_id, class_id)
    fresh = Enrolment.objects.select_related("person").get(pk=enrolment.pk)
    conditions = _terms_of(fresh, by, override, at)
    classes = class_facts([old_id, class_id])
    old, wanted = classes[old_id], classes[class_id]
    late = _may_leave(fresh, old, wanted, conditions, reason)
    hold_time([fresh.person_id])
    person = person_facts([fresh.person_id], {class_id: wanted}, at=at)
    if refusal := decide(person[fresh.person_id], wanted, conditions):
        raise refused(refusal)
    if not secured:
        raise no(Why.QUEUE_FIRST if wanted.waiting and not wanted.is_full else Why.FULL)
    transition(
        enrolment=fresh,
        to=State.CANCELLED,
        action="move_out",
        by=by,
        at=at,
        reason=reason,
        fields={
            "cancel_reason": Reason.MOVED.value,
            "cancelled_late": late,
            "note": reason[:255],
        },
    )
    return _arrive(fresh, wanted, by, reason, conditions)


def _secure(old_id: int, class_id: int) -> bool:
    """Take the new place, both counters locked in the order of their keys."""
    if old_id < class_id:
        places.hold(old_id)
    taken = places.take(class_id)
    if not taken:
        places.hold(class_id)
    if old_id > class_id:
        places.hold(old_id)
    return taken


def _terms_of(
    enrolment: Enrolment, by: Any, override: bool, at: datetime.datetime
) -> Terms:
    """Return on what terms this log-in moves the booking.

    Raises:
        Refused: when it may not.
    """
    if is_self(by, enrolment.person):
        source = Source.SELF
    elif manages_bookings(by):
        source = Source.ADMINISTRATOR
    else:
        day = at.astimezone(zone()).date()
        must_cancel_for(enrolment, by, Reason.BY_MANAGER, on=day)
        source = Source.MANAGER
    return replace(
        terms(at=at, source=source),
        override=override and source is Source.ADMINISTRATOR,
        despite=(Why.SAME_COURSE,),
        ignoring=enrolment.pk,
    )


def _may_leave(
    enrolment: Enrolment,
    old: ClassFacts,
    wanted: ClassFacts,
    conditions: Terms,
    reason: str,
) -> bool:
    """Make sure that the old booking can be left for the new; say whether it is late.

    Raises:
        Refused: when it cannot.
    """
    if enrolment.state != State.CONFIRMED:
        raise no(Why.NOT_BOOKED)
    office = conditions.source is Source.ADMINISTRATOR
    if old.course_id != wanted.course_id and not office:
        raise no(Why.OTHER_COURSE)
    if old.starts_at is not None and old.starts_at <= conditions.at and not office:
        raise no(Why.TOO_LATE_TO_CANCEL)
    approved = enrolment.approved_at is not None and old.course_id == wanted.course_id
    if needs_approval(wanted, conditions.source) and not approved:
        raise no(Why.MOVE_NEEDS_APPROVAL)
    late = not office and is_late(
        State(enrolment.state),
        old.cancel_until,
        conditions.at,
        promoted_late=enrolment.promoted_late or enrolment.asked_to_keep_at is not None,
    )
    if late and not reason.strip():
        raise no(Why.REASON_NEEDED)
    return late


def _arrive(
    old: Enrolment, wanted: ClassFacts, by: Any, reason: str, conditions: Terms
) -> Enrolment:
    """Write the new booking, with what the old one had."""
    arrived = Enrolment(
        learning_class_id=wanted.class_id,
        person_id=old.person_id,
        assignment_id=old.assignment_id,
        course_title=wanted.course_title,
        source=old.source,
        priority=old.priority,
        keeps_waiting=old.keeps_waiting,
        approved_at=old.approved_at,
        approver_id=old.approver_id,
        created_at=conditions.at,
        booked_by_id=getattr(by, "pk", None),
    )
    step = Step(
        action="move_in",
        to=State.CONFIRMED,
        at=conditions.at,
        by=by,
        reason=reason,
        facts={"from": old.pk, **conditions.kept},
        kind="booking.moved",
        told={"from": old.pk},
    )
    return enter(enrolments=[arrived], step=step)[0]
