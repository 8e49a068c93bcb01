"""What is sent to the API: JSON of a bounded length, kept without people's names."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from tests.ward import Ward
from wagtail_esrlm.api.writes import LONGEST_BODY
from wagtail_esrlm.booking.models import Enrolment
from wagtail_esrlm.idempotency.models import IdempotencyKey
from wagtail_esrlm.snippets.models import LearningClass
from wagtail_esrlm.testing import (
    EnrolmentFactory,
    LearningClassFactory,
    PersonFactory,
)

from .test_bad_input import ENDPOINTS, Endpoint
from .test_booking_api import get, post, refused_replay

ROOT = "/api/learning/"


@pytest.fixture
def fire(fire: LearningClass) -> LearningClass:
    """Return it with joining instructions."""
    LearningClass.objects.filter(pk=fire.pk).update(joining_instructions="Ask for Kim")
    fire.sessions.update(webinar_url="https://meet.example/secret")
    return fire


def raw(endpoint: Endpoint, body: str, content_type: str = "application/json") -> Any:
    return endpoint.client.post(
        endpoint.url, body, content_type=content_type, headers={"Idempotency-Key": "k"}
    )


@pytest.fixture(params=[name for name in ENDPOINTS if name != "tell_me"])
def endpoint(request: Any, ward: Ward, client: Client) -> Endpoint:
    """Return each endpoint that reads a body."""
    return Endpoint(request.param, ward, client)


def test_a_body_that_is_nested_or_long_beyond_reason_is_refused(
    endpoint: Endpoint,
) -> None:
    states = list(Enrolment.objects.values())
    nested = raw(endpoint, "[" * (LONGEST_BODY - 1))
    assert nested.status_code == 400 and nested.json()["detail"]
    spaces = json.dumps(endpoint.body) + " " * LONGEST_BODY
    long = raw(endpoint, spaces)
    assert (long.status_code, long.json()["code"]) == (413, "too_long")
    form = raw(endpoint, "reason=x", "application/x-www-form-urlencoded")
    assert form.status_code == 415
    lone = raw(endpoint, '{"reason": "\\ud800", "code": "\\ud800", "note": "\\ud800"}')
    assert lone.status_code < 500
    if lone.status_code >= 400:
        assert list(Enrolment.objects.values()) == states


def test_who_has_no_place_is_not_told_how_to_join(
    client: Client, ward: Ward, fire: LearningClass
) -> None:
    mine = EnrolmentFactory(
        learning_class=fire,
        person=ward.nurse,
        assignment=ward.nurse.assignments.get(),
        state="requested",
        approver=ward.sister,
    )
    nurse, sister = ward.nurse_user, ward.sister_user
    for user, path in (
        (nurse, f"classes/{fire.uuid}/"),
        (nurse, "classes/"),
        (nurse, "courses/"),
        (nurse, f"courses/{fire.course.uuid}/"),
        (nurse, f"bookings/{mine.uuid}/"),
        (nurse, "me/bookings/"),
        (sister, "me/approvals/"),
        (sister, "me/team/bookings/"),
    ):
        text = get(client, user, path).content.decode()
        assert str(fire.uuid) in text, path
        for secret in ("Kim", "meet.example", "Use the west entrance"):
            assert secret not in text, path
    Enrolment.objects.update(state="confirmed")
    for path in (f"bookings/{mine.uuid}/", "me/bookings/"):
        text = get(client, nurse, path).content.decode()
        for secret in ("Kim", "meet.example", "Use the west entrance"):
            assert secret in text, path
    assert "Kim" not in get(client, sister, "me/team/bookings/").content.decode()


@pytest.fixture
def held(ward: Ward, fire: LearningClass) -> LearningClass:
    """Return a class that was held, with more people than an answer kept can hold."""
    permission = Permission.objects.get(codename="keep_registers")
    ward.stranger.user.user_permissions.add(permission)
    made = LearningClassFactory(
        course=fire.course, in_days=-1, places=300, instructors=[ward.stranger]
    )
    for person in PersonFactory.create_batch(250, last_name="Canary"):
        EnrolmentFactory(learning_class=made, person=person)
    return made


def test_a_long_register_is_answered_again_as_it_was(
    client: Client, ward: Ward, held: LearningClass
) -> None:
    user, path = ward.stranger.user, f"registers/{held.uuid}/close/"
    body = {"unmarked_are_absent": True}
    first = post(client, user, path, body, key="c").json()
    assert len(first["rows"]) == 250
    assert post(client, user, path, body, key="c").json() == first
    refused_replay(post(client, user, path, {}, key="c"))


def test_no_names_are_kept_with_a_key(endpoint: Endpoint) -> None:
    assert endpoint.send().status_code < 300
    kept = json.dumps(list(IdempotencyKey.objects.values_list("answer", flat=True)))
    assert kept != "[]"
    for canary in ("Amina", "Yusuf", "Canary", "employee_number"):
        assert canary not in kept


def test_another_note_is_another_request(
    client: Client, ward: Ward, held: LearningClass
) -> None:
    booking = str(Enrolment.objects.filter(learning_class=held).first().uuid)  # type: ignore[union-attr]
    path = f"registers/{held.uuid}/results/"
    said = {"booking": booking, "result": "referred", "note": "Knees"}
    assert post(client, ward.stranger.user, path, said, key="r").status_code == 200
    refused_replay(
        post(client, ward.stranger.user, path, {**said, "note": "Hands"}, key="r")
    )
