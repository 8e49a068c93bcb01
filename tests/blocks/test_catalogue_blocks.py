"""The blocks of courses, classes and bookings on a host's page."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from tests.ward import Ward
from wagtail_esrlm.blocks import esrlm_blocks
from wagtail_esrlm.personal import is_personal
from wagtail_esrlm.testing import (
    AudienceFactory,
    CourseFactory,
    EnrolmentFactory,
    LearningClassFactory,
)

OURS = [name for name, _block in esrlm_blocks() if "compliance" not in name]


def render(name: str, user: Any, **value: Any) -> tuple[str, Any]:
    block = dict(esrlm_blocks())[name]
    request = RequestFactory().get("/courses/")
    request.user = user
    text = block.render(valued(block, **value), context={"request": request})
    return " ".join(text.split()), request


def valued(block: Any, **value: Any) -> Any:
    """Return a block's value with those of the options that it has."""
    known = {name: given for name, given in value.items() if name in block.child_blocks}
    return block.normalize(known)


@pytest.fixture
def course(ward: Ward) -> Any:
    """Return a course with one class of two places."""
    course = CourseFactory(title="Fire safety on the ward", delivers=[ward.fire])
    LearningClassFactory(course=course, places=2)
    return course


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("esrlm_course_listing", ["Courses", "1 course", "2 places left"]),
        ("esrlm_course_card", ["Fire safety on the ward", "2 places left"]),
        ("esrlm_class_timetable", ["Royal Wing", "2 places left"]),
        ("esrlm_booking_form", ["Book a class", "Royal Wing", "Book"]),
    ],
)
def test_each_shows_what_its_reader_may_see(
    ward: Ward, course: Any, name: str, words: list[str]
) -> None:
    text, request = render(name, ward.nurse_user, course=course)
    for word in words:
        assert word in text
    assert is_personal(request)


def test_my_bookings_are_mine(ward: Ward, course: Any) -> None:
    EnrolmentFactory(learning_class=course.classes.get(), person=ward.nurse)
    assert "Fire safety on the ward" in render("esrlm_my_bookings", ward.nurse_user)[0]
    text, _request = render("esrlm_my_bookings", ward.sister_user)
    assert "You have not booked anything yet." in text


@pytest.mark.parametrize("name", OURS)
def test_strangers_see_nothing_personal(ward: Ward, course: Any, name: str) -> None:
    assert "Fire safety" not in render(name, AnonymousUser(), course=course)[0]


@pytest.mark.parametrize("name", ["esrlm_course_card", "esrlm_booking_form"])
def test_who_a_course_is_not_for_sees_no_card(
    ward: Ward, course: Any, name: str
) -> None:
    AudienceFactory(course=course, employees=False)
    assert render(name, ward.nurse_user, course=course)[0] == ""


@pytest.mark.parametrize("name", OURS)
def test_previews_need_no_reader_and_no_data(db: None, name: str) -> None:
    block = dict(esrlm_blocks())[name]
    value = block.get_preview_value()
    context = block.get_preview_context(value, parent_context={})
    text = render_to_string(
        block.get_template(value, context=context),
        block.get_context(value, parent_context=context),
    )
    assert "esrlm-part" in text


@pytest.mark.parametrize("name", OURS)
def test_programs_read_options_and_no_people(
    ward: Ward, course: Any, name: str
) -> None:
    block = dict(esrlm_blocks())[name]
    shown = block.get_api_representation(valued(block, course=course))
    assert shown["page"].startswith("/learning/")
    assert "Amina" not in str(shown)


@pytest.mark.parametrize("name", OURS)
def test_without_a_request_the_part_is_fetched_later(
    ward: Ward, course: Any, name: str
) -> None:
    block = dict(esrlm_blocks())[name]
    text = block.render(valued(block, course=course), context={})
    address = text.split('data-esrlm-fragment="')[1].split('"')[0]
    client = Client()
    client.force_login(ward.nurse_user)
    answer = client.get(address.replace("&amp;", "&"))
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"
