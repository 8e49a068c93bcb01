"""Courses files (formats: courses; rules 32, 45, 46)."""

from __future__ import annotations

import datetime

import pytest

from wagtail_esrlm.clock import today
from wagtail_esrlm.snippets.catalogue import delivered_on
from wagtail_esrlm.snippets.models import Category, Course
from wagtail_esrlm.testing import (
    CompetencyFactory,
    EnrolmentFactory,
    LearningClassFactory,
)

from .conftest import BLS, FIRE, did, reasons

COURSE = {
    "Course Code": "FIRE-12",
    "Title": "Fire Safety",
    "Category": "Mandatory training",
    "Summary": "What to do in a fire.",
    "Delivery Modes": "Classroom; E-Learning",
    "Competencies": FIRE,
    "Self Enrolment": "Y",
    "Approval Required": "N",
    "Start Date": "2026-01-01",
    "End Date": "",
}


@pytest.fixture
def fire(db):
    return CompetencyFactory(name=FIRE)


def course() -> Course:
    return Course.objects.get(code_key="fire-12")


def enrolled() -> None:
    EnrolmentFactory(learning_class=LearningClassFactory(course=course()))


def test_a_course_is_stored_with_what_it_gives(put, fire):
    assert did(put("courses", COURSE)) == (1, 0, 0, 0)
    made = course()
    assert [mode.label for mode in made.delivery_modes] == ["Classroom", "E-Learning"]
    assert delivered_on(made, datetime.date(2000, 1, 1)) == {fire.pk}
    assert (made.category.name, made.self_enrolment, made.approval_required) == (
        "Mandatory training",
        True,
        False,
    )


def test_a_new_category_is_created_once_and_listed(put, fire):
    result = put("courses", COURSE, COURSE | {"Course Code": "FIRE-2"})
    assert Category.objects.count() == 1
    assert sum("was created" in notice for notice in result.notices) == 1


def test_the_same_file_twice_changes_nothing(put, fire):
    put("courses", COURSE)
    before = Course.objects.values().get()
    assert did(put("courses", COURSE)) == (0, 0, 1, 0)
    assert Course.objects.values().get() == before


def test_what_differs_is_updated_and_missing_columns_stay(put, fire):
    put("courses", COURSE)
    result = put("courses", {"Course Code": "fire-12", "Title": "Fire"})
    assert did(result) == (0, 1, 0, 0)
    assert (course().title, course().summary) == ("Fire", "What to do in a fire.")
    assert len(course().delivery_modes) == 2


def test_changed_competencies_hold_from_the_file_s_date(put, fire):
    bls = CompetencyFactory(name=BLS)
    put("courses", COURSE)
    effective = today() + datetime.timedelta(10)
    put("courses", COURSE | {"Competencies": f"{FIRE};{BLS}"}, effective=effective)
    assert delivered_on(course(), today()) == {fire.pk}
    assert delivered_on(course(), effective) == {fire.pk, bls.pk}


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"Course Code": ""}, "Course Code “” is empty"),
        ({"Title": ""}, "Title “” is empty"),
        ({"Delivery Modes": "Post"}, "Delivery Modes “Post” is none of"),
        ({"Competencies": "NHS|CSTF|Fire Safty|"}, "is not known; nearest"),
        ({"Self Enrolment": "perhaps"}, "Self Enrolment “perhaps” is neither Y nor N"),
        ({"Start Date": "soon"}, "Start Date “soon” is not a date"),
        ({"End Date": "2025-01-01"}, "End Date “2025-01-01” lies before"),
    ],
)
def test_a_bad_row_is_refused_with_its_reason_and_the_others_apply(
    put, fire, facts, says
):
    result = put("courses", COURSE | facts, COURSE | {"Course Code": "OK"})
    assert says in reasons(result)[2]
    assert Course.objects.get().code == "OK"


def test_an_end_before_the_stored_start_is_refused(put, fire):
    put("courses", COURSE)
    facts = {"Course Code": "FIRE-12", "Title": "Fire", "End Date": "2025-12-31"}
    assert "lies before the Start Date" in reasons(put("courses", facts))[2]


@pytest.mark.parametrize(
    ("facts", "column"),
    [
        ({"Delivery Modes": "Webinar"}, "Delivery Modes"),
        ({"Competencies": ""}, "Competencies"),
        ({"Start Date": "2026-02-01"}, "Start Date"),
        ({"End Date": "2026-02-01"}, "End Date"),
    ],
)
def test_what_people_were_promised_is_refused_by_its_column(put, fire, facts, column):
    """Rules 45, 46."""
    put("courses", COURSE)
    enrolled()
    result = put("courses", COURSE | facts)
    assert did(result) == (0, 0, 0, 1)
    assert reasons(result)[2].startswith(column)


def test_a_refused_row_leaves_no_category_behind(put, fire):
    put("courses", COURSE)
    enrolled()
    changed = COURSE | {"Delivery Modes": "Webinar", "Category": "New shelf"}
    other = COURSE | {"Course Code": "B", "Category": "New shelf"}
    put("courses", changed, other)
    assert Category.objects.get(name="New shelf").courses.get().code == "B"


def test_a_dry_run_changes_nothing(put, fire):
    assert did(put("courses", COURSE, dry_run=True)) == (1, 0, 0, 0)
    assert not Course.objects.exists() and not Category.objects.exists()
