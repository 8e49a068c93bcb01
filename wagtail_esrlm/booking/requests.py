"""Asking for a place: booked at once, on the waiting list, or for a manager to approve.

Rules 42-44, 48-58, 66. The place is secured first; what was read of the class before it
only tells which way to go, and everything is decided under the counter's lock.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from functools import partial
from typing import Any

from ..clock import now, zone
from ..errors import Refused
from ..inserting import Batch
from ..snippets.models import LearningClass
from ..workforce.models import Assignment, Person
from . import places
from .approvals import asking
from .facts import ClassFacts, Source, Terms
from .limits import terms
from .models import Enrolment
from .policy import approves_own, must_act_as
from .posts import chosen_post, posts_requiring
from .reading import Beforehand
from .refusals import no, refused
from .rules import Why, decide, needs_approval, unmoved
from .securing import (
    Glance,
    known_beforehand,
    look_at,
    secure,
    secure_and_read,
)
from .states import State
from .transactions import answered_first, in_one_transaction, once
from .transitions import Step, enter, entering, promotion_is_due


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

    Asking again returns the booking that stands, and says so (F2). A class that is
    full and has no waiting list refuses without a lock.

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
    request = (
        *("request_enrolment", person.pk, learning_class.pk, str(source)),
        *(asked.assignment_id, keeps_waiting, override, waits, reason),
        sorted(despite),
    )
    glance = look_at(asked.class_id, person.pk, at=moment)
    if glance.is_shut and capacity is not Source.WALK_IN:
        standing = glance.standing
        if standing is not None:
            work = partial(_standing, standing)
            return once(by=by, key=key, request=request, work=work)
        first = answered_first(by=by, key=key, request=request)
        if first is None:
            raise no(Why.FULL)
        return first
    known = glance.known or known_beforehand(asked.class_id, person.pk)
    requiring = _requiring(asked, glance, known)
    return once(
        by=by,
        key=key,
        request=request,
        work=lambda: _booked(asked, glance, known, requiring),
    )


def _booked(
    asked: Asked,
    glance: Glance,
    known: Beforehand,
    requiring: Collection[int] | None,
) -> Enrolment:
    """Return the booking that is made, or the one that stands."""
    try:
        return carry_out(asked, glance, known, requiring)
    except AlreadyBooked as standing:
        return _standing(standing.enrolment_id)


def _standing(enrolment_id: int) -> Enrolment:
    enrolment = Enrolment.objects.get(pk=enrolment_id)
    enrolment.stood_before = True
    return enrolment


def _requiring(
    asked: Asked, glance: Glance, known: Beforehand
) -> frozenset[int] | None:
    """Find which posts require the course, for who has a choice and did not choose.

    Before the counter is written: it takes longer than all the rest.
    """
    if asked.assignment_id is not None or not known.has_choice:
        return None
    today = asked.terms.today
    return posts_requiring(
        asked.person, glance.course_id, on=max(glance.day or today, today)
    )


@partial(in_one_transaction, waits_briefly=False)
def carry_out(
    asked: Asked,
    glance: Glance,
    known: Beforehand,
    requiring: Collection[int] | None,
) -> Enrolment:
    """Secure the place, decide, write. Queries: 2 on PostgreSQL in the plain case."""
    asks_first = glance.approval_required and asked.terms.by_self
    wish = State.REQUESTED if asks_first else State.CONFIRMED
    draft = _drafted(asked, glance, known, requiring, wish)
    secured = secure_and_read(
        asked.class_id, asked.person.pk, known, wish, at=asked.terms.at
    )
    state, wanted, person = secured.state, secured.wanted, secured.person
    if refusal := decide(person, wanted, asked.terms):
        if refusal.why is Why.ALREADY_BOOKED:
            raise AlreadyBooked(int(str(refusal.facts["enrolment"])))
        if refusal.why is Why.SAME_COURSE and not _has_room(wanted, state):
            refusal = unmoved(refusal)
        raise refused(refusal)
    if approves_own(asked.by, asked.person, wanted, asked.terms):
        raise no(Why.OWN_REQUEST)
    approval = needs_approval(wanted, asked.terms.source)
    if approval != asks_first:
        state = _go_the_other_way(asked, state)
    if state is None or (
        state is State.WAITLISTED and not (wanted.has_waiting_list and asked.waits)
    ):
        raise no(Why.QUEUE_FIRST if wanted.waiting and not wanted.is_full else Why.FULL)
    if draft is not None and state is wish and glance.still_holds(wanted):
        draft.batch.write(then_commit=True)
        return draft.enrolment
    return _enter(asked, glance, known, wanted, state, requiring)


@dataclass(frozen=True)
class Draft:
    """A booking, and what is to be written of it if nothing stands against it."""

    enrolment: Enrolment
    batch: Batch


def _drafted(
    asked: Asked,
    glance: Glance,
    known: Beforehand,
    requiring: Collection[int] | None,
    wish: State,
) -> Draft | None:
    """Make a place ready to be written before the counter is locked.

    So that others wait less for it. None where that cannot be told beforehand.
    """
    if wish is not State.CONFIRMED or not glance.is_open or glance.key is None:
        return None
    try:
        enrolment = _booking(asked, glance, known, glance, requiring)
    except Refused:
        return None
    return Draft(enrolment, entering(enrolment=enrolment, step=_step(asked, wish)))


def _has_room(wanted: ClassFacts, secured: State | None) -> bool:
    """Whether a booking could move here: a place that was secured counts as taken."""
    if secured is State.REQUESTED:
        return not (wanted.is_full or wanted.waiting)
    return secured is State.CONFIRMED


def _go_the_other_way(asked: Asked, state: State | None) -> State | None:
    """Give back, or take, the place: the class's need of approval has just changed."""
    if state is State.REQUESTED:
        return secure(asked.class_id, State.CONFIRMED)
    places.change(
        asked.class_id,
        taken=-(state is State.CONFIRMED),
        waiting=-(state is State.WAITLISTED),
    )
    return State.REQUESTED


