"""Stores new classes, one or many, with their sessions and places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ..clock import now
from ..errors import Conflict
from ..snippets.indexing import index_many
from ..snippets.models import LearningClass
from ..workforce.audit import record_many
from .class_checks import check_class, check_rooms_in_use, check_to_come
from .class_sessions import add_sessions, write_resources
from .models import ClassPlaces
from .timetable import SessionInput, bank_holidays, set_dates, timetable_of, zone_of


@dataclass(frozen=True)
class ClassDraft:
    """A class to be stored: its own facts, its sessions and its places.

    Attributes:
        learning_class: Not stored yet.
        maximum_places: None for no limit.
    """

    learning_class: LearningClass
    sessions: Sequence[SessionInput]
    maximum_places: int | None = None
    minimum_places: int = 0


def create_classes(
    *, drafts: Sequence[ClassDraft], by: Any = None, may_be_past: bool = False
) -> list[LearningClass]:
    """Store new classes; learners do not see them until they are published.

    Args:
        drafts: In any number.
        may_be_past: They are history, such as that of the system before this one.

    Returns: the stored classes, in the order of the drafts. Queries: about 10 for each
    500, none of them for each class.

    Raises:
        Conflict: when a reference is taken.
        InvalidInput, Refused: with the first rule that one of them breaks.
    """
    try:
        return _create(drafts, by, may_be_past)
    except IntegrityError:
        # Somebody who saved at the same moment was quicker.
        _refuse_taken([draft.learning_class for draft in drafts])
        raise


@transaction.atomic
def _create(
    drafts: Sequence[ClassDraft], by: Any, may_be_past: bool
) -> list[LearningClass]:
    moment = now()
    holidays = bank_holidays()
    timed = []
    for draft in drafts:
        learning_class = draft.learning_class
        timetable = timetable_of(draft.sessions, zone_of(learning_class))
        set_dates(learning_class, timetable, holidays)
        check_class(
            learning_class,
            timetable,
            maximum_places=draft.maximum_places,
            minimum_places=draft.minimum_places,
        )
        if not may_be_past:
            check_to_come(timetable, moment)
            check_rooms_in_use(timetable, set())
        learning_class.fold_keys()
        learning_class.is_published = False
        learning_class.published_at = None
        timed.append(timetable)
    _refuse_taken([draft.learning_class for draft in drafts])
    stored = LearningClass.objects.bulk_create(
        [draft.learning_class for draft in drafts], batch_size=500
    )
    ClassPlaces.objects.bulk_create(
        [
            ClassPlaces(
                learning_class=draft.learning_class,
                maximum_places=draft.maximum_places,
                minimum_places=draft.minimum_places,
            )
            for draft in drafts
        ],
        batch_size=500,
    )
    pairs = add_sessions(
        [
            (learning_class, session)
            for learning_class, timetable in zip(stored, timed, strict=True)
            for session in timetable.sessions
        ]
    )
    write_resources(pairs, is_new=True)
    index_many(stored)
    record_many(
        [(learning_class, {}) for learning_class in stored],
        "wagtail_esrlm.class.add",
        by=by,
    )
    return stored


def _refuse_taken(classes: Sequence[LearningClass]) -> None:
    """Raise ``Conflict`` for a reference that is stored, or stands twice here."""
    seen: set[tuple[int, str]] = set()
    for start in range(0, len(classes), 500):
        page = classes[start : start + 500]
        seen.update(
            LearningClass.objects.filter(
                reference_key__in=[each.reference_key for each in page]
            ).values_list("business_group_id", "reference_key")
        )
    for each in classes:
        key = (each.business_group_id, each.reference_key)
        if key in seen:
            raise Conflict(
                _("There is a class “%(reference)s” already.")
                % {"reference": each.reference}
            )
        seen.add(key)
