"""Courses are ended, copied and kept (rules 45, 46, 47)."""

from __future__ import annotations

import datetime

import pytest

from wagtail_esrlm.clock import today
from wagtail_esrlm.errors import Conflict, Refused
from wagtail_esrlm.snippets.catalogue import end_and_copy, end_course, save_course
from wagtail_esrlm.snippets.deletion import delete_snippet, why_kept
from wagtail_esrlm.snippets.models import Course, LearningClass
from wagtail_esrlm.testing import (
    AudienceFactory,
    CompetencyFactory,
    CourseFactory,
    EnrolmentFactory,
    LearningClassFactory,
    LocationFactory,
)

pytestmark = pytest.mark.django_db


def in_days(days: int) -> datetime.date:
    return today() + datetime.timedelta(days)


@pytest.mark.parametrize(
    ("ends_in", "status", "is_refused"),
    [
        (13, "normal", True),
        (14, "normal", False),
        (13, "cancelled", False),
        (13, "planned", True),
    ],
)
def test_classes_after_the_end_are_cancelled_or_moved_first(
    ends_in, status, is_refused
):
    """Rule 46."""
    learning_class = LearningClassFactory(in_days=14, status=status)
    course = learning_class.course
    if is_refused:
        with pytest.raises(
            Refused, match=f"{learning_class.reference}. Cancel or move"
        ):
            end_course(course=course, ends_on=in_days(ends_in), by=None)
    else:
        ended = end_course(course=course, ends_on=in_days(ends_in), by=None)
        assert ended.ends_on == in_days(ends_in)


def test_an_ended_course_keeps_its_end_when_an_older_draft_is_published():
    course = CourseFactory()
    course.title = "In work"
    course.save_revision()
    course.refresh_from_db()
    end_course(course=course, ends_on=in_days(30), by=None)
    course.get_latest_revision().publish()
    course.refresh_from_db()
    assert (course.title, course.ends_on) == ("In work", in_days(30))


def test_facts_from_elsewhere_do_not_publish_an_editor_s_words():
    course = CourseFactory(title="Live")
    course.title = "In work"
    course.save_revision()
    course = Course.objects.get(pk=course.pk)
    save_course(course=course, changes={"summary": "From the file."})
    course = Course.objects.get(pk=course.pk)
    assert (course.title, course.summary) == ("Live", "From the file.")
    assert course.has_unpublished_changes


def test_the_editor_sees_what_was_stored_elsewhere():
    course = CourseFactory()
    course.save_revision().publish()
    course = Course.objects.get(pk=course.pk)
    save_course(course=course, changes={"summary": "From the file."})
    course = Course.objects.get(pk=course.pk)
    assert course.get_latest_revision_as_object().summary == "From the file."
    assert not course.has_unpublished_changes


def test_a_course_is_ended_and_copied_with_all_that_belongs_to_it():
    competency = CompetencyFactory()
    course = CourseFactory(code="FIRE", delivers=[competency], is_assessed=True)
    audience = AudienceFactory(course=course, public=True)
    copy = end_and_copy(course=course, ends_on=in_days(30), code="FIRE-2", by=None)
    assert (copy.live, copy.starts_on, copy.is_assessed) == (False, in_days(31), True)
    assert [link.competency for link in copy.delivered.all()] == [competency]
    assert copy.audience.public and copy.audience.pk != audience.pk
    course.refresh_from_db()
    assert (course.live, course.ends_on, course.audience) == (
        True,
        in_days(30),
        audience,
    )


def test_empty_classes_go_to_the_copy_and_those_with_people_stop_it():
    empty = LearningClassFactory(in_days=20)
    course = empty.course
    options = {
        "course": course,
        "ends_on": in_days(10),
        "by": None,
        "moves_empty_classes": True,
    }
    copy = end_and_copy(code="NEW", **options)
    empty.refresh_from_db()
    assert empty.course == copy
    booked = EnrolmentFactory(learning_class__in_days=20).learning_class
    with pytest.raises(Refused, match=booked.reference):
        end_and_copy(code="NEW-2", **(options | {"course": booked.course}))
    assert not Course.objects.filter(code="NEW-2").exists()


def test_a_code_is_taken_however_it_is_spelt():
    course = CourseFactory(code="FIRE")
    with pytest.raises(Conflict, match="already"):
        end_and_copy(course=course, ends_on=in_days(1), code="fire", by=None)


def test_a_course_with_enrolments_is_kept_with_counts_and_what_to_do():
    """Rule 47."""
    learning_class = EnrolmentFactory().learning_class
    course = learning_class.course
    with pytest.raises(Refused) as refusal:
        delete_snippet(instance=course, by=None)
    assert str(refusal.value.sentence) == (
        f"“{course.title}” is kept, since it is used: 1 class, 1 booking. "
        "End the course on a date instead: it is then kept."
    )


def test_a_class_with_enrolments_and_a_room_in_use_are_kept():
    booked = EnrolmentFactory(state="cancelled").learning_class
    assert "1 booking. Cancel the class" in why_kept(booked)
    room = booked.sessions.get().location
    assert "1 session. Mark the location" in why_kept(room)
    competency = CompetencyFactory()
    CourseFactory(delivers=[competency])
    assert "End the competency" in why_kept(competency)


def test_what_nothing_depends_on_may_go():
    """F16: drafts without history."""
    draft = LearningClassFactory(is_published=False)
    delete_snippet(instance=draft, by=None)
    delete_snippet(instance=draft.course, by=None)
    delete_snippet(instance=LocationFactory(), by=None)
    assert not LearningClass.objects.exists()
