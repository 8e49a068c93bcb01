"""Classes with too few people are listed in time to run, move or cancel them."""

from __future__ import annotations

import pytest

from wagtail_esrlm.booking.classes import below_minimum, run_anyway
from wagtail_esrlm.booking.models import ClassPlaces
from wagtail_esrlm.errors import Refused
from wagtail_esrlm.testing import LearningClassFactory

pytestmark = pytest.mark.django_db


def few(taken: int = 2, minimum: int = 3, **facts):
    learning_class = LearningClassFactory(**({"in_days": 5} | facts), taken=taken)
    ClassPlaces.objects.filter(pk=learning_class.pk).update(minimum_places=minimum)
    return learning_class


@pytest.mark.parametrize(
    ("facts", "is_listed"),
    [
        ({}, True),
        ({"taken": 3}, False),
        ({"in_days": 9}, False),
        ({"in_days": 9, "minimum_warning_days": 10}, True),
        ({"in_days": -1}, False),
        ({"is_published": False}, False),
        ({"status": "cancelled"}, False),
        ({"status": "planned"}, False),
    ],
)
def test_a_class_is_listed_from_so_many_days_before(facts, is_listed):
    learning_class = few(**facts)
    assert below_minimum() == ([learning_class] if is_listed else [])


def test_who_lets_it_run_says_why_and_it_is_no_longer_listed():
    learning_class = few()
    with pytest.raises(Refused):
        run_anyway(learning_class=learning_class, reason="", by=None)
    run_anyway(learning_class=learning_class, reason="Two need it", by=None)
    assert below_minimum() == []
