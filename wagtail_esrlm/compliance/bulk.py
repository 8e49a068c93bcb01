"""Many requirements at once: chosen competencies of chosen targets (rules 15, 98).

A plan says what would be written; it is previewed and written by the same code.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..errors import Conflict, InvalidInput
from ..jobs.turns import REQUIREMENTS, TERMS, share_turn, take_turn
from ..snippets.models import Competency
from ..workforce.audit import record, record_many
from .marks import mark
from .models import Requirement
from .models.requirements import TARGET_FIELDS
from .rules import Level

ONE_DAY = datetime.timedelta(days=1)

#: Whose requirements are read at once.
PAGE = 500


@dataclass(frozen=True)
class Terms:
    """What is asked, of everybody alike."""

    starts_on: datetime.date
    ends_on: datetime.date | None = None
    essential: bool = True
    grace_days: int = 0
    before_activity: bool = False
    this_organisation_only: bool = False


@dataclass
class Plan:
    """What would be written.

    Attributes:
        new: Requirements to add.
        standing: Those in force then that ask the same already: they stay as they are.
        ending: Requirements to end, with ``last_day``.
        about: What the audit says was done.
    """

    about: str
    new: list[Requirement] = field(default_factory=list)
    standing: list[Requirement] = field(default_factory=list)
    ending: list[Requirement] = field(default_factory=list)
    last_day: datetime.date | None = None

    @property
    def competency_ids(self) -> set[int]:
        """Every competency it touches."""
        return {each.competency_id for each in (*self.new, *self.ending)}

    @property
    def is_empty(self) -> bool:
        """Whether nothing would be written."""
        return not (self.new or self.ending)


def plan_requiring(
    *,
    competencies: Sequence[Competency],
    targets: Sequence[models.Model],
    level: Level,
    terms: Terms,
) -> Plan:
    """Plan to ask each competency of each target of one level.

    Raises:
        InvalidInput: where a competency has ended by then, or the dates are wrong.
    """
    _refuse_wrong(competencies, terms)
    column = TARGET_FIELDS[level]
    standing = {
        (each.competency_id, getattr(each, f"{column}_id")): each
        for each in _standing(level, targets, terms.starts_on)
        if each.grade_key == ""
        and (not each.this_organisation_only or terms.this_organisation_only)
    }
    plan = Plan(about=_said(competencies, targets))
    for target in targets:
        for competency in competencies:
            stands = standing.get((competency.pk, target.pk))
            if stands is not None:
                plan.standing.append(stands)
                continue
            plan.new.append(
                Requirement(
                    competency=competency,
                    **{column: target},
                    starts_on=terms.starts_on,
                    ends_on=terms.ends_on,
                    essential=terms.essential,
                    grace_days=terms.grace_days,
                    before_activity=terms.before_activity,
                    this_organisation_only=terms.this_organisation_only
                    and level is Level.ORGANISATION,
                )
            )
    return plan


def plan_ending(
    *,
    competencies: Sequence[Competency],
    targets: Sequence[models.Model],
    level: Level,
    last_day: datetime.date,
) -> Plan:
    """Plan the last day of every requirement of these that runs beyond it."""
    wanted = {competency.pk for competency in competencies}
    found = [
        each
        for each in _standing(level, targets, last_day)
        if each.competency_id in wanted
        and each.starts_on <= last_day
        and each.ends_on != last_day
    ]
    return Plan(about=_said(competencies, targets), ending=found, last_day=last_day)


def plan_copying(
    *,
    source: models.Model,
    targets: Sequence[models.Model],
    level: Level,
    starts_on: datetime.date,
) -> Plan:
    """Plan to ask of other targets what is asked of one, from a day on.

    Grade, grace and the rest come along; what a target is asked already stays.
    """
    asked = [
        each
        for each in _standing(level, [source], starts_on)
        if each.starts_on <= starts_on
    ]
    column = TARGET_FIELDS[level]
    others = [target for target in targets if target.pk != source.pk]
    standing = {
        (each.competency_id, getattr(each, f"{column}_id"), each.grade_key): each
        for each in _standing(level, others, starts_on)
    }
    plan = Plan(
        about=_("%(source)s copied to %(targets)s")
        % {"source": source, "targets": _names(others)}
    )
    for target in others:
        for each in asked:
            stands = standing.get((each.competency_id, target.pk, each.grade_key))
            if stands is not None:
                plan.standing.append(stands)
                continue
            copy = Requirement(
                competency=each.competency,
                **{column: target},
                starts_on=starts_on,
                ends_on=each.ends_on,
                essential=each.essential,
                grace_days=each.grace_days,
                before_activity=each.before_activity,
                grade=each.grade,
                this_organisation_only=each.this_organisation_only,
            )
            plan.new.append(copy)
    return plan


@transaction.atomic
def carry_out(plan: Plan, *, by: Any = None) -> None:
    """Write a plan: all or nothing, with one audit entry for the whole.

    The history of each requirement says so too.

    Raises:
        Conflict: where somebody has written the same since the plan was made.
    """
    share_turn(TERMS)
    take_turn(REQUIREMENTS)
    _refuse_overtaken(plan)
    try:
        with transaction.atomic():
            for requirement in plan.new:
                requirement.pk = None
                requirement.fold_keys()
            Requirement.objects.bulk_create(plan.new, batch_size=PAGE)
    except IntegrityError as err:
        raise Conflict(
            _("Some of these were added by somebody else. Look again.")
        ) from err
    for requirement in plan.ending:
        requirement.ends_on = plan.last_day
    Requirement.objects.bulk_update(plan.ending, ["ends_on"], batch_size=PAGE)
    mark(competency_ids=plan.competency_ids, reason="requirements together")
    record_many(
        ((each, {}) for each in plan.new), "wagtail_esrlm.requirement.add", by=by
    )
    record_many(
        ((each, {"ends_on": (None, plan.last_day)}) for each in plan.ending),
        "wagtail_esrlm.requirement.end",
        by=by,
    )
    if plan.is_empty:
        return
    first = (plan.new or plan.ending)[0]
    record(
        _business_group(first),
        "wagtail_esrlm.requirement.bulk",
        by=by,
        about=plan.about,
        changes={"requirements": (len(plan.ending), len(plan.new))},
        effective_on=plan.last_day or first.starts_on,
    )


def _refuse_overtaken(plan: Plan) -> None:
    """Raise where what the plan ends was ended or removed since it was made."""
    planned = {each.pk: each.ends_on for each in plan.ending}
    pks = list(planned)
    for start in range(0, len(pks), PAGE):
        page = pks[start : start + PAGE]
        stored = dict(
            Requirement.objects.filter(pk__in=page).values_list("pk", "ends_on")
        )
        if stored != {pk: planned[pk] for pk in page}:
            raise Conflict(
                _("Some of these were changed by somebody else. Look again.")
            )


def _refuse_wrong(competencies: Iterable[Competency], terms: Terms) -> None:
    if terms.ends_on is not None and terms.ends_on < terms.starts_on:
        raise InvalidInput(_("It would end before it starts."))
    if terms.before_activity and terms.grace_days:
        raise InvalidInput(_("“Before the activity” has no days of grace."))
    ended = [
        each.name
        for each in competencies
        if each.ends_on is not None and each.ends_on < terms.starts_on
    ]
    if ended:
        raise InvalidInput(
            _("These have ended by then: %(names)s.") % {"names": ", ".join(ended)}
        )


def _standing(
    level: Level, targets: Sequence[models.Model], on: datetime.date
) -> list[Requirement]:
    """Return requirements of these targets that run on the day or later."""
    column = TARGET_FIELDS[level]
    found: list[Requirement] = []
    for start in range(0, len(targets), PAGE):
        found += (
            Requirement.objects.filter(
                Q(ends_on__isnull=True) | Q(ends_on__gte=on),
                **{f"{column}__in": targets[start : start + PAGE]},
            )
            .filter(starts_on__lte=on)
            .select_related("competency", *TARGET_FIELDS.values())
        )
    return found


def _business_group(requirement: Requirement) -> models.Model:
    target = requirement.target
    return getattr(target, "business_group", target)


def _said(competencies: Sequence[Competency], targets: Sequence[models.Model]) -> str:
    return _("%(competencies)s, of %(targets)s") % {
        "competencies": _names(competencies),
        "targets": _names(targets),
    }


def _names(things: Sequence[Any]) -> str:
    """Return the first few names and how many more there are."""
    shown = ", ".join(str(thing) for thing in things[:5])
    more = len(things) - 5
    if more <= 0:
        return shown
    return ngettext(
        "%(names)s and %(more)d more", "%(names)s and %(more)d more", more
    ) % {
        "names": shown,
        "more": more,
    }
