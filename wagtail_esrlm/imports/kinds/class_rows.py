"""Reads the rows of a classes file: one a session, those of one reference a class."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from ...booking.cutoffs import NoSuchTime, moment_of
from ...booking.timetable import SessionInput
from ...names import fold
from ...snippets.models import Course, LearningClass, Location
from ...workforce.models import Person
from ..cells import (
    CellError,
    parse_date,
    parse_list,
    parse_name,
    parse_whole,
    parse_yes_no,
)
from ..lookups import not_known, numbers_like
from ..outcomes import Report, RowOutcome

MOST_PLACES = 100_000
STATUS = LearningClass.Status
STATUSES = {status.value: status for status in STATUS}

#: Columns that say the same of every row of a class; an empty cell says nothing.
OF_CLASS = (
    "Course Code",
    "Minimum Places",
    "Maximum Places",
    "Enrolment Opens",
    "Enrolment Closes",
    "Self Enrolment",
    "Approval Required",
    "Class Status",
)
_TIME = re.compile(r"(\d{1,2})[:.](\d{2})(?::(\d{2}))?")
_MIDNIGHT = "00:00:00"


@dataclass
class ClassStated:
    """A class as the file states it.

    Attributes:
        facts: Fields of the class; only those of columns that the file has.
        places: ``minimum_places`` and ``maximum_places`` likewise.
        status: None where no cell says so.
    """

    reference: str
    rows: list[RowOutcome] = field(default_factory=list)
    sessions: list[SessionInput] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    places: dict[str, int | None] = field(default_factory=dict)
    status: str | None = None

    def refuse(self, column: str, reason: str, row: RowOutcome | None = None) -> None:
        """Refuse the whole class: half of its sessions would be another class."""
        bad = row or self.rows[0]
        bad.refuse(column, reason)
        self.refuse_rest(bad)

    def refuse_rest(self, bad: RowOutcome) -> None:
        """Refuse the rows that stand with a refused one."""
        for each in self.rows:
            if not each.is_refused:
                each.refuse(
                    "",
                    _("Line %(line)d of the same class is refused.")
                    % {"line": bad.line},
                )

    def says(self, outcome: str) -> None:
        """Set what became of each row."""
        for row in self.rows:
            row.outcome = outcome


class ClassReader:
    """Turns rows into classes; what it looks names up in is read once."""

    #: What the cells of a row hold, kept for the whole class.
    switches: ClassVar[tuple[tuple[str, str], ...]] = (
        ("Self Enrolment", "self_enrolment"),
        ("Approval Required", "approval_required"),
    )

    def __init__(
        self,
        *,
        courses: Mapping[str, Course],
        locations: Mapping[str, Location],
        people: Mapping[str, Person],
        zone: ZoneInfo,
        report: Report,
    ) -> None:
        self._courses = courses
        self._locations = locations
        self._people = people
        self._numbers = numbers_like(each.employee_number for each in people.values())
        self._zone = zone
        self._report = report

    def read(self, rows: Sequence[RowOutcome]) -> dict[str, ClassStated]:
        """Return readable classes by folded reference, in the order of the file."""
        groups: dict[str, ClassStated] = {}
        for row in rows:
            reference = row.parse(
                "Class Reference", lambda t: parse_name(t, longest=60), required=True
            )
            if reference:
                group = groups.setdefault(fold(reference), ClassStated(reference))
                group.rows.append(row)
        for group in groups.values():
            for row in group.rows:
                self._read_session(group, row)
            self._read_class(group)
            bad = next((row for row in group.rows if row.is_refused), None)
            if bad is not None:
                group.refuse_rest(bad)
        return {
            key: group
            for key, group in groups.items()
            if not any(row.is_refused for row in group.rows)
        }

    def _read_session(self, group: ClassStated, row: RowOutcome) -> None:
        held_on = row.parse("Session Date", parse_date, required=True)
        starts = row.parse("Start Time", parse_time, required=True)
        ends = row.parse("End Time", parse_time, required=True)
        location = self._location(row)
        instructors = [
            self._instructor(row, name) for name in parse_list(row.text("Instructors"))
        ]
        if starts and ends and ends <= starts:
            row.refuse("End Time", _("is not after the Start Time"))
        if row.is_refused or not (held_on and starts and ends):
            return
        session = SessionInput(
            held_on, starts, ends, location=location, instructors=tuple(instructors)
        )
        same = (held_on, starts)
        for index, other in enumerate(group.sessions):
            if (other.held_on, other.starts_time) == same:
                group.sessions[index] = session
                self._report.notice(
                    _("This session stands twice; the last row counts."), line=row.line
                )
                return
        group.sessions.append(session)

    def _read_class(self, group: ClassStated) -> None:
        said = {column: self._said(group, column) for column in OF_CLASS}
        first = group.rows[0]

        def of(column: str) -> RowOutcome:
            return said[column] or first

        course = self._course(of("Course Code"))
        if course is not None:
            group.facts["course"] = course
        for column, name in (
            ("Minimum Places", "minimum_places"),
            ("Maximum Places", "maximum_places"),
        ):
            if first.has(column):
                empty = 0 if name == "minimum_places" else None
                group.places[name] = of(column).parse(column, _places, default=empty)
        for column, name, end_of_day in (
            ("Enrolment Opens", "enrolment_opens_at", False),
            ("Enrolment Closes", "enrolment_closes_at", True),
        ):
            if first.has(column):
                group.facts[name] = of(column).parse(
                    column, partial(self._moment, late=end_of_day)
                )
        for column, name in self.switches:
            if first.has(column):
                group.facts[name] = of(column).parse(column, parse_yes_no)
        group.status = of("Class Status").parse("Class Status", _status)

    @staticmethod
    def _said(group: ClassStated, column: str) -> RowOutcome | None:
        """Return the first row that says something; refuse one that says otherwise."""
        first: RowOutcome | None = None
        for row in group.rows:
            if not row.text(column).strip():
                continue
            if first is None:
                first = row
            elif fold(row.text(column)) != fold(first.text(column)):
                row.refuse(
                    column,
                    _("is not what line %(line)d says of the same class")
                    % {"line": first.line},
                )
        return first

    def _course(self, row: RowOutcome) -> Course | None:
        code = row.parse(
            "Course Code", lambda t: parse_name(t, longest=60), required=True
        )
        if not code:
            return None
        found = self._courses.get(fold(code))
        if found is None:
            spelt = (each.code for each in self._courses.values())
            row.refuse("Course Code", not_known(code, self._courses, spelt))
        return found

    def _location(self, row: RowOutcome) -> Location | None:
        code = row.parse("Location Code", lambda t: parse_name(t, longest=60))
        if not code:
            return None
        found = self._locations.get(fold(code))
        if found is None:
            spelt = (each.code for each in self._locations.values())
            row.refuse("Location Code", not_known(code, self._locations, spelt))
        return found

    def _instructor(self, row: RowOutcome, name: str) -> Person | str:
        """Return who has the employee number; other words are a name and no log-in."""
        found = self._people.get(fold(name))
        if found is not None:
            return found
        if name.isdigit():
            like = self._numbers(name)
            row.refuse("Instructors", not_known(name, self._people, like), name)
        elif len(name) > 240:
            row.refuse("Instructors", _("is longer than 240 characters"), name)
        return name

    def _moment(self, text: str, *, late: bool) -> datetime.datetime:
        """Return a day's first or last moment, or the moment that is stated."""
        text = text.strip()
        day_text, _space, time_text = text.partition(" ")
        if time_text and not _TIME.fullmatch(time_text):
            day_text, time_text = text, ""
        day = parse_date(day_text)
        if not time_text or time_text == _MIDNIGHT:
            time = datetime.time.max if late else datetime.time.min
        else:
            time = parse_time(time_text)
        try:
            return moment_of(day, time, self._zone).at
        except NoSuchTime as err:
            raise CellError(_("does not exist: the clocks go forward then")) from err


def parse_time(text: str) -> datetime.time:
    """Return a time of day such as 9:00, 09:00:00 or 9.30.

    >>> parse_time("9.30") == datetime.time(9, 30)
    True

    Raises:
        CellError: for anything else.
    """
    found = _TIME.fullmatch(text.strip())
    if found is None:
        raise CellError(_("is not a time such as 9:30"))
    try:
        return datetime.time(int(found[1]), int(found[2]), int(found[3] or 0))
    except ValueError as err:
        raise CellError(_("is a time that does not exist")) from err


def _places(text: str) -> int:
    return parse_whole(text, most=MOST_PLACES)


def _status(text: str) -> str:
    found = STATUSES.get(fold(text))
    if found is None:
        raise CellError(_("is none of Planned, Normal, Closed and Cancelled"))
    return found.value
