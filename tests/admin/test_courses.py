"""Courses in the admin: what they give, their end and copy, and who may do it."""

from __future__ import annotations

import datetime
import html
import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.admin.conftest import client_of
from tests.ward import Ward
from wagtail_esrlm.booking.audience_preview import preview_audience
from wagtail_esrlm.booking.audience_words import sentence_of
from wagtail_esrlm.booking.models import DatesWanted
from wagtail_esrlm.reports.quality import find_check
from wagtail_esrlm.snippets.catalogue import delivered_on, set_audience
from wagtail_esrlm.snippets.models import (
    Audience,
    AudienceValue,
    Competency,
    Course,
    LearningClass,
)
from wagtail_esrlm.testing import booking as factories
from wagtail_esrlm.workforce.models import AssignmentPeriod, JobRole, Organisation


@pytest.fixture
def course(ward: Ward) -> Course:
    return factories.CourseFactory(title="Fire safety", code="FIRE-1")


def page_of(course: Course, client: Client) -> str:
    name = Course.snippet_viewset.get_url_name("inspect")
    return client.get(reverse(name, args=[course.pk])).content.decode()


def test_what_a_course_gives_is_set_and_read_back(
    administrator: Client, course: Course, ward: Ward
) -> None:
    """Rule 32."""
    competency = Competency.objects.first()
    assert competency is not None
    address = reverse("esrlm_course_gives", args=[course.pk])
    assert str(competency) in administrator.get(address).content.decode()
    administrator.post(address, {"delivered": [competency.pk]})
    assert delivered_on(Course.objects.get(pk=course.pk), ward.today) == {competency.pk}
    page = page_of(course, administrator)
    assert str(competency) in page
    assert "For every employee." in page


def test_a_course_cannot_ask_for_what_it_gives_and_nothing_is_saved(
    administrator: Client, course: Course, ward: Ward
) -> None:
    competency = Competency.objects.first()
    assert competency is not None
    before = delivered_on(course, ward.today)
    address = reverse("esrlm_course_gives", args=[course.pk])
    both = {"delivered": [competency.pk], "prerequisites": [competency.pk]}
    answer = administrator.post(address, both)
    assert "so nobody can need it before" in answer.content.decode()
    assert delivered_on(Course.objects.get(pk=course.pk), ward.today) == before


def test_a_course_ends_and_is_copied_as_a_draft(
    administrator: Client, course: Course, ward: Ward
) -> None:
    """Rules 45, 46."""
    address = reverse("esrlm_course_end", args=[course.pk])
    last = ward.today + datetime.timedelta(days=30)
    taken = {"ends_on": last.isoformat(), "code": "fire-1"}
    assert "already" in administrator.post(address, taken).content.decode()
    said = {**taken, "code": "FIRE-2"}
    assert "Nothing is saved yet" in administrator.post(address, said).content.decode()
    assert not Course.objects.filter(code="FIRE-2").exists()
    administrator.post(address, {**said, "confirmed": "1"})
    course.refresh_from_db()
    copy = Course.objects.get(code="FIRE-2")
    assert (course.ends_on, copy.live) == (last, False)
    assert copy.starts_on == last + datetime.timedelta(days=1)


def test_ending_names_the_classes_and_bookings_it_touches(
    administrator: Client, course: Course, ward: Ward
) -> None:
    """Rules 45, 46."""
    last = ward.today + datetime.timedelta(days=30)

    def class_in(days: int) -> LearningClass:
        return factories.LearningClassFactory(course=course, in_days=days)

    stays, empty, over = class_in(10), class_in(50), class_in(-20)
    factories.EnrolmentFactory(learning_class=stays, person=ward.nurse)
    for made in (stays, empty):
        factories.EnrolmentFactory(
            learning_class=made, person=ward.sister, state="cancelled"
        )
    address = reverse("esrlm_course_end", args=[course.pk])
    said = {"ends_on": last.isoformat(), "code": "FIRE-2"}
    page = administrator.post(address, said).content.decode()
    assert f"{empty.reference}, " in page
    assert "must be cancelled or moved first: 0 people" in page
    assert "It may also go to the copy" in page
    assert "End it and make the copy" not in page
    said["moves_empty_classes"] = "on"
    page = administrator.post(address, said).content.decode()
    assert "2 classes of this course are not over." in page
    assert "1 booking, request or wait stands in them." in page
    assert "takes place as planned: 1 person." in page
    assert "goes to the copy: 0 people." in page
    assert over.reference not in page
    assert "End it and make the copy" in page
    empty.refresh_from_db()
    assert empty.course_id == course.pk
    administrator.post(address, {**said, "confirmed": "1"})
    empty.refresh_from_db()
    assert empty.course.code == "FIRE-2"


