"""Bookings that another system kept: stored as they were, and nobody is told.

They award nothing: what attending gave stands in that system's awards. A booking that
has been changed here since is never overwritten.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from ..clock import now, zone
from ..errors import EsrlmError, Refused
from ..snippets.models import LearningClass
from ..workforce.audit import record
from . import places
from .approvals import first_approver
from .class_locks import held_class
from .limits import approval_time, offer_time, promotion_cutoff
from .models import Enrolment, EnrolmentStep
from .refusals import no
from .rules import Why
from .states import HOLDS_PLACE, OUTCOMES, OVER, State, may_become
from .transactions import in_one_transaction
from .transitions import Step, enter, transition

STATUS = LearningClass.Status

#: The step by which a file wrote a booking.
ACTION = "import"
#: When a booking without a time of day is said to have been made.
NOON = datetime.time(12)
#: Field of the day on which each state was reached.
STAMPS = {
    State.REQUESTED: "created_at",
    State.WAITLISTED: "waiting_since",
    State.OFFERED: "offered_at",
    State.CONFIRMED: "confirmed_at",
}


@dataclass(frozen=True)
class Kept:
    """One person's booking as the other system says it is.

    Attributes:
        on: Since when; None where it does not say.
    """

    person_id: int
    state: State
    on: datetime.date | None = None
    assignment_id: int | None = None


@dataclass
class Recorded:
    """What became of the bookings of one class, by person."""

    outcomes: dict[int, str] = field(default_factory=dict)
    refused: dict[int, EsrlmError] = field(default_factory=dict)


@in_one_transaction
def record_bookings(
    *,
    learning_class: LearningClass,
    bookings: Sequence[Kept],
    by: Any,
    at: datetime.datetime | None = None,
) -> Recorded:
    """Store the bookings of one class; good ones apply, the others are named.

    Places beyond the maximum are recorded for a class that is over, and refused for one
    to come. With the last outcome the register of a class that is over is closed.

    Args:
        bookings: One for each person, in the order in which places go to them.

    Returns: for each person ``created``, ``updated`` or ``unchanged``, or the refusal.
    Queries: about 10, and 3 for each day and state; 4 for each that changes.
    """
    moment = at or now()
    stored = held_class(learning_class.pk)
    standing = _latest(stored, [each.person_id for each in bookings])
    touched, dates = _steps_of(standing.values())
    done = Recorded()
    fresh: list[Kept] = []
    for kept in bookings:
        before = standing.get(kept.person_id)
        try:
            if before is not None and before.pk in touched:
                if before.state != kept.state:
                    raise _changed_here(before)
                done.outcomes[kept.person_id] = "unchanged"
            elif before is None or (before.state in OVER and kept.state not in OVER):
                _refuse_impossible(stored, kept, moment)
                fresh.append(kept)
            else:
                changed = _change(stored, before, kept, dates, by, moment)
                done.outcomes[kept.person_id] = "updated" if changed else "unchanged"
        except EsrlmError as err:
            done.refused[kept.person_id] = err
    _enter(stored, fresh, done, by, moment)
    if done.outcomes:
        _close(stored, by, moment)
    return done


def _latest(stored: LearningClass, people: Sequence[int]) -> dict[int, Enrolment]:
    """Return each person's booking: the one that stands, else the last that is over."""
    found: dict[int, Enrolment] = {}
    for enrolment in Enrolment.objects.filter(
        learning_class=stored, person__in=people
    ).order_by("pk"):
        before = found.get(enrolment.person_id)
        if before is None or before.state in OVER:
            found[enrolment.person_id] = enrolment
    return found


def _steps_of(
    enrolments: Iterable[Enrolment],
) -> tuple[set[int], dict[int, datetime.date]]:
    """Return which were changed here, and the day of each one's last step."""
    touched: set[int] = set()
    dates: dict[int, datetime.date] = {}
    for pk, action, at in (
        EnrolmentStep.objects.filter(enrolment__in=[each.pk for each in enrolments])
        .order_by("pk")
        .values_list("enrolment_id", "action", "at")
    ):
        if action != ACTION:
            touched.add(pk)
        dates[pk] = at.astimezone(zone()).date()
    return touched, dates


def _changed_here(enrolment: Enrolment) -> Refused:
    return Refused(
        "changed_here",
        _(
            "This booking has been changed here since and is “%(state)s”. Change it on "
            "the page of the class."
        )
        % {"state": enrolment.get_state_display()},
    )


def _refuse_impossible(
    stored: LearningClass, kept: Kept, at: datetime.datetime
) -> None:
    """Refuse what cannot be so for the class as it is.

    Raises:
        Refused: with what to write instead.
    """
    if kept.state in OVER:
        return
    if stored.status == STATUS.CANCELLED:
        raise no(Why.CLASS_CANCELLED)
    if kept.state in OUTCOMES:
        if stored.ends_at is None or stored.ends_at > at:
            raise Refused(
                "not_held", _("The class is not over, so nobody has attended it yet.")
            )
    elif kept.state is not State.CONFIRMED and (
        stored.starts_at is None or stored.starts_at <= at
    ):
        raise Refused(
            "class_begun",
            _("The class has begun, so nobody waits for it any more. Write Lapsed."),
        )


