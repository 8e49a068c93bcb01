"""Class pages of the admin: times, numbers and choices that cannot be."""

from __future__ import annotations

import datetime
from itertools import product
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from wagtail_esrlm.clock import today
from wagtail_esrlm.snippets.models import ClassSession, LearningClass
from wagtail_esrlm.testing.booking import CourseFactory, LearningClassFactory

from .class_forms import (
    FORMS,
    NAME,
    Form,
    State,
    class_with,
    everything,
    only,
    row,
    rows,
    send,
    standing,
    typed,
    words,
)

pytestmark = pytest.mark.django_db


@only("close", "cancel", "run", "walk in", "book", "places", "people: decline")
@pytest.mark.parametrize("typed_in", ["a\x00b", "é" * 300])
def test_a_reason_that_no_line_can_hold_is_refused(
    office: Client, form: Form, typed_in: str
) -> None:
    before = everything()
    answer = send(office, form, reason=typed_in)
    assert answer.status_code == 200
    assert "Null characters are not allowed" in words(answer) or (
        "at most 255 characters" in words(answer)
    )
    assert everything() == before


def saved(office: Client, **facts: Any) -> Any:
    """Send a new class with one session."""
    given = {"sessions-0-" + name: value for name, value in facts.items()}
    data = typed(CourseFactory(), row()) | given
    return office.post(reverse(f"{NAME}:add"), data)


def next_change(month: int) -> datetime.date:
    """Return the last Sunday of a month, the next that is to come."""
    year = today().year
    while True:
        last = datetime.date(year, month, 31)
        sunday = last - datetime.timedelta(days=(last.weekday() + 1) % 7)
        if sunday > today() + datetime.timedelta(days=1):
            return sunday
        year += 1


def test_a_time_that_the_clock_leaves_out_is_refused(office: Client) -> None:
    """Rule 87: 01:30 on the last Sunday of March does not exist."""
    day = next_change(3).isoformat()
    answer = saved(office, held_on=day, starts_time="01:30", ends_time="03:00")
    assert answer.status_code == 200
    assert "clocks go forward" in words(answer)
    assert not LearningClass.objects.exists()


def test_a_time_that_comes_twice_is_the_first_and_lasts_as_long_as_it_does(
    office: Client,
) -> None:
    """Rules 86, 87: October 01:30 is the first; to 3:00 it is two and a half hours."""
    day = next_change(10).isoformat()
    saved(office, held_on=day, starts_time="01:30", ends_time="03:00")
    session = ClassSession.objects.get()
    assert session.ends_at - session.starts_at == datetime.timedelta(hours=2.5)


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"held_on": "2020-01-01"}, "in the past"),
        ({"held_on": "0001-01-01"}, "in the past"),
        ({"held_on": "9999-12-31", "ends_time": "23:59"}, ""),
        ({"held_on": "2026-02-30"}, "Enter a valid date"),
        ({"held_on": "x\x00"}, "Enter a valid date"),
        ({"starts_time": "12:00", "ends_time": "12:00"}, "end"),
        ({"starts_time": "25:00"}, "Enter a valid time"),
        ({"location": "999999"}, "Select a valid choice"),
        ({"location": "9" * 40}, "Select a valid choice"),
        ({"webinar_url": "javascript:alert(1)"}, "valid URL"),
        ({"instructors": "E404"}, "is not the number of exactly one person"),
        ({"instructors": "a\x00b"}, "Null characters are not allowed"),
    ],
)
def test_a_session_that_cannot_be_is_said_beside_its_row(
    office: Client, facts: dict[str, str], says: str
) -> None:
    answer = saved(office, **facts)
    assert answer.status_code in (200, 302)
    if says:
        assert answer.status_code == 200
        assert says in words(answer)
        assert not LearningClass.objects.exists()


@pytest.mark.parametrize(
    "facts",
    [
        {"maximum_places": "0"},
        {"maximum_places": "9" * 30},
        {"maximum_places": "2", "minimum_places": "3"},
        {"minimum_places": "-1"},
        {"course": "9" * 30},
        {"course": "x"},
        {"reference": "a\x00b"},
        {"reference": "x" * 500},
        {"time_zone": "Europe/Atlantis"},
        {"time_zone": "../../etc/passwd"},
        {"cancel_days_before": "9" * 30},
        {"minimum_warning_days": "-4"},
        {"offer_hours": "9" * 12},
        {"enrolment_opens_at": "2099-01-01 00:00"},
        {"sessions-TOTAL_FORMS": "9" * 9},
        {"sessions-TOTAL_FORMS": "x"},
    ],
)
def test_a_class_that_cannot_be_is_not_saved(
    office: Client, facts: dict[str, str]
) -> None:
    answer = office.post(reverse(f"{NAME}:add"), typed(CourseFactory(), row()) | facts)
    assert answer.status_code == 200
    assert not LearningClass.objects.exists()


