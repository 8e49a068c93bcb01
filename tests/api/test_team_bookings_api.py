"""The API of a team's bookings: what managers and deputies see and give up (58, 76)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.views.test_manager_booking_pages import booking_of
from tests.ward import Ward, shared_log_in
from wagtail_esrlm.booking.models import Enrolment
from wagtail_esrlm.booking.states import State
from wagtail_esrlm.clock import now
from wagtail_esrlm.notifications.models import Message
from wagtail_esrlm.snippets.models import LearningClass
from wagtail_esrlm.testing import (
    EnrolmentFactory,
    LearningClassFactory,
    UserFactory,
    seat,
)

from .test_booking_api import get, post, refused_replay

LIST = "me/team/bookings/"


def cancel_of(enrolment: Enrolment) -> str:
    return f"team-bookings/{enrolment.uuid}/cancel/"


@pytest.mark.parametrize("who", ["sister", "deputy"])
def test_a_manager_or_deputy_sees_and_gives_up_a_booking_of_the_team(
    who: str, client: Client, fire: LearningClass, ward: Ward
) -> None:
    booked, user = booking_of(ward.nurse, fire), getattr(ward, who).user
    listed = get(client, user, LIST).json()["results"]
    assert [each["uuid"] for each in listed] == [str(booked.uuid)]
    assert listed[0]["person"]["name"] == "Amina Yusuf"
    assert (listed[0]["label"], listed[0]["lines"]) == ("Booked", [])
    assert (listed[0]["can_cancel"], listed[0]["needs_reason"]) == (True, False)
    assert "sentence" not in listed[0], "it would speak to the nurse"
    first = post(client, user, cancel_of(booked), key="k")
    again = post(client, user, cancel_of(booked), key="k")
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json() == again.json()
    assert (first.json()["state"], first.json()["cancel_reason"]) == (
        "cancelled",
        "by_manager",
    )
    assert (first.json()["can_cancel"], first.json()["needs_reason"]) == (False, False)
    assert Message.objects.get(kind="booking.cancelled").person == ward.nurse
    refused_replay(post(client, user, cancel_of(booked), {"reason": "x"}, key="k"))
    anew = post(client, user, cancel_of(booked))
    assert (anew.status_code, anew.json()["code"]) == (409, "nothing_to_cancel")
    assert get(client, user, LIST).json()["count"] == 0


def test_late_it_needs_a_reason_and_once_begun_it_stands(
    client: Client, fire: LearningClass, ward: Ward
) -> None:
    booked, user = booking_of(ward.nurse, fire), ward.sister_user
    LearningClass.objects.filter(pk=fire.pk).update(cancel_until=now())
    assert get(client, user, LIST).json()["results"][0]["needs_reason"] is True
    answer = post(client, user, cancel_of(booked), {"reason": "  "})
    assert (answer.status_code, answer.json()["code"]) == (400, "reason_needed")
    LearningClass.objects.filter(pk=fire.pk).update(starts_at=now())
    listed = get(client, user, LIST).json()["results"][0]
    assert (listed["can_cancel"], listed["needs_reason"]) == (False, False)
    answer = post(client, user, cancel_of(booked), {"reason": "No cover"})
    assert (answer.status_code, answer.json()["code"]) == (409, "too_late_to_cancel")
    LearningClass.objects.filter(pk=fire.pk).update(starts_at=fire.starts_at)
    done = post(client, user, cancel_of(booked), {"reason": "No cover"})
    assert done.json()["cancelled_late"] is True
    booked.refresh_from_db()
    assert booked.note == "No cover"


def test_who_gave_a_booking_up_is_said_to_the_manager(
    client: Client, fire: LearningClass, ward: Ward
) -> None:
    booked = booking_of(ward.nurse, fire, state=State.REQUESTED, approver=ward.sister)
    path = f"approvals/{booked.uuid}/approve/"
    post(client, ward.sister_user, path, key="a")
    post(client, ward.nurse_user, f"bookings/{booked.uuid}/cancel/")
    later = post(client, ward.sister_user, path, key="a").json()
    assert later["state"] == "cancelled"
    assert later["lines"] == ["Cancelled by the learner"]


def test_only_what_leads_to_the_manager_is_listed_and_given_up(
    client: Client, fire: LearningClass, ward: Ward
) -> None:
    other = seat(ward.nurse, supervisor=ward.stranger)
    elsewhere = EnrolmentFactory(
        learning_class=LearningClassFactory(course=fire.course, in_days=20),
        person=ward.nurse,
        assignment=other.assignment,
    )
    theirs, own = booking_of(ward.stranger, fire), booking_of(ward.sister, fire)
    assert get(client, ward.sister_user, LIST).json()["count"] == 0
    for one in (theirs, elsewhere, own):
        answer = post(client, ward.sister_user, cancel_of(one), {"reason": "Mine"})
        assert answer.status_code == 404
        one.refresh_from_db()
        assert one.state == State.CONFIRMED


def test_nobody_else_sees_or_gives_up_a_booking(
    client: Client, fire: LearningClass, ward: Ward
) -> None:
    booked = booking_of(ward.nurse, fire)
    office = UserFactory(is_superuser=True)
    for user in (ward.nurse_user, ward.stranger.user, office, shared_log_in()):
        listed = get(client, user, LIST)
        assert listed.status_code == 404 or listed.json()["count"] == 0
        assert post(client, user, cancel_of(booked)).status_code == 404
        assert "Amina" not in listed.content.decode()
    client.logout()
    assert client.get(f"/api/learning/{LIST}").status_code in (401, 403)
    booked.refresh_from_db()
    assert booked.state == State.CONFIRMED


def test_a_team_of_any_size_takes_the_same_queries(
    client: Client,
    fire: LearningClass,
    ward: Ward,
    django_assert_max_num_queries: Any,
) -> None:
    booking_of(ward.nurse, fire, state=State.WAITLISTED)
    for days in range(5):
        held = LearningClassFactory(course=fire.course, in_days=20 + days)
        booking_of(ward.nurse, held)
    get(client, ward.sister_user, LIST)
    with django_assert_max_num_queries(10):
        listed = client.get(f"/api/learning/{LIST}").json()
    assert listed["count"] == 6
    assert listed["results"][0]["lines"] == ["Number 1 on the list"]
