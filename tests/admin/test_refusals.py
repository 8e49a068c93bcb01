"""What a form refuses it says in one plain sentence, and nothing is saved."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.ward import Ward
from wagtail_esrlm.compliance.models import ReportPopulation, Requirement
from wagtail_esrlm.testing.factories import SupplementaryRoleFactory
from wagtail_esrlm.workforce.models import BusinessGroup, JobRole, Organisation

IN_USE = "This name is in use already."
ENDS_FIRST = "The last day lies before the first."
LATER, EARLIER = "2026-02-02", "2026-01-01"

Answers = Callable[[Ward], dict[str, Any]]


def _group() -> int:
    return BusinessGroup.objects.get().pk


def _person(ward: Ward, **facts: Any) -> dict[str, Any]:
    return {
        "business_group": _group(),
        "first_name": "A",
        "last_name": "B",
        "person_type": "employee",
        "access": "full",
        **facts,
    }


def _deputy(ward: Ward, **facts: Any) -> dict[str, Any]:
    return {
        "manager": ward.nurse.employee_number,
        "deputy": ward.sister.employee_number,
        "starts_on": EARLIER,
        "ends_on": LATER,
        **facts,
    }


def _requirement(ward: Ward, **facts: Any) -> dict[str, Any]:
    return {
        "competency": ward.fire.pk,
        "business_group": "",
        "job_role": JobRole.objects.get(name="Staff Nurse").pk,
        "grace_days": "0",
        "starts_on": EARLIER,
        "essential": "on",
        **facts,
    }


def _surgery() -> Organisation:
    return Organisation.objects.get(name="Surgery")


def _stands(ward: Ward) -> dict[str, Any]:
    stored = Requirement.objects.filter(position__isnull=False).first()
    return _requirement(
        ward,
        competency=stored.competency_id,
        position=stored.position.number,
        job_role="",
        starts_on=stored.starts_on.isoformat(),
    )


REFUSED: list[tuple[str, Answers, str]] = [
    ("jobrole", lambda ward: {"name": "STAFF  nurse"}, IN_USE),
    ("position", lambda ward: {"number": "30412"}, "This number is in use already."),
    ("supplementaryrole", lambda ward: {"name": "first aider"}, IN_USE),
    (
        "organisation",
        lambda ward: {"name": "surgery", "parent": _surgery().parent_id},
        IN_USE,
    ),
    ("organisation", lambda ward: {"name": "riverside"}, IN_USE),
    ("assignmentstatus", lambda ward: {"name": "active ASSIGNMENT"}, IN_USE),
    ("assignmentcategory", lambda ward: {"name": "bank"}, IN_USE),
    ("reportpopulation", lambda ward: {"name": "Everybody"}, IN_USE),
    (
        "reportpopulation",
        lambda ward: {"name": "Others", "is_default": "on"},
        "Another one is the default.",
    ),
    (
        "person",
        lambda ward: _person(ward, employee_number=ward.nurse.employee_number),
        "Somebody has this number already.",
    ),
    (
        "person",
        lambda ward: _person(
            ward, employee_number="77777", starts_on=LATER, ends_on=EARLIER
        ),
        ENDS_FIRST,
    ),
    (
        "deputy",
        lambda ward: _deputy(ward, deputy=ward.nurse.employee_number),
        "Nobody stands in for themselves.",
    ),
    (
        "deputy",
        lambda ward: _deputy(ward, starts_on=LATER, ends_on=EARLIER),
        ENDS_FIRST,
    ),
    (
        "requirement",
        lambda ward: _requirement(
            ward, job_role="", organisation=_surgery().pk, grade="Band 5"
        ),
        "A grade goes with a job role or a position.",
    ),
    (
        "requirement",
        lambda ward: _requirement(ward, this_organisation_only="on"),
        "goes with an organisation.",
    ),
    (
        "requirement",
        lambda ward: _requirement(ward, before_activity="on", grace_days="10"),
        "has no days of grace.",
    ),
    ("requirement", lambda ward: _requirement(ward, ends_on="2020-01-01"), ENDS_FIRST),
    ("requirement", lambda ward: _requirement(ward, job_role=""), "exactly one"),
    ("requirement", _stands, "It is asked already, from the same day."),
]


@pytest.mark.parametrize(("name", "answers", "sentence"), REFUSED)
def test_a_refusal_is_one_plain_sentence(
    name: str, answers: Answers, sentence: str, administrator: Client, ward: Ward
) -> None:
    SupplementaryRoleFactory(name="First aider")
    ReportPopulation.objects.create(
        business_group_id=_group(), name="Everybody", is_default=True
    )
    page = administrator.post(
        reverse(f"esrlm_{name}:add"), {"business_group": _group(), **answers(ward)}
    )
    assert page.status_code == 200
    said = page.content.decode()
    assert sentence in said
    assert "Constraint" not in said


def test_a_name_in_use_is_refused_when_it_is_changed(
    administrator: Client, ward: Ward
) -> None:
    ward_10 = Organisation.objects.get(name="Ward 10")
    page = administrator.post(
        reverse("esrlm_organisation:edit", args=[ward_10.pk]),
        {"name": " riverside", "parent": "", "reason": "A mistake"},
    )
    assert IN_USE in page.content.decode()


@pytest.mark.parametrize("days", [-2, -30])
def test_a_requirement_cannot_end_before_its_change(
    days: int, administrator: Client, ward: Ward
) -> None:
    requirement = Requirement.objects.filter(position__isnull=False).first()
    page = administrator.post(
        reverse("esrlm_requirement:edit", args=[requirement.pk]),
        {
            "essential": "on",
            "grace_days": "0",
            "effective_on": ward.today.isoformat(),
            "ends_on": (ward.today + datetime.timedelta(days)).isoformat(),
        },
    )
    assert "figures of the past would differ" in page.content.decode()
