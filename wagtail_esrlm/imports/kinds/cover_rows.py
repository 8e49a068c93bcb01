"""Which rows of a competencies file may have the covers that they state (rule 27).

Pure: names are folded keys, links say which key covers which directly.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

Links = Mapping[str, Collection[str]]


@dataclass(frozen=True)
class Refused:
    """A row whose covers cannot be.

    Attributes:
        key: The row's competency.
        cover: What it must not cover.
        path: The circle it would close, from the row's competency back to it; empty
            where the covered competency does not exist once refused rows are left out.
    """

    key: str
    cover: str
    path: tuple[str, ...] = ()


def refuse_covers(
    stated: Mapping[str, Sequence[str]], *, stored: Links, known: Collection[str]
) -> list[Refused]:
    """Return the rows to refuse; all others can be applied together, in any order.

    A refused row leaves what is stored for its competency, which may refuse another.
    Of a circle only the row that closes it is refused, even where others then cover a
    competency that only that row would have brought: they go without.

    >>> refuse_covers({"b": ["a"], "a": ["b"]}, stored={}, known=())
    [Refused(key='a', cover='b', path=('a', 'b', 'a'))]
    >>> refuse_covers({"b": ["a"], "a": []}, stored={"a": ["b"]}, known=["a", "b"])
    []

    Args:
        stated: covers by row, in the file's order; only rows that state any list.
        stored: what stands already.
        known: competencies that exist whatever becomes of these rows.
    """
    refused: dict[str, Refused] = {}
    names = {*known, *stated}
    for key, covers in stated.items():
        for cover in covers:
            if cover not in names:
                refused.setdefault(key, Refused(key, cover))
    while True:
        left = {key: list(c) for key, c in stated.items() if key not in refused}
        closing = {key for key, each in refused.items() if each.path}
        found = _first_refused(left, stored, {*known, *left, *closing})
        if found is None:
            return list(refused.values())
        refused[found.key] = found


def _first_refused(
    stated: Mapping[str, Sequence[str]], stored: Links, known: Collection[str]
) -> Refused | None:
    links = {key: set(covers) for key, covers in stored.items() if key not in stated}
    for key, covers in stated.items():
        for cover in covers:
            if cover not in known:
                return Refused(key, cover)
            path = path_between(links, cover, key)
            if path is not None:
                return Refused(key, cover, (key, *path))
            links.setdefault(key, set()).add(cover)
    return None


def path_between(links: Links, start: str, goal: str) -> list[str] | None:
    """Return a shortest path from start to goal, both included, or None."""
    came_from: dict[str, str | None] = {start: None}
    waiting = [start]
    for here in waiting:
        if here == goal:
            path = [here]
            while (step := came_from[path[-1]]) is not None:
                path.append(step)
            return path[::-1]
        for there in sorted(links.get(here, ())):
            if there not in came_from:
                came_from[there] = here
                waiting.append(there)
    return None
