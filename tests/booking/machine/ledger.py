"""People, classes and bookings in plain Python, and who may book what (rules 42-51)."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

HOLDS = {
    "confirmed",
    "offered",
    "attended",
    "partially_attended",
    "did_not_attend",
    "excused",
}
OUTCOMES = HOLDS - {"confirmed", "offered"}
OVER = {"declined", "lapsed", "cancelled"}
OPEN = {"requested", "waitlisted", "offered", "confirmed"}
CLASHES = {"confirmed", "offered", "attended"}

HOUR = datetime.timedelta(hours=1)
CUT_OFF = 24 * HOUR
LONDON = ZoneInfo("Europe/London")
EARLY = datetime.timedelta(minutes=15)


class No(Exception):
    """A refusal, by its code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass
class Human:
    """Somebody who books."""

    name: str
    limited: bool = False
    customer: bool = False
    left_on: datetime.date | None = None


@dataclass
class Klass:
    """A class with its sittings; ``due`` says why its list must be looked at."""

    name: str
    course: str
    places: int
    sittings: list[tuple[datetime.datetime, datetime.datetime]]
    cancel_until: datetime.datetime
    given_until: datetime.datetime
    approval: bool = False
    offer_hours: int | None = None
    queues: bool = True
    status: str = "normal"
    register_closed: bool = False
    due: list[int | None] = field(default_factory=list)
    passed: set[int] = field(default_factory=set)

    @property
    def starts(self) -> datetime.datetime:
        """When the first sitting starts."""
        return min(begin for begin, _end in self.sittings)

    @property
    def ends(self) -> datetime.datetime:
        """When the last sitting ends."""
        return max(end for _begin, end in self.sittings)


@dataclass
class Booking:
    """One way of somebody through a class."""

    number: int
    human: Human
    klass: Klass
    state: str
    source: str
    approved: bool = False
    queued_at: datetime.datetime | None = None
    priority: int = 0
    keeps: bool = False
    expires: datetime.datetime | None = None
    pardoned: bool = False
    asked_to_keep: bool = False
    late: bool = False
    squeezed: bool = False
    marks: dict[int, bool] = field(default_factory=dict)


def _overlap(first: Klass, second: Klass) -> bool:
    return any(
        begin < other_end and other_begin < end
        for begin, end in first.sittings
        for other_begin, other_end in second.sittings
    )


class Ledger:
    """All classes and bookings, and what can be asked of them."""

    def __init__(self, humans: list[Human], classes: list[Klass]) -> None:
        self.humans = humans
        self.classes = classes
        self.bookings: list[Booking] = []

    def of(self, klass: Klass, *states: str) -> list[Booking]:
        """Return the bookings of a class in these states."""
        return [
            one for one in self.bookings if one.klass is klass and one.state in states
        ]

    def held(self, klass: Klass) -> int:
        """Count the places held (rule 48)."""
        return len(self.of(klass, *HOLDS))

    def free(self, klass: Klass) -> int:
        """Count the places that nobody has."""
        return max(0, klass.places - self.held(klass))

    def queue(self, klass: Klass) -> list[Booking]:
        """Return who waits, in order (rule 63)."""
        waiting = self.of(klass, "waitlisted")
        return sorted(
            waiting, key=lambda one: (-one.priority, one.queued_at, one.number)
        )

    def is_open(self, klass: Klass) -> bool:
        """Whether a newcomer gets a place at once (rule 66)."""
        return self.held(klass) < klass.places and not self.queue(klass)

    def standing(self, human: Human, klass: Klass) -> Booking | None:
        """Return what is not over of somebody in a class (rule 50)."""
        for one in self.bookings:
            if one.human is human and one.klass is klass and (one.state not in OVER):
                return one
        return None

    def clash(
        self,
        human: Human,
        klass: Klass,
        now: datetime.datetime,
        ignoring: Booking | None = None,
    ) -> Booking | None:
        """Return the first booking at the same time (rule 51)."""
        for one in self.bookings:
            if one.human is not human or one.klass is klass or one is ignoring:
                continue
            if one.state in CLASHES and one.klass.ends > now:
                if _overlap(one.klass, klass):
                    return one
        return None

    def refuse(
        self,
        human: Human,
        klass: Klass,
        source: str,
        now: datetime.datetime,
        *,
        ignoring: Booking | None = None,
        waiting: bool = False,
    ) -> None:
        """Raise what stands against somebody's place, in the order people are told.

        Args:
            waiting: They asked before, in time: the window and the audience were asked
                then.
        """
        walks = source == "walk_in"
        if klass.status == "cancelled":
            raise No("class_cancelled")
        if klass.status == "closed" and not walks:
            raise No("class_closed")
        if walks and klass.register_closed:
            raise No("closed")
        if not waiting and not walks and klass.starts <= now:
            raise No("class_started")
        if human.customer and source == "manager":
            raise No("no_log_in")
        today = now.astimezone(LONDON).date()
        if not walks and human.left_on and human.left_on < today:
            raise No("not_for_you")
        if source == "self" and klass.approval:
            if human.limited:
                raise No("limited_access")
            if not waiting and now >= klass.starts - CUT_OFF:
                raise No("too_late_to_approve")
        if not walks:
            day = klass.starts.date()
            if human.left_on and human.left_on < day:
                raise No("gone_by_then")
            if self.clash(human, klass, now, ignoring):
                raise No("overlaps")

    def _end(self, one: Booking, state: str) -> None:
        if one.state in HOLDS:
            one.klass.due.append(None)
        one.state, one.expires = state, None

    def _leave_offer(self, one: Booking, now: datetime.datetime, end: str) -> None:
        one.expires = None
        if one.keeps:
            one.state, one.queued_at = "waitlisted", now
            one.klass.due.append(one.number)
        else:
            one.state = end
            one.klass.due.append(None)

    def _room(self, klass: Klass, now: datetime.datetime) -> int:
        if klass.status != "normal" or now >= klass.starts - CUT_OFF:
            return 0
        return self.free(klass)

    def may_be_promoted(self, one: Booking, now: datetime.datetime) -> bool:
        """Whether a place may be given to who waits (65, 67)."""
        try:
            self.refuse(one.human, one.klass, one.source, now, waiting=True)
        except No:
            return False
        return not (one.klass.approval and one.source == "self" and not one.approved)

    def _overlapping_lists_are_due(self, human: Human, klass: Klass) -> None:
        for one in self.bookings:
            if one.human is human and one.state == "waitlisted":
                if one.klass is not klass and _overlap(one.klass, klass):
                    one.klass.due.append(None)

    def _new(
        self, human: Human, klass: Klass, state: str, source: str, **facts: object
    ) -> Booking:
        made = Booking(len(self.bookings) + 1, human, klass, state, source)
        for name, value in facts.items():
            setattr(made, name, value)
        self.bookings.append(made)
        return made
