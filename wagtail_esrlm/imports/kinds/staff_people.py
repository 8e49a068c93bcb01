"""People and assignments that a staff file states: found, created, updated."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from ...names import fold, tidy
from ...workforce.models import Assignment, AssignmentPeriod, BusinessGroup, Person
from ..outcomes import Report
from .staff_rows import ACCESS, StaffRow, read_email

#: Columns of a person beside type and access: column, field.
PERSON_COLUMNS = (
    ("Title", "title"),
    ("First Name", "first_name"),
    ("Last Name", "last_name"),
    ("Preferred Name", "preferred_name"),
)
PERSON_FIELDS = (
    "employee_number",
    "title",
    "first_name",
    "last_name",
    "preferred_name",
    "email",
    "person_type",
    "access",
)
TYPE_FIELD = PERSON_FIELDS.index("person_type")


class StaffPeople:
    """People and assignments of one business group, by folded number.

    Attributes:
        changed: employee keys of people who stood already and are different now.
        retyped: those of them whose person type is different.
    """

    def __init__(self, group: BusinessGroup, report: Report) -> None:
        self.group, self.report = group, report
        self.people = {
            each.employee_number_key: each
            for each in Person.objects.filter(business_group=group)
        }
        self.assignments = {
            each.number_key: each
            for each in Assignment.objects.filter(business_group=group)
        }
        self.changed: set[str] = set()
        self.retyped: set[str] = set()

    def refuse_clashes(self, rows: Sequence[StaffRow]) -> None:
        """Refuse rows whose numbers lost zeros, or belong to somebody else."""
        bare = {key.lstrip("0"): key for key in self.people}
        bare_posts = {key.lstrip("0"): key for key in self.assignments}
        owners: dict[str, str] = {}
        ids = {each.pk: key for key, each in self.people.items()}
        for row in rows:
            key = row.employee_key
            twin = bare.get(key.lstrip("0"))
            if twin and twin != key and key not in self.people:
                row.outcome.refuse(
                    "Employee Number",
                    _("may have lost leading zeros: %(number)s exists")
                    % {"number": self.people[twin].employee_number},
                )
            stored = self.assignments.get(row.assignment_key)
            owner = ids[stored.person_id] if stored else None
            post = bare_posts.get(row.assignment_key)
            if not stored and post and ids[self.assignments[post].person_id] == key:
                row.outcome.refuse(
                    "Assignment Number",
                    _("may have lost leading zeros: %(number)s exists")
                    % {"number": self.assignments[post].number},
                )
            owner = owner or owners.setdefault(row.assignment_key, key)
            if owner != key:
                row.outcome.refuse(
                    "Assignment Number", _("belongs to another employee number")
                )

    def refuse_startless(self, rows: Sequence[StaffRow], day: datetime.date) -> None:
        """Refuse employees' rows without a start and a current row (rule 103).

        A row that the same file has ended before is stated again, not unknown.
        """
        asking = [
            row
            for row in rows
            if row.starts_on is None and row.person_type == Person.Type.EMPLOYEE
        ]
        if not asking:
            return
        begun = AssignmentPeriod.objects.filter(
            assignment__business_group=self.group, starts_on__lte=day
        ).order_by("starts_on")
        last_days = dict(begun.values_list("assignment__number_key", "ends_on"))
        for row in asking:
            if row.assignment_key in last_days:
                last_day = last_days[row.assignment_key]
                if last_day is None or last_day >= day or last_day == row.ends_on:
                    continue
            row.outcome.refuse(
                "Start Date", _("is empty, and no current row is stored")
            )

    def write(self, rows: Sequence[StaffRow]) -> None:
        """State people and create new ones with their assignments; the last row wins.

        People who stand already are changed in memory: ``write_changed`` saves them.
        """
        self._list_differing_types(rows)
        new: dict[str, Person] = {}
        before: dict[str, list[Any]] = {}
        for row in rows:
            person = self.people.get(row.employee_key)
            if person is None:
                person = Person(
                    business_group=self.group, employee_number_key=row.employee_key
                )
                self.people[row.employee_key] = new[row.employee_key] = person
            if person.pk is not None:
                before.setdefault(row.employee_key, _fields(person))
            self._state(person, row)
        Person.objects.bulk_create(new.values(), batch_size=1000)
        for key, fields in before.items():
            after = _fields(self.people[key])
            if after != fields:
                self.changed.add(key)
            if after[TYPE_FIELD] != fields[TYPE_FIELD]:
                self.retyped.add(key)
        self._write_assignments(rows)

    def write_changed(self) -> None:
        """Save the people who stood already and are different now."""
        Person.objects.bulk_update(
            [self.people[key] for key in sorted(self.changed)],
            PERSON_FIELDS,
            batch_size=500,
        )

    def _state(self, person: Person, row: StaffRow) -> None:
        person.employee_number = row.employee
        for column, field in PERSON_COLUMNS:
            if row.outcome.has(column):
                setattr(person, field, tidy(row.outcome.text(column)))
        if row.outcome.has("Email Address"):
            text = row.outcome.text("Email Address")
            email = read_email(text) if text else ""
            if email is None:
                self.report.notice(
                    _("The e-mail address is none and was left out."),
                    line=row.outcome.line,
                )
            else:
                person.email = email
        if row.outcome.has("Person Type") or person.pk is None:
            person.person_type = row.person_type
        if row.outcome.has("Access"):
            person.access = ACCESS[fold(row.outcome.text("Access"))]

    def _write_assignments(self, rows: Sequence[StaffRow]) -> None:
        new: dict[str, Assignment] = {}
        for row in rows:
            if row.assignment_key in self.assignments or row.assignment_key in new:
                continue
            new[row.assignment_key] = Assignment(
                business_group=self.group,
                number=row.assignment,
                number_key=row.assignment_key,
                person=self.people[row.employee_key],
            )
        Assignment.objects.bulk_create(new.values(), batch_size=1000)
        self.assignments |= new

    def _list_differing_types(self, rows: Sequence[StaffRow]) -> None:
        stated: dict[str, Any] = {}
        for row in rows:
            earlier = stated.setdefault(row.employee_key, row)
            if earlier.person_type != row.person_type:
                self.report.notice(
                    _("Employee %(number)s has another person type further up; the "
                      "last row counts.")
                    % {"number": row.employee},
                    line=row.outcome.line,
                )  # fmt: skip
            stated[row.employee_key] = row


def _fields(person: Person) -> list[Any]:
    return [getattr(person, name) for name in PERSON_FIELDS]
