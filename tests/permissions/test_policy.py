"""Who may see whose compliance (rules 40, 41, 99)."""

from __future__ import annotations

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser, Group, Permission
from wagtail.models import Site

from wagtail_esrlm.permissions import policy, registry
from wagtail_esrlm.permissions.decisions import Why
from wagtail_esrlm.permissions.scopes import (
    Everybody,
    Nobody,
    Only,
    Scope,
    TeamOf,
    Within,
)
from wagtail_esrlm.site_settings import LearningSettings
from wagtail_esrlm.testing import (
    DeputyFactory,
    OrganisationFactory,
    PersonFactory,
    UserFactory,
    organisation_path,
    seat,
)
from wagtail_esrlm.workforce.models import Organisation, Person

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2025, 6, 15)


def staff(supervisor: Person | None = None, **facts) -> Person:
    """Make a person with a log-in and a seat."""
    person = PersonFactory(with_user=True)
    seat(person, supervisor=supervisor, organisation=None, **facts)
    return person


def role_user(codename: str):
    """Make a log-in with one permission, and no person."""
    user = UserFactory()
    user.user_permissions.add(
        Permission.objects.get(
            content_type__app_label="wagtail_esrlm", codename=codename
        )
    )
    return user


def decide(user, person: Person, **options):
    """Ask the policy, and check that the list agrees with it."""
    decision = policy.can_see_compliance(user, person, on=TODAY, **options)
    listed = policy.visible_people(user, on=TODAY).filter(pk=person.pk).exists()
    assert listed == (decision.allowed and Why.OPEN not in decision.reasons)
    return decision


def test_people_see_themselves_and_no_colleague():
    person, colleague = staff(), staff()
    assert decide(person.user, person).reasons == (Why.SELF,)
    decision = decide(person.user, colleague)
    assert not decision
    assert "Only the person" in str(decision.sentence)


def test_managers_see_their_team_up_to_the_top():
    chief = staff()
    manager = staff(chief)
    nurse = staff(manager)
    assert decide(manager.user, nurse).reasons == (Why.MANAGER,)
    assert decide(chief.user, nurse).allowed
    assert not decide(nurse.user, manager)
    assert not decide(manager.user, staff())


def test_a_manager_sees_the_requirements_of_their_assignment_only():
    manager, other = staff(), staff()
    nurse = PersonFactory()
    mine = seat(nurse, supervisor=manager)
    seat(nurse, supervisor=other)
    assert decide(manager.user, nurse).assignment_ids == {mine.assignment_id}
    assert decide(role_user("view_all_compliance"), nurse).assignment_ids is None


def test_former_reports_are_not_seen():
    manager = staff()
    nurse = staff(manager, ends_on=TODAY - datetime.timedelta(days=1))
    assert not decide(manager.user, nurse)


def test_deputies_see_the_team_in_the_period():
    manager, deputy = staff(), staff()
    nurse = staff(manager)
    DeputyFactory(manager=manager, deputy=deputy, ends_on=TODAY)
    assert decide(deputy.user, nurse).reasons == (Why.MANAGER,)
    tomorrow = TODAY + datetime.timedelta(days=1)
    assert not policy.can_see_compliance(deputy.user, nurse, on=tomorrow)


def test_permitted_roles_see_everybody():
    assert decide(role_user("view_all_compliance"), staff()).reasons == (Why.ROLE,)
    assert not decide(role_user("view_compliance_early"), staff())
    assert decide(UserFactory(is_superuser=True), staff()).allowed


def test_class_administrators_take_the_place_of_a_manager_where_there_is_none():
    user = role_user("view_compliance_without_manager")
    leaver = staff(ends_on=TODAY - datetime.timedelta(days=1))
    orphan, nurse = staff(leaver), staff(staff())
    second = seat(orphan, supervisor=staff(), organisation=None)
    decision = decide(user, orphan)
    assert decision.reasons == (Why.NO_MANAGER,)
    assert second.assignment_id not in decision.assignment_ids
    assert len(decision.assignment_ids) == 1
    assert "no manager" in str(decision.sentence)
    assert not decide(user, nurse)
    assert not decide(user, leaver)
    assert not decide(UserFactory(), orphan)


