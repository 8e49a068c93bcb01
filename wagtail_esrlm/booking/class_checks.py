"""What a class must be to be stored and published; each refusal is one sentence."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..errors import InvalidInput, Refused
from ..names import fold
from ..snippets.models import Course, LearningClass
from .models import Enrolment
from .states import State
from .timetable import Timetable, said_day
from .wording import time_in_words

STATUS = LearningClass.Status


def check_class(
    learning_class: LearningClass,
    timetable: Timetable,
    *,
    maximum_places: int | None,
    minimum_places: int,
) -> None:
    """Check what holds for every class, new or stored.

    Raises:
        InvalidInput: with the first rule that it breaks.
    """
    if not fold(learning_class.reference):
        raise InvalidInput(_("A class needs a reference."))
    if learning_class.course.business_group_id != learning_class.business_group_id:
        raise InvalidInput(_("The course belongs to another business group."))
    for timed in timetable.sessions:
        location = timed.given.location
        if location and location.business_group_id != learning_class.business_group_id:
            raise InvalidInput(_("The location belongs to another business group."))
    if maximum_places is not None and minimum_places > maximum_places:
        raise InvalidInput(_("The minimum places are more than the maximum places."))
    opens_at = learning_class.enrolment_opens_at
    closes_at = learning_class.enrolment_closes_at or timetable.starts_at
    if opens_at and closes_at and opens_at >= closes_at:
        raise InvalidInput(_("Booking would close before it opens."))
    check_course_end(learning_class.course, timetable)


def check_course_end(course: Course, timetable: Timetable) -> None:
    """Check that a class starts while its course runs (rule 46).

    Raises:
        Refused: when it starts after the course's last day.
    """
    ends_on = course.ends_on
    if ends_on and any(each.given.held_on > ends_on for each in timetable.sessions[:1]):
        raise Refused(
            "course_ended",
            _("“%(course)s” ends on %(day)s, so no class of it can start later.")
            % {"course": course.title, "day": said_day(ends_on)},
        )


def check_to_come(timetable: Timetable, at: datetime.datetime) -> None:
    """Check that nothing starts in the past.

    Raises:
        InvalidInput: with the first session that does.
    """
    for timed in timetable.sessions:
        if timed.starts_at < at:
            raise InvalidInput(
                _("%(day)s, %(time)s is in the past.")
                % {
                    "day": said_day(timed.given.held_on),
                    "time": time_in_words(timed.given.starts_time),
                }
            )


def check_rooms_in_use(timetable: Timetable, known: set[int]) -> None:
    """Check that no closed room is chosen anew.

    Raises:
        InvalidInput: with the first room that is closed and not in ``known``.
    """
    for timed in timetable.sessions:
        location = timed.given.location
        if location and not location.is_open and location.pk not in known:
            raise InvalidInput(
                _("%(room)s is closed. Choose another location.") % {"room": location}
            )


def check_status_change(learning_class: LearningClass, status: str) -> None:
    """Check that a stored class may be said to be planned or normal (rule 61).

    Raises:
        Refused: where it was cancelled, or has confirmed people and would be planned.
    """
    if learning_class.status == STATUS.CANCELLED:
        raise Refused(
            "class_cancelled",
            _(
                "This class was cancelled and everybody was told. Copy it to a new "
                "class."
            ),
        )
    if status not in (STATUS.PLANNED, STATUS.NORMAL):
        raise Refused(
            "own_action",
            _("Close or cancel the class by the action of that name."),
        )
    confirmed = Enrolment.objects.filter(
        learning_class=learning_class, state__in=(State.CONFIRMED, State.OFFERED)
    ).count()
    if status == STATUS.PLANNED and confirmed:
        raise Refused(
            "people_confirmed",
            ngettext(
                "%(count)d person has a place, so it cannot be planned again. "
                "Postpone it instead: they are then asked.",
                "%(count)d people have a place, so it cannot be planned again. "
                "Postpone it instead: they are then asked.",
                confirmed,
            )
            % {"count": confirmed},
        )


def people_booked(learning_class: LearningClass) -> int:
    """Return how many people ask, wait, are offered a place or have one. Queries: 1."""
    return (
        Enrolment.objects.filter(learning_class=learning_class).to_come().count()
        if learning_class.pk
        else 0
    )


def refuse_while_booked(learning_class: LearningClass, what_to_do: str) -> None:
    """Refuse what people who are booked would have to be told.

    Raises:
        Refused: with how many they are, and what to do.
    """
    booked = people_booked(learning_class)
    if booked:
        raise Refused(
            "people_booked",
            ngettext(
                "%(count)d person is booked or waits. %(what)s",
                "%(count)d people are booked or wait. %(what)s",
                booked,
            )
            % {"count": booked, "what": what_to_do},
        )
