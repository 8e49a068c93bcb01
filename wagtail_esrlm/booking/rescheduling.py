"""Moves and postpones classes; everybody in them is told once (rules 53, 61, F19)."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from ..clock import now
from ..errors import InvalidInput
from ..snippets.models import ClassSession, LearningClass
from ..workforce.audit import record
from .clashes import Clash, clashes_between
from .class_checks import check_course_end, check_rooms_in_use, check_to_come
from .class_locks import held_class, people_in
from .class_sessions import SessionChanges, apply_changes, differences
from .limits import promotion_cutoff
from .models import Enrolment
from .refusals import no
from .rules import Why
from .states import CLASHES, State
from .timetable import (
    SessionInput,
    Timetable,
    bank_holidays,
    set_dates,
    timetable_of,
    zone_of,
)
from .transactions import in_one_transaction
from .transitions import Step, promotion_is_due, transition_many

STATUS = LearningClass.Status


@dataclass(frozen=True)
class Overlap:
    """Somebody with a place who has another one at the new time."""

    person_id: int
    name: str
    reference: str


@dataclass(frozen=True)
class Rescheduled:
    """What moving a class does, or in a preview would do.

    Attributes:
        told: How many people are told.
        overlaps: Who cannot come, as far as we know.
        clashes: Rooms, instructors and equipment that are used then.
        notices: What whoever moves it should know.
    """

    learning_class: LearningClass
    told: int = 0
    overlaps: tuple[Overlap, ...] = ()
    clashes: tuple[Clash, ...] = ()
    notices: tuple[str, ...] = field(default=())


def preview_reschedule(
    *, learning_class: LearningClass, sessions: Sequence[SessionInput]
) -> Rescheduled:
    """Return what moving a class would do; stores nothing. Queries: about 8.

    Raises:
        InvalidInput, Refused: as ``reschedule`` would.
    """
    wanted = timetable_of(sessions, zone_of(learning_class))
    changes = differences(learning_class, wanted)
    _check(learning_class, wanted, changes, now())
    return _consequences(learning_class, wanted, changes)


@in_one_transaction
def reschedule(
    *,
    learning_class: LearningClass,
    sessions: Sequence[SessionInput],
    by: Any,
    ask: bool = False,
    reason: str = "",
    at: datetime.datetime | None = None,
) -> Rescheduled:
    """Move a class to other times or places; everybody in it is told once.

    Bookings go along. Calendar entries get the next sequence number; cut-offs in days
    move with the class. Whoever hears of it after the cut-off may cancel without its
    counting as late. The same sessions again change nothing and tell nobody.

    Args:
        sessions: All of them, as they shall be.
        ask: Postpone: everybody is asked to keep their place or give it up (rule 61).

    Raises:
        InvalidInput: where a time does not exist or has passed.
        Refused: where it was cancelled, attendance has been marked, or the course
            ends before.
    """
    moment = at or now()
    stored = held_class(learning_class.pk)
    wanted = timetable_of(sessions, zone_of(stored))
    changes = differences(stored, wanted)
    _check(stored, wanted, changes, moment)
    before = stored.starts_at
    result = _consequences(stored, wanted, changes)
    differs = apply_changes(stored, changes)
    if not changes.must_be_told:
        if differs:
            record(stored, "wagtail_esrlm.class.change", by=by, reason=reason)
        return Rescheduled(stored, clashes=result.clashes)
    set_dates(stored, wanted, bank_holidays())
    stored.save(
        update_fields=["starts_at", "ends_at", "cancel_until", "enrolment_closes_at"]
    )
    _tell(stored, changes, before=before, by=by, ask=ask, reason=reason, at=moment)
    record(
        stored,
        "wagtail_esrlm.class.postpone" if ask else "wagtail_esrlm.class.move",
        by=by,
        changes={"starts": (before, stored.starts_at)},
        reason=reason,
    )
    return result


def _check(
    learning_class: LearningClass,
    wanted: Timetable,
    changes: SessionChanges,
    at: datetime.datetime,
) -> None:
    if learning_class.status == STATUS.CANCELLED:
        raise no(Why.CLASS_CANCELLED)
    if not wanted.sessions:
        raise InvalidInput(_("Give the class at least one session."))
    known = set(
        learning_class.sessions.exclude(location=None).values_list(
            "location", flat=True
        )
    )
    check_rooms_in_use(wanted, known)
    fresh = [*changes.added, *(timed for _session, timed in changes.moved)]
    check_to_come(Timetable(tuple(fresh)), at)
    check_course_end(learning_class.course, wanted)


def _consequences(
    learning_class: LearningClass, wanted: Timetable, changes: SessionChanges
) -> Rescheduled:
    clashes = clashes_between(wanted.sessions, excluding=[learning_class])
    if not changes.must_be_told:
        return Rescheduled(learning_class, clashes=tuple(clashes))
    people = people_in(learning_class)
    holders = [one.person_id for one in people if State(one.state) in CLASHES]
    return Rescheduled(
        learning_class,
        told=len(people),
        overlaps=tuple(_overlaps(learning_class, wanted, holders)),
        clashes=tuple(clashes),
        notices=wanted.notices,
    )


def _overlaps(
    learning_class: LearningClass, wanted: Timetable, person_ids: Sequence[int]
) -> list[Overlap]:
    """Return who has a place elsewhere at these times (rule 51). Queries: 1."""
    if not person_ids:
        return []
    same_time = reduce(
        or_,
        (
            Q(starts_at__lt=timed.ends_at, ends_at__gt=timed.starts_at)
            for timed in wanted.sessions
        ),
    )
    elsewhere = ClassSession.objects.filter(same_time).values("learning_class")
    found = (
        Enrolment.objects.filter(
            person__in=person_ids, state__in=CLASHES, learning_class__in=elsewhere
        )
        .exclude(learning_class=learning_class)
        .select_related("person", "learning_class")
        .order_by("person__last_name", "pk")
    )
    return [
        Overlap(each.person_id, str(each.person), each.learning_class.reference)
        for each in found
    ]


def _tell(
    stored: LearningClass,
    changes: SessionChanges,
    *,
    before: datetime.datetime | None,
    by: Any,
    ask: bool,
    reason: str,
    at: datetime.datetime,
) -> None:
    """Take everybody along and tell them, once. Queries: 3 for each state."""
    fields: dict[str, Any] = {"asked_to_keep_at": at} if ask else {}
    is_short_notice = stored.cancel_until is not None and stored.cancel_until < at
    told = {
        "from": before.isoformat() if before else "",
        "removed": [str(session.uuid) for session in changes.removed],
    }
    people = people_in(stored)
    for state in sorted({one.state for one in people}):
        late = {"promoted_late": True} if is_short_notice and _has_place(state) else {}
        transition_many(
            enrolments=[one for one in people if one.state == state],
            step=Step(
                action="postpone_class" if ask else "move_class",
                to=State(state),
                at=at,
                by=by,
                reason=reason,
                facts=told,
                kind="class.postponed" if ask else "class.rescheduled",
                told=told,
                fields=fields | late | _offer_end(stored, state, people, at),
            ),
        )
    if any(one.state == State.WAITLISTED for one in people):
        promotion_is_due(stored.pk, reason="move_class")


def _has_place(state: str) -> bool:
    return state == State.CONFIRMED


def _offer_end(
    stored: LearningClass,
    state: str,
    people: Sequence[Enrolment],
    at: datetime.datetime,
) -> dict[str, Any]:
    """Return a nearer end of the offers where the class is now too near (rule 68)."""
    if state != State.OFFERED or stored.starts_at is None:
        return {}
    ends = [one.offer_expires_at for one in people if one.state == state]
    stated = [end for end in ends if end is not None]
    limit = max(stored.starts_at - promotion_cutoff(), at)
    if len(stated) == len(ends) and max(stated, default=limit) > limit:
        return {"offer_expires_at": limit}
    return {}
