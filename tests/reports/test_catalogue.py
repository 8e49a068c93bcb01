"""Courses of one subject that do not give the same."""

from __future__ import annotations

import datetime

import pytest

from wagtail_esrlm.clock import today
from wagtail_esrlm.reports.quality import find_check
from wagtail_esrlm.reports.subjects import subject_of
from wagtail_esrlm.testing import BusinessGroupFactory, CompetencyFactory, CourseFactory


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("Fire Safety (classroom)", "Fire safety e-learning", True),
        ("Fire Safety - Refresher", "FIRE  SAFETY Training Day", True),
        ("Fire Safety", "Fire Warden", False),
        ("Resuscitation Level 2", "Resuscitation - Level 3", False),
    ],
)
def test_a_subject_is_what_a_title_says_without_the_manner(one, other, is_same):
    assert (subject_of(one) == subject_of(other)) == is_same


def lines(code: str) -> list[tuple[str, ...]]:
    return list(find_check(code).lines(today()))


@pytest.mark.django_db
def test_courses_of_one_subject_that_give_different_things_are_listed():
    group = BusinessGroupFactory()
    fire, warden = CompetencyFactory(name="Fire"), CompetencyFactory(name="Warden")
    for code, title, given in (
        ("A", "Fire Safety (classroom)", [fire]),
        ("B", "Fire Safety e-learning", [fire, warden]),
        ("C", "Fire Safety webinar", []),
        ("D", "Moving and Handling", [fire]),
        ("E", "Moving and Handling update", [fire]),
    ):
        CourseFactory(business_group=group, code=code, title=title, delivers=given)
    assert [(line[1], line[3]) for line in lines("courses-that-differ")] == [
        ("A", "Fire"),
        ("B", "Fire; Warden"),
        ("C", "–"),
    ]
    assert [line[0] for line in lines("courses-without-competencies")] == ["C"]


@pytest.mark.django_db
def test_ended_courses_are_left_out():
    yesterday = today() - datetime.timedelta(1)
    CourseFactory(title="Fire Safety", ends_on=yesterday)
    CourseFactory(title="Fire Safety", delivers=[CompetencyFactory()])
    assert lines("courses-that-differ") == []


@pytest.mark.django_db
def test_any_number_of_courses_takes_two_queries(django_assert_num_queries):
    competency = CompetencyFactory()
    for _ in range(8):
        CourseFactory(title="Fire Safety", delivers=[competency])
    with django_assert_num_queries(2):
        lines("courses-that-differ")
