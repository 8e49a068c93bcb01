"""The register closes: outcomes, awards, and later corrections (rules 71-73)."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from ..clock import now
from ..errors import Refused
from ..snippets.models import LearningClass
from ..workforce.audit import record
from ..workforce.selectors import person_for_user
from . import places
from .attendance import marks_of, must_keep_register
from .attendance_rules import (
    completes,
    last_attended,
    may_still_correct,
    outcome_of,
)
from .class_locks import held_class, refuse_closed
from .completion import award_completion, void_completion
from .models import Enrolment
from .policy import refuse_own
from .refusals import no
from .rules import Why
from .states import OUTCOMES, State
from .transactions import answered_once, in_one_transaction, once
from .transitions import Step, transition, transition_many


def close_register(
    *,
    learning_class: LearningClass,
    by: Any,
    unmarked_are_absent: bool = False,
    at: datetime.datetime | None = None,
    key: str | None = None,
) -> list[Enrolment]:
    """Make the marks count: outcomes and awards, in one transaction (rules 71-73).

    Args:
        unmarked_are_absent: Whoever has no mark was not there; else they are named.
        key: Idempotency key: asked again with it, the same is answered.

    Returns: the bookings as they are now.

    Raises:
        NotAllowed: for who does not keep this register.
        Refused: before the last session's end, twice, or with people unmarked.
    """
    must_keep_register(learning_class, by)
    return answered_once(
        by=by,
        key=key,
        request=("close_register", learning_class.pk, unmarked_are_absent),
        work=lambda: _close(learning_class, by, unmarked_are_absent, at or now()),
        pack=lambda people: {"enrolments": [one.pk for one in people]},
        unpack=lambda body: list(
            Enrolment.objects.filter(pk__in=body.get("enrolments", ())).order_by("pk")
        ),
    )


@in_one_transaction
def _close(
    learning_class: LearningClass, by: Any, absent: bool, at: datetime.datetime
) -> list[Enrolment]:
    stored = held_class(learning_class.pk)
    refuse_closed(stored.pk)
    if stored.status == LearningClass.Status.CANCELLED:
        raise no(Why.CLASS_CANCELLED)
    if stored.ends_at is None or at < stored.ends_at:
        raise Refused(
            "too_early", _("Close the register after the end of the last session.")
        )
    by_name = list(
        Enrolment.objects.filter(learning_class=stored, state=State.CONFIRMED)
        .select_related("learning_class__course", "person")
        .in_register_order()
    )
    sessions = dict(stored.sessions.values_list("pk", "held_on"))
    marks = marks_of(by_name)
    _refuse_unmarked(by_name, sessions, marks, absent)
    _refuse_unassessed(by_name, sessions, marks)
    people = sorted(by_name, key=lambda enrolment: enrolment.pk)
    groups: dict[tuple[State, datetime.date | None], list[Enrolment]] = {}
    for enrolment in people:
        present = _present(marks.get(enrolment.pk, {}))
        needed = stored.course.sessions_needed
        state = outcome_of(present, sessions, needed)
        day = last_attended(present, sessions)
        groups.setdefault((state, day), []).append(enrolment)
    LearningClass.objects.filter(pk=stored.pk).update(register_closed_at=at)
    record(stored, "wagtail_esrlm.class.register", by=by)
    after: list[Enrolment] = []
    for (state, day), members in groups.items():
        after += _set_outcome(members, state, day, by=by, at=at)
    return after


def _set_outcome(
    members: list[Enrolment],
    state: State,
    day: datetime.date | None,
    *,
    by: Any,
    at: datetime.datetime,
) -> list[Enrolment]:
    absent = state is State.DID_NOT_ATTEND
    after = transition_many(
        enrolments=members,
        step=Step(
            action="close_register",
            to=state,
            at=at,
            by=by,
            kind="class.did_not_attend" if absent else "",
            fields={"completed_on": day if state is State.ATTENDED else None},
        ),
    )
    assessed = members[0].learning_class.course.is_assessed
    award_completion(
        [
            each
            for each in after
            if completes(state, is_assessed=assessed, result=each.result)
        ],
        by=by,
    )
    return after


def correct(
    *,
    enrolment: Enrolment,
    to_state: str,
    by: Any,
    reason: str,
    result: str = "",
    at: datetime.datetime | None = None,
    key: str | None = None,
) -> Enrolment:
    """Set another outcome after the register was closed, with a reason (rule 73).

    From Attended to another the award it gave is void; to Attended it awards, with the
    result passed where the course assesses.

    Args:
        result: What the assessment found; "" leaves it as it is.

    Raises:
        NotAllowed: for who does not keep this register.
        Refused: without a reason, for themselves, too late for an instructor, while it
            is open, or attended without a result where the course assesses.
    """
    office = must_keep_register(enrolment.learning_class, by)
    refuse_own([enrolment.person_id], by)
    moment = at or now()
    if to_state not in OUTCOMES:
        raise Refused("unknown_state", _("Choose an outcome of the class."))
    if result and result not in Enrolment.Result.values:
        raise Refused("unknown_result", _("Choose passed, referred or failed."))
    if not reason.strip():
        raise Refused("reason_needed", _("Say why the outcome is changed."))
    if not may_still_correct(
        enrolment.learning_class.ends_at, moment, by_office=office
    ):
        raise Refused(
            "too_late_to_correct",
            _("Instructors can correct for 14 days. Ask a class administrator."),
        )
    return once(
        by=by,
        key=key,
        request=("correct", enrolment.pk, str(to_state), result, reason),
        work=lambda: _correct(
            enrolment, State(to_state), by, reason.strip(), result, moment
        ),
    )


@in_one_transaction
def _correct(
    enrolment: Enrolment,
    to: State,
    by: Any,
    reason: str,
    result: str,
    at: datetime.datetime,
) -> Enrolment:
    places.hold(enrolment.learning_class_id)
    fresh = Enrolment.objects.select_related("learning_class__course").get(
        pk=enrolment.pk
    )
    before = State(fresh.state)
    if before not in OUTCOMES:
        raise Refused("not_closed", _("Close the register first."))
    course = fresh.learning_class.course
    if to is State.ATTENDED and course.is_assessed and not (result or fresh.result):
        raise Refused("not_assessed", _("Say also what the assessment found."))
    if before is State.ATTENDED:
        void_completion(fresh, reason=reason, by=by)
    day = _completed_on(fresh) if to is State.ATTENDED else None
    assessed = {"result": result, "assessor": person_for_user(by) if by else None}
    after = transition(
        enrolment=fresh,
        to=to,
        action="correct",
        by=by,
        at=at,
        reason=reason,
        fields={
            "completed_on": day,
            "set_by_hand": True,
            **(assessed if result else {}),
        },
    )
    if completes(to, is_assessed=course.is_assessed, result=after.result):
        award_completion([after], by=by)
    return after


def _completed_on(enrolment: Enrolment) -> datetime.date | None:
    """Return the day of the last session attended, else of the last session (72)."""
    sessions = dict(enrolment.learning_class.sessions.values_list("pk", "held_on"))
    present = _present(marks_of([enrolment]).get(enrolment.pk, {}))
    return last_attended(present, sessions) or max(sessions.values(), default=None)


def _present(marks: Mapping[int, bool]) -> set[int]:
    return {session for session, is_present in marks.items() if is_present}


def _refuse_unmarked(
    people: Iterable[Enrolment],
    sessions: Mapping[int, datetime.date],
    marks: Mapping[int, Mapping[int, bool]],
    absent: bool,
) -> None:
    if absent:
        return
    unmarked = [
        each.person.display_name
        for each in people
        if set(sessions) - set(marks.get(each.pk, {}))
    ]
    if unmarked:
        raise Refused(
            "unmarked",
            _("Mark these people first: %(names)s.") % {"names": ", ".join(unmarked)},
            facts={"people": len(unmarked)},
        )


def _refuse_unassessed(
    people: Iterable[Enrolment],
    sessions: Mapping[int, datetime.date],
    marks: Mapping[int, Mapping[int, bool]],
) -> None:
    missing = [
        each.person.display_name
        for each in people
        if each.learning_class.course.is_assessed
        and not each.result
        and outcome_of(
            _present(marks.get(each.pk, {})),
            sessions,
            each.learning_class.course.sessions_needed,
        )
        is State.ATTENDED
    ]
    if missing:
        raise Refused(
            "not_assessed",
            _("Enter a result for these people first: %(names)s.")
            % {"names": ", ".join(missing)},
        )