def test_nobody_logged_in_and_closed_log_ins_see_nothing():
    person = staff()
    assert decide(AnonymousUser(), person).reasons == (Why.NOT_LOGGED_IN,)
    assert not decide(None, person)
    person.user.is_active = False
    person.user.save()
    assert not decide(person.user, person)


def test_a_shared_log_in_sees_nobody_whatever_its_rights():
    person = staff()
    user = UserFactory(is_superuser=True)
    user.groups.add(Group.objects.create(name="Shared log-ins"))
    assert decide(user, person).reasons == (Why.SHARED_LOG_IN,)


def test_an_organisation_may_open_profiles_to_all_staff():
    person, colleague = staff(), staff()
    site = Site.objects.get(is_default_site=True)
    LearningSettings.objects.create(site=site, profile_open_to_all=True)
    assert decide(person.user, colleague).reasons == (Why.OPEN,)
    assert not decide(AnonymousUser(), colleague)
    assert policy.can_see_compliance(person.user, colleague, on=TODAY, site=site)
    Site.objects.all().delete()
    assert not policy.can_see_compliance(person.user, colleague, on=TODAY)


def test_few_queries_whatever_the_team(django_assert_max_num_queries):
    manager = staff()
    nurse = staff(manager)
    for _ in range(5):
        staff(nurse)
    with django_assert_max_num_queries(1):
        assert policy.can_see_compliance(nurse.user, nurse, on=TODAY)
    with django_assert_max_num_queries(5):
        assert policy.can_see_compliance(manager.user, nurse, on=TODAY)
    with django_assert_max_num_queries(4):
        assert policy.visible_people(manager.user, on=TODAY).count() == 7
    assert list(policy.team_of(manager, on=TODAY))[0].last_name


class TestScopes:
    """The algebra: joined, cut, and reduced to what matters."""

    def test_joining_and_cutting(self):
        one, two, three = PersonFactory.create_batch(3)
        left: Scope = Only(frozenset([one.pk, two.pk]))
        right: Scope = Only(frozenset([two.pk, three.pk]))
        assert set((left | right).people(TODAY)) == {one, two, three}
        assert set((left & right).people(TODAY)) == {two}

    @pytest.mark.parametrize("scope", [Nobody(), Everybody(), Only(frozenset([1]))])
    def test_everybody_and_nobody_are_the_ends(self, scope):
        assert (scope | Nobody()) == scope == (Nobody() | scope)
        assert (scope & Everybody()) == scope == (Everybody() & scope)
        assert (scope | Everybody()) == Everybody()
        assert (scope & Nobody()) == Nobody()

    def test_everybody_reaches_all_and_nobody_none(self):
        person = PersonFactory()
        assert list(Everybody().people(TODAY)) == [person]
        assert list(Nobody().people(TODAY)) == []

    def test_within_an_organisation_and_below(self):
        ward = organisation_path("Trust", "Surgery", "Ward 10")
        inside, outside, left = PersonFactory.create_batch(3)
        seat(inside, organisation=ward)
        seat(outside, organisation=OrganisationFactory())
        seat(left, organisation=ward, ends_on=TODAY - datetime.timedelta(days=1))
        scope = Within(frozenset([ward.parent_id]))
        assert list(scope.people(TODAY)) == [inside]
        Organisation.objects.filter(pk=ward.parent.parent_id).update(parent=ward)
        assert list(scope.people(TODAY)) == [inside]

    def test_a_team_and_oneself_never_counts_anybody_twice(self):
        manager = staff()
        nurse = staff(manager)
        scope = Only(frozenset([manager.pk, nurse.pk])) | TeamOf(manager)
        assert scope.people(TODAY).count() == 2


def test_actions_are_registered_once_and_unknown_ones_are_errors():
    policy.register()
    policy.register()
    assert policy.SEE_COMPLIANCE in registry.actions()
    assert len(registry._grants[policy.SEE_COMPLIANCE]) == 2
    for user in (None, AnonymousUser(), UserFactory()):
        with pytest.raises(KeyError):
            registry.scope_of(user, "nonsense")
