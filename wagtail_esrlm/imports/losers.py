"""Who loses a required competency because of a file, by old and new seat (rule 93)."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from ..compliance import calculation
from ..compliance.selectors import competency_names
from ..workforce.models import AssignmentPeriod, Person
from ..workforce.selectors import organisation_paths
from .outcomes import Loser, Options

Cells = dict[tuple[int, int], bool]


class Watch:
    """What people must hold before a change, to be compared with afterwards.

    Made before the change and asked after it, in one transaction. Compared on the
    file's date, or today where that is later, and on the days to come on which the
    file lets somebody begin or end something.
    """

    def __init__(
        self,
        person_ids: Iterable[int],
        options: Options,
        coming: Mapping[datetime.date, Iterable[int]] | None = None,
    ) -> None:
        """Remember what is required of them.

        Args:
            person_ids: whom the file changes.
            options: the import's.
            coming: later days, and who begins or ends something on each.
        """
        people = frozenset(person_ids)
        day = max(options.today, options.effective_on)
        self._people = {day: people} | {
            later: people & frozenset(ids)
            for later, ids in (coming or {}).items()
            if later > day
        }
        self._before = {each: self._required(each) for each in self._people}
        self._seats = {each: self._seats_on(each) for each in self._people}

    def losers(self) -> list[Loser]:
        """Return who no longer has to hold what they had to, once each, by name."""
        lost: dict[tuple[int, int], datetime.date] = {}
        for day in sorted(self._people):
            after = self._required(day)
            for cell in self._before[day]:
                if cell not in after:
                    lost.setdefault(cell, day)
        if not lost:
            return []
        people = Person.objects.in_bulk({person for person, _c in lost})
        names = competency_names({competency for _p, competency in lost})
        seats = {day: self._seats_on(day) for day in set(lost.values())}
        found = [
            Loser(
                employee_number=people[person].employee_number,
                name=people[person].display_name,
                competency=names[competency][0],
                essential=self._before[day][person, competency],
                old_seat=self._seats[day].get(person) or seats[day].get(person, ""),
                new_seat=seats[day].get(person, _("no active assignment")),
            )
            for (person, competency), day in lost.items()
        ]
        return sorted(found, key=lambda each: (each.employee_number, each.competency))

    def _required(self, day: datetime.date) -> Cells:
        if not self._people[day]:
            return {}
        return {
            (cell.person_id, cell.competency_id): bool(cell.essential)
            for cell in calculation.cells(
                on=day, person_ids=self._people[day], required_only=True
            )
        }

    def _seats_on(self, day: datetime.date) -> dict[int, str]:
        """Return each person's active seats on the day in one line."""
        paths = organisation_paths()
        seats: dict[int, list[str]] = {}
        people = sorted(self._people[day])
        for start in range(0, len(people), 5000):
            for period in (
                AssignmentPeriod.objects.active_on(day)
                .filter(assignment__person__in=people[start : start + 5000])
                .select_related("assignment", "job_role", "position")
                .order_by("-is_primary", "assignment__number_key")
            ):
                place = paths.get(period.organisation_id or 0, "")
                number = period.position.number if period.position else ""
                role = period.job_role.name if period.job_role else ""
                seats.setdefault(period.assignment.person_id, []).append(
                    ", ".join(part for part in (role, number, place) if part)
                )
        return {person: " + ".join(lines) for person, lines in seats.items()}
