"""What people do: one rule for each verb of booking."""

from __future__ import annotations

import datetime

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from . import ledger as m
from .play import MINUTE, Play, klasses, people, which
from .world import BEGIN, read_times

words = st.sampled_from(["", "Family"])

#: In what capacity somebody acts, by its letter.
SOURCES = {"s": "self", "m": "manager", "a": "administrator"}


class Verbs(Play):
    """Booking, verb by verb."""

    @initialize(to=st.sampled_from("BCCA"), many=st.integers(2, 6), keeps=st.booleans())
    def crowd(self, to: str, many: int, keeps: bool) -> None:
        """Several people have asked for the same class."""
        for human in self.model.humans[:many]:
            self.ask(human.name, to, keeps, "s")

    @rule(who=people, to=klasses, keeps=st.booleans(), by=st.sampled_from("sssma"))
    def ask(self, who: str, to: str, keeps: bool, by: str) -> None:
        """Somebody asks for a place, or a manager or the office asks for them."""
        source = SOURCES[by]
        human, klass = self.human(who), self.klass(to)
        if human.customer:
            source = "administrator"
        self.both(
            "ask",
            lambda: self.model.ask(human, klass, source, self.now, keeps),
            lambda key: self.driver.do(
                "ask",
                self.world.people[who],
                self.world.classes[to],
                source,
                keeps,
                key,
            ),
        )

    @rule(who=st.lists(people, min_size=1, max_size=3, unique=True), to=klasses)
    def group_whole(self, who: list[str], to: str) -> None:
        """A group is booked, all of it or nobody."""
        self.group(who, to, whole=True)

    @rule(who=st.lists(people, min_size=1, max_size=3, unique=True), to=klasses)
    def group_fits(self, who: list[str], to: str) -> None:
        """Those of a group who fit are booked."""
        self.group(who, to, whole=False)

    def group(self, who: list[str], to: str, *, whole: bool) -> None:
        """Book a group."""
        humans = [self.human(name) for name in who]
        self.both(
            "group",
            lambda: self.model.group(humans, self.klass(to), self.now, whole),
            lambda key: self.driver.do(
                "group",
                [self.world.people[name] for name in who],
                self.world.classes[to],
                whole,
                key,
            ),
        )

    @precondition(lambda self: self.any_in("requested"))
    @rule(number=which)
    def approve(self, number: int) -> None:
        """The manager says yes."""
        self.on(
            "approve",
            number,
            ("requested",),
            lambda one: self.model.approve(one, self.now),
        )

    @precondition(lambda self: self.any_in("requested", "confirmed"))
    @rule(number=which)
    def decline(self, number: int) -> None:
        """The manager says no."""
        self.on(
            "decline",
            number,
            ("requested",),
            lambda one: self.model.decline(one, self.now),
        )

    @precondition(lambda self: self.any_in("offered"))
    @rule(number=which)
    def accept(self, number: int) -> None:
        """An offer is taken."""
        self.on(
            "accept", number, ("offered",), lambda one: self.model.accept(one, self.now)
        )

    @precondition(lambda self: self.any_in("offered"))
    @rule(number=which)
    def let_go(self, number: int) -> None:
        """An offer is let go."""
        self.on(
            "let_go", number, ("offered",), lambda one: self.model.let_go(one, self.now)
        )

    @rule(number=which, by=st.sampled_from("sma"), note=words)
    def cancel(self, number: int, by: str, note: str) -> None:
        """A booking is given up, late or not, by the person or for them."""
        one = self.pick(number, "confirmed", "waitlisted")
        if one is None:
            return
        source = SOURCES[by]
        if one.human.customer:
            source = "administrator"
        elif one.human.left_on and source == "manager":
            source = "self"
        office = source == "administrator"
        self.both(
            f"cancel by {source}",
            lambda: self.model.cancel(one, self.now, office=office, note=note),
            lambda key: self.driver.do(
                "cancel", self.stored(one), source, note, key=key
            ),
        )

    @precondition(lambda self: self.any_in("confirmed"))
    @rule(number=which, to=klasses, reason=words)
    def move(self, number: int, to: str, reason: str) -> None:
        """Somebody moves to another class."""
        one = self.pick(number, "confirmed")
        if one is None or one.human.customer:
            return
        self.both(
            "move",
            lambda: self.model.move(one, self.klass(to), self.now, reason),
            lambda key: self.driver.do(
                "move", self.stored(one), self.world.classes[to], reason, key=key
            ),
        )

    @precondition(lambda self: any(one.asked_to_keep for one in self.model.bookings))
    @rule(number=which)
    def keep(self, number: int) -> None:
        """New dates suit somebody."""
        self.on("keep", number, ("confirmed",), self.model.keep)

    @rule(who=people, to=klasses)
    def walk_in(self, who: str, to: str) -> None:
        """Somebody comes without a place."""
        self.both(
            "walk_in",
            lambda: self.model.walk_in(self.human(who), self.klass(to), self.now),
            lambda key: self.driver.do(
                "walk_in", self.world.people[who], self.world.classes[to], key
            ),
        )

    @precondition(lambda self: self.any_in("waitlisted"))
    @rule(number=which, priority=st.integers(-1, 2))
    def set_priority(self, number: int, priority: int) -> None:
        """The office lets somebody go first."""
        one = self.pick(number, "waitlisted")
        if one is None:
            return
        self.both(
            "set_priority",
            lambda: self.model.set_priority(one, priority),
            lambda key: self.driver.do(
                "set_priority", self.stored(one), priority, key=key
            ),
        )

    @rule(
        to=klasses,
        places=st.integers(1, 4),
        choice=st.sampled_from([None, None, "over", "close"]),
    )
    def resize(self, to: str, places: int, choice: str | None) -> None:
        """A class gets more or fewer places."""
        klass = self.klass(to)
        self.both(
            "raise" if places > klass.places else "lower",
            lambda: self.model.resize(klass, places, choice),
            lambda _key: self.driver.do(
                "resize", self.world.classes[to], places, choice
            ),
        )

    @precondition(lambda self: len(self.model.bookings) > 9)
    @rule(to=klasses)
    def close(self, to: str) -> None:
        """A class closes to new bookings."""
        self.both(
            "close",
            lambda: self.model.close(self.klass(to)),
            lambda _key: self.driver.do("close", self.world.classes[to]),
        )

    @precondition(lambda self: len(self.model.bookings) > 9)
    @rule(to=klasses)
    def call_off(self, to: str) -> None:
        """A class is cancelled."""
        self.both(
            "call_off",
            lambda: self.model.call_off(self.klass(to)),
            lambda _key: self.driver.do("call_off", self.world.classes[to]),
        )

    @precondition(lambda self: len(self.model.bookings) > 2)
    @rule(to=klasses, days=st.sampled_from([1, 7, 14]))
    def postpone(self, to: str, days: int) -> None:
        """A class gets later dates, and everybody is asked."""
        klass = self.klass(to)
        if klass.status == "cancelled" or klass.starts - m.EARLY <= self.now:
            return
        self.driver.do("postpone", self.world.classes[to], days)
        self.executed["postpone done"] += 1
        times = m.Klass("", "", 0, [], BEGIN, BEGIN)
        read_times(times, self.world.classes[to])
        self.model.postpone(klass, self.now, times)
        self.last = None
        self.tick()

    # The register ---------------------------------------------------------------------

    def next_to_begin(self) -> m.Klass | None:
        """Return the next class with somebody in it, if it has not begun."""
        ahead = [one for one in self.model.classes if one.starts > self.now]
        return min(ahead, key=lambda one: one.starts) if ahead else None

    @precondition(lambda self: len(self.model.bookings) > 5)
    @rule(hours=st.sampled_from([1, 30, 60, 120]))
    def time_passes(self, hours: int) -> None:
        """Some time passes."""
        self.tick(datetime.timedelta(hours=hours))
        self.executed["time passes"] += 1

    @precondition(lambda self: len(self.model.bookings) > 7)
    @rule(
        to=klasses,
        present=st.lists(st.booleans(), min_size=2, max_size=2),
        ends=st.booleans(),
    )
    def hold(self, to: str, present: list[bool], ends: bool) -> None:
        """A class begins, two people in it are marked, and perhaps it ends."""
        klass = self.klass(to)
        for sitting, (begin, _end) in enumerate(klass.sittings):
            if self.now < begin:
                self.tick(begin + MINUTE - self.now)
            for one in self.model.of(klass, "confirmed")[:2]:
                self.mark(one, sitting, present[sitting])
        if ends and self.now < klass.ends:
            self.tick(klass.ends + MINUTE - self.now)
            self.close_register(to, absent=True)

    @rule(number=which, present=st.booleans())
    def mark_somebody(self, number: int, present: bool) -> None:
        """Somebody is marked, whether or not it is time."""
        one = self.pick(number, "confirmed")
        if one is not None:
            self.mark(one, 0, present)

    def mark(self, one: m.Booking, sitting: int, present: bool) -> None:
        """Mark somebody at a sitting."""
        self.both(
            "mark",
            lambda: self.model.mark(one, sitting, present, self.now),
            lambda key: self.driver.do(
                "mark", self.stored(one), sitting, present, key=key
            ),
        )

    @precondition(lambda self: any(one.ends < self.now for one in self.model.classes))
    @rule(to=klasses, absent=st.booleans())
    def close_register(self, to: str, absent: bool) -> None:
        """A register is closed."""
        klass = self.klass(to)
        self.both(
            "close_register",
            lambda: self.model.close_register(klass, self.now, absent),
            lambda key: self.driver.do(
                "close_register", self.world.classes[to], absent, key
            ),
        )

    @precondition(lambda self: any(one.register_closed for one in self.model.classes))
    @rule(
        number=which,
        to=st.sampled_from(
            ["attended", "partially_attended", "did_not_attend", "excused"]
        ),
        reason=words,
    )
    def correct(self, number: int, to: str, reason: str) -> None:
        """An outcome is corrected, or somebody is excused."""
        self.on(
            "correct",
            number,
            tuple(m.OUTCOMES),
            lambda one: self.model.correct(one, to, reason),
            to,
            reason,
        )
