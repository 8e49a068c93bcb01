"""Classes are closed and cancelled: who is out, and who is told (rules 61, 62, F19)."""

from __future__ import annotations

import pytest

from wagtail_esrlm.booking.classes import cancel_class, close_class
from wagtail_esrlm.booking.models import ClassPlaces, Enrolment, EnrolmentStep
from wagtail_esrlm.booking.states import OPEN, State
from wagtail_esrlm.errors import Refused
from wagtail_esrlm.notifications.models import Message
from wagtail_esrlm.snippets.models import LearningClass
from wagtail_esrlm.testing import EnrolmentFactory, LearningClassFactory

pytestmark = pytest.mark.django_db
STATUS = LearningClass.Status
ALL = sorted(OPEN | {State.CANCELLED, State.DECLINED})


@pytest.fixture
def learning_class():
    """A class with somebody in every state that is possible before it."""
    made = LearningClassFactory(places=12)
    for state in ALL:
        EnrolmentFactory(learning_class=made, state=state)
    return made


def states() -> dict[str, str]:
    return dict(Enrolment.objects.values_list("pk", "state"))


def test_cancelling_a_class_ends_every_live_enrolment_with_its_reason(learning_class):
    cancel_class(learning_class=learning_class, reason="No trainer", by=None)
    ended = Enrolment.objects.filter(cancel_reason="class_cancelled")
    assert ended.count() == len(OPEN)
    assert {one.note for one in ended} == {"No trainer"}
    assert not any(one.cancelled_late for one in ended)
    places = ClassPlaces.objects.get(pk=learning_class.pk)
    assert (places.places_taken, places.places_waiting) == (0, 0)


def test_everybody_in_a_cancelled_class_is_told_once(learning_class):
    for _again in range(2):
        cancel_class(learning_class=learning_class, reason="No trainer", by=None)
    told = Message.objects.filter(kind="class.cancelled")
    assert told.count() == len(OPEN)
    assert set(told.values_list("person", flat=True)) == set(
        Enrolment.objects.filter(cancel_reason="class_cancelled").values_list(
            "person", flat=True
        )
    )
    assert not Message.objects.exclude(kind="class.cancelled").exists()


def test_every_step_is_kept_with_its_reason(learning_class):
    cancel_class(learning_class=learning_class, reason="No trainer", by=None)
    steps = EnrolmentStep.objects.filter(action="cancel_class")
    assert {step.from_state for step in steps} == {str(state) for state in OPEN}
    assert {step.reason for step in steps} == {"No trainer"}


def test_cancelling_needs_a_reason(learning_class):
    before = states()
    with pytest.raises(Refused) as refusal:
        cancel_class(learning_class=learning_class, reason="  ", by=None)
    assert refusal.value.code == "reason_needed"
    assert states() == before


def test_a_class_that_was_held_is_not_cancelled(learning_class):
    EnrolmentFactory(learning_class=learning_class, state=State.ATTENDED)
    with pytest.raises(Refused) as refusal:
        cancel_class(learning_class=learning_class, reason="Oops", by=None)
    assert refusal.value.code == "class_held"


def test_closing_a_class_cancels_requests_and_leaves_places(learning_class):
    """Rule 61."""
    before = states()
    close_class(learning_class=learning_class, by=None, reason="Full enough")
    changed = [pk for pk, state in states().items() if before[pk] != state]
    assert [before[pk] for pk in changed] == [State.REQUESTED]
    assert Enrolment.objects.get(pk=changed[0]).cancel_reason == "class_closed"
    assert Message.objects.get().kind == "booking.cancelled"
    learning_class.refresh_from_db()
    assert (learning_class.status, learning_class.status_reason) == (
        STATUS.CLOSED,
        "Full enough",
    )


def test_closing_again_changes_nothing(learning_class):
    for _again in range(2):
        close_class(learning_class=learning_class, by=None)
    assert Message.objects.count() == 1


def test_a_cancelled_class_is_not_closed():
    cancelled = LearningClassFactory(status=STATUS.CANCELLED)
    with pytest.raises(Refused) as refusal:
        close_class(learning_class=cancelled, by=None)
    assert refusal.value.code == "class_cancelled"


def test_a_large_class_is_cancelled_with_few_queries(django_assert_max_num_queries):
    large = LearningClassFactory(places=60, full=True)
    with django_assert_max_num_queries(28):
        cancel_class(learning_class=large, reason="No trainer", by=None)
