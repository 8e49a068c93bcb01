"""The stored people and classes beside the plain ones of the model."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Permission

from wagtail_esrlm.booking.cutoffs import working_days_before
from wagtail_esrlm.snippets.models import LearningClass
from wagtail_esrlm.testing import (
    AudienceFactory,
    CompetencyFactory,
    CourseFactory,
    LearningClassFactory,
    PersonFactory,
    UserFactory,
    seat,
)
from wagtail_esrlm.workforce.models import Person

from .ledger import LONDON, Human, Klass
from .model import Model

#: A Monday; the clocks go forward between the nearer classes and the later ones.
BEGIN = datetime.datetime(2027, 3, 8, 9, tzinfo=datetime.UTC)


@dataclass
class World:
    """Everybody and everything; the model's part in ``model``."""

    model: Model
    people: dict[str, Person]
    classes: dict[str, LearningClass]
    manager: Person
    stranger: Person
    office: Any


def make_world() -> World:
    """Write a small trust: four classes, six people, and those who decide."""
    office = UserFactory()
    office.user_permissions.add(Permission.objects.get(codename="manage_bookings"))
    manager = PersonFactory(with_user=True)
    seat(manager)
    stranger = PersonFactory(with_user=True)
    seat(stranger)
    humans = [
        Human("amina"),
        Human("ben"),
        Human("carys"),
        Human("dev"),
        Human("lim", limited=True),
        Human("customer", customer=True),
    ]
    people = {}
    for human in humans:
        if human.customer:
            people[human.name] = PersonFactory(customer=True)
            continue
        person = PersonFactory(with_user=True, limited=human.limited)
        seat(person, supervisor=manager)
        people[human.name] = person
    one, two, three = (
        CourseFactory(delivers=[CompetencyFactory()], approval_required=asks)
        for asks in (False, True, False)
    )
    for course in (one, two, three):
        AudienceFactory(course=course)
    days = (BEGIN + datetime.timedelta(days=9)).date()
    later = days + datetime.timedelta(days=14)
    stored = {
        "A": LearningClassFactory(course=one, places=2, held_on=days, sessions=2),
        "B": LearningClassFactory(course=two, places=2, held_on=days),
        "C": LearningClassFactory(course=one, places=2, held_on=later, offer_hours=24),
        "D": LearningClassFactory(
            course=three, places=1, held_on=later, has_waiting_list=False
        ),
    }
    classes = []
    for name, courses in zip("ABCD", "1213", strict=True):
        klass = Klass(name, courses, 1 if name == "D" else 2, [], BEGIN, BEGIN)
        klass.approval = name == "B"
        klass.offer_hours = 24 if name == "C" else None
        klass.queues = name != "D"
        read_times(klass, stored[name])
        classes.append(klass)
    return World(Model(humans, classes), people, stored, manager, stranger, office)


def read_times(klass: Klass, stored: LearningClass) -> None:
    """Take over the moments of a class; that they are right is tested elsewhere."""
    stored.refresh_from_db()
    klass.sittings = [
        (session.starts_at, session.ends_at)
        for session in stored.sessions.order_by("starts_at")
    ]
    klass.cancel_until = stored.cancel_until
    klass.given_until = working_days_before(stored.starts_at, 5, LONDON)
