"""Who may have a place in which class, decided from facts. No Django, no clock.

A decision is a refusal or nothing. Each check below is one rule; their order is the
order in which people are told.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from .facts import ClassFacts, Commitment, PersonFacts, Sittings, Source, Terms
from .states import CLASHES, State


class Why(StrEnum):
    """The code of a refusal, the same in page, API and admin."""

    NOT_YOURS = "not_yours"
    NOT_IN_TEAM = "not_in_team"
    NOT_YOUR_REGISTER = "not_your_register"
    NOT_COME_YET = "not_come_yet"
    CLASS_CANCELLED = "class_cancelled"
    CLASS_CLOSED = "class_closed"
    CLASS_PLANNED = "class_planned"
    NO_DATES = "no_dates"
    NOT_SHOWN = "not_shown"
    COURSE_ENDED = "course_ended"
    COURSE_NOT_OPEN = "course_not_open"
    CLASS_STARTED = "class_started"
    NOT_OPEN_YET = "not_open_yet"
    CLOSED_FOR_BOOKING = "closed_for_booking"
    NOT_FOR_YOU = "not_for_you"
    NO_LOG_IN = "no_log_in"
    E_LEARNING_ONLY = "e_learning_only"
    BOOKED_BY_OTHERS = "booked_by_others"
    LIMITED_ACCESS = "limited_access"
    TOO_LATE_TO_APPROVE = "too_late_to_approve"
    GONE_BY_THEN = "gone_by_then"
    ALREADY_BOOKED = "already_booked"
    OVERLAPS = "overlaps"
    SAME_COURSE = "same_course"
    PREREQUISITE = "prerequisite"
    ALREADY_COMPLIANT = "already_compliant"
    TOO_MANY_WAITS = "too_many_waits"
    TOO_MANY_BOOKINGS = "too_many_bookings"
    FULL = "full"
    QUEUE_FIRST = "queue_first"
    GROUP_TOO_LARGE = "group_too_large"
    GROUP_REFUSED = "group_refused"
    NOT_THEIR_POST = "not_their_post"
    REASON_NEEDED = "reason_needed"
    STATE_CHANGED = "state_changed"
    NOTHING_TO_CANCEL = "nothing_to_cancel"
    TOO_LATE_TO_CANCEL = "too_late_to_cancel"
    NOT_ASKED = "not_asked"
    NOT_YOUR_DECISION = "not_your_decision"
    OWN_REQUEST = "own_request"
    REQUEST_EXPIRED = "request_expired"
    NO_OFFER = "no_offer"
    OFFER_LAPSED = "offer_lapsed"
    NOT_BOOKED = "not_booked"
    OTHER_COURSE = "other_course"
    SAME_CLASS = "same_class"
    MOVE_NEEDS_APPROVAL = "move_needs_approval"
    NOT_WAITING = "not_waiting"
    APPROVAL_MISSING = "approval_missing"


@dataclass(frozen=True)
class Refusal:
    """Why not; ``facts`` fill the sentence and help an edge to offer a way on."""

    why: Why
    facts: Mapping[str, object] = field(default_factory=dict)


Check = Callable[[PersonFacts, ClassFacts, Terms], "Refusal | None"]


def runs(person: PersonFacts, wanted: ClassFacts, terms: Terms) -> Refusal | None:
    """Refuse where the class does not take place or has no dates (rule 61)."""
    if wanted.status == "cancelled":
        return Refusal(Why.CLASS_CANCELLED)
    if wanted.status == "closed" and terms.source is not Source.WALK_IN:
        return Refusal(Why.CLASS_CLOSED)
    if wanted.status == "planned" and terms.source is not Source.IMPORT:
        return Refusal(Why.CLASS_PLANNED)
    return Refusal(Why.NO_DATES) if wanted.starts_at is None else None


def is_shown(person: PersonFacts, wanted: ClassFacts, terms: Terms) -> Refusal | None:
    """Refuse what people do not see yet; the learning service does (42, 102)."""
    if terms.by_office:
        return None
    if not (wanted.is_published and wanted.course_is_live):
        return Refusal(Why.NOT_SHOWN)
    if wanted.course_expires_at and wanted.course_expires_at <= terms.at:
        return Refusal(Why.NOT_SHOWN)
    if wanted.shown_from and wanted.shown_from > terms.at and not person.is_pilot:
        return Refusal(Why.NOT_SHOWN)
    return None


def course_runs(
    person: PersonFacts, wanted: ClassFacts, terms: Terms
) -> Refusal | None:
    """Refuse a course before its first or after its last day (rules 42, 46)."""
    if terms.source is Source.IMPORT:
        return None
    if wanted.course_ends_on and wanted.course_ends_on < terms.today:
        return Refusal(Why.COURSE_ENDED)
    if wanted.course_starts_on and wanted.course_starts_on > terms.today:
        return Refusal(Why.COURSE_NOT_OPEN, {"day": wanted.course_starts_on})
    return None


def window_is_open(
    person: PersonFacts, wanted: ClassFacts, terms: Terms
) -> Refusal | None:
    """Refuse before booking opens, after it closes and once the class began (54)."""
    if terms.source in (Source.WALK_IN, Source.IMPORT):
        return None
    if wanted.starts_at and wanted.starts_at <= terms.at:
        return Refusal(Why.CLASS_STARTED)
    if wanted.opens_at and terms.at < wanted.opens_at:
        return Refusal(Why.NOT_OPEN_YET, {"at": wanted.opens_at})
    if wanted.closes_at and terms.at > wanted.closes_at:
        return Refusal(Why.CLOSED_FOR_BOOKING, {"at": wanted.closes_at})
    return None


def has_not_begun(
    person: PersonFacts, wanted: ClassFacts, terms: Terms
) -> Refusal | None:
    """Refuse once the class has begun, whoever asks."""
    if wanted.starts_at and wanted.starts_at <= terms.at:
        return Refusal(Why.CLASS_STARTED)
    return None


def is_for_them(
    person: PersonFacts, wanted: ClassFacts, terms: Terms
) -> Refusal | None:
    """Refuse whoever is not in the audience (44, 58); customers have none."""
    if person.person_type == "customer":
        if not terms.by_office:
            return Refusal(Why.NO_LOG_IN)
        return None if wanted.is_attended else Refusal(Why.E_LEARNING_ONLY)
    if terms.source in (Source.WALK_IN, Source.IMPORT):
        return None
    return None if wanted.course_id in person.courses else Refusal(Why.NOT_FOR_YOU)


def may_book_themselves(
    person: PersonFacts, wanted: ClassFacts, terms: Terms
) -> Refusal | None:
    """Refuse where others book; limited access needs no approval class (42, 43)."""
    if not terms.by_self:
        return None
    if not wanted.self_enrolment:
        return Refusal(Why.BOOKED_BY_OTHERS)
    if wanted.approval_required and person.is_limited:
        return Refusal(Why.LIMITED_ACCESS)
    return None


def asks_in_time(
    person: PersonFacts, wanted: ClassFacts, terms: Terms
) -> Refusal | None:
    """Refuse a request that nobody could answer any more (rule 56)."""
    if not (terms.by_self and wanted.approval_required and wanted.starts_at):
        return None
    if terms.at >= wanted.starts_at - terms.promotion_cutoff:
        return Refusal(Why.TOO_LATE_TO_APPROVE)
    return None


def is_there_by_then(
    person: PersonFacts, wanted: ClassFacts, terms: Terms
) -> Refusal | None:
    """Refuse who will have left by the day of the class (rules 7, 44)."""
    if terms.override or terms.source in (Source.WALK_IN, Source.IMPORT):
        return None
    if wanted.day is None:
        return None
    if person.ends_on and person.ends_on < wanted.day:
        return Refusal(Why.GONE_BY_THEN, {"day": person.ends_on})
    if person.person_type == "employee" and not person.posts_on(wanted.day):
        return Refusal(Why.GONE_BY_THEN, {"day": wanted.day})
    return None


def overlap(
    person: PersonFacts, wanted: ClassFacts, ignoring: int | None = None
) -> Commitment | None:
    """Return the first booking that has a sitting at the same time (rule 51).

    Half-open: 12:00 end and 12:00 start do not overlap.
    """
    for commitment in person.commitments:
        if commitment.class_id == wanted.class_id or commitment.state not in CLASHES:
            continue
        if commitment.enrolment_id == ignoring:
            continue
        if overlaps(commitment.sittings, wanted.sittings):
            return commitment
    return None


def overlapping_waits(person: PersonFacts, wanted: ClassFacts) -> list[Commitment]:
    """Return where else the person waits for the same time (rule 69)."""
    return [
        commitment
        for commitment in person.commitments
        if commitment.state is State.WAITLISTED
        and commitment.class_id != wanted.class_id
        and overlaps(commitment.sittings, wanted.sittings)
    ]


def overlaps(first: Sittings, second: Sittings) -> bool:
    """Whether any sitting of one runs while one of the other does.

    >>> day = [datetime.datetime(2026, 1, 1, hour) for hour in (9, 12, 15)]
    >>> overlaps(((day[0], day[1]),), ((day[1], day[2]),))
    False
    """
    return any(
        begin < other_end and other_begin < end
        for begin, end in first
        for other_begin, other_end in second
    )


def is_free_then(
    person: PersonFacts, wanted: ClassFacts, terms: Terms
) -> Refusal | None:
    """Refuse two classes at one time; administrators may override (rule 51)."""
    if terms.override or terms.source in (Source.WALK_IN, Source.IMPORT):
        return None
    clash = overlap(person, wanted, terms.ignoring)
    if clash is None:
        return None
    return Refusal(
        Why.OVERLAPS, {"enrolment": clash.enrolment_id, "class": clash.class_id}
    )


def is_not_on_course(
    person: PersonFacts, wanted: ClassFacts, terms: Terms
) -> Refusal | None:
    """Warn who is booked on another class of the course; moving is offered (53)."""
    if terms.override or not terms.by_self or Why.SAME_COURSE in terms.despite:
        return None
    for other in person.commitments:
        if other.course_id != wanted.course_id or other.class_id == wanted.class_id:
            continue
        if other.enrolment_id == terms.ignoring:
            continue
        if other.state in (State.CONFIRMED, State.OFFERED, State.REQUESTED):
            return Refusal(
                Why.SAME_COURSE,
                {
                    "enrolment": other.enrolment_id,
                    "class": other.class_id,
                    "state": other.state.value,
                    "can_move": may_move(other, wanted, terms),
                },
            )
    return None


def may_move(other: Commitment, wanted: ClassFacts, terms: Terms) -> bool:
    """Whether a booking may leave its class for this one, if that has room (53)."""
    return (
        other.state is State.CONFIRMED
        and (other.starts_at is None or other.starts_at > terms.at)
        and (other.is_approved or not needs_approval(wanted, terms.source))
    )


def unmoved(refusal: Refusal) -> Refusal:
    """Return the refusal where there is no room to move to."""
    return replace(refusal, facts={**refusal.facts, "can_move": False})


def is_prepared(
    person: PersonFacts, wanted: ClassFacts, terms: Terms
) -> Refusal | None:
    """Refuse who books without what the course asks for first."""
    lacking = person.lacking.get(wanted.course_id)
    if not (terms.by_self and lacking):
        return None
    return Refusal(Why.PREREQUISITE, {"titles": list(lacking)})


def needs_it(person: PersonFacts, wanted: ClassFacts, terms: Terms) -> Refusal | None:
    """Refuse who is compliant and not in the window, where a setting does (52)."""
    if terms.by_self and wanted.course_id in person.compliant:
        return Refusal(Why.ALREADY_COMPLIANT)
    return None


def is_within_limits(
    person: PersonFacts, wanted: ClassFacts, terms: Terms
) -> Refusal | None:
    """Refuse hoarding: so many bookings in a day, so many waiting lists at once."""
    if not terms.by_self:
        return None
    if person.asked_lately >= terms.most_bookings:
        return Refusal(Why.TOO_MANY_BOOKINGS, {"most": terms.most_bookings})
    waits = sum(other.state is State.WAITLISTED for other in person.commitments)
    if waits >= terms.most_waits and wanted.is_full:
        return Refusal(Why.TOO_MANY_WAITS, {"most": terms.most_waits})
    return None


#: Checks of the class alone, which an edge may ask before it knows the person.
OF_CLASS: tuple[Check, ...] = (runs, is_shown, course_runs, window_is_open)
#: Checks of somebody who would have a place.
OF_PERSON: tuple[Check, ...] = (
    is_for_them,
    may_book_themselves,
    asks_in_time,
    is_there_by_then,
    is_free_then,
    is_not_on_course,
    is_prepared,
    needs_it,
    is_within_limits,
)
#: Checks of somebody who waits and would get a place now (rules 65, 67): what they
#: asked for was allowed then; what can have changed since is asked again.
OF_WAITING: tuple[Check, ...] = (
    runs,
    is_for_them,
    may_book_themselves,
    is_there_by_then,
    is_free_then,
)


def decide(person: PersonFacts, wanted: ClassFacts, terms: Terms) -> Refusal | None:
    """Decide whether somebody may have, or wait for, a place; capacity aside."""
    standing = person.standing_in(wanted.class_id)
    if standing is not None and standing.enrolment_id != terms.ignoring:
        return Refusal(Why.ALREADY_BOOKED, {"enrolment": standing.enrolment_id})
    return first_refusal((*OF_CLASS, *OF_PERSON), person, wanted, terms)


def first_refusal(
    checks: Collection[Check], person: PersonFacts, wanted: ClassFacts, terms: Terms
) -> Refusal | None:
    """Return the first thing that stands against it."""
    for check in checks:
        if refusal := check(person, wanted, terms):
            return refusal
    return None


def needs_approval(wanted: ClassFacts, source: Source) -> bool:
    """Whether a manager must answer first: only for who books themselves (58)."""
    return wanted.approval_required and source is Source.SELF


def is_approved(
    wanted: ClassFacts, source: Source, *, approved: bool
) -> Refusal | None:
    """Refuse a place to who needs a manager's answer and has none (rules 56, 59)."""
    if needs_approval(wanted, source) and not approved:
        return Refusal(Why.APPROVAL_MISSING)
    return None


def is_late(
    state: State,
    cancel_until: datetime.datetime | None,
    at: datetime.datetime,
    *,
    promoted_late: bool = False,
) -> bool:
    """Whether giving a place up counts as late (rules 67, 76); allowed at the cut-off.

    Only a place can be given up late: not a request, a wait or an offer.
    """
    if state is not State.CONFIRMED or promoted_late or cancel_until is None:
        return False
    return at > cancel_until
