"""People who book: learners with a seat and a log-in, their managers, the office."""

from __future__ import annotations

from django.contrib.auth.models import Permission

from wagtail_esrlm.booking.models import ClassPlaces, Enrolment
from wagtail_esrlm.booking.states import HOLDS_PLACE, State
from wagtail_esrlm.snippets.models import LearningClass
from wagtail_esrlm.testing import PersonFactory, UserFactory, seat
from wagtail_esrlm.workforce.models import Person


def learner(*, manager: Person | None = None, **facts) -> Person:
    """Make somebody with a log-in and one seat, under a manager if given."""
    person = PersonFactory(with_user=True, **facts)
    seat(person, supervisor=manager)
    return person


def administrator():
    """Make a log-in that manages everybody's bookings."""
    user = UserFactory()
    user.user_permissions.add(Permission.objects.get(codename="manage_bookings"))
    return user


def counted(learning_class: LearningClass) -> tuple[int, int]:
    """Return places taken and waiting, having made sure that the counters agree."""
    places = ClassPlaces.objects.get(learning_class=learning_class)
    states = list(
        Enrolment.objects.filter(learning_class=learning_class).values_list(
            "state", flat=True
        )
    )
    assert places.places_taken == sum(state in HOLDS_PLACE for state in states)
    assert places.places_waiting == states.count(State.WAITLISTED)
    return places.places_taken, places.places_waiting


def told(person: Person) -> list[str]:
    """Return the kinds of what a person was told, in order."""
    return list(person.messages.order_by("pk").values_list("kind", flat=True))


def steps(enrolment: Enrolment) -> list[tuple[str, str, str]]:
    """Return the steps of a booking: what happened, from where, to where."""
    return list(enrolment.steps.values_list("action", "from_state", "to_state"))
