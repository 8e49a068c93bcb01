"""Who gets the places that become free."""

from __future__ import annotations

import datetime

import pytest

from wagtail_esrlm.booking import places
from wagtail_esrlm.booking.models import Enrolment, PromotionDue
from wagtail_esrlm.booking.promotion import promote, promote_due
from wagtail_esrlm.booking.services import (
    accept_offer,
    cancel,
    promotion_is_due,
    request_enrolment,
    set_priority,
)
from wagtail_esrlm.clock import now, today
from wagtail_esrlm.errors import Refused
from wagtail_esrlm.testing import (
    CompetencyAwardFactory,
    CompetencyFactory,
    CourseFactory,
    EnrolmentFactory,
    LearningClassFactory,
    RequirementFactory,
)

from .people import administrator, counted, learner, steps, told

pytestmark = pytest.mark.django_db

MINUTE = datetime.timedelta(minutes=1)
#: Far enough for places to be given, not offered (rule 67).
FAR = 60


def waiting(learning_class, minutes=0, **facts) -> Enrolment:
    person = facts.pop("person", None) or learner()
    return EnrolmentFactory(
        learning_class=learning_class,
        person=person,
        state="waitlisted",
        waiting_since=now() + minutes * MINUTE,
        **facts,
    )


def promoted(learning_class, at=None) -> list[Enrolment]:
    return promote(learning_class.pk, at)


def test_a_cancelled_place_goes_to_the_next_who_waits():
    learning_class = LearningClassFactory(places=1, in_days=FAR)
    first = EnrolmentFactory(learning_class=learning_class, person=learner())
    late, early = waiting(learning_class, 2), waiting(learning_class, 1)
    cancel(enrolment=first, by=first.person.user)
    assert promote_due() == "1 lists looked at, 1 people promoted"
    early.refresh_from_db()
    late.refresh_from_db()
    assert (early.state, late.state) == ("confirmed", "waitlisted")
    assert counted(learning_class) == (1, 1)
    assert told(early.person) == ["booking.promoted"]
    assert steps(early) == [("promote", "waitlisted", "confirmed")]
    assert not PromotionDue.objects.exists()


def test_as_many_are_promoted_as_there_are_places_in_order():
    learning_class = LearningClassFactory(places=3, taken=1, in_days=FAR)
    people = [waiting(learning_class, minute) for minute in range(4)]
    assert promoted(learning_class) == people[:2]
    assert promoted(learning_class) == []
    assert counted(learning_class) == (3, 2)


def test_raising_capacity_promotes_exactly_the_freed_places():
    learning_class = LearningClassFactory(places=1, full=True, in_days=FAR)
    people = [waiting(learning_class, minute) for minute in range(3)]
    assert places.resize(learning_class.pk, maximum_places=3)
    promotion_is_due(learning_class.pk, reason="capacity")
    promote_due()
    assert list(Enrolment.objects.in_waiting_order()) == people[2:]


def test_raising_capacity_never_skips_an_approval():
    learning_class = LearningClassFactory(places=2, in_days=FAR, approval_required=True)
    EnrolmentFactory(learning_class=learning_class, state="requested")
    unanswered = waiting(learning_class, 1)
    approved = waiting(learning_class, 2, approved_at=now())
    assert promoted(learning_class) == [approved]
    unanswered.refresh_from_db()
    assert unanswered.state == "waitlisted"
    assert unanswered.steps.get().facts == {"why": "approval_missing"}


def test_a_higher_priority_goes_first_and_is_kept_with_its_reason():
    learning_class = LearningClassFactory(places=1, in_days=FAR)
    first, second = waiting(learning_class, 1), waiting(learning_class, 2)
    with pytest.raises(Refused):
        set_priority(enrolment=second, priority=5, by=first.person.user, reason="Me")
    set_priority(enrolment=second, priority=5, by=administrator(), reason="Ward rota")
    step = second.steps.get()
    assert (step.reason, step.facts) == ("Ward rota", {"from": 0, "to": 5})
    assert promoted(learning_class) == [second]


