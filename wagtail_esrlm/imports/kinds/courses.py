"""Courses of the catalogue, the same by their code (rules 32, 45, 46)."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ...errors import EsrlmError, InvalidInput
from ...names import fold, tidy
from ...snippets.catalogue import delivered_on, save_course, set_delivered
from ...snippets.models import ALWAYS, Category, Course, DeliveryMode
from ...workforce.audit import record
from ..cells import (
    CellError,
    parse_date,
    parse_list,
    parse_name,
    parse_yes_no,
)
from ..lookups import KnownCompetencies
from ..outcomes import Column, RowOutcome
from .base import Kind
from .keyed_rows import last_of_each

#: Spellings of the delivery modes, folded.
MODES = {
    "classroom": DeliveryMode.CLASSROOM,
    "e-learning": DeliveryMode.E_LEARNING,
    "elearning": DeliveryMode.E_LEARNING,
    "e learning": DeliveryMode.E_LEARNING,
    "webinar": DeliveryMode.WEBINAR,
    "blended": DeliveryMode.BLENDED,
}

#: Column and field of what is yes or no, with what an empty cell means.
SWITCHES = (
    ("Self Enrolment", "self_enrolment", True),
    ("Approval Required", "approval_required", False),
)


@dataclass
class _Stated:
    row: RowOutcome
    code: str
    facts: dict[str, Any]
    category: str | None
    competency_ids: frozenset[int] | None


class EndsTooSoon(InvalidInput):
    """The course would end before it starts."""

    code = "ends_too_soon"
    sentence = gettext_lazy("lies before the Start Date")


class CoursesKind(Kind):
    """Rows are courses; a column that the file lacks stays as it is."""

    columns: ClassVar[tuple[Column, ...]] = (
        Column("Course Code", required=True),
        Column("Title", required=True),
        Column("Category"),
        Column("Summary"),
        Column("Delivery Modes"),
        Column("Competencies"),
        Column("Self Enrolment"),
        Column("Approval Required"),
        Column("Start Date"),
        Column("End Date"),
    )

    def apply(self, rows: Sequence[RowOutcome]) -> None:
        """Write courses one by one: each is audited, and its drafts follow."""
        self._competencies = KnownCompetencies()
        stated = last_of_each(rows, self._read, self.report)
        self._categories = {each.name_key: each for each in Category.objects.all()}
        known = {
            each.code_key: each
            for each in Course.objects.filter(
                business_group=self.options.business_group
            ).prefetch_related("delivered")
        }
        for key, given in stated.items():
            shelf = fold(given.category or "")
            is_new_shelf = bool(shelf) and shelf not in self._categories
            try:
                with transaction.atomic():
                    self._write(given, known.get(key))
            except EsrlmError as err:
                given.row.refuse(_column_of(err), str(err.sentence))
                if is_new_shelf:
                    self._categories.pop(shelf, None)
                continue
            if is_new_shelf:
                self.report.notice(
                    _("Category “%(name)s” was created.") % {"name": given.category},
                    line=given.row.line,
                )

    def _write(self, given: _Stated, course: Course | None) -> None:
        facts = dict(given.facts)
        if given.category is not None:
            facts["category"] = self._category(given.category)
        self._check_dates(facts, course)
        if course is None:
            course = Course(business_group=self.options.business_group, **facts)
            course.save()
            record(course, "wagtail_esrlm.course.add", by=self.options.by)
            given.row.outcome = "created"
            self._deliver(given, course, ALWAYS)
            return
        if any(getattr(course, name) != value for name, value in facts.items()):
            course = save_course(course=course, changes=facts, by=self.options.by)
            given.row.outcome = "updated"
        if self._deliver(given, course, self.options.effective_on):
            given.row.outcome = "updated"

    @staticmethod
    def _check_dates(facts: dict[str, Any], course: Course | None) -> None:
        starts_on = facts.get("starts_on", course.starts_on if course else None)
        ends_on = facts.get("ends_on", course.ends_on if course else None)
        if starts_on and ends_on and ends_on < starts_on:
            raise EndsTooSoon

    def _deliver(self, given: _Stated, course: Course, from_day: datetime.date) -> bool:
        if given.competency_ids is None:
            return False
        if from_day > ALWAYS and given.competency_ids == delivered_on(course, from_day):
            return False
        return set_delivered(
            course=course,
            competency_ids=given.competency_ids,
            from_day=from_day,
            by=self.options.by,
        )

    def _category(self, name: str) -> Category | None:
        """Return the category of a name; a new name is a new shelf."""
        if not name:
            return None
        found = self._categories.get(fold(name))
        if found is None:
            found = Category.objects.create(name=name)
            record(found, "wagtail_esrlm.category.add", by=self.options.by)
            self._categories[fold(name)] = found
        return found

    def _read(self, row: RowOutcome) -> _Stated | None:
        code = row.parse(
            "Course Code", lambda t: parse_name(t, longest=60), required=True
        )
        facts: dict[str, Any] = {
            "code": code,
            "title": row.parse(
                "Title", lambda t: parse_name(t, longest=240), required=True
            ),
        }
        if row.has("Summary"):
            facts["summary"] = row.parse(
                "Summary", lambda t: parse_name(t, longest=300), default=""
            )
        if row.text("Delivery Modes"):
            modes = row.parse("Delivery Modes", _modes) or set()
            facts |= {f"is_{mode.value}": mode in modes for mode in DeliveryMode}
        for column, field, default in SWITCHES:
            if row.has(column):
                facts[field] = row.parse(column, parse_yes_no, default=default)
        for column, field in (("Start Date", "starts_on"), ("End Date", "ends_on")):
            if row.has(column):
                facts[field] = row.parse(column, parse_date)
        competency_ids = self._read_competencies(row)
        category = tidy(row.text("Category")) if row.has("Category") else None
        if category and len(category) > 120:
            row.refuse("Category", _("is longer than 120 characters"))
        if row.is_refused or not code:
            return None
        return _Stated(row, code, facts, category, competency_ids)

    def _read_competencies(self, row: RowOutcome) -> frozenset[int] | None:
        if not row.has("Competencies"):
            return None
        found = set()
        for name in parse_list(row.text("Competencies")):
            competency = self._competencies.named(name)
            if competency is None:
                row.refuse("Competencies", self._competencies.why_unknown(name), name)
            else:
                found.add(competency.pk)
        return frozenset(found)


def _modes(text: str) -> set[DeliveryMode]:
    found = set()
    for word in parse_list(text):
        mode = MODES.get(fold(word))
        if mode is None:
            raise CellError(_("is none of Classroom, E-Learning, Webinar and Blended"))
        found.add(mode)
    return found


def _column_of(err: EsrlmError) -> str:
    """Return the column whose value a rule of the catalogue refuses."""
    fields = getattr(err, "facts", {}).get("fields") or []
    if err.code in ("classes_after_end", "ends_too_soon"):
        return "End Date"
    if err.code == "course_protected" and not fields:
        return "Competencies"
    if "starts_on" in fields:
        return "Start Date"
    return "Delivery Modes" if fields else ""
