"""Who is who, who sits where."""

from __future__ import annotations

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.test import RequestFactory

from wagtail_esrlm.testing import (
    BusinessGroupFactory,
    OrganisationFactory,
    PersonFactory,
    UserFactory,
    organisation_path,
    seat,
)
from wagtail_esrlm.workforce import selectors
from wagtail_esrlm.workforce.models import Organisation, Person

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2025, 6, 15)
DAY = datetime.timedelta(days=1)


def by_host(user) -> Person | None:
    """Resolve a person as a host might: by a field of its own."""
    return Person.objects.filter(email=user.email).first()


def test_a_log_in_is_its_linked_person(django_assert_num_queries):
    person = PersonFactory(with_user=True)
    with django_assert_num_queries(1):
        found = selectors.person_for_user(person.user)
        assert found.business_group.vpd == "457"
    assert found == person
    assert selectors.person_for_user(UserFactory()) is None


def test_nobody_logged_in_is_nobody(django_assert_num_queries):
    request = RequestFactory().get("/")
    with django_assert_num_queries(0):
        assert selectors.person_for_user(AnonymousUser()) is None
        assert selectors.person_for_user(None) is None
        assert selectors.person_for_request(None) is None
        assert selectors.person_for_request(request) is None


@pytest.mark.parametrize("resolver", [None, f"{__name__}.by_host"])
def test_a_shared_log_in_is_nobody_even_if_linked(settings, resolver):
    settings.WAGTAIL_ESRLM = {"PERSON_RESOLVER": resolver}
    user = UserFactory(email="ward10@riverside.example")
    PersonFactory(user=user, email=user.email)
    assert selectors.person_for_user(user) is not None
    assert not selectors.is_shared_log_in(user)
    user.groups.add(Group.objects.create(name="Shared log-ins"))
    assert selectors.person_for_user(user) is None
    assert selectors.is_shared_log_in(user)


def test_a_host_decides_who_somebody_is(settings):
    settings.WAGTAIL_ESRLM = {"PERSON_RESOLVER": f"{__name__}.by_host"}
    person = PersonFactory(email="amal@riverside.example")
    assert selectors.person_for_user(UserFactory(email=person.email)) == person


def test_a_request_asks_once(django_assert_num_queries):
    person = PersonFactory(with_user=True)
    request = RequestFactory().get("/")
    request.user = person.user
    with django_assert_num_queries(1):
        assert selectors.person_for_request(request) == person
        assert selectors.person_for_request(request) == person
    request.user = UserFactory()
    assert selectors.person_for_request(request) is None


def test_seats_that_count_on_a_day(django_assert_num_queries):
    person, other = PersonFactory(), PersonFactory()
    second = seat(person, starts_on=TODAY, status="Maternity")
    primary = seat(person, is_primary=True, ends_on=TODAY)
    seat(person, ends_on=TODAY - DAY)
    seat(person, starts_on=TODAY + DAY)
    seat(person, status="Offer Accepted")
    seat(other)
    with django_assert_num_queries(1):
        found = list(selectors.active_periods([person.pk], on=TODAY))
        assert [period.organisation.name for period in found]
    assert found == [primary, second]
    assert selectors.active_periods(on=TODAY).count() == 3


def test_paths_of_organisations(django_assert_num_queries):
    ward = organisation_path("Trust", "Surgery", "Ward 10")
    top = OrganisationFactory(
        name="Elsewhere", business_group=BusinessGroupFactory(vpd="999")
    )
    with django_assert_num_queries(1):
        paths = selectors.organisation_paths()
    assert paths[ward.pk] == "Trust > Surgery > Ward 10"
    assert paths[ward.parent_id] == "Trust > Surgery"
    assert paths[top.pk] == "Elsewhere"
    mine = selectors.organisation_paths(business_group_id=ward.business_group_id)
    assert set(mine) == set(paths) - {top.pk}


def test_a_circle_of_organisations_does_not_hang():
    one = OrganisationFactory(name="One")
    two = OrganisationFactory(name="Two", parent=one)
    Organisation.objects.filter(pk=one.pk).update(parent=two)
    assert set(selectors.organisation_paths()) == {one.pk, two.pk}


def test_populations_of_people(django_assert_num_queries):
    people = {
        "at work": [{}],
        "on maternity": [{"status": "Maternity"}],
        "bank": [{"category": "Bank"}],
        "nurse and bank": [{}, {"category": "bank"}],
        "absent and bank": [{"status": "Career Break"}, {"category": "Bank"}],
        "left": [{"ends_on": TODAY - DAY}],
    }
    made = {}
    for name, seats in people.items():
        made[name] = PersonFactory()
        for facts in seats:
            seat(made[name], organisation=None, **facts)
    with django_assert_num_queries(3):
        flags = selectors.population_flags(on=TODAY)
    named = {name: flags.get(person.pk) for name, person in made.items()}
    assert named.pop("left") is None
    assert {name for name, flag in named.items() if flag.absent} == {"on maternity"}
    assert {name for name, flag in named.items() if flag.separate} == {"bank"}
    assert {name for name, flag in named.items() if flag.counted()} == {
        "at work",
        "nurse and bank",
    }
    assert named["absent and bank"].counted(absent=True)
    assert named["absent and bank"].counted(separate=True)
    assert not named["bank"].counted(absent=True)
    one = made["bank"].pk
    assert set(selectors.population_flags([one], on=TODAY)) == {one}
