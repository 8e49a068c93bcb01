"""Who gets the places that become free (rules 59, 63-69).

A freed place leaves a row in ``PromotionDue`` in the same transaction; whoever comes by
(the queue, a tick, an administrator) promotes until the class is full or the list is
done. Everything is asked again first, and who cannot come is skipped, not removed, and
reads why.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo

from ..clock import now, zone
from ..conf import esrlm_settings
from ..errors import Busy
from . import places
from .class_facts import class_facts
from .cutoffs import working_days_before
from .facts import ClassFacts, PersonFacts, Source
from .limits import terms
from .models import Enrolment, EnrolmentStep, PromotionDue
from .own_time import hold_time
from .queues import waiting_in_order
from .reading import person_facts
from .refusals import sentence_of
from .rules import (
    OF_WAITING,
    Refusal,
    Why,
    first_refusal,
    is_approved,
    overlap,
    overlapping_waits,
    runs,
)
from .states import State
from .timetable import bank_holidays
from .transactions import in_one_transaction
from .transitions import Step, promotions_are_due, transition_many

logger = logging.getLogger(__name__)

SKIP = "skip"


@dataclass
class Round:
    """What one look at a waiting list comes to."""

    chosen: list[Enrolment] = field(default_factory=list)
    skipped: list[tuple[Enrolment, Refusal]] = field(default_factory=list)
    withdrawn: list[Enrolment] = field(default_factory=list)


def promote_due(at: datetime.datetime | None = None) -> str:
    """Look at every waiting list that is due; return what was done, without names.

    One class that cannot be looked at now does not stop the others.
    """
    classes = PromotionDue.objects.order_by("learning_class_id").values_list(
        "learning_class_id", flat=True
    )
    promoted = 0
    failed: list[Exception] = []
    looked_at = list(classes.distinct())
    for class_id in looked_at:
        try:
            promoted += len(promote(class_id, at, only_if_due=True))
        except Busy as err:
            failed.append(err)
        except Exception as err:
            logger.exception("The waiting list of class %s failed", class_id)
            failed.append(err)
    if failed:
        raise failed[0]
    return f"{len(looked_at)} lists looked at, {promoted} people promoted"


@in_one_transaction
def promote(
    learning_class_id: int,
    at: datetime.datetime | None = None,
    *,
    only_if_due: bool = False,
) -> list[Enrolment]:
    """Give the free places of a class to those who wait, in order.

    Places are given, or offered where the class says so and shortly before it begins
    (67, 68); from the promotion cut-off on nobody is promoted.

    Args:
        only_if_due: Do nothing where another process has looked in the meantime.

    Returns: who was promoted, in order. Queries: about 15, however many wait.
    """
    moment = at or now()
    places.hold(learning_class_id)
    due = PromotionDue.objects.filter(learning_class_id=learning_class_id)
    looked_for = dict(due.values_list("pk", "passing_over_id"))
    PromotionDue.objects.filter(pk__in=looked_for).delete()
    if only_if_due and not looked_for:
        return []
    passing_over = set(looked_for.values())
    wanted = class_facts([learning_class_id])[learning_class_id]
    waiting = waiting_in_order(learning_class_id, on=moment.astimezone(zone()).date())
    if not waiting:
        return []
    hold_time([one.person_id for one in waiting])
    people = person_facts(
        [one.person_id for one in waiting], {learning_class_id: wanted}, at=moment
    )
    found = choose(
        waiting,
        people,
        wanted,
        at=moment,
        passing_over=frozenset() if None in passing_over else passing_over,
    )
    _withdraw(found.withdrawn, moment)
    _skip(found.skipped, moment)
    return _promote(found.chosen, people, wanted, moment)


def choose(
    waiting: Sequence[Enrolment],
    people: Mapping[int, PersonFacts],
    wanted: ClassFacts,
    *,
    at: datetime.datetime,
    passing_over: Collection[int | None] = (),
) -> Round:
    """Go through the list until the places are gone."""
    found = Round()
    free = places_to_give(wanted, at)
    conditions = terms(at=at)
    for one in waiting:
        person = people[one.person_id]
        if is_overtaken(person, wanted):
            found.withdrawn.append(one)
            continue
        if len(found.chosen) >= free or one.pk in passing_over:
            continue
        stated = replace(conditions, source=Source(one.source))
        refusal = first_refusal(OF_WAITING, person, wanted, stated) or is_approved(
            wanted, stated.source, approved=one.approved_at is not None
        )
        if refusal:
            found.skipped.append((one, refusal))
        else:
            found.chosen.append(one)
    return found


def places_to_give(wanted: ClassFacts, at: datetime.datetime) -> int:
    """Return how many places may be given now: none from the cut-off on (67)."""
    conditions = terms(at=at)
    if wanted.starts_at is None or runs(_NOBODY, wanted, conditions):
        return 0
    if at >= wanted.starts_at - conditions.promotion_cutoff:
        return 0
    return _MANY if wanted.free is None else wanted.free


_MANY = 1_000_000
_NOBODY = PersonFacts(0, "", False, None)


def is_overtaken(person: PersonFacts, wanted: ClassFacts) -> bool:
    """Whether another list has given them a place at this time (rule 69)."""
    if esrlm_settings.KEEP_OVERLAPPING_WAITS:
        return False
    clash = overlap(person, wanted)
    return clash is not None and clash.state is State.CONFIRMED and clash.was_promoted


def by_offer(wanted: ClassFacts, at: datetime.datetime) -> bool:
    """Whether places are offered now: as the class says, or shortly before it (67)."""
    if wanted.offer_hours is not None or wanted.starts_at is None:
        return wanted.offer_hours is not None
    given_until = working_days_before(
        wanted.starts_at,
        esrlm_settings.OFFER_ONLY_WORKING_DAYS,
        ZoneInfo(wanted.time_zone),
        bank_holidays(),
    )
    return at > given_until


def _promote(
    chosen: Sequence[Enrolment],
    people: Mapping[int, PersonFacts],
    wanted: ClassFacts,
    at: datetime.datetime,
) -> list[Enrolment]:
    if not chosen:
        return []
    if by_offer(wanted, at):
        step = Step(action="offer", to=State.OFFERED, at=at, kind="booking.offered")
        return transition_many(enrolments=chosen, step=step)
    late = wanted.cancel_until is not None and at > wanted.cancel_until
    step = Step(
        action="promote",
        to=State.CONFIRMED,
        at=at,
        kind="booking.promoted",
        fields={"promoted_late": late},
    )
    promoted = transition_many(enrolments=chosen, step=step)
    look_at_overlaps([people[one.person_id] for one in promoted], wanted)
    return promoted


def look_at_overlaps(people: Collection[PersonFacts], wanted: ClassFacts) -> None:
    """Let the lists be looked at on which these people wait for the same time (69)."""
    others = {
        wait.class_id for person in people for wait in overlapping_waits(person, wanted)
    }
    if others:
        promotions_are_due(sorted(others), reason="overlaps")


def _withdraw(withdrawn: Sequence[Enrolment], at: datetime.datetime) -> None:
    """Take people off the list whom another list has served (rule 69)."""
    reason = Enrolment.CancelReason.OVERLAPS.value
    step = Step(
        action="withdraw",
        to=State.CANCELLED,
        at=at,
        kind="booking.cancelled",
        told={"reason": reason, "was": State.WAITLISTED.value},
        fields={"cancel_reason": reason},
    )
    transition_many(enrolments=withdrawn, step=step)


def _skip(skipped: Sequence[tuple[Enrolment, Refusal]], at: datetime.datetime) -> None:
    """Say to who was skipped why; once, until the reason is another (rule 65)."""
    known = dict(
        EnrolmentStep.objects.filter(
            action=SKIP, enrolment__in=[one.pk for one, _refusal in skipped]
        )
        .order_by("pk")
        .values_list("enrolment_id", "facts__why")
    )
    by_reason: dict[Why, list[tuple[Enrolment, Refusal]]] = {}
    for one, refusal in skipped:
        if known.get(one.pk) != refusal.why.value:
            by_reason.setdefault(refusal.why, []).append((one, refusal))
    for why, members in by_reason.items():
        sentence = sentence_of(members[0][1])
        step = Step(
            action=SKIP,
            to=State.WAITLISTED,
            at=at,
            reason=sentence,
            facts={"why": why.value},
            kind="booking.skipped",
            told={"why": why.value, "sentence": sentence},
        )
        transition_many(enrolments=[one for one, _ in members], step=step)
