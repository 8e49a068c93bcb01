"""A second booking of one course: what is said is what can be done (rule 53)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.views.pages import address, page
from wagtail_esrlm.booking.options import options_for
from wagtail_esrlm.booking.services import move, request_enrolment
from wagtail_esrlm.clock import now
from wagtail_esrlm.errors import Refused
from wagtail_esrlm.snippets.models import LearningClass
from wagtail_esrlm.testing import (
    AudienceFactory,
    CourseFactory,
    EnrolmentFactory,
    LearningClassFactory,
)

from .people import learner

pytestmark = pytest.mark.django_db

MOVE = "Move it to this class"
HERE = "Move my booking here"


@pytest.fixture
def course() -> Any:
    made = CourseFactory()
    AudienceFactory(course=made)
    return made


def warned(client: Client, person: Any, wanted: LearningClass) -> tuple[str, str]:
    """Return the sentence of the service, which is the page's, and the page."""
    with pytest.raises(Refused) as caught:
        request_enrolment(person=person, learning_class=wanted, by=person.user)
    assert caught.value.code == "same_course"
    said = str(caught.value.sentence)
    assert options_for(person, [wanted])[wanted.pk].sentence == said
    client.force_login(person.user)
    text = page(client, address("book", wanted))
    assert said in text
    return said, text


def test_a_place_can_be_moved(client: Client, course: Any) -> None:
    wanted = LearningClassFactory(course=course, places=1, in_days=30)
    other = EnrolmentFactory(
        person=learner(), learning_class=LearningClassFactory(course=course)
    )
    said, text = warned(client, other.person, wanted)
    assert MOVE in said and HERE in text
    assert move(enrolment=other, to=wanted, by=other.person.user).state == "confirmed"


@pytest.mark.parametrize(
    ("state", "way"),
    [("requested", "Take that request back first"), ("offered", "Answer that offer")],
)
def test_what_is_no_place_yet_cannot_be_moved(
    client: Client, course: Any, state: str, way: str
) -> None:
    other = EnrolmentFactory(
        person=learner(),
        learning_class=LearningClassFactory(course=course),
        state=state,
    )
    wanted = LearningClassFactory(course=course, in_days=30)
    said, text = warned(client, other.person, wanted)
    assert MOVE not in said and way in said
    assert HERE not in text and "See the booking you have" in text
    with pytest.raises(Refused, match="Only a confirmed booking can be moved"):
        move(enrolment=other, to=wanted, by=other.person.user)


@pytest.mark.parametrize("why", ["full", "queue", "begun", "approval"])
def test_nor_a_place_where_the_move_would_be_refused(
    client: Client, course: Any, why: str
) -> None:
    old = LearningClassFactory(course=course, sessions=2)
    wanted = LearningClassFactory(course=course, places=1, in_days=30)
    other = EnrolmentFactory(person=learner(), learning_class=old)
    if why in ("full", "queue"):
        state = "confirmed" if why == "full" else "waitlisted"
        EnrolmentFactory(learning_class=wanted, state=state)
    elif why == "begun":
        LearningClass.objects.filter(pk=old.pk).update(starts_at=now())
    else:
        LearningClass.objects.filter(pk=wanted.pk).update(approval_required=True)
    said, text = warned(client, other.person, wanted)
    assert MOVE not in said and "choose another date" in said
    assert HERE not in text
    with pytest.raises(Refused):
        move(enrolment=other, to=wanted, by=other.person.user)


def test_an_approval_goes_along(client: Client, course: Any) -> None:
    course.approval_required = True
    course.save()
    wanted = LearningClassFactory(course=course, places=1, in_days=30)
    other = EnrolmentFactory(
        person=learner(),
        learning_class=LearningClassFactory(course=course),
        approved_at=now(),
    )
    said, text = warned(client, other.person, wanted)
    assert MOVE in said and HERE in text
    assert move(enrolment=other, to=wanted, by=other.person.user).state == "confirmed"


@pytest.mark.parametrize("asks", [True, False])
@pytest.mark.parametrize("has_other", [True, False])
def test_a_class_that_is_full_and_has_no_list_says_so_as_booking_does(
    client: Client, course: Any, asks: bool, has_other: bool
) -> None:
    person = learner()
    wanted = LearningClassFactory(
        course=course, places=1, has_waiting_list=False, approval_required=asks
    )
    EnrolmentFactory(learning_class=wanted)
    if has_other:
        other = LearningClassFactory(course=course, in_days=30)
        EnrolmentFactory(person=person, learning_class=other)
    option = options_for(person, [wanted])[wanted.pk]
    assert (option.code, option.act) == ("full", "")
    with pytest.raises(Refused) as caught:
        request_enrolment(person=person, learning_class=wanted, by=person.user)
    assert caught.value.code == "full"
    assert option.sentence == str(caught.value.sentence)
