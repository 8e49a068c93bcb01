"""Asking for a place."""

from __future__ import annotations

import datetime

import pytest

from wagtail_esrlm.booking.models import Enrolment
from wagtail_esrlm.booking.services import request_enrolment
from wagtail_esrlm.clock import now, today
from wagtail_esrlm.errors import Refused
from wagtail_esrlm.idempotency.models import IdempotencyKey
from wagtail_esrlm.idempotency.services import KeyReused
from wagtail_esrlm.snippets.models import CoursePrerequisite
from wagtail_esrlm.testing import (
    AudienceFactory,
    CompetencyAwardFactory,
    CompetencyFactory,
    CourseFactory,
    EnrolmentFactory,
    LearningClassFactory,
    PersonFactory,
    RequirementFactory,
    UserFactory,
    seat,
)

from .people import administrator, counted, learner, steps, told

pytestmark = pytest.mark.django_db

ONE_HOUR = datetime.timedelta(hours=1)


def book(person, learning_class, **terms):
    return request_enrolment(
        person=person, learning_class=learning_class, **{"by": person.user, **terms}
    )


def refusal(person, learning_class, **terms) -> str:
    before = counted(learning_class)
    with pytest.raises(Refused) as caught:
        book(person, learning_class, **terms)
    assert counted(learning_class) == before
    assert str(caught.value.sentence)
    return caught.value.code


def test_a_free_place_is_booked_at_once_with_a_step_and_a_message():
    person, learning_class = learner(), LearningClassFactory(places=2)
    booked = book(person, learning_class)
    assert booked.state == "confirmed"
    assert booked.confirmed_at is not None
    assert booked.assignment.person == person
    assert booked.course_title == learning_class.course.title
    assert counted(learning_class) == (1, 0)
    assert steps(booked) == [("book", "", "confirmed")]
    assert booked.steps.get().by == person.user
    assert told(person) == ["booking.confirmed"]


def test_a_plain_booking_takes_few_statements(django_assert_max_num_queries):
    person, learning_class = learner(), LearningClassFactory()
    with django_assert_max_num_queries(16):
        book(person, learning_class)


def test_who_comes_too_late_for_a_place_joins_the_queue():
    person, learning_class = learner(), LearningClassFactory(places=1, full=True)
    waiting = book(person, learning_class, keeps_waiting=True)
    assert (waiting.state, waiting.keeps_waiting) == ("waitlisted", True)
    assert waiting.waiting_since is not None
    assert counted(learning_class) == (1, 1)
    assert told(person) == ["booking.waiting"]


def test_a_full_class_without_a_waiting_list_refuses_in_a_few_reads(
    django_assert_max_num_queries,
):
    person = learner()
    learning_class = LearningClassFactory(places=1, full=True, has_waiting_list=False)
    with django_assert_max_num_queries(2), pytest.raises(Refused) as caught:
        book(person, learning_class)
    assert caught.value.code == "full"


def test_nobody_jumps_the_queue_while_somebody_waits():
    learning_class = LearningClassFactory(places=2, taken=1)
    EnrolmentFactory(learning_class=learning_class, state="waitlisted")
    assert book(learner(), learning_class).state == "waitlisted"
    assert counted(learning_class) == (1, 2)


@pytest.mark.parametrize("state", ["confirmed", "waitlisted", "requested"])
def test_asking_twice_returns_the_booking_that_stands(state):
    learning_class = LearningClassFactory(
        places=1, full=state == "waitlisted", approval_required=state == "requested"
    )
    person = learner()
    first = book(person, learning_class)
    assert first.state == state
    before = counted(learning_class)
    assert book(person, learning_class).pk == first.pk
    assert counted(learning_class) == before
    assert len(told(person)) == 1


def test_asking_twice_for_the_last_place_of_a_class_without_a_list_is_no_refusal():
    person = learner()
    learning_class = LearningClassFactory(places=1, has_waiting_list=False)
    first = book(person, learning_class)
    assert book(person, learning_class).pk == first.pk


def test_the_same_key_returns_the_same_booking_even_after_it_was_cancelled():
    person, learning_class = learner(), LearningClassFactory()
    first = book(person, learning_class, key="k1")
    Enrolment.objects.filter(pk=first.pk).update(state="cancelled")
    learning_class.places.places_taken = 0
    learning_class.places.save()
    assert book(person, learning_class, key="k1").pk == first.pk
    assert book(person, learning_class, key="k2").pk != first.pk


def test_a_key_that_came_with_another_request_is_refused():
    person = learner()
    book(person, LearningClassFactory(), key="k1")
    other = LearningClassFactory(in_days=20)
    with pytest.raises(KeyReused):
        book(person, other, key="k1")
    assert counted(other) == (0, 0)


