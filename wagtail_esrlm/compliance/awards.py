"""Awards: the one place that writes them, their expiry and what they cover."""

from __future__ import annotations

import bisect
import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from django.db import transaction
from django.utils.translation import gettext as _

from ..clock import now, today
from ..errors import Conflict, InvalidInput
from ..snippets.models import CompetencyCover, RenewalPeriod
from ..workforce.audit import record
from ..workforce.models import Person
from .marks import mark
from .models import AwardCover, CompetencyAward
from .rules import FOREVER, expiry_of

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


class Terms:
    """Renewal periods and covers of all competencies, by date (rules 27, 107).

    Queries: 3 for any number of awards.
    """

    def __init__(self, person_ids: Iterable[int]) -> None:
        self._periods: dict[int, list[RenewalPeriod]] = defaultdict(list)
        for period in RenewalPeriod.objects.order_by("starts_on"):
            self._periods[period.competency_id].append(period)
        self._links: dict[int, list[CompetencyCover]] = defaultdict(list)
        edges = {datetime.date.min}
        for link in CompetencyCover.objects.all():
            self._links[link.competency_id].append(link)
            edges.add(link.starts_on)
            if link.ends_on and link.ends_on < datetime.date.max:
                edges.add(link.ends_on + datetime.timedelta(1))
        self._edges = sorted(edges)
        self._closures: dict[tuple[int, int], frozenset[int]] = {}
        self._end_of_month = set(
            Person.objects.filter(
                pk__in=list(person_ids), business_group__end_of_month_expiry=True
            ).values_list("pk", flat=True)
            if self._somebody_rounds()
            else ()
        )

    @staticmethod
    def _somebody_rounds() -> bool:
        from ..workforce.models import BusinessGroup

        return BusinessGroup.objects.filter(end_of_month_expiry=True).exists()

    def months(self, competency_id: int, day: datetime.date) -> int | None:
        """Return the renewal months in force on the day; None: never renewed."""
        for period in self._periods.get(competency_id, ()):
            if period.starts_on <= day and (
                period.ends_on is None or day <= period.ends_on
            ):
                return period.months
        return None

    def covered(self, competency_id: int, day: datetime.date) -> frozenset[int]:
        """Return what an award achieved on the day covers, however indirectly."""
        key = competency_id, bisect.bisect_right(self._edges, day)
        if key not in self._closures:
            reached: set[int] = set()
            waiting = [competency_id]
            while waiting:
                for link in self._links.get(waiting.pop(), ()):
                    in_force = link.starts_on <= day and (
                        link.ends_on is None or day <= link.ends_on
                    )
                    if in_force and link.covered_id not in reached:
                        reached.add(link.covered_id)
                        waiting.append(link.covered_id)
            self._closures[key] = frozenset(reached - {competency_id})
        return self._closures[key]

    def expiry(self, award: CompetencyAward) -> datetime.date | None:
        """Return the last valid day by rules 16-18 and 29; None: never."""
        return expiry_of(
            achieved_on=award.achieved_on,
            months=self.months(award.competency_id, award.achieved_on),
            stated_on=award.stated_expires_on,
            stated_never=award.stated_never,
            is_transfer=award.origin == CompetencyAward.Origin.TRANSFER,
            end_of_month=award.person_id in self._end_of_month,
        )

    def covers(self, award: CompetencyAward) -> Iterator[AwardCover]:
        """Yield what the award covers and until when (rule 27), unsaved."""
        own = award.expires_on or FOREVER
        for covered in self.covered(award.competency_id, award.achieved_on):
            limit = (
                expiry_of(
                    achieved_on=award.achieved_on,
                    months=self.months(covered, award.achieved_on),
                    end_of_month=award.person_id in self._end_of_month,
                )
                or FOREVER
            )
            yield AwardCover(
                award=award, competency_id=covered, held_until=min(own, limit)
            )


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
    day = on or today()
    for given in awards:
        _refuse_impossible(given, day)
    wanted = {given.key: given for given in awards}
    terms = Terms({given.person_id for given in awards})
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
    CompetencyAward.objects.bulk_create(new, batch_size=2000)
    CompetencyAward.objects.bulk_update(changed, STATED_FIELDS, batch_size=500)
    AwardCover.objects.filter(award__in=[award.pk for award in changed]).delete()
    AwardCover.objects.bulk_create(
        [cover for award in (*new, *changed) for cover in terms.covers(award)],
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
    voided = CompetencyAward.objects.filter(pk=award.pk, voided_at__isnull=True).update(
        voided_at=now(), voided_by=by, void_reason=reason[:255]
    )
    if not voided:
        raise Conflict(_("This award is void already."))
    award.refresh_from_db()
    _mark([award], reason="award voided")
    record(award, "wagtail_esrlm.award.void", by=by, reason=reason)


@transaction.atomic
def rewrite_derived(
    *, competency_ids: Iterable[int], since: datetime.date | None = None
) -> int:
    """Compute expiry and covers again where periods or covers changed (rule 107).

    Args:
        competency_ids: competencies whose period or covers changed.
        since: the effective date; earlier awards keep what they have.

    Returns: awards that changed.
    """
    touched = CompetencyAward.objects.filter(
        competency_id__in=_covering(set(competency_ids))
    )
    if since is not None:
        touched = touched.filter(achieved_on__gte=since)
    return _rewrite(touched)


@transaction.atomic
def rewrite_all() -> int:
    """Compute the expiry and covers of every award again; return how many changed."""
    return _rewrite(CompetencyAward.objects.all())


def _rewrite(queryset: Any) -> int:
    changed = 0
    page: list[CompetencyAward] = []
    for award in queryset.order_by("pk").iterator(chunk_size=5000):
        page.append(award)
        if len(page) == 5000:
            changed += _rewrite_page(page)
            page = []
    return changed + (_rewrite_page(page) if page else 0)


def _rewrite_page(awards: list[CompetencyAward]) -> int:
    terms = Terms({award.person_id for award in awards})
    stored: dict[int, dict[int, datetime.date]] = defaultdict(dict)
    for award_id, competency_id, until in AwardCover.objects.filter(
        award__in=[award.pk for award in awards]
    ).values_list("award_id", "competency_id", "held_until"):
        stored[award_id][competency_id] = until
    moved, recovered = [], []
    for award in awards:
        expires_on = terms.expiry(award)
        if expires_on != award.expires_on:
            award.expires_on = expires_on
            moved.append(award)
        covers = list(terms.covers(award))
        if {c.competency_id: c.held_until for c in covers} != stored[award.pk]:
            recovered.append((award, covers))
    CompetencyAward.objects.bulk_update(moved, ["expires_on"], batch_size=500)
    AwardCover.objects.filter(award__in=[award.pk for award, _ in recovered]).delete()
    AwardCover.objects.bulk_create(
        [cover for _, covers in recovered for cover in covers], batch_size=2000
    )
    changed = {award.pk: award for award in moved}
    changed |= {award.pk: award for award, _ in recovered}
    mark(
        person_ids={award.person_id for award in changed.values()},
        reason="award terms",
    )
    return len(changed)


def _covering(competency_ids: set[int]) -> set[int]:
    """Return these competencies and all that ever covered them, however indirectly."""
    covering: dict[int, set[int]] = defaultdict(set)
    for competency, covered in CompetencyCover.objects.values_list(
        "competency_id", "covered_id"
    ):
        covering[covered].add(competency)
    reached, waiting = set(competency_ids), list(competency_ids)
    while waiting:
        for competency in covering[waiting.pop()] - reached:
            reached.add(competency)
            waiting.append(competency)
    return reached


def _refuse_impossible(given: AwardInput, day: datetime.date) -> None:
    if given.achieved_on > day:
        raise InvalidInput(_("An award cannot be dated in the future."))
    stated = given.stated_expires_on
    if stated is not None and stated < given.achieved_on:
        raise InvalidInput(_("The expiry date lies before the date achieved."))


def _state(award: CompetencyAward, given: AwardInput, terms: Terms) -> None:
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
