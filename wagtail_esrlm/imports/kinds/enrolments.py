"""Bookings of the system that is being replaced: history, told to nobody."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.db import transaction
from django.utils.translation import gettext as _

from ...booking.history import Kept, record_bookings
from ...booking.states import State
from ...errors import EsrlmError
from ...names import fold
from ...snippets.models import LearningClass
from ...workforce.models import AssignmentPeriod
from ..cells import CellError, parse_date, parse_name
from ..lookups import not_known
from ..outcomes import Column, RowOutcome
from ..people import NamedPeople
from .base import Kind

#: The words of files.
STATES = {state.value.replace("_", " "): state for state in State}


@dataclass
class _Stated:
    row: RowOutcome
    person_id: int
    state: State
    on: datetime.date | None


class EnrolmentsKind(Kind):
    """Rows are bookings, the same by class and person."""

    columns: ClassVar[tuple[Column, ...]] = (
        Column("Class Reference", required=True),
        Column("Employee Number", required=True),
        Column("Status"),
        Column("Status Date"),
    )

    def apply(self, rows: Sequence[RowOutcome]) -> None:
        """Store the bookings class by class. Queries: 4, and 12 for each class."""
        group = self.options.business_group
        self._classes = {
            each.reference_key: each
            for each in LearningClass.objects.filter(business_group=group)
        }
        self._people = NamedPeople(group)
        by_class = self._read_all(rows)
        # Counters are locked in the order of their keys.
        for key in sorted(by_class, key=lambda each: self._classes[each].pk):
            self._record(self._classes[key], by_class[key])
        if any(
            given.state is State.ATTENDED and not given.row.is_refused
            for people in by_class.values()
            for given in people.values()
        ):
            self.report.notice(
                _(
                    "Attendance in this file gives no competency: load what people "
                    "hold as awards."
                )
            )

    def _read_all(self, rows: Sequence[RowOutcome]) -> dict[str, dict[int, _Stated]]:
        """Return readable rows by class and person; of several the last counts."""
        found: dict[str, dict[int, _Stated]] = {}
        for row in rows:
            key = self._class_key(row)
            given = self._read(row)
            if given is None or key is None:
                continue
            people = found.setdefault(key, {})
            earlier = people.pop(given.person_id, None)
            if earlier is not None:
                self.report.notice(
                    _("This person stands again further down; the last row counts."),
                    line=earlier.row.line,
                )
            people[given.person_id] = given
        return found

    def _record(
        self, learning_class: LearningClass, people: dict[int, _Stated]
    ) -> None:
        posts = self._posts(learning_class, people)
        bookings = [
            Kept(given.person_id, given.state, given.on, posts.get(given.person_id))
            for given in people.values()
        ]
        try:
            with transaction.atomic():
                done = record_bookings(
                    learning_class=learning_class,
                    bookings=bookings,
                    by=self.options.by,
                )
        except EsrlmError as err:
            for given in people.values():
                given.row.refuse("", str(err.sentence))
            return
        for person_id, given in people.items():
            if person_id in done.refused:
                given.row.refuse("Status", str(done.refused[person_id].sentence))
            else:
                given.row.outcome = done.outcomes[person_id]

    def _posts(
        self, learning_class: LearningClass, people: Iterable[int]
    ) -> dict[int, int]:
        """Return the assignment each had on the day of the class, the primary first."""
        day = self.options.today
        if learning_class.starts_at is not None:
            day = learning_class.starts_at.date()
        seats = (
            AssignmentPeriod.objects.active_on(day)
            .filter(assignment__person__in=list(people))
            .order_by("is_primary", "-pk")
            .values_list("assignment__person_id", "assignment_id")
        )
        return dict(seats)

    def _read(self, row: RowOutcome) -> _Stated | None:
        person_id = self._people.named_in(row)
        state = row.parse("Status", _state, default=State.CONFIRMED)
        on = row.parse("Status Date", parse_date)
        if on and on > self.options.today:
            row.refuse("Status Date", _("lies in the future"))
        if row.is_refused or person_id is None or state is None:
            return None
        return _Stated(row, person_id, state, on)

    def _class_key(self, row: RowOutcome) -> str | None:
        reference = row.parse(
            "Class Reference", lambda t: parse_name(t, longest=60), required=True
        )
        if not reference:
            return None
        if fold(reference) in self._classes:
            return fold(reference)
        spelt = (each.reference for each in self._classes.values())
        row.refuse("Class Reference", not_known(reference, self._classes, spelt))
        return None


def _state(text: str) -> State:
    found = STATES.get(fold(text).replace("_", " "))
    if found is None:
        words = ", ".join(word.title() for word in STATES)
        raise CellError(_("is none of %(words)s") % {"words": words})
    return found
