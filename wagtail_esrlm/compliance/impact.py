"""What a change would do, before it is made (rules 15, 107).

The change itself is made, calculated and taken back, so there is no second truth. Only
its competencies are calculated, before and after.
"""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import router, transaction

from ..clock import today
from ..snippets.models import Competency, CompetencyCover
from ..workforce.models import AssignmentPeriod
from ..workforce.selectors import organisation_paths
from . import calculation
from .bulk import Plan, carry_out
from .competencies import TermsChange, change_terms
from .models import ComplianceRecord, Requirement
from .rules import Status
from .services import add_requirements, change_requirement, end_requirement

#: Essential and not held, its grace over: what people see red.
RED = (Status.EXPIRED.value, Status.MISSING.value)
GREEN = (Status.COMPLIANT.value, Status.EXPIRING.value)

ONE_DAY = datetime.timedelta(days=1)

#: Status and whether essential, by person and competency.
States = dict[tuple[int, int], tuple[str, bool]]


@dataclass(frozen=True)
class OrganisationImpact:
    """What a change does to the people who sit in one organisation.

    Somebody with seats in two organisations counts in both.
    """

    organisation_id: int
    path: str
    reached: int = 0
    newly_red: int = 0
    newly_green: int = 0


@dataclass(frozen=True)
class Impact:
    """What a change does, on the day it takes effect or today, whichever is later.

    Attributes:
        reached: People of whom something is required after the change by what is
            changed; for a competency's terms, all of whom it is required.
        red: People of whom something turns red: essential, not held, no grace left.
        green: People of whom something required turns green: held in date.
        due: People who get days of grace for something they do not hold.
        freed: People of whom something is no longer required.
        organisations: The same by organisation, by path; only those that change or
            are reached.
    """

    on: datetime.date
    reached: frozenset[int] = frozenset()
    red: frozenset[int] = frozenset()
    green: frozenset[int] = frozenset()
    due: frozenset[int] = frozenset()
    freed: frozenset[int] = frozenset()
    organisations: tuple[OrganisationImpact, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether the change reaches nobody and changes nothing."""
        return not (self.reached or self.red or self.green or self.due or self.freed)


def impact_of(
    change: Callable[[], Any],
    *,
    competency_ids: Iterable[int] | None = None,
    person_ids: Iterable[int] | None = None,
    on: datetime.date | None = None,
    requirements: Callable[[], Iterable[int]] | None = None,
) -> Impact:
    """Make a change, compare what it touches before and after, and take it back.

    Args:
        change: makes the change through the services; what it raises is raised.
        competency_ids: all whose figures it may touch; None for every one.
        person_ids: all whose figures it may touch; None for everybody.
        on: the day to compare; default today.
        requirements: called after the change: the requirements that say who is
            reached; without, everybody of whom the competencies are required.

    Queries: 4 beside those of the change, whatever the number of people.
    """
    day = on or today()
    wanted = None if competency_ids is None else sorted(set(competency_ids))
    people = None if person_ids is None else sorted(set(person_ids))
    with transaction.atomic(using=router.db_for_write(ComplianceRecord)):
        before = _states(day, wanted, people)
        change()
        after = _states(day, wanted, people)
        named = None if requirements is None else list(requirements())
        reached = (
            {person for person, _competency in after}
            if named is None
            else calculation.reached_people(on=day, requirement_ids=named)
        )
        transaction.set_rollback(True, using=router.db_for_write(ComplianceRecord))
    return _compared(day, before, after, frozenset(reached))


def _states(
    day: datetime.date,
    competency_ids: Sequence[int] | None,
    person_ids: Sequence[int] | None,
) -> States:
    return {
        (person, competency): (status, essential)
        for person, competency, status, essential in calculation.required_states(
            on=day, competency_ids=competency_ids, person_ids=person_ids
        )
    }


def _compared(
    day: datetime.date, before: States, after: States, reached: frozenset[int]
) -> Impact:
    turned: dict[str, set[int]] = defaultdict(set)
    for cell, state in after.items():
        former = before.get(cell)
        if former == state:
            continue
        for name, now, then in (
            ("red", _is_red(state), _is_red(former)),
            ("green", state[0] in GREEN, former is not None and former[0] in GREEN),
            ("due", _is_due(state), _is_due(former)),
        ):
            if now and not then:
                turned[name].add(cell[0])
    turned["freed"] = {cell[0] for cell in before.keys() - after.keys()}
    impact = Impact(
        on=day,
        reached=reached,
        red=frozenset(turned["red"]),
        green=frozenset(turned["green"]),
        due=frozenset(turned["due"]),
        freed=frozenset(turned["freed"]),
    )
    return replace(impact, organisations=_by_organisation(impact))


def _is_red(state: tuple[str, bool] | None) -> bool:
    return state is not None and state[1] and state[0] in RED


def _is_due(state: tuple[str, bool] | None) -> bool:
    return state is not None and state[1] and state[0] == Status.DUE.value


def _by_organisation(impact: Impact) -> tuple[OrganisationImpact, ...]:
    concerned = impact.reached | impact.red | impact.green
    seats = {
        (person, organisation)
        for person, organisation in AssignmentPeriod.objects.active_on(impact.on)
        .filter(organisation__isnull=False)
        .values_list("assignment__person_id", "organisation_id")
        if person in concerned
    }
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for person, organisation in seats:
        counts[organisation].update(
            reached=int(person in impact.reached),
            red=int(person in impact.red),
            green=int(person in impact.green),
        )
    paths = organisation_paths() if counts else {}
    return tuple(
        sorted(
            (
                OrganisationImpact(
                    organisation_id=pk,
                    path=paths.get(pk, ""),
                    reached=count["reached"],
                    newly_red=count["red"],
                    newly_green=count["green"],
                )
                for pk, count in counts.items()
            ),
            key=lambda row: row.path,
        )
    )


def day_of(*days: datetime.date | None) -> datetime.date:
    """Return the day a change is judged on: the latest of these and today."""
    return max([today(), *(day for day in days if day is not None)])


def of_new_requirements(requirements: Sequence[Requirement]) -> Impact:
    """Preview requirements before they are added, however many.

    Unsaved ones are left unsaved. Raises what ``add_requirements`` raises.
    """
    made: list[Requirement] = []

    def change() -> None:
        made.extend(add_requirements(requirements=[_copy(one) for one in requirements]))

    return impact_of(
        change,
        competency_ids={one.competency_id for one in requirements},
        on=day_of(*(one.starts_on for one in requirements)),
        requirements=lambda: [one.pk for one in made],
    )


def of_plan(plan: Plan) -> Impact:
    """Preview ``carry_out``: what is added from its first day, what ends after."""
    days = [one.starts_on for one in plan.new]
    if plan.last_day is not None:
        days.append(plan.last_day + ONE_DAY)
    tried = replace(
        plan,
        new=[_copy(one) for one in plan.new],
        ending=list(Requirement.objects.filter(pk__in=[one.pk for one in plan.ending])),
    )
    return impact_of(
        lambda: carry_out(tried),
        competency_ids=plan.competency_ids,
        on=day_of(*days),
        requirements=(lambda: [one.pk for one in tried.new]) if plan.new else None,
    )


def of_changed_requirement(
    requirement: Requirement, *, effective_on: datetime.date, **changes: Any
) -> Impact:
    """Preview ``change_requirement``; nothing is changed, not the object either."""
    made: list[Requirement] = []

    def change() -> None:
        made.append(
            change_requirement(
                requirement=Requirement.objects.get(pk=requirement.pk),
                effective_on=effective_on,
                **changes,
            )
        )

    return impact_of(
        change,
        competency_ids=[requirement.competency_id],
        on=day_of(effective_on),
        requirements=lambda: [one.pk for one in made],
    )


def of_ended_requirement(
    requirement: Requirement, *, ends_on: datetime.date | None
) -> Impact:
    """Preview ``end_requirement``, judged on the day after its last."""
    return impact_of(
        lambda: end_requirement(
            requirement=Requirement.objects.get(pk=requirement.pk), ends_on=ends_on
        ),
        competency_ids=[requirement.competency_id],
        on=day_of(ends_on + ONE_DAY if ends_on else None),
    )


def of_changed_competency(competency: Competency, change: TermsChange) -> Impact:
    """Preview ``change_terms``, on the day by which all of it holds (rule 107).

    Raises: ``CoverCircle`` and ``InvalidInput`` as it does.
    """
    touched = {competency.pk, *_reachable(competency.pk)}
    for other in change.covered:
        touched |= {other.pk, *_reachable(other.pk)}
    ends_on = change.ends_on if change.ends_on != competency.ends_on else None
    return impact_of(
        lambda: change_terms(competency=_fresh(competency), change=change),
        competency_ids=touched,
        on=day_of(change.effective_on, ends_on + ONE_DAY if ends_on else None),
    )


def _fresh(competency: Competency) -> Competency:
    return Competency.objects.get(pk=competency.pk)


def _copy(requirement: Requirement) -> Requirement:
    values = {
        field.attname: getattr(requirement, field.attname)
        for field in Requirement._meta.concrete_fields
        if not field.primary_key
    }
    return Requirement(**values)


def _reachable(competency_id: int) -> set[int]:
    """Return all that an award of the competency ever covered, however indirectly."""
    below: dict[int, set[int]] = defaultdict(set)
    for covering, covered in CompetencyCover.objects.values_list(
        "competency_id", "covered_id"
    ):
        below[covering].add(covered)
    reached: set[int] = set()
    waiting = [competency_id]
    while waiting:
        for covered in below[waiting.pop()] - reached:
            reached.add(covered)
            waiting.append(covered)
    return reached
