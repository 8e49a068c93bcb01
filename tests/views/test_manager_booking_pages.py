"""What managers and their deputies do with the bookings of their team."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from tests.ward import Ward
from wagtail_esrlm.booking.models import ClassPlaces, Enrolment
from wagtail_esrlm.booking.states import State
from wagtail_esrlm.clock import now
from wagtail_esrlm.notifications.models import Message
from wagtail_esrlm.snippets.models import Course, LearningClass
from wagtail_esrlm.testing import EnrolmentFactory, LearningClassFactory
from wagtail_esrlm.testing.factories import seat
from wagtail_esrlm.workforce.models import Person

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


def booking_of(person: Person, held: LearningClass, **facts: Any) -> Enrolment:
    """Return the booking of somebody for their one post."""
    return EnrolmentFactory(
        learning_class=held,
        person=person,
        assignment=person.assignments.order_by("pk").first(),
        **facts,
    )


@pytest.mark.parametrize("who", ["sister", "deputy"])
def test_a_manager_gives_up_a_booking_of_the_team(
    who: str, client: Client, fire: LearningClass, ward: Ward
) -> None:
    booked = booking_of(ward.nurse, fire)
    assert address("team_bookings") not in page(client, address("approvals"))
    client.force_login(getattr(ward, who).user)
    assert address("team_bookings") in page(client, address("approvals"))
    text = page(client, address("team_bookings"))
    assert "Amina Yusuf: Fire safety on the ward" in text
    url = address("team_booking_cancel", booked)
    assert url in text
    text = page(client, url)
    assert "Cancel the booking of Amina Yusuf?" in text
    assert "Amina Yusuf loses the place on Fire safety on the ward" in text
    for _time in range(2):
        answer = client.post(url, {"key": "k"})
        assert answer["Location"].startswith(address("team_bookings"))
    assert said(answer)[0] == (
        "Fire safety on the ward is given up for Amina Yusuf, who is told."
    )
    booked.refresh_from_db()
    assert (booked.state, booked.cancel_reason) == (State.CANCELLED, "by_manager")
    assert Message.objects.get(kind="booking.cancelled").person == ward.nurse
    text = page(client, address("team_bookings"))
    assert "Nobody in your team has a booking to come." in text
    assert client.get(url)["Location"].startswith(address("team_bookings"))


def test_late_a_manager_says_why(
    client: Client, fire: LearningClass, ward: Ward
) -> None:
    booked = booking_of(ward.nurse, fire)
    LearningClass.objects.filter(pk=fire.pk).update(cancel_until=now())
    client.force_login(ward.sister_user)
    url = address("team_booking_cancel", booked)
    text = page(client, url)
    assert "It is late to cancel, and is marked so." in text
    assert "Why can Amina Yusuf not come?" in text
    assert client.post(url, {"key": "k"}).status_code == 400
    client.post(url, {"key": "l", "note": "No cover"})
    booked.refresh_from_db()
    assert (booked.cancelled_late, booked.note) == (True, "No cover")


def test_only_bookings_that_lead_to_the_manager_are_shown_and_given_up(
    client: Client, fire: LearningClass, ward: Ward
) -> None:
    theirs = booking_of(ward.stranger, fire)
    other = seat(ward.nurse, supervisor=ward.stranger)
    elsewhere = EnrolmentFactory(
        learning_class=LearningClassFactory(course=fire.course, in_days=20),
        person=ward.nurse,
        assignment=other.assignment,
    )
    own = booking_of(ward.sister, fire)
    client.force_login(ward.sister_user)
    assert "Nobody in your team" in page(client, address("team_bookings"))
    for one in (theirs, elsewhere, own):
        url = address("team_booking_cancel", one)
        page(client, url, 404)
        assert client.post(url, {"key": "k"}).status_code == 404
        one.refresh_from_db()
        assert one.state == State.CONFIRMED


def test_a_team_of_any_size_takes_the_same_queries(
    client: Client, fire: LearningClass, ward: Ward, django_assert_max_num_queries: Any
) -> None:
    client.force_login(ward.sister_user)
    booking_of(ward.nurse, fire, state=State.WAITLISTED)
    for days in range(5):
        held = LearningClassFactory(course=fire.course, in_days=20 + days)
        booking_of(ward.nurse, held)
    client.get(address("team_bookings"))
    with django_assert_max_num_queries(10):
        page(client, address("team_bookings"))
