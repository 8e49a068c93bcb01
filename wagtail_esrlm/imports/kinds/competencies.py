"""Competencies: names, renewal periods and covers (rules 27, 33, 107)."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _

from ...compliance import terms
from ...compliance.marks import mark
from ...compliance.models import Requirement
from ...jobs.turns import TERMS, take_turn
from ...names import fold
from ...snippets.models import ALWAYS, Competency, CompetencyCover, RenewalPeriod
from ...snippets.naming import bare_name, parse_competency_name
from ..cells import parse_date, parse_list, parse_name, parse_whole
from ..lookups import KnownCompetencies, not_known
from ..losers import Watch
from ..outcomes import Column, RowOutcome
from .base import Kind
from .cover_rows import refuse_covers

NEVER = ("0", "never")

#: The longest renewal period, in months: a hundred years.
MOST_MONTHS = 1200

ONE_DAY = datetime.timedelta(days=1)
SAVED_FIELDS = ("name", "starts_on", "ends_on", "description")


@dataclass
class _Stated:
    row: RowOutcome
    name: str
    months: int | None
    covers: list[str] | None
    starts_on: datetime.date | None
    ends_on: datetime.date | None
    description: str


class CompetenciesKind(Kind):
    """Rows are competencies, the same by name."""

    columns: ClassVar[tuple[Column, ...]] = (
        Column("Competency Name", required=True),
        Column("Renewal Months"),
        Column("Covers"),
        Column("Start Date"),
        Column("End Date"),
        Column("Description"),
    )

    def apply(self, rows: Sequence[RowOutcome]) -> None:
        """Write competencies first, then covers, which may name a later row."""
        take_turn(TERMS, patience=None)
        known = KnownCompetencies()
        self._spellings = _spellings(rows, known)
        self._links = self._stored_links(known)
        stated = self._stated(rows)
        for key, given in stated.items():
            self._check_dates(given, known.get(key))
        self._check_unchanged(_good(stated), known, known)
        self._check_covers(_good(stated), known)
        self._check_unchanged(_good(stated), known, {*known, *_good(stated)})
        good = _good(stated)
        watch = self._watch(good, known)
        saved = {key: self._save(s, known.get(key)) for key, s in good.items()}
        by_key = known | saved
        self._drop_covers(good, known, by_key)
        for key, given in good.items():
            self._save_terms(given, saved[key], key not in known, by_key)
        self.report.losers.extend(watch.losers())
        self._list_ended(saved.values())

    def _stated(self, rows: Sequence[RowOutcome]) -> dict[str, _Stated]:
        """Return readable rows by folded name; of several the last wins."""
        stated: dict[str, _Stated] = {}
        for row in rows:
            given = self._read(row)
            if given is None:
                continue
            earlier = stated.pop(fold(given.name), None)
            if earlier is not None:
                self.report.notice(
                    _("%(name)s stands again further down; the last row counts.")
                    % {"name": given.name},
                    line=earlier.row.line,
                )
            stated[fold(given.name)] = given
        return stated

    def _read(self, row: RowOutcome) -> _Stated | None:
        name = row.parse(
            "Competency Name",
            lambda t: self._spelt(parse_name(t, longest=255)),
            required=True,
        )
        title = parse_competency_name(name or "")
        text = row.text("Renewal Months")
        if not text:
            months = title.months
        elif text.casefold() in NEVER:
            months = None
        else:
            months = row.parse(
                "Renewal Months", lambda t: parse_whole(t, most=MOST_MONTHS)
            )
            months = months or None
        starts_on = row.parse("Start Date", parse_date)
        ends_on = row.parse("End Date", parse_date)
        covers = None
        if row.has("Covers"):
            covers = [self._spelt(cover) for cover in parse_list(row.text("Covers"))]
        if name and covers and fold(name) in map(fold, covers):
            row.refuse("Covers", _("names the competency itself"))
        if row.is_refused or not name:
            return None
        return _Stated(
            row, name, months, covers, starts_on, ends_on, row.text("Description")
        )

    def _spelt(self, name: str) -> str:
        """Return the name as it is known, where bars alone make the difference."""
        known = self._spellings.get(bare_name(name), name)
        return name if fold(known) == fold(name) else known

    @staticmethod
    def _check_dates(given: _Stated, competency: Competency | None) -> None:
        """Refuse an end before the start that the file or the table states."""
        starts_on, ends_on = _dates(given, competency)
        if starts_on and ends_on and ends_on < starts_on:
            given.row.refuse("End Date", _("lies before the Start Date"))

    def _check_covers(
        self, stated: dict[str, _Stated], known: dict[str, Competency]
    ) -> None:
        """Refuse rows that cover what nobody knows, or that close a circle."""
        names = {key: each.name for key, each in known.items()}
        names |= {key: given.name for key, given in stated.items()}
        spelt = {
            (key, fold(cover)): cover
            for key, given in stated.items()
            for cover in given.covers or ()
        }
        for refused in refuse_covers(
            {
                key: [fold(cover) for cover in given.covers]
                for key, given in stated.items()
                if given.covers is not None
            },
            stored=self._links,
            known=known,
        ):
            cover = spelt[refused.key, refused.cover]
            stated[refused.key].row.refuse(
                "Covers",
                _("closes a circle: %(path)s")
                % {"path": " → ".join(names[step] for step in refused.path)}
                if refused.path
                else not_known(cover, names, names.values()),
                cover,
            )

    def _stored_links(self, known: dict[str, Competency]) -> dict[str, set[str]]:
        """Return what covers what directly, from the file's date on."""
        keys = {each.pk: key for key, each in known.items()}
        links: dict[str, set[str]] = {}
        for one, other in CompetencyCover.objects.exclude(
            ends_on__lt=self.options.effective_on
        ).values_list("competency_id", "covered_id"):
            links.setdefault(keys[one], set()).add(keys[other])
        return links

    def _check_unchanged(
        self,
        stated: dict[str, _Stated],
        known: dict[str, Competency],
        names: Collection[str],
    ) -> None:
        """Refuse a changed period or covers list: it needs an effective date.

        Args:
            names: covers of other names are left out: what refused rows would have
                brought is not covered, so that it is no change either.
        """
        if self.options.effective is not None:
            return
        latest: dict[int, int | None] = {}
        for period in RenewalPeriod.objects.order_by("starts_on"):
            latest[period.competency_id] = period.months
        covers: dict[int, set[str]] = {}
        for pk, covered in CompetencyCover.objects.filter(
            ends_on__isnull=True
        ).values_list("competency_id", "covered__name_key"):
            covers.setdefault(pk, set()).add(covered)
        why = _("differs from what is stored; say from when with --effective")
        for key, given in stated.items():
            competency = known.get(key)
            if competency is None:
                continue
            if given.row.has("Renewal Months") and competency.pk in latest:
                if latest[competency.pk] != given.months:
                    shown = given.row.text("Renewal Months") or str(
                        given.months or "never"
                    )
                    given.row.refuse("Renewal Months", why, shown)
            if given.covers is not None:
                stated_now = {fold(cover) for cover in given.covers} & set(names)
                if covers.get(competency.pk, set()) != stated_now:
                    given.row.refuse("Covers", why)

    def _watch(self, stated: dict[str, _Stated], known: dict[str, Competency]) -> Watch:
        """Remember who must hold what is about to be ended (rule 33)."""
        days: dict[datetime.date, set[int]] = {}
        for key, given in stated.items():
            competency = known.get(key)
            _starts_on, ends_on = _dates(given, competency)
            before = competency and (competency.ends_on or datetime.date.max)
            if competency and before and ends_on and ends_on < before:
                days.setdefault(ends_on + ONE_DAY, set()).add(competency.pk)
        return Watch(self.options, competencies=days)

    def _save(self, given: _Stated, competency: Competency | None) -> Competency:
        if competency is None:
            given.row.outcome = "created"
            return Competency.objects.create(
                name=given.name,
                starts_on=given.starts_on,
                ends_on=given.ends_on,
                description=given.description,
            )
        before = [getattr(competency, name) for name in SAVED_FIELDS]
        competency.name = given.name
        competency.starts_on, competency.ends_on = _dates(given, competency)
        if given.row.has("Description"):
            competency.description = given.description
        if before != [getattr(competency, name) for name in SAVED_FIELDS]:
            competency.save()
            mark(competency_ids=[competency.pk], reason="competency file")
            given.row.outcome = "updated"
        return competency

    def _drop_covers(
        self,
        stated: dict[str, _Stated],
        known: dict[str, Competency],
        by_key: dict[str, Competency],
    ) -> None:
        """Take covers away before any is added: rows may turn a link around."""
        if self.options.effective is None:
            return
        for key, given in stated.items():
            stored = self._links.get(key, set())
            kept = stored & set(map(fold, given.covers or ()))
            if given.covers is not None and key in known and kept != stored:
                self._change_covers(given, known[key], [by_key[k] for k in kept])

    def _change_covers(
        self,
        given: _Stated,
        competency: Competency,
        covered: list[Competency],
        effective: datetime.date | None = None,
    ) -> None:
        if terms.change_covers(
            competency=competency,
            covered=covered,
            effective_on=effective or self.options.effective_on,
            by=self.options.by,
        ):
            _note_updated(given)

    def _save_terms(
        self,
        given: _Stated,
        competency: Competency,
        is_new: bool,
        by_key: dict[str, Competency],
    ) -> None:
        """Write period and covers: since always for a new one (formats, fine print).

        Of a stored one they change from the date that was given; without one they do
        not differ, and what was planned or is history stays.
        """
        effective = ALWAYS if is_new else self.options.effective
        has_period = not is_new and competency.renewal_periods.exists()
        period_from = effective if has_period else ALWAYS
        if period_from and (not has_period or given.row.has("Renewal Months")):
            if terms.change_renewal_period(
                competency=competency,
                months=given.months,
                effective_on=period_from,
                by=self.options.by,
            ):
                _note_updated(given)
        if given.covers is not None and effective:
            covered = [by_key[key] for key in self._brought(given, by_key)]
            self._change_covers(given, competency, covered, effective)

    def _brought(self, given: _Stated, by_key: dict[str, Competency]) -> list[str]:
        """Return the covers that exist, not those a refused row would have brought."""
        found = []
        for cover in given.covers or ():
            if fold(cover) in by_key:
                found.append(fold(cover))
            else:
                self.report.notice(
                    _("“%(name)s” is not covered: its row was refused.")
                    % {"name": cover},
                    line=given.row.line,
                )
        return found

    def _list_ended(self, competencies: Iterable[Competency]) -> None:
        """Tell which requirements stop counting with their competency (rule 33)."""
        ended = [each for each in competencies if each.ends_on is not None]
        for requirement in (
            Requirement.objects.filter(competency__in=ended)
            .exclude(ends_on__lt=self.options.today)
            .select_related("competency")[:200]
        ):
            self.report.notice(
                _("%(name)s ends on %(day)s; a requirement still asks for it.")
                % {
                    "name": requirement.competency.name,
                    "day": requirement.competency.ends_on,
                }
            )


def _good(stated: dict[str, _Stated]) -> dict[str, _Stated]:
    return {key: each for key, each in stated.items() if not each.row.is_refused}


def _note_updated(given: _Stated) -> None:
    if given.row.outcome == "unchanged":
        given.row.outcome = "updated"


def _dates(
    given: _Stated, competency: Competency | None
) -> tuple[datetime.date | None, datetime.date | None]:
    """Return start and end as they will be; a column that the file lacks stays."""
    starts_on, ends_on = given.starts_on, given.ends_on
    if competency and not given.row.has("Start Date"):
        starts_on = competency.starts_on
    if competency and not given.row.has("End Date"):
        ends_on = competency.ends_on
    return starts_on, ends_on


def _spellings(
    rows: Iterable[RowOutcome], known: Mapping[str, Competency]
) -> dict[str, str]:
    """Return one spelling of each name: the stored one, else the file's first."""
    spelt: dict[str, str] = {}
    for each in known.values():
        spelt[bare_name(each.name)] = each.name
    for row in rows:
        name = row.text("Competency Name")
        spelt.setdefault(bare_name(name), name)
    return spelt
