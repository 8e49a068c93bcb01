"""Places are raised, or lowered by an explicit choice (rules 59, 60, F18, F20)."""

from __future__ import annotations

import pytest

from wagtail_esrlm.booking.classes import set_capacity
from wagtail_esrlm.booking.models import ClassPlaces, Enrolment, PromotionDue
from wagtail_esrlm.booking.promotion import promote_due
from wagtail_esrlm.booking.states import State
from wagtail_esrlm.errors import InvalidInput, Refused
from wagtail_esrlm.notifications.models import Message
from wagtail_esrlm.testing import EnrolmentFactory, LearningClassFactory

from .people import learner

pytestmark = pytest.mark.django_db


def resized(learning_class, maximum, **options) -> tuple[int | None, int, int]:
    places = set_capacity(
        learning_class=learning_class, maximum_places=maximum, by=None, **options
    )
    return places.maximum_places, places.extra_places, places.places_taken


@pytest.fixture
def held():
    """Five places held of eight."""
    learning_class = LearningClassFactory(places=8)
    for _ in range(5):
        EnrolmentFactory(learning_class=learning_class, person=learner())
    return learning_class


@pytest.mark.parametrize("maximum", [5, 6, 20, None])
def test_it_may_be_anything_that_is_not_below_the_places_held(held, maximum):
    assert resized(held, maximum) == (maximum, 0, 5)


def test_below_the_places_held_is_refused_with_the_number_and_nothing_changes(held):
    """F18."""
    with pytest.raises(Refused) as refusal:
        resized(held, 4)
    assert str(refusal.value.sentence).startswith("5 places are held, so 4 are too few")
    assert refusal.value.facts == {"held": 5, "maximum": 4, "over": 1}
    assert ClassPlaces.objects.get(pk=held.pk).maximum_places == 8


def test_it_can_be_closed_to_new_bookings_instead(held):
    asking = EnrolmentFactory(learning_class=held, state=State.REQUESTED)
    assert resized(held, 4, choice="close") == (4, 1, 5)
    held.refresh_from_db()
    asking.refresh_from_db()
    assert (held.status, asking.cancel_reason) == ("closed", "class_closed")


def test_over_booking_is_recorded_with_a_reason(held):
    with pytest.raises(Refused) as refusal:
        resized(held, 4, choice="over")
    assert refusal.value.code == "reason_needed"
    assert resized(held, 4, choice="over", reason="A larger table came") == (4, 1, 5)
    held.refresh_from_db()
    assert held.status == "normal"


def test_over_booking_may_be_made_smaller_without_a_choice(held):
    resized(held, 3, choice="over", reason="Room lost")
    assert resized(held, 4) == (4, 1, 5)


def test_nobody_loses_a_place_by_any_choice(held):
    resized(held, 0, choice="over", reason="Room lost")
    assert Enrolment.objects.occupying().count() == 5


@pytest.mark.parametrize(("maximum", "is_due"), [(9, True), (None, True), (7, False)])
def test_more_places_are_given_to_who_waits_soon(held, maximum, is_due):
    """Rule 59: by the promotion, which re-checks and never skips an approval."""
    EnrolmentFactory(learning_class=held, state=State.WAITLISTED)
    resized(held, maximum)
    assert PromotionDue.objects.filter(learning_class=held).exists() == is_due


def test_a_minimum_above_the_maximum_is_refused(held):
    with pytest.raises(InvalidInput, match="minimum places"):
        resized(held, 6, minimum_places=7)


def test_the_same_again_changes_nothing(held, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        assert resized(held, 8) == (8, 0, 5)


def test_named_people_move_to_another_class_and_are_told(held):
    other = LearningClassFactory(course=held.course, in_days=20, places=3)
    going = list(Enrolment.objects.filter(learning_class=held)[:2])
    moves = [(enrolment, other) for enrolment in going]
    assert resized(held, 3, choice="move", move_people=moves) == (3, 0, 3)
    arrived = Enrolment.objects.filter(learning_class=other)
    assert {one.person_id for one in arrived} == {one.person_id for one in going}
    assert Message.objects.filter(kind="booking.moved").count() == 2


def test_too_few_moves_change_nothing(held):
    other = LearningClassFactory(course=held.course, in_days=20)
    moves = [(Enrolment.objects.filter(learning_class=held)[0], other)]
    with pytest.raises(Refused, match="4 places are held, so 3 are too few"):
        resized(held, 3, choice="move", move_people=moves)
    assert not Enrolment.objects.filter(learning_class=other).exists()


def test_a_full_class_takes_nobody_and_nothing_changes(held):
    full = LearningClassFactory(course=held.course, in_days=20, places=1, full=True)
    moves = [(Enrolment.objects.filter(learning_class=held)[0], full)]
    with pytest.raises(Refused):
        resized(held, 4, choice="move", move_people=moves)
    assert Enrolment.objects.occupying().filter(learning_class=held).count() == 5


def test_exactly_the_places_that_became_free_are_given_in_order(held):
    """Rules 59, 63, F20."""
    full = LearningClassFactory(places=2, full=True)
    waiting = [
        EnrolmentFactory(learning_class=full, state=State.WAITLISTED, person=learner())
        for _ in range(4)
    ]
    resized(full, 4)
    promote_due()
    for one in waiting:
        one.refresh_from_db()
    assert [one.state for one in waiting] == 2 * ["confirmed"] + 2 * ["waitlisted"]
