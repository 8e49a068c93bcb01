"""What courses deliver and ask for, and what of them may change (rules 32, 33, 45)."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import ValidationError

from wagtail_esrlm.clock import today
from wagtail_esrlm.errors import InvalidInput, Refused
from wagtail_esrlm.snippets.catalogue import (
    delivered_on,
    protect_course,
    set_audience,
    set_delivered,
    set_prerequisites,
)
from wagtail_esrlm.snippets.models import (
    ALWAYS,
    AudienceValue,
    Course,
    CoursePrerequisite,
)
from wagtail_esrlm.testing import (
    CompetencyFactory,
    CourseFactory,
    EnrolmentFactory,
    JobRoleFactory,
    LearningClassFactory,
)

pytestmark = pytest.mark.django_db


def in_days(days: int) -> datetime.date:
    return today() + datetime.timedelta(days)


def enrolled(course: Course, in_days: int = 14, state: str = "confirmed") -> None:
    learning_class = LearningClassFactory(course=course, in_days=in_days)
    EnrolmentFactory(learning_class=learning_class, state=state)


def gives(course: Course, day: datetime.date) -> set[int]:
    return delivered_on(Course.objects.get(pk=course.pk), day)


def test_completions_award_what_was_attached_on_their_day():
    """Rule 32."""
    old, new = CompetencyFactory(), CompetencyFactory()
    course = CourseFactory(delivers=[old])
    assert set_delivered(course=course, competency_ids=[new.pk], from_day=in_days(3))
    assert gives(course, in_days(2)) == {old.pk}
    assert gives(course, in_days(3)) == {new.pk}


def test_a_later_plan_is_replaced():
    one, two, three = (CompetencyFactory() for _ in range(3))
    course = CourseFactory(delivers=[one])
    set_delivered(course=course, competency_ids=[one.pk, two.pk], from_day=in_days(9))
    set_delivered(course=course, competency_ids=[three.pk, one.pk], from_day=in_days(4))
    assert gives(course, in_days(3)) == {one.pk}
    assert gives(course, in_days(4)) == gives(course, in_days(20)) == {one.pk, three.pk}


def test_saying_the_same_again_changes_nothing():
    one = CompetencyFactory()
    course = CourseFactory(delivers=[one])
    assert not set_delivered(course=course, competency_ids=[one.pk])
    assert set_delivered(course=course, competency_ids=[], from_day=ALWAYS)
    assert gives(course, today()) == set()


def test_an_ended_competency_is_not_newly_given():
    """Rule 33."""
    ended = CompetencyFactory(ends_on=in_days(-1))
    with pytest.raises(InvalidInput, match="ended on"):
        set_delivered(course=CourseFactory(), competency_ids=[ended.pk])


@pytest.mark.parametrize(
    ("class_in_days", "from_in_days", "is_refused"),
    [(14, 0, True), (14, 14, True), (14, 15, False), (-3, 0, False), (-3, -9, True)],
)
def test_what_people_are_enrolled_for_keeps_its_competencies(
    class_in_days, from_in_days, is_refused
):
    """Rule 45: from a day after their classes it may change, since links are dated."""
    course = CourseFactory(delivers=[CompetencyFactory()])
    enrolled(course, class_in_days)
    wanted = {
        "course": course,
        "competency_ids": [CompetencyFactory().pk],
        "from_day": in_days(from_in_days),
    }
    if is_refused:
        with pytest.raises(Refused, match="End the course on a date and copy it"):
            set_delivered(**wanted)
    else:
        assert set_delivered(**wanted)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("is_classroom", False),
        ("is_e_learning", True),
        ("is_assessed", True),
        ("sessions_needed", 1),
        ("starts_on", datetime.date(2020, 1, 1)),
    ],
)
def test_what_people_were_promised_may_not_change(field, value):
    """Rule 45, in the form and behind it."""
    course = CourseFactory()
    enrolled(course)
    setattr(course, field, value)
    with pytest.raises(ValidationError, match="1 person is or was enrolled"):
        course.clean()
    with pytest.raises(Refused) as refusal:
        course.save()
    assert refusal.value.facts["fields"] == [field]


def test_its_words_may_change():
    course = CourseFactory()
    enrolled(course)
    course.title, course.summary = "A better title", "A better summary"
    course.full_clean()
    course.save()


@pytest.mark.parametrize("state", ["cancelled", "declined", "lapsed"])
def test_who_is_out_protects_nothing(state):
    course = CourseFactory()
    enrolled(course, state=state)
    course.is_assessed = True
    course.save()
    assert protect_course(course).sentence == ""


def test_the_reason_is_there_to_be_shown():
    course = CourseFactory()
    enrolled(course)
    protection = protect_course(course)
    assert "is_classroom" in protection.fields
    assert "classroom" in protection.sentence
    assert "competencies delivered" in protection.sentence


def test_a_draft_from_before_does_not_change_it_when_it_is_published():
    course = CourseFactory()
    course.is_assessed, course.title = True, "New title"
    draft = course.save_revision()
    enrolled(course)
    draft.publish()
    course.refresh_from_db()
    assert (course.is_assessed, course.title) == (False, "New title")


def test_prerequisites_are_set_as_stated_and_never_what_it_gives():
    one, two, given = (CompetencyFactory() for _ in range(3))
    course = CourseFactory(delivers=[given])
    assert set_prerequisites(course=course, competency_ids=[one.pk, two.pk])
    assert set_prerequisites(course=course, competency_ids=[two.pk])
    assert not set_prerequisites(course=course, competency_ids=[two.pk])
    assert CoursePrerequisite.objects.get().competency_id == two.pk
    with pytest.raises(InvalidInput, match="itself gives"):
        set_prerequisites(course=course, competency_ids=[given.pk])


def test_an_audience_is_replaced_whole():
    course, role = CourseFactory(), JobRoleFactory()
    named = AudienceValue(kind=AudienceValue.Kind.JOB_ROLE, job_role=role)
    set_audience(course=course, values=[named])
    audience = set_audience(course=course, employees=False, public=True)
    assert (audience.employees, audience.public) == (False, True)
    assert not audience.values.exists()


def test_an_audience_of_nobody_is_refused():
    with pytest.raises(InvalidInput, match="nobody is ticked"):
        set_audience(course=CourseFactory(), employees=False)
