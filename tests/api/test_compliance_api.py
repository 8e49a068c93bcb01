"""The API: the same answers as the pages, for the same readers."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from tests.ward import Ward, shared_log_in, site_help
from wagtail_esrlm.api.base import EsrlmThrottle
from wagtail_esrlm.api.views import openapi_schema
from wagtail_esrlm.permissions.roles import find_permissions
from wagtail_esrlm.testing.factories import CompetencyFactory, UserFactory
from wagtail_esrlm.workforce.models import BusinessGroup

ROOT = "/api/learning/"
SNAPSHOT = Path(__file__).parent / "schema.json"
HAS_TOKENS = "apitoken" in apps.all_models["wagtailcore"]


def get(client: Client, user: Any, path: str, **query: Any) -> Any:
    if user is not None:
        client.force_login(user)
    return client.get(f"{ROOT}{path}", query)


def test_my_compliance_says_what_the_page_says(client: Client, ward: Ward) -> None:
    data = get(client, ward.nurse_user, "me/compliance/").json()
    assert data["sentence"] == "You are up to date with 2 of 4."
    assert data["state"] == "shown"
    assert data["person"] == {
        "uuid": str(ward.nurse.uuid),
        "name": "Amina Yusuf",
        "employee_number": ward.nurse.employee_number,
    }
    assert data["figure"] == {
        "met": 2,
        "required": 4,
        "due": 1,
        "exempt": 1,
        "percentage": "50.0",
    }
    first = data["rows"][0]
    assert first["status"] == "expired"
    assert first["competency"]["uuid"] == str(ward.resuscitation.uuid)
    assert [reason["words"] for reason in first["reasons"]] == [
        "because you work in Surgery",
        "because of your post 30412",
    ]
    assert [row["status"] for row in data["rows"]] == [
        "expired",
        "due",
        "expiring",
        "compliant",
        "exempt",
        "missing",
        "not_required",
    ]
    assert data["rows"][5]["status_label"] == "Not held"
    assert data["rows"][6]["never_expires"] is True
    assert [row["competency"]["title"] for row in data["coming"]] == ["Autism - Tier 2"]


def test_before_it_is_shown_there_are_no_rows(client: Client, ward: Ward) -> None:
    BusinessGroup.objects.update(shown_from=datetime.date(2999, 1, 1))
    data = get(client, ward.nurse_user, "me/compliance/").json()
    assert data["state"] == "not_yet"
    assert "1 January 2999" in data["sentence"]
    assert (data["rows"], data["coming"], data["figure"]) == ([], [], None)


@pytest.mark.parametrize("path", ["me/compliance/", "me/team/"])
def test_log_ins_of_nobody_are_not_found(client: Client, ward: Ward, path: str) -> None:
    for user in (UserFactory(), shared_log_in()):
        response = get(client, user, path)
        assert response.status_code == 404
        assert "belongs to nobody" in response.json()["detail"]


@pytest.mark.parametrize(
    "path", ["me/compliance/", "me/team/", "competencies/", "schema/"]
)
def test_anonymous_askers_are_refused_with_401(
    client: Client, db: None, path: str
) -> None:
    response = client.get(f"{ROOT}{path}")
    assert response.status_code == 401
    assert response["Cache-Control"] == "private, no-store"


def test_a_person_is_for_those_who_may_see(client: Client, ward: Ward) -> None:
    path = f"people/{ward.nurse.uuid}/compliance/"
    assert get(client, ward.sister_user, path).json()["sentence"].startswith("Amina")
    for user in (ward.stranger.user, ward.away.user, UserFactory(), shared_log_in()):
        response = get(client, user, path)
        assert response.status_code == 404
        assert "Amina" not in response.content.decode()
    lead = UserFactory()
    lead.user_permissions.add(*find_permissions(["wagtail_esrlm.view_all_compliance"]))
    assert get(client, lead, path).status_code == 200
    unknown = get(
        client, lead, "people/5a3c3f04-54c1-4a3f-9b6f-6f6f6f6f6f6f/compliance/"
    )
    assert unknown.status_code == 404


def test_a_team_is_paged_and_filtered(client: Client, ward: Ward) -> None:
    data = get(client, ward.sister_user, "me/team/", page_size=1).json()
    assert data["count"] == 2
    assert [member["person"]["name"] for member in data["results"]] == ["Amina Yusuf"]
    assert data["results"][0]["worst"]["status"] == "expired"
    assert data["next"].endswith("page=2&page_size=1")
    second = get(client, None, "me/team/", page_size=1, page=2).json()
    assert second["results"][0]["left_out"] == "absent"
    found = get(
        client,
        None,
        "me/team/",
        status="expired",
        competency=str(ward.resuscitation.uuid),
    ).json()
    assert found["count"] == 1
    assert get(client, None, "me/team/", competency="x").json()["count"] == 0
    assert get(client, None, "me/team/", page=9).status_code == 404
    assert get(client, ward.nurse_user, "me/team/").json()["count"] == 0


def test_a_team_before_it_is_shown_has_no_figures(client: Client, ward: Ward) -> None:
    BusinessGroup.objects.update(shown_from=datetime.date(2999, 1, 1))
    results = get(client, ward.sister_user, "me/team/").json()["results"]
    assert {member["is_shown"] for member in results} == {False}
    assert {member["figure"] for member in results} == {None}


def test_pages_hold_at_most_100(client: Client, ward: Ward) -> None:
    CompetencyFactory.create_batch(101)
    data = get(client, ward.nurse_user, "competencies/", page_size=5000).json()
    assert len(data["results"]) == 100


def test_competencies_are_a_catalogue_without_people(
    client: Client, ward: Ward, django_assert_max_num_queries: Any
) -> None:
    ward.governance.ends_on = ward.today - datetime.timedelta(1)
    ward.governance.subject_lead = ward.sister
    ward.governance.save()
    client.force_login(ward.nurse_user)
    with django_assert_max_num_queries(6):
        data = get(client, None, "competencies/", q="nhs").json()
    titles = [competency["title"] for competency in data["results"]]
    assert "Fire Safety - 2 Years" in titles
    assert "Information Governance - 1 Year" not in titles
    ended = get(client, None, f"competencies/{ward.governance.uuid}/").json()
    assert ended["renewal_months"] == 12
    assert "Okafor" not in json.dumps(ended)
    with_ended = get(client, None, "competencies/", ended="true").json()
    assert with_ended["count"] == data["count"] + 3


def test_writing_is_not_offered(client: Client, ward: Ward) -> None:
    client.force_login(ward.nurse_user)
    assert client.post(f"{ROOT}me/compliance/").status_code == 405


def test_next_actions_lead_somewhere_or_are_not_there(
    client: Client, ward: Ward
) -> None:
    site_help(help_text="the learning team")
    rows = get(client, ward.nurse_user, "me/compliance/").json()["rows"]
    assert {row["next_action"] for row in rows} == {None}


def test_scopes_are_throttled(client: Client, ward: Ward, monkeypatch: Any) -> None:
    monkeypatch.setitem(EsrlmThrottle.rates, "esrlm-personal", "2/min")
    client.force_login(ward.nurse_user)
    codes = [client.get(f"{ROOT}me/compliance/").status_code for _time in range(3)]
    assert codes == [200, 200, 429]
    assert client.get(f"{ROOT}competencies/").status_code == 200


@pytest.mark.skipif(not HAS_TOKENS, reason="Wagtail before 8.0 has no API tokens")
def test_wagtails_tokens_are_accepted_until_revoked(client: Client, ward: Ward) -> None:
    token_model = apps.get_model("wagtailcore", "APIToken")
    token, plaintext = token_model.create_token(user=ward.nurse_user, name="app")

    def ask(text: str) -> int:
        headers = {"Authorization": text}
        return client.get(f"{ROOT}me/compliance/", headers=headers).status_code

    assert ask(f"Bearer {plaintext}") == 200
    token.refresh_from_db()
    assert token.last_used_at is not None
    assert ask("Bearer wrong") == 401
    assert ask("Bearer") == 401
    assert ask("Bearer a b") == 401
    token.revoke() if hasattr(token, "revoke") else token_model.objects.filter(
        pk=token.pk
    ).update(revoked_at=token.created)
    assert ask(f"Bearer {plaintext}") == 401


@pytest.mark.skipif(not HAS_TOKENS, reason="Wagtail before 8.0 has no API tokens")
def test_the_schema_is_as_it_was_agreed(capsys: pytest.CaptureFixture[str]) -> None:
    """Change the snapshot on purpose only: programs rely on it."""
    found = json.loads(json.dumps(openapi_schema()))
    assert "identical names" not in capsys.readouterr().err, "one shape hides another"
    if not SNAPSHOT.exists():
        SNAPSHOT.write_text(json.dumps(found, indent=2) + "\n")
    assert found == json.loads(SNAPSHOT.read_text())


def test_the_schema_is_served(client: Client, ward: Ward) -> None:
    response = get(client, ward.nurse_user, "schema/")
    assert response.status_code == 200
    assert response.json()["servers"] == [{"url": "/api/learning"}]
    assert set(response.json()["paths"]) >= {
        "/competencies/",
        "/competencies/{uuid}/",
        "/me/compliance/",
        "/me/team/",
        "/people/{uuid}/compliance/",
    }
