"""For which of a person's assignments a class is (rule 57)."""

from __future__ import annotations

import datetime
from collections.abc import Collection

from ..workforce.models import Person
from .facts import Post, active_posts
from .needs import posts_that_require
from .refusals import no
from .rules import Why
from .statements import GIVEN


def chosen_post(
    person: Person,
    posts: Collection[Post],
    *,
    course_id: int,
    day: datetime.date | None,
    assignment_id: int | None,
    within: Collection[int] | None = None,
    today: datetime.date,
    requiring: Collection[int] | None = None,
) -> int | None:
    """Return the assignment a booking is for; None for who has none.

    Args:
        posts: All of the person's.
        day: On which the class begins; None without dates.
        assignment_id: The person's choice; None: the one that requires what the course
            gives, else the primary one.
        within: The assignments a manager may book for; None for any.
        requiring: Those that require what the course gives, where it is known.

    Queries: 0, and 2 more for who has a choice and did not choose.

    Raises:
        Refused: when the chosen one is not an active one of theirs.
    """
    on = max(day or today, today)
    active = active_posts(posts, on) or active_posts(posts, today)
    ids = list(dict.fromkeys(post.assignment_id for post in active))
    if within is not None:
        ids = [pk for pk in ids if pk in within]
    if assignment_id is not None:
        if assignment_id not in ids:
            raise no(Why.NOT_THEIR_POST)
        return assignment_id
    if len(ids) < 2:
        return ids[0] if ids else None
    if requiring is None:
        requiring = posts_requiring(person, course_id, on=on)
    return next((pk for pk in ids if pk in requiring), ids[0])


def posts_requiring(
    person: Person, course_id: int, *, on: datetime.date
) -> frozenset[int]:
    """Return the assignments through which what the course gives is required.

    Queries: 2.
    """
    given = [competency for _course, competency in GIVEN(course_ids=[course_id])]
    return posts_that_require(person, given, on=on)