def test_where_need_counts_who_lacks_it_comes_first_then_who_expires_soonest():
    competency = CompetencyFactory(months=12)
    RequirementFactory(competency=competency)
    course = CourseFactory(delivers=[competency], waits_by_need=True)
    learning_class = LearningClassFactory(course=course, places=1, in_days=FAR)
    held = [waiting(learning_class, minute) for minute in range(2)]
    for one, days in zip(held, (10, 300), strict=True):
        CompetencyAwardFactory(
            person=one.person,
            competency=competency,
            achieved_on=today() - datetime.timedelta(days=days),
        )
    lacking = waiting(learning_class, 9)
    assert promoted(learning_class) == [lacking]
    places.resize(learning_class.pk, maximum_places=2)
    assert promoted(learning_class) == [held[1]]


def test_who_cannot_come_is_skipped_not_removed_and_reads_why_once():
    learning_class = LearningClassFactory(places=1, in_days=FAR)
    busy, free = waiting(learning_class, 1), waiting(learning_class, 2)
    EnrolmentFactory(
        person=busy.person, learning_class=LearningClassFactory(in_days=FAR)
    )
    assert promoted(learning_class) == [free]
    busy.refresh_from_db()
    assert busy.state == "waitlisted"
    assert told(busy.person) == ["booking.skipped"]
    message = busy.person.messages.get()
    assert message.facts["why"] == "overlaps"
    assert message.facts["sentence"].startswith("Another booking is at the same time")
    places.resize(learning_class.pk, maximum_places=2)
    promoted(learning_class)
    assert told(busy.person) == ["booking.skipped"]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"person_type": "external_learner"}, "not_for_you"),
        ({"ends_on": datetime.date(2020, 1, 1)}, "not_for_you"),
    ],
)
def test_eligibility_is_asked_again(change, why):
    learning_class = LearningClassFactory(places=1, in_days=FAR)
    one = waiting(learning_class)
    type(one.person).objects.filter(pk=one.person.pk).update(**change)
    assert promoted(learning_class) == []
    assert one.steps.get().facts == {"why": why}


@pytest.mark.parametrize("status", ["cancelled", "closed", "planned"])
def test_a_class_that_does_not_run_promotes_nobody(status):
    learning_class = LearningClassFactory(places=1, in_days=FAR, status=status)
    waiting(learning_class)
    assert promoted(learning_class) == []


def test_from_the_promotion_cut_off_on_nobody_is_promoted():
    learning_class = LearningClassFactory(places=1, in_days=FAR)
    waiting(learning_class)
    cut_off = learning_class.starts_at - datetime.timedelta(hours=24)
    assert promoted(learning_class, cut_off) == []
    assert len(promoted(learning_class, cut_off - MINUTE)) == 1


def test_within_five_working_days_places_are_offered_not_given():
    monday = datetime.date(2027, 3, 15)
    learning_class = LearningClassFactory(places=2, held_on=monday)
    people = [waiting(learning_class, minute) for minute in range(2)]
    offering = datetime.datetime(2027, 3, 8, tzinfo=datetime.UTC)
    places.resize(learning_class.pk, maximum_places=1)
    given = promoted(learning_class, offering - MINUTE)
    assert [one.state for one in given] == ["confirmed"]
    places.resize(learning_class.pk, maximum_places=2)
    offered = promoted(learning_class, offering)
    assert [one.state for one in offered] == ["offered"]
    assert told(people[1].person) == ["booking.offered"]
    assert counted(learning_class) == (2, 0)


def test_a_class_that_offers_offers_always():
    learning_class = LearningClassFactory(places=1, in_days=FAR, offer_hours=48)
    one = waiting(learning_class)
    assert promoted(learning_class) == [one]
    one.refresh_from_db()
    assert (one.state, one.offer_expires_at) == ("offered", None)


def test_who_is_promoted_after_the_cut_off_for_cancelling_is_marked():
    learning_class = LearningClassFactory(
        places=1, in_days=FAR, cancel_days_before=FAR + 5
    )
    one = waiting(learning_class)
    promoted(learning_class)
    one.refresh_from_db()
    assert one.promoted_late


