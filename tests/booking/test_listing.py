"""The catalogue as people browse it (rules 42, 102, 105)."""

from __future__ import annotations

import datetime
import re

import pytest
from django import forms

from wagtail_esrlm.booking.forms import PlainSelect
from wagtail_esrlm.booking.listing import CatalogueFilter, catalogue_listing
from wagtail_esrlm.booking.visible import visible_courses
from wagtail_esrlm.clock import now, today
from wagtail_esrlm.links import link
from wagtail_esrlm.snippets.models import Course, LearningClass
from wagtail_esrlm.testing import (
    AudienceFactory,
    CompetencyFactory,
    CourseFactory,
    LearningClassFactory,
    LocationFactory,
    OrganisationFactory,
    PersonFactory,
    seat,
)

pytestmark = pytest.mark.django_db
ONE_DAY = datetime.timedelta(days=1)


def employee(**facts):
    person = PersonFactory()
    seat(person, **facts)
    return person


def titles(listing) -> list[str]:
    return [entry.course.title for entry in listing.entries]


class TestWhoSeesWhat:
    @pytest.mark.parametrize(
        "hidden",
        [
            {"live": False},
            {"starts_on": today() + ONE_DAY},
            {"ends_on": today() - ONE_DAY},
            {"shown_from": now() + ONE_DAY},
        ],
    )
    def test_what_is_not_shown_is_not_listed(self, hidden):
        CourseFactory(**hidden)
        assert not visible_courses(employee()).exists()

    def test_the_pilot_group_sees_earlier(self):
        CourseFactory(shown_from=now() + ONE_DAY)
        assert visible_courses(employee(), sees_early=True).count() == 1

    def test_external_learners_see_what_is_ticked_for_them(self):
        CourseFactory()
        ticked = AudienceFactory(external_learners=True).course
        learner = PersonFactory(person_type="external_learner")
        assert list(visible_courses(learner)) == [ticked]

    def test_without_a_person_only_what_is_public_is_seen(self):
        CourseFactory()
        public = AudienceFactory(public=True).course
        assert list(visible_courses(None)) == [public]

    def test_an_audience_of_one_ward_hides_a_course_from_others(self):
        ward = OrganisationFactory()
        course = AudienceFactory(
            values=[{"kind": "organisation", "organisation": ward}]
        ).course
        assert list(visible_courses(employee(organisation=ward))) == [course]
        assert not visible_courses(employee()).exists()

    def test_other_employers_courses_are_not_seen(self):
        CourseFactory(business_group__vpd="999")
        assert not visible_courses(employee()).exists()


class TestFilters:
    def test_each_filter_keeps_what_fits(self):
        site = LocationFactory(name="Canal House")
        fire, bls = CompetencyFactory(), CompetencyFactory()
        day = today() + 20 * ONE_DAY
        first = CourseFactory(title="Fire safety", code="FS1", delivers=[fire])
        LearningClassFactory(course=first, location=site, held_on=day, places=1)
        second = CourseFactory(
            title="Basic life support", is_webinar=True, delivers=[bls]
        )
        LearningClassFactory(course=second, places=1, full=True)
        for wanted, found in (
            ({"text": "fire"}, ["Fire safety"]),
            ({"text": "fs1"}, ["Fire safety"]),
            ({"competency_ids": (bls.pk,)}, ["Basic life support"]),
            ({"modes": ("webinar",)}, ["Basic life support"]),
            ({"site": "Canal House"}, ["Fire safety"]),
            ({"from_day": day}, ["Fire safety"]),
            ({"until_day": day - ONE_DAY}, ["Basic life support"]),
            ({"time_of_day": "evening"}, []),
            ({"time_of_day": "morning"}, ["Basic life support", "Fire safety"]),
            ({"places_left": True}, ["Fire safety"]),
        ):
            listing = catalogue_listing(Course.objects.all(), CatalogueFilter(**wanted))
            assert titles(listing) == found, wanted
            assert listing.found == len(found)

    def test_what_i_need_comes_first(self):
        fire = CompetencyFactory()
        CourseFactory(title="A")
        CourseFactory(title="Z", delivers=[fire])
        listing = catalogue_listing(Course.objects.all(), needed=[fire.pk])
        assert titles(listing) == ["Z", "A"]
        assert [entry.is_needed for entry in listing.entries] == [True, False]


class TestNextClasses:
    def test_the_next_three_that_learners_may_see_are_shown_with_places(self):
        course = CourseFactory()
        to_come = {
            days: LearningClassFactory(course=course, in_days=days, places=5, taken=2)
            for days in (30, 10, 20, 40)
        }
        LearningClassFactory(course=course, in_days=5, is_published=False)
        LearningClassFactory(
            course=course, in_days=6, status=LearningClass.Status.CANCELLED
        )
        LearningClassFactory(course=course, in_days=-3)
        (entry,) = catalogue_listing(Course.objects.all()).entries
        found = [line.pk for line in entry.classes]
        assert found == [to_come[days].pk for days in (10, 20, 30)]
        assert {line.places_left for line in entry.classes} == {3}
        assert entry.url == link("course", uuid=course.uuid)

    def test_every_page_says_how_many_there_are(self, django_assert_num_queries):
        CourseFactory.create_batch(5)
        courses = Course.objects.all()
        with django_assert_num_queries(3):
            first = catalogue_listing(courses, window=slice(0, 2))
        last = catalogue_listing(courses, window=slice(4, 6))
        after = catalogue_listing(courses, window=slice(6, 8))
        assert [len(each.entries) for each in (first, last, after)] == [2, 1, 0]
        assert [each.found for each in (first, last, after)] == [5, 5, 5]
        assert catalogue_listing(courses.none()).found == 0

    def test_three_queries_whatever_the_size(self, django_assert_num_queries):
        for many in (1, 5):
            for _course in range(many):
                course = CourseFactory()
                for days in (10, 20):
                    LearningClassFactory(course=course, in_days=days, sessions=2)
            with django_assert_num_queries(3):
                listing = catalogue_listing(Course.objects.all())
            assert sum(len(entry.classes) for entry in listing.entries) in (2, 12)
            with django_assert_num_queries(2):
                catalogue_listing(Course.objects.all(), counted=False)


def test_choices_are_written_as_django_writes_them_but_for_the_spaces():
    choices = [("", "Any"), (1, "A & <b>"), ("2", "Two")]
    for value in (None, "", 1, "2", "x"):
        plain = PlainSelect({"class": "c"}, choices).render("n", value, {"id": "i"})
        usual = forms.Select({"class": "c"}, choices).render("n", value, {"id": "i"})
        assert plain == re.sub(r"\s*\n\s*", "", usual)
