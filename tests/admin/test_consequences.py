"""What an action does is said before it is done, and kept in the history after."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.admin.conftest import client_of
from tests.ward import Ward
from wagtail_esrlm.compliance.award_rewriting import rewrite_all
from wagtail_esrlm.compliance.models import CompetencyAward, Exemption, Requirement
from wagtail_esrlm.testing.factories import (
    CompetencyAwardFactory,
    JobRoleFactory,
    RequirementFactory,
)
from wagtail_esrlm.workforce.models import (
    AssignmentStatus,
    BusinessGroup,
    JobRole,
    Organisation,
)


def said(answer: Any) -> str:
    """Return a page as text."""
    assert answer.status_code == 200
    return answer.content.decode()


def test_voiding_says_who_turns_red(administrator: Client, ward: Ward) -> None:
    award = CompetencyAward.objects.get(person=ward.nurse, competency=ward.fire)
    void = reverse("esrlm_competencyaward:void", args=[award.pk])
    assert "turns red" in said(administrator.get(void))
    award.refresh_from_db()
    assert award.voided_at is None
    CompetencyAwardFactory(
        person=ward.nurse,
        competency=ward.fire,
        achieved_on=ward.today - datetime.timedelta(3),
    )
    assert "Nothing turns red" in said(administrator.get(void))


def test_withdrawing_says_who_turns_red(administrator: Client, ward: Ward) -> None:
    exemption = Exemption.objects.get(person=ward.nurse)
    page = administrator.get(reverse("esrlm_exemption:withdraw", args=[exemption.pk]))
    assert "turns red" in said(page)
    exemption.refresh_from_db()
    assert exemption.voided_at is None


def test_what_is_needed_is_not_deleted_and_says_why(
    administrator: Client, ward: Ward
) -> None:
    role = JobRole.objects.get(name="Staff Nurse")
    delete = reverse("esrlm_jobrole:delete", args=[role.pk])
    page = said(administrator.get(delete))
    assert "1 requirement" in page
    assert "assignment period" in page
    assert "Yes, delete" not in page
    administrator.post(delete)
    assert JobRole.objects.filter(pk=role.pk).exists()


def test_what_nothing_needs_is_deleted(administrator: Client, ward: Ward) -> None:
    role = JobRoleFactory(name="Typist")
    delete = reverse("esrlm_jobrole:delete", args=[role.pk])
    assert "gone for good" in said(administrator.get(delete))
    administrator.post(delete)
    assert not JobRole.objects.filter(pk=role.pk).exists()


def test_a_status_that_posts_use_is_not_deleted(
    administrator: Client, ward: Ward
) -> None:
    status = AssignmentStatus.objects.get(name="Maternity")
    delete = reverse("esrlm_assignmentstatus:delete", args=[status.pk])
    assert "1 assignment period" in said(administrator.get(delete))
    administrator.post(delete)
    assert AssignmentStatus.objects.filter(pk=status.pk).exists()


def test_a_status_shows_whom_its_change_touches(
    administrator: Client, ward: Ward
) -> None:
    status = AssignmentStatus.objects.get(name="Maternity")
    edit = reverse("esrlm_assignmentstatus:edit", args=[status.pk])
    assert "1 person has a post in this status" in said(administrator.get(edit))
    page = administrator.post(edit, {"is_absence": "on"})
    assert page.context["impact"].freed == {ward.away.pk}
    status.refresh_from_db()
    assert status.is_active
    administrator.post(edit, {"is_absence": "on", "confirmed": "1"})
    status.refresh_from_db()
    assert not status.is_active


def test_moving_an_organisation_shows_whom_it_touches(
    administrator: Client, ward: Ward
) -> None:
    place = Organisation.objects.get(name="Ward 10")
    top = Organisation.objects.get(name="Riverside")
    edit = reverse("esrlm_organisation:edit", args=[place.pk])
    answers = {"name": "Ward 10", "parent": top.pk}
    assert "Say why it moves" in said(administrator.post(edit, answers))
    answers["reason"] = "Reorganised"
    page = administrator.post(edit, answers)
    assert ward.sister.pk in page.context["impact"].freed
    place.refresh_from_db()
    assert place.parent != top
    assert administrator.post(edit, answers | {"confirmed": "1"}).status_code == 302
    place.refresh_from_db()
    assert place.parent == top


def test_answers_can_be_changed_after_looking(
    administrator: Client, ward: Ward
) -> None:
    answers = {
        "competency": ward.fire.pk,
        "job_role": JobRole.objects.get(name="Staff Nurse").pk,
        "grace_days": "7",
        "essential": "on",
        "starts_on": ward.today.isoformat(),
    }
    add = reverse("esrlm_requirement:add")
    shown = administrator.post(add, answers)
    assert "Who turns red" not in said(shown) or shown.context["impact"].red
    again = administrator.post(add, answers | {"again": "1"})
    assert again.context["form"]["grace_days"].value() == "7"
    assert "impact" not in again.context
    sent_back = dict(administrator.post(add, answers | {"again": "1"}).request)
    assert sent_back
    assert administrator.post(add, answers).context["answers"]


def test_the_preview_names_who_turns_red(administrator: Client, ward: Ward) -> None:
    page = administrator.post(
        reverse("esrlm_requirement:add"),
        {
            "competency": RequirementFactory(
                starts_on=ward.today + datetime.timedelta(400)
            ).competency_id,
            "job_role": JobRole.objects.get(name="Staff Nurse").pk,
            "grace_days": "0",
            "essential": "on",
            "starts_on": ward.today.isoformat(),
        },
    )
    assert ward.nurse.pk in page.context["impact"].red
    assert ward.nurse.employee_number in said(page)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"grace_days": "20261129"}, "less than or equal to 3660"),
        ({"starts_on": "0026-11-29"}, "before the year 1900"),
    ],
)
def test_what_no_file_may_say_is_refused_on_the_form_too(
    administrator: Client, ward: Ward, wrong: dict[str, str], told: str
) -> None:
    stands = Requirement.objects.filter(job_role__name="Staff Nurse").first()
    assert stands is not None
    before = Requirement.objects.count()
    given = {
        "competency": ward.fire.pk,
        "job_role": JobRole.objects.get(name="Staff Nurse").pk,
        "grace_days": "0",
        "essential": "on",
        "starts_on": ward.today.isoformat(),
        "confirmed": "1",
    }
    new = reverse("esrlm_requirement:add")
    assert told in said(administrator.post(new, given | wrong))
    change = reverse("esrlm_requirement:edit", args=[stands.pk])
    given = {"grace_days": "0", "effective_on": ward.today.isoformat()}
    wrong = {
        name.replace("starts", "effective"): value for name, value in wrong.items()
    }
    answer = administrator.post(change, given | wrong | {"confirmed": "1"})
    assert told in said(answer)
    assert Requirement.objects.count() == before


def test_a_new_last_day_moves_the_end_and_splits_nothing(
    administrator: Client, ward: Ward
) -> None:
    requirement = Requirement.objects.filter(position__isnull=False).first()
    before = Requirement.objects.count()
    edit = reverse("esrlm_requirement:edit", args=[requirement.pk])
    answers = {
        "essential": "on",
        "grace_days": "0",
        "effective_on": ward.today.isoformat(),
        "ends_on": (ward.today + datetime.timedelta(9)).isoformat(),
    }
    assert administrator.post(edit, answers).context["impact"]
    administrator.post(edit, answers | {"confirmed": "1"})
    requirement.refresh_from_db()
    assert requirement.ends_on == ward.today + datetime.timedelta(9)
    assert Requirement.objects.count() == before


def test_both_parts_of_a_changed_requirement_tell_it(
    administrator: Client, ward: Ward
) -> None:
    requirement = Requirement.objects.filter(position__isnull=False).first()
    edit = reverse("esrlm_requirement:edit", args=[requirement.pk])
    answers = {
        "essential": "on",
        "grace_days": "14",
        "effective_on": ward.today.isoformat(),
        "confirmed": "1",
    }
    administrator.post(edit, answers)
    changed = Requirement.objects.latest("pk")
    for pk, words in ((requirement.pk, "until: –"), (changed.pk, "grace days: 0 → 14")):
        history = reverse("esrlm_requirement:history", args=[pk])
        assert words in said(administrator.get(history))


def test_a_requirement_that_has_not_begun_is_removed(
    administrator: Client, ward: Ward
) -> None:
    coming = Requirement.objects.get(starts_on__gt=ward.today)
    remove = reverse("esrlm_requirement:remove", args=[coming.pk])
    index = administrator.get(reverse("esrlm_requirement:index"), {"when": "coming"})
    assert remove in said(index)
    assert "gone for good" in said(administrator.get(remove))
    administrator.post(remove)
    assert not Requirement.objects.filter(pk=coming.pk).exists()
    begun = Requirement.objects.filter(starts_on__lte=ward.today).first()
    remove = reverse("esrlm_requirement:remove", args=[begun.pk])
    assert "has begun" in said(administrator.post(remove))


def test_what_was_changed_is_read_in_the_history(
    administrator: Client, ward: Ward
) -> None:
    group = BusinessGroup.objects.get()
    administrator.post(
        reverse("esrlm_businessgroup:edit", args=[group.pk]),
        {
            "name": group.name,
            "shown_from": "2027-01-01",
            "pilot_numbers": ward.nurse.employee_number,
        },
    )
    page = administrator.get(reverse("esrlm_businessgroup:history", args=[group.pk]))
    assert "compliance shown from: 2020-01-01 → 2027-01-01" in said(page)
    assert set(group.pilots.all()) == {ward.nurse}


def test_rounding_to_the_month_end_moves_awards_that_stand(
    administrator: Client, ward: Ward
) -> None:
    group = BusinessGroup.objects.get()
    award = CompetencyAward.objects.filter(
        voided_at=None, stated_expires_on=None, expires_on__isnull=False
    )[0]
    edit = reverse("esrlm_businessgroup:edit", args=[group.pk])
    given = {"name": group.name, "pilot_numbers": ""}
    before = award.expires_on
    administrator.post(edit, given | {"end_of_month_expiry": "on"})
    award.refresh_from_db()
    after = award.expires_on
    assert after.month == before.month
    assert (after + datetime.timedelta(days=1)).day == 1
    assert rewrite_all() == 0
    administrator.post(edit, given)
    award.refresh_from_db()
    assert award.expires_on == before


@pytest.mark.parametrize("role", ["Training leads", "Class administrators"])
def test_only_who_may_delete_removes_a_requirement(role: str, ward: Ward) -> None:
    coming = Requirement.objects.get(starts_on__gt=ward.today)
    client = client_of(role)
    remove = reverse("esrlm_requirement:remove", args=[coming.pk])
    assert client.post(remove).status_code == 302
    assert Requirement.objects.filter(pk=coming.pk).exists()
