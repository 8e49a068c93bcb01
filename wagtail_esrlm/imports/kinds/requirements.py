"""Requirements: a competency asked of a target that must exist (rules 13, 33, 95)."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from ...compliance.marks import mark
from ...compliance.models import Requirement
from ...compliance.models.requirements import MOST_GRACE_DAYS, TARGET_FIELDS
from ...compliance.rules import Level
from ...jobs.turns import REQUIREMENTS, TERMS, share_turn, take_turn
from ...names import fold
from ...snippets.models import Competency
from ...workforce.models import Assignment, JobRole, Position, SupplementaryRole
from ...workforce.selectors import organisation_paths
from ..cells import (
    CellError,
    parse_date,
    parse_identifier,
    parse_name,
    parse_path,
    parse_whole,
    parse_yes_no,
)
from ..lookups import KnownCompetencies, not_known
from ..losers import Watch
from ..outcomes import Column, RowOutcome
from .base import Kind

LEVELS = {fold(level.label): level for level in Level}
GRADED = (Level.JOB_ROLE, Level.POSITION)

#: What a later row of the same identity may change.
CHANGING = ("essential", "ends_on", "grace_days", "before_activity", "grade")

Identity = tuple[int, Level, int, str, bool, datetime.date]


@dataclass
class _Stated:
    row: RowOutcome
    requirement: Requirement
    identity: Identity


class RequirementsKind(Kind):
    """Rows are requirements, the same by competency, target, grade, reach and start."""

    columns: ClassVar[tuple[Column, ...]] = (
        Column("Competency Name", required=True),
        Column("Level", required=True),
        Column("Target", required=True),
        Column("This Organisation Only"),
        Column("Grade"),
        Column("Essential"),
        Column("Start Date", required=True),
        Column("End Date"),
        Column("Grace Days"),
    )

    def apply(self, rows: Sequence[RowOutcome]) -> None:
        """Check every row, then write new and changed requirements."""
        share_turn(TERMS, patience=None)
        take_turn(REQUIREMENTS, patience=None)
        self._competencies = KnownCompetencies()
        self._targets = {level: self._load(level) for level in Level}
        stored = {_identity(each): each for each in self._stored()}
        stated: dict[Identity, _Stated] = {}
        for row in rows:
            given = self._read(row)
            if given is None:
                continue
            if given.identity in stated:
                self.report.notice(
                    _("The same requirement stands further down; the last row counts."),
                    line=stated[given.identity].row.line,
                )
            stated[given.identity] = given
        new, changed = [], []
        watch = self._watch(stored, stated)
        for identity, given in stated.items():
            before = stored.get(identity)
            if before is None:
                given.row.outcome = "created"
                new.append(given.requirement)
            elif self._update(before, given):
                given.row.outcome = "updated"
                changed.append(before)
        Requirement.objects.bulk_create(new, batch_size=1000)
        Requirement.objects.bulk_update(changed, CHANGING, batch_size=500)
        mark(
            competency_ids={each.competency_id for each in (*new, *changed)},
            reason="requirements file",
        )
        self.report.losers.extend(watch.losers())

    def _watch(
        self, stored: dict[Identity, Requirement], stated: dict[Identity, _Stated]
    ) -> Watch:
        """Remember who must hold what the file lets end earlier."""
        days: dict[datetime.date, set[int]] = {}
        for identity, given in stated.items():
            before = stored.get(identity)
            if before is None or not given.row.has("End Date"):
                continue
            until = given.requirement.ends_on
            if until and until < (before.ends_on or datetime.date.max):
                day = until + datetime.timedelta(days=1)
                days.setdefault(day, set()).add(before.competency_id)
        return Watch(self.options, competencies=days)

    def _stored(self) -> Any:
        group = self.options.business_group
        of_group = Requirement.objects.none()
        for field in TARGET_FIELDS.values():
            scope = (
                {"business_group": group}
                if field == "business_group"
                else {f"{field}__business_group": group}
            )
            of_group = of_group | Requirement.objects.filter(**scope)
        return of_group

    def _load(self, level: Level) -> dict[Any, tuple[int, str]]:
        """Return every target of a level: id and stored spelling, by folded name."""
        group = self.options.business_group
        if level is Level.BUSINESS_GROUP:
            return {group.vpd_key: (group.pk, group.vpd)}
        if level is Level.ORGANISATION:
            return {
                tuple(fold(part) for part in path.split(" > ")): (pk, path)
                for pk, path in organisation_paths(business_group_id=group.pk).items()
            }
        named: dict[Level, tuple[Any, str]] = {
            Level.JOB_ROLE: (JobRole, "name"),
            Level.POSITION: (Position, "number"),
            Level.ASSIGNMENT: (Assignment, "number"),
            Level.SUPPLEMENTARY_ROLE: (SupplementaryRole, "name"),
        }
        model, name = named[level]
        return {
            key: (pk, spelt)
            for pk, key, spelt in model.objects.filter(
                business_group=group
            ).values_list("pk", f"{name}_key", name)
        }

    def _read(self, row: RowOutcome) -> _Stated | None:
        competency = self._competency(row)
        level = row.parse("Level", _level, required=True)
        target = self._target(row, level) if level else None
        only = row.parse("This Organisation Only", parse_yes_no, default=False)
        grade = row.parse("Grade", lambda t: parse_name(t, longest=240), default="")
        essential = row.parse("Essential", parse_yes_no, default=True)
        grace = row.parse(
            "Grace Days", lambda t: parse_whole(t, most=MOST_GRACE_DAYS), default=0
        )
        starts_on = row.parse("Start Date", parse_date, required=True)
        ends_on = row.parse("End Date", parse_date)
        if level and only and level is not Level.ORGANISATION:
            row.refuse("This Organisation Only", _("means nothing on this level"))
        if level and grade and level not in GRADED:
            row.refuse("Grade", _("is only for job roles and positions"))
        if starts_on and ends_on and ends_on < starts_on:
            row.refuse("End Date", _("lies before the Start Date"))
        if competency and starts_on and competency.ends_on:
            if starts_on > competency.ends_on:
                row.refuse("Start Date", _("lies after the competency's End Date"))
        if row.is_refused or not (competency and level and target and starts_on):
            return None
        requirement = Requirement(
            competency=competency,
            this_organisation_only=bool(only),
            grade=grade or "",
            essential=bool(essential),
            grace_days=grace or 0,
            starts_on=starts_on,
            ends_on=ends_on,
        )
        setattr(requirement, f"{TARGET_FIELDS[level]}_id", target)
        requirement.fold_keys()
        return _Stated(row, requirement, _identity(requirement))

    def _competency(self, row: RowOutcome) -> Competency | None:
        name = row.parse(
            "Competency Name", lambda t: parse_name(t, longest=255), required=True
        )
        if not name:
            return None
        competency = self._competencies.named(name)
        if competency is None:
            row.refuse("Competency Name", self._competencies.why_unknown(name))
        return competency

    def _target(self, row: RowOutcome, level: Level) -> int | None:
        if level is Level.ORGANISATION:
            path = row.parse("Target", parse_path, required=True)
            key: Any = path and tuple(map(fold, path))
        else:
            number = row.parse(
                "Target", lambda t: parse_identifier(t, longest=240), required=True
            )
            key = number and fold(number)
        if not key:
            return None
        known = self._targets[level]
        if key not in known:
            spelt = [spelling for _pk, spelling in known.values()]
            row.refuse("Target", not_known(row.text("Target"), known, spelt))
            return None
        return known[key][0]

    @staticmethod
    def _update(before: Requirement, given: _Stated) -> bool:
        """Take over what the row states; columns the file lacks stay."""
        changed = False
        for column, field in (
            ("Essential", "essential"),
            ("End Date", "ends_on"),
            ("Grace Days", "grace_days"),
        ):
            value = getattr(given.requirement, field)
            if given.row.has(column) and getattr(before, field) != value:
                setattr(before, field, value)
                changed = True
        if before.grace_days:
            before.before_activity = False
        return changed


def _level(text: str) -> Level:
    try:
        return LEVELS[fold(text)]
    except KeyError as err:
        raise CellError(
            _("is not one of %(levels)s")
            % {"levels": ", ".join(level.label for level in Level)}
        ) from err


def _identity(requirement: Requirement) -> Identity:
    level = requirement.level
    return (
        requirement.competency_id,
        level,
        getattr(requirement, f"{TARGET_FIELDS[level]}_id"),
        requirement.grade_key,
        requirement.this_organisation_only,
        requirement.starts_on,
    )
