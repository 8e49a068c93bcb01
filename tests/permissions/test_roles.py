"""The roles of the learning service as groups."""

from __future__ import annotations

from io import StringIO

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.urls import reverse

from wagtail_esrlm.permissions import roles
from wagtail_esrlm.testing import UserFactory

pytestmark = pytest.mark.django_db


def test_roles_are_written_once_and_again_without_a_change():
    first = roles.write_roles()
    assert all(change.created for change in first)
    assert {change.name for change in first} >= {
        "Learning administrators",
        "Training leads",
        "Class administrators",
        "Instructors",
        "Communications editors",
        "FAQ editors",
        "Shared log-ins",
    }
    second = roles.write_roles()
    assert {(c.created, c.added, c.removed) for c in second} == {(False, 0, 0)}


def test_what_administrators_added_stays_unless_exact():
    roles.write_roles()
    group = Group.objects.get(name="Instructors")
    ours = Permission.objects.get(codename="delete_competency")
    foreign = Permission.objects.get(codename="add_group")
    group.permissions.add(ours, foreign)
    roles.write_roles()
    assert group.permissions.filter(pk__in=[ours.pk, foreign.pk]).count() == 2
    roles.write_roles(exact=True)
    assert list(group.permissions.filter(pk__in=[ours.pk, foreign.pk])) == [foreign]


def test_every_permission_of_every_role_exists():
    for role in roles.roles():
        assert roles.find_permissions(role.permissions + role.collection_permissions)
    with pytest.raises(LookupError, match="no_such_thing"):
        roles.find_permissions(["wagtail_esrlm.no_such_thing"])


def test_nobody_but_superusers_deletes_people_or_awards():
    forbidden = {
        f"wagtail_esrlm.delete_{model}"
        for model in ("person", "assignment", "competencyaward", "compliancerecord")
    }
    for role in roles.roles():
        assert not forbidden & set(role.permissions)


def test_editors_and_instructors_hold_no_right_to_personal_data():
    personal = {"person", "competencyaward", "compliancerecord", "exemption"}
    for role in roles.roles():
        if role.code in ("communications_editor", "faq_editor", "instructor"):
            names = {name.rpartition("_")[2] for name in role.permissions}
            assert not names & personal
            assert "wagtail_esrlm.view_all_compliance" not in role.permissions


def test_later_domains_extend_a_role(monkeypatch):
    kept = {code: list(names) for code, names in roles._extensions.items()}
    monkeypatch.setattr(roles, "_extensions", kept)
    before = {role.code: role.permissions for role in roles.roles()}
    roles.extend_role("instructor", "wagtail_esrlm.view_person")
    roles.extend_role("instructor", "wagtail_esrlm.view_person")
    after = {role.code: role.permissions for role in roles.roles()}
    assert after["instructor"] == (
        *before["instructor"],
        "wagtail_esrlm.view_person",
    )
    with pytest.raises(KeyError):
        roles.extend_role("nonsense", "wagtail_esrlm.view_person")


@pytest.mark.parametrize("code", [role.code for role in roles.roles()])
def test_every_role_gets_into_the_admin(client, code):
    roles.write_roles()
    role = next(role for role in roles.roles() if role.code == code)
    client.force_login(UserFactory(groups=[Group.objects.get(name=role.name)]))
    assert client.get(reverse("wagtailadmin_home")).status_code == 200


def test_the_group_form_offers_our_own_permissions():
    assert roles.listed_permissions().count() == 3


def test_the_command_says_what_changed():
    out = StringIO()
    call_command("esrlm_roles", stdout=out)
    assert "Learning administrators: created" in out.getvalue()
    out = StringIO()
    call_command("esrlm_roles", "--exact", stdout=out)
    assert "Learning administrators: kept, 0 permissions added, 0 removed" in (
        out.getvalue()
    )
    assert apps.is_installed("wagtail_esrlm")