def _change(
    stored: LearningClass,
    enrolment: Enrolment,
    kept: Kept,
    dates: Mapping[int, datetime.date],
    by: Any,
    at: datetime.datetime,
) -> bool:
    before = State(enrolment.state)
    if before is kept.state:
        same_day = kept.on is None or kept.on == dates.get(enrolment.pk)
        if same_day or before in OVER:
            return False
    else:
        _refuse_impossible(stored, kept, at)
        if not may_become(before, kept.state):
            raise Refused(
                "no_such_step",
                _("It is “%(state)s” already and cannot become this.")
                % {"state": enrolment.get_state_display()},
            )
    step = _step(stored, kept, by, at)
    transition(
        enrolment=enrolment,
        to=step.to,
        action=step.action,
        at=step.at,
        by=by,
        fields=step.fields,
    )
    return True


def _enter(
    stored: LearningClass,
    fresh: Sequence[Kept],
    done: Recorded,
    by: Any,
    at: datetime.datetime,
) -> None:
    """Write new bookings, those of one day and state together."""
    fitting = _fitting(stored, fresh, done, at)
    groups: dict[tuple[Any, ...], list[Kept]] = defaultdict(list)
    for kept in fitting:
        # A request is asked of the manager of its own assignment.
        alone = kept.person_id if kept.state is State.REQUESTED else None
        groups[kept.state, kept.on, alone].append(kept)
        done.outcomes[kept.person_id] = "created"
    for members in groups.values():
        step = _step(stored, members[0], by, at)
        enter(
            enrolments=[_booking(stored, each, step.at, by) for each in members],
            step=step,
        )


def _fitting(
    stored: LearningClass,
    fresh: Sequence[Kept],
    done: Recorded,
    at: datetime.datetime,
) -> list[Kept]:
    """Take the places, in order; refuse who has none in a class to come."""
    is_over = stored.ends_at is not None and stored.ends_at <= at
    counted = type(stored.places).objects.get(pk=stored.pk)
    free = None if is_over else counted.places_left
    fitting: list[Kept] = []
    taken = waiting = 0
    for kept in fresh:
        if kept.state in HOLDS_PLACE:
            if free is not None and taken >= free:
                done.refused[kept.person_id] = no(Why.FULL)
                continue
            taken += 1
        waiting += kept.state is State.WAITLISTED
        fitting.append(kept)
    if taken and is_over:
        places.squeeze_in(stored.pk, taken)
        taken = 0
    if (taken or waiting) and not places.change(
        stored.pk, taken=taken, waiting=waiting
    ):
        raise no(Why.FULL)
    return fitting


def _booking(
    stored: LearningClass, kept: Kept, at: datetime.datetime, by: Any
) -> Enrolment:
    return Enrolment(
        learning_class=stored,
        person_id=kept.person_id,
        assignment_id=kept.assignment_id,
        course_title=stored.course.title,
        source=Enrolment.Source.IMPORT,
        created_at=at,
        booked_by_id=getattr(by, "pk", None),
    )


def _step(stored: LearningClass, kept: Kept, by: Any, at: datetime.datetime) -> Step:
    moment = at
    if kept.on is not None:
        noon = datetime.datetime.combine(kept.on, NOON, zone())
        moment = min(noon.astimezone(datetime.UTC), at)
    fields: dict[str, Any] = {}
    if kept.state in STAMPS:
        fields[STAMPS[kept.state]] = moment
    if kept.state is State.ATTENDED:
        fields["completed_on"] = _completed_on(stored, kept.on)
    elif kept.state in OUTCOMES:
        fields["completed_on"] = None
    elif kept.state is State.REQUESTED:
        approver = first_approver(
            kept.assignment_id, kept.person_id, on=at.astimezone(zone()).date()
        )
        fields |= {
            "approver_id": approver,
            "approval_due_at": at + approval_time() if approver else None,
        }
    elif kept.state is State.OFFERED and stored.starts_at is not None:
        ends_at = at + offer_time(stored.offer_hours)
        cut_off = stored.starts_at - promotion_cutoff()
        fields["offer_expires_at"] = max(at, min(ends_at, cut_off))
    return Step(action=ACTION, to=kept.state, at=moment, by=by, fields=fields)


def _completed_on(
    stored: LearningClass, stated: datetime.date | None
) -> datetime.date | None:
    """Return the day of the session stated, else of the last one (rule 72)."""
    days = sorted(stored.sessions.values_list("held_on", flat=True))
    return stated if stated in days else (days[-1] if days else stated)


def _close(stored: LearningClass, by: Any, at: datetime.datetime) -> None:
    """Close the register of a class that is over, once everybody has an outcome."""
    if stored.register_closed_at or stored.ends_at is None or stored.ends_at > at:
        return
    people = Enrolment.objects.filter(learning_class=stored)
    if people.filter(state=State.CONFIRMED).exists():
        return
    if people.filter(state__in=OUTCOMES).exists():
        LearningClass.objects.filter(pk=stored.pk).update(
            register_closed_at=stored.ends_at
        )
        record(stored, "wagtail_esrlm.class.register", by=by)
