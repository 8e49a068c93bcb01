"""How a verb reaches the software: through the services."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

from wagtail_esrlm.booking import attendance, closing, services
from wagtail_esrlm.booking.capacity import set_capacity
from wagtail_esrlm.booking.class_endings import cancel_class, close_class
from wagtail_esrlm.booking.classes import sessions_of
from wagtail_esrlm.booking.models import Enrolment
from wagtail_esrlm.booking.rescheduling import reschedule
from wagtail_esrlm.errors import EsrlmError
from wagtail_esrlm.snippets.models import LearningClass
from wagtail_esrlm.workforce.models import Person

from .ledger import No
from .world import World

#: In what capacity somebody gives a booking up, and the reason that says so.
CANCEL_REASONS = {
    "self": "by_learner",
    "manager": "by_manager",
    "administrator": "by_administrator",
}


class Services:
    """Calls the services as the edges do."""

    def __init__(self, world: World) -> None:
        self.world = world

    def do(self, verb: str, *given: Any, **more: Any) -> Any:
        """Carry a verb out.

        Raises:
            No: with the code of the refusal.
        """
        try:
            return getattr(self, verb)(*given, **more)
        except EsrlmError as err:
            assert str(err).strip().endswith("."), f"No sentence: {err!r}"
            raise No(err.code) from err

    def ask(
        self, person: Person, to: LearningClass, source: str, keeps: bool, key: str
    ) -> Enrolment:
        """Ask for a place."""
        return services.request_enrolment(
            person=person,
            learning_class=to,
            by=self.acting(source, person.user),
            source=source,
            keeps_waiting=keeps,
            despite=["same_course"],
            key=key,
        )

    def group(
        self, people: list[Person], to: LearningClass, whole: bool, key: str
    ) -> list[Enrolment]:
        """Book several."""
        result = services.book_group(
            learning_class=to,
            people=people,
            by=self.world.office,
            all_or_nothing=whole,
            key=key,
        )
        return list(result.booked)

    def approve(self, one: Enrolment, key: str) -> Enrolment:
        """Say yes as the manager."""
        return services.approve(enrolment=one, by=self.decider(one), key=key)

    def decline(self, one: Enrolment, key: str) -> Enrolment:
        """Say no as the manager."""
        return services.decline(
            enrolment=one, by=self.decider(one), reason="Short of staff", key=key
        )

    def decider(self, one: Enrolment) -> Any:
        """Return who answers: the manager of employees, the office of others."""
        return (
            self.world.office
            if one.assignment_id is None
            else (self.world.manager.user)
        )

    def who(self, one: Enrolment) -> Any:
        """Return the log-in of whoever is booked, else the office."""
        return one.person.user or self.world.office

    def accept(self, one: Enrolment, key: str) -> Enrolment:
        """Take an offer."""
        return services.accept_offer(enrolment=one, by=self.who(one), key=key)

    def let_go(self, one: Enrolment, key: str) -> Enrolment:
        """Let an offer go."""
        return services.decline_offer(enrolment=one, by=self.who(one), key=key)

    def acting(self, source: str, own: Any) -> Any:
        """Return the log-in of somebody who acts in this capacity."""
        others = {
            "manager": self.world.manager.user,
            "administrator": self.world.office,
        }
        return others.get(source, own)

    def cancel(self, one: Enrolment, source: str, note: str, key: str) -> Enrolment:
        """Give a booking up, as the person, their manager or the office."""
        return services.cancel(
            enrolment=one,
            by=self.acting(source, self.who(one)),
            cancel_reason=CANCEL_REASONS[source],
            note=note,
            key=key,
        )

    def move(
        self, one: Enrolment, to: LearningClass, reason: str, key: str
    ) -> Enrolment:
        """Move to another class."""
        return services.move(
            enrolment=one, to=to, by=self.who(one), reason=reason, key=key
        )

    def keep(self, one: Enrolment, key: str) -> Enrolment:
        """Keep a place on other dates."""
        return services.keep(enrolment=one, by=self.who(one), key=key)

    def walk_in(self, person: Person, to: LearningClass, key: str) -> Enrolment:
        """Add somebody who has come."""
        return services.add_walk_in(
            learning_class=to,
            person=person,
            by=self.world.office,
            reason="At the door",
            key=key,
        )

    def set_priority(self, one: Enrolment, priority: int, key: str) -> Enrolment:
        """Let somebody go first."""
        return services.set_priority(
            enrolment=one,
            priority=priority,
            by=self.world.office,
            reason="Rota",
            key=key,
        )

    def resize(self, to: LearningClass, places: int, choice: Any) -> None:
        """Change the places."""
        set_capacity(
            learning_class=to,
            maximum_places=places,
            by=self.world.office,
            choice=choice,
            reason="Another room",
        )

    def close(self, to: LearningClass) -> None:
        """Close to new bookings."""
        close_class(learning_class=to, by=self.world.office)

    def call_off(self, to: LearningClass) -> None:
        """Cancel a class."""
        cancel_class(learning_class=to, reason="Flooded", by=self.world.office)

    def postpone(self, to: LearningClass, days: int) -> None:
        """Move a class to later days."""
        shift = datetime.timedelta(days=days)
        sessions = [
            datetime_moved(session, shift)
            for session in sessions_of(LearningClass.objects.get(pk=to.pk))
        ]
        reschedule(learning_class=to, sessions=sessions, by=self.world.office, ask=True)

    def mark(self, one: Enrolment, sitting: int, present: bool, key: str) -> None:
        """Mark somebody."""
        session = one.learning_class.sessions.order_by("starts_at")[sitting]
        attendance.mark(
            enrolments=[one],
            session=session,
            is_present=present,
            by=self.world.office,
            key=key,
        )

    def close_register(self, to: LearningClass, absent: bool, key: str) -> None:
        """Close the register."""
        closing.close_register(
            learning_class=LearningClass.objects.get(pk=to.pk),
            by=self.world.office,
            unmarked_are_absent=absent,
            key=key,
        )

    def correct(self, one: Enrolment, state: str, reason: str, key: str) -> None:
        """Set another outcome."""
        closing.correct(
            enrolment=one,
            to_state=state,
            by=self.world.office,
            reason=reason,
            key=key,
        )


def datetime_moved(session: Any, shift: datetime.timedelta) -> Any:
    """Return the same sitting on another day."""
    return replace(session, held_on=session.held_on + shift)
