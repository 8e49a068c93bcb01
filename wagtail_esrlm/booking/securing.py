"""Looking at a class without a lock, and securing a place in it (rules 49, 66)."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connections, router, transaction

from ..compiled import Call, Plain, next_key, together
from ..locks import WAIT_BRIEFLY
from ..trips import go_together
from . import places
from .facts import ClassFacts, PersonFacts
from .models import Enrolment
from .own_time import held_time
from .reading import Beforehand, beforehand, facts_after, reads_beforehand
from .refusals import no
from .rules import Why
from .statements import LOOK
from .states import State


@dataclass(frozen=True)
class Glance:
    """What a class looks like from outside, without a lock, and who looks.

    Attributes:
        standing: The person's booking in it that is not over.
        known: What the counter does not guard, where it took no trip of its own.
        key: The key of the booking to write, where it can be had beforehand.
    """

    is_running: bool
    approval_required: bool
    has_waiting_list: bool
    is_open: bool
    course_id: int
    course_title: str
    day: datetime.date | None
    standing: int | None
    known: Beforehand | None
    key: int | None

    @property
    def is_shut(self) -> bool:
        """Whether it takes place, but has neither a place nor a waiting list."""
        return self.is_running and not self.is_open and not self.has_waiting_list

    def still_holds(self, wanted: ClassFacts) -> bool:
        """Whether what is written of a booking is the same under the lock."""
        seen = self.course_id, self.course_title, self.day
        return seen == (wanted.course_id, wanted.course_title, wanted.day)


def look_at(class_id: int, person_id: int, *, at: datetime.datetime) -> Glance:
    """Look at a class without a lock. Queries: 1.

    Raises:
        Refused: where there is no such class.
    """
    using = router.db_for_write(Enrolment)
    look: Call = (LOOK, {"class_id": class_id, "person_id": person_id})
    known: Beforehand | None = None
    key: int | None = None
    if go_together(connections[using]):
        rows, keys, people, audience = together(
            look,
            (next_key(Enrolment), {}),
            *reads_beforehand(class_id, person_id),
            using=using,
        )
        known, key = beforehand(people, audience), keys[0][0]
    else:
        (rows,) = together(look, using=using)
    if not rows:
        raise no(Why.NO_DATES)
    maximum, taken, waiting, status, is_published, *rest = rows[0]
    starts_at, zone_name, queues, own, inherited, course_id, title, standing = rest
    return Glance(
        is_running=(
            status == "normal"
            and is_published
            and starts_at is not None
            and starts_at > at
        ),
        approval_required=inherited if own is None else own,
        has_waiting_list=queues,
        is_open=(maximum is None or taken < maximum) and not waiting,
        course_id=course_id,
        course_title=title,
        day=starts_at.astimezone(ZoneInfo(zone_name)).date() if starts_at else None,
        standing=standing,
        known=known,
        key=key,
    )


def known_beforehand(class_id: int, person_id: int) -> Beforehand:
    """Read what the counter does not guard. Queries: 2."""
    people, audience = together(
        *reads_beforehand(class_id, person_id), using=router.db_for_write(Enrolment)
    )
    return beforehand(people, audience)


@dataclass(frozen=True)
class Secured:
    """What was secured, and what was read after it.

    Attributes:
        state: Where the person stands with it; None where there is no place at all.
    """

    state: State | None
    wanted: ClassFacts
    person: PersonFacts


def secure_and_read(
    class_id: int,
    person_id: int,
    known: Beforehand,
    wish: State,
    *,
    at: datetime.datetime,
) -> Secured:
    """Write the counter, hold the person's time, read what to decide on: one trip."""
    using = router.db_for_write(Enrolment)
    opening: list[Call] = []
    if connections[using].vendor == "postgresql":
        opening.append((Plain(WAIT_BRIEFLY, is_prepared=False), {}))
    lock = places.HOLD if wish is State.REQUESTED else places.TAKE

    def read(*before: Call) -> tuple[list[Any], ClassFacts, PersonFacts]:
        return facts_after(
            before, class_id=class_id, person_id=person_id, known=known, at=at
        )

    with transaction.mark_for_rollback_on_error(using=using):
        done, wanted, person = read(
            *opening, (lock, {"class_id": class_id}), *held_time([person_id])
        )
    if done[len(opening)]:
        return Secured(wish, wanted, person)
    state = secure(class_id, wish)
    _done, wanted, person = read()
    return Secured(state, wanted, person)


def secure(class_id: int, wish: State) -> State | None:
    """Write the counter first: a place, else a place in the queue (rules 49, 66)."""
    if wish is State.REQUESTED:
        places.hold(class_id)
        return wish
    for _look in range(3):
        if places.take(class_id):
            return State.CONFIRMED
        if places.join_queue(class_id):
            return State.WAITLISTED
    return None
