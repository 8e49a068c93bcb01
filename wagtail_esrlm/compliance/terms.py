"""Changes a competency's renewal period, covers, window and end date (rule 107).

Each change has an effective date: what was achieved before keeps its expiry.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ..errors import CoverCircle, InvalidInput
from ..jobs.turns import TERMS, take_turn
from ..snippets.models import ALWAYS, Competency, CompetencyCover, RenewalPeriod
from ..workforce.audit import record
from .award_rewriting import rewrite_derived
from .marks import mark

ONE_DAY = datetime.timedelta(days=1)


@transaction.atomic
def change_renewal_period(
    *,
    competency: Competency,
    months: int | None,
    effective_on: datetime.date = ALWAYS,
    by: Any = None,
) -> bool:
    """Let awards achieved from a day on last that many months; None: for ever.

    Later periods that were planned already are replaced.

    Returns: whether anything changed.
    """
    if months is not None and months < 1:
        raise InvalidInput(_("A renewal period is at least one month."))
    take_turn(TERMS)
    before = renewal_months(competency, effective_on)
    periods = RenewalPeriod.objects.filter(competency=competency)
    later = periods.filter(starts_on__gt=effective_on)
    if periods.exists() and before == months and not later.exists():
        return False
    periods.filter(starts_on__gte=effective_on).delete()
    last = periods.order_by("-starts_on").first()
    if last is not None and last.months == months:
        last.ends_on = None
        last.save(update_fields=["ends_on"])
    else:
        if last is not None:
            last.ends_on = effective_on - ONE_DAY
            last.save(update_fields=["ends_on"])
        RenewalPeriod.objects.create(
            competency=competency, months=months, starts_on=effective_on
        )
    rewrite_derived(competency_ids=[competency.pk], since=effective_on)
    mark(competency_ids=[competency.pk], reason="renewal period")
    record(
        competency,
        "wagtail_esrlm.competency.period",
        by=by,
        changes={"months": (before, months)},
        effective_on=None if effective_on == ALWAYS else effective_on,
    )
    return True


def renewal_months(competency: Competency, on: datetime.date) -> int | None:
    """Return the renewal months in force on a day; None: never renewed."""
    period = (
        RenewalPeriod.objects.filter(competency=competency, starts_on__lte=on)
        .order_by("-starts_on")
        .first()
    )
    return period.months if period else None


def covers_from(competency: Competency, on: datetime.date) -> set[int]:
    """Return what the competency covers directly from a day on."""
    return set(
        CompetencyCover.objects.filter(competency=competency, starts_on__lte=on)
        .exclude(ends_on__lt=on)
        .values_list("covered_id", flat=True)
    )


@transaction.atomic
def change_covers(
    *,
    competency: Competency,
    covered: Iterable[Competency],
    effective_on: datetime.date = ALWAYS,
    by: Any = None,
) -> bool:
    """Let awards achieved from a day on satisfy these competencies too (rule 27).

    Returns: whether anything changed.

    Raises:
        CoverCircle: when a link would close a circle; names the path.
    """
    take_turn(TERMS)
    wanted = {other.pk: other for other in covered}
    before = covers_from(competency, effective_on)
    links = CompetencyCover.objects.filter(competency=competency)
    planned = links.filter(starts_on__gt=effective_on)
    if before == set(wanted) and not planned.exists():
        return False
    for other in wanted.values():
        refuse_circle(competency, other, effective_on)
    touched = before ^ set(wanted) | set(planned.values_list("covered_id", flat=True))
    planned.delete()
    dropped = links.exclude(covered__in=wanted).exclude(ends_on__lt=effective_on)
    dropped.filter(starts_on__gte=effective_on).delete()
    dropped.update(ends_on=effective_on - ONE_DAY if effective_on > ALWAYS else None)
    links.filter(covered__in=wanted).exclude(ends_on__lt=effective_on).update(
        ends_on=None
    )
    CompetencyCover.objects.bulk_create(
        CompetencyCover(competency=competency, covered_id=pk, starts_on=effective_on)
        for pk in sorted(set(wanted) - before)
    )
    rewrite_derived(competency_ids=[competency.pk], since=effective_on)
    mark(competency_ids=[competency.pk, *touched], reason="covers")
    names = dict(
        Competency.objects.filter(pk__in=before | set(wanted)).values_list("pk", "name")
    )
    record(
        competency,
        "wagtail_esrlm.competency.covers",
        by=by,
        changes={
            "covers": (
                [names[pk] for pk in before],
                [names[pk] for pk in wanted],
            )
        },
        effective_on=None if effective_on == ALWAYS else effective_on,
    )
    return True


def refuse_circle(
    competency: Competency, covered: Competency, effective_on: datetime.date
) -> None:
    """Raise where ``covered`` already leads back to ``competency`` (rule 27).

    Raises:
        CoverCircle: with the path that the new link would close.
    """
    links: dict[int, set[int]] = defaultdict(set)
    for one, other in CompetencyCover.objects.exclude(
        ends_on__lt=effective_on
    ).values_list("competency_id", "covered_id"):
        links[one].add(other)
    path = _path(links, covered.pk, competency.pk)
    if path is None:
        return
    names = dict(
        Competency.objects.filter(pk__in=[competency.pk, *path]).values_list(
            "pk", "name"
        )
    )
    told = " → ".join(names[pk] for pk in (competency.pk, *path))
    raise CoverCircle(
        _("This would close a circle: %(path)s. Take one of these links away first.")
        % {"path": told}
    )


def _path(links: dict[int, set[int]], start: int, goal: int) -> list[int] | None:
    """Return the shortest path from start to goal, both included, or None."""
    came_from: dict[int, int | None] = {start: None}
    waiting = [start]
    for here in waiting:
        if here == goal:
            path = [here]
            while (step := came_from[path[-1]]) is not None:
                path.append(step)
            return path[::-1]
        for there in sorted(links[here]):
            if there not in came_from:
                came_from[there] = here
                waiting.append(there)
    return None


@transaction.atomic
def end_competency(
    *, competency: Competency, ends_on: datetime.date | None, by: Any = None
) -> bool:
    """Set the last day on which it can be required or awarded; None: open (rule 33).

    Returns: whether anything changed.
    """
    take_turn(TERMS)
    competency.refresh_from_db(fields=["starts_on", "ends_on"])
    before = competency.ends_on
    if before == ends_on:
        return False
    if ends_on and competency.starts_on and ends_on < competency.starts_on:
        raise InvalidInput(_("The end date lies before the start date."))
    competency.ends_on = ends_on
    competency.save(update_fields=["ends_on"])
    mark(competency_ids=[competency.pk], reason="competency end")
    record(
        competency,
        "wagtail_esrlm.competency.end",
        by=by,
        changes={"ends_on": (before, ends_on)},
    )
    return True
