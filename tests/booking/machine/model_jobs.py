"""What booking should do by itself, in plain Python (rules 56, 63-68)."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from .ledger import CUT_OFF, HOUR, Booking, Klass, Ledger


class Jobs(Ledger):
    """Offers begin and lapse, requests expire, lists move on."""

    def send(self, now: datetime.datetime) -> None:
        """The messages go out: the clock of offers starts (rule 68)."""
        for one in self.bookings:
            if one.state == "offered" and one.expires is None:
                ends = now + (one.klass.offer_hours or 24) * HOUR
                one.expires = max(now, min(ends, one.klass.starts - CUT_OFF))

    def lapse(self, now: datetime.datetime) -> None:
        """Unanswered offers lapse (rule 68)."""
        over = [
            one
            for one in self.bookings
            if one.state == "offered" and one.expires and one.expires < now
        ]
        for one in over:
            self._leave_offer(one, now, "lapsed")

    def expire(self, now: datetime.datetime) -> None:
        """Requests expire at the cut-off (rule 56)."""
        for one in self.bookings:
            if one.state == "requested" and one.klass.starts <= now + CUT_OFF:
                self._end(one, "lapsed")

    def close_lists(self, now: datetime.datetime) -> None:
        """At the start everybody who has no place is told (rule 67)."""
        ends = {"waitlisted": "cancelled", "offered": "lapsed", "requested": "lapsed"}
        for one in self.bookings:
            if one.state in ends and one.klass.starts <= now:
                self._end(one, ends[one.state])

    def settle(self, now: datetime.datetime) -> None:
        """Look at every list that is due, until none is."""
        while any(klass.due for klass in self.classes):
            for klass in [one for one in self.classes if one.due]:
                self._promote(klass, now)

    def _promote(self, klass: Klass, now: datetime.datetime) -> None:
        due, klass.due = klass.due, []
        klass.passed = set() if None in due else {one for one in due if one}
        waiting = self.queue(klass)
        room = self._room(klass, now)
        chosen = []
        for one in waiting:
            if self._served_elsewhere(one, now):
                one.state = "cancelled"
            elif len(chosen) < room and one.number not in klass.passed:
                if self.may_be_promoted(one, now):
                    chosen.append(one)
        for one in chosen:
            if klass.offer_hours or now > klass.given_until:
                one.state = "offered"
            else:
                one.state = "confirmed"
                one.pardoned = now > klass.cancel_until
        for one in chosen:
            if one.state == "confirmed":
                self._overlapping_lists_are_due(one.human, klass)

    def _served_elsewhere(self, one: Booking, now: datetime.datetime) -> bool:
        clash = self.clash(one.human, one.klass, now)
        return (
            clash is not None
            and clash.state == "confirmed"
            and clash.queued_at is not None
        )

    def starved(self, now: datetime.datetime) -> Iterator[Booking]:
        """Return who could have a free place and has none, after settling (4)."""
        for klass in self.classes:
            if not self._room(klass, now):
                continue
            for one in self.queue(klass):
                if one.number not in klass.passed and self.may_be_promoted(one, now):
                    yield one
