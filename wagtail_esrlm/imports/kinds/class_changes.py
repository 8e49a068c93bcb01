"""Brings stored classes to what a file says of them: looked at, locked, looked at anew.

What is read before a class is locked may be overtaken by who books or changes it at
that moment, so it only tells whether there is anything to do.
"""

from __future__ import annotations

import copy
import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ...booking import classes as services
from ...booking.class_checks import people_booked
from ...booking.class_locks import held_class
from ...booking.models import Enrolment
from ...booking.states import OUTCOMES
from ...booking.timetable import SessionInput, sessions_of, timetable_of, zone_of
from ...booking.transactions import in_one_transaction
from ...errors import Refused
from ...snippets.models import LearningClass
from ...workforce.models import Person
from ..outcomes import RowOutcome
from .class_rows import STATUS, ClassStated


@dataclass
class ClassChange:
    """A stored class, and what a file says of it.

    Attributes:
        before: The sessions of the stored class.
        notices: What somebody should read, once it is carried out.
    """

    stored: LearningClass
    before: list[SessionInput]
    given: ClassStated
    by: Any = None
    notices: list[str] = field(default_factory=list)

    @property
    def is_due(self) -> bool:
        """Whether anything differs."""
        if STATUS.CANCELLED in (self.stored.status, self.given.status):
            return not self._stays_cancelled
        return self._differs or self._status != self.stored.status

    def carry_out(self) -> bool:
        """Do it, all or nothing; whether the class is another now.

        Raises:
            EsrlmError: with the first rule that says no.
        """
        if STATUS.CANCELLED in (self.stored.status, self.given.status):
            return self._cancel()
        if self._moves:
            self._move()
        if self._differs:
            services.save_class(
                learning_class=self._wanted,
                sessions=self._sessions,
                by=self.by,
                may_be_past=not self.stored.is_published,
                **self._places,
            )
        self._set_status()
        return self.is_due

    @property
    def _stays_cancelled(self) -> bool:
        return self.stored.status == STATUS.CANCELLED and self.given.status in (
            STATUS.CANCELLED,
            None,
        )

    @property
    def _status(self) -> str:
        return self.given.status or self.stored.status

    @property
    def _places(self) -> dict[str, Any]:
        return _counted(self.stored) | self.given.places

    @property
    def _moves(self) -> bool:
        return _times(self._sessions) != _times(self.before)

    @property
    def _differs(self) -> bool:
        facts_differ = any(
            getattr(self.stored, name) != getattr(self._wanted, name)
            for name in (*self.given.facts, "closes_days_before")
        )
        return (
            facts_differ
            or self._moves
            or _whole(self._sessions) != _whole(self.before)
            or self._places != _counted(self.stored)
        )

    def _cancel(self) -> bool:
        if self._stays_cancelled:
            return False
        if self.stored.status == STATUS.CANCELLED:
            services.open_class(learning_class=self.stored, by=self.by)
            return False
        booked = people_booked(self.stored)
        services.cancel_class(
            learning_class=self.stored,
            reason=_("Cancelled in the list of classes."),
            by=self.by,
        )
        self._tell(
            booked,
            _("“%(reference)s” is cancelled.") % {"reference": self.stored.reference},
        )
        return True

    def _move(self) -> None:
        """Move a class with everybody in it; one that was held does not move."""
        held = Enrolment.objects.filter(learning_class=self.stored, state__in=OUTCOMES)
        if held.exists():
            raise Refused(
                "attendance_recorded",
                _("Attendance of this class is recorded, so its dates stay."),
            )
        if not people_booked(self.stored):
            return
        result = services.reschedule(
            learning_class=self.stored, sessions=self._sessions, by=self.by
        )
        self._tell(
            result.told,
            _("“%(reference)s” moves.") % {"reference": self.stored.reference},
        )
        for overlap in result.overlaps:
            self.notices.append(
                _("%(name)s has a place in “%(reference)s” at the same time.")
                % {"name": overlap.name, "reference": overlap.reference}
            )

    def _set_status(self) -> None:
        if self._status == self.stored.status:
            return
        if self._status == STATUS.CLOSED:
            services.close_class(learning_class=self.stored, by=self.by)
        elif self._status == STATUS.PLANNED:
            services.plan_class(learning_class=self.stored, by=self.by)
        else:
            services.open_class(learning_class=self.stored, by=self.by)

    def _tell(self, people: int, what: str) -> None:
        told = ngettext(
            "%(count)d person is told.", "%(count)d people are told.", people
        ) % {"count": people}
        self.notices.append(f"{what} {told}")

    @cached_property
    def _wanted(self) -> LearningClass:
        """The class with what the file states of it."""
        wanted = copy.copy(self.stored)
        for name, value in self.given.facts.items():
            setattr(wanted, name, value)
        self._settle_closing(wanted)
        return wanted

    def _settle_closing(self, wanted: LearningClass) -> None:
        """Let a stated closing moment end with the start, and stand for itself."""
        if "enrolment_closes_at" not in self.given.facts:
            return
        closes_at = self.given.facts["enrolment_closes_at"]
        follows_days = self.stored.closes_days_before is not None
        if closes_at is None:
            if follows_days:
                wanted.enrolment_closes_at = self.stored.enrolment_closes_at
            return
        starts_at = timetable_of(self._sessions, zone_of(self.stored)).starts_at
        wanted.enrolment_closes_at = min(closes_at, starts_at or closes_at)
        if wanted.enrolment_closes_at != self.stored.enrolment_closes_at:
            wanted.closes_days_before = None

    @cached_property
    def _sessions(self) -> list[SessionInput]:
        """The stated sessions, with what the file has no column for."""
        given = self.given.sessions
        by_start = {_start(each): each for each in self.before}
        matched: dict[int, SessionInput] = {}
        for index, each in enumerate(given):
            same = by_start.pop(_start(each), None)
            if same is not None:
                matched[index] = same
        others = sorted(
            (index for index in range(len(given)) if index not in matched),
            key=lambda index: _start(given[index]),
        )
        matched |= zip(others, sorted(by_start.values(), key=_start), strict=False)
        return [
            _kept(each, matched.get(index), self.given.rows[0])
            for index, each in enumerate(given)
        ]


@in_one_transaction
def change_class(class_id: int, given: ClassStated, by: Any) -> tuple[bool, list[str]]:
    """Bring a class to what the file says of it as it is now, under its lock.

    Returns: whether anything differed, and what somebody should read.

    Raises:
        EsrlmError: with the first rule that says no; Busy where others keep it locked.
    """
    stored = held_class(class_id)
    change = ClassChange(stored, sessions_of(stored), given, by)
    return change.carry_out(), change.notices


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


def _counted(learning_class: LearningClass) -> dict[str, Any]:
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