@pytest.mark.parametrize("path", ["edit", "places"])
def test_fewer_places_than_are_held_are_refused_with_the_number(
    office: Client, path: str
) -> None:
    """F18."""
    made = class_with(State.CONFIRMED, State.CONFIRMED, State.CONFIRMED, places=5)
    if path == "edit":
        data = typed(made.course, row(14), maximum_places="2", minimum_places="0")
        data["sessions-INITIAL_FORMS"] = "1"
        data["sessions-0-location"] = made.sessions.get().location_id
        answer = office.post(reverse(f"{NAME}:edit", args=[made.pk]), data)
    else:
        data = {"maximum_places": "2", "minimum_places": "0"}
        answer = office.post(reverse("esrlm_class_places", args=[made.pk]), data)
    assert answer.status_code == 200
    assert "3 places are held" in words(answer)
    made.places.refresh_from_db()
    assert made.places.maximum_places == 5


@pytest.mark.parametrize(
    "facts",
    [
        {"sessions-0-held_on": "2020-01-01"},
        {"sessions-0-ends_time": "08:00"},
        {"sessions-0-location": "9" * 40},
        {"sessions-TOTAL_FORMS": "x"},
        {"reason": "a\x00b"},
        {"sessions-0-DELETE": "on"},
    ],
)
def test_a_class_moves_to_no_impossible_time(
    office: Client, facts: dict[str, str]
) -> None:
    made = class_with(State.CONFIRMED)
    before = everything()
    data = rows(row(40), stored=1) | {"confirmed": "1", **facts}
    answer = office.post(reverse("esrlm_class_move", args=[made.pk]), data)
    assert answer.status_code == 200
    assert everything() == before


def test_a_class_does_not_move_to_a_time_that_the_clock_leaves_out(
    office: Client,
) -> None:
    """Rule 87."""
    made = class_with(State.CONFIRMED)
    before = everything()
    night = row(
        held_on=next_change(3).isoformat(), starts_time="01:30", ends_time="03:00"
    )
    url = reverse("esrlm_class_move", args=[made.pk])
    for more in ({}, {"confirmed": "1"}):
        answer = office.post(url, rows(night, stored=1) | more)
        assert answer.status_code == 200
        assert "clocks go forward" in words(answer)
    assert everything() == before


@pytest.mark.parametrize(
    "facts",
    [
        {"starting_on": "0001-01-01", "until": "9999-12-31"},
        {"until": "2020-01-01"},
        {"weekday": "9"},
        {"every": "0"},
        {"every": "9" * 20},
        {"nth": "7"},
    ],
)
def test_a_series_of_impossible_dates_makes_nothing(
    office: Client, facts: dict[str, str]
) -> None:
    form = FORMS["series"]()
    made = LearningClass.objects.count()
    answer = office.post(form.url, form.data | facts)
    assert answer.status_code == 200
    assert LearningClass.objects.count() == made


NONSENSE = ["²", "٣", "9" * 40, "-1", "x", "", "\x00"]


@only("people: move", "people: present", "people: priority", "walk in", "book")
def test_nonsense_in_a_choice_is_a_sentence(office: Client, form: Form) -> None:
    before = everything()
    names = sorted(set(form.data) - {"confirmed", "reason"})
    for number, (name, nonsense) in enumerate(product(names, NONSENSE)):
        answer = send(office, form, **{name: nonsense}, key=f"k{number}")
        assert answer.status_code == 200
        if name == "priority" and nonsense in ("-1", "٣"):
            before = everything()  # a number, in any digits
        assert everything() == before


def test_somebody_of_another_class_is_left_alone(office: Client) -> None:
    mine, other = class_with(State.CONFIRMED), class_with(State.CONFIRMED)
    people = [each.pk for each in (*mine.enrolments.all(), *other.enrolments.all())]
    data = {"action": "cancel", "people": people, "reason": "x", "confirmed": "1"}
    office.post(reverse("esrlm_class_people", args=[mine.pk]), data)
    assert [state for _pk, state in standing(mine)] == [State.CANCELLED]
    assert [state for _pk, state in standing(other)] == [State.CONFIRMED]


def test_nobody_is_moved_to_a_class_of_another_course(office: Client) -> None:
    form = FORMS["people: move"]()
    other = LearningClassFactory(places=9)
    answer = send(office, form, to=other.pk)
    assert "Select a valid choice" in words(answer)
    assert not other.enrolments.exists()


def test_nonsense_in_the_filters_of_the_list_is_never_an_error(office: Client) -> None:
    LearningClassFactory()
    names = ("q", "p", "course", "site", "status", "places", "when", "ordering")
    ranges = ("starts_from", "starts_to", "starts_min", "starts_max")
    for name, nonsense in product((*names, *ranges), NONSENSE):
        answer = office.get(reverse(f"{NAME}:list"), {name: nonsense})
        assert answer.status_code < 500, (name, nonsense)


def test_only_a_row_that_is_begun_asks_for_day_and_times(office: Client) -> None:
    page = office.get(reverse(f"{NAME}:add"))
    rows_shown = page.context["form"].sessions.forms
    assert not any(each.fields["held_on"].required for each in rows_shown)
    data = typed(CourseFactory(), row(), {"webinar_url": "https://a.example/"})
    answer = office.post(reverse(f"{NAME}:add"), data)
    errors = answer.context["form"].sessions.errors
    assert errors[0] == {}
    assert set(errors[1]) == {"held_on", "starts_time", "ends_time"}
    assert not LearningClass.objects.exists()
