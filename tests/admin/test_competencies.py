"""Competencies in the admin: their terms change with a date, after a preview."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.admin.conftest import client_of
from tests.ward import Ward
from wagtail_esrlm.compliance.selectors import person_compliance
from wagtail_esrlm.compliance.terms import covers_from, renewal_months
from wagtail_esrlm.snippets.models import ALWAYS, Competency
from wagtail_esrlm.testing.factories import CompetencyFactory

PREFIX = "wagtailsnippets_wagtail_esrlm_competency"


def address(view: str, competency: Competency | None = None) -> str:
    return reverse(f"{PREFIX}:{view}", args=[competency.pk] if competency else [])


def answers(competency: Competency, ward: Ward, **changed: Any) -> dict[str, Any]:
    """Return what the form of a stored competency holds, with changes."""
    months = renewal_months(competency, ward.today)
    given = {
        "name": competency.name,
        "description": competency.description,
        "subject_lead": "",
        "months": "" if months is None else months,
        "amber_months": "",
        "covered": sorted(covers_from(competency, ward.today)),
        "starts_on": "",
        "ends_on": competency.ends_on or "",
        "effective_on": ward.today,
    }
    return given | changed


def red_of(ward: Ward) -> set[int]:
    rows = person_compliance(ward.nurse, on=ward.today).rows
    return {row.competency_id for row in rows if row.status.value == "expired"}


def test_the_list_says_how_long_each_lasts(administrator: Client, ward: Ward) -> None:
    page = administrator.get(address("list")).content.decode()
    assert "Fire Safety" in page
    assert "2 years" in page
    assert "Never expires" in page


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_it_exports(kind: str, administrator: Client, ward: Ward) -> None:
    answer = administrator.get(address("list"), {"export": kind})
    assert b"".join(answer.streaming_content)


@pytest.mark.parametrize(
    "role", ["", "Class administrators", "Instructors", "Communications editors"]
)
def test_others_may_not_change_them(role: str, ward: Ward) -> None:
    client = client_of(role)
    for view in ("edit", "delete"):
        assert client.get(address(view, ward.fire)).status_code == 302
    assert client.get(address("add")).status_code == 302


def test_a_new_one_takes_its_period_from_its_name(
    administrator: Client, ward: Ward
) -> None:
    given = {"name": "NHS|CSTF|Preventing Falls - 3 Years|", "covered": [ward.fire.pk]}
    answer = administrator.post(address("add"), given)
    assert answer.status_code == 302
    added = Competency.objects.get(title="Preventing Falls - 3 Years")
    assert renewal_months(added, ALWAYS) == 36
    assert covers_from(added, ALWAYS) == {ward.fire.pk}


def test_a_local_one_is_offered_national_ones_of_like_title(
    administrator: Client, ward: Ward
) -> None:
    """Rule 28: offered, not taken."""
    given = {"name": "457|LOCAL|Fire safety (ward)|"}
    page = administrator.post(address("add"), given)
    assert page.status_code == 200
    assert "The NHS already has these" in page.content.decode()
    assert ward.fire.name in page.content.decode()
    assert not Competency.objects.filter(owner="457", title__contains="ward").exists()
    answer = administrator.post(address("add"), given | {"confirmed": "1"})
    assert answer.status_code == 302
    assert Competency.objects.filter(owner="457", title="Fire safety (ward)").exists()


def test_a_local_one_of_its_own_is_saved_at_once(
    administrator: Client, ward: Ward
) -> None:
    answer = administrator.post(address("add"), {"name": "457|LOCAL|Hoist at pool|"})
    assert answer.status_code == 302


def test_a_taken_name_is_told(administrator: Client, ward: Ward) -> None:
    page = administrator.post(address("add"), {"name": ward.fire.name.lower()})
    assert page.status_code == 200
    assert Competency.objects.filter(name_key=ward.fire.name_key).count() == 1


def test_words_change_at_once(administrator: Client, ward: Ward) -> None:
    given = answers(ward.fire, ward, description="Know your exits.")
    assert administrator.post(address("edit", ward.fire), given).status_code == 302
    ward.fire.refresh_from_db()
    assert ward.fire.description == "Know your exits."


def test_terms_show_whom_they_touch_before_they_are_saved(
    administrator: Client, ward: Ward
) -> None:
    """Rule 107: a longer period from long ago turns an expired award green."""
    long_ago = ward.today - datetime.timedelta(days=5000)
    given = answers(ward.resuscitation, ward, months=120, effective_on=long_ago)
    assert ward.resuscitation.pk in red_of(ward)
    page = administrator.post(address("edit", ward.resuscitation), given)
    assert page.status_code == 200
    assert page.context["impact"].green == {ward.nurse.pk}
    assert renewal_months(ward.resuscitation, ward.today) == 12
    answer = administrator.post(
        address("edit", ward.resuscitation), given | {"confirmed": "1"}
    )
    assert answer.status_code == 302
    assert renewal_months(ward.resuscitation, ward.today) == 120
    assert ward.resuscitation.pk not in red_of(ward)


def test_a_circle_of_covers_is_refused_with_its_path(
    administrator: Client, ward: Ward
) -> None:
    """Rule 27."""
    higher = CompetencyFactory(name="NHS|CORE|Higher|")
    given = answers(higher, ward, covered=[ward.fire.pk], confirmed="1")
    assert administrator.post(address("edit", higher), given).status_code == 302
    given = answers(ward.fire, ward, covered=[higher.pk])
    page = administrator.post(address("edit", ward.fire), given)
    assert "would close a circle" in page.content.decode()
    assert covers_from(ward.fire, ward.today) == set()


def test_its_end_is_dated_and_kept_in_history(
    administrator: Client, ward: Ward
) -> None:
    """Rules 33, 98."""
    given = answers(ward.fire, ward, ends_on=ward.today, confirmed="1")
    assert administrator.post(address("edit", ward.fire), given).status_code == 302
    ward.fire.refresh_from_db()
    assert ward.fire.ends_on == ward.today
    history = administrator.get(address("history", ward.fire)).content.decode()
    assert "End date changed" in history


def test_what_it_covers_is_in_every_history(
    administrator: Client, admin_client: Client, ward: Ward
) -> None:
    """Rules 27, 98."""
    higher = CompetencyFactory(name="NHS|CORE|Higher|")
    given = answers(higher, ward, covered=[ward.fire.pk], confirmed="1")
    assert administrator.post(address("edit", higher), given).status_code == 302
    said = "covers: – → NHS|CSTF|Fire Safety - 2 Years|"
    assert said in administrator.get(address("history", higher)).content.decode()
    everywhere = admin_client.get(reverse("wagtailadmin_reports:site_history"))
    assert said in everywhere.content.decode()


def test_one_in_use_is_not_deleted(administrator: Client, ward: Ward) -> None:
    """Rule 47."""
    administrator.post(address("delete", ward.fire))
    assert Competency.objects.filter(pk=ward.fire.pk).exists()