def test_a_refusal_forgets_its_key():
    person, learning_class = learner(), LearningClassFactory(status="closed")
    refusal(person, learning_class, key="k1")
    assert not IdempotencyKey.objects.exists()


def test_a_class_that_needs_approval_asks_the_supervisor_of_the_post():
    manager = learner()
    person = learner(manager=manager)
    learning_class = LearningClassFactory(approval_required=True)
    asked = book(person, learning_class)
    assert (asked.state, asked.approver) == ("requested", manager)
    assert asked.approval_due_at - asked.created_at == datetime.timedelta(days=5)
    assert counted(learning_class) == (0, 0)
    assert told(person) == ["booking.requested"]
    assert told(manager) == ["booking.approval_asked"]


def test_without_a_supervisor_class_administrators_are_asked():
    asked = book(learner(), LearningClassFactory(approval_required=True))
    assert (asked.state, asked.approver, asked.approval_due_at) == (
        "requested",
        None,
        None,
    )


def test_limited_access_books_what_needs_no_approval_only():
    person = learner(limited=True)
    assert book(person, LearningClassFactory()).state == "confirmed"
    needing = LearningClassFactory(approval_required=True, in_days=20)
    assert refusal(person, needing) == "limited_access"


def test_a_manager_books_a_limited_report_without_approval():
    manager = learner()
    person = learner(manager=manager, limited=True)
    learning_class = LearningClassFactory(approval_required=True, self_enrolment=False)
    booked = book(person, learning_class, by=manager.user, source="manager")
    assert (booked.state, booked.source) == ("confirmed", "manager")


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("self", "not_yours"),
        ("manager", "not_in_team"),
        ("administrator", "not_in_team"),
        ("walk_in", "not_in_team"),
        ("import", "not_in_team"),
    ],
)
def test_nobody_books_for_others_without_the_right(source, code):
    assert (
        refusal(learner(), LearningClassFactory(), by=learner().user, source=source)
        == code
    )


def test_an_administrator_books_a_customer_who_has_no_log_in():
    customer = PersonFactory(customer=True)
    learning_class = LearningClassFactory()
    by = administrator()
    assert (
        book(customer, learning_class, by=by, source="administrator").state
        == "confirmed"
    )
    course = CourseFactory(is_classroom=False, is_e_learning=True)
    online = LearningClassFactory(course=course, in_days=20)
    assert refusal(customer, online, by=by, source="administrator") == "e_learning_only"


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"status": "cancelled"}, "class_cancelled"),
        ({"status": "closed"}, "class_closed"),
        ({"status": "planned"}, "class_planned"),
        ({"sessions": 0}, "no_dates"),
        ({"is_published": False}, "not_shown"),
        ({"in_days": -1}, "class_started"),
        ({"self_enrolment": False}, "booked_by_others"),
        ({"in_days": 1, "approval_required": True}, "too_late_to_approve"),
        ({"course__ends_on": datetime.date(2020, 1, 1)}, "course_ended"),
        ({"course__starts_on": datetime.date(2990, 1, 1)}, "course_not_open"),
        ({"course__live": False}, "not_shown"),
    ],
)
def test_a_class_that_is_not_open_says_why(facts, code):
    at = now()
    if code == "too_late_to_approve":
        at = datetime.datetime.combine(today(), datetime.time(12), tzinfo=datetime.UTC)
    assert refusal(learner(), LearningClassFactory(**facts), at=at) == code


def test_booking_closes_after_its_moment_not_at_it():
    closes = now() + ONE_HOUR
    learning_class = LearningClassFactory(enrolment_closes_at=closes)
    late = closes + datetime.timedelta(microseconds=1)
    assert refusal(learner(), learning_class, at=late) == "closed_for_booking"
    assert book(learner(), learning_class, at=closes).state == "confirmed"


def test_booking_opens_at_the_later_moment_of_course_and_class():
    opens = now() + ONE_HOUR
    learning_class = LearningClassFactory(course__booking_opens_at=opens)
    assert refusal(learner(), learning_class) == "not_open_yet"
    assert book(learner(), learning_class, at=opens).state == "confirmed"


def test_before_it_is_shown_only_the_pilot_group_books():
    learning_class = LearningClassFactory(shown_from=now() + ONE_HOUR)
    pilot = learner()
    pilot.business_group.pilots.add(pilot)
    assert refusal(learner(), learning_class) == "not_shown"
    assert book(pilot, learning_class).state == "confirmed"


def test_only_the_audience_books():
    outsider = learner(external=True)
    course = CourseFactory()
    learning_class = LearningClassFactory(course=course)
    assert refusal(outsider, learning_class) == "not_for_you"
    AudienceFactory(course=course, external_learners=True)
    assert book(outsider, learning_class).state == "confirmed"


