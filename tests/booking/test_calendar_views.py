"""Calendar addresses that log nobody in, and one booking as a file."""

from __future__ import annotations

import datetime

import icalendar
import pytest

from wagtail_esrlm.booking.feeds import close_feed, open_feed
from wagtail_esrlm.booking.states import State
from wagtail_esrlm.clock import today
from wagtail_esrlm.notifications.models import CalendarFeed
from wagtail_esrlm.testing import EnrolmentFactory, PersonFactory, UserFactory

PAGE = "/learning/my-calendar/"


@pytest.fixture
def reader(db):
    return PersonFactory(user=UserFactory())


def feed_url(person):
    return f"/learning/calendar/{open_feed(person=person).token}.ics"


def test_the_address_answers_without_a_log_in(client, reader):
    enrolment = EnrolmentFactory(person=reader)
    response = client.get(feed_url(reader))
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Cache-Control"] == "private, no-store"
    assert response["Referrer-Policy"] == "no-referrer"
    (event,) = icalendar.Calendar.from_ical(response.content).walk("VEVENT")
    assert str(enrolment.uuid) in event["UID"]


def test_a_place_that_is_offered_is_tentative_until_it_is_taken(client, reader):
    enrolment = EnrolmentFactory(person=reader, state=State.OFFERED)
    for state, status in ((State.OFFERED, "TENTATIVE"), (State.CONFIRMED, "CONFIRMED")):
        enrolment.state = state
        enrolment.save()
        feed = icalendar.Calendar.from_ical(client.get(feed_url(reader)).content)
        (event,) = feed.walk("VEVENT")
        assert event["STATUS"] == status


def test_an_address_that_was_renewed_or_closed_is_not_there(client, reader):
    first = feed_url(reader)
    assert feed_url(reader) == first, "asked for again, it is the same"
    second = f"/learning/calendar/{open_feed(person=reader, renew=True).token}.ics"
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200
    close_feed(person=reader)
    assert client.get(second).status_code == 404


@pytest.mark.parametrize("reason", ["log-in switched off", "left", "unlinked"])
def test_an_address_ends_with_its_person(client, reader, reason):
    url = feed_url(reader)
    if reason == "left":
        reader.ends_on = today() - datetime.timedelta(days=1)
    elif reason == "unlinked":
        reader.user = None
    else:
        reader.user.is_active = False
        reader.user.save()
    reader.save()
    assert client.get(url).status_code == 404


def test_a_guessed_address_is_not_there(client, db):
    assert client.get("/learning/calendar/guess.ics").status_code == 404


def test_people_make_renew_and_close_their_address(client, reader):
    client.force_login(reader.user)
    assert b"Make my calendar address" in client.get(PAGE).content
    client.post(PAGE, {"action": "open", "key": "open"})
    first = CalendarFeed.objects.get(person=reader).token
    assert first.encode() in client.get(PAGE).content
    client.post(PAGE, {"action": "renew", "key": "renew"})
    assert CalendarFeed.objects.get(person=reader).token != first
    client.post(PAGE, {"action": "close", "key": "close"})
    assert not CalendarFeed.objects.exists()


def test_looking_at_the_page_changes_nothing(client, reader):
    client.force_login(reader.user)
    client.get(PAGE, {"action": "open"})
    assert not CalendarFeed.objects.exists()


def test_one_booking_is_a_file_for_its_person_alone(client, reader):
    enrolment = EnrolmentFactory(person=reader)
    other = EnrolmentFactory()
    waiting = EnrolmentFactory(person=reader, state=State.WAITLISTED)
    client.force_login(reader.user)
    answer = client.get(f"/learning/bookings/{enrolment.uuid}/class.ics")
    assert answer["Content-Disposition"] == 'attachment; filename="class.ics"'
    assert len(icalendar.Calendar.from_ical(answer.content).walk("VEVENT")) == 1
    for hidden in (other, waiting):
        url = f"/learning/bookings/{hidden.uuid}/class.ics"
        assert client.get(url).status_code == 404
