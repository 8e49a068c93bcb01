"""The hand-written reference: what anybody would write first to book a place.

One insert and one conditional update through the ORM, and nothing else: no look at who
it is, when, or whether it is allowed; no audit, no message, no lock timeout.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from wagtail_esrlm.booking.models import ClassPlaces, Enrolment
from wagtail_esrlm.clock import now


class NoPlace(Exception):
    """Every place is taken."""


def book_plainly(*, person_id: int, class_id: int) -> None:
    """Book somebody.

    Raises:
        NoPlace: when the class is full.
    """
    with transaction.atomic():
        Enrolment.objects.create(
            learning_class_id=class_id,
            person_id=person_id,
            state="confirmed",
            course_title="",
            created_at=now(),
        )
        taken = ClassPlaces.objects.filter(
            learning_class_id=class_id, places_taken__lt=F("maximum_places")
        ).update(places_taken=F("places_taken") + 1)
        if not taken:
            raise NoPlace