@pytest.mark.parametrize("role", ["", "Class administrators", "Instructors"])
def test_others_change_no_course(course: Course, ward: Ward, role: str) -> None:
    client = client_of(role)
    for name in ("esrlm_course_gives", "esrlm_course_end"):
        assert client.get(reverse(name, args=[course.pk])).status_code in (302, 403)
    sent = {"ends_on": ward.today.isoformat(), "code": "X"}
    sent["confirmed"] = "1"
    client.post(reverse("esrlm_course_end", args=[course.pk]), sent)
    assert not Course.objects.filter(code="X").exists()


def test_the_form_says_why_parts_may_not_change(
    administrator: Client, course: Course, ward: Ward
) -> None:
    """Rule 45."""
    edit = reverse(Course.snippet_viewset.get_url_name("edit"), args=[course.pk])
    assert "enrolled" not in administrator.get(edit).content.decode()
    learning_class = factories.LearningClassFactory(course=course)
    factories.EnrolmentFactory(learning_class=learning_class, person=ward.nurse)
    page = administrator.get(edit).content.decode()
    assert "enrolled" in page
    assert administrator.get(reverse("esrlm_course_gives", args=[course.pk])).context[
        "consequence"
    ]


def test_who_waits_for_dates_is_counted_by_course_and_site(
    administrator: Client, course: Course, ward: Ward
) -> None:
    def found() -> list[tuple[str, ...]]:
        return list(find_check("dates-wanted").lines(ward.today))

    assert found() == []
    for person, site in (
        (ward.nurse, "Royal Wing"),
        (ward.sister, "Royal Wing"),
        (ward.away, ""),
    ):
        DatesWanted.objects.create(person=person, course=course, site=site)
    assert found() == [
        ("FIRE-1", "Fire safety", "Royal Wing", "2"),
        ("FIRE-1", "Fire safety", "Any", "1"),
    ]
    page = reverse("esrlm_data_quality_check", args=["dates-wanted"])
    assert "Royal Wing" in administrator.get(page).content.decode()
    assert client_of("Instructors").get(page).status_code in (302, 403)


def test_what_is_used_is_kept_and_says_what_to_do_instead(
    administrator: Client, course: Course
) -> None:
    """Rule 47."""
    factories.LearningClassFactory(course=course)
    address = reverse(Course.snippet_viewset.get_url_name("delete"), args=[course.pk])
    for answer in (administrator.get(address), administrator.post(address)):
        assert "End the course on a date instead" in answer.content.decode()
    assert Course.objects.filter(pk=course.pk).exists()


