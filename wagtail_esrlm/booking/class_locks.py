"""Keeps a class as it is until a change is done: counter first, then the class."""

from __future__ import annotations

from django.utils.translation import gettext as _

from ..errors import Refused
from ..snippets.models import LearningClass
from . import places
from .models import Enrolment
from .states import OPEN


def held_class(class_id: int) -> LearningClass:
    """Lock a class against bookings and other changes; return it as it is stored.

    Call it first in the transaction (``transactions``). Whoever only refers to the
    class need not wait, such as who notes that its waiting list must be looked at: they
    may keep the counter of another class that is wanted here next. Queries: 2.
    """
    places.hold(class_id)
    return (
        LearningClass.objects.select_for_update(of=("self",), no_key=True)
        .select_related("course", "places")
        .get(pk=class_id)
    )


def people_in(learning_class: LearningClass) -> list[Enrolment]:
    """Return everybody who asks, waits, is offered a place or has one. Queries: 1."""
    return list(
        Enrolment.objects.filter(
            learning_class=learning_class, state__in=OPEN
        ).order_by("pk")
    )


def refuse_closed(class_id: int) -> None:
    """Raise ``Refused`` once the register is closed. Queries: 1."""
    closed = LearningClass.objects.filter(pk=class_id, register_closed_at__isnull=False)
    if closed.exists():
        raise Refused("closed", _("This register is closed. Correct single people."))
