"""Competencies: names, renewal periods and covers (rules 27, 33, 107)."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _

from ...compliance import terms
from ...compliance.marks import mark
from ...compliance.models import Requirement
from ...errors import CoverCircle
from ...names import fold
from ...snippets.models import ALWAYS, Competency, CompetencyCover, RenewalPeriod
from ...snippets.naming import parse_competency_name
from ..cells import parse_date, parse_list, parse_name, parse_whole
from ..lookups import not_known
from ..outcomes import Column, RowOutcome
from .base import Kind

NEVER = ("0", "never")

#: The longest renewal period, in months: a hundred years.
MOST_MONTHS = 1200


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
        stated: dict[str, _Stated] = {}
        for row in rows:
            given = self._read(row)
            if given is None:
                continue
            earlier = stated.get(fold(given.name))
            if earlier is not None:
                self.report.notice(
                    _("%(name)s stands again further down; the last row counts.")
                    % {"name": given.name},
                    line=earlier.row.line,
                )
            stated[fold(given.name)] = given
        known = {each.name_key: each for each in Competency.objects.all()}
        self._check_covers(stated, known)
        good = {key: s for key, s in stated.items() if not s.row.is_refused}
        self._check_effective(good, known)
        good = {key: s for key, s in good.items() if not s.row.is_refused}
        saved = {key: self._save(s, known.get(key)) for key, s in good.items()}
        by_key = known | saved
        for key, given in good.items():
            self._save_terms(given, saved[key], key not in known, by_key)
        self._list_ended(saved.values())

    def _read(self, row: RowOutcome) -> _Stated | None:
        name = row.parse(
            "Competency Name", lambda t: parse_name(t, longest=255), required=True
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
        starts_on = row.parse("Start Date", parse_date)
        ends_on = row.parse("End Date", parse_date)
        if starts_on and ends_on and ends_on < starts_on:
            row.refuse("End Date", _("lies before the Start Date"))
        covers = parse_list(row.text("Covers")) if row.has("Covers") else None
        if name and covers and fold(name) in map(fold, covers):
            row.refuse("Covers", _("names the competency itself"))
        if row.is_refused or not name:
            return None
        return _Stated(
            row, name, months, covers, starts_on, ends_on, row.text("Description")
        )

    def _check_covers(
        self, stated: dict[str, _Stated], known: dict[str, Competency]
    ) -> None:
        """Refuse rows that cover what nobody knows, or that close a circle."""
        names = {each.name_key: each.name for each in known.values()}
        names |= {key: given.name for key, given in stated.items()}
        links = self._stored_links(known)
        for key, given in stated.items():
            if given.covers is not None:
                links[key] = set()
        for key, given in stated.items():
            for cover in given.covers or ():
                covered = fold(cover)
                if covered not in names:
                    given.row.refuse(
                        "Covers", not_known(cover, names, names.values()), cover
                    )
                    continue
                path = _path(links, covered, key)
                if path is not None:
                    given.row.refuse(
                        "Covers",
                        _("closes a circle: %(path)s")
                        % {"path": " → ".join(names[step] for step in (key, *path))},
                        cover,
                    )
                    continue
                links.setdefault(key, set()).add(covered)
            if given.row.is_refused:
                links[key] = self._stored_links(known).get(key, set())

    def _stored_links(self, known: dict[str, Competency]) -> dict[str, set[str]]:
        if not hasattr(self, "_stored"):
            keys = {each.pk: key for key, each in known.items()}
            self._stored: dict[str, set[str]] = {}
            for one, other in CompetencyCover.objects.exclude(
                ends_on__lt=self.options.effective_on
            ).values_list("competency_id", "covered_id"):
                self._stored.setdefault(keys[one], set()).add(keys[other])
        return {key: set(covered) for key, covered in self._stored.items()}

    def _check_effective(
        self, stated: dict[str, _Stated], known: dict[str, Competency]
    ) -> None:
        """Refuse a changed period or covers list without an effective date."""
        if self.options.effective is not None:
            return
        latest: dict[int, int | None] = {}
        for period in RenewalPeriod.objects.order_by("starts_on"):
            latest[period.competency_id] = period.months
        links = self._stored_links(known)
        for key, given in stated.items():
            competency = known.get(key)
            if competency is None:
                continue
            has_period = competency.pk in latest
            if (
                given.row.has("Renewal Months")
                and has_period
                and latest[competency.pk] != given.months
            ):
                given.row.refuse(
                    "Renewal Months",
                    _("differs from what is stored; say from when with --effective"),
                    str(given.months or "never"),
                )
            if given.covers is not None:
                wanted = {fold(cover) for cover in given.covers}
                wanted = {each for each in wanted if each in known or each in stated}
                if links.get(key, set()) != wanted:
                    given.row.refuse(
                        "Covers",
                        _(
                            "differs from what is stored; say from when with "
                            "--effective"
                        ),
                    )

    def _save(self, given: _Stated, competency: Competency | None) -> Competency:
        if competency is None:
            given.row.outcome = "created"
            return Competency.objects.create(
                name=given.name,
                starts_on=given.starts_on,
                ends_on=given.ends_on,
                description=given.description,
            )
        before = (
            competency.starts_on,
            competency.ends_on,
            competency.description,
            competency.name,
        )
        competency.name = given.name
        if given.row.has("Start Date"):
            competency.starts_on = given.starts_on
        if given.row.has("End Date"):
            competency.ends_on = given.ends_on
        if given.row.has("Description"):
            competency.description = given.description
        after = (
            competency.starts_on,
            competency.ends_on,
            competency.description,
            competency.name,
        )
        if before != after:
            competency.save()
            mark(competency_ids=[competency.pk], reason="competency file")
            given.row.outcome = "updated"
        return competency

    def _save_terms(
        self,
        given: _Stated,
        competency: Competency,
        is_new: bool,
        by_key: dict[str, Competency],
    ) -> None:
        """Write period and covers: since always for a new one (formats, fine print)."""
        effective = ALWAYS if is_new else self.options.effective or ALWAYS
        has_period = not is_new and competency.renewal_periods.exists()
        changed = False
        if not has_period or given.row.has("Renewal Months"):
            changed |= terms.change_renewal_period(
                competency=competency,
                months=given.months,
                effective_on=effective,
                by=self.options.by,
            )
        if given.covers is not None:
            covered = [
                by_key[fold(cover)] for cover in given.covers if fold(cover) in by_key
            ]
            try:
                changed |= terms.change_covers(
                    competency=competency,
                    covered=covered,
                    effective_on=effective,
                    by=self.options.by,
                )
            except CoverCircle as err:
                given.row.refuse("Covers", str(err.sentence))
        if changed and given.row.outcome == "unchanged":
            given.row.outcome = "updated"

    def _list_ended(self, competencies) -> None:
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


def _path(links: dict[str, set[str]], start: str, goal: str) -> list[str] | None:
    """Return a path from start to goal, both included, or None."""
    came_from: dict[str, str | None] = {start: None}
    waiting = [start]
    for here in waiting:
        if here == goal:
            path = [here]
            while (step := came_from[path[-1]]) is not None:
                path.append(step)
            return path[::-1]
        for there in sorted(links.get(here, ())):
            if there not in came_from:
                came_from[there] = here
                waiting.append(there)
    return None
