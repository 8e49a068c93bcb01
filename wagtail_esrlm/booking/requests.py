"""Asking for a place: booked at once, on the waiting list, or for a manager to approve.

Rules 42-44, 48-58, 66. The place is secured first; what was read before it only tells
which way to go, and everything is decided again under the counter's lock.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from ..clock import now, zone
from ..snippets.models import LearningClass
from ..workforce.models import Assignment, Person
from . import places
from .approvals import asking
from .facts import ClassFacts, PersonFacts, Source, Terms
from .limits import terms
from .models import ClassPlaces, Enrolment
from .policy import must_act_as
from .posts import chosen_post
from .reading import class_facts, person_facts
from .refusals import no, refused
from .rules import Why, decide, needs_approval
from .states import OVER, State
from .transactions import in_one_transaction, once
from .transitions import Step, enter, promotion_is_due


class AlreadyBooked(Exception):
    """The person stands in the class already; nothing is changed (F2)."""

    def __init__(self, enrolment_id: int) -> None:
        super().__init__(enrolment_id)
        self.enrolment_id = enrolment_id


@dataclass(frozen=True)
class Asked:
    """What was asked for, by whom, on which terms."""

    person: Person
    class_id: int
    by: Any
    terms: Terms
    assignment_id: int | None
    within: Collection[int] | None
    keeps_waiting: bool
    reason: str
    waits: bool


@dataclass(frozen=True)
class Glance:
    """What a class looks like from outside, without a lock."""

    is_running: bool
    approval_required: bool
    has_waiting_list: bool
    is_open: bool

    @property
    def is_shut(self) -> bool:
        """Whether it takes place, but has neither a place nor a waiting list."""
        return self.is_running and not self.is_open and not self.has_waiting_list


def request_enrolment(
    *,
    person: Person,
    learning_class: LearningClass,
    by: Any,
    assignment: Assignment | None = None,
    source: str = Source.SELF,
    keeps_waiting: bool = False,
    override: bool = False,
    despite: Collection[str] = (),
    waits: bool = True,
    reason: str = "",
    key: str | None = None,
    at: datetime.datetime | None = None,
) -> Enrolment:
    """Ask for a place: the booking is requested, confirmed or on the waiting list.

    Asking again returns the booking that stands (F2). A class that is full and has no
    waiting list refuses without a lock.

    Args:
        by: The log-in that asks; None for the system.
        assignment: The post it is for; by default the one that requires it.
        source: In what capacity ``by`` asks; a ``Source``.
        keeps_waiting: Stay on the list after letting an offer go (rule 68).
        override: An administrator overrides an overlap or a leaving date (rule 51).
        despite: Codes of warnings that were read: ``same_course`` (rule 53).
        waits: Join the waiting list if there is no place.
        reason: Why; kept with the step.
        key: Idempotency key: asked again with it, the same booking is returned.
        at: The moment; default now.

    Raises:
        Refused: with the code and sentence of the rule that stands against it.
        Busy: when a lock was not to be had in three seconds.
    """
    moment = at or now()
    capacity = Source(source)
    day = moment.astimezone(zone()).date()
    within = must_act_as(by, person, capacity, on=day)
    asked = Asked(
        person=person,
        class_id=learning_class.pk,
        by=by,
        terms=terms(
            at=moment,
            source=capacity,
            override=override and capacity is not Source.SELF,
            despite=despite,
        ),
        assignment_id=assignment.pk if assignment else None,
        within=within,
        keeps_waiting=keeps_waiting,
        reason=reason,
        waits=waits,
    )
    glance = look_at(asked.class_id, at=moment)
    try:
        if glance.is_shut and capacity is not Source.WALK_IN:
            refuse_full(asked)
        return once(
            by=by,
            key=key,
            request=(
                *("request_enrolment", person.pk, learning_class.pk, str(source)),
                *(asked.assignment_id, keeps_waiting, override, waits, reason),
                sorted(despite),
            ),
            work=lambda: carry_out(asked, glance),
        )
    except AlreadyBooked as standing:
        return Enrolment.objects.get(pk=standing.enrolment_id)


def look_at(class_id: int, *, at: datetime.datetime) -> Glance:
    """Look at a class without a lock. Queries: 1."""
    row = (
        ClassPlaces.objects.filter(learning_class_id=class_id)
        .values_list(
            "maximum_places",
            "places_taken",
            "places_waiting",
            "learning_class__status",
            "learning_class__is_published",
            "learning_class__starts_at",
            "learning_class__has_waiting_list",
            "learning_class__approval_required",
            "learning_class__course__approval_required",
        )
        .first()
    )
    if row is None:
        raise no(Why.NO_DATES)
    maximum, taken, waiting, status, published, starts_at, queues, own, inherited = row
    return Glance(
        is_running=(
            status == "normal"
            and published
            and starts_at is not None
            and starts_at > at
        ),
        approval_required=inherited if own is None else own,
        has_waiting_list=queues,
        is_open=(maximum is None or taken < maximum) and not waiting,
    )


def refuse_full(asked: Asked) -> None:
    """Refuse without a lock, unless the person is in already. Queries: 1."""
    standing = (
        Enrolment.objects.filter(
            learning_class_id=asked.class_id, person_id=asked.person.pk
        )
        .exclude(state__in=OVER)
        .values_list("pk", flat=True)
        .first()
    )
    if standing:
        raise AlreadyBooked(standing)
    raise no(Why.FULL)


@in_one_transaction
def carry_out(asked: Asked, glance: Glance) -> Enrolment:
    """Secure the place, decide, write. Queries: 10 in the plain case."""
    asks_first = glance.approval_required and asked.terms.by_self
    state = secure(asked, State.REQUESTED if asks_first else State.CONFIRMED)
    wanted = class_facts([asked.class_id])[asked.class_id]
    person = person_facts(
        [asked.person.pk], {asked.class_id: wanted}, at=asked.terms.at
    )[asked.person.pk]
    if refusal := decide(person, wanted, asked.terms):
        if refusal.why is Why.ALREADY_BOOKED:
            raise AlreadyBooked(int(str(refusal.facts["enrolment"])))
        raise refused(refusal)
    approval = needs_approval(wanted, asked.terms.source)
    if approval != asks_first:
        state = _go_the_other_way(asked, state)
    if state is None or (
        state is State.WAITLISTED and not (wanted.has_waiting_list and asked.waits)
    ):
        raise no(Why.QUEUE_FIRST if wanted.waiting and not wanted.is_full else Why.FULL)
    return _enter(asked, person, wanted, state)


def secure(asked: Asked, wish: State) -> State | None:
    """Write the counter first: a place, else a place in the queue (rules 49, 66)."""
    if wish is State.REQUESTED:
        places.hold(asked.class_id)
        return wish
    for _look in range(3):
        if places.take(asked.class_id):
            return State.CONFIRMED
        if places.join_queue(asked.class_id):
            return State.WAITLISTED
    return None


def _go_the_other_way(asked: Asked, state: State | None) -> State | None:
    """Give back, or take, the place: the class's need of approval has just changed."""
    if state is State.REQUESTED:
        return secure(asked, State.CONFIRMED)
    places.change(
        asked.class_id,
        taken=-(state is State.CONFIRMED),
        waiting=-(state is State.WAITLISTED),
    )
    return State.REQUESTED


