"""The whole hierarchy of a day: what is wrong in it, for data-quality lists."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .models import AssignmentPeriod


@dataclass(frozen=True)
class Supervision:
    """Who supervises every active seat of a day, and where nobody can.

    Attributes:
        supervisors: Supervisor's person id by the id of each active period; None
            where class administrators take the place (rule 40).
        replaced: Ids of the periods whose stated supervisor has left, so that
            somebody further up, or nobody, takes the place.
        loops: People who are above themselves, each loop sorted by id.
    """

    supervisors: Mapping[int, int | None]
    replaced: frozenset[int]
    loops: tuple[tuple[int, ...], ...]

    @property
    def unsupervised(self) -> list[int]:
        """Ids of the periods without anybody above, sorted."""
        return sorted(
            period for period, above in self.supervisors.items() if above is None
        )


def supervision(
    *, on: datetime.date, business_group_id: int | None = None
) -> Supervision:
    """Read the hierarchy of a day. Queries: 2, whatever the number of people.

    Args:
        on: The day.
        business_group_id: Report on the seats of this business group only; the
            people above them may belong to another.
    """
    active = AssignmentPeriod.objects.active_on(on).values_list(
        "pk", "assignment__person_id", "supervisor_id", "assignment__business_group_id"
    )
    seats = list(active)
    seated = {person for _, person, _, _ in seats}
    gone = {above for _, _, above, _ in seats if above is not None} - seated
    upward = _last_supervisors(on=on, seated=seated) if gone else {}
    supervisors: dict[int, int | None] = {}
    replaced: set[int] = set()
    edges: dict[int, set[int]] = {}
    selves: set[int] = set()
    for period, person, stated, group in seats:
        if stated == person:
            selves.add(person)
        above = (
            None
            if stated == person
            else _next_active(stated, seated=seated, upward=upward)
        )
        if above == person:
            above = None
        if above is not None:
            edges.setdefault(person, set()).add(above)
        if business_group_id in (None, group):
            supervisors[period] = above
            if stated not in (None, person, above):
                replaced.add(period)
    loops = [*find_loops(edges), *((person,) for person in sorted(selves))]
    return Supervision(supervisors, frozenset(replaced), tuple(loops))


def _next_active(
    stated: int | None, *, seated: set[int], upward: Mapping[int, int]
) -> int | None:
    seen: set[int] = set()
    while stated is not None and stated not in seated:
        if stated in seen:
            return None
        seen.add(stated)
        stated = upward.get(stated)
    return stated


def _last_supervisors(*, on: datetime.date, seated: set[int]) -> dict[int, int]:
    """Return the supervisor of the last seat of everybody who has no seat now."""
    rows = (
        AssignmentPeriod.objects.filter(starts_on__lte=on, supervisor__isnull=False)
        .exclude(
            assignment__person__in=AssignmentPeriod.objects.active_on(on).values(
                "assignment__person_id"
            )
        )
        .values_list(
            "assignment__person_id",
            "supervisor_id",
            "ends_on",
            "starts_on",
            "is_primary",
            "pk",
        )
    )
    last: dict[int, tuple[tuple[datetime.date, datetime.date, bool, int], int]] = {}
    for person, above, ends_on, starts_on, is_primary, pk in rows:
        if person in seated or above == person:
            continue
        rank = (ends_on or datetime.date.max, starts_on, is_primary, pk)
        if person not in last or rank > last[person][0]:
            last[person] = (rank, above)
    return {person: above for person, (_, above) in last.items()}


def find_loops(edges: Mapping[int, Iterable[int]]) -> list[tuple[int, ...]]:
    """Return the groups that can reach themselves, each sorted, in order (Tarjan).

    >>> find_loops({1: [2], 2: [3], 3: [2], 4: [1]})
    [(2, 3)]
    """
    index: dict[int, int] = {}
    low: dict[int, int] = {}
    stack: list[int] = []
    on_stack: set[int] = set()
    loops: list[tuple[int, ...]] = []
    for start in sorted(edges):
        if start in index:
            continue
        work = [(start, iter(sorted(edges.get(start, ()))))]
        index[start] = low[start] = len(index)
        stack.append(start)
        on_stack.add(start)
        while work:
            node, onward = work[-1]
            for next_node in onward:
                if next_node not in index:
                    index[next_node] = low[next_node] = len(index)
                    stack.append(next_node)
                    on_stack.add(next_node)
                    work.append((next_node, iter(sorted(edges.get(next_node, ())))))
                    break
                if next_node in on_stack:
                    low[node] = min(low[node], index[next_node])
            else:
                work.pop()
                if work:
                    parent = work[-1][0]
                    low[parent] = min(low[parent], low[node])
                if low[node] == index[node]:
                    members = _pop_until(node, stack, on_stack)
                    if len(members) > 1:
                        loops.append(tuple(sorted(members)))
    return sorted(loops)


def _pop_until(node: int, stack: list[int], on_stack: set[int]) -> list[int]:
    members: list[int] = []
    while not members or members[-1] != node:
        members.append(stack.pop())
        on_stack.discard(members[-1])
    return members
