"""The API of bookings: what the pages do, for programs."""

from __future__ import annotations

import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils.dateparse import parse_datetime

from tests.ward import Ward
from wagtail_esrlm.api.views import openapi_schema
from wagtail_esrlm.booking.models import DatesWanted, Enrolment, SessionMark
from wagtail_esrlm.booking.sign_in import code_of
from wagtail_esrlm.booking.sign_in_limit import MOST_WRONG
from wagtail_esrlm.clock import now
from wagtail_esrlm.snippets.models import (
    ClassSession,
    LearningClass,
)
from wagtail_esrlm.testing import CourseFactory, EnrolmentFactory, LearningClassFactory

ROOT = "/api/learning/"


def get(client: Client, user: Any, path: str, **query: Any) -> Any:
    client.force_login(user)
    return client.get(f"{ROOT}{path}", query)


def post(
    client: Client, user: Any, path: str, body: Any = None, key: str | None = ""
) -> Any:
    client.force_login(user)
    headers = {} if key is None else {"Idempotency-Key": key or uuid4().hex}
    return client.post(
        f"{ROOT}{path}", body or {}, content_type="application/json", headers=headers
    )


def test_booking_twice_with_one_key_books_once(
    client: Client, ward: Ward, fire: LearningClass
) -> None:
    path = f"classes/{fire.uuid}/bookings/"
    first = post(client, ward.nurse_user, path, key="once")
    again = post(client, ward.nurse_user, path, key="once")
    other = post(client, ward.nurse_user, path, key="another")
    once_more = post(client, ward.nurse_user, path, key="another")
    assert (first.status_code, again.status_code) == (201, 201)
    assert (other.status_code, once_more.status_code) == (200, 200)
    assert {each.json()["uuid"] for each in (other, once_more)} == {
        first.json()["uuid"]
    }
    assert first.json()["uuid"] == again.json()["uuid"]
    assert first.json()["state"] == "confirmed"
    assert Enrolment.objects.count() == 1
    mine = get(client, ward.nurse_user, "me/bookings/").json()
    assert mine["results"][0]["sentence"] == first.json()["sentence"]


@pytest.mark.parametrize("key", [None, "x" * 81, "   "])
def test_a_change_without_a_fitting_key_is_refused(
    client: Client, ward: Ward, fire: LearningClass, key: str | None
) -> None:
    answer = post(client, ward.nurse_user, f"classes/{fire.uuid}/bookings/", key=key)
    assert (answer.status_code, answer.json()["code"]) == (
        400,
        "idempotency_key_missing",
    )
    assert not Enrolment.objects.exists()


def test_a_refusal_has_the_code_and_the_sentence_of_the_page(
    client: Client, ward: Ward, fire: LearningClass
) -> None:
    LearningClass.objects.filter(pk=fire.pk).update(has_waiting_list=False)
    EnrolmentFactory(learning_class=fire), EnrolmentFactory(learning_class=fire)
    answer = post(client, ward.nurse_user, f"classes/{fire.uuid}/bookings/")
    page = client.post(
        reverse("wagtail_esrlm:book", kwargs={"uuid": fire.uuid}), {"key": "k"}
    )
    assert answer.status_code == page.status_code == 409
    assert answer.json()["code"] == "full"
    assert answer.json()["detail"] in page.content.decode()


def test_a_booking_moves_and_is_cancelled(
    client: Client, ward: Ward, fire: LearningClass
) -> None:
    other = LearningClassFactory(course=fire.course, in_days=30)
    mine = EnrolmentFactory(learning_class=fire, person=ward.nurse)
    moved = post(
        client, ward.nurse_user, f"bookings/{mine.uuid}/move/", {"to": str(other.uuid)}
    ).json()
    assert moved["learning_class"]["uuid"] == str(other.uuid)
    ended = post(client, ward.nurse_user, f"bookings/{moved['uuid']}/cancel/").json()
    assert ended["state"] == "cancelled"
    wrong = post(client, ward.nurse_user, f"bookings/{mine.uuid}/move/", {"to": "x"})
    assert (wrong.status_code, wrong.json()["code"]) == (400, "invalid_input")


@pytest.mark.parametrize(
    ("act", "state"), [("accept", "confirmed"), ("decline", "cancelled")]
)
def test_an_offer_is_taken_or_let_go(
    client: Client, ward: Ward, fire: LearningClass, act: str, state: str
) -> None:
    offer = EnrolmentFactory(learning_class=fire, person=ward.nurse, state="offered")
    answer = post(client, ward.nurse_user, f"bookings/{offer.uuid}/{act}/")
    assert (answer.status_code, answer.json()["state"]) == (200, state)
    again = post(client, ward.nurse_user, f"bookings/{offer.uuid}/{act}/")
    assert again.status_code == 409 and again.json()["detail"]


