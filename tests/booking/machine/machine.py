"""The machine that Hypothesis plays, and what must hold after each of its rules."""

from __future__ import annotations

from collections import Counter

from hypothesis.stateful import invariant

from wagtail_esrlm.booking.models import ClassPlaces, Enrolment, EnrolmentStep
from wagtail_esrlm.booking.states import HOLDS_PLACE, OVER
from wagtail_esrlm.notifications.models import Message

from . import ledger as m
from .disturbances import Disturbances
from .verbs import Verbs

#: Steps of which nobody is told: the person stands there, or hears of it otherwise.
SILENT = frozenset(
    {
        "walk_in",
        "close_register",
        "correct",
        "priority",
        "move_out",
        "offer_sent",
        "keep",
        "assess",
        "escalate",
        "skip",
    }
)


class Booking(Verbs, Disturbances):
    """Everything that can happen to bookings."""

    @invariant()
    def software_and_model_agree(self) -> None:
        """Every booking stands as the model says (3, 7)."""
        rows = {
            row[0]: row[1:]
            for row in Enrolment.objects.values_list(
                "pk",
                "state",
                "approved_at",
                "waiting_since",
                "offer_expires_at",
                "cancelled_late",
                "priority",
                "person_id",
                "learning_class_id",
            )
        }
        assert len(rows) == len(self.model.bookings)
        standing: Counter[tuple[int, int]] = Counter()
        for one in self.model.bookings:
            state, approved, since, expires, late, priority, who, to = rows[
                self.keys[one.number]
            ]
            assert state == one.state, f"{one.number} {state}, not {one.state}"
            assert (approved is not None) == one.approved
            assert since == one.queued_at
            assert expires == one.expires
            assert late == one.late
            assert priority == one.priority
            standing[who, to] += state not in OVER
        assert max(standing.values(), default=0) <= 1  # Invariant 2.

    @invariant()
    def counters_agree(self) -> None:
        """Places taken are those held, and fit (invariant 1)."""
        states: dict[int, Counter[str]] = {}
        for to, state in Enrolment.objects.values_list("learning_class_id", "state"):
            states.setdefault(to, Counter())[state] += 1
        for places in ClassPlaces.objects.all():
            counted = states.get(places.pk, Counter())
            held = sum(counted[state.value] for state in HOLDS_PLACE)
            assert places.places_taken == held
            assert places.places_waiting == counted["waitlisted"]
            assert held <= places.maximum_places + places.extra_places
            if held <= places.maximum_places:
                assert places.extra_places == 0

    @invariant()
    def nobody_is_in_without_approval(self) -> None:
        """Who books a class that asks a manager was approved, or walked in (3)."""
        for one in self.model.bookings:
            if one.klass.approval and one.source == "self" and one.state in m.HOLDS:
                assert one.approved or one.squeezed

    @invariant()
    def steps_and_messages_agree(self) -> None:
        """Steps lead to the present, and each told its person once (5, 6)."""
        states = dict(Enrolment.objects.values_list("pk", "state"))
        people_of = dict(Enrolment.objects.values_list("pk", "person_id"))
        reached: dict[int, str] = {}
        versions: Counter[int] = Counter()
        expected: Counter[tuple[int, int]] = Counter()
        rows = EnrolmentStep.objects.order_by("pk").values_list(
            "enrolment_id", "action", "from_state", "to_state"
        )
        for pk, action, before, after in rows:
            assert reached.get(pk, "") == before
            reached[pk] = after
            if action not in SILENT:
                expected[pk, versions[pk]] += 1
            versions[pk] += 1
        assert reached == states
        told: Counter[tuple[int, int]] = Counter()
        for about, person, key in Message.objects.values_list(
            "about_id", "person_id", "dedupe_key"
        ):
            if people_of.get(about) == person:
                told[about, int(key.split(":")[2])] += 1
        assert max(told.values(), default=0) <= 1
        assert not set(expected) - set(told)
