"""The API of the catalogue: what its pages show, for programs."""

from __future__ import annotations

import datetime
from uuid import uuid4

import pytest
from django.test import Client

from tests.ward import Ward
from wagtail_esrlm.clock import now
from wagtail_esrlm.snippets.models import (
    Category,
    Course,
    LearningClass,
)
from wagtail_esrlm.testing import CourseFactory, EnrolmentFactory, LearningClassFactory

from .test_booking_api import get


def test_courses_are_found_with_their_classes_and_what_can_be_done(
    client: Client, ward: Ward, fire: LearningClass
) -> None:
    data = get(client, ward.nurse_user, "courses/", q="fire").json()
    entry = data["results"][0]
    assert (data["count"], entry["course"]["title"]) == (1, "Fire safety")
    assert entry["classes"][0]["places_left"] == 2
    assert entry["classes"][0]["option"]["act"] == "book"
    assert get(client, ward.nurse_user, "courses/", q="nothing").json()["count"] == 0
    course = get(client, ward.nurse_user, f"courses/{fire.course.uuid}/").json()
    assert course["competencies"][0]["uuid"] == str(ward.fire.uuid)
    assert course["classes"][0]["uuid"] == str(fire.uuid)


def test_classes_are_filtered_as_in_the_catalogue(
    client: Client, ward: Ward, fire: LearningClass
) -> None:
    EnrolmentFactory(learning_class=fire), EnrolmentFactory(learning_class=fire)
    assert get(client, ward.nurse_user, "classes/").json()["count"] == 1
    assert get(client, ward.nurse_user, "classes/", places="1").json()["count"] == 0
    later = (now() + datetime.timedelta(90)).date().isoformat()
    found = get(client, ward.nurse_user, "classes/", from_day=later).json()
    assert found["count"] == 0
    one = get(client, ward.nurse_user, f"classes/{fire.uuid}/").json()
    assert (one["places"], one["option"]["act"]) == ("Full", "wait")


@pytest.mark.parametrize("path", ["courses/", "classes/"])
def test_the_catalogue_is_filtered_by_names_and_uuids(
    client: Client, ward: Ward, fire: LearningClass, path: str
) -> None:
    shelf = Category.objects.create(name="Safety")
    Category.objects.create(name="Nothing here")
    Course.objects.filter(pk=fire.course.pk).update(category=shelf)

    def count(**query: str) -> int:
        return int(get(client, ward.nurse_user, path, **query).json()["count"])

    assert count() == count(category="safety") == 1
    assert (
        count(competency=str(ward.fire.uuid)) == count(competency=ward.fire.name) == 1
    )
    other = CourseFactory(
        delivers=[ward.governance], business_group=ward.nurse.business_group
    )
    LearningClassFactory(course=other)
    assert count() == 2 and count(competency=str(ward.fire.uuid)) == 1
    for name, value in (
        ("category", str(shelf.pk)),
        ("category", "No such"),
        ("competency", str(ward.fire.pk)),
        ("competency", str(uuid4())),
    ):
        refused = get(client, ward.nurse_user, path, **{name: value})
        assert refused.status_code == 400, (name, value)
        assert refused.json()["detail"].startswith(f"{name}: there is none")


def test_classes_are_found_among_all_courses_that_fit(
    client: Client, ward: Ward, fire: LearningClass
) -> None:
    before = [
        Course(
            business_group=ward.nurse.business_group,
            code=f"AAA-{number}",
            code_key=f"aaa-{number}",
            title="A course without classes",
            is_classroom=True,
        )
        for number in range(1001)
    ]
    Course.objects.bulk_create(before)
    Course.objects.filter(pk=fire.course_id).update(is_classroom=True)
    found = get(client, ward.nurse_user, "classes/", mode="classroom").json()
    assert [each["uuid"] for each in found["results"]] == [str(fire.uuid)]


def test_a_page_of_courses_is_asked_for_by_its_number(
    client: Client, ward: Ward, fire: LearningClass
) -> None:
    CourseFactory(title="Zebra care", business_group=ward.nurse.business_group)

    def titles(page: str) -> list[str]:
        answer = get(client, ward.nurse_user, "courses/", page=page, page_size="1")
        return [each["course"]["title"] for each in answer.json().get("results", ())]

    assert (titles("1"), titles("2")) == (["Fire safety"], ["Zebra care"])
    assert titles("last") == []
