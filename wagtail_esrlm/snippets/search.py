"""Finds courses by what people type, typing errors forgiven; needs no search server.

All words typed must be found. Only where nothing has them all is what is spelt nearly
so looked for: by trigrams where PostgreSQL has them, else by the words of the titles.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from functools import lru_cache, reduce
from operator import and_, or_
from typing import Any

from django.db import connections
from django.db.models import (
    Case,
    Exists,
    FloatField,
    Func,
    IntegerField,
    OuterRef,
    Q,
    Value,
    When,
)
from django.db.models.functions import Greatest

from ..names import tidy
from .models import CourseCompetency
from .models.catalogue import CourseQuerySet

#: Words of a search that count.
MOST_WORDS = 8

#: Trigram likeness, and likeness of single words, from which a match is near enough.
NEAR = 0.3
NEAR_WORD = 0.7

#: Courses whose titles are read to find what was meant.
MOST_READ = 20_000

_WORD = re.compile(r"\w{2,}")


class WordSimilarity(Func):
    """PostgreSQL's ``word_similarity``: how well a text is found within a column."""

    function = "WORD_SIMILARITY"
    output_field = FloatField()

    def __init__(self, text: str, column: str) -> None:
        super().__init__(Value(text), column)


def matching_courses(text: str, courses: CourseQuerySet) -> CourseQuerySet:
    """Keep courses that a text finds: codes, then titles that begin so, then others.

    Queries: 0 until read where PostgreSQL has trigrams; else 1, and 1 more where
    nothing has every word.
    """
    text = tidy(text.replace("\x00", ""))
    words = text.split()[:MOST_WORDS]
    if not words:
        return courses
    has_all = reduce(and_, map(_holds, words))
    if has_trigrams(courses.db):
        likeness = Greatest(WordSimilarity(text, "title"), WordSimilarity(text, "code"))
        found = courses.annotate(likeness=likeness).filter(
            has_all
            | (~Exists(courses.filter(has_all).order_by()) & Q(likeness__gte=NEAR))
        )
    else:
        if not courses.filter(has_all).exists():
            has_all = _nearly(words, courses)
        found = courses.filter(has_all).annotate(
            likeness=Value(0.0, output_field=FloatField())
        )
    return found.annotate(rank=_rank(text)).order_by("rank", "-likeness", "title", "pk")


def has_trigrams(alias: str) -> bool:
    """Whether the database finds what is spelt nearly so by itself."""
    connection = connections[alias]
    if connection.vendor != "postgresql":
        return False
    return _has_word_similarity(alias, str(connection.settings_dict["NAME"]))


@lru_cache(maxsize=16)
def _has_word_similarity(alias: str, name: str) -> bool:
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT to_regproc('word_similarity') IS NOT NULL")
        return bool(cursor.fetchone()[0])


def _holds(word: str) -> Q:
    """Return the condition that a course has a word; whatever it gives counts too."""
    gives = CourseCompetency.objects.filter(
        course=OuterRef("pk"), ends_on__isnull=True, competency__title__icontains=word
    )
    return (
        Q(title__icontains=word)
        | Q(code__icontains=word)
        | Q(summary__icontains=word)
        | Q(category__name__icontains=word)
        | Q(Exists(gives))
    )


def _rank(text: str) -> Any:
    return Case(
        When(code__iexact=text, then=Value(0)),
        When(title__istartswith=text, then=Value(1)),
        When(title__icontains=text, then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )


def _nearly(words: Sequence[str], courses: CourseQuerySet) -> Q:
    """Return the condition that every word, or one spelt nearly so, is in the title."""
    titles = courses.order_by("pk").values_list("title", flat=True)[:MOST_READ]
    known = {word for title in titles for word in _WORD.findall(title.casefold())}
    wanted = []
    for word in words:
        meant = difflib.get_close_matches(word.casefold(), known, n=5, cutoff=NEAR_WORD)
        wanted.append(reduce(or_, (_holds(near) for near in {word, *meant})))
    return reduce(and_, wanted)
