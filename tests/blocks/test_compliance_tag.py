"""The tag for a host's profile page, for each kind of reader."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template

from tests.ward import Ward, shared_log_in
from wagtail_esrlm.blocks import MyComplianceBlock, TeamComplianceBlock
from wagtail_esrlm.testing.factories import (
    CompetencyFactory,
    RequirementFactory,
    UserFactory,
)

from .test_compliance_blocks import render, request_by

TAG = "{% load wagtail_esrlm %}{% esrlm_compliance person level=3 show=show %}"


def seen_by(user: Any, person: Any, show: str = "all") -> str:
    context = {"request": request_by(user), "person": person, "show": show}
    return Template(TAG).render(Context(context)).strip()


def test_the_tag_shows_a_person_to_those_who_may_see(ward: Ward) -> None:
    assert "Amina Yusuf is up to date" in seen_by(ward.sister_user, ward.nurse)
    assert "You are up to date" in seen_by(ward.nurse_user, ward.nurse)
    for user in (
        ward.stranger.user,
        shared_log_in(),
        UserFactory(),
        AnonymousUser(),
    ):
        assert seen_by(user, ward.nurse) == ""


def test_without_a_request_or_a_person_there_is_nothing(ward: Ward) -> None:
    assert Template(TAG).render(Context({"person": ward.nurse})).strip() == ""
    assert seen_by(ward.nurse_user, None) == ""


def test_the_way_to_the_team_stands_on_the_managers_own_profile(ward: Ward) -> None:
    way = "My team’s compliance</a>"
    assert way in seen_by(ward.sister_user, ward.sister)
    assert way not in seen_by(ward.sister_user, ward.sister, "action")
    assert way not in seen_by(ward.sister_user, ward.nurse)
    assert way not in seen_by(ward.nurse_user, ward.nurse)


@pytest.mark.parametrize("more", [0, 40])
def test_the_tag_costs_few_queries_whatever_is_required(
    ward: Ward, django_assert_max_num_queries: Any, more: int
) -> None:
    for _number in range(more):
        RequirementFactory(competency=CompetencyFactory())
    template = Template("{% load wagtail_esrlm %}{% esrlm_compliance person %}")
    for user, most in ((ward.nurse_user, 9), (ward.sister_user, 12)):
        request = request_by(type(user).objects.get(pk=user.pk))
        person = type(ward.nurse).objects.get(pk=ward.nurse.pk)
        with django_assert_max_num_queries(most):
            template.render(Context({"request": request, "person": person}))


def test_styles_are_linked_once_where_the_host_links_them(ward: Ward) -> None:
    template = Template(
        "{% load wagtail_esrlm %}{% esrlm_styles %}{% esrlm_my_compliance %}"
        "{% esrlm_team_compliance %}"
    )
    text = template.render(Context({"request": request_by(ward.sister_user)}))
    assert text.count("stylesheet") == 1
    assert "My compliance" in text
    assert "My team" in text


def test_nothing_is_inline(ward: Ward) -> None:
    """A strict Content-Security-Policy forbids styles, scripts and handlers."""
    text = render(MyComplianceBlock(), request_by(ward.nurse_user), show="all")
    text += render(TeamComplianceBlock(), request_by(ward.sister_user), show="all")
    assert not re.search(r"\sstyle=|<style|\son\w+=|<script", text)