def _enter(
    asked: Asked,
    glance: Glance,
    known: Beforehand,
    wanted: ClassFacts,
    state: State,
    requiring: Collection[int] | None,
) -> Enrolment:
    enrolment = _booking(asked, glance, known, wanted, requiring)
    step = _step(asked, state)
    if state is State.REQUESTED:
        step = asking(step, enrolment, on=asked.terms.today)
    if state is State.WAITLISTED and not wanted.is_full:
        promotion_is_due(asked.class_id, reason="joined")
    return enter(enrolments=[enrolment], step=step, then_commit=True)[0]


def _booking(
    asked: Asked,
    glance: Glance,
    known: Beforehand,
    wanted: ClassFacts | Glance,
    requiring: Collection[int] | None,
) -> Enrolment:
    """Return the booking, unsaved.

    Args:
        wanted: The class, as it is or as it was seen.

    Raises:
        Refused: where it is for none of their posts.
    """
    return Enrolment(
        pk=glance.key,
        learning_class_id=asked.class_id,
        person_id=asked.person.pk,
        assignment_id=chosen_post(
            asked.person,
            known.posts_of(asked.person.pk),
            course_id=wanted.course_id,
            day=wanted.day,
            assignment_id=asked.assignment_id,
            within=asked.within,
            today=asked.terms.today,
            requiring=requiring,
        ),
        course_title=wanted.course_title,
        source=asked.terms.source.value,
        keeps_waiting=asked.keeps_waiting,
        created_at=asked.terms.at,
        booked_by_id=getattr(asked.by, "pk", None),
    )


def _step(asked: Asked, state: State) -> Step:
    return Step(
        action=_ACTION[state],
        to=state,
        at=asked.terms.at,
        by=asked.by,
        reason=asked.reason,
        facts=asked.terms.kept,
        kind=_KIND[state],
    )


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
