"""The registers somebody keeps, and what stands in one of them."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from ..clock import now
from ..snippets.models import ClassSession, LearningClass
from ..workforce.selectors import person_for_user
from .attendance import marks_of
from .attendance_rules import ADMINISTRATORS_AFTER, INSTRUCTORS_AFTER
from .listing import with_places
from .models import Enrolment
from .policy import keeps_registers, manages_bookings
from .states import OUTCOMES, State

#: How long a class stays on the list after its end, while its register is open.
LOOKING_BACK = datetime.timedelta(days=60)
#: How long before a class its register is shown.
LOOKING_AHEAD = datetime.timedelta(days=7)


def registers_for(
    user: Any, *, at: datetime.datetime | None = None
) -> list[LearningClass]:
    """Return the classes whose register a log-in keeps and is not closed, by start.

    Those the person teaches; for the learning service, all. Queries: 4.
    """
    moment = at or now()
    classes = (
        with_places(LearningClass.objects.all())
        .select_related("places", "course")
        .filter(
            Q(starts_at__lte=moment + LOOKING_AHEAD),
            ends_at__gte=moment - LOOKING_BACK,
            register_closed_at__isnull=True,
        )
        .exclude(status=LearningClass.Status.CANCELLED)
        .order_by("starts_at", "pk")
    )
    if not manages_bookings(user):
        person = person_for_user(user)
        if person is None or not keeps_registers(user):
            return []
        taught = ClassSession.objects.filter(instructors=person)
        classes = classes.filter(pk__in=taught.values("learning_class_id"))
    return list(classes[:100])


@dataclass(frozen=True)
class OpenRegister:
    """A register that is over and not closed.

    Attributes:
        people: How many have no outcome yet.
        days: Whole days since the class ended.
        is_to_do: It has waited long enough to stand among what the reader must do.
    """

    learning_class: LearningClass
    people: int
    days: int
    is_to_do: bool


def open_registers(
    user: Any, classes: list[LearningClass], *, at: datetime.datetime | None = None
) -> list[OpenRegister]:
    """Return those of a log-in's registers that are over, the longest over first.

    One with people unmarked is to do for who teaches it after a day, for others of the
    learning service after three (rule 77). Queries: 3.
    """
    moment = at or now()
    over = [
        (each, each.ends_at)
        for each in classes
        if each.ends_at and each.ends_at <= moment
    ]
    unmarked = dict(
        Enrolment.objects.filter(
            learning_class__in=[each for each, _end in over], state=State.CONFIRMED
        )
        .order_by()
        .values_list("learning_class")
        .annotate(people=Count("pk"))
    )
    person = person_for_user(user)
    taught = set(
        ClassSession.objects.filter(
            instructors=person, learning_class__in=[each for each, _end in over]
        ).values_list("learning_class_id", flat=True)
        if person
        else ()
    )
    found = []
    for each, end in sorted(over, key=lambda pair: pair[1]):
        patience = INSTRUCTORS_AFTER if each.pk in taught else ADMINISTRATORS_AFTER
        people = unmarked.get(each.pk, 0)
        waited = moment - end
        found.append(
            OpenRegister(each, people, waited.days, bool(people) and waited >= patience)
        )
    return found


def registers_to_do(user: Any) -> int:
    """Return how many registers a log-in has left open too long (rule 77).

    Queries: 6 at most, and none for who keeps no registers.
    """
    if not keeps_registers(user):
        return 0
    found = open_registers(user, registers_for(user))
    return sum(each.is_to_do for each in found)


@dataclass(frozen=True)
class RegisterRow:
    """One person in a register.

    Attributes:
        is_present: The mark of the session shown; None for none.
    """

    enrolment: Enrolment
    is_present: bool | None
    result: str = ""


def rows_of(
    learning_class: LearningClass, session: ClassSession | None
) -> list[RegisterRow]:
    """Return who is in a class, by name, with the marks of a session. Queries: 2."""
    people = list(
        Enrolment.objects.filter(
            learning_class=learning_class, state__in=OUTCOMES | {State.CONFIRMED}
        )
        .select_related("person", "learning_class__course")
        .in_register_order()
    )
    marks = marks_of(people)
    return [
        RegisterRow(
            each,
            marks.get(each.pk, {}).get(session.pk) if session else None,
            each.result,
        )
        for each in people
    ]


def session_to_mark(
    sessions: list[ClassSession], stated: str, at: datetime.datetime
) -> ClassSession | None:
    """Return the session asked for, else the last that has begun, else the first."""
    for session in sessions:
        if str(session.uuid) == stated:
            return session
    begun = [session for session in sessions if session.starts_at <= at]
    return begun[-1] if begun else (sessions[0] if sessions else None)
