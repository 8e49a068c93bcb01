"""Compliance opens on a day (rule 102)."""

from __future__ import annotations

import datetime
import re

import pytest
from django.contrib.auth.models import AnonymousUser

from wagtail_esrlm.permissions import shown
from wagtail_esrlm.testing import (
    BusinessGroupFactory,
    PersonFactory,
    UserFactory,
    organisation_path,
    seat,
)
from wagtail_esrlm.workforce.models import Organisation

from .test_policy import role_user

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2025, 6, 15)
DAY = datetime.timedelta(days=1)


@pytest.fixture
def group():
    """Return the business group, not shown yet."""
    return BusinessGroupFactory()


@pytest.fixture
def nurse():
    """Return a person with a log-in and a seat on a ward."""
    person = PersonFactory(with_user=True)
    seat(person, organisation=organisation_path("Trust", "Surgery", "Ward 10"))
    return person


def show(group, day: datetime.date | None) -> None:
    """Set the day of the business group."""
    group.shown_from = day
    group.save()


@pytest.mark.parametrize(
    ("day", "allowed"), [(TODAY, True), (TODAY - DAY, True), (TODAY + DAY, False)]
)
def test_it_is_shown_from_its_day_on(group, nurse, day, allowed):
    show(group, day)
    answer = shown.shown_to(nurse.user, nurse, TODAY)
    assert bool(answer) is allowed
    assert answer.from_day == day
    assert bool(answer.sentence) is not allowed


def test_before_it_people_read_when_and_why(group, nurse):
    assert "not shown yet" in shown.shown_to(nurse.user, nurse, TODAY).sentence
    show(group, TODAY + DAY)
    sentence = shown.shown_to(nurse.user, nurse, TODAY).sentence
    assert re.search(r"16 Jun\w* 2025", sentence)
    assert "checking" in sentence


def test_the_nearest_organisation_above_with_a_day_goes_first(group, nurse):
    show(group, TODAY + 9 * DAY)
    Organisation.objects.filter(name="Trust").update(shown_from=TODAY + 5 * DAY)
    assert shown.shown_to(nurse.user, nurse, TODAY).from_day == TODAY + 5 * DAY
    Organisation.objects.filter(name="Surgery").update(shown_from=TODAY)
    assert shown.shown_to(nurse.user, nurse, TODAY)
    Organisation.objects.filter(name="Ward 10").update(shown_from=TODAY + DAY)
    assert not shown.shown_to(nurse.user, nurse, TODAY)


def test_of_two_seats_the_earlier_day_counts(group, nurse):
    show(group, TODAY + DAY)
    early = organisation_path("Trust", "Medicine")
    Organisation.objects.filter(pk=early.pk).update(shown_from=TODAY)
    assert not shown.shown_to(nurse.user, nurse, TODAY)
    period = seat(nurse, organisation=early)
    assert shown.shown_to(nurse.user, nurse, TODAY)
    period.ends_on = TODAY - DAY
    period.save()
    assert not shown.shown_to(nurse.user, nurse, TODAY)


def test_people_without_a_seat_follow_the_business_group(group):
    person = PersonFactory(with_user=True)
    show(group, TODAY)
    assert shown.shown_to(person.user, person, TODAY)


def test_training_leads_and_pilots_see_it_early(group, nurse):
    pilot = PersonFactory(with_user=True)
    group.pilots.add(pilot)
    lead = role_user("view_compliance_early")
    for viewer in (pilot.user, lead):
        answer = shown.shown_to(viewer, nurse, TODAY)
        assert answer
        assert answer.early
    for viewer in (UserFactory(), AnonymousUser(), None, nurse.user):
        assert not shown.shown_to(viewer, nurse, TODAY)


def test_a_pilot_of_another_business_group_sees_nothing_early(nurse):
    other = BusinessGroupFactory(vpd="999")
    pilot = PersonFactory(with_user=True, business_group=other)
    other.pilots.add(pilot)
    assert not shown.shown_to(pilot.user, nurse, TODAY)


def test_many_people_at_once(group, nurse, django_assert_max_num_queries):
    show(group, TODAY + DAY)
    Organisation.objects.filter(name="Surgery").update(shown_from=TODAY)
    late = PersonFactory.create_batch(5)
    viewer = PersonFactory(with_user=True)
    people = [nurse.pk, *(person.pk for person in late)]
    with django_assert_max_num_queries(8):
        answers = shown.shown_people(viewer.user, people, TODAY, viewer=viewer)
    assert [pk for pk, answer in answers.items() if answer] == [nurse.pk]
    group.pilots.add(viewer)
    answers = shown.shown_people(viewer.user, people, TODAY)
    assert all(answers.values())
    assert [answers[pk].early for pk in people] == [False] + [True] * 5


def test_a_circle_of_organisations_ends():
    assert shown.nearest_day(1, {1: (2, None), 2: (1, None)}) is None
    assert shown.nearest_day(7, {}) is None
