"""Whether the counters of classes and the steps of bookings tell what is so."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from ..clock import now
from ..compliance.verification import Finding
from . import places
from .models import ClassPlaces, Enrolment, EnrolmentStep
from .states import HOLDS_PLACE, State
from .transactions import in_one_transaction

#: Classes that ended longer ago are left to the nightly verification.
RECENT = datetime.timedelta(days=7)


def verify(*, repair: bool = False) -> Iterator[Finding]:
    """Recount every class and replay every booking; write what is right if asked."""
    wrong = list(miscounted().values_list("pk", flat=True))
    if repair:
        for class_id in wrong:
            recount(class_id)
    yield Finding("places of classes", len(wrong))
    yield Finding("steps of bookings", steps_that_disagree().count())


def miscounted() -> QuerySet[ClassPlaces]:
    """Return classes whose counters differ from their bookings. One statement."""
    return ClassPlaces.objects.annotate(
        held=_counted(Q(state__in=HOLDS_PLACE)),
        queueing=_counted(Q(state=State.WAITLISTED)),
    ).exclude(places_taken=F("held"), places_waiting=F("queueing"))


def _counted(condition: Q) -> Coalesce:
    bookings = (
        Enrolment.objects.filter(condition, learning_class_id=OuterRef("pk"))
        .order_by()
        .values("learning_class_id")
        .annotate(people=Count("pk"))
        .values("people")
    )
    return Coalesce(Subquery(bookings, output_field=IntegerField()), 0)


@in_one_transaction
def recount(class_id: int) -> None:
    """Write the counters of a class from its bookings."""
    places.hold(class_id)
    states = list(
        Enrolment.objects.filter(learning_class_id=class_id).values_list(
            "state", flat=True
        )
    )
    places.set_counted(
        class_id,
        taken=sum(state in HOLDS_PLACE for state in states),
        waiting=states.count(State.WAITLISTED),
    )


def steps_that_disagree() -> QuerySet[Enrolment]:
    """Return bookings whose last step led to another state than they are in."""
    last = EnrolmentStep.objects.filter(enrolment=OuterRef("pk")).order_by("-pk")
    return (
        Enrolment.objects.annotate(led_to=Subquery(last.values("to_state")[:1]))
        .filter(led_to__isnull=False)
        .exclude(led_to=F("state"))
    )


def places_problem() -> str | None:
    """Say how many classes to come count wrongly."""
    wrong = miscounted().filter(learning_class__ends_at__gt=now() - RECENT).count()
    return f"{wrong} classes count wrongly" if wrong else None
