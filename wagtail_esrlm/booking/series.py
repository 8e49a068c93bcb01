"""A class copied to many dates in one go, after a look at what would come of it."""

from __future__ import annotations

import datetime
import re
import uuid
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ..clock import now
from ..errors import InvalidInput
from ..names import fold
from ..snippets.models import BankHoliday, LearningClass
from ..workforce.audit import record
from .clashes import Clash, clashes_between
from .class_drafts import ClassDraft, create_classes
from .cutoffs import shifted
from .recurrence import Recurrence, days_of
from .timetable import (
    SessionInput,
    Timetable,
    said_day,
    sessions_of,
    timetable_of,
    zone_of,
)

#: Facts that a copy takes over as they are.
COPIED_FIELDS = (
    "business_group",
    "course",
    "time_zone",
    "self_enrolment",
    "approval_required",
    "closes_days_before",
    "cancel_days_before",
    "counts_working_days",
    "has_waiting_list",
    "offer_hours",
    "minimum_warning_days",
    "joining_instructions",
)

#: The most classes that are made in one go.
MOST_CLASSES = 200


@dataclass(frozen=True)
class PlannedClass:
    """One class of a series as it would become.

    Attributes:
        held_on: Day of its first session.
        sessions: Its sessions, at the wall times of the original.
        why_not: Why it would be left out; empty where it would be made.
        notices: What whoever makes it should know.
        clashes: Warnings; it would be made all the same.
    """

    held_on: datetime.date
    sessions: tuple[SessionInput, ...]
    why_not: str = ""
    notices: tuple[str, ...] = ()
    clashes: tuple[Clash, ...] = ()


def preview_series(
    *,
    learning_class: LearningClass,
    recurrence: Recurrence,
    skipping: Collection[datetime.date] = (),
    skips_bank_holidays: bool = True,
) -> list[PlannedClass]:
    """Return what copying a class to new dates would make; stores nothing.

    Wall times stay over changes of the clocks (rule 86). Days are left out where a
    session falls on a bank holiday or a day to skip, has passed, does not exist, or
    starts after the course ends; each says why.

    Args:
        skipping: Days on which no session is held.
        skips_bank_holidays: False where the class is held on them too.

    Queries: about 8, whatever the number of dates.

    Raises:
        InvalidInput: where the class has no sessions, or no date matches.
    """
    originals = sessions_of(learning_class)
    if not originals:
        raise InvalidInput(_("A class without sessions cannot be copied to new dates."))
    days = [day for day in days_of(recurrence) if day != originals[0].held_on]
    if not days:
        raise InvalidInput(_("No day matches. Choose a later end, or another day."))
    if len(days) > MOST_CLASSES:
        raise InvalidInput(
            _("That makes %(count)d classes; %(most)d at once are the most.")
            % {"count": len(days), "most": MOST_CLASSES}
        )
    off = {day: said_day(day) for day in skipping}
    if skips_bank_holidays:
        for holiday in BankHoliday.objects.filter(day__gte=min(days)):
            off[holiday.day] = f"{said_day(holiday.day)}, {holiday.name}"
    planner = _Planner(learning_class, originals, off)
    planned = [planner.plan(day) for day in days]
    clashes = clashes_between(
        [timed for each in planner.made.values() for timed in each.sessions]
    )
    return [
        replace(each, clashes=tuple(_of(each, clashes))) if not each.why_not else each
        for each in planned
    ]


