"""Saves a class as a form or a file states it, new or stored."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from ..clock import now
from ..errors import Conflict
from ..snippets.models import LearningClass
from ..workforce.audit import record
from .capacity import set_capacity
from .class_checks import (
    check_class,
    check_rooms_in_use,
    check_status_change,
    check_to_come,
    refuse_while_booked,
)
from .class_drafts import ClassDraft, create_classes
from .class_locks import held_class
from .class_sessions import apply_changes, differences
from .timetable import (
    SessionInput,
    Timetable,
    bank_holidays,
    set_dates,
    timetable_of,
    zone_of,
)
from .transactions import in_one_transaction

#: What a form or a file may change; the rest is written by actions of their own.
EDITED_FIELDS = (
    "course",
    "reference",
    "shown_from",
    "time_zone",
    "self_enrolment",
    "approval_required",
    "enrolment_opens_at",
    "enrolment_closes_at",
    "closes_days_before",
    "cancel_days_before",
    "counts_working_days",
    "has_waiting_list",
    "offer_hours",
    "minimum_warning_days",
    "joining_instructions",
)
DERIVED_FIELDS = ("starts_at", "ends_at", "cancel_until")


def save_class(
    *,
    learning_class: LearningClass,
    sessions: Sequence[SessionInput],
    maximum_places: int | None,
    minimum_places: int = 0,
    by: Any,
    may_be_past: bool = False,
) -> LearningClass:
    """Store a class as it is stated: its facts, all its sessions and its places.

    A new one is not published. On a stored one, times and places change only while
    nobody is booked; otherwise it is moved or postponed, so that people are told.
    Instructors and equipment change at any time.

    Args:
        learning_class: Not stored yet, or stored with changed facts.
        may_be_past: It is history.

    Returns: the class as it is stored.

    Raises:
        InvalidInput, Conflict, Refused: with the first rule that it breaks.
    """
    if learning_class._state.adding:
        draft = ClassDraft(learning_class, sessions, maximum_places, minimum_places)
        return create_classes(drafts=[draft], by=by, may_be_past=may_be_past)[0]
    return _change(
        learning_class, sessions, maximum_places, minimum_places, by, may_be_past
    )


@in_one_transaction
def _change(
    given: LearningClass,
    sessions: Sequence[SessionInput],
    maximum_places: int | None,
    minimum_places: int,
    by: Any,
    may_be_past: bool,
) -> LearningClass:
    stored = held_class(given.pk)
    if given.status != stored.status:
        check_status_change(stored, given.status)
    wanted = timetable_of(sessions, zone_of(given))
    changes = differences(stored, wanted)
    if changes.must_be_told:
        refuse_while_booked(
            stored, _("Move or postpone the class, so that they are told.")
        )
        if not may_be_past:
            fresh = [*changes.added, *(timed for _each, timed in changes.moved)]
            check_to_come(Timetable(tuple(fresh)), now())
    if given.course_id != stored.course_id:
        refuse_while_booked(stored, _("They booked this course and not another."))
    known = set(
        stored.sessions.exclude(location=None).values_list("location", flat=True)
    )
    check_rooms_in_use(wanted, known)
    before = {name: getattr(stored, name) for name in (*EDITED_FIELDS, "status")}
    _take_over(given, stored, wanted)
    check_class(
        stored, wanted, maximum_places=maximum_places, minimum_places=minimum_places
    )
    _refuse_taken(stored)
    differs = apply_changes(stored, changes)
    changed = {
        name: (value, getattr(stored, name))
        for name, value in before.items()
        if value != getattr(stored, name)
    }
    if changed or changes.must_be_told:
        stored.save(update_fields=[*EDITED_FIELDS, *DERIVED_FIELDS, "status"])
    if changed or differs:
        record(stored, "wagtail_esrlm.class.change", by=by, changes=changed)
    set_capacity(
        learning_class=stored,
        maximum_places=maximum_places,
        minimum_places=minimum_places,
        by=by,
    )
    stored.refresh_from_db()
    return stored


def _take_over(given: LearningClass, stored: LearningClass, wanted: Timetable) -> None:
    """Put the stated facts into the stored class, and what follows from them."""
    follows = stored.closes_days_before is not None
    if follows and given.closes_days_before is None:
        # The closing moment followed from days that are no longer stated.
        if given.enrolment_closes_at == stored.enrolment_closes_at:
            given.enrolment_closes_at = None
    for name in (*EDITED_FIELDS, "status"):
        setattr(stored, name, getattr(given, name))
    set_dates(stored, wanted, bank_holidays())


def _refuse_taken(stored: LearningClass) -> None:
    stored.fold_keys()
    others = LearningClass.objects.filter(
        business_group_id=stored.business_group_id, reference_key=stored.reference_key
    ).exclude(pk=stored.pk)
    if others.exists():
        raise Conflict(
            _("There is a class “%(reference)s” already.")
            % {"reference": stored.reference}
        )
