"""The same machine over HTTP: each verb that the API has is sent to a live server.

By services go: what the learning team alone does, in the admin (places, closing,
cancelling and postponing a class, priority, asking and cancelling for somebody), what a
manager asks for somebody so that they wait (the pages and the API book a group, which
never waits), all of people without a log-in (customers, who left), and the jobs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from django.urls import reverse
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from wagtail_esrlm.booking.models import Enrolment
from wagtail_esrlm.booking.states import OVER
from wagtail_esrlm.snippets.models import LearningClass
from wagtail_esrlm.workforce.models import Person

from . import ledger as m
from .driver import Services
from .live import Reply, call, log_in, serving
from .machine import Booking
from .play import which
from .world import World

#: Refusals of the services, and what the API says instead, since it looks earlier: who
#: was never asked finds no such request, and the schema wants a reason.
EARLIER = {
    ("http_404", "not_asked"),
    ("http_404", "request_expired"),
    ("invalid_input", "reason_needed"),
}

#: What somebody tries with a booking that is not theirs.
PRYING = (
    "booking",
    "cancel",
    "team_cancel",
    "accept",
    "decline_offer",
    "keep",
    "move",
    "approve",
    "decline",
)

#: Every change of the API that the machine asks for, by the name of its address.
CHANGES = frozenset(
    """book book_group approve decline accept decline_offer cancel team_cancel move keep
    walk_in mark close_register correct""".split()
)


class Http(Services):
    """Sends each verb that the API has as whoever does it; others go the short way."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.port = 0
        self.sent = 0
        self.carried_out: Counter[str] = Counter()
        self.cookies: dict[int, str] = {}

    # Requests -------------------------------------------------------------------------

    def send(self, user: Any, method: str, name: str, uuid: Any, **more: Any) -> Reply:
        """Send a request as a log-in, who logs in again when it has run out."""
        path = reverse(f"wagtail_esrlm_api:esrlm_api_{name}", args=[uuid] * bool(uuid))
        self.sent += 1
        for _try in range(2):
            cookies = self.cookies.get(user.pk) or log_in(user)
            self.cookies[user.pk] = cookies
            reply = call(self.port, method, path, cookies, **more)
            if reply.status != 401:
                return reply
            del self.cookies[user.pk]
        raise AssertionError(f"{user.pk} cannot log in")

    def post(self, user: Any, name: str, uuid: Any, key: str, **body: Any) -> Any:
        """Send a change, and return what was answered.

        Raises:
            No: with the code of the refusal.
        """
        reply = self.send(user, "POST", name, uuid, key=key, **body)
        if reply.is_done:
            self.carried_out[name] += 1
            return reply.body
        if "code" not in reply.body:
            raise m.No(f"http_{reply.status}")
        assert reply.body["detail"].strip().endswith("."), reply
        raise m.No(reply.body["code"])

    def one(self, answered: Any) -> Enrolment:
        """Return the booking that an answer shows, which must show it as it is."""
        found = Enrolment.objects.get(uuid=answered["uuid"])
        assert answered["state"] == found.state
        assert answered.get("cancelled_late", found.cancelled_late) == (
            found.cancelled_late
        )
        return found

    def own(self, one: Enrolment) -> Any:
        """Return the log-in of whoever is booked, if they may use it."""
        return None if one.person.ends_on else one.person.user

    # Verbs ----------------------------------------------------------------------------

    def ask(
        self, person: Person, to: LearningClass, source: str, keeps: bool, key: str
    ) -> Enrolment:
        """Ask for a place oneself."""
        fresh = Person.objects.select_related("user").get(pk=person.pk)
        if source != "self" or fresh.ends_on:
            return super().ask(person, to, source, keeps, key)
        despite = ["same_course"]
        return self.one(
            self.post(
                fresh.user,
                "book",
                to.uuid,
                key,
                keeps_waiting=keeps,
                despite=despite,
            )
        )

    def group(
        self, people: list[Person], to: LearningClass, whole: bool, key: str
    ) -> list[Enrolment]:
        """Book several."""
        answered = self.post(
            self.world.office,
            "book_group",
            to.uuid,
            key,
            people=[str(person.uuid) for person in people],
            all_or_nothing=whole,
        )
        return [self.one(row) for row in answered["booked"]]

    def approve(self, one: Enrolment, key: str) -> Enrolment:
        """Say yes as the manager."""
        if one.assignment_id is None:
            return super().approve(one, key)
        return self.one(self.post(self.decider(one), "approve", one.uuid, key))

    def decline(self, one: Enrolment, key: str) -> Enrolment:
        """Say no as the manager."""
        if one.assignment_id is None:
            return super().decline(one, key)
        said = {"reason": "Short of staff"}
        return self.one(self.post(self.decider(one), "decline", one.uuid, key, **said))

    def _own(
        self,
        name: str,
        one: Enrolment,
        key: str,
        otherwise: Callable[[], Enrolment],
        **body: Any,
    ) -> Enrolment:
        by = self.own(one)
        if by is None:
            return otherwise()
        return self.one(self.post(by, name, one.uuid, key, **body))

    def accept(self, one: Enrolment, key: str) -> Enrolment:
        """Take an offer."""
        return self._own("accept", one, key, lambda: Services.accept(self, one, key))

    def let_go(self, one: Enrolment, key: str) -> Enrolment:
        """Let an offer go."""
        short = lambda: Services.let_go(self, one, key)  # noqa: E731
        return self._own("decline_offer", one, key, short)

    def cancel(self, one: Enrolment, source: str, note: str, key: str) -> Enrolment:
        """Give a booking up."""
        if source == "manager":
            by = self.world.manager.user
            return self.one(self.post(by, "team_cancel", one.uuid, key, reason=note))
        short = lambda: Services.cancel(self, one, source, note, key)  # noqa: E731
        if source == "administrator":
            return short()
        return self._own("cancel", one, key, short, reason=note)

    def move(
        self, one: Enrolment, to: LearningClass, reason: str, key: str
    ) -> Enrolment:
        """Move to another class."""
        short = lambda: Services.move(self, one, to, reason, key)  # noqa: E731
        return self._own("move", one, key, short, to=str(to.uuid), reason=reason)

    def keep(self, one: Enrolment, key: str) -> Enrolment:
        """Keep a place on other dates."""
        return self._own("keep", one, key, lambda: Services.keep(self, one, key))

    def walk_in(self, person: Person, to: LearningClass, key: str) -> Enrolment:
        """Add somebody who has come."""
        answered = self.post(
            self.world.office,
            "walk_in",
            to.uuid,
            key,
            employee_number=person.employee_number,
            reason="At the door",
        )
        found = Enrolment.objects.exclude(state__in=OVER).get(
            learning_class=to, person=person
        )
        assert str(found.uuid) in [row["booking"] for row in answered["rows"]]
        return found

    def mark(self, one: Enrolment, sitting: int, present: bool, key: str) -> None:
        """Mark somebody."""
        session = one.learning_class.sessions.order_by("starts_at")[sitting]
        answered = self.post(
            self.world.office,
            "mark",
            one.learning_class.uuid,
            key,
            session=str(session.uuid),
            bookings=[str(one.uuid)],
            is_present=present,
        )
        marks = {row["booking"]: row["is_present"] for row in answered["rows"]}
        assert marks[str(one.uuid)] is present

    def close_register(self, to: LearningClass, absent: bool, key: str) -> None:
        """Close the register."""
        answered = self.post(
            self.world.office,
            "close_register",
            to.uuid,
            key,
            unmarked_are_absent=absent,
        )
        assert answered["is_closed"]

    def correct(self, one: Enrolment, state: str, reason: str, key: str) -> None:
        """Set another outcome."""
        self.post(
            self.world.office,
            "correct",
            one.learning_class.uuid,
            key,
            booking=str(one.uuid),
            state=state,
            reason=reason,
        )


