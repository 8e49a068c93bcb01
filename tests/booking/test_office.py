"""Walk-ins and groups: what the learning team, instructors and managers do."""

from __future__ import annotations

import datetime

import pytest
from django.contrib.auth.models import Permission

from wagtail_esrlm.booking.models import ClassPlaces, Enrolment
from wagtail_esrlm.booking.services import (
    add_walk_in,
    book_group,
    request_enrolment,
)
from wagtail_esrlm.errors import Refused
from wagtail_esrlm.testing import (
    EnrolmentFactory,
    LearningClassFactory,
    PersonFactory,
    UserFactory,
)

from .people import administrator, counted, learner, told

pytestmark = pytest.mark.django_db


def walk_in(learning_class, person, **terms) -> Enrolment:
    return add_walk_in(
        learning_class=learning_class,
        person=person,
        **{"by": administrator(), "reason": "Came with a colleague", **terms},
    )


def test_a_walk_in_comes_beyond_capacity_after_the_start_with_a_reason():
    learning_class = LearningClassFactory(places=1, full=True, in_days=-1)
    person = PersonFactory()
    came = walk_in(learning_class, person)
    assert (came.state, came.source) == ("confirmed", "walk_in")
    assert came.steps.get().reason == "Came with a colleague"
    assert counted(learning_class) == (2, 0)
    assert ClassPlaces.objects.get(pk=learning_class.pk).extra_places == 1


def test_a_walk_in_without_a_reason_is_refused():
    with pytest.raises(Refused) as caught:
        walk_in(LearningClassFactory(), PersonFactory(), reason="")
    assert caught.value.code == "reason_needed"


@pytest.mark.parametrize("state", ["waitlisted", "requested", "offered", "confirmed"])
def test_who_stands_in_the_class_walks_in_on_their_booking(state):
    learning_class = LearningClassFactory(places=1, full=True)
    ClassPlaces.objects.filter(pk=learning_class.pk).update(extra_places=1)
    standing = EnrolmentFactory(learning_class=learning_class, state=state)
    assert walk_in(learning_class, standing.person).pk == standing.pk
    assert counted(learning_class) == (2, 0)


def test_instructors_add_walk_ins_to_the_classes_they_teach():
    teacher = learner()
    teacher.user.user_permissions.add(Permission.objects.get(codename="keep_registers"))
    own = LearningClassFactory(instructors=[teacher])
    early = {"by": teacher.user, "at": own.starts_at - datetime.timedelta(minutes=15)}
    assert walk_in(own, PersonFactory(), **early).state == "confirmed"
    with pytest.raises(Refused) as caught:
        walk_in(LearningClassFactory(), PersonFactory(), by=teacher.user)
    assert caught.value.code == "not_your_register"


def test_instructors_let_nobody_past_the_waiting_list_before_the_class():
    teacher = learner()
    teacher.user.user_permissions.add(Permission.objects.get(codename="keep_registers"))
    own = LearningClassFactory(places=1, full=True, instructors=[teacher])
    with pytest.raises(Refused, match="from 15 minutes before") as caught:
        walk_in(own, PersonFactory(), by=teacher.user)
    assert caught.value.code == "not_come_yet"
    assert counted(own) == (1, 0)
    assert walk_in(own, PersonFactory()).state == "confirmed"


def test_a_cancelled_class_takes_no_walk_in():
    with pytest.raises(Refused) as caught:
        walk_in(LearningClassFactory(status="cancelled"), PersonFactory())
    assert caught.value.code == "class_cancelled"


def test_a_group_is_booked_whole():
    learning_class = LearningClassFactory(places=3)
    people = [learner() for _place in range(3)]
    result = book_group(
        learning_class=learning_class, people=people, by=administrator()
    )
    assert [one.person_id for one in result.booked] == [one.pk for one in people]
    assert counted(learning_class) == (3, 0)
    assert told(people[0]) == ["booking.confirmed"]


def test_nobody_of_the_office_books_themselves_past_approval():
    person = learner()
    person.user.user_permissions.add(Permission.objects.get(codename="manage_bookings"))
    own = {"by": person.user, "source": "administrator"}
    needs_yes = LearningClassFactory(approval_required=True)
    with pytest.raises(Refused) as caught:
        request_enrolment(person=person, learning_class=needs_yes, **own)
    assert caught.value.code == "own_request"
    result = book_group(
        learning_class=needs_yes,
        people=[person, learner()],
        all_or_nothing=False,
        **own,
    )
    [out] = result.not_booked
    assert (out.person, out.refusal.why) == (person, "own_request")
    assert counted(needs_yes) == (1, 0)
    plain = LearningClassFactory(in_days=30)
    assert request_enrolment(person=person, learning_class=plain, **own)


def test_all_or_nothing_books_nobody_and_names_each_and_why():
    learning_class = LearningClassFactory()
    fits, outsider = learner(), learner(external=True)
    with pytest.raises(Refused) as caught:
        book_group(
            learning_class=learning_class, people=[fits, outsider], by=administrator()
        )
    assert caught.value.code == "group_refused"
    [out] = caught.value.facts["not_booked"]
    assert (out.person, out.refusal.why) == (outsider, "not_for_you")
    assert "for other staff" in out.sentence
    assert counted(learning_class) == (0, 0)


def test_a_group_too_large_is_told_how_many_places_there_are():
    learning_class = LearningClassFactory(places=2, taken=1)
    with pytest.raises(Refused, match="1 places left for 2 people") as caught:
        book_group(
            learning_class=learning_class,
            people=[learner(), learner()],
            by=administrator(),
        )
    assert caught.value.code == "group_too_large"


def test_those_who_fit_are_booked_in_order_and_the_others_named():
    learning_class = LearningClassFactory(places=2)
    outsider, first, second, third = (
        learner(external=True),
        learner(),
        learner(),
        learner(),
    )
    result = book_group(
        learning_class=learning_class,
        people=[outsider, first, second, third],
        by=administrator(),
        all_or_nothing=False,
    )
    assert [one.person_id for one in result.booked] == [first.pk, second.pk]
    assert [(out.person, out.refusal.why) for out in result.not_booked] == [
        (outsider, "not_for_you"),
        (third, "full"),
    ]
    assert counted(learning_class) == (2, 0)


def test_a_group_does_not_jump_the_queue():
    learning_class = LearningClassFactory(places=5)
    EnrolmentFactory(learning_class=learning_class, state="waitlisted")
    result = book_group(
        learning_class=learning_class,
        people=[learner()],
        by=administrator(),
        all_or_nothing=False,
    )
    assert result.not_booked[0].refusal.why == "queue_first"


def test_a_manager_books_their_own_team_only():
    manager = learner()
    report, stranger = learner(manager=manager), learner()
    result = book_group(
        learning_class=LearningClassFactory(),
        people=[report, stranger],
        by=manager.user,
        source="manager",
        all_or_nothing=False,
    )
    assert result.booked[0].assignment == report.assignments.get()
    assert result.not_booked[0].refusal.why == "not_in_team"


def test_a_group_needs_somebody_who_may():
    with pytest.raises(Refused) as caught:
        book_group(
            learning_class=LearningClassFactory(), people=[learner()], by=UserFactory()
        )
    assert caught.value.code == "not_in_team"


def test_a_group_takes_as_many_queries_as_a_pair(django_assert_max_num_queries):
    learning_class = LearningClassFactory(places=40)
    people = [learner() for _place in range(30)]
    by = administrator()
    with django_assert_max_num_queries(22):
        book_group(learning_class=learning_class, people=people, by=by)
