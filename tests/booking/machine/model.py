"""What booking should do, in plain Python: no Django, no table, no clock of its own.

Written from the rules 42-77 alone, so that it can disagree with the services. Every
verb either changes the model or raises ``No`` with the code of the refusal.
"""

from __future__ import annotations

import datetime

from .ledger import CUT_OFF, EARLY, OPEN, OUTCOMES, Booking, Human, Klass, No
from .model_jobs import Jobs


class Model(Jobs):
    """Every verb of booking."""

    def ask(
        self,
        human: Human,
        klass: Klass,
        source: str,
        now: datetime.datetime,
        keeps: bool = False,
    ) -> Booking:
        """Request, book or wait (42-58, 66)."""
        standing = self.standing(human, klass)
        if standing:
            return standing
        running = klass.status == "normal" and klass.starts > now
        if running and not self.is_open(klass) and not klass.queues:
            raise No("full")
        self.refuse(human, klass, source, now)
        if klass.approval and source == "self":
            return self._new(human, klass, "requested", source, keeps=keeps)
        if self.is_open(klass):
            return self._new(human, klass, "confirmed", source, keeps=keeps)
        if not klass.queues:
            raise No("queue_first" if self.free(klass) else "full")
        if self.free(klass):
            klass.due.append(None)
        return self._new(human, klass, "waitlisted", source, keeps=keeps, queued_at=now)

    def group(
        self, humans: list[Human], klass: Klass, now: datetime.datetime, whole: bool
    ) -> list[Booking]:
        """Book all or nobody, or those who fit; nobody waits (rule 58)."""
        fits, out = [], []
        room = 0 if self.queue(klass) else self.free(klass)
        for human in humans:
            try:
                if self.standing(human, klass):
                    raise No("already_booked")
                self.refuse(human, klass, "administrator", now)
                if len(fits) >= room and not whole:
                    raise No("full")
                fits.append(human)
            except No as no:
                out.append(no)
        if whole and out:
            raise No("group_refused")
        if whole and len(fits) > room:
            raise No("group_too_large")
        return [self._new(one, klass, "confirmed", "administrator") for one in fits]

    def approve(self, one: Booking, now: datetime.datetime) -> None:
        """A manager says yes (rule 56)."""
        self._awaited(one, now)
        self.refuse(one.human, one.klass, one.source, now, waiting=True)
        if self.is_open(one.klass):
            one.state = "confirmed"
        elif not one.klass.queues:
            raise No("full")
        else:
            if self.free(one.klass):
                one.klass.due.append(None)
            one.state, one.queued_at = "waitlisted", now
        one.approved = True

    def decline(self, one: Booking, now: datetime.datetime) -> None:
        """A manager says no (rule 56)."""
        self._awaited(one, now)
        one.state = "declined"

    def _awaited(self, one: Booking, now: datetime.datetime) -> None:
        if one.state == "lapsed" and not one.approved:
            raise No("request_expired")
        if one.state != "requested":
            raise No("not_asked")
        if now >= one.klass.starts - CUT_OFF:
            raise No("request_expired")

    def accept(self, one: Booking, now: datetime.datetime) -> None:
        """The offered place is taken (rule 68)."""
        self._offered(one, now)
        self.refuse(one.human, one.klass, one.source, now, waiting=True)
        if one.klass.starts <= now:
            raise No("class_started")
        one.state, one.expires = "confirmed", None
        one.pardoned = now > one.klass.cancel_until
        one.asked_to_keep = False
        self._overlapping_lists_are_due(one.human, one.klass)

    def let_go(self, one: Booking, now: datetime.datetime) -> None:
        """The offered place is let go (rule 68)."""
        self._offered(one, now)
        self._leave_offer(one, now, "cancelled")

    def _offered(self, one: Booking, now: datetime.datetime) -> None:
        if one.state != "offered":
            raise No("offer_lapsed" if one.state == "lapsed" else "no_offer")
        if one.expires is not None and now > one.expires:
            raise No("offer_lapsed")

    def cancel(
        self, one: Booking, now: datetime.datetime, *, office: bool, note: str
    ) -> None:
        """A booking is given up (rules 53, 62, 76)."""
        if one.state not in OPEN:
            raise No("nothing_to_cancel")
        if one.klass.starts <= now and one.state == "confirmed" and not office:
            raise No("too_late_to_cancel")
        late = not office and self._is_late(one, now)
        if late and not note:
            raise No("reason_needed")
        one.late = late
        self._end(one, "cancelled")

    def _is_late(self, one: Booking, now: datetime.datetime) -> bool:
        excused = one.pardoned or one.asked_to_keep
        return one.state == "confirmed" and not excused and now > one.klass.cancel_until

    def move(
        self, one: Booking, to: Klass, now: datetime.datetime, reason: str
    ) -> Booking:
        """The learner moves to another class of the course, or stays (rule 53)."""
        if one.klass is to:
            raise No("same_class")
        if one.state != "confirmed":
            raise No("not_booked")
        if one.klass.course != to.course:
            raise No("other_course")
        if one.klass.starts <= now:
            raise No("too_late_to_cancel")
        if to.approval and not one.approved:
            raise No("move_needs_approval")
        late = self._is_late(one, now)
        if late and not reason:
            raise No("reason_needed")
        if self.standing(one.human, to):
            raise No("already_booked")
        self.refuse(one.human, to, "self", now, ignoring=one)
        if not self.is_open(to):
            raise No("queue_first" if self.free(to) else "full")
        one.late = late
        self._end(one, "cancelled")
        return self._new(
            one.human,
            to,
            "confirmed",
            one.source,
            keeps=one.keeps,
            approved=one.approved,
            priority=one.priority,
        )

    def walk_in(self, human: Human, klass: Klass, now: datetime.datetime) -> Booking:
        """Somebody has come without a place (rule 74)."""
        self.refuse(human, klass, "walk_in", now)
        standing = self.standing(human, klass)
        if standing is None:
            return self._new(human, klass, "confirmed", "walk_in", squeezed=True)
        if standing.state in OPEN - {"confirmed"}:
            standing.state, standing.expires = "confirmed", None
            standing.squeezed = True
        return standing

    def set_priority(self, one: Booking, priority: int) -> None:
        """Somebody who waits goes before or behind others (rule 63)."""
        if one.state != "waitlisted":
            raise No("not_waiting")
        one.priority = priority

    def resize(self, klass: Klass, places: int, choice: str | None) -> None:
        """More or fewer places (rules 59, 60)."""
        if places == klass.places:
            return
        over = self.held(klass) > places
        if over and places < klass.places and choice is None:
            raise No("below_places_held")
        if places > klass.places:
            klass.due.append(None)
        before, klass.places = klass.places, places
        if over and choice == "close":
            try:
                self.close(klass)
            except No:
                klass.places = before
                raise

    def close(self, klass: Klass) -> None:
        """Nobody new comes in; who asks is told (rule 61)."""
        if klass.status == "closed":
            return
        if klass.status == "cancelled":
            raise No("class_cancelled")
        klass.status = "closed"
        for one in self.of(klass, "requested"):
            self._end(one, "cancelled")

    def call_off(self, klass: Klass) -> None:
        """The class does not take place (rules 61, 62)."""
        if klass.status == "cancelled":
            return
        if self.of(klass, *OUTCOMES):
            raise No("class_held")
        klass.status = "cancelled"
        for one in self.of(klass, *OPEN):
            self._end(one, "cancelled")

    def postpone(self, klass: Klass, now: datetime.datetime, by: Klass) -> None:
        """Other dates; everybody goes along and is asked (rule 61).

        Args:
            by: The new sittings and cut-offs.
        """
        klass.sittings, klass.cancel_until = by.sittings, by.cancel_until
        klass.given_until = by.given_until
        for one in self.of(klass, *OPEN):
            one.asked_to_keep = True
            if one.state == "confirmed" and klass.cancel_until < now:
                one.pardoned = True
            limit = max(klass.starts - CUT_OFF, now)
            if one.state == "offered" and one.expires and one.expires > limit:
                one.expires = limit
        if self.queue(klass):
            klass.due.append(None)

    def keep(self, one: Booking) -> None:
        """The new dates suit (rule 61)."""
        if not one.asked_to_keep or one.state not in OPEN:
            raise No("not_asked")
        one.asked_to_keep = False

    def mark(
        self, one: Booking, sitting: int, present: bool, now: datetime.datetime
    ) -> None:
        """A mark in the register (rule 73)."""
        if now < one.klass.sittings[sitting][0] - EARLY:
            raise No("too_early")
        if one.klass.register_closed:
            raise No("closed")
        if one.state != "confirmed":
            raise No("no_place")
        one.marks[sitting] = present

    def close_register(
        self, klass: Klass, now: datetime.datetime, absent: bool
    ) -> None:
        """The marks count (rules 71, 73)."""
        if klass.register_closed:
            raise No("closed")
        if klass.status == "cancelled":
            raise No("class_cancelled")
        if now < klass.ends:
            raise No("too_early")
        people = self.of(klass, "confirmed")
        many = len(klass.sittings)
        if not absent and any(len(one.marks) < many for one in people):
            raise No("unmarked")
        klass.register_closed = True
        for one in people:
            there = sum(one.marks.values())
            one.state = (
                "attended"
                if there == many
                else "partially_attended"
                if there
                else "did_not_attend"
            )

    def correct(self, one: Booking, to: str, reason: str) -> None:
        """Another outcome, with a reason (rule 73)."""
        if not reason:
            raise No("reason_needed")
        if one.state not in OUTCOMES:
            raise No("not_closed")
        one.state = to

    def leave(self, human: Human, day: datetime.date, now: datetime.datetime) -> None:
        """Somebody leaves the trust; the hourly job cancels what comes after."""
        human.left_on = day
        for one in self.bookings:
            comes = one.klass.starts > now and one.klass.starts.date() > day
            if one.human is human and one.state in OPEN and comes:
                self._end(one, "cancelled")
