"""Classes in one line each, as lists of courses show them."""

from __future__ import annotations

import datetime

import pytest
from django.utils.translation import override

from wagtail_esrlm.booking.class_lines import class_lines, rows_of_lines
from wagtail_esrlm.booking.listing import with_places
from wagtail_esrlm.booking.models import ClassPlaces
from wagtail_esrlm.booking.wording import class_in_words, place_in_words, places_tag
from wagtail_esrlm.clock import today
from wagtail_esrlm.links import link
from wagtail_esrlm.snippets.models import ClassSession, LearningClass
from wagtail_esrlm.testing import (
    ClassSessionFactory,
    LearningClassFactory,
    LocationFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def classes() -> None:
    """Make classes in one room and in two, online, nowhere yet, full, without limit."""
    royal = LocationFactory(name="Royal Wing", room="")
    first = LearningClassFactory(in_days=30, sessions=2, location=royal)
    ClassSessionFactory(
        learning_class=first, held_on=today() + datetime.timedelta(days=40)
    )
    LearningClassFactory(in_days=400, places=None)
    LearningClassFactory(sessions=0)
    online = LearningClassFactory(in_days=20, places=3, taken=2)
    ClassSession.objects.filter(learning_class=online).update(
        location=None, webinar_url="https://meet.example/"
    )
    nowhere = LearningClassFactory(in_days=20, full=True)
    ClassSession.objects.filter(learning_class=nowhere).update(location=None)
    ClassPlaces.objects.filter(pk=nowhere.pk).update(places_waiting=2)


@pytest.mark.parametrize("language", ["en-gb", "cy"])
def test_a_line_says_what_the_class_says(classes: None, language: str) -> None:
    with override(language):
        lines = class_lines(rows_of_lines(LearningClass.objects.all()))
        ordered = LearningClass.objects.order_by("starts_at", "pk")
        for line, whole in zip(lines, with_places(ordered), strict=True):
            assert line.pk == whole.pk
            assert line.course_id == whole.course_id
            assert line.url == link("learning_class", uuid=whole.uuid)
            assert line.when == class_in_words(whole)
            assert line.where == place_in_words(whole)
            assert line.places_left == whole.places.places_left
            assert line.tag == places_tag(whole.places)


def test_lines_are_read_in_one_statement(
    classes: None, django_assert_num_queries
) -> None:
    with django_assert_num_queries(1):
        assert len(class_lines(rows_of_lines(LearningClass.objects.all()))) == 5


def test_a_place_that_was_taken_is_gone_from_the_next_reading() -> None:
    made = LearningClassFactory(places=5)
    (before,) = class_lines(rows_of_lines(LearningClass.objects.all()))
    ClassPlaces.objects.filter(pk=made.pk).update(places_taken=5)
    (after,) = class_lines(rows_of_lines(LearningClass.objects.all()))
    assert (before.places_left, after.places_left) == (5, 0)
    assert str(after.tag.word) == "Full"
