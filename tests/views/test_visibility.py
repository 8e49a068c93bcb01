"""Who sees whom (rules 40, 41), and that no shared cache does (decision 12)."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.ward import Ward, shared_log_in, site_help
from wagtail_esrlm.permissions.roles import find_permissions
from wagtail_esrlm.testing.factories import UserFactory


def page_of(ward: Ward) -> str:
    return reverse("wagtail_esrlm:person_compliance", kwargs={"uuid": ward.nurse.uuid})


def test_a_manager_reads_about_the_person(client: Client, ward: Ward) -> None:
    client.force_login(ward.sister_user)
    text = " ".join(client.get(page_of(ward)).content.decode().split())
    assert "Amina Yusuf is up to date with 2 of 4." in text
    assert "because of their post 30412" in text
    assert "because they work in Surgery" in text
    assert "Find training" not in text
    assert "Not you?" not in text


@pytest.mark.parametrize("who", ["stranger", "away"])
def test_others_find_no_page(client: Client, ward: Ward, who: str) -> None:
    client.force_login(getattr(ward, who).user)
    assert client.get(page_of(ward)).status_code == 404


def test_a_shared_log_in_finds_no_page(client: Client, ward: Ward) -> None:
    client.force_login(shared_log_in())
    assert client.get(page_of(ward)).status_code == 404


def test_a_person_that_is_not_answers_as_one_that_may_not_be_seen(
    client: Client, ward: Ward
) -> None:
    client.force_login(ward.stranger.user)
    unknown = client.get("/learning/people/5a3c3f04-54c1-4a3f-9b6f-6f6f6f6f6f6f/")
    assert unknown.status_code == client.get(page_of(ward)).status_code == 404


def test_a_permitted_role_reads_about_everybody(client: Client, ward: Ward) -> None:
    lead = UserFactory()
    lead.user_permissions.add(*find_permissions(["wagtail_esrlm.view_all_compliance"]))
    client.force_login(lead)
    assert b"Amina Yusuf is up to date" in client.get(page_of(ward)).content


def test_an_open_site_shows_it_to_all_staff(client: Client, ward: Ward) -> None:
    site_help(profile_open_to_all=True)
    client.force_login(ward.stranger.user)
    assert client.get(page_of(ward)).status_code == 200


@pytest.mark.parametrize(
    "name",
    [
        "my_compliance",
        "my_team",
        "my_team_export",
        "not_you",
        "fragment_my_compliance",
        "fragment_my_team",
    ],
)
def test_no_shared_cache_keeps_an_answer(client: Client, ward: Ward, name: str) -> None:
    url = reverse(f"wagtail_esrlm:{name}")
    for user in (None, ward.sister_user):
        if user:
            client.force_login(user)
        response = client.get(url)
        assert response["Cache-Control"] == "private, no-store"
        assert "Cookie" in response["Vary"]


def test_own_page_needs_few_queries_whatever_is_required(
    client: Client, ward: Ward, django_assert_max_num_queries: object
) -> None:
    """Beyond the host's own: session and user."""
    client.force_login(ward.nurse_user)
    with django_assert_max_num_queries(12 + 2):
        client.get(reverse("wagtail_esrlm:my_compliance"))