def _enter(
    asked: Asked, person: PersonFacts, wanted: ClassFacts, state: State
) -> Enrolment:
    moment = asked.terms.at
    assignment_id = chosen_post(
        asked.person,
        person,
        wanted,
        assignment_id=asked.assignment_id,
        within=asked.within,
        today=asked.terms.today,
    )
    enrolment = Enrolment(
        learning_class_id=asked.class_id,
        person_id=asked.person.pk,
        assignment_id=assignment_id,
        course_title=wanted.course_title,
        source=asked.terms.source.value,
        keeps_waiting=asked.keeps_waiting,
        created_at=moment,
        booked_by_id=getattr(asked.by, "pk", None),
    )
    step = Step(
        action=_ACTION[state],
        to=state,
        at=moment,
        by=asked.by,
        reason=asked.reason,
        facts={"override": True} if asked.terms.override else {},
        kind=_KIND[state],
    )
    if state is State.REQUESTED:
        step = asking(step, enrolment, on=asked.terms.today)
    made = enter(enrolments=[enrolment], step=step)[0]
    if state is State.WAITLISTED and not wanted.is_full:
        promotion_is_due(asked.class_id, reason="joined")
    return made


_ACTION = {
    State.REQUESTED: "request",
    State.CONFIRMED: "book",
    State.WAITLISTED: "wait",
}
_KIND = {
    State.REQUESTED: "booking.requested",
    State.CONFIRMED: "booking.confirmed",
    State.WAITLISTED: "booking.waiting",
}
