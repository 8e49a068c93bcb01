"""Classes moved, postponed and copied to new dates, each after a look."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.admin.conftest import client_of
from wagtail_esrlm.booking.models import Enrolment
from wagtail_esrlm.clock import today
from wagtail_esrlm.notifications.models import Message
from wagtail_esrlm.snippets.models import LearningClass
from wagtail_esrlm.testing.booking import LearningClassFactory

pytestmark = pytest.mark.django_db


def words_of(answer: Any) -> str:
    """Return every word of a page."""
    return str(answer.content.decode())


def moved(made: LearningClass, days: int, **facts: Any) -> dict[str, Any]:
    """Return the form that moves the one session of a class."""
    session = made.sessions.get()
    return {
        "sessions-TOTAL_FORMS": "1",
        "sessions-INITIAL_FORMS": "1",
        "sessions-0-held_on": (
            session.held_on + datetime.timedelta(days=days)
        ).isoformat(),
        "sessions-0-starts_time": session.starts_time.isoformat(),
        "sessions-0-ends_time": session.ends_time.isoformat(),
        "sessions-0-location": session.location_id,
        "reason": "Flood",
        **facts,
    }


def test_moving_shows_whom_it_tells_and_tells_them_once(office: Client) -> None:
    made = LearningClassFactory(places=5, taken=3)
    before = made.sessions.get().held_on
    address = reverse("esrlm_class_move", args=[made.pk])
    shown = office.get(address)
    assert before.isoformat() in words_of(shown)
    assert "date-time-chooser.js" in shown.content.decode()
    answers = moved(made, 7)
    assert "3 people are told, once." in words_of(office.post(address, answers))
    assert made.sessions.get().held_on == before
    assert not Message.objects.exists()
    assert office.post(address, answers | {"confirmed": "1"}).status_code == 302
    assert made.sessions.get().held_on == before + datetime.timedelta(days=7)
    assert Message.objects.filter(kind="class.rescheduled").count() == 3
    office.post(address, answers | {"confirmed": "1"})
    assert Message.objects.filter(kind="class.rescheduled").count() == 3


def test_postponing_asks_people(office: Client) -> None:
    made = LearningClassFactory(places=5, taken=2)
    address = reverse("esrlm_class_move", args=[made.pk])
    told = "2 people are told, once, and asked whether to stay."
    assert told in words_of(office.post(address, moved(made, 7, ask="on")))
    office.post(address, moved(made, 7, ask="on", confirmed="1"))
    asked = Enrolment.objects.filter(asked_to_keep_at__isnull=False)
    assert asked.count() == 2


def test_a_past_day_moves_nothing_and_is_said(office: Client) -> None:
    made = LearningClassFactory(places=5, taken=2)
    before = made.sessions.get().held_on
    address = reverse("esrlm_class_move", args=[made.pk])
    answer = office.post(address, moved(made, -400, confirmed="1"))
    assert "is in the past" in words_of(answer)
    assert "Flood" in words_of(answer)
    assert made.sessions.get().held_on == before


def series(**facts: Any) -> dict[str, Any]:
    """Return the form of a series: every second Tuesday for ten weeks."""
    first = today() + datetime.timedelta(days=30)
    return {
        "starting_on": first.isoformat(),
        "until": (first + datetime.timedelta(days=70)).isoformat(),
        "weekday": "1",
        "every": "2",
        "nth": "",
        "skips_bank_holidays": "on",
        **facts,
    }


def test_a_series_is_shown_whole_and_made_in_one_go(office: Client) -> None:
    made = LearningClassFactory(reference="FIRE-1", places=7)
    address = reverse("esrlm_class_series", args=[made.pk])
    assert office.get(address).status_code == 200
    shown = office.post(address, series())
    dates = shown.context["dates"]
    assert len(dates) >= 5
    assert LearningClass.objects.count() == 1
    assert office.post(address, series(confirmed="1")).status_code == 302
    copies = LearningClass.objects.exclude(pk=made.pk)
    assert copies.count() == sum(made_word == "Yes" for _day, made_word, _why in dates)
    assert not copies.filter(is_published=True).exists()
    assert {each.places.maximum_places for each in copies} == {7}


def test_bank_holidays_are_left_out_by_name(office: Client) -> None:
    made = LearningClassFactory(reference="FIRE-1")
    address = reverse("esrlm_class_series", args=[made.pk])
    answers = series(starting_on="2026-12-24", until="2027-01-05", weekday="4", every=1)
    shown = words_of(office.post(address, answers))
    assert "Left out: 25 December 2026, Christmas Day" in shown


def test_an_end_before_the_beginning_is_said_beside_it(office: Client) -> None:
    made = LearningClassFactory(reference="FIRE-1")
    address = reverse("esrlm_class_series", args=[made.pk])
    answer = office.post(address, series(until="2026-01-01"))
    assert "The last day lies before the first." in str(answer.context["form"].errors)


def test_instructors_neither_move_nor_copy(office: Client) -> None:
    instructor = client_of("Instructors")
    made = LearningClassFactory(reference="FIRE-1")
    before = made.sessions.get().held_on
    for name, answers in (
        ("move", moved(made, 7, confirmed="1")),
        ("series", series(confirmed="1")),
    ):
        instructor.post(reverse(f"esrlm_class_{name}", args=[made.pk]), answers)
    assert LearningClass.objects.count() == 1
    assert made.sessions.get().held_on == before
