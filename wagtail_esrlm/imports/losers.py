"""Who loses a required competency because of a file, by old and new seat (rule 93)."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from ..compliance import calculation
from ..compliance.selectors import competency_names
from ..workforce.models import AssignmentPeriod, Person
from ..workforce.selectors import organisation_paths
from .outcomes import Loser, Options

#: Person and competency that is required, and whether it is essential.
Cells = dict[tuple[int, int], bool]

#: How many people are asked for in one query.
PAGE = 5000


class Watch:
    """What must be held before a change, to be compared with afterwards.

    Made before the change and asked after it, in one transaction. Compared on the
    file's date, or today where that is later, and on later days on which the file lets
    something begin or end.
    """

    def __init__(
        self,
        options: Options,
        *,
        people: Mapping[datetime.date, Iterable[int]] | None = None,
        competencies: Mapping[datetime.date, Iterable[int]] | None = None,
    ) -> None:
        """Remember what is required.

        Args:
            options: the import's.
            people: days, and whose seats are different from each on.
            competencies: days, and what is asked of fewer people from each on.
        """
        base = max(options.today, options.effective_on)
        self._people = _not_before(base, people or {})
        self._competencies = _not_before(base, competencies or {})
        self._days = sorted({*self._people, *self._competencies})
        self._before = {day: self._required(day) for day in self._days}
        self._seats = {day: seats_on(day, self._people[day]) for day in self._people}

    def losers(self) -> list[Loser]:
        """Return who no longer has to hold what they had to, once each, by number."""
        lost: dict[tuple[int, int], datetime.date] = {}
        for day in self._days:
            after = self._required(day)
            for cell in self._before[day]:
                if cell not in after:
                    lost.setdefault(cell, day)
        if not lost:
            return []
        people = {
            person.pk: person
            for page in _pages({person for person, _c in lost})
            for person in Person.objects.filter(pk__in=page)
        }
        names = competency_names({competency for _p, competency in lost})
        losing: dict[datetime.date, set[int]] = defaultdict(set)
        for (person, _competency), day in lost.items():
            losing[day].add(person)
        seats = {day: seats_on(day, ids) for day, ids in losing.items()}
        nowhere = _("no active assignment")
        found = []
        for (person, competency), day in lost.items():
            now = seats[day].get(person, "")
            then = self._seats.get(day, {}).get(person, "")
            found.append(
                Loser(
                    employee_number=people[person].employee_number,
                    name=people[person].display_name,
                    competency=names[competency][0],
                    essential=self._before[day][person, competency],
                    old_seat=then or now,
                    new_seat=now or nowhere,
                )
            )
        return sorted(found, key=lambda each: (each.employee_number, each.competency))

    def _required(self, day: datetime.date) -> Cells:
        cells: Cells = {}
        if self._people.get(day):
            cells |= {
                (cell.person_id, cell.competency_id): bool(cell.essential)
                for cell in calculation.cells(
                    on=day, person_ids=self._people[day], required_only=True
                )
            }
        if self._competencies.get(day):
            cells |= {
                (person, competency): essential
                for person, competency, _status, essential in (
                    calculation.required_states(
                        on=day, competency_ids=self._competencies[day]
                    )
                )
            }
        return cells


def seats_on(day: datetime.date, person_ids: Iterable[int]) -> dict[int, str]:
    """Return each person's active seats on the day in one line: role, post, place."""
    pages = _pages(person_ids)
    if not pages:
        return {}
    paths = organisation_paths()
    seats: dict[int, list[str]] = {}
    for page in pages:
        for person, role, number, organisation in (
            AssignmentPeriod.objects.active_on(day)
            .filter(assignment__person__in=page)
            .order_by("-is_primary", "assignment__number_key")
            .values_list(
                "assignment__person_id",
                "job_role__name",
                "position__number",
                "organisation_id",
            )
        ):
            place = paths.get(organisation or 0, "")
            seats.setdefault(person, []).append(
                ", ".join(part for part in (role, number, place) if part)
            )
    return {person: " + ".join(lines) for person, lines in seats.items()}


def _pages(ids: Iterable[int]) -> list[list[int]]:
    ordered = sorted(set(ids))
    return [ordered[start : start + PAGE] for start in range(0, len(ordered), PAGE)]


def _not_before(
    base: datetime.date, days: Mapping[datetime.date, Iterable[int]]
) -> dict[datetime.date, frozenset[int]]:
    """Return ids by day, those of earlier days with the base day's."""
    merged: dict[datetime.date, set[int]] = defaultdict(set)
    for day, ids in days.items():
        merged[max(day, base)].update(ids)
    return {day: frozenset(ids) for day, ids in merged.items() if ids}