@pytest.mark.parametrize(
    ("act", "state"), [("approve", "confirmed"), ("decline", "declined")]
)
def test_a_manager_answers_and_nobody_else_can(
    client: Client, ward: Ward, fire: LearningClass, act: str, state: str
) -> None:
    asked = EnrolmentFactory(
        learning_class=fire,
        person=ward.nurse,
        state="requested",
        approver=ward.sister,
        approval_due_at=fire.ends_at,
    )
    path = f"approvals/{asked.uuid}/{act}/"
    assert post(client, ward.nurse_user, path).status_code == 404
    assert post(client, ward.stranger.user, path).status_code == 404
    listed = get(client, ward.sister.user, "me/approvals/").json()["results"]
    assert listed[0]["person"]["uuid"] == str(ward.nurse.uuid)
    assert "sentence" not in listed[0], "it would speak to the nurse"
    assert listed[0]["lines"] and not any("You" in each for each in listed[0]["lines"])
    due_at = parse_datetime(listed[0]["approval_due_at"])
    assert due_at == fire.starts_at - datetime.timedelta(days=1), "when it expires"
    if act == "decline":
        none = post(client, ward.sister.user, path)
        assert none.status_code >= 400 and "reason" in none.json()["code"]
    answer = post(client, ward.sister.user, path, {"reason": "Ward is short"}, key="a")
    assert (answer.status_code, answer.json()["state"]) == (200, state)
    same = post(client, ward.sister.user, path, {"reason": "Ward is short"}, key="a")
    assert same.json()["state"] == state
    assert get(client, ward.sister.user, "me/approvals/").json()["count"] == 0


def test_foreign_ids_are_not_found(
    client: Client, ward: Ward, fire: LearningClass
) -> None:
    theirs = EnrolmentFactory(learning_class=fire, person=ward.sister)
    hidden = LearningClassFactory(course=fire.course, is_published=False)
    for path in ("", "cancel/", "accept/", "decline/", "keep/", "move/"):
        url = f"bookings/{theirs.uuid}/{path}"
        ask = post if path else get
        assert ask(client, ward.nurse_user, url).status_code == 404
    assert get(client, ward.nurse_user, f"classes/{hidden.uuid}/").status_code == 404
    path = f"classes/{hidden.uuid}/bookings/"
    assert post(client, ward.nurse_user, path).status_code == 404
    assert get(client, ward.nurse_user, f"registers/{fire.uuid}/").status_code == 404
    theirs.refresh_from_db()
    assert theirs.state == "confirmed"


def test_nobody_without_a_log_in_reads_or_changes(
    client: Client, ward: Ward, fire: LearningClass
) -> None:
    for path in ("courses/", "classes/", "me/bookings/", "registers/"):
        assert client.get(f"{ROOT}{path}").status_code in (401, 403)
    answer = client.post(f"{ROOT}classes/{fire.uuid}/bookings/")
    assert answer.status_code in (401, 403)
    assert not Enrolment.objects.exists()


def test_dates_are_wished_for_once(
    client: Client, ward: Ward, fire: LearningClass
) -> None:
    for _time in range(2):
        answer = post(client, ward.nurse_user, f"courses/{fire.course.uuid}/tell-me/")
        assert answer.json() == {"wanted": True}
    assert DatesWanted.objects.count() == 1


def test_an_instructor_marks_and_closes_a_register(
    client: Client, ward: Ward, fire: LearningClass
) -> None:
    teacher = ward.stranger
    teacher.user.user_permissions.add(Permission.objects.get(codename="keep_registers"))
    held = LearningClassFactory(
        course=fire.course, in_days=-1, places=2, instructors=[teacher]
    )
    booking = EnrolmentFactory(learning_class=held, person=ward.nurse)
    other = EnrolmentFactory(learning_class=fire, person=ward.sister)
    listed = get(client, teacher.user, "registers/").json()["results"]
    assert [each["uuid"] for each in listed] == [str(held.uuid)]
    register = get(client, teacher.user, f"registers/{held.uuid}/").json()
    assert register["rows"][0]["is_present"] is None
    marks = {"session": register["session"]["uuid"], "is_present": True}
    path = f"registers/{held.uuid}/marks/"
    foreign = marks | {"bookings": [str(booking.uuid), str(other.uuid)]}
    assert post(client, teacher.user, path, foreign).status_code == 404
    assert not SessionMark.objects.exists(), "all or nobody"
    early = post(client, teacher.user, f"registers/{held.uuid}/close/")
    assert (early.status_code, early.json()["code"]) == (409, "unmarked")
    done = post(client, teacher.user, path, marks | {"bookings": [str(booking.uuid)]})
    assert done.json()["rows"][0]["is_present"] is True
    closed = post(client, teacher.user, f"registers/{held.uuid}/close/", key="c")
    assert closed.json()["is_closed"] is True
    assert closed.json()["rows"][0]["state"] == "attended"
    again = post(client, teacher.user, f"registers/{held.uuid}/close/", key="c")
    assert again.json() == closed.json()


