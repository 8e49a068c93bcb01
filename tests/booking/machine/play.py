"""How one thing is done to the software and to the model; both must say the same."""

from __future__ import annotations

import datetime
import uuid
from collections import Counter
from collections.abc import Callable
from typing import Any, ClassVar

import time_machine
from django.core import mail
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine

from wagtail_esrlm.booking.models import ClassPlaces, Enrolment, EnrolmentStep
from wagtail_esrlm.notifications.models import Message

from . import ledger as m
from .driver import Services
from .world import BEGIN, World, make_world

MINUTE = datetime.timedelta(minutes=1)

people = st.sampled_from(["amina", "ben", "carys", "dev", "lim", "customer"])
klasses = st.sampled_from("ABCD")
which = st.integers(0, 11)


class Play(RuleBasedStateMachine):
    """The software and the model side by side, with a clock of their own."""

    #: Steps of all runs, by verb and whether it was allowed.
    executed: ClassVar[Counter[str]] = Counter()
    driver_class: ClassVar[type[Services]] = Services

    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.clock = time_machine.travel(BEGIN, tick=False)
        self.travel = self.clock.start()
        self.now = BEGIN
        self.world: World = make_world()
        self.model = self.world.model
        self.driver = self.driver_class(self.world)
        self.keys: dict[int, int] = {}
        self.last: tuple[Callable[[str], Any], str, Any] | None = None

    def teardown(self) -> None:
        """Put the tables and the clock back."""
        self.clock.stop()
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)
        mail.outbox.clear()

    def tick(self, by: datetime.timedelta = MINUTE) -> None:
        """Let time pass."""
        self.now += by
        self.travel.move_to(self.now)

    def stored(self, one: m.Booking) -> Enrolment:
        """Return the enrolment of a booking, as an edge reads it."""
        return Enrolment.objects.select_related("person__user", "learning_class").get(
            pk=self.keys[one.number]
        )

    def both(
        self, verb: str, expect: Callable[[], Any], act: Callable[[str], Any]
    ) -> None:
        """Do a verb in the model and in the software, and compare the answers."""
        key = uuid.uuid4().hex
        known = len(self.model.bookings)
        try:
            expected: Any = expect()
            said = ""
        except m.No as no:
            said = no.code
        try:
            got = act(key)
            answer = ""
        except m.No as no:
            answer = no.code
        assert self.agrees(answer, said), f"{verb}: {answer!r}, expected {said!r}"
        self.executed[f"{verb} {'refused' if said else 'done'}"] += 1
        if said:
            self.last = None
            return
        self.learn(self.model.bookings[known:], expected, got)
        self.last = (act, key, got)
        self.tick()

    def agrees(self, answer: str, said: str) -> bool:
        """Whether the refusal is the expected one."""
        return answer == said

    def learn(self, new: list[m.Booking], expected: Any, got: Any) -> None:
        """Learn the keys of new bookings, and compare which one was answered."""
        if isinstance(got, Enrolment) and isinstance(expected, m.Booking):
            if expected in new:
                self.keys[expected.number] = got.pk
            assert self.keys[expected.number] == got.pk
        elif isinstance(got, list):
            assert len(got) == len(new)
            for one, enrolment in zip(new, got, strict=True):
                self.keys[one.number] = enrolment.pk

    def pick(self, number: int, *states: str) -> m.Booking | None:
        """Return some booking, of a state that matters if there is one."""
        fitting = [one for one in self.model.bookings if one.state in states]
        pool = fitting if fitting and number % 4 else self.model.bookings
        return pool[number % len(pool)] if pool else None

    def any_in(self, *states: str) -> bool:
        """Whether a booking is in one of these states."""
        return any(one.state in states for one in self.model.bookings)

    def klass(self, name: str) -> m.Klass:
        """Return a class of the model."""
        return next(one for one in self.model.classes if one.name == name)

    def human(self, name: str) -> m.Human:
        """Return somebody of the model."""
        return next(one for one in self.model.humans if one.name == name)

    def on(
        self,
        verb: str,
        number: int,
        states: tuple[str, ...],
        expect: Callable[[m.Booking], Any],
        *given: Any,
    ) -> None:
        """Do a verb to one booking."""
        one = self.pick(number, *states)
        if one is None:
            return
        self.both(
            verb,
            lambda: expect(one),
            lambda key: self.driver.do(verb, self.stored(one), *given, key=key),
        )

    def picture(self) -> Any:
        """Return everything that a verb may change."""
        return (
            sorted(Enrolment.objects.values_list("pk", "state", "version")),
            sorted(ClassPlaces.objects.values_list()),
            EnrolmentStep.objects.count(),
            Message.objects.count(),
        )
