"""Classes with their sessions: new ones are drafts; the same file moves and cancels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ...booking import classes as services
from ...booking.timetable import as_input, timetable_of, zone_of
from ...errors import EsrlmError
from ...snippets.models import Course, LearningClass, Location
from ...workforce.models import Person
from ..outcomes import Column, RowOutcome
from .base import Kind
from .class_changes import ClassChange, change_class
from .class_rows import STATUS, ClassReader, ClassStated

#: How many new classes are stored together.
TOGETHER = 200

#: Column of what a rule says no to, by the code of the refusal.
COLUMNS = {
    "course_ended": "Session Date",
    "attendance_marked": "Session Date",
    "attendance_recorded": "Session Date",
    "below_places_held": "Maximum Places",
    "class_cancelled": "Class Status",
    "class_held": "Class Status",
    "people_confirmed": "Class Status",
    "people_booked": "Course Code",
}


class ClassesKind(Kind):
    """Rows are sessions; a column that the file lacks stays as it is."""

    columns: ClassVar[tuple[Column, ...]] = (
        Column("Class Reference", required=True),
        Column("Course Code", required=True),
        Column("Session Date", required=True),
        Column("Start Time", required=True),
        Column("End Time", required=True),
        Column("Location Code"),
        Column("Minimum Places"),
        Column("Maximum Places"),
        Column("Enrolment Opens"),
        Column("Enrolment Closes"),
        Column("Self Enrolment"),
        Column("Approval Required"),
        Column("Instructors"),
        Column("Class Status"),
    )

    def apply(self, rows: Sequence[RowOutcome]) -> None:
        """Store new classes together, changed ones one by one, each told once.

        Queries: about 12, 10 for each 200 new classes, 30 for each changed one.
        """
        group = self.options.business_group
        reader = ClassReader(
            courses={
                each.code_key: each
                for each in Course.objects.filter(business_group=group)
            },
            locations={
                each.code_key: each
                for each in Location.objects.filter(business_group=group)
            },
            people={
                each.employee_number_key: each
                for each in Person.objects.filter(business_group=group).only(
                    "employee_number", "employee_number_key", "business_group"
                )
            }
            if rows and rows[0].has("Instructors")
            else {},
            zone=zone_of(LearningClass()),
            report=self.report,
        )
        self._rows = rows
        stated = reader.read(rows)
        known = {
            each.reference_key: each
            for each in LearningClass.objects.filter(business_group=group)
            .select_related("places", "course")
            .prefetch_related(
                "sessions__location",
                "sessions__teaching__person",
                "sessions__equipment",
            )
        }
        new = [given for key, given in stated.items() if key not in known]
        for start in range(0, len(new), TOGETHER):
            self._create(new[start : start + TOGETHER])
        self._tell_of(new)
        there = [(known[key], given) for key, given in stated.items() if key in known]
        # Counters are locked in the order of their keys.
        for stored, given in sorted(there, key=lambda pair: pair[0].pk):
            try:
                self._change(stored, given)
            except EsrlmError as err:
                self._refuse(given, err)

    def _create(self, group: Sequence[ClassStated]) -> None:
        """Store them together; where one is refused, find it by halves."""
        if not group:
            return
        try:
            with transaction.atomic():
                services.create_classes(
                    drafts=[self._draft(given) for given in group],
                    by=self.options.by,
                    may_be_past=True,
                )
        except EsrlmError as err:
            if len(group) == 1:
                self._refuse(group[0], err)
                return
            half = len(group) // 2
            self._create(group[:half])
            self._create(group[half:])
            return
        for given in group:
            given.says("created")
            self._say_what_comes_twice(given, zone_of(LearningClass()))

    def _say_what_comes_twice(self, given: ClassStated, zone: ZoneInfo) -> None:
        """Say which of two moments was taken when the clocks go back (rule 87)."""
        for notice in timetable_of(given.sessions, zone).notices:
            self.report.notice(notice, line=given.rows[0].line)

    def _draft(self, given: ClassStated) -> services.ClassDraft:
        made = LearningClass(
            business_group=self.options.business_group,
            reference=given.reference,
            status=given.status or STATUS.NORMAL,
            **given.facts,
        )
        return services.ClassDraft(
            made,
            given.sessions,
            maximum_places=given.places.get("maximum_places"),
            minimum_places=given.places.get("minimum_places") or 0,
        )

    def _tell_of(self, new: Iterable[ClassStated]) -> None:
        created = [given for given in new if given.rows[0].outcome == "created"]
        past = [
            given
            for given in created
            if all(each.held_on < self.options.today for each in given.sessions)
        ]
        drafts = len(created) - len(past)
        if drafts:
            self.report.notice(
                ngettext(
                    "%(count)d new class is a draft: staff see it once it is "
                    "published.",
                    "%(count)d new classes are drafts: staff see them once they are "
                    "published.",
                    drafts,
                )
                % {"count": drafts}
            )
        for given in past:
            self.report.notice(
                _("“%(reference)s” lies in the past; it is kept as history.")
                % {"reference": given.reference},
                line=given.rows[0].line,
            )

    def _change(self, stored: LearningClass, given: ClassStated) -> None:
        """Look whether anything differs; if so, lock the class and look anew."""
        before = [as_input(session) for session in stored.sessions.all()]
        if not ClassChange(stored, before, given).is_due:
            given.says("unchanged")
            return
        is_changed, notices = change_class(stored.pk, given, self.options.by)
        for notice in notices:
            self.report.notice(notice, line=given.rows[0].line)
        if is_changed:
            self._say_what_comes_twice(given, zone_of(stored))
        given.says("updated" if is_changed else "unchanged")

    @staticmethod
    def _refuse(given: ClassStated, err: EsrlmError) -> None:
        given.refuse(COLUMNS.get(err.code, ""), str(err.sentence))