class TestAudience:
    """Rule 105: whom a course is for, with a sentence and a number first."""

    def send(self, client: Client, course: Course, **answers: object) -> str:
        where = reverse("esrlm_course_audience", args=[course.pk])
        return client.post(where, answers, follow=True).content.decode()

    def test_it_is_read_back_with_how_many_before_it_is_saved(
        self, administrator: Client, course: Course, ward: Ward
    ) -> None:
        everybody = preview_audience(
            course=course,
            employees=True,
            external_learners=False,
            public=False,
            values=[],
        ).reached
        said = {"employees": "on", "only_job_role": "staff  NURSE"}
        shown = self.send(administrator, course, **said)
        assert "For employees whose job role is Staff Nurse." in shown
        count = people_on(ward, JobRole.objects.get(name="Staff Nurse"))
        assert 0 < count < everybody
        assert f"It reaches {count} p" in shown
        assert "Until now: For every employee." in shown
        assert "can newly book no more" in shown
        assert not Audience.objects.filter(course=course).exists()
        self.send(administrator, course, **said, confirmed="1")
        stored = Audience.objects.get(course=course)
        assert stored.values.get().job_role.name == "Staff Nurse"
        assert "whose job role is Staff Nurse" in page_of(course, administrator)

    def test_what_is_stored_comes_back_in_the_form_unchanged(
        self, administrator: Client, course: Course, ward: Ward
    ) -> None:
        ward_10 = Organisation.objects.get(name="Ward 10")
        competency = ward.fire
        values = [
            AudienceValue(kind="organisation", organisation=ward_10),
            AudienceValue(kind="compliance", competency=competency, is_exception=True),
            AudienceValue(kind="person_type", person_type="external_learner"),
        ]
        set_audience(course=course, external_learners=True, values=values)
        before = sentence_of(Audience.objects.get(course=course))
        where = reverse("esrlm_course_audience", args=[course.pk])
        form = administrator.get(where).context["form"]
        answers = {name: value for name, value in form.initial.items() if value}
        assert "Riverside > Surgery > Ward 10" in str(answers)
        self.send(administrator, course, **answers, confirmed="1")
        assert sentence_of(Audience.objects.get(course=course)) == before

    def test_each_line_that_names_nothing_is_told_and_nothing_is_saved(
        self, administrator: Client, course: Course
    ) -> None:
        shown = self.send(
            administrator,
            course,
            employees="on",
            only_position="nowhere\n30412\nx\x00",
            not_staff_group="Wizards",
            confirmed="1",
        )
        assert "null character" in shown.lower() or "nowhere" in shown
        assert "Nothing is called “Wizards”." in shown
        assert not Audience.objects.filter(course=course).exists()

    def test_nobody_ticked_is_refused(
        self, administrator: Client, course: Course
    ) -> None:
        for more in ({}, {"confirmed": "1"}):
            assert "nobody is ticked" in self.send(administrator, course, **more)
        assert not Audience.objects.filter(course=course).exists()

    @pytest.mark.parametrize("role", ["", "Class administrators", "Instructors"])
    def test_others_change_no_audience(
        self, course: Course, ward: Ward, role: str
    ) -> None:
        client = client_of(role)
        where = reverse("esrlm_course_audience", args=[course.pk])
        assert client.get(where).status_code in (302, 403)
        client.post(where, {"public": "on", "confirmed": "1"})
        assert not Audience.objects.filter(course=course).exists()


def people_on(ward: Ward, role: JobRole) -> int:
    """Count who holds a post of the role today, straight from the table."""
    seats = AssignmentPeriod.objects.active_on(ward.today).filter(job_role=role)
    people = seats.filter(assignment__person__person_type="employee")
    return people.values("assignment__person").distinct().count()

    def test_what_is_chosen_is_a_tick_and_more_is_found_by_typing(
        self, administrator: Client, course: Course, ward: Ward
    ) -> None:
        where = reverse("esrlm_course_audience", args=[course.pk])
        page = administrator.get(where).content.decode()
        for kind in ("organisation", "job_role", "staff_group", "position"):
            assert page.count(f'<datalist id="offered-{kind}">') <= 1
            assert f'list="offered-{kind}"' in page
        assert '<option value="Riverside &gt; Surgery &gt; Ward 10">' in page
        assert '<option value="Staff Nurse">' in page
        paths = ["Riverside > Surgery", "Riverside > Surgery > Ward 10"]
        said = {"employees": "on", "only_organisation": paths, "confirmed": "1"}
        self.send(administrator, course, **said)
        page = administrator.get(where).content.decode()
        ticked = re.findall(r'name="only_organisation" value="(.*?)" checked', page)
        assert [html.unescape(each) for each in ticked] == paths
        said["only_organisation"] = [paths[1], ""]
        self.send(administrator, course, **said)
        values = course.audience.values.filter(kind="organisation")
        assert [each.organisation.name for each in values] == ["Ward 10"]

    def test_what_names_nothing_stands_in_its_box_to_be_mended(
        self, administrator: Client, course: Course, ward: Ward
    ) -> None:
        said = {"only_job_role": ["Staff Nurse", "Staff Nurze"]}
        page = self.send(administrator, course, **said)
        assert "Nothing is called “Staff Nurze”." in page
        assert 'name="only_job_role" value="Staff Nurse" checked' in page
        box = re.search(r'<input type="text" name="only_job_role"[^>]*>', page)
        assert box and 'value="Staff Nurze"' in box[0]
