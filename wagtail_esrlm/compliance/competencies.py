"""Adds and changes competencies whole: their own facts, and their terms by date."""

from __future__ import annotations

import datetime
import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from ..errors import InvalidInput
from ..jobs.turns import TERMS, take_turn
from ..names import fold
from ..snippets.models import ALWAYS, Competency
from ..snippets.naming import parse_competency_name, title_without_period
from ..workforce.audit import record
from .terms import (
    change_covers,
    change_renewal_period,
    covers_from,
    end_competency,
    renewal_months,
)

#: From this likeness on, two titles are shown beside each other (rule 28).
LIKE = 0.72

#: The most national competencies offered for a local one.
MOST_OFFERED = 5


@dataclass(frozen=True)
class TermsChange:
    """What changes of a competency's terms, from a day on (rule 107).

    Attributes:
        months: Renewal months; None for ever.
        covered: All competencies that its awards satisfy too.
        ends_on: The last day on which it can be required or awarded; None is open.
    """

    months: int | None
    covered: tuple[Competency, ...]
    ends_on: datetime.date | None
    effective_on: datetime.date

    def differs(self, competency: Competency) -> bool:
        """Whether anything of it is new to a stored competency."""
        return (
            competency.ends_on != self.ends_on
            or renewal_months(competency, self.effective_on) != self.months
            or covers_from(competency, self.effective_on)
            != {other.pk for other in self.covered}
        )


@transaction.atomic
def add_competency(
    *,
    competency: Competency,
    months: int | None,
    covered: Iterable[Competency] = (),
    by: Any = None,
) -> Competency:
    """Save a new competency with its period and covers, which hold since always.

    Raises:
        InvalidInput: where it breaks a rule, or the name is taken.
        CoverCircle: never of a new one.
    """
    _save(competency)
    record(competency, "wagtail_esrlm.competency.add", by=by)
    change_renewal_period(
        competency=competency, months=months, effective_on=ALWAYS, by=by
    )
    change_covers(competency=competency, covered=covered, effective_on=ALWAYS, by=by)
    return competency


@transaction.atomic
def change_competency(
    *,
    competency: Competency,
    facts: dict[str, Any],
    change: TermsChange,
    by: Any = None,
) -> Competency:
    """Change its own facts at once, and its terms from a day on.

    Args:
        competency: the stored competency.
        facts: name, description, subject_lead, amber_months or starts_on, new values.
        change: its terms.

    Raises:
        InvalidInput: where it would break a rule, or the name is taken.
        CoverCircle: naming the path.
    """
    take_turn(TERMS)
    changes = {
        name: (getattr(competency, name), value)
        for name, value in facts.items()
        if getattr(competency, name) != value
    }
    if changes:
        for name, (_before, value) in changes.items():
            setattr(competency, name, value)
        _save(competency)
        record(competency, "wagtail_esrlm.competency.change", by=by, changes=changes)
    change_terms(competency=competency, change=change, by=by)
    return competency


@transaction.atomic
def change_terms(
    *, competency: Competency, change: TermsChange, by: Any = None
) -> None:
    """Change period, covers and end of a stored competency, whichever differ."""
    take_turn(TERMS)
    day = change.effective_on
    if renewal_months(competency, day) != change.months:
        change_renewal_period(
            competency=competency, months=change.months, effective_on=day, by=by
        )
    if covers_from(competency, day) != {other.pk for other in change.covered}:
        change_covers(
            competency=competency, covered=change.covered, effective_on=day, by=by
        )
    end_competency(competency=competency, ends_on=change.ends_on, by=by)


def national_ones_like(name: str) -> list[Competency]:
    """Return national competencies whose title is like a local one's, best first.

    They are offered, never taken: names are no proof of being the same (rule 28).
    """
    parsed = parse_competency_name(name)
    if not parsed.owner or parsed.owner.upper() == "NHS":
        return []
    wanted = fold(title_without_period(parsed.title))
    likeness = {
        competency: _likeness(wanted, fold(title_without_period(competency.title)))
        for competency in Competency.objects.filter(owner="NHS", ends_on__isnull=True)
    }
    best = sorted(
        (each for each, ratio in likeness.items() if ratio >= LIKE),
        key=lambda each: (-likeness[each], each.title),
    )
    return best[:MOST_OFFERED]


def _likeness(one: str, other: str) -> float:
    """Compare by letters, and by words where one title holds all of the other's."""
    words, others = set(one.split()), set(other.split())
    if words and others and (words <= others or others <= words):
        return 1.0
    return difflib.SequenceMatcher(None, one, other).ratio()


def _save(competency: Competency) -> None:
    try:
        competency.full_clean()
    except ValidationError as err:
        raise InvalidInput(" ".join(err.messages)) from err
    competency.save()
