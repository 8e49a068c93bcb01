"""The algebra of scopes: whose records somebody's rights reach.

A scope is a condition on people. ``|`` joins two, ``&`` keeps what both reach. Domains
build the scopes of their actions from these and register them in ``registry``.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q

from ..workforce.models import AssignmentPeriod, Organisation, Person
from ..workforce.models.people import PersonQuerySet
from ..workforce.selectors import managed_people, supervision


class Scope:
    """People that can be reached; nobody, unless a kind of scope says who."""

    def condition(self, on: datetime.date) -> Q:
        """Return the condition on people for a day."""
        return Q(pk__in=())

    def people(self, on: datetime.date) -> PersonQuerySet:
        """Return the people reached on a day."""
        return Person.objects.filter(self.condition(on))

    def __or__(self, other: Scope) -> Scope:
        return _simplified(_Either((self, other)), Everybody, absorbs=True)

    def __and__(self, other: Scope) -> Scope:
        return _simplified(_Both((self, other)), Everybody, absorbs=False)


@dataclass(frozen=True)
class Nobody(Scope):
    """Reaches nobody."""


@dataclass(frozen=True)
class Everybody(Scope):
    """Reaches all people."""

    def condition(self, on: datetime.date) -> Q:
        """Return no condition."""
        return Q()


@dataclass(frozen=True)
class Only(Scope):
    """Reaches these people."""

    person_ids: frozenset[int]

    def condition(self, on: datetime.date) -> Q:
        """Return a condition on the ids."""
        return Q(pk__in=self.person_ids)


@dataclass(frozen=True)
class TeamOf(Scope):
    """Reaches a manager's team, deputies included (rule 40)."""

    manager: Person

    def condition(self, on: datetime.date) -> Q:
        """Return a condition on the team, as one subquery."""
        return Q(pk__in=managed_people(self.manager, on=on).values("pk"))


@dataclass(frozen=True)
class WithoutManager(Scope):
    """Reaches people with an active seat and nobody above it (rule 40)."""

    def condition(self, on: datetime.date) -> Q:
        """Return a condition on the seats that the day's hierarchy leaves alone."""
        seats = AssignmentPeriod.objects.filter(pk__in=supervision(on=on).unsupervised)
        return Q(pk__in=seats.values("assignment__person_id"))


@dataclass(frozen=True)
class Within(Scope):
    """Reaches people with an active seat in these organisations or below (rule 99)."""

    organisation_ids: frozenset[int]

    def condition(self, on: datetime.date) -> Q:
        """Return a condition on the seats of the day."""
        below = organisations_below(self.organisation_ids)
        seats = AssignmentPeriod.objects.active_on(on).filter(organisation_id__in=below)
        return Q(pk__in=seats.values("assignment__person_id"))


@dataclass(frozen=True)
class _Either(Scope):
    parts: tuple[Scope, ...]

    def condition(self, on: datetime.date) -> Q:
        joined = Q()
        for part in self.parts:
            joined |= part.condition(on)
        return joined


@dataclass(frozen=True)
class _Both(Scope):
    parts: tuple[Scope, ...]

    def condition(self, on: datetime.date) -> Q:
        joined = Q()
        for part in self.parts:
            joined &= part.condition(on)
        return joined


def _simplified(
    joined: _Either | _Both, whole: type[Everybody], *, absorbs: bool
) -> Scope:
    """Drop the parts that change nothing, and whatever another part swallows.

    Without it ``Q()`` for everybody would vanish from a disjunction.
    """
    swallowing, neutral = (whole, Nobody) if absorbs else (Nobody, whole)
    if any(isinstance(part, swallowing) for part in joined.parts):
        return swallowing()
    rest = tuple(part for part in joined.parts if not isinstance(part, neutral))
    if not rest:
        return neutral()
    return rest[0] if len(rest) == 1 else type(joined)(rest)


def organisations_below(organisation_ids: Collection[int]) -> set[int]:
    """Return these organisations and all below them; a circle ends. Queries: 1."""
    children: dict[int, list[int]] = {}
    for pk, parent in Organisation.objects.filter(parent__isnull=False).values_list(
        "pk", "parent_id"
    ):
        if parent is not None:
            children.setdefault(parent, []).append(pk)
    found: set[int] = set()
    waiting = list(organisation_ids)
    while waiting:
        organisation = waiting.pop()
        if organisation not in found:
            found.add(organisation)
            waiting.extend(children.get(organisation, ()))
    return found
