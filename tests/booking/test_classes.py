"""Classes are stored, published, planned and opened (rules 46, 61, 70, 86, 87)."""

from __future__ import annotations

import datetime

import pytest

from wagtail_esrlm.booking.classes import (
    ClassDraft,
    create_classes,
    open_class,
    plan_class,
    publish_class,
    sessions_of,
    unpublish_class,
)
from wagtail_esrlm.booking.states import State
from wagtail_esrlm.errors import Conflict, InvalidInput, Refused
from wagtail_esrlm.snippets.models import Equipment, LearningClass
from wagtail_esrlm.testing import (
    BusinessGroupFactory,
    CourseFactory,
    EnrolmentFactory,
    LearningClassFactory,
    LocationFactory,
    PersonFactory,
)

from .conftest import DAY, in_days, made, sitting

pytestmark = pytest.mark.django_db
STATUS = LearningClass.Status


def test_a_class_starts_with_its_first_session_and_ends_with_its_last():
    """Rule 70."""
    learning_class = made(sitting(21, 13, 16), sitting(14, 9, 12))
    assert learning_class.starts_at.date() == in_days(14)
    assert learning_class.ends_at.date() == in_days(21)


def test_a_new_class_is_not_published_and_has_its_places():
    learning_class = made(sitting(), places=8, minimum=4)
    assert not learning_class.is_published
    assert (
        learning_class.places.maximum_places,
        learning_class.places.places_taken,
    ) == (
        8,
        0,
    )
    assert learning_class.places.minimum_places == 4


def test_what_is_stored_reads_back_as_it_was_asked_for():
    course = CourseFactory()
    room = LocationFactory(business_group=course.business_group)
    manikin = Equipment.objects.create(
        business_group=course.business_group, name="Manikin"
    )
    asked = [
        sitting(
            14,
            location=room,
            instructors=(PersonFactory(), "Dr A. Visitor"),
            equipment=(manikin,),
        ),
        sitting(15, webinar_url="https://meet.example/1"),
    ]
    assert sessions_of(made(*asked, course=course)) == asked


def test_cut_offs_follow_from_the_start():
    """Rules 54, 55: a Monday class, two working days: until the Wednesday before."""
    monday = DAY(2027, 11, 29)
    learning_class = made(
        sitting(monday),
        cancel_days_before=2,
        closes_days_before=2,
        counts_working_days=True,
    )
    last_moment = datetime.datetime(2027, 11, 24, 23, 59, 59, 999999, datetime.UTC)
    assert learning_class.cancel_until == last_moment
    assert learning_class.enrolment_closes_at == last_moment


@pytest.mark.parametrize(
    ("sessions", "says"),
    [
        ([sitting(DAY(2027, 3, 28), 1, 3)], "does not exist"),
        ([sitting(14, 12, 9)], "does not end after it starts"),
        ([sitting(14, 9, 9)], "does not end after it starts"),
        ([sitting(14, 9, 12), sitting(14, 11, 13)], "at the same time"),
        ([sitting(-1)], "is in the past"),
    ],
)
def test_times_that_cannot_be_are_refused_with_a_sentence(sessions, says):
    with pytest.raises(InvalidInput, match=says):
        made(*sessions)


def test_history_may_be_in_the_past():
    assert made(sitting(-20), may_be_past=True).starts_at.date() == in_days(-20)


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"minimum": 13}, "minimum places are more"),
        ({"reference": "  "}, "needs a reference"),
        ({"time_zone": "Europe/Nowhere"}, "no time zone"),
    ],
)
def test_a_class_that_makes_no_sense_is_refused(facts, says):
    with pytest.raises(InvalidInput, match=says):
        made(sitting(), **facts)


def test_a_room_of_another_trust_is_refused():
    elsewhere = LocationFactory(business_group=BusinessGroupFactory(vpd="999"))
    course = CourseFactory(business_group=BusinessGroupFactory(vpd="457"))
    with pytest.raises(InvalidInput, match="another business group"):
        made(sitting(location=elsewhere), course=course)


def test_a_closed_room_cannot_be_chosen():
    course = CourseFactory()
    room = LocationFactory(business_group=course.business_group, is_open=False)
    with pytest.raises(InvalidInput, match="is closed"):
        made(sitting(location=room), course=course)


def test_no_class_starts_after_its_course_ends():
    """Rule 46."""
    with pytest.raises(Refused, match="ends on"):
        made(sitting(14), course=CourseFactory(ends_on=in_days(13)))


def test_a_reference_is_taken_however_it_is_spelt():
    first = made(sitting(), reference="FIRE-1")
    with pytest.raises(Conflict, match="already"):
        made(sitting(15), reference=" fire-1 ", course=first.course)


def test_many_classes_take_no_more_queries_than_few(django_assert_max_num_queries):
    course = CourseFactory()

    def drafts(count: int, word: str):
        return [
            ClassDraft(
                LearningClass(
                    course=course,
                    business_group=course.business_group,
                    reference=f"{word}-{n}",
                ),
                [sitting(14 + n, instructors=("Somebody",))],
            )
            for n in range(count)
        ]

    create_classes(drafts=drafts(1, "A"))
    with django_assert_max_num_queries(14):
        create_classes(drafts=drafts(40, "B"))


def test_publishing_shows_a_class_to_learners():
    learning_class = publish_class(learning_class=made(sitting()), by=None)
    assert learning_class.is_published
    again = publish_class(learning_class=learning_class, by=None)
    assert again.published_at == learning_class.published_at


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"status": STATUS.CANCELLED}, "class_over"),
        ({"status": STATUS.CLOSED}, "class_over"),
        ({"sessions": 0}, "no_dates"),
        ({"in_days": -1}, "class_started"),
    ],
)
def test_what_nobody_could_book_is_not_published(facts, code):
    learning_class = LearningClassFactory(is_published=False, **facts)
    with pytest.raises(Refused) as refusal:
        publish_class(learning_class=learning_class, by=None)
    assert refusal.value.code == code


def test_a_class_with_people_is_not_hidden():
    booked = EnrolmentFactory().learning_class
    with pytest.raises(Refused, match="1 person is booked"):
        unpublish_class(learning_class=booked, by=None)
    empty = unpublish_class(learning_class=LearningClassFactory(), by=None)
    assert not empty.is_published


@pytest.mark.parametrize("state", [State.CONFIRMED, State.OFFERED])
def test_a_class_in_which_people_have_a_place_is_not_planned_again(state):
    """Rule 61."""
    learning_class = EnrolmentFactory(state=state).learning_class
    with pytest.raises(Refused) as refusal:
        plan_class(learning_class=learning_class, by=None)
    assert refusal.value.code == "people_confirmed"


@pytest.mark.parametrize("state", [State.REQUESTED, State.WAITLISTED, State.CANCELLED])
def test_a_class_without_places_held_can_be_planned_and_opened(state):
    learning_class = EnrolmentFactory(state=state).learning_class
    assert plan_class(learning_class=learning_class, by=None).status == STATUS.PLANNED
    assert open_class(learning_class=learning_class, by=None).status == STATUS.NORMAL


def test_a_cancelled_class_never_comes_back():
    """Rule 61: everybody was told."""
    cancelled = LearningClassFactory(status=STATUS.CANCELLED)
    with pytest.raises(Refused, match="was cancelled"):
        open_class(learning_class=cancelled, by=None)
