"""Staff: one row per assignment and start (rules 9, 93, 103, 104)."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from ...errors import FileRefused
from ...jobs.turns import SEATS, take_turn
from ...names import fold
from ...workforce.models import (
    AssignmentPeriod,
    AssignmentStatus,
    SupplementaryRoleHolding,
)
from ...workforce.signals import announce_seats_changed
from ..losers import Watch
from ..outcomes import Column, RowOutcome
from .base import Kind
from .seat_rows import (
    ALWAYS,
    Facts,
    SeatRow,
    current_row,
    differing_days,
    meant_row,
    overlapping,
    with_stated,
)
from .staff_names import StaffNames
from .staff_people import StaffPeople
from .staff_periods import facts_of, write_periods
from .staff_rows import StaffRow, read_staff_row

ONE_DAY = datetime.timedelta(days=1)


class StaffKind(Kind):
    """Rows are dated facts of assignments, the same by number and start."""

    columns: ClassVar[tuple[Column, ...]] = (
        Column("Employee Number", required=True),
        Column("Assignment Number", required=True),
        Column("Primary Assignment"),
        Column("Title"),
        Column("First Name", required=True),
        Column("Last Name", required=True),
        Column("Preferred Name"),
        Column("Email Address"),
        Column("Person Type"),
        Column("Access"),
        Column("Staff Group"),
        Column("Job Role", required=True),
        Column("Grade"),
        Column("Position Number", required=True),
        Column("Position Title"),
        Column("Organisation", required=True),
        Column("Location"),
        Column("Assignment Category"),
        Column("Assignment Status"),
        Column("FTE"),
        Column("Start Date", required=True),
        Column("End Date"),
        Column("Supervisor Employee Number"),
        Column("Supplementary Roles"),
    )

    def apply(self, rows: Sequence[RowOutcome]) -> None:
        """Write structure, people, assignments and periods, each set at once."""
        take_turn(SEATS, patience=None)
        group = self.options.business_group
        self.names = StaffNames(group, self.report)
        self.people = StaffPeople(group, self.report)
        readable = [row for row in map(read_staff_row, rows) if row is not None]
        self.people.refuse_clashes(readable)
        self.people.refuse_startless(readable, self.options.effective_on)
        if self.options.create_missing:
            self.names.refuse_shortened(readable)
        else:
            for row in readable:
                self.names.refuse_unknown(row)
        good = self._last_of_each([r for r in readable if not r.outcome.is_refused])
        known_ids = {person.pk for person in self.people.people.values()}
        if self.options.create_missing:
            self.names.create_missing(good)
        self.names.update_titles(good)
        self.people.write(good)
        self._list_unknown_statuses(good)
        stored = self._stored_rows()
        wanted = self._wanted_rows(good, stored)
        if self.options.full_file:
            self._end_absent(rows, wanted, stored)
        watch = Watch(
            self.options, people=self._days_of_change(wanted, stored, known_ids)
        )
        self.people.write_changed()
        write_periods(
            {self.people.assignments[key]: each for key, each in wanted.items()},
            self._periods,
            self._roles,
        )
        touched = {
            self.people.assignments[key].person_id
            for key in wanted
            if wanted[key] != stored.get(key, ())
        }
        announce_seats_changed(
            touched | {self.people.people[key].pk for key in self.people.changed},
            reason="staff file",
        )
        self.report.losers.extend(watch.losers())

    def _last_of_each(self, rows: list[StaffRow]) -> list[StaffRow]:
        """Return rows without those that a later one of the same identity replaces."""
        last: dict[Any, StaffRow] = {}
        for row in rows:
            key = row.assignment_key, row.starts_on
            if key in last:
                self.report.notice(
                    _("Assignment %(number)s stands again with the same start; the "
                  "last row counts.")
                    % {"number": row.assignment},
                    line=last.pop(key).outcome.line,
                )  # fmt: skip
            last[key] = row
        return list(last.values())

    def _list_unknown_statuses(self, rows: list[StaffRow]) -> None:
        known = dict(AssignmentStatus.objects.values_list("name_key", "is_active"))
        self._idle_statuses = {key for key, is_active in known.items() if not is_active}
        unknown = {row.status for row in rows if fold(row.status) not in known}
        for status in sorted(unknown):
            self.report.notice(
                _(
                    "The assignment status “%(status)s” is not known; "
                    "it counts as active."
                )
                % {"status": status}
            )

    def _stored_rows(self) -> dict[str, tuple[SeatRow, ...]]:
        """Return the stated rows of every assignment, put together from its periods."""
        roles: dict[int, set[int]] = defaultdict(set)
        for period_id, role_id in SupplementaryRoleHolding.objects.filter(
            assignment_period__assignment__business_group=self.options.business_group
        ).values_list("assignment_period_id", "supplementary_role_id"):
            roles[period_id].add(role_id)
        self._periods: dict[str, dict[datetime.date, AssignmentPeriod]] = defaultdict(
            dict
        )
        self._roles = roles
        keys = {each.pk: key for key, each in self.people.assignments.items()}
        rows: dict[str, dict[datetime.date, SeatRow]] = defaultdict(dict)
        for period in AssignmentPeriod.objects.filter(
            assignment__business_group=self.options.business_group
        ).order_by("starts_on"):
            key = keys[period.assignment_id]
            self._periods[key][period.starts_on] = period
            rows[key].setdefault(
                period.row_starts_on,
                SeatRow(
                    period.row_starts_on,
                    period.row_ends_on,
                    period.stated_starts_on or period.row_starts_on,
                    facts_of(period, frozenset(roles.get(period.pk, ()))),
                ),
            )
        return {key: tuple(found.values()) for key, found in rows.items()}

    def _wanted_rows(
        self, rows: list[StaffRow], stored: dict[str, tuple[SeatRow, ...]]
    ) -> dict[str, tuple[SeatRow, ...]]:
        """Return the stated rows of each assignment of the file, afterwards.

        By start, so that the order of the file's lines makes no difference.
        """
        wanted: dict[str, tuple[SeatRow, ...]] = {}
        for row in sorted(rows, key=lambda row: row.starts_on or ALWAYS):
            key = row.assignment_key
            known = stored.get(key, ())
            before = wanted.get(key, known)
            ends_on, facts = self._stated(row, known)
            change = with_stated(
                before,
                starts_on=row.starts_on,
                ends_on=ends_on,
                facts=facts,
                effective_on=self.options.effective_on,
                correct=self.options.correct,
                stored=known,
                is_idle=fold(facts.status) in self._idle_statuses,
            )
            wanted[key] = change.rows
            self._set_outcome(row, before, change)
        for key, after in wanted.items():
            if overlapping(after):
                self.report.notice(
                    _("Rows of assignment %(number)s overlap; on each day the one with "
                      "the latest start counts.")
                    % {"number": self.people.assignments[key].number}
                )  # fmt: skip
        return wanted

    def _days_of_change(
        self,
        wanted: dict[str, tuple[SeatRow, ...]],
        stored: dict[str, tuple[SeatRow, ...]],
        known_ids: set[int],
    ) -> dict[datetime.date, set[int]]:
        """Return on which days to look at whom: who may lose something from then on."""
        base = max(self.options.today, self.options.effective_on)
        retyped = {self.people.people[key].pk for key in self.people.retyped}
        days: dict[datetime.date, set[int]] = defaultdict(set)
        days[base] |= retyped
        for key, after in wanted.items():
            person_id = self.people.assignments[key].person_id
            before = stored.get(key, ())
            if person_id in known_ids and before != after:
                for day in differing_days(before, after, base):
                    days[day].add(person_id)
        for key, rows in stored.items():
            person_id = self.people.assignments[key].person_id
            if person_id in retyped:
                for row in rows:
                    days[max(base, row.starts_on)].add(person_id)
        return days

    def _set_outcome(self, row: StaffRow, before: Any, change: Any) -> None:
        if len(change.rows) > len(before):
            row.outcome.outcome = "created"
        elif change.rows != tuple(before) or row.employee_key in self.people.changed:
            row.outcome.outcome = "updated"
        if change.past_from and change.past_from < self.options.effective_on:
            self.report.notice(
                _("Figures from %(day)s on change: assignment %(number)s is corrected.")
                % {"day": change.past_from, "number": row.assignment},
                line=row.outcome.line,
            )

    def _stated(
        self, row: StaffRow, known: Sequence[SeatRow]
    ) -> tuple[datetime.date | None, Facts]:
        """Return the row's end and facts; columns the file lacks stay as stored.

        They stay as in the stored row that is meant, and for a row of its own as in
        the one that counts when it starts, or else the last.
        """
        day = self.options.effective_on
        meant = meant_row(known, row.starts_on, row.ends_on, day)
        like = meant or current_row(known, row.starts_on or day)
        like = like or max(known, key=lambda each: each.starts_on, default=None)
        ends_on = row.ends_on
        if meant and not row.outcome.has("End Date"):
            ends_on = meant.ends_on
        facts = self._row_facts(row, like.facts if like else Facts())
        return ends_on, facts

    def _row_facts(self, row: StaffRow, old: Facts) -> Facts:
        has = row.outcome.has
        return Facts(
            organisation_id=self.names.organisations.id(row.organisation),
            job_role_id=self.names.job_roles.id(row.job_role),
            position_id=self.names.positions.id(row.position),
            grade=row.grade if has("Grade") else old.grade,
            status=row.status if has("Assignment Status") else old.status,
            supervisor_id=self._supervisor(row)
            if has("Supervisor Employee Number")
            else old.supervisor_id,
            location=row.location if has("Location") else old.location,
            category=row.category if has("Assignment Category") else old.category,
            fte=row.fte if has("FTE") else old.fte,
            is_primary=self._is_primary(row),
            roles=frozenset(
                pk for role in row.roles if (pk := self.names.roles.id(role))
            )
            if has("Supplementary Roles")
            else old.roles,
        )

    def _is_primary(self, row: StaffRow) -> bool:
        """Return what the row states; where it states nothing, the first row's is."""
        if row.is_primary is not None:
            return row.is_primary
        if not hasattr(self, "_first_seats"):
            self._first_seats: dict[str, str] = {}
            owners = {person.pk: key for key, person in self.people.people.items()}
            for key, assignment in sorted(
                self.people.assignments.items(), key=lambda item: item[1].pk
            ):
                self._first_seats.setdefault(owners[assignment.person_id], key)
        return self._first_seats.get(row.employee_key) == row.assignment_key

    def _supervisor(self, row: StaffRow) -> int | None:
        if not row.supervisor:
            return None
        person = self.people.people.get(fold(row.supervisor))
        if person is None:
            self.report.notice(
                _("Supervisor %(number)s is not known; the row has none.")
                % {"number": row.supervisor},
                line=row.outcome.line,
            )
            return None
        return person.pk

    def _end_absent(
        self,
        rows: Sequence[RowOutcome],
        wanted: dict[str, tuple[SeatRow, ...]],
        stored: dict[str, tuple[SeatRow, ...]],
    ) -> None:
        """End what runs that day and the file does not name, on the eve (rule 93).

        A number whose leading zeros a spreadsheet took is named all the same.

        Raises:
            FileRefused: when ending them would drop too many.
        """
        day = self.options.effective_on
        running = [
            key for key, seats in stored.items() if current_row(seats, day) is not None
        ]
        named = {fold(row.text("Assignment Number")) for row in rows}
        shortened = {
            fold(row.text("Assignment Number")).lstrip("0")
            for row in rows
            if row.is_refused
        }
        absent = [
            key
            for key in running
            if key not in named and key.lstrip("0") not in shortened
        ]
        if running:
            self.report.drop_percent = 100 * len(absent) / len(running)
        if running and 100 * len(absent) > self.options.max_drop * len(running):
            raise FileRefused(
                _("The full file would end %(gone)d of %(all)d assignments, more than "
                  "%(most)g %%. Check the file, or allow more with --max-drop.")
                % {
                    "gone": len(absent),
                    "all": len(running),
                    "most": self.options.max_drop,
                }
            )  # fmt: skip
        last = self.options.effective_on - ONE_DAY
        for key in absent:
            wanted[key] = tuple(
                SeatRow(
                    row.starts_on,
                    min(row.last_day, last),
                    row.stated_on,
                    row.facts,
                )
                for row in stored[key]
                if row.starts_on <= last
            )
            self.report.ended += 1
