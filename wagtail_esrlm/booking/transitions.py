"""The one road on which bookings change: state, counters, steps and messages.

``transition`` and ``enter`` are the only writers of ``Enrolment.state``, of the
counters of ``ClassPlaces`` (through ``places``) and of ``EnrolmentStep``. They decide
nothing but whether the step exists; who may take it is decided by the services that
call them, inside ``in_one_transaction``.
"""

from __future__ import annotations

import copy
import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..inserting import Batch, collected, insert_all, written_together
from ..jobs.enqueue import poke
from ..notifications.outbox import Saying, say_many
from . import places
from .models import Enrolment, EnrolmentStep, PromotionDue
from .refusals import no
from .rules import Why
from .states import HOLDS_PLACE, OVER, State, may_become
from .transactions import Overtaken

#: Name of the job that looks at waiting lists.
PROMOTE = "promote"


@dataclass(frozen=True)
class Step:
    """What happens to one booking, or to several of a class in the same way.

    Attributes:
        action: What is done, in a word of at most 40 characters.
        by: The log-in that does it; None for the system.
        reason: Why; kept with the step.
        facts: Codes and ids kept with the step; no names.
        kind: The message the person gets; empty for none.
        tell: Others who are told: kind and person id.
        tells_approver: Whoever was asked to approve it gets the same message.
        told: Codes and ids that the messages need.
        fields: Other columns to write.
    """

    action: str
    to: State
    at: datetime.datetime
    by: Any = None
    reason: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    kind: str = ""
    tell: Collection[tuple[str, int]] = ()
    tells_approver: bool = False
    told: Mapping[str, Any] = field(default_factory=dict)
    fields: Mapping[str, Any] = field(default_factory=dict)


def transition(
    *,
    enrolment: Enrolment,
    to: State,
    action: str,
    at: datetime.datetime,
    by: Any = None,
    moves_places: bool = True,
    **details: Any,
) -> Enrolment:
    """Take a booking one step further; ``details`` as in ``Step``.

    Args:
        moves_places: False where the caller has written the counters already.

    Queries: 4, one more with messages. Returns: the booking as it is now.

    Raises:
        Overtaken: when the booking is not as it was read; decide anew.
        Refused: when the step does not exist, or there is no free place.
    """
    step = Step(action=action, to=to, at=at, by=by, **details)
    return transition_many(
        enrolments=[enrolment], step=step, moves_places=moves_places
    )[0]


def transition_many(
    *, enrolments: Sequence[Enrolment], step: Step, moves_places: bool = True
) -> list[Enrolment]:
    """Take bookings of one class the same step. Queries: at most 6, however many.

    Args:
        moves_places: False where the caller has written the counters already.

    Raises:
        Overtaken: when any is not as it was read.
        Refused: when the step does not exist for any, or places are lacking.
    """
    if not enrolments:
        return []
    class_id = enrolments[0].learning_class_id
    befores = [State(enrolment.state) for enrolment in enrolments]
    for before in befores:
        if not may_become(before, step.to):
            raise no(Why.STATE_CHANGED)
    taken = sum((step.to in HOLDS_PLACE) - (old in HOLDS_PLACE) for old in befores)
    waits = State.WAITLISTED
    waiting = sum((step.to == waits) - (old == waits) for old in befores)
    if moves_places and not places.change(class_id, taken=taken, waiting=waiting):
        raise no(Why.FULL)
    after = _write_states(enrolments, befores, step)
    _write_steps(after, befores, step)
    if taken < 0:
        _free(class_id, after, befores, step)
    return after


def _free(
    class_id: int,
    enrolments: Sequence[Enrolment],
    befores: Sequence[State],
    step: Step,
) -> None:
    """Let the list be looked at, past those who have just let the place go (68)."""
    kept = [
        enrolment
        for enrolment, before in zip(enrolments, befores, strict=True)
        if before is State.OFFERED and step.to is State.WAITLISTED
    ]
    promotion_is_due(class_id, reason=step.action, passing_over=kept)


def _write_states(
    enrolments: Sequence[Enrolment], befores: Sequence[State], step: Step
) -> list[Enrolment]:
    """Write what all have in common in one statement for each version and state."""
    groups: dict[tuple[int, State], list[Enrolment]] = {}
    for enrolment, before in zip(enrolments, befores, strict=True):
        groups.setdefault((enrolment.version, before), []).append(enrolment)
    after: dict[int, Enrolment] = {}
    for (version, before), members in groups.items():
        columns = {
            "state": step.to.value,
            "version": version + 1,
            **_stamps(before, step),
            **step.fields,
        }
        written = Enrolment.objects.filter(
            pk__in=[member.pk for member in members],
            state=before.value,
            version=version,
        ).update(**columns)
        if written != len(members):
            raise Overtaken
        for member in members:
            after[member.pk] = _with(member, columns)
    return [after[enrolment.pk] for enrolment in enrolments]


