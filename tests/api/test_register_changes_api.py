"""Walk-ins, results, corrections and groups through the API (rules 58, 71, 73, 74)."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from tests.api.test_booking_api import post, refused_replay
from tests.ward import Ward
from wagtail_esrlm.booking.attendance import mark
from wagtail_esrlm.booking.closing import close_register
from wagtail_esrlm.booking.models import Enrolment
from wagtail_esrlm.snippets.models import LearningClass
from wagtail_esrlm.testing import CourseFactory, EnrolmentFactory, LearningClassFactory


@pytest.fixture
def held(ward: Ward) -> LearningClass:
    """Return an assessed class of yesterday: the nurse in it, the stranger teaches."""
    teacher = ward.stranger
    teacher.user.user_permissions.add(Permission.objects.get(codename="keep_registers"))
    course = CourseFactory(
        delivers=[ward.fire],
        is_assessed=True,
        business_group=ward.nurse.business_group,
    )
    held = LearningClassFactory(
        course=course, in_days=-1, places=1, instructors=[teacher]
    )
    EnrolmentFactory(learning_class=held, person=ward.nurse)
    return held


def send(client: Client, user: Any, held: LearningClass, what: str, **body: Any) -> Any:
    key = body.pop("key", "")
    return post(client, user, f"registers/{held.uuid}/{what}/", body, key=key)


def test_who_came_without_a_place_is_added_once(
    client: Client, ward: Ward, held: LearningClass
) -> None:
    teacher, number = ward.stranger.user, ward.sister.employee_number
    body = {"employee_number": f" {number} ", "reason": "Room for one", "key": "w"}
    for _time in range(2):
        answer = send(client, teacher, held, "walk-ins", **body)
        assert answer.status_code == 200
        assert len(answer.json()["rows"]) == 2
    body["reason"] = "Another"
    refused_replay(send(client, teacher, held, "walk-ins", **body))
    body = {"employee_number": "000", "reason": "Room"}
    nobody = send(client, teacher, held, "walk-ins", **body)
    assert nobody.status_code == 400
    assert "Nobody has the employee number 000" in nobody.json()["detail"]


def test_results_are_recorded_until_the_register_closes(
    client: Client, ward: Ward, held: LearningClass
) -> None:
    teacher, booking = ward.stranger.user, Enrolment.objects.get()
    body = {"booking": str(booking.uuid), "result": "passed", "note": "Steady"}
    answer = send(client, teacher, held, "results", **body)
    assert answer.json()["rows"][0]["result"] == "passed"
    booking.refresh_from_db()
    assert (booking.result_note, booking.assessor) == ("Steady", ward.stranger)
    wrong = send(client, teacher, held, "results", **body | {"result": "great"})
    assert wrong.status_code == 400 and wrong.json()["detail"].startswith("result:")
    mark(enrolments=[booking], session=held.sessions.get(), is_present=True, by=teacher)
    close_register(learning_class=held, by=teacher)
    assert booking.given_awards.exists()
    late = send(client, teacher, held, "results", **body)
    assert (late.status_code, late.json()["code"]) == (409, "closed")
    right = {"booking": str(booking.uuid), "state": "did_not_attend"}
    none = send(client, teacher, held, "corrections", **right)
    assert none.status_code == 400 and none.json()["detail"].startswith("reason:")
    done = send(client, teacher, held, "corrections", reason="Left", **right)
    assert done.json()["rows"][0]["state"] == "did_not_attend"
    assert not booking.given_awards.exists()


@pytest.mark.parametrize("what", ["walk-ins", "results", "corrections"])
def test_nobody_else_writes_in_a_register(
    client: Client, ward: Ward, held: LearningClass, what: str
) -> None:
    body = {
        "booking": str(Enrolment.objects.get().uuid),
        "employee_number": ward.sister.employee_number,
        "result": "passed",
        "state": "attended",
        "reason": "I say so",
    }
    for user in (ward.nurse_user, ward.sister.user):
        assert send(client, user, held, what, **body).status_code == 404
    booking = Enrolment.objects.get()
    assert (booking.state, booking.result) == ("confirmed", "")


@pytest.mark.parametrize(
    ("what", "more"),
    [("results", {"result": "passed"})]
    + [("corrections", {"state": "attended", "reason": "There"})],
)
def test_a_booking_of_another_class_is_not_found(
    client: Client, ward: Ward, held: LearningClass, what: str, more: dict[str, str]
) -> None:
    foreign = EnrolmentFactory(person=ward.sister)
    body = {"booking": str(foreign.uuid), **more}
    assert send(client, ward.stranger.user, held, what, **body).status_code == 404


@pytest.fixture
def fire(ward: Ward) -> LearningClass:
    """Return a class of one place of a course for the nurse's trust."""
    group = ward.nurse.business_group
    course = CourseFactory(delivers=[ward.fire], business_group=group)
    return LearningClassFactory(course=course, in_days=20, places=1)


def group(client: Client, user: Any, fire: LearningClass, *people: Any, **more: Any):
    body = {"people": [str(each.uuid) for each in people], **more}
    key = body.pop("key", "")
    return post(client, user, f"classes/{fire.uuid}/group/", body, key=key)


def test_a_manager_books_their_team_once_and_nobody_else(
    client: Client, ward: Ward, fire: LearningClass
) -> None:
    sister = ward.sister.user
    foreign = group(client, sister, fire, ward.nurse, ward.stranger)
    assert foreign.status_code == 400
    assert "nobody that you may book" in foreign.json()["detail"]
    assert not Enrolment.objects.exists()
    for _time in range(2):
        done = group(client, sister, fire, ward.nurse, key="g")
        assert done.status_code == 200
        assert done.json()["booked"][0]["state"] == "confirmed"
        assert done.json()["booked"][0]["person"]["uuid"] == str(ward.nurse.uuid)
        assert done.json()["not_booked"] == []
    refused_replay(group(client, sister, fire, ward.nurse, key="g", reason="Other"))
    assert Enrolment.objects.get().source == "manager"


def test_who_cannot_be_booked_is_named(
    client: Client, ward: Ward, fire: LearningClass
) -> None:
    office = ward.stranger.user
    office.user_permissions.add(Permission.objects.get(codename="manage_bookings"))
    EnrolmentFactory(learning_class=fire, person=ward.nurse)
    fire.places.maximum_places = 2
    fire.places.save()
    refused = group(client, office, fire, ward.nurse, ward.sister)
    assert refused.status_code == 409
    assert [each["person"]["uuid"] for each in refused.json()["not_booked"]] == [
        str(ward.nurse.uuid)
    ]
    assert all(each["detail"] for each in refused.json()["not_booked"])
    assert Enrolment.objects.count() == 1, "all or nobody"
    some = group(client, office, fire, ward.nurse, ward.sister, all_or_nothing=False)
    assert [each["person"]["uuid"] for each in some.json()["booked"]] == [
        str(ward.sister.uuid)
    ]
    assert len(some.json()["not_booked"]) == 1


def test_who_leads_nobody_books_no_group(
    client: Client, ward: Ward, fire: LearningClass
) -> None:
    answer = group(client, ward.nurse_user, fire, ward.sister)
    assert answer.status_code == 403
    assert not Enrolment.objects.exists()
