"""What class administrators and instructors do for others (rules 58, 63, 74)."""

from __future__ import annotations

import datetime
from typing import Any

from ..clock import now
from ..snippets.models import LearningClass, SessionInstructor
from ..workforce.models import Person
from ..workforce.selectors import person_for_user
from . import places
from .attendance_rules import EARLY
from .class_facts import class_facts
from .class_locks import refuse_closed
from .facts import ClassFacts, PersonFacts, Source
from .limits import terms
from .models import Enrolment
from .policy import KEEP_REGISTERS, manages_bookings, refuse_own
from .posts import chosen_post
from .reading import person_facts
from .refusals import no, refused
from .rules import OF_CLASS, OF_PERSON, Why, first_refusal
from .states import OPEN, State
from .transactions import in_one_transaction, once
from .transitions import Step, enter, transition


def keeps_register(user: Any, learning_class: LearningClass) -> bool:
    """Whether a log-in keeps the register of a class: as office, or as its teacher.

    Queries: 2 at most, beside Django's permissions.
    """
    if manages_bookings(user):
        return True
    if not (user.is_active and user.has_perm(KEEP_REGISTERS)):
        return False
    person = person_for_user(user)
    return person is not None and (
        SessionInstructor.objects.filter(
            session__learning_class=learning_class, person=person
        ).exists()
    )


def add_walk_in(
    *,
    learning_class: LearningClass,
    person: Person,
    by: Any,
    reason: str,
    at: datetime.datetime | None = None,
    key: str | None = None,
) -> Enrolment:
    """Add somebody who has come, beyond capacity if need be, with a reason (rule 74).

    Whoever waits, is asked about or has an offer gets their place; who is booked
    already stays booked.

    Raises:
        Refused: when the class does not run, ``by`` does not keep its register, or an
            instructor adds people before they can have come (rule 66), or themselves.
    """
    moment = at or now()
    if not keeps_register(by, learning_class):
        raise no(Why.NOT_YOUR_REGISTER)
    if not reason.strip():
        raise no(Why.REASON_NEEDED)
    refuse_own([person.pk], by)
    if not (manages_bookings(by) or can_have_come(learning_class, moment)):
        raise no(Why.NOT_COME_YET)
    return once(
        by=by,
        key=key,
        request=("add_walk_in", learning_class.pk, person.pk, reason),
        work=lambda: _walk_in(learning_class.pk, person, by, reason, moment),
    )


def can_have_come(learning_class: LearningClass, at: datetime.datetime) -> bool:
    """Whether the class has come so near that people can be there."""
    starts_at = learning_class.starts_at
    return starts_at is not None and at >= starts_at - EARLY


@in_one_transaction
def _walk_in(
    class_id: int, person: Person, by: Any, reason: str, at: datetime.datetime
) -> Enrolment:
    places.hold(class_id)
    wanted = class_facts([class_id])[class_id]
    facts = person_facts([person.pk], {class_id: wanted}, at=at)[person.pk]
    conditions = terms(at=at, source=Source.WALK_IN)
    if refusal := first_refusal((*OF_CLASS, *OF_PERSON), facts, wanted, conditions):
        raise refused(refusal)
    refuse_closed(class_id)
    step = Step(action="walk_in", to=State.CONFIRMED, at=at, by=by, reason=reason)
    standing = facts.standing_in(class_id)
    if standing is not None:
        return _seat_standing(standing.enrolment_id, step)
    places.squeeze_in(class_id)
    return enter(enrolments=[_walking_in(person, facts, wanted, step)], step=step)[0]


def _walking_in(
    person: Person, facts: PersonFacts, wanted: ClassFacts, step: Step
) -> Enrolment:
    today = terms(at=step.at).today
    return Enrolment(
        learning_class_id=wanted.class_id,
        person_id=person.pk,
        assignment_id=chosen_post(
            person,
            facts.posts,
            course_id=wanted.course_id,
            day=wanted.day,
            assignment_id=None,
            today=today,
        ),
        course_title=wanted.course_title,
        source=Source.WALK_IN.value,
        created_at=step.at,
        booked_by_id=getattr(step.by, "pk", None),
    )


def _seat_standing(enrolment_id: int, step: Step) -> Enrolment:
    """Give a place to who stands in the class without one."""
    standing = Enrolment.objects.get(pk=enrolment_id)
    state = State(standing.state)
    if state not in OPEN or state is State.CONFIRMED:
        return standing
    if state is not State.OFFERED:
        places.squeeze_in(standing.learning_class_id)
    if state is State.WAITLISTED:
        places.change(standing.learning_class_id, taken=0, waiting=-1)
    return transition(
        enrolment=standing,
        to=step.to,
        action=step.action,
        at=step.at,
        by=step.by,
        reason=step.reason,
        moves_places=False,
    )


def set_priority(
    *,
    enrolment: Enrolment,
    priority: int,
    by: Any,
    reason: str,
    at: datetime.datetime | None = None,
    key: str | None = None,
) -> Enrolment:
    """Let somebody who waits stand before or behind others; kept with why (rule 63).

    Args:
        priority: Higher goes first; everybody begins with 0.

    Raises:
        Refused: when ``by`` does not manage bookings, gives no reason, or nobody waits.
    """
    if not manages_bookings(by):
        raise no(Why.NOT_IN_TEAM)
    if not reason.strip():
        raise no(Why.REASON_NEEDED)
    return once(
        by=by,
        key=key,
        request=("set_priority", enrolment.pk, priority, reason),
        work=lambda: _set_priority(enrolment, priority, by, reason, at or now()),
    )


@in_one_transaction
def _set_priority(
    enrolment: Enrolment, priority: int, by: Any, reason: str, at: datetime.datetime
) -> Enrolment:
    places.hold(enrolment.learning_class_id)
    fresh = Enrolment.objects.get(pk=enrolment.pk)
    if fresh.state != State.WAITLISTED:
        raise no(Why.NOT_WAITING)
    return transition(
        enrolment=fresh,
        to=State.WAITLISTED,
        action="priority",
        by=by,
        at=at,
        moves_places=False,
        reason=reason,
        facts={"from": fresh.priority, "to": priority},
        fields={"priority": priority},
    )
