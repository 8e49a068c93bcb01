"""Pages of one record: words, what belongs to it, and the way to its history."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.admin.conftest import client_of
from tests.ward import Ward
from wagtail_esrlm.compliance.models import CompetencyAward, Requirement

INSPECT = "wagtailsnippets_wagtail_esrlm_competency:inspect"


def test_a_person_shows_posts_standing_and_awards(
    administrator: Client, ward: Ward
) -> None:
    page = administrator.get(reverse("esrlm_person:inspect", args=[ward.nurse.pk]))
    said = page.content.decode()
    for words in ("Staff Nurse", "is up to date with", "Latest awards"):
        assert words in said
    assert reverse("wagtail_esrlm:person_compliance", args=[ward.nurse.uuid]) in said
    assert "None<" not in said


def test_a_person_shows_only_what_the_reader_may_see(ward: Ward) -> None:
    client = client_of("Class administrators")
    said = client.get(
        reverse("esrlm_person:inspect", args=[ward.nurse.pk])
    ).content.decode()
    assert "Posts" in said
    assert "is up to date with" not in said
    assert "Latest awards" not in said


def test_a_requirement_counts_whom_it_reaches(
    administrator: Client, ward: Ward
) -> None:
    requirement = Requirement.objects.filter(organisation__isnull=False).first()
    page = administrator.get(
        reverse("esrlm_requirement:inspect", args=[requirement.pk])
    )
    said = page.content.decode()
    assert "Reaches" in said
    assert "people" in said
    Requirement.objects.filter(pk=requirement.pk).update(
        starts_on="2001-01-01", ends_on="2001-01-02"
    )
    page = administrator.get(
        reverse("esrlm_requirement:inspect", args=[requirement.pk])
    )
    assert "it has ended" in page.content.decode()


def test_a_competency_shows_periods_and_who_holds_it(
    administrator: Client, ward: Ward
) -> None:
    said = administrator.get(reverse(INSPECT, args=[ward.fire.pk])).content.decode()
    for words in ("Since always", "2 years", "target", "By "):
        assert words in said
    assert "Uuid" not in said


def test_structure_shows_what_is_asked_of_it_and_who_is_there(
    administrator: Client, ward: Ward
) -> None:
    period = ward.nurse.assignments.get().periods.get()
    for name in ("organisation", "job_role", "position"):
        record = getattr(period, name)
        model = record._meta.model_name
        said = administrator.get(
            reverse(f"esrlm_{model}:inspect", args=[record.pk])
        ).content.decode()
        assert "Asked of it today" in said
        assert ward.nurse.display_name in said


def test_the_history_of_an_award_is_reached_from_its_page(
    administrator: Client, ward: Ward
) -> None:
    award = CompetencyAward.objects.filter(person=ward.nurse).first()
    said = administrator.get(
        reverse("esrlm_competencyaward:inspect", args=[award.pk])
    ).content.decode()
    history = reverse("esrlm_competencyaward:history", args=[award.pk])
    assert history in said
    page = administrator.get(history).content.decode()
    assert "Nobody has changed this by hand." in page
    assert reverse("esrlm_competencyaward:inspect", args=[award.pk]) in page
    administrator.post(
        reverse("esrlm_competencyaward:void", args=[award.pk]),
        {"reason": "Wrong person"},
    )
    page = administrator.get(history).content.decode()
    assert "Award made void; reason: Wrong person" in page


@pytest.mark.parametrize("role", ["Training leads", "Class administrators"])
def test_readers_get_no_way_to_a_history_they_may_not_read(
    role: str, ward: Ward
) -> None:
    client = client_of(role)
    said = client.get(
        reverse("esrlm_person:inspect", args=[ward.nurse.pk])
    ).content.decode()
    assert reverse("esrlm_person:history", args=[ward.nurse.pk]) not in said
