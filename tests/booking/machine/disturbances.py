"""What nobody asks for: jobs, leavers, strangers, repeated requests, crashes."""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from wagtail_esrlm.booking import endings, escalation, offers, services
from wagtail_esrlm.booking.models import Enrolment, PromotionDue
from wagtail_esrlm.booking.promotion import promote_due
from wagtail_esrlm.booking.transactions import once
from wagtail_esrlm.errors import EsrlmError
from wagtail_esrlm.idempotency.services import KeyReused
from wagtail_esrlm.notifications.sending import send_due
from wagtail_esrlm.workforce.models import Person

from . import ledger as m
from .driver import Services
from .play import Play, klasses, people, which

#: What a colleague tries with somebody else's booking.
STRANGE = (
    "approve",
    "decline",
    "cancel",
    "accept_offer",
    "decline_offer",
    "keep",
    "move",
    "set_priority",
)


class Crash(Exception):
    """The process dies here."""


class Disturbances(Play):
    """What happens by itself, and what goes wrong."""

    @rule(what=st.sampled_from(["send", "work", "work", "promote"]))
    def by_itself(self, what: str) -> None:
        """Something happens that nobody asks for."""
        getattr(self, what)()

    def send(self) -> None:
        """Messages go out."""
        send_due()
        self.model.send(self.now)
        self.executed["send"] += 1
        self.tick()

    def work(self) -> None:
        """Everything that happens by itself happens; then no list is due."""
        offers.lapse_offers()
        escalation.expire_requests()
        escalation.escalate()
        endings.close_lists()
        self.model.lapse(self.now)
        self.model.expire(self.now)
        self.model.close_lists(self.now)
        self.promote()
        self.executed["work"] += 1
        self.tick()

    def promote(self) -> None:
        """Lists are looked at until none is due (invariant 4)."""
        for _round in range(9):
            if not PromotionDue.objects.exists():
                break
            promote_due()
        self.model.settle(self.now)
        starved = list(self.model.starved(self.now))
        assert not starved, f"Could have a place: {starved}"
        self.executed["promote"] += 1

    @precondition(lambda self: len(self.model.bookings) > 4)
    @rule(
        what=st.sampled_from(["leave", "become_limited", "stranger", "reuse_a_key"]),
        number=which,
        verb=st.sampled_from(STRANGE),
    )
    def disturb(self, what: str, number: int, verb: str) -> None:
        """Something else happens, or somebody tries what they may not."""
        given = {"stranger": (number, verb)}.get(what, ())
        getattr(self, what)(*given)

    def leave(self) -> None:
        """Somebody leaves; what they have booked for later ends."""
        who = "ben"
        if self.human(who).left_on or len(self.model.bookings) < 9:
            return
        day = self.now.date()
        Person.objects.filter(pk=self.world.people[who].pk).update(ends_on=day)
        endings.cancel_leavers()
        self.model.leave(self.human(who), day, self.now)
        self.executed["leave"] += 1
        self.last = None

    def become_limited(self) -> None:
        """Somebody's access changes."""
        human = self.human("dev")
        human.limited = not human.limited
        Person.objects.filter(pk=self.world.people["dev"].pk).update(
            access="limited" if human.limited else "full"
        )
        self.executed["access changes"] += 1

    # Faults ---------------------------------------------------------------------------

    @precondition(lambda self: self.last is not None)
    @rule()
    def send_again(self) -> None:
        """The last request comes again: the same answer, nothing more (invariant 8).

        Once, so that the dice get on.
        """
        assert self.last is not None
        act, key, got = self.last
        before = self.picture()
        again = act(key)
        assert _keys(again) == _keys(got)
        assert self.picture() == before
        self.executed["send again"] += 1
        self.last = None

    @rule(who=people, to=klasses, at=st.integers(1, 8))
    def crash(self, who: str, to: str, at: int) -> None:
        """The process dies at some statement of a booking: it never happened."""
        before = self.picture()
        writes = 0

        def die(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            nonlocal writes
            if sql.startswith(("INSERT", "UPDATE", "DELETE")):
                writes += 1
                if writes == at:
                    raise Crash
            return execute(sql, params, many, context)

        human = self.human(who)
        source = "administrator" if human.customer else "self"
        ask = (self.world.people[who], self.world.classes[to], source, False, "k")
        try:
            with transaction.atomic(), connection.execute_wrapper(die):
                Services(self.world).do("ask", *ask)
                raise Crash
        except (Crash, m.No):
            pass
        assert self.picture() == before
        self.executed["crash"] += 1

    def stranger(self, number: int, verb: str) -> None:
        """A colleague tries somebody else's booking: refused, nothing changed (9)."""
        one = self.pick(number, *m.OPEN)
        if one is None:
            return
        more: dict[str, Any] = {
            "decline": {"reason": "No"},
            "move": {"to": self.world.classes["C"], "reason": "Mine"},
            "set_priority": {"priority": 3, "reason": "Mine"},
        }.get(verb, {})
        before = self.picture()
        try:
            getattr(services, verb)(
                enrolment=self.stored(one), by=self.world.stranger.user, **more
            )
        except EsrlmError as err:
            assert err.status in (403, 409), err
        else:
            raise AssertionError(f"A stranger may {verb}")
        assert self.picture() == before
        self.executed["stranger"] += 1

    def reuse_a_key(self) -> None:
        """A key comes again with another request: refused (F3)."""
        one = self.pick(1, *m.OPEN)
        if one is None or one.human.customer:
            return
        by = self.stored(one).person.user
        before = self.picture()
        try:
            with transaction.atomic():
                once(
                    by=by,
                    key="one",
                    request=("first", 1),
                    work=lambda: self.stored(one),
                )
                once(
                    by=by,
                    key="one",
                    request=("second", 1),
                    work=lambda: self.stored(one),
                )
        except KeyReused:
            self.executed["key reused"] += 1
        else:
            raise AssertionError("A key counted twice")
        assert self.picture() == before


def _keys(answer: Any) -> Any:
    if isinstance(answer, list):
        return [one.pk for one in answer]
    return answer.pk if isinstance(answer, Enrolment) else answer
