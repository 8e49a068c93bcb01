"""Which targets of a level ask for which competencies: the grid and its lines."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q

from ..names import fold
from ..permissions.scopes import organisations_below
from ..snippets.models import Competency
from ..workforce.models import (
    Assignment,
    AssignmentPeriod,
    BusinessGroup,
    JobRole,
    Organisation,
    Position,
    SupplementaryRole,
)
from ..workforce.selectors import organisation_paths
from .models import Requirement
from .models.requirements import TARGET_FIELDS
from .rules import Level

TARGETS: dict[Level, type[models.Model]] = {
    Level.BUSINESS_GROUP: BusinessGroup,
    Level.ORGANISATION: Organisation,
    Level.JOB_ROLE: JobRole,
    Level.POSITION: Position,
    Level.ASSIGNMENT: Assignment,
    Level.SUPPLEMENTARY_ROLE: SupplementaryRole,
}

#: What a target is found by and ordered by.
_NAMED_BY = {
    Level.BUSINESS_GROUP: "vpd",
    Level.ORGANISATION: "name",
    Level.JOB_ROLE: "name",
    Level.POSITION: "number",
    Level.ASSIGNMENT: "number",
    Level.SUPPLEMENTARY_ROLE: "name",
}

#: Columns of the requirements file, in its order.
FILE_COLUMNS = (
    "Competency Name",
    "Level",
    "Target",
    "This Organisation Only",
    "Grade",
    "Essential",
    "Start Date",
    "End Date",
    "Grace Days",
)


@dataclass(frozen=True)
class Wanted:
    """Which targets are looked at; each narrows, None and empty do not.

    Attributes:
        organisation: Only targets with somebody active there or below on the day.
        job_role: Only targets with somebody active in it.
        staff_group: Likewise.
        text: In the number, name or title.
        asking: Only targets that ask for something on the day.
    """

    level: Level
    on: datetime.date
    organisation: Organisation | None = None
    job_role: JobRole | None = None
    staff_group: str = ""
    text: str = ""
    asking: bool = False


def targets(wanted: Wanted) -> models.QuerySet[Any]:
    """Return the targets of a level that are looked at, in order."""
    level = wanted.level
    found = TARGETS[level]._default_manager.order_by(_NAMED_BY[level], "pk")
    seats = _seats(wanted)
    if level is Level.ORGANISATION:
        if wanted.organisation:
            found = found.filter(pk__in=organisations_below([wanted.organisation.pk]))
        if wanted.job_role or wanted.staff_group:
            found = found.filter(pk__in=seats.values("organisation_id"))
    elif level is Level.JOB_ROLE:
        if wanted.job_role:
            found = found.filter(pk=wanted.job_role.pk)
        if wanted.staff_group:
            found = found.filter(staff_group=wanted.staff_group)
        if wanted.organisation:
            found = found.filter(pk__in=seats.values("job_role_id"))
    elif wanted.organisation or wanted.job_role or wanted.staff_group:
        found = found.filter(pk__in=seats.values(_SEATED_BY[level]))
    if wanted.text:
        found = found.filter(_matching(level, wanted.text))
    if wanted.asking:
        column = TARGET_FIELDS[level]
        found = found.filter(
            pk__in=in_force(wanted.on)
            .filter(**{f"{column}__isnull": False})
            .values(f"{column}_id")
        )
    return found


_SEATED_BY = {
    Level.BUSINESS_GROUP: "assignment__business_group_id",
    Level.POSITION: "position_id",
    Level.ASSIGNMENT: "assignment_id",
    Level.SUPPLEMENTARY_ROLE: "supplementary_roles",
}


def _seats(wanted: Wanted) -> models.QuerySet[AssignmentPeriod]:
    seats = AssignmentPeriod.objects.active_on(wanted.on)
    if wanted.organisation:
        seats = seats.filter(
            organisation__in=organisations_below([wanted.organisation.pk])
        )
    if wanted.job_role:
        seats = seats.filter(job_role=wanted.job_role)
    if wanted.staff_group:
        seats = seats.filter(job_role__staff_group=wanted.staff_group)
    return seats


def _matching(level: Level, text: str) -> Q:
    key = {Level.BUSINESS_GROUP: "vpd_key", Level.POSITION: "number_key"}.get(
        level, f"{_NAMED_BY[level]}_key"
    )
    found = Q(**{f"{key}__contains": fold(text)})
    if level is Level.POSITION:
        found |= Q(title__icontains=text)
    if level is Level.BUSINESS_GROUP:
        found |= Q(name__icontains=text)
    if level is Level.ASSIGNMENT:
        found |= Q(person__last_name__icontains=text)
    return found


def in_force(on: datetime.date) -> models.QuerySet[Requirement]:
    """Return requirements in force on a day (rule 5)."""
    return Requirement.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=on), starts_on__lte=on
    )


@dataclass(frozen=True)
class MatrixRow:
    """One target and, for each competency across, what it asks: maybe nothing."""

    target: Any
    label: str
    cells: tuple[tuple[Competency, tuple[Requirement, ...]], ...]


def matrix(
    *,
    level: Level,
    targets: Sequence[Any],
    competencies: Sequence[Competency],
    on: datetime.date,
) -> list[MatrixRow]:
    """Return the grid of these targets and competencies. Queries: at most 2."""
    column = TARGET_FIELDS[level]
    asked: dict[tuple[int, int], list[Requirement]] = defaultdict(list)
    for requirement in in_force(on).filter(
        **{f"{column}__in": [target.pk for target in targets]},
        competency__in=[competency.pk for competency in competencies],
    ):
        target_id = getattr(requirement, f"{column}_id")
        asked[target_id, requirement.competency_id].append(requirement)
    labels = target_labels(level, targets)
    return [
        MatrixRow(
            target,
            labels[target.pk],
            tuple(
                (competency, tuple(asked.get((target.pk, competency.pk), ())))
                for competency in competencies
            ),
        )
        for target in targets
    ]


def target_labels(level: Level, targets: Collection[Any]) -> dict[int, str]:
    """Return targets as people read them: organisations by path. Queries: at most 1."""
    if level is Level.ORGANISATION:
        paths = organisation_paths()
        return {target.pk: paths[target.pk] for target in targets}
    return {target.pk: str(target) for target in targets}


def file_lines(
    requirements: models.QuerySet[Requirement],
) -> Iterator[tuple[str, ...]]:
    """Yield requirements as lines of the requirements file, headings left out.

    Reading the file back changes nothing.
    """
    paths = organisation_paths()
    for each in requirements.select_related("competency", *TARGET_FIELDS.values()):
        target: Any = each.target
        yield (
            each.competency.name,
            each.level.label,
            paths[target.pk]
            if each.level is Level.ORGANISATION
            else getattr(target, _NAMED_BY[each.level]),
            _yes_no(each.this_organisation_only),
            each.grade,
            _yes_no(each.essential),
            each.starts_on.isoformat(),
            each.ends_on.isoformat() if each.ends_on else "",
            str(each.grace_days),
        )


def _yes_no(value: bool) -> str:
    return "Y" if value else "N"
