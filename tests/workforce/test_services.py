"""People, deputies, organisations and statuses change through one road."""

from __future__ import annotations

import datetime

import pytest

from wagtail_esrlm.errors import Conflict, InvalidInput
from wagtail_esrlm.testing import (
    BusinessGroupFactory,
    OrganisationFactory,
    PersonFactory,
    UserFactory,
    organisation_path,
    seat,
)
from wagtail_esrlm.workforce import selectors, services
from wagtail_esrlm.workforce.models import AssignmentStatus, Deputy, Person

from .logs import history_of
from .test_seating import announced, by

__all__ = ["announced", "by"]

pytestmark = pytest.mark.django_db

MAY = datetime.date(2025, 5, 1)
JUNE = datetime.date(2025, 6, 1)


def test_a_person_is_added_with_a_number_of_their_own(by):
    group = BusinessGroupFactory()
    person = services.add_person(
        business_group=group,
        employee_number="20000001",
        first_name="Amal",
        last_name="Okafor",
        by=by,
    )
    assert person.employee_number_key == "20000001"
    assert "Person added" in history_of(person)[0].message
    with pytest.raises(InvalidInput, match="has this number already"):
        services.add_person(
            business_group=group,
            employee_number=" 20000001 ",
            first_name="B",
            last_name="C",
            by=by,
        )
    with pytest.raises(InvalidInput, match="user"):
        services.add_person(business_group=group, user=UserFactory(), by=by)


def test_a_persons_details_change_with_a_log(by, announced):
    person = PersonFactory(last_name="Before")
    services.change_person(
        person=person, changes={"last_name": "After"}, by=by, reason="Married"
    )
    person.refresh_from_db()
    assert person.last_name == "After"
    assert "last name: Before → After" in history_of(person)[0].message
    assert announced == []
    services.change_person(person=person, changes={"last_name": "After"}, by=by)
    assert len(history_of(person)) == 1
    services.change_person(
        person=person, changes={"person_type": Person.Type.CUSTOMER}, by=by
    )
    assert announced == [(frozenset([person.pk]), "person type changed")]


def test_a_number_in_use_is_refused(by):
    taken = PersonFactory()
    person = PersonFactory()
    with pytest.raises(InvalidInput):
        services.change_person(
            person=person, changes={"employee_number": taken.employee_number}, by=by
        )


def test_a_deputy_is_named_for_a_period(by):
    manager, deputy = PersonFactory(), PersonFactory()
    named = services.name_deputy(
        manager=manager, deputy=deputy, starts_on=MAY, ends_on=JUNE, by=by
    )
    assert "Deputy named" in history_of(manager)[0].message
    with pytest.raises(Conflict, match="stands in already"):
        services.name_deputy(
            manager=manager, deputy=deputy, starts_on=JUNE, ends_on=JUNE, by=by
        )
    with pytest.raises(InvalidInput, match="themselves"):
        services.name_deputy(
            manager=manager, deputy=manager, starts_on=MAY, ends_on=JUNE, by=by
        )
    with pytest.raises(InvalidInput, match="before the first"):
        services.name_deputy(
            manager=deputy, deputy=manager, starts_on=JUNE, ends_on=MAY, by=by
        )
    assert services.end_deputy(deputy=named, last_day=MAY, by=by).ends_on == MAY
    before = MAY - datetime.timedelta(days=1)
    assert services.end_deputy(deputy=named, last_day=before, by=by) is None
    assert not Deputy.objects.exists()


def test_an_organisation_moves_with_everybody_below(by, announced):
    ward = organisation_path("Trust", "Surgery", "Ward 10")
    medicine = organisation_path("Trust", "Medicine")
    person, elsewhere = PersonFactory(), PersonFactory()
    seat(person, organisation=ward, ends_on=datetime.date(2021, 1, 1))
    seat(elsewhere, organisation=medicine)
    services.move_organisation(
        organisation=ward.parent, parent=medicine, by=by, reason="Reorganised"
    )
    assert selectors.organisation_paths()[ward.pk] == (
        "Trust > Medicine > Surgery > Ward 10"
    )
    assert announced == [(frozenset([person.pk]), "organisation moved")]
    message = history_of(ward.parent)[0].message
    assert "Trust > Surgery → Trust > Medicine > Surgery" in message
    services.move_organisation(
        organisation=ward.parent, parent=medicine, by=by, reason="Again"
    )
    assert len(history_of(ward.parent)) == 1


def test_a_move_below_itself_is_refused_with_the_path(by):
    ward = organisation_path("Trust", "Surgery", "Ward 10")
    with pytest.raises(Conflict, match="Trust > Surgery > Ward 10"):
        services.move_organisation(
            organisation=ward.parent, parent=ward, by=by, reason="x"
        )
    with pytest.raises(Conflict):
        services.move_organisation(organisation=ward, parent=ward, by=by, reason="x")


def test_a_move_needs_a_reason_a_free_name_and_the_same_business_group(by):
    ward = organisation_path("Trust", "Surgery", "Ward 10")
    medicine = organisation_path("Trust", "Medicine")
    OrganisationFactory(parent=medicine, name="ward 10")
    other = OrganisationFactory(business_group=BusinessGroupFactory(vpd="999"))
    with pytest.raises(InvalidInput, match="Say why"):
        services.move_organisation(organisation=ward, parent=None, by=by, reason="")
    with pytest.raises(InvalidInput, match="another business group"):
        services.move_organisation(organisation=ward, parent=other, by=by, reason="x")
    with pytest.raises(InvalidInput):
        services.move_organisation(
            organisation=ward, parent=medicine, by=by, reason="x"
        )


def test_a_status_that_no_longer_counts_touches_everybody_in_it(by, announced):
    status = AssignmentStatus.objects.get(name="Career Break")
    person = PersonFactory()
    seat(person, status="career  break", organisation=None)
    seat(PersonFactory(), organisation=None)
    services.change_status(status=status, is_active=True, is_absence=False, by=by)
    assert announced == []
    services.change_status(status=status, is_active=False, is_absence=False, by=by)
    assert announced == [(frozenset([person.pk]), "status changed")]
    assert "counts as active: yes → no" in history_of(status)[0].message
