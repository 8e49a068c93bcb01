"""What an award's expiry and covers follow from: renewal periods and covers by date."""

from __future__ import annotations

import bisect
import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator

from ..snippets.models import CompetencyCover, RenewalPeriod
from ..workforce.models import BusinessGroup, Person
from .models import CompetencyAward, HeldCompetency
from .rules import FOREVER, expiry_of


class AwardTerms:
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

    def held(self, award: CompetencyAward) -> Iterator[HeldCompetency]:
        """Yield what the award satisfies and until when (rules 17, 27), unsaved."""
        own = award.expires_on or FOREVER
        yield self._held(award, award.competency_id, own)
        for covered in self.covered(award.competency_id, award.achieved_on):
            limit = (
                expiry_of(
                    achieved_on=award.achieved_on,
                    months=self.months(covered, award.achieved_on),
                    end_of_month=award.person_id in self._end_of_month,
                )
                or FOREVER
            )
            yield self._held(award, covered, min(own, limit))

    @staticmethod
    def _held(
        award: CompetencyAward, competency_id: int, until: datetime.date
    ) -> HeldCompetency:
        return HeldCompetency(
            award=award,
            person_id=award.person_id,
            competency_id=competency_id,
            achieved_on=award.achieved_on,
            held_until=until,
            is_own=competency_id == award.competency_id,
        )
