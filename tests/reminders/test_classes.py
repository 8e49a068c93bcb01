"""Reminders about classes: of those booked, those who run them, those who teach."""

from __future__ import annotations

import datetime
from collections import Counter

import pytest
from django.contrib.auth.models import Permission

from wagtail_esrlm.booking.classes import run_anyway
from wagtail_esrlm.booking.models import ClassPlaces
from wagtail_esrlm.booking.states import State
from wagtail_esrlm.clock import now
from wagtail_esrlm.notifications.models import Message
from wagtail_esrlm.notifications.sending import send_due
from wagtail_esrlm.reminders.classes import (
    chase_registers,
    remind_of_classes,
    warn_of_few_people,
)
from wagtail_esrlm.snippets.models import LearningClass
from wagtail_esrlm.testing import (
    EnrolmentFactory,
    LearningClassFactory,
    PersonFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
LONG_AGO = now() - datetime.timedelta(days=60)


def said() -> Counter[str]:
    return Counter(Message.objects.values_list("kind", flat=True))


def booked(days: int, **facts):
    learning_class = LearningClassFactory(in_days=days)
    given = {"confirmed_at": LONG_AGO, **facts}
    return EnrolmentFactory(learning_class=learning_class, **given)


@pytest.mark.parametrize(
    ("days", "kinds"),
    [
        (8, {}),
        (7, {"class.reminder_7": 1}),
        (5, {"class.reminder_7": 1}),
        (1, {"class.reminder_1": 1}),
        (-1, {}),
    ],
)
def test_people_are_reminded_a_week_and_a_day_before(days, kinds):
    """Rule 90; a day on which nothing ran is made up for."""
    booked(days)
    remind_of_classes()
    assert said() == kinds


def test_twice_on_a_day_reminds_once_and_a_moved_class_anew():
    """Rule 92."""
    enrolment = booked(7)
    remind_of_classes()
    remind_of_classes()
    assert said() == {"class.reminder_7": 1}
    learning_class = enrolment.learning_class
    learning_class.starts_at -= datetime.timedelta(days=1)
    learning_class.save()
    remind_of_classes()
    assert said() == {"class.reminder_7": 2}


def test_who_booked_after_the_day_of_the_reminder_has_just_been_told():
    booked(6, confirmed_at=now())
    remind_of_classes()
    assert said() == {}


@pytest.mark.parametrize("state", [State.WAITLISTED, State.OFFERED, State.CANCELLED])
def test_only_those_with_a_place_are_reminded(state):
    booked(7, state=state)
    remind_of_classes()
    assert said() == {}


def test_reminding_takes_two_queries_for_any_number(django_assert_max_num_queries):
    learning_class = LearningClassFactory(in_days=7, places=None)
    for _n in range(12):
        EnrolmentFactory(learning_class=learning_class, confirmed_at=LONG_AGO)
    with django_assert_max_num_queries(2):
        remind_of_classes()


@pytest.fixture
def administrator():
    user = UserFactory()
    user.user_permissions.add(Permission.objects.get(codename="manage_bookings"))
    return PersonFactory(user=user)


@pytest.mark.parametrize(
    ("days", "minimum", "warned"), [(5, 4, 1), (5, 1, 0), (20, 4, 0)]
)
def test_class_administrators_are_warned_of_few_people(
    administrator, days, minimum, warned
):
    enrolment = booked(days)
    ClassPlaces.objects.filter(learning_class=enrolment.learning_class).update(
        minimum_places=minimum
    )
    warn_of_few_people()
    warn_of_few_people()
    assert said()["class.below_minimum"] == warned


def few(days: int = 5) -> LearningClass:
    """Return a class with fewer people than it needs."""
    found = booked(days).learning_class
    ClassPlaces.objects.filter(learning_class=found).update(minimum_places=4)
    return found


def test_nobody_is_warned_of_a_class_that_shall_run_all_the_same(administrator):
    run_anyway(learning_class=few(), reason="They came from far.", by=None)
    warn_of_few_people()
    assert said()["class.below_minimum"] == 0

    decided_since = few()
    warn_of_few_people()
    run_anyway(learning_class=decided_since, reason="They come from far.", by=None)
    send_due()
    assert Message.objects.get(kind="class.below_minimum").state == "dropped"


def test_the_warning_leads_to_where_it_is_decided(administrator):
    found = few()
    administrator.user.user_permissions.add(
        *Permission.objects.filter(
            codename__in=["access_admin", "change_learningclass"]
        )
    )
    warn_of_few_people()
    send_due()
    warning = Message.objects.get(kind="class.below_minimum")
    assert warning.link.endswith(f"/learningclass/inspect/{found.pk}/")
    assert warning.link_label == "Decide about the class"


@pytest.mark.parametrize(
    ("days", "told"), [(0, set()), (-2, {"instructor"}), (-4, {"instructor", "admin"})]
)
def test_open_registers_are_chased(administrator, days, told):
    """Rule 77."""
    instructor = PersonFactory()
    learning_class = LearningClassFactory(in_days=days, instructors=[instructor])
    EnrolmentFactory(learning_class=learning_class)
    chase_registers()
    chase_registers()
    names = {instructor.pk: "instructor", administrator.pk: "admin"}
    assert {names[m.person_id] for m in Message.objects.all()} == told
    assert Message.objects.count() == len(told)


def test_a_register_with_every_outcome_is_not_chased(administrator):
    learning_class = LearningClassFactory(in_days=-5, instructors=[PersonFactory()])
    EnrolmentFactory(learning_class=learning_class, state=State.ATTENDED)
    chase_registers()
    assert said() == {}
