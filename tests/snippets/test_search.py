"""Courses are found by what people type, typing errors forgiven."""

from __future__ import annotations

import pytest

from wagtail_esrlm.snippets.models import Course
from wagtail_esrlm.snippets.search import (
    has_trigrams,
    matching_courses,
)
from wagtail_esrlm.testing import CategoryFactory, CompetencyFactory, CourseFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def courses():
    bls = CompetencyFactory(name="NHS|CSTF|Resuscitation - Level 2 - 1 Year|")
    CourseFactory(code="FIRE", title="Fire Safety", summary="In the ward.")
    CourseFactory(code="FW", title="Fire Warden", summary="Safety of others.")
    CourseFactory(code="BLS", title="Basic Life Support", delivers=[bls])
    CourseFactory(
        code="IPC",
        title="Infection Prevention and Control",
        category=CategoryFactory(name="Clinical skills"),
    )
    CourseFactory(code="MH", title="Moving and Handling")
    return Course.objects.all()


def found(text: str) -> list[str]:
    return [course.code for course in matching_courses(text, Course.objects.all())]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("fire", ["FIRE", "FW"]),
        ("FIRE SAFETY", ["FIRE", "FW"]),
        ("safety fire", ["FIRE", "FW"]),
        ("fi", ["FIRE", "FW"]),
        ("bls", ["BLS"]),
        ("resuscitation", ["BLS"]),
        ("clinical", ["IPC"]),
        ("ward", ["FW", "FIRE"]),
        ("mh", ["MH"]),
        ("xylophone", []),
    ],
)
def test_every_word_typed_is_found_somewhere(courses, text, codes):
    assert found(text) == codes


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("infectoin control", "IPC"),
        ("Infection Prevenion", "IPC"),
        ("basic lief suport", "BLS"),
        ("moving an handeling", "MH"),
        ("fyre saftey", "FIRE"),
    ],
)
def test_typing_errors_are_forgiven(courses, text, code):
    assert found(text)[0] == code


def test_a_code_typed_in_full_comes_first(courses):
    CourseFactory(code="X1", title="A course about FW")
    assert found("fw")[0] == "FW"


def test_nothing_typed_keeps_every_course(courses):
    assert len(found("  ")) == 5


def test_only_courses_that_may_be_seen_are_searched(courses):
    hidden = Course.objects.exclude(code="IPC")
    assert not matching_courses("infection", hidden).filter(code="IPC").exists()
    assert not matching_courses("infectoin", hidden).filter(code="IPC").exists()


def test_a_search_takes_three_queries_at_most(courses, django_assert_max_num_queries):
    has_trigrams("default")
    with django_assert_max_num_queries(3):
        list(matching_courses("basic lief suport", courses))


@pytest.mark.parametrize(
    "text", ["%", "_", "'; --", "\\", "a" * 500, "ﬁre", "fi\x00re"]
)
def test_odd_characters_do_no_harm(courses, text):
    assert isinstance(found(text), list)