class BookingOverHttp(Booking):
    """Everything that can happen to bookings, asked of a web server."""

    driver_class = Http
    driver: Http
    #: It is the services that die; they do so in the other machine.
    crash = None  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.driver.port = self.stack.enter_context(serving())

    def teardown(self) -> None:
        """Stop the server first."""
        self.executed["requests"] += self.driver.sent
        for name, times in self.driver.carried_out.items():
            self.executed[f"{name} over HTTP"] += times
        self.stack.close()
        super().teardown()

    def agrees(self, answer: str, said: str) -> bool:
        """Whether the refusal is the expected one, or one that comes before it."""
        return answer == said or (answer, said) in EARLIER

    @invariant()
    def somebody_reads_what_is_theirs(self) -> None:
        """One after the other reads their bookings, the manager the team's (9)."""
        readers = [one for one in self.model.humans if not one.customer]
        turn = self.executed["read"] % (len(readers) + 1)
        self.executed["read"] += 1
        if turn == len(readers):
            self.manager_reads()
        elif readers[turn].left_on is None:
            self.reads(readers[turn])

    def reads(self, human: m.Human) -> None:
        """Somebody reads their bookings: as the model has them."""
        user = self.world.people[human.name].user
        mine = [one for one in self.model.bookings if one.human is human]
        assert self.shown("my_bookings", user) == self.states(mine)

    def manager_reads(self) -> None:
        """The manager reads what the team has to come: as the model has it."""
        today = self.now.astimezone(m.LONDON).date()
        to_come = [
            one
            for one in self.model.bookings
            if one.state in m.OPEN and one.klass.ends > self.now
            if not one.human.customer
            if one.human.left_on is None or one.human.left_on >= today
        ]
        shown = self.shown("team_bookings", self.world.manager.user)
        assert shown == self.states(to_come)

    def shown(self, name: str, user: Any) -> dict[str, str]:
        """Return the bookings that somebody is shown, and how each stands."""
        reply = self.driver.send(user, "GET", name, None)
        return {row["uuid"]: row["state"] for row in reply.body["results"]}

    def states(self, bookings: list[m.Booking]) -> dict[str, str]:
        """Return the same of bookings of the model."""
        states = {self.keys[one.number]: one.state for one in bookings}
        uuids = Enrolment.objects.filter(pk__in=states).values_list("pk", "uuid")
        return {str(uuid): states[pk] for pk, uuid in uuids}

    @precondition(lambda self: bool(self.model.bookings))
    @rule(
        number=which,
        act=st.sampled_from(PRYING),
        as_who=st.sampled_from(["stranger", "colleague"]),
    )
    def pry(self, number: int, act: str, as_who: str) -> None:
        """Somebody tries a booking that is not theirs: there is none (9)."""
        one = self.pick(number)
        assert one is not None
        by = self.world.stranger.user
        if as_who == "colleague":
            others = ("amina", "carys")
            other = others[one.human.name == others[0]]
            by = self.world.people[other].user
        before = self.picture()
        method = "GET" if act == "booking" else "POST"
        uuid = self.stored(one).uuid
        reply = self.driver.send(by, method, act, uuid, key=f"pry-{uuid}-{act}")
        assert reply.status == 404, reply
        assert self.picture() == before
        self.executed["pry"] += 1
