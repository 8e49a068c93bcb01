"""What managers and their deputies do with the bookings of their team."""

from __future__ import annotations

from typing import Any

from django.contrib.messages import get_messages
from django.test import Client

from tests.ward import Ward
from wagtail_esrlm.booking.models import ClassPlaces, Enrolment
from wagtail_esrlm.booking.states import State
from wagtail_esrlm.snippets.models import Course, LearningClass

from .pages import address, page


def test_a_manager_approves_or_declines_with_a_reason(
    client: Client, fire: LearningClass, ward: Ward
) -> None:
    Course.objects.update(approval_required=True)
    client.post(address("book", fire), {"key": "k"})
    asked = Enrolment.objects.get()
    assert asked.state == State.REQUESTED
    page(client, address("approval", asked), 404)
    client.force_login(ward.sister_user)
    assert "1 person waits for your answer." in page(client, address("approvals"))
    answer = client.post(address("approval", asked), {"answer": "decline", "key": "n"})
    assert answer.status_code == 400
    assert "Say why" in answer.content.decode()
    answer = client.post(address("approval", asked), {"answer": "approve", "key": "x"})
    asked.refresh_from_db()
    assert asked.state == State.CONFIRMED
    assert said(answer) == [f"Amina Yusuf has a place on {asked.course_title}."]


def said(answer: Any) -> list[str]:
    return [str(each) for each in get_messages(answer.wsgi_request)]


def test_a_manager_reads_that_who_was_approved_waits(
    client: Client, fire: LearningClass, ward: Ward
) -> None:
    Course.objects.update(approval_required=True)
    client.post(address("book", fire), {"key": "k"})
    ClassPlaces.objects.update(maximum_places=1, places_taken=1)
    client.force_login(ward.sister_user)
    asked = Enrolment.objects.get()
    answer = client.post(address("approval", asked), {"answer": "approve", "key": "x"})
    assert said(answer) == [
        f"{asked.course_title} is full. Amina Yusuf is on its waiting list, approved."
    ]


def test_a_deputy_answers_for_the_manager(
    client: Client, fire: LearningClass, ward: Ward
) -> None:
    Course.objects.update(approval_required=True)
    client.post(address("book", fire), {"key": "k"})
    asked = Enrolment.objects.get()
    client.force_login(ward.deputy.user)
    assert "Amina Yusuf" in page(client, address("approvals"))
    answer = client.post(
        address("approval", asked),
        {"answer": "decline", "reason": "No cover", "key": "d"},
    )
    asked.refresh_from_db()
    assert (asked.state, asked.decision_reason) == (State.DECLINED, "No cover")
    assert said(answer) == [
        f"{asked.course_title} is declined for Amina Yusuf, who reads your reason."
    ]


def test_a_manager_books_people_of_the_team(
    client: Client, fire: LearningClass, ward: Ward
) -> None:
    client.force_login(ward.sister_user)
    text = page(client, address("book_for_team", fire))
    assert "Amina Yusuf" in text
    assert "Ben Ode" not in text
    answer = client.post(
        address("book_for_team", fire),
        {"people": [ward.nurse.pk, ward.stranger.pk], "key": "k"},
    )
    assert "What became of it" in answer.content.decode()
    assert [each.person for each in Enrolment.objects.all()] == [ward.nurse]
