"""Who reaches for what is not theirs, or not open to them, through the API (43, 58)."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from tests.ward import Ward
from wagtail_esrlm.booking.models import Enrolment
from wagtail_esrlm.snippets.models import LearningClass
from wagtail_esrlm.testing import (
    CourseFactory,
    DeputyFactory,
    EnrolmentFactory,
    LearningClassFactory,
)
from wagtail_esrlm.workforce.models import Person

from .test_bad_input import ENDPOINTS, Endpoint
from .test_booking_api import get, post

REGISTERS = ("mark", "close_register", "add_walk_in", "record_result")


@pytest.fixture
def asking(ward: Ward) -> LearningClass:
    """Return a class that asks a manager, for the ward's trust."""
    course = CourseFactory(
        approval_required=True, business_group=ward.nurse.business_group
    )
    return LearningClassFactory(course=course, places=2)


@pytest.mark.parametrize("name", [*REGISTERS, "correct_outcome"])
@pytest.mark.parametrize("who", ["deputy", "sister"])
def test_an_instructor_of_another_class_finds_no_register(
    client: Client, ward: Ward, name: str, who: str
) -> None:
    endpoint = Endpoint(name, ward, client)
    other = getattr(ward, who)
    permission = Permission.objects.get(codename="keep_registers")
    other.user.user_permissions.add(permission)
    LearningClassFactory(in_days=-1, instructors=[other])
    client.force_login(other.user)
    before = list(Enrolment.objects.values())
    answer = endpoint.send()
    assert answer.status_code == 404
    assert "Yusuf" not in answer.content.decode()
    assert list(Enrolment.objects.values()) == before


def limited(person: Person) -> Any:
    Person.objects.filter(pk=person.pk).update(access="limited")
    return person.user


def test_a_limited_log_in_takes_no_side_road_into_a_class_that_asks(
    client: Client, ward: Ward, asking: LearningClass
) -> None:
    """Neither by asking, nor by an offer, nor by moving; others may book them."""
    user = limited(ward.nurse)
    path = f"classes/{asking.uuid}/bookings/"
    answer = post(client, user, path)
    assert (answer.status_code, answer.json()["code"]) == (409, "limited_access")
    option = get(client, user, f"classes/{asking.uuid}/").json()["option"]
    assert (option["act"], option["code"]) == ("", "limited_access")
    offered = EnrolmentFactory(
        learning_class=asking, person=ward.nurse, state="offered"
    )
    answer = post(client, user, f"bookings/{offered.uuid}/accept/")
    assert answer.status_code == 409
    post(client, user, f"bookings/{offered.uuid}/decline/")
    open_one = LearningClassFactory(
        course=asking.course, approval_required=False, in_days=40
    )
    booked = EnrolmentFactory(learning_class=open_one, person=ward.nurse)
    to = {"to": str(asking.uuid)}
    answer = post(client, user, f"bookings/{booked.uuid}/move/", to)
    assert answer.status_code == 409
    group = {"people": [str(ward.nurse.uuid)]}
    answer = post(client, user, f"classes/{asking.uuid}/group/", group)
    assert answer.status_code == 403
    assert not Enrolment.objects.filter(
        learning_class=asking, state="confirmed"
    ).exists()
    answer = post(client, ward.sister_user, f"classes/{asking.uuid}/group/", group)
    assert answer.status_code == 200
    assert answer.json()["booked"][0]["state"] == "confirmed"


def test_a_deputy_out_of_the_team_neither_approves_nor_gives_up_their_own(
    client: Client, ward: Ward, asking: LearningClass
) -> None:
    DeputyFactory(
        manager=ward.sister,
        deputy=ward.nurse,
        starts_on=ward.today,
        ends_on=ward.today,
    )
    own = EnrolmentFactory(
        learning_class=asking,
        person=ward.nurse,
        assignment=ward.nurse.assignments.get(),
        state="requested",
        approver=ward.sister,
    )
    user = ward.nurse_user
    assert get(client, user, "me/approvals/").json()["count"] == 0
    assert get(client, user, "me/team/bookings/").json()["count"] == 0
    for path in (
        f"approvals/{own.uuid}/approve/",
        f"team-bookings/{own.uuid}/cancel/",
    ):
        assert post(client, user, path).status_code == 404
    group = {"people": [str(ward.nurse.uuid)]}
    answer = post(client, user, f"classes/{asking.uuid}/group/", group)
    assert answer.status_code in (400, 403)
    own.refresh_from_db()
    assert own.state == "requested"


def test_who_once_was_the_manager_is_not_any_more(
    client: Client, ward: Ward, asking: LearningClass
) -> None:
    theirs = EnrolmentFactory(
        learning_class=asking,
        person=ward.nurse,
        assignment=ward.nurse.assignments.get(),
    )
    periods = ward.nurse.assignments.get().periods
    periods.update(supervisor=ward.stranger)
    user = ward.sister_user
    assert get(client, user, "me/team/bookings/").json()["count"] == 0
    answer = post(client, user, f"team-bookings/{theirs.uuid}/cancel/")
    assert answer.status_code == 404
    group = {"people": [str(ward.nurse.uuid)]}
    later = LearningClassFactory(course=asking.course, in_days=40)
    answer = post(client, user, f"classes/{later.uuid}/group/", group)
    assert answer.status_code in (400, 403)


@pytest.mark.parametrize("name", ENDPOINTS)
def test_a_log_in_that_is_closed_does_nothing(
    client: Client, ward: Ward, name: str
) -> None:
    endpoint = Endpoint(name, ward, client)
    type(endpoint.user).objects.filter(pk=endpoint.user.pk).update(is_active=False)
    before = list(Enrolment.objects.values())
    assert endpoint.send().status_code in (401, 403)
    assert list(Enrolment.objects.values()) == before
