"""Awards: the one place that writes and voids them."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ..clock import now, today
from ..errors import Conflict, InvalidInput
from ..jobs.turns import TERMS, share_turn
from ..workforce.audit import record
from .award_terms import AwardTerms
from .marks import mark
from .models import CompetencyAward, HeldCompetency

Result = Literal["created", "updated", "unchanged", "voided"]

#: Awards written in one call that each get an audit entry of their own; more are
#: audited by whoever writes them in bulk (an import batch).
MOST_LOGGED = 500

#: Origins that a later file may state anew; what was seen here stays as it was seen.
STATED_ORIGINS = (CompetencyAward.Origin.IMPORT, CompetencyAward.Origin.TRANSFER)

#: Fields of an award that a later statement of the same award may change.
STATED_FIELDS = (
    "expires_on",
    "stated_expires_on",
    "stated_never",
    "origin",
    "evidence",
    "details",
)


@dataclass(frozen=True)
class AwardInput:
    """An award to write.

    Attributes:
        stated_expires_on: Expiry stated by its source; None where it states none.
        stated_never: Its source states that it never expires.
        is_transfer: It comes from another employer (rule 29).
    """

    person_id: int
    competency_id: int
    achieved_on: datetime.date
    stated_expires_on: datetime.date | None = None
    stated_never: bool = False
    is_transfer: bool = False
    origin: str = CompetencyAward.Origin.MANUAL
    evidence: str = ""
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> tuple[int, int, datetime.date]:
        """What makes an award the same award (rule 30)."""
        return self.person_id, self.competency_id, self.achieved_on


@dataclass(frozen=True)
class AwardResult:
    """What became of one input, in the order of the inputs."""

    result: Result
    award: CompetencyAward | None


@transaction.atomic
def write_awards(
    *,
    awards: Sequence[AwardInput],
    by: Any = None,
    on: datetime.date | None = None,
    revive: bool = False,
) -> list[AwardResult]:
    """Write awards, with expiry and covers, and mark their people stale.

    An award that stands already is updated where its statement differs. Of two inputs
    for the same award the last one wins.

    Args:
        awards: any number; people and competencies must exist.
        by: the user who records them, or None for the system.
        on: the day on which they are recorded; default today.
        revive: a voided award may be given anew; a file never does (rule 26).

    Returns: one result for each input, in their order.

    Raises:
        InvalidInput: where an award lies in the future (rule 25) or its stated expiry
            before it (rule 18); nothing is written.

    Queries: about 10, whatever the number of awards.
    """
    share_turn(TERMS)
    day = on or today()
    for given in awards:
        _refuse_impossible(given, day)
    try:
        with transaction.atomic():
            return _written(awards, by=by, revive=revive)
    except IntegrityError:
        # Somebody gave one of them in this moment: now it stands, and is stated anew.
        return _written(awards, by=by, revive=revive)


def _written(
    awards: Sequence[AwardInput], *, by: Any, revive: bool
) -> list[AwardResult]:
    wanted = {given.key: given for given in awards}
    terms = AwardTerms({given.person_id for given in awards})
    live, voided = _standing(wanted)
    results: dict[tuple[int, int, datetime.date], AwardResult] = {}
    new: list[CompetencyAward] = []
    changed: list[CompetencyAward] = []
    for key, given in wanted.items():
        if key in live:
            award = live[key]
            before = [getattr(award, name) for name in STATED_FIELDS]
            _state(award, given, terms)
            same = before == [getattr(award, name) for name in STATED_FIELDS]
            results[key] = AwardResult("unchanged" if same else "updated", award)
            if not same:
                changed.append(award)
        elif key in voided and not revive:
            results[key] = AwardResult("voided", None)
        else:
            award = CompetencyAward(
                person_id=given.person_id,
                competency_id=given.competency_id,
                achieved_on=given.achieved_on,
                recorded_at=now(),
                recorded_by=by,
            )
            _state(award, given, terms)
            results[key] = AwardResult("created", award)
            new.append(award)
    new.sort(key=lambda award: (award.person_id, award.competency_id))
    CompetencyAward.objects.bulk_create(new, batch_size=2000)
    CompetencyAward.objects.bulk_update(changed, STATED_FIELDS, batch_size=500)
    HeldCompetency.objects.filter(award__in=[award.pk for award in changed]).delete()
    HeldCompetency.objects.bulk_create(
        [held for award in (*new, *changed) for held in terms.held(award)],
        batch_size=2000,
    )
    _mark(new + changed, reason="award")
    if len(new) + len(changed) <= MOST_LOGGED:
        for award in new:
            record(award, "wagtail_esrlm.award.give", by=by)
        for award in changed:
            record(award, "wagtail_esrlm.award.change", by=by)
    return [results[given.key] for given in awards]


@transaction.atomic
def void_award(*, award: CompetencyAward, reason: str, by: Any = None) -> None:
    """Void an award entered in error; it is kept and ignored in all maths (rule 26).

    Raises:
        InvalidInput: without a reason.
        Conflict: when it is void already.
    """
    reason = reason.strip()
    if not reason:
        raise InvalidInput(_("Say why the award is void."))
    share_turn(TERMS)
    voided = CompetencyAward.objects.filter(pk=award.pk, voided_at__isnull=True).update(
        voided_at=now(), voided_by=by, void_reason=reason[:255]
    )
    if not voided:
        raise Conflict(_("This award is void already."))
    HeldCompetency.objects.filter(award=award).delete()
    award.refresh_from_db()
    _mark([award], reason="award voided")
    record(award, "wagtail_esrlm.award.void", by=by, reason=reason)


def _refuse_impossible(given: AwardInput, day: datetime.date) -> None:
    if given.achieved_on > day:
        raise InvalidInput(_("An award cannot be dated in the future."))
    stated = given.stated_expires_on
    if stated is not None and stated < given.achieved_on:
        raise InvalidInput(_("The expiry date lies before the date achieved."))


def _state(award: CompetencyAward, given: AwardInput, terms: AwardTerms) -> None:
    if award.pk is None or award.origin in STATED_ORIGINS:
        award.origin = (
            CompetencyAward.Origin.TRANSFER if given.is_transfer else given.origin
        )
    award.stated_expires_on = given.stated_expires_on
    award.stated_never = given.stated_never
    award.evidence = given.evidence
    award.details = dict(given.details)
    award.expires_on = terms.expiry(award)


def _standing(
    wanted: dict[tuple[int, int, datetime.date], AwardInput],
) -> tuple[dict[Any, CompetencyAward], set[Any]]:
    """Return the live awards of these keys, and the keys of which one was voided."""
    live: dict[Any, CompetencyAward] = {}
    voided: set[Any] = set()
    people = sorted({key[0] for key in wanted})
    competencies = {key[1] for key in wanted}
    for start in range(0, len(people), 5000):
        for award in CompetencyAward.objects.filter(
            person_id__in=people[start : start + 5000], competency_id__in=competencies
        ):
            key = award.person_id, award.competency_id, award.achieved_on
            if key not in wanted:
                continue
            if award.voided_at is None:
                live[key] = award
            else:
                voided.add(key)
    return live, voided


def _mark(awards: list[CompetencyAward], *, reason: str) -> None:
    """Mark each person and all that the award may satisfy."""
    mark(person_ids={award.person_id for award in awards}, reason=reason)
