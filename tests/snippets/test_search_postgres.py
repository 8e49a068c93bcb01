"""Typing errors on PostgreSQL: with trigrams, and without the extension."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection

from wagtail_esrlm.snippets import search
from wagtail_esrlm.snippets.models import Course
from wagtail_esrlm.snippets.search import (
    has_trigrams,
    matching_courses,
)
from wagtail_esrlm.testing import CourseFactory

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db,
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="Only PostgreSQL has trigrams."
    ),
]

#: What somebody types, and the code of the course that is meant.
TYPOS = [
    ("infectoin", "IPC"),
    ("Infection Prevenion", "IPC"),
    ("basic lief suport", "BLS"),
    ("moving an handeling", "MH"),
    ("fyre saftey", "FIRE"),
]


@pytest.fixture
def courses(db: None) -> None:
    CourseFactory(code="FIRE", title="Fire Safety")
    CourseFactory(code="BLS", title="Basic Life Support")
    CourseFactory(code="IPC", title="Infection Prevention and Control")
    CourseFactory(code="MH", title="Moving and Handling")


@pytest.fixture(params=["with", "without"])
def extension(request: pytest.FixtureRequest, courses: None) -> Iterator[bool]:
    """Have the extension, or not, until the test's transaction is rolled back."""
    wanted = request.param == "with"
    with connection.cursor() as cursor:
        if wanted:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        else:
            cursor.execute("DROP EXTENSION IF EXISTS pg_trgm CASCADE")
    search._has_word_similarity.cache_clear()
    yield wanted
    search._has_word_similarity.cache_clear()


def codes(text: str) -> list[str]:
    return [course.code for course in matching_courses(text, Course.objects.all())]


def test_what_the_database_has_is_known(extension: bool) -> None:
    assert has_trigrams("default") is extension


@pytest.mark.parametrize(("text", "code"), TYPOS)
def test_a_typing_error_finds_what_was_meant(
    extension: bool, text: str, code: str
) -> None:
    assert codes(text)[:1] == [code]


def test_the_likeness_comes_from_the_database_only_with_the_extension(
    extension: bool,
) -> None:
    found = matching_courses("infectoin", Course.objects.all())
    assert ("WORD_SIMILARITY" in str(found.query)) is extension
    assert (found[0].likeness >= search.NEAR) is extension


def test_words_that_are_found_leave_out_what_is_only_like_them(
    extension: bool,
) -> None:
    CourseFactory(code="FARE", title="Fare Dodging")
    assert codes("fire") == ["FIRE"]
    assert codes("zzzzqqq") == []