def test_somebody_signs_in_by_the_code(
    client: Client, ward: Ward, fire: LearningClass
) -> None:
    EnrolmentFactory(learning_class=fire, person=ward.nurse)
    ClassSession.objects.filter(learning_class=fire).update(
        starts_at=now(), ends_at=now() + datetime.timedelta(hours=1)
    )
    session = fire.sessions.get()
    path = f"sessions/{session.uuid}/sign-in/"
    wrong = post(client, ward.nurse_user, path, {"code": "1"})
    assert (wrong.status_code, wrong.json()["code"]) == (409, "wrong_code")
    right = post(client, ward.nurse_user, path, {"code": code_of(session, now())})
    assert right.json()["is_present"] is True
    assert SessionMark.objects.get().source == "qr"
    for _try in range(MOST_WRONG - 1):
        assert post(client, ward.nurse_user, path, {"code": "1"}).status_code == 409
    limited = post(client, ward.nurse_user, path, {"code": "1"})
    assert (limited.status_code, limited.json()["code"]) == (429, "too_many_tries")
    assert limited["Retry-After"] == "600"


@pytest.mark.parametrize("path", ["courses/", "classes/", "me/bookings/"])
def test_lists_cost_the_same_queries_at_any_length(
    client: Client, ward: Ward, path: str, django_assert_max_num_queries: Any
) -> None:
    for _number in range(12):
        course = CourseFactory(business_group=ward.nurse.business_group)
        made = LearningClassFactory(course=course)
        EnrolmentFactory(learning_class=made, person=ward.nurse)
    client.force_login(ward.nurse_user)
    with django_assert_max_num_queries(30):
        assert client.get(f"{ROOT}{path}").json()["count"] == 12


def test_the_schema_says_of_every_change_that_it_needs_a_key() -> None:
    schema = openapi_schema()
    changes = {
        path: methods["post"]
        for path, methods in schema["paths"].items()
        if "post" in methods
    }
    assert len(changes) == 17
    for path, change in changes.items():
        keys = [each for each in change["parameters"] if each["in"] == "header"]
        assert [each["name"] for each in keys] == ["Idempotency-Key"], path
        assert keys[0]["required"] is True
    names = [
        m["operationId"] for each in schema["paths"].values() for m in each.values()
    ]
    assert len(names) == len(set(names))


def refused_replay(answer: Any) -> None:
    assert answer.status_code == 422
    assert answer.json()["code"] == "idempotency_key_reused"
    assert "sent before with other details" in answer.json()["detail"]


@pytest.mark.parametrize(
    "other",
    [{"keeps_waiting": True}, {"despite": ["same_course"]}, {"assignment": "own"}],
)
def test_a_key_sent_again_with_another_wish_is_refused(
    client: Client, ward: Ward, fire: LearningClass, other: dict[str, Any]
) -> None:
    path = f"classes/{fire.uuid}/bookings/"
    if "assignment" in other:
        other = {"assignment": ward.nurse.assignments.last().number}
    assert post(client, ward.nurse_user, path, key="k").status_code == 201
    refused_replay(post(client, ward.nurse_user, path, other, key="k"))
    assert post(client, ward.nurse_user, path, key="k").status_code == 201
    assert Enrolment.objects.count() == 1


def test_a_key_sent_again_with_another_body_does_not_cancel_or_move(
    client: Client, ward: Ward, fire: LearningClass
) -> None:
    booking = EnrolmentFactory(learning_class=fire, person=ward.nurse)
    other = LearningClassFactory(course=fire.course, in_days=40)
    third = LearningClassFactory(course=fire.course, in_days=50)
    path = f"bookings/{booking.uuid}/move/"
    first = {"to": str(other.uuid), "reason": "Leave"}
    assert post(client, ward.nurse_user, path, first, key="m").status_code == 200
    for changed in ({"reason": "Shift"}, {"to": str(third.uuid)}):
        refused_replay(
            post(client, ward.nurse_user, path, {**first, **changed}, key="m")
        )
    moved = Enrolment.objects.get(learning_class=other)
    path = f"bookings/{moved.uuid}/cancel/"
    assert (
        post(client, ward.nurse_user, path, {"reason": "a"}, key="c").status_code == 200
    )
    refused_replay(post(client, ward.nurse_user, path, {"reason": "b"}, key="c"))
    # The key of a cancellation is not that of a booking either.
    again = post(client, ward.nurse_user, f"classes/{fire.uuid}/bookings/", key="c")
    refused_replay(again)


def test_a_key_sent_again_with_another_reason_does_not_decline(
    client: Client, ward: Ward, fire: LearningClass
) -> None:
    booking = EnrolmentFactory(
        learning_class=fire, person=ward.nurse, state="requested", approver=ward.sister
    )
    path = f"approvals/{booking.uuid}/decline/"
    sister = ward.sister.user
    assert post(client, sister, path, {"reason": "a"}, key="d").status_code == 200
    refused_replay(post(client, sister, path, {"reason": "b"}, key="d"))
    path = f"approvals/{booking.uuid}/approve/"
    refused_replay(post(client, sister, path, {"reason": "a"}, key="d"))
