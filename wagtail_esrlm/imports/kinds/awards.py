"""Awards: ESR's export with the learner's number in front (rules 18, 25, 26, 29)."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from ...compliance.award_terms import AwardTerms
from ...compliance.awards import AwardInput, write_awards
from ...compliance.models import AwardEvidence, CompetencyAward
from ...compliance.rules import expiry_of
from ...jobs.turns import TERMS, share_turn
from ...names import fold
from ...snippets.models import Competency
from ..cells import parse_date, parse_expiry, parse_name
from ..lookups import KnownCompetencies
from ..outcomes import Column, RowOutcome
from ..people import NamedPeople
from .base import Kind

#: Columns of the achieved date, the first that is filled counts.
ACHIEVED = ("Date Last Awarded", "Certification Date", "Date Start")

#: Columns that are kept with the award as they are; the updater is not the learner.
KEPT = (
    "Title",
    "Description",
    "Date Start",
    "Certification Date",
    "Next Review Date",
    "Awarded By",
    "Acquired By",
    "Measured By",
    "Last Updated By",
    "VPD",
)


@dataclass
class _Stated:
    row: RowOutcome
    award: AwardInput
    needs_review: bool


class AwardsKind(Kind):
    """Rows are awards, the same by person, competency and achieved date."""

    columns: ClassVar[tuple[Column, ...]] = (
        Column("Employee Number", required=True),
        Column("Competency Name", required=True),
        Column("Title"),
        Column("Description"),
        Column("Date Start"),
        Column("Date Last Awarded"),
        Column("Certification Date"),
        Column("Next Review Date"),
        Column("Expiry Date"),
        Column("Awarded By"),
        Column("Acquired By"),
        Column("Measured By"),
        Column("Last Updated By"),
        Column("VPD"),
        Column("Status"),
    )

    def apply(self, rows: Sequence[RowOutcome]) -> None:
        """Check every row, then write awards, and evidence that needs a review."""
        share_turn(TERMS, patience=None)
        self._people = NamedPeople(self.options.business_group)
        self._competencies = KnownCompetencies()
        self._terms = AwardTerms(self._people.ids)
        stated: dict[Any, _Stated] = {}
        for row in rows:
            given = self._read(row)
            if given is None:
                continue
            earlier = stated.get(given.award.key)
            if earlier is not None:
                self.report.notice(
                    _("The same award stands further down; the last row counts."),
                    line=earlier.row.line,
                )
            stated[given.award.key] = given
        self._write([each for each in stated.values() if not each.needs_review])
        self._review([each for each in stated.values() if each.needs_review])

    def _read(self, row: RowOutcome) -> _Stated | None:
        person_id = self._people.named_in(row)
        competency = self._competency(row)
        achieved_on = self._achieved(row)
        expiry = row.parse("Expiry Date", parse_expiry)
        if row.text("Status") and fold(row.text("Status")) != "achieved":
            row.refuse("Status", _("is not Achieved, so it is not held"))
        stated_on, stated_never = expiry or (None, False)
        if achieved_on and stated_on and stated_on < achieved_on:
            row.refuse("Expiry Date", _("lies before the date achieved"))
        if achieved_on and competency and competency.ends_on:
            if achieved_on > competency.ends_on:
                row.refuse(
                    "Competency Name", _("has ended before the award was achieved")
                )
        if row.is_refused or not (person_id and competency and achieved_on):
            return None
        vpd = fold(row.text("VPD"))
        is_transfer = bool(vpd) and vpd != self.options.business_group.vpd_key
        award = AwardInput(
            person_id=person_id,
            competency_id=competency.pk,
            achieved_on=achieved_on,
            stated_expires_on=stated_on,
            stated_never=stated_never,
            is_transfer=is_transfer,
            origin=CompetencyAward.Origin.IMPORT,
            details={column: row.text(column) for column in KEPT if row.text(column)},
        )
        self._list_difference(row, award)
        return _Stated(
            row, award, is_transfer and not self._is_accepted(award, competency)
        )

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

    def _achieved(self, row: RowOutcome) -> datetime.date | None:
        for column in ACHIEVED:
            if row.text(column):
                achieved_on = row.parse(column, parse_date)
                if achieved_on and achieved_on > self.options.today:
                    row.refuse(column, _("lies in the future"))
                return achieved_on
        row.refuse("Date Last Awarded", _("is empty, and so are the other dates"))
        return None

    def _computed(self, award: AwardInput) -> datetime.date | None:
        return expiry_of(
            achieved_on=award.achieved_on,
            months=self._terms.months(award.competency_id, award.achieved_on),
            end_of_month=self.options.business_group.end_of_month_expiry,
        )

    def _is_accepted(self, award: AwardInput, competency: Competency) -> bool:
        """Whether a transfer counts without a review: national, in our period."""
        computed = self._computed(award)
        return competency.is_national and (
            computed is None or computed >= self.options.today
        )

    def _list_difference(self, row: RowOutcome, award: AwardInput) -> None:
        """List a stated expiry that is later than ours, or never where it renews."""
        computed = self._computed(award)
        if computed is None:
            return
        if award.stated_never:
            self.report.notice(
                _("“No expiry” is not trusted: it is renewed, and runs to %(day)s.")
                % {"day": computed},
                line=row.line,
            )
        elif award.stated_expires_on and award.stated_expires_on > computed:
            self.report.notice(
                _("The stated expiry %(stated)s is later than the computed %(day)s.")
                % {"stated": award.stated_expires_on, "day": computed},
                line=row.line,
            )

    def _write(self, stated: list[_Stated]) -> None:
        results = write_awards(
            awards=[given.award for given in stated],
            by=self.options.by,
            on=self.options.today,
        )
        for given, result in zip(stated, results, strict=True):
            if result.result == "voided":
                self.report.notice(
                    _("This award was made void; a file does not give it again."),
                    line=given.row.line,
                )
            else:
                given.row.outcome = result.result

    def _review(self, stated: list[_Stated]) -> None:
        """Keep training from elsewhere as evidence that somebody must judge."""
        known = {
            (each.person_id, each.competency_id, each.achieved_on)
            for each in AwardEvidence.objects.filter(
                person_id__in={given.award.person_id for given in stated}
            )
        }
        new = []
        for given in stated:
            if given.award.key in known:
                continue
            given.row.outcome = "created"
            self.report.notice(
                _("Training at another employer waits for a review."),
                line=given.row.line,
            )
            new.append(
                AwardEvidence(
                    person_id=given.award.person_id,
                    competency_id=given.award.competency_id,
                    achieved_on=given.award.achieved_on,
                    stated_expires_on=given.award.stated_expires_on,
                    source=given.award.details.get("VPD", ""),
                    details=given.award.details,
                )
            )
        AwardEvidence.objects.bulk_create(new, batch_size=1000)
