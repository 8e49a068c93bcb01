"""The admin: who may open what, exports, and queries that do not grow."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.admin.conftest import client_of
from tests.ward import Ward
from wagtail_esrlm.admin.menu import VIEWSETS, viewsets
from wagtail_esrlm.compliance.models import CompetencyAward, Exemption, Requirement
from wagtail_esrlm.permissions.policy import VIEW_ALL, VIEW_EARLY
from wagtail_esrlm.permissions.roles import find_permissions
from wagtail_esrlm.testing.factories import (
    CompetencyAwardFactory,
    PersonFactory,
    SupplementaryRoleFactory,
    UserFactory,
)
from wagtail_esrlm.workforce.models import BusinessGroup, Organisation

LISTS = [viewset.model._meta.model_name for viewset in VIEWSETS]


@pytest.mark.parametrize("name", LISTS)
def test_administrators_read_every_list_and_record(
    name: str, administrator: Client
) -> None:
    viewset = next(v for v in VIEWSETS if v.model._meta.model_name == name)
    for client in (administrator, client_of(is_superuser=True, is_staff=True)):
        assert client.get(reverse(f"esrlm_{name}:index")).status_code == 200
        assert client.get(reverse(f"esrlm_{name}:index_results")).status_code == 200
        assert client.get(reverse(f"esrlm_{name}:index"), {"q": "a"}).status_code == 200
        for kind in ("csv", "xlsx"):
            answer = client.get(reverse(f"esrlm_{name}:index"), {"export": kind})
            assert answer.status_code == 200
            assert b"".join(answer.streaming_content)
        record = viewset.model.objects.first()
        if record is not None:
            page = client.get(reverse(f"esrlm_{name}:inspect", args=(record.pk,)))
            assert page.status_code == 200
            if "history" not in viewset.without_views:
                history = client.get(
                    reverse(f"esrlm_{name}:history", args=(record.pk,))
                )
                assert history.status_code == 200
            if "edit" not in viewset.without_views:
                edit = client.get(reverse(f"esrlm_{name}:edit", args=(record.pk,)))
                assert edit.status_code == 200
        if "add" not in viewset.without_views:
            assert client.get(reverse(f"esrlm_{name}:add")).status_code == 200


def test_no_list_takes_an_address_or_a_name_that_a_host_may_have() -> None:
    for viewset in viewsets():
        assert viewset.url_prefix.startswith("learning/")
        assert viewset.url_namespace.startswith("esrlm_")


@pytest.mark.parametrize("role", ["", "Communications editors", "FAQ editors"])
def test_others_are_refused(role: str, ward: Ward) -> None:
    client = client_of(role)
    for viewset in VIEWSETS:
        name = f"esrlm_{viewset.model._meta.model_name}"
        record = viewset.model.objects.first()
        for address in (
            reverse(f"{name}:index"),
            reverse(f"{name}:index") + "?export=csv",
            reverse(f"{name}:index_results"),
            *([reverse(f"{name}:inspect", args=(record.pk,))] if record else []),
        ):
            assert client.get(address).status_code == 302, address


ACTIONS = [
    "esrlm_competencyaward:give",
    "esrlm_competencyaward:void",
    "esrlm_exemption:give",
    "esrlm_exemption:withdraw",
    "esrlm_awardevidence:accept",
    "esrlm_awardevidence:refuse",
    "esrlm_background_work",
]


@pytest.mark.parametrize("role", ["", "Communications editors", "Class administrators"])
def test_actions_are_refused(role: str, ward: Ward) -> None:
    client = client_of(role)
    for name in ACTIONS:
        args = () if name.endswith(("give", "work")) else (1,)
        assert client.get(reverse(name, args=args)).status_code == 302, name
        assert client.post(reverse(name, args=args)).status_code == 302, name


@pytest.mark.parametrize("name", ["person", "competencyaward"])
def test_queries_do_not_grow_with_rows(
    name: str, administrator: Client, ward: Ward
) -> None:
    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            administrator.get(reverse(f"esrlm_{name}:index"))
        return len(queries)

    count()
    few = count()
    for _place in range(8):
        CompetencyAwardFactory(person=PersonFactory(), competency=ward.fire)
    assert count() == few


@pytest.mark.parametrize("kind", ["csv"])
def test_exports_neutralise_formulas(
    kind: str, administrator: Client, ward: Ward
) -> None:
    SupplementaryRoleFactory(name="=1+1")
    answer = administrator.get(
        reverse("esrlm_supplementaryrole:index"), {"export": kind}
    )
    assert b"'=1+1" in b"".join(answer.streaming_content)


def test_an_award_for_many_tells_what_became_of_each(
    administrator: Client, ward: Ward
) -> None:
    people = [PersonFactory() for _place in range(2)]
    numbers = " ".join(person.employee_number for person in people)
    answer = administrator.post(
        reverse("esrlm_competencyaward:give"),
        {
            "competency": ward.fire.pk,
            "achieved_on": ward.today.isoformat(),
            "people": f"{numbers}\nnobody",
        },
    )
    assert [line[2] for line in answer.context["results"]] == [
        "Given",
        "Given",
        "Nobody has this number",
    ]
    awards = CompetencyAward.objects.filter(person__in=people)
    assert awards.count() == 2
    award = awards[0]
    void = reverse("esrlm_competencyaward:void", args=(award.pk,))
    assert administrator.get(void).status_code == 200
    assert administrator.post(void, {"reason": "A mistake"}).status_code == 302
    award.refresh_from_db()
    assert award.void_reason == "A mistake"


def test_a_future_award_is_refused_on_the_form(
    administrator: Client, ward: Ward
) -> None:
    answer = administrator.post(
        reverse("esrlm_competencyaward:give"),
        {
            "competency": ward.fire.pk,
            "achieved_on": "2999-01-01",
            "people": ward.nurse.employee_number,
        },
    )
    assert "future" in answer.content.decode()


def test_exempting_somebody(administrator: Client, ward: Ward) -> None:
    before = Exemption.objects.count()
    answer = administrator.post(
        reverse("esrlm_exemption:give"),
        {
            "person": ward.nurse.employee_number,
            "competency": ward.governance.pk,
            "starts_on": ward.today.isoformat(),
            "ends_on": ward.today.isoformat(),
            "reason": "other",
        },
    )
    assert answer.status_code == 302
    assert Exemption.objects.count() == before + 1


def test_a_site_of_ticks_is_shown_no_queue(
    administrator: Client, settings: object
) -> None:
    settings.WAGTAIL_ESRLM = {"TICK_ONLY": True}
    page = administrator.get(reverse("esrlm_background_work")).content.decode()
    assert "Last tick" in page
    assert "Last sign of life of the queue" not in page


def test_background_work_is_shown_and_tried_again(administrator: Client) -> None:
    page = administrator.get(reverse("esrlm_background_work"))
    assert page.status_code == 200
    name = page.context["jobs"][0].job.name
    answer = administrator.post(reverse("esrlm_background_work"), {"job": name})
    assert answer.status_code == 302
    answer = administrator.post(reverse("esrlm_background_work"), {"job": "nothing"})
    assert answer.status_code == 404


def test_a_requirement_is_shown_before_it_is_saved(
    administrator: Client, ward: Ward
) -> None:
    role = ward.nurse.assignments.get().periods.first().job_role
    answers = {
        "competency": ward.fire.pk,
        "job_role": role.pk,
        "essential": "on",
        "grace_days": "0",
        "starts_on": ward.today.isoformat(),
    }
    before = Requirement.objects.count()
    page = administrator.post(reverse("esrlm_requirement:add"), answers)
    assert page.status_code == 200
    assert ward.nurse.pk in page.context["impact"].reached
    assert Requirement.objects.count() == before
    saved = administrator.post(
        reverse("esrlm_requirement:add"), answers | {"confirmed": "1"}
    )
    assert saved.status_code == 302
    requirement = Requirement.objects.latest("pk")
    edit = reverse("esrlm_requirement:edit", args=(requirement.pk,))
    change = {
        "effective_on": ward.today.isoformat(),
        "grace_days": "30",
        "essential": "on",
    }
    assert administrator.post(edit, change).context["impact"]
    assert administrator.post(edit, change | {"confirmed": "1"}).status_code == 302
    requirement.refresh_from_db()
    assert requirement.grace_days == 30


def test_a_requirement_has_one_target(administrator: Client, ward: Ward) -> None:
    answers = {
        "competency": ward.fire.pk,
        "grace_days": "0",
        "starts_on": ward.today.isoformat(),
    }
    page = administrator.post(reverse("esrlm_requirement:add"), answers)
    assert "exactly one" in page.content.decode()


@pytest.mark.parametrize("text", ["Yusuf", "fire saf"])
def test_awards_are_found_by_person_and_by_competency(
    text: str, administrator: Client, ward: Ward
) -> None:
    answer = administrator.get(reverse("esrlm_competencyaward:index"), {"q": text})
    found = list(answer.context["object_list"])
    assert found
    assert all(
        award.person == ward.nurse or award.competency == ward.fire for award in found
    )
    answer = administrator.get(reverse("esrlm_competencyaward:index"), {"q": "qqqq"})
    assert not list(answer.context["object_list"])


def test_people_show_where_they_work(administrator: Client, ward: Ward) -> None:
    page = administrator.get(reverse("esrlm_person:index")).content.decode()
    assert "Ward 10" in page
    assert "Staff Nurse" in page
    answer = administrator.get(reverse("esrlm_person:index"), {"export": "csv"})
    assert b"Ward 10" in b"".join(answer.streaming_content)


@pytest.mark.parametrize("early", [False, True])
def test_people_show_no_figure_before_it_is_shown(ward: Ward, early: bool) -> None:
    """Rule 102: seeing everybody is not seeing early."""
    BusinessGroup.objects.update(shown_from=ward.today + datetime.timedelta(1))
    Organisation.objects.update(shown_from=None)
    may = {"wagtailadmin.access_admin", "wagtail_esrlm.view_person", VIEW_ALL}
    reader = UserFactory()
    reader.user_permissions.set(
        find_permissions(may | ({VIEW_EARLY} if early else set()))
    )
    client = Client()
    client.force_login(reader)
    page = client.get(reverse("esrlm_person:index"))
    people = {person.pk: person for person in page.context["object_list"]}
    assert (people[ward.nurse.pk].up_to_date is not None) == early


def test_an_award_for_people_chosen_from_a_list(
    administrator: Client, ward: Ward
) -> None:
    place = ward.nurse.assignments.get().periods.get().organisation
    address = reverse("esrlm_competencyaward:give") + f"?organisation={place.pk}"
    page = administrator.get(address)
    listed = set(page.context["form"].fields["listed"].queryset)
    assert {ward.nurse, ward.sister, ward.away} <= listed
    answers = {
        "competency": ward.governance.pk,
        "achieved_on": ward.today,
        "listed": [ward.sister.pk, ward.away.pk],
        "people": ward.sister.employee_number,
    }
    administrator.post(address, answers)
    given = CompetencyAward.objects.filter(
        competency=ward.governance, achieved_on=ward.today
    )
    assert {award.person for award in given} == {ward.sister, ward.away}


def test_an_award_for_nobody_is_told(administrator: Client, ward: Ward) -> None:
    answers = {"competency": ward.governance.pk, "achieved_on": ward.today}
    page = administrator.post(reverse("esrlm_competencyaward:give"), answers)
    assert "Type a number, or choose from a list." in page.content.decode()
