"""Classes with their sessions: new ones are drafts; the same file moves and cancels."""

from __future__ import annotations

import copy
import datetime
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ...booking import classes as services
from ...booking.class_checks import people_booked
from ...booking.models import Enrolment
from ...booking.states import OUTCOMES
from ...booking.timetable import SessionInput, as_input, timetable_of, zone_of
from ...errors import EsrlmError, Refused
from ...snippets.models import Course, LearningClass, Location
from ...workforce.models import Person
from ..outcomes import Column, RowOutcome
from .base import Kind
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

        Queries: about 12, 10 for each 200 new classes, 25 for each changed one.
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
                given.says("updated" if self._change(stored, given) else "unchanged")
            except EsrlmError as err:
                self._refuse(given, err)

    # New classes

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

    # Stored classes

    def _change(self, stored: LearningClass, given: ClassStated) -> bool:
        """Bring a stored class to what the file says; whether anything differed."""
        if STATUS.CANCELLED in (stored.status, given.status):
            return self._cancel(stored, given)
        sessions = self._sessions(stored, given)
        wanted = self._wanted(stored, given, sessions)
        places = self._places(stored, given)
        status = given.status or stored.status
        facts_differ = any(
            getattr(stored, name) != getattr(wanted, name)
            for name in (*given.facts, "closes_days_before")
        )
        moves = _times(sessions) != _times(_stored(stored))
        differs = (
            facts_differ
            or moves
            or _whole(sessions) != _whole(_stored(stored))
            or places != _counted(stored)
        )
        if not differs and status == stored.status:
            return False
        with transaction.atomic():
            if moves:
                self._move(stored, given, sessions)
            if differs:
                services.save_class(
                    learning_class=wanted,
                    sessions=sessions,
                    by=self.options.by,
                    may_be_past=not stored.is_published,
                    **places,
                )
            self._set_status(stored, status)
        return True

    def _cancel(self, stored: LearningClass, given: ClassStated) -> bool:
        if stored.status == STATUS.CANCELLED:
            if given.status not in (STATUS.CANCELLED, None):
                services.open_class(learning_class=stored, by=self.options.by)
            return False
        booked = people_booked(stored)
        services.cancel_class(
            learning_class=stored,
            reason=_("Cancelled in the list of classes."),
            by=self.options.by,
        )
        self._notice_told(
            given,
            booked,
            _("“%(reference)s” is cancelled.") % {"reference": stored.reference},
        )
        return True

    def _move(
        self, stored: LearningClass, given: ClassStated, sessions: list[SessionInput]
    ) -> None:
        """Move a class with everybody in it; one that was held does not move."""
        held = Enrolment.objects.filter(learning_class=stored, state__in=OUTCOMES)
        if held.exists():
            raise Refused(
                "attendance_recorded",
                _("Attendance of this class is recorded, so its dates stay."),
            )
        if not people_booked(stored):
            return
        result = services.reschedule(
            learning_class=stored, sessions=sessions, by=self.options.by
        )
        self._notice_told(
            given,
            result.told,
            _("“%(reference)s” moves.") % {"reference": stored.reference},
        )
        for overlap in result.overlaps:
            self.report.notice(
                _("%(name)s has a place in “%(reference)s” at the same time.")
                % {"name": overlap.name, "reference": overlap.reference},
                line=given.rows[0].line,
            )

    def _set_status(self, stored: LearningClass, status: str) -> None:
        if status == stored.status:
            return
        by = self.options.by
        if status == STATUS.CLOSED:
            services.close_class(learning_class=stored, by=by)
        elif status == STATUS.PLANNED:
            services.plan_class(learning_class=stored, by=by)
        else:
            services.open_class(learning_class=stored, by=by)

    def _wanted(
        self, stored: LearningClass, given: ClassStated, sessions: list[SessionInput]
    ) -> LearningClass:
        wanted = copy.copy(stored)
        for name, value in given.facts.items():
            setattr(wanted, name, value)
        self._settle_closing(stored, wanted, given, sessions)
        return wanted

    @staticmethod
    def _settle_closing(
        stored: LearningClass,
        wanted: LearningClass,
        given: ClassStated,
        sessions: list[SessionInput],
    ) -> None:
        """Let a stated closing moment end with the start, and stand for itself."""
        if "enrolment_closes_at" not in given.facts:
            return
        closes_at = given.facts["enrolment_closes_at"]
        follows_days = stored.closes_days_before is not None
        if closes_at is None:
            if follows_days:
                wanted.enrolment_closes_at = stored.enrolment_closes_at
            return
        starts_at = timetable_of(sessions, zone_of(stored)).starts_at
        wanted.enrolment_closes_at = min(closes_at, starts_at or closes_at)
        if wanted.enrolment_closes_at != stored.enrolment_closes_at:
            wanted.closes_days_before = None

    @staticmethod
    def _places(stored: LearningClass, given: ClassStated) -> dict[str, Any]:
        return _counted(stored) | given.places

    def _sessions(
        self, stored: LearningClass, given: ClassStated
    ) -> list[SessionInput]:
        """Return the stated sessions, with what the file has no column for."""
        by_start = {(each.held_on, each.starts_time): each for each in _stored(stored)}
        matched: dict[int, SessionInput] = {}
        for index, each in enumerate(given.sessions):
            same = by_start.pop((each.held_on, each.starts_time), None)
            if same is not None:
                matched[index] = same
        others = sorted(
            (index for index in range(len(given.sessions)) if index not in matched),
            key=lambda index: _start(given.sessions[index]),
        )
        matched |= zip(others, sorted(by_start.values(), key=_start), strict=False)
        return [
            self._kept(each, matched.get(index), given.rows[0])
            for index, each in enumerate(given.sessions)
        ]

    @staticmethod
    def _kept(
        wanted: SessionInput, stored: SessionInput | None, row: RowOutcome
    ) -> SessionInput:
        if stored is None:
            return wanted
        kept: dict[str, Any] = {
            "webinar_url": stored.webinar_url,
            "equipment": stored.equipment,
        }
        if not row.has("Location Code"):
            kept["location"] = stored.location
        if not row.has("Instructors"):
            kept["instructors"] = stored.instructors
        return replace(wanted, **kept)

    # What is told

    def _notice_told(self, given: ClassStated, people: int, what: str) -> None:
        told = ngettext(
            "%(count)d person is told.", "%(count)d people are told.", people
        ) % {"count": people}
        self.report.notice(f"{what} {told}", line=given.rows[0].line)

    @staticmethod
    def _refuse(given: ClassStated, err: EsrlmError) -> None:
        given.refuse(COLUMNS.get(err.code, ""), str(err.sentence))


def _stored(learning_class: LearningClass) -> list[SessionInput]:
    return [as_input(session) for session in learning_class.sessions.all()]


def _counted(learning_class: LearningClass) -> dict[str, int | None]:
    places = learning_class.places
    return {
        "maximum_places": places.maximum_places,
        "minimum_places": places.minimum_places,
    }


def _start(session: SessionInput) -> tuple[datetime.date, datetime.time]:
    return session.held_on, session.starts_time


def _times(sessions: Iterable[SessionInput]) -> set[tuple[Any, ...]]:
    """Return what people in the class must be told of."""
    return {
        (
            each.held_on,
            each.starts_time,
            each.ends_time,
            each.location.pk if each.location else None,
        )
        for each in sessions
    }


def _whole(sessions: Iterable[SessionInput]) -> set[tuple[Any, ...]]:
    """Return the same, with who teaches."""
    return {
        (
            _start(each),
            frozenset(
                one.pk if isinstance(one, Person) else one for one in each.instructors
            ),
        )
        for each in sessions
    }
