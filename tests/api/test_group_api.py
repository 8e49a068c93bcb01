"""Booking a group through the API (rule 58)."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.booking.people import administrator, learner
from wagtail_esrlm.booking.models import Enrolment
from wagtail_esrlm.snippets.models import LearningClass
from wagtail_esrlm.testing import AudienceFactory, CourseFactory, LearningClassFactory

from .test_booking_api import post

pytestmark = pytest.mark.django_db


@pytest.fixture
def for_employees() -> LearningClass:
    """Return a class of two places of a course that is not for the public."""
    course = CourseFactory()
    AudienceFactory(course=course)
    return LearningClassFactory(course=course, places=2)


def test_the_learning_service_books_a_group_without_being_anybody_itself(
    client: Client, for_employees: LearningClass
) -> None:
    """Its log-in need belong to no person, so the course is in no audience of it."""
    people = [learner(), learner(), learner()]
    body = {"people": [str(one.uuid) for one in people], "all_or_nothing": False}
    path = f"classes/{for_employees.uuid}/group/"
    answer = post(client, administrator(), path, body)
    assert answer.status_code == 200
    assert len(answer.json()["booked"]) == 2
    assert [row["code"] for row in answer.json()["not_booked"]] == ["full"]
    assert Enrolment.objects.filter(state="confirmed").count() == 2


def test_nobody_books_a_group_in_a_class_that_is_not_published(
    client: Client, for_employees: LearningClass
) -> None:
    LearningClass.objects.update(is_published=False)
    body = {"people": [str(learner().uuid)]}
    path = f"classes/{for_employees.uuid}/group/"
    assert post(client, administrator(), path, body).status_code == 404
