"""What the database itself refuses."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from wagtail_esrlm.booking.models import ClassPlaces, Enrolment
from wagtail_esrlm.booking.states import HOLDS_PLACE, OPEN, OUTCOMES, OVER, State
from wagtail_esrlm.testing import EnrolmentFactory, LearningClassFactory

pytestmark = pytest.mark.django_db


def refused(change) -> bool:
    try:
        with transaction.atomic():
            change()
    except IntegrityError:
        return True
    return False


def test_no_more_places_can_be_taken_than_there_are():
    full = LearningClassFactory(places=2, full=True)
    places = ClassPlaces.objects.filter(pk=full.pk)
    assert refused(lambda: places.update(places_taken=F("places_taken") + 1))
    places.update(extra_places=1)
    assert not refused(lambda: places.update(places_taken=F("places_taken") + 1))


def test_a_class_without_a_maximum_has_no_limit():
    boundless = LearningClassFactory(places=None, taken=3)
    assert boundless.places.places_left is None


@pytest.mark.parametrize("state", sorted(OVER))
def test_who_is_out_may_come_again(state):
    first = EnrolmentFactory(state=state)
    again = {"learning_class": first.learning_class, "person": first.person}
    assert not refused(lambda: EnrolmentFactory(**again))
    assert refused(lambda: EnrolmentFactory(**again))


def test_the_states_of_the_code_and_of_the_database_are_the_same():
    assert {state.value for state in State} == set(Enrolment.State.values)
    assert HOLDS_PLACE | OPEN | OVER == set(State)
    assert not OVER & HOLDS_PLACE
    assert OUTCOMES < HOLDS_PLACE