def _with(enrolment: Enrolment, columns: Mapping[str, Any]) -> Enrolment:
    fresh = copy.copy(enrolment)
    _set(fresh, columns)
    return fresh


def _set(enrolment: Enrolment, columns: Mapping[str, Any]) -> None:
    for name, value in columns.items():
        setattr(enrolment, name, value)


def _stamps(before: State | None, step: Step) -> dict[str, Any]:
    """Return the moments that follow from the step itself."""
    stamps: dict[str, Any] = {}
    if step.to == before:
        return stamps
    if step.to is State.CONFIRMED and before not in HOLDS_PLACE - {State.OFFERED}:
        stamps["confirmed_at"] = step.at
    if step.to is State.WAITLISTED:
        stamps["waiting_since"] = step.at
    if step.to is State.OFFERED:
        stamps["offered_at"] = step.at
    if step.to in OVER:
        stamps["ended_at"] = step.at
    if before is State.OFFERED:
        stamps["offer_expires_at"] = None
    return stamps


def enter(
    *, enrolments: Sequence[Enrolment], step: Step, then_commit: bool = False
) -> list[Enrolment]:
    """Write new bookings in the state of the step. Queries: 3, however many.

    One on PostgreSQL for a single booking whose key is reserved already.

    The caller has written the counters of the class first (``places``).

    Args:
        enrolments: Unsaved; they get the state of the step.
        then_commit: Nothing is written after them in this transaction.
    """
    with written_together(Enrolment, then_commit=then_commit):
        return _entered(enrolments, step)


def entering(*, enrolment: Enrolment, step: Step) -> Batch:
    """Make ready what ``enter`` would write of one booking whose key is reserved.

    The person alone hears of it. Nothing is written before ``Batch.write``.
    """
    if enrolment.pk is None or step.tell or step.tells_approver:
        raise ValueError("Only one row of each kind waits, and none for its key.")
    with collected(Enrolment) as batch:
        _entered([enrolment], step)
    batch.bind()
    return batch


def _entered(enrolments: Sequence[Enrolment], step: Step) -> list[Enrolment]:
    columns = {"state": step.to.value, **_stamps(None, step), **step.fields}
    for enrolment in enrolments:
        _set(enrolment, columns)
    made = insert_all(enrolments)
    _write_steps(made, [None] * len(made), step)
    return made


def _write_steps(
    enrolments: Sequence[Enrolment], befores: Iterable[State | None], step: Step
) -> None:
    by = step.by if getattr(step.by, "pk", None) else None
    insert_all(
        [
            EnrolmentStep(
                enrolment_id=enrolment.pk,
                action=step.action,
                from_state=before.value if before else "",
                to_state=step.to.value,
                at=step.at,
                by=by,
                reason=step.reason[:255],
                facts=dict(step.facts),
            )
            for enrolment, before in zip(enrolments, befores, strict=True)
        ],
        needs_keys=False,
    )
    sayings = [
        Saying(
            kind=kind,
            person_id=person_id,
            dedupe_key=f"{kind}:{enrolment.pk}:{enrolment.version}:{person_id}",
            about_id=enrolment.pk,
            facts=dict(step.told),
        )
        for enrolment in enrolments
        for kind, person_id in _hearers(enrolment, step)
    ]
    if sayings:
        say_many(sayings)


def _hearers(enrolment: Enrolment, step: Step) -> Iterable[tuple[str, int]]:
    if step.kind:
        yield step.kind, enrolment.person_id
    if step.tells_approver and enrolment.approver_id is not None:
        yield step.kind, enrolment.approver_id
    yield from step.tell


def promotion_is_due(
    class_id: int, *, reason: str, passing_over: Collection[Enrolment] = ()
) -> None:
    """Note that a waiting list must be looked at (rule 65), soon.

    Args:
        passing_over: Who has just let this place go and stays on the list.
    """
    promotions_are_due([class_id], reason=reason, passing_over=passing_over)


def promotions_are_due(
    class_ids: Collection[int], *, reason: str, passing_over: Collection[Enrolment] = ()
) -> None:
    """Note the same of several classes. Queries: 1."""
    PromotionDue.objects.bulk_create(
        PromotionDue(
            learning_class_id=class_id, reason=reason[:40], passing_over=enrolment
        )
        for class_id in class_ids
        for enrolment in (passing_over or (None,))
    )
    poke(PROMOTE)
