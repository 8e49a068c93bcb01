"""The factories that hosts use make what they promise."""

from __future__ import annotations

import datetime

import pytest

from wagtail_esrlm import testing
from wagtail_esrlm.workforce.models import BusinessGroup, Person

pytestmark = pytest.mark.django_db


def test_everything_belongs_to_one_business_group_by_default():
    period = testing.AssignmentPeriodFactory(
        job_role=testing.JobRoleFactory(), position=testing.PositionFactory()
    )
    testing.OrganisationFactory(parent=period.organisation)
    testing.RequirementFactory()
    assert BusinessGroup.objects.count() == 1
    testing.PersonFactory(business_group__vpd="999")
    assert BusinessGroup.objects.count() == 2


def test_a_person_has_a_log_in_only_when_asked():
    assert testing.PersonFactory().user is None
    person = testing.PersonFactory(with_user=True, external=True, limited=True)
    assert person.user.pk
    assert person.person_type == Person.Type.EXTERNAL_LEARNER
    assert person.access == Person.Access.LIMITED


def test_an_award_expires_by_the_period_of_its_competency():
    never = testing.CompetencyFactory(months=None)
    yearly = testing.CompetencyFactory(months=6)
    day = datetime.date(2025, 8, 31)
    assert (
        testing.CompetencyAwardFactory(competency=never, achieved_on=day).expires_on
        is None
    )
    award = testing.CompetencyAwardFactory(competency=yearly, achieved_on=day)
    assert award.expires_on == datetime.date(2026, 2, 28)


def test_an_award_covers_what_its_competency_covers():
    link = testing.CompetencyCoverFactory(competency__months=48)
    award = testing.CompetencyAwardFactory(competency=link.competency)
    assert award.expires_on == datetime.date(2029, 1, 1)
    cover = award.held.get(is_own=False)
    assert cover.competency == link.covered
    assert cover.held_until == datetime.date(2026, 1, 1)
    stated = testing.CompetencyAwardFactory(expires_on=None)
    assert stated.expires_on is None


def test_a_requirement_has_the_target_given():
    position = testing.PositionFactory()
    assert testing.RequirementFactory(position=position).business_group is None
    assert testing.RequirementFactory().business_group.vpd == "457"


def test_a_seat_can_list_roles_and_continue_an_assignment():
    person = testing.PersonFactory()
    role = testing.SupplementaryRoleFactory()
    first = testing.seat(
        person, ends_on=datetime.date(2024, 12, 31), supplementary_roles=[role]
    )
    second = testing.seat(
        person, assignment=first.assignment, starts_on=datetime.date(2025, 1, 1)
    )
    assert list(first.supplementary_roles.all()) == [role]
    assert second.assignment.person == person


def test_a_path_of_organisations_is_made_once():
    ward = testing.organisation_path("Trust", "Surgery", "Ward 10")
    again = testing.organisation_path("Trust", "Surgery", "Ward 11")
    assert ward.parent == again.parent
    assert ward.parent.parent.name == "Trust"


def test_exemptions_deputies_covers_and_users():
    assert testing.ExemptionFactory().approved_by.pk
    assert testing.DeputyFactory().manager.pk
    assert testing.CompetencyCoverFactory().covered.pk
    user = testing.UserFactory(password="let-me-in-1")
    assert user.check_password("let-me-in-1")
