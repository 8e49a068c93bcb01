"""What a course is about, by its title: the manner of teaching left out. No Django."""

from __future__ import annotations

import re

from ..names import fold

#: Words that say how or when a subject is taught, not what it is.
MANNER = frozenset(
    "a and blended by class classroom course day days e-learning elearning evening "
    "face-to-face for full full-day half half-day in module morning new of on online "
    "part practical refresher session sessions staff teams the theory training update "
    "virtual via webinar workshop".split()
)

_BRACKETS = re.compile(r"[(\[].*?[)\]]")
_WORD = re.compile(r"[\w-]+")


def subject_of(title: str) -> str:
    """Return the words of a title that name its subject; levels belong to it.

    >>> subject_of("Fire Safety (classroom)") == subject_of("Fire safety e-learning")
    True
    >>> subject_of("Resuscitation - Level 2") == subject_of("Resuscitation Level 3")
    False
    """
    words = _WORD.findall(_BRACKETS.sub(" ", fold(title)))
    return " ".join(word for word in words if word.strip("-") and word not in MANNER)