def test_a_manager_cannot_book_outside_the_audience():
    manager = learner()
    course = CourseFactory()
    AudienceFactory(course=course, employees=False, external_learners=True)
    assert (
        refusal(
            learner(manager=manager),
            LearningClassFactory(course=course),
            by=manager.user,
            source="manager",
        )
        == "not_for_you"
    )


def test_who_will_have_left_by_then_is_refused_unless_the_office_overrides():
    person = PersonFactory(with_user=True)
    seat(person, ends_on=today() + datetime.timedelta(days=5))
    learning_class = LearningClassFactory(in_days=14)
    assert refusal(person, learning_class) == "gone_by_then"
    assert book(person, LearningClassFactory(in_days=5)).state == "confirmed"
    overridden = book(
        person,
        learning_class,
        by=administrator(),
        source="administrator",
        override=True,
    )
    assert overridden.steps.get().facts == {"override": True}


def test_two_classes_at_one_time_are_refused_unless_the_office_overrides():
    person = learner()
    book(person, LearningClassFactory(in_days=14, sessions=3))
    second = LearningClassFactory(in_days=16)
    assert refusal(person, second) == "overlaps"
    assert refusal(person, second, override=True) == "overlaps"
    office = {"by": administrator(), "source": "administrator"}
    assert refusal(person, second, **office) == "overlaps"
    assert book(person, second, override=True, **office).state == "confirmed"


def test_waiting_for_a_class_does_not_block_its_time():
    person = learner()
    full = LearningClassFactory(places=1, full=True)
    assert book(person, full).state == "waitlisted"
    assert book(person, LearningClassFactory()).state == "confirmed"


def test_a_second_class_of_the_course_needs_to_be_meant():
    person, course = learner(), CourseFactory()
    book(person, LearningClassFactory(course=course))
    second = LearningClassFactory(course=course, in_days=30)
    assert refusal(person, second) == "same_course"
    assert book(person, second, despite=["same_course"]).state == "confirmed"


def test_what_the_course_asks_for_first_is_asked_of_those_who_book_themselves():
    first = CompetencyFactory()
    course = CourseFactory()
    CoursePrerequisite.objects.create(course=course, competency=first)
    learning_class = LearningClassFactory(course=course)
    person = learner()
    with pytest.raises(Refused, match=first.title) as caught:
        book(person, learning_class)
    assert caught.value.code == "prerequisite"
    CompetencyAwardFactory(person=person, competency=first, achieved_on=today())
    assert book(person, learning_class).state == "confirmed"


def test_a_prerequisite_must_be_held_on_the_day_of_the_class():
    first = CompetencyFactory()
    course = CourseFactory()
    CoursePrerequisite.objects.create(course=course, competency=first)
    person = learner()
    CompetencyAwardFactory(
        person=person, competency=first, achieved_on=today(), expires_on=today()
    )
    assert refusal(person, LearningClassFactory(course=course)) == "prerequisite"


def test_of_two_posts_the_one_that_requires_the_course_is_the_one():
    person = PersonFactory(with_user=True)
    primary = seat(person, is_primary=True)
    other = seat(person)
    competency = CompetencyFactory()
    RequirementFactory(competency=competency, organisation=other.organisation)
    course = CourseFactory(delivers=[competency])
    chosen = LearningClassFactory(course=course)
    assert book(person, chosen).assignment == other.assignment
    plain = LearningClassFactory(in_days=30)
    assert book(person, plain).assignment == primary.assignment


def test_a_person_chooses_one_of_their_own_posts():
    person = PersonFactory(with_user=True)
    seat(person, is_primary=True)
    other = seat(person).assignment
    stranger = seat(PersonFactory()).assignment
    learning_class = LearningClassFactory()
    assert refusal(person, learning_class, assignment=stranger) == "not_their_post"
    assert book(person, learning_class, assignment=other).assignment == other


def test_a_manager_books_for_the_post_that_leads_to_them():
    manager = learner()
    person = PersonFactory()
    seat(person, is_primary=True)
    led = seat(person, supervisor=manager)
    booked = book(person, LearningClassFactory(), by=manager.user, source="manager")
    assert booked.assignment == led.assignment


def test_nobody_stands_on_more_waiting_lists_than_the_limit(settings):
    settings.WAGTAIL_ESRLM = {"MOST_WAITING_LISTS": 1, "MOST_BOOKINGS_A_DAY": 2}
    person = learner()
    full = [LearningClassFactory(places=1, full=True, in_days=20 + n) for n in range(2)]
    assert book(person, full[0]).state == "waitlisted"
    assert refusal(person, full[1]) == "too_many_waits"
    assert book(person, LearningClassFactory(in_days=30)).state == "confirmed"
    assert refusal(person, LearningClassFactory(in_days=31)) == "too_many_bookings"


def test_a_stranger_log_in_books_nothing():
    assert refusal(learner(), LearningClassFactory(), by=UserFactory()) == "not_yours"
