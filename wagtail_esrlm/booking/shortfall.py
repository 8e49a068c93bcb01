"""Classes with too few people, listed in time to run, move or cancel them."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from ..clock import now, zone
from ..snippets.models import LearningClass
from ..workforce.audit import record
from .refusals import no
from .rules import Why

#: The longest time before a class in which anybody is warned.
MOST_DAYS = 366


def below_minimum(at: datetime.datetime | None = None) -> list[LearningClass]:
    """Return classes to come with fewer people than they need, soonest first.

    Published ones that take place, from so many days before as each says, for which
    nobody has decided that they run all the same. Each has its places and its course.
    Queries: 1.
    """
    moment = at or now()
    candidates = (
        LearningClass.objects.running()
        .filter(
            is_published=True,
            runs_anyway=False,
            starts_at__gt=moment,
            starts_at__lte=moment + datetime.timedelta(days=MOST_DAYS),
            places__places_taken__lt=F("places__minimum_places"),
        )
        .select_related("places", "course")
        .order_by("starts_at", "pk")
    )
    return [each for each in candidates if _is_near(each, moment)]


def is_to_decide(
    learning_class: LearningClass, at: datetime.datetime | None = None
) -> bool:
    """Whether ``below_minimum`` lists a class; its places are read. Queries: 0."""
    moment = at or now()
    places, starts_at = learning_class.places, learning_class.starts_at
    return (
        learning_class.status == LearningClass.Status.NORMAL
        and learning_class.is_published
        and not learning_class.runs_anyway
        and starts_at is not None
        and moment < starts_at <= moment + datetime.timedelta(days=MOST_DAYS)
        and places.places_taken < places.minimum_places
        and _is_near(learning_class, moment)
    )


@transaction.atomic
def run_anyway(*, learning_class: LearningClass, reason: str, by: Any) -> LearningClass:
    """Let a class take place with the people it has; it is no longer listed.

    Raises:
        Refused: without a reason, or where it does not take place.
    """
    if not reason.strip():
        raise no(Why.REASON_NEEDED)
    stored = LearningClass.objects.select_for_update().get(pk=learning_class.pk)
    if stored.status == LearningClass.Status.CANCELLED:
        raise no(Why.CLASS_CANCELLED)
    if not stored.runs_anyway:
        stored.runs_anyway = True
        stored.save(update_fields=["runs_anyway"])
        record(stored, "wagtail_esrlm.class.run", by=by, reason=reason)
    return stored


def _is_near(learning_class: LearningClass, at: datetime.datetime) -> bool:
    starts_at = learning_class.starts_at
    if starts_at is None:
        return False
    starts_on, today = (each.astimezone(zone()).date() for each in (starts_at, at))
    return (starts_on - today).days <= learning_class.minimum_warning_days