def test_the_first_promotion_wins_and_the_other_list_lets_the_person_go():
    person = learner()
    here, there = (LearningClassFactory(places=1, in_days=FAR) for _ in range(2))
    first, second = waiting(here, person=person), waiting(there, person=person)
    promotion_is_due(here.pk, reason="test")
    promotion_is_due(there.pk, reason="test")
    promote_due()
    second.refresh_from_db()
    first.refresh_from_db()
    assert first.state == "confirmed"
    assert (second.state, second.cancel_reason) == ("cancelled", "overlaps")
    assert told(person) == ["booking.promoted", "booking.cancelled"]
    assert counted(there) == (0, 0)


def test_the_other_list_is_looked_at_even_where_nothing_is_free():
    person = learner()
    here = LearningClassFactory(places=1, in_days=FAR)
    there = LearningClassFactory(places=1, full=True, in_days=FAR)
    waiting(here, person=person)
    second = waiting(there, person=person)
    promotion_is_due(here.pk, reason="test")
    promote_due()
    promote_due()
    second.refresh_from_db()
    assert second.cancel_reason == "overlaps"


def test_a_setting_lets_people_stay_on_the_other_list(settings):
    settings.WAGTAIL_ESRLM = {"KEEP_OVERLAPPING_WAITS": True}
    person = learner()
    here, there = (LearningClassFactory(places=1, in_days=FAR) for _ in range(2))
    waiting(here, person=person)
    second = waiting(there, person=person)
    promoted(here)
    promote_due()
    second.refresh_from_db()
    assert second.state == "waitlisted"
    assert second.steps.get().facts == {"why": "overlaps"}


def test_accepting_an_offer_leaves_the_other_list_too():
    person = learner()
    here = LearningClassFactory(places=1, in_days=FAR, offer_hours=24)
    there = LearningClassFactory(places=1, full=True, in_days=FAR)
    offer, second = waiting(here, person=person), waiting(there, person=person)
    promoted(here)
    accept_offer(enrolment=offer, by=person.user)
    promote_due()
    second.refresh_from_db()
    assert second.cancel_reason == "overlaps"


def test_a_newcomer_is_promoted_past_those_who_cannot_come():
    learning_class = LearningClassFactory(places=1, in_days=FAR)
    busy = waiting(learning_class)
    EnrolmentFactory(
        person=busy.person, learning_class=LearningClassFactory(in_days=FAR)
    )
    newcomer = learner()
    joined = request_enrolment(
        person=newcomer, learning_class=learning_class, by=newcomer.user
    )
    assert joined.state == "waitlisted"
    promote_due()
    joined.refresh_from_db()
    assert joined.state == "confirmed"


def test_a_list_that_another_process_has_looked_at_is_left_alone():
    learning_class = LearningClassFactory(places=1, in_days=FAR)
    waiting(learning_class)
    assert promote(learning_class.pk, only_if_due=True) == []


def test_one_list_that_fails_does_not_stop_the_others(monkeypatch):
    broken = LearningClassFactory(places=1, in_days=FAR)
    well = LearningClassFactory(places=1, in_days=FAR)
    one = waiting(well)
    for each in (broken, well):
        promotion_is_due(each.pk, reason="test")
    read = places.hold

    def hold(class_id):
        if class_id == broken.pk:
            raise RuntimeError
        return read(class_id)

    monkeypatch.setattr("wagtail_esrlm.booking.promotion.places.hold", hold)
    with pytest.raises(RuntimeError):
        promote_due()
    one.refresh_from_db()
    assert one.state == "confirmed"
    assert PromotionDue.objects.get().learning_class == broken


def test_promotion_takes_as_many_queries_for_many_as_for_few(
    django_assert_max_num_queries,
):
    learning_class = LearningClassFactory(places=30, in_days=FAR)
    for minute in range(40):
        waiting(learning_class, minute)
    with django_assert_max_num_queries(24):
        assert len(promoted(learning_class)) == 30
