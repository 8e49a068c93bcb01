"""Who loses a required competency because of a file, by old and new seat (rule 93)."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from ..compliance import calculation
from ..compliance.selectors import competency_names
from ..workforce.models import AssignmentPeriod, Person
from ..workforce.selectors import organisation_paths
from .outcomes import Loser, Options

Cells = dict[tuple[int, int], bool]


class Watch:
    """What people must hold before a change, to be compared with afterwards.

    Made before the change and asked after it, in one transaction.
    """

    def __init__(
        self,
        person_ids: Iterable[int] | None,
        options: Options,
        competency_ids: Iterable[int] | None = None,
    ) -> None:
        self.person_ids = None if person_ids is None else frozenset(person_ids)
        self.competency_ids = (
            None if competency_ids is None else frozenset(competency_ids)
        )
        self.day = max(options.today, options.effective_on)
        self._before = self._required()
        self._seats = self._seats_now() if self.person_ids else {}

    def losers(self) -> list[Loser]:
        """Return who no longer has to hold what they had to, by name."""
        after = self._required()
        lost = sorted(cell for cell in self._before if cell not in after)
        if not lost:
            return []
        people = Person.objects.in_bulk({person for person, _c in lost})
        names = competency_names({competency for _p, competency in lost})
        self.person_ids = frozenset(people)
        seats = self._seats_now()
        found = [
            Loser(
                employee_number=people[person].employee_number,
                name=people[person].display_name,
                competency=names[competency][0],
                essential=self._before[person, competency],
                old_seat=self._seats.get(person) or seats.get(person, ""),
                new_seat=seats.get(person, _("no active assignment")),
            )
            for person, competency in lost
        ]
        return sorted(found, key=lambda each: (each.employee_number, each.competency))

    def _required(self) -> Cells:
        if self.person_ids is not None and not self.person_ids:
            return {}
        return {
            (cell.person_id, cell.competency_id): bool(cell.essential)
            for cell in calculation.cells(
                on=self.day,
                person_ids=self.person_ids,
                competency_ids=self.competency_ids,
                required_only=True,
            )
        }

    def _seats_now(self) -> dict[int, str]:
        """Return each person's active seats on the day in one line."""
        paths = organisation_paths()
        seats: dict[int, list[str]] = {}
        people = sorted(self.person_ids or ())
        for start in range(0, len(people), 5000):
            for period in (
                AssignmentPeriod.objects.active_on(self.day)
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
