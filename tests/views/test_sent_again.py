"""Forms that come twice, or from a tab that is out of date (F2, F3)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from tests.ward import Ward
from wagtail_esrlm.booking.models import Enrolment, SessionMark
from wagtail_esrlm.booking.states import State
from wagtail_esrlm.clock import now
from wagtail_esrlm.testing import EnrolmentFactory, LearningClassFactory

from .pages import address
from .test_register_pages import held, send

__all__ = ["held"]


def test_every_form_of_the_register_carries_a_key(client: Client, held: Any) -> None:
    page = client.get(address("register", held)).content.decode()
    forms = re.findall(r"<form[^>]*method=\"post\".*?</form>", page, re.S)
    ours = [form for form in forms if "csrfmiddlewaretoken" in form]
    assert len(ours) >= 3
    assert all(re.search(r'name="key" value="\w{32}"', form) for form in ours)


def test_an_old_mark_sent_again_leaves_the_newer_one(client: Client, held: Any) -> None:
    booking = Enrolment.objects.get()
    for value, key in (("present", "a"), ("absent", "b"), ("present", "a")):
        answer = send(client, held, mark=f"{booking.uuid}:{value}", key=key)
        assert answer.status_code == 302
    assert SessionMark.objects.get().is_present is False


def test_a_key_with_other_details_is_refused_in_a_sentence(
    client: Client, held: Any
) -> None:
    booking = Enrolment.objects.get()
    send(client, held, mark=f"{booking.uuid}:present", key="a")
    answer = send(client, held, mark=f"{booking.uuid}:absent", key="a")
    assert answer.status_code == 422
    assert "sent before with other details" in answer.content.decode()
    assert SessionMark.objects.get().is_present is True


def test_closing_twice_is_answered_twice(client: Client, held: Any) -> None:
    for _time in range(2):
        answer = send(client, held, close="1", unmarked_are_absent="1", key="a")
        assert answer.status_code == 302


def test_an_offer_taken_twice_and_then_let_go_stays_taken(
    client: Client, ward: Ward
) -> None:
    offered = EnrolmentFactory(
        learning_class=LearningClassFactory(), person=ward.nurse, state=State.OFFERED
    )
    client.force_login(ward.nurse_user)
    url = address("booking_offer", offered)
    for _time in range(2):
        answer = client.post(url, {"answer": "accept", "key": "a"})
        assert answer.status_code == 302
    answer = client.post(url, {"answer": "decline", "key": "a"})
    assert answer.status_code == 422
    offered.refresh_from_db()
    assert offered.state == State.CONFIRMED


def test_dates_kept_twice_are_kept(client: Client, ward: Ward) -> None:
    asked = EnrolmentFactory(
        learning_class=LearningClassFactory(),
        person=ward.nurse,
        asked_to_keep_at=now(),
    )
    client.force_login(ward.nurse_user)
    for _time in range(2):
        answer = client.post(address("booking_keep", asked), {"key": "a"})
        assert answer.status_code == 302


@pytest.mark.parametrize("name", ["booking_offer", "booking_keep", "booking_cancel"])
def test_somebody_elses_booking_is_not_found(
    name: str, client: Client, ward: Ward
) -> None:
    theirs = EnrolmentFactory(person=ward.sister)
    client.force_login(ward.nurse_user)
    answer = client.post(address(name, theirs), {"key": "a", "note": "Mine"})
    assert answer.status_code == 404
    theirs.refresh_from_db()
    assert theirs.state == State.CONFIRMED
