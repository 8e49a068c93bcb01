"""The states of an enrolment, and what each means. No Django, no clock."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class State(StrEnum):
    """Where an enrolment stands; the words that files use, in lower case."""

    REQUESTED = "requested"
    WAITLISTED = "waitlisted"
    OFFERED = "offered"
    CONFIRMED = "confirmed"
    ATTENDED = "attended"
    PARTIALLY_ATTENDED = "partially_attended"
    DID_NOT_ATTEND = "did_not_attend"
    EXCUSED = "excused"
    DECLINED = "declined"
    LAPSED = "lapsed"
    CANCELLED = "cancelled"


#: Rule 48: what counts against capacity.
HOLDS_PLACE = frozenset(
    {
        State.CONFIRMED,
        State.OFFERED,
        State.ATTENDED,
        State.PARTIALLY_ATTENDED,
        State.DID_NOT_ATTEND,
        State.EXCUSED,
    }
)
#: Rule 50: over; the person may ask again with a new record.
OVER = frozenset({State.DECLINED, State.LAPSED, State.CANCELLED})
#: What a closed register leaves.
OUTCOMES = frozenset(
    {
        State.ATTENDED,
        State.PARTIALLY_ATTENDED,
        State.DID_NOT_ATTEND,
        State.EXCUSED,
    }
)
#: Still to come: may be cancelled, moved, promoted.
OPEN = frozenset({State.REQUESTED, State.WAITLISTED, State.OFFERED, State.CONFIRMED})
#: Rule 51: what a person cannot be in twice at once.
CLASHES = frozenset({State.CONFIRMED, State.OFFERED, State.ATTENDED})


#: What an enrolment may become; nothing leads out of what is over. None: a new one.
NEXT: Mapping[State | None, frozenset[State]] = {
    None: frozenset(State),
    State.REQUESTED: (OPEN | OVER) - {State.OFFERED},
    State.WAITLISTED: OPEN - {State.REQUESTED} | {State.CANCELLED},
    State.OFFERED: OPEN - {State.REQUESTED} | {State.CANCELLED, State.LAPSED},
    State.CONFIRMED: OUTCOMES | {State.CONFIRMED, State.CANCELLED},
    **{outcome: OUTCOMES | {State.CONFIRMED} for outcome in OUTCOMES},
    **{over: frozenset() for over in OVER},
}


def may_become(before: State | None, after: State) -> bool:
    """Whether the step exists.

    >>> may_become(State.CANCELLED, State.CONFIRMED)
    False
    """
    return after in NEXT[before]