@transaction.atomic
def copy_series(
    *,
    learning_class: LearningClass,
    recurrence: Recurrence,
    by: Any,
    skipping: Collection[datetime.date] = (),
    skips_bank_holidays: bool = True,
) -> list[LearningClass]:
    """Copy a class to every date that the preview would make, as unpublished classes.

    They share a series; places, cut-offs and what they use are those of the original.

    Raises:
        InvalidInput: where no date is left.
    """
    planned = preview_series(
        learning_class=learning_class,
        recurrence=recurrence,
        skipping=skipping,
        skips_bank_holidays=skips_bank_holidays,
    )
    days = [each for each in planned if not each.why_not]
    if not days:
        raise InvalidInput(_("Every date was left out, so nothing was made."))
    series = learning_class.series or uuid.uuid4()
    references = _free_references(learning_class)
    places = learning_class.places
    drafts = [
        ClassDraft(
            _copy(learning_class, each, next(references), series),
            each.sessions,
            maximum_places=places.maximum_places,
            minimum_places=places.minimum_places,
        )
        for each in days
    ]
    made = create_classes(drafts=drafts, by=by)
    LearningClass.objects.filter(pk=learning_class.pk).update(series=series)
    learning_class.series = series
    record(
        learning_class,
        "wagtail_esrlm.class.copy",
        by=by,
        about=", ".join(each.reference for each in made),
    )
    return made


class _Planner:
    """Moves the sessions of one class to other days."""

    def __init__(
        self,
        learning_class: LearningClass,
        originals: Sequence[SessionInput],
        off: dict[datetime.date, str],
    ) -> None:
        self._zone = zone_of(learning_class)
        self._course = learning_class.course
        self._originals = originals
        self._off = off
        self._now = now()
        self.made: dict[datetime.date, Timetable] = {}

    def plan(self, day: datetime.date) -> PlannedClass:
        """Return the class on a day, or why there is none."""
        delta = day - self._originals[0].held_on
        sessions = tuple(
            replace(session, held_on=session.held_on + delta)
            for session in self._originals
        )
        why_not = self._why_not(sessions)
        notices: tuple[str, ...] = ()
        if not why_not:
            try:
                timetable = timetable_of(sessions, self._zone)
            except InvalidInput as err:
                why_not = str(err.sentence)
            else:
                if timetable.sessions[0].starts_at < self._now:
                    why_not = _("%(day)s has passed.") % {"day": said_day(day)}
                else:
                    notices = timetable.notices
                    self.made[day] = timetable
        return PlannedClass(day, sessions, why_not, notices)

    def _why_not(self, sessions: Sequence[SessionInput]) -> str:
        for session in sessions:
            if session.held_on in self._off:
                return _("Left out: %(day)s.") % {"day": self._off[session.held_on]}
        ends_on = self._course.ends_on
        if ends_on and sessions[0].held_on > ends_on:
            return _("The course ends on %(day)s.") % {"day": said_day(ends_on)}
        return ""


def _of(planned: PlannedClass, clashes: Sequence[Clash]) -> Iterator[Clash]:
    own = set(map(id, planned.sessions))
    return (clash for clash in clashes if id(clash.session) in own)


def _copy(
    original: LearningClass, planned: PlannedClass, reference: str, series: uuid.UUID
) -> LearningClass:
    """Return an unstored copy; moments of its own move by as many days."""
    made = LearningClass(
        reference=reference,
        series=series,
        status=LearningClass.Status.NORMAL,
        **{name: getattr(original, name) for name in COPIED_FIELDS},
    )
    zone = zone_of(original)
    if original.starts_at is None:
        return made
    days = (planned.held_on - original.starts_at.astimezone(zone).date()).days
    for name in ("enrolment_opens_at", "enrolment_closes_at", "shown_from"):
        moment = getattr(original, name)
        if moment is not None:
            setattr(made, name, shifted(moment, days, zone))
    return made


def _free_references(learning_class: LearningClass) -> Iterator[str]:
    """Count on from the class's reference, past those that are taken."""
    stem = re.sub(r"-\d{1,3}$", "", learning_class.reference)[:54]
    taken = set(
        LearningClass.objects.filter(
            business_group_id=learning_class.business_group_id,
            reference_key__startswith=f"{fold(stem)}-",
        ).values_list("reference_key", flat=True)
    )
    number = 1
    while True:
        number += 1
        if fold(reference := f"{stem}-{number}") not in taken:
            yield reference
