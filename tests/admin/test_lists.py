"""Lists of the admin: found, filtered, said in words, and exported."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.admin.conftest import client_of
from tests.ward import Ward
from wagtail_esrlm.admin.menu import VIEWSETS
from wagtail_esrlm.compliance.awards import void_award
from wagtail_esrlm.compliance.models import CompetencyAward, Exemption, Requirement
from wagtail_esrlm.testing.factories import (
    BusinessGroupFactory,
    CompetencyAwardFactory,
    DeputyFactory,
    JobRoleFactory,
    PersonFactory,
    organisation_path,
    seat,
)
from wagtail_esrlm.workforce.models import Organisation

COMPETENCIES = "wagtailsnippets_wagtail_esrlm_competency:list"


def listed(client: Client, name: str, **query: Any) -> set[Any]:
    """Return what a list shows."""
    answer = client.get(reverse(name), query)
    assert answer.status_code == 200
    return set(answer.context["object_list"])


def exported(client: Client, name: str, **query: Any) -> str:
    """Return a list as a file."""
    answer = client.get(reverse(name), {"export": "csv", **query})
    return b"".join(answer.streaming_content).decode()


def test_people_are_found_by_names_in_any_order(
    administrator: Client, ward: Ward
) -> None:
    first, last = ward.nurse.first_name, ward.nurse.last_name
    for text in (f"{first} {last}", f"{last} {first}", ward.nurse.employee_number):
        assert ward.nurse in listed(administrator, "esrlm_person:index", q=text)
    assert not listed(administrator, "esrlm_person:index", q=f"{first} nobody")


def test_one_seat_must_match_all_filters_of_people(
    administrator: Client, ward: Ward
) -> None:
    ward_10 = organisation_path("Riverside", "Surgery", "Ward 10")
    theatre = organisation_path("Riverside", "Surgery", "Theatre")
    surgeon = JobRoleFactory(name="Surgeon", staff_group="Medical")
    both = PersonFactory()
    seat(both, organisation=ward_10)
    seat(both, organisation=theatre, job_role=surgeon)
    assert both in listed(administrator, "esrlm_person:index", organisation=ward_10.pk)
    assert both in listed(administrator, "esrlm_person:index", staff_group="Medical")
    assert both not in listed(
        administrator,
        "esrlm_person:index",
        organisation=ward_10.pk,
        job_role=surgeon.pk,
    )
    everybody = listed(
        administrator, "esrlm_person:index", organisation=ward_10.parent.parent_id
    )
    assert {both, ward.nurse} <= everybody


def test_people_are_filtered_by_post_and_log_in(
    administrator: Client, ward: Ward
) -> None:
    idle = PersonFactory()
    assert idle in listed(administrator, "esrlm_person:index", works="no")
    assert idle not in listed(administrator, "esrlm_person:index", works="yes")
    assert idle in listed(administrator, "esrlm_person:index", log_in="no")
    assert ward.nurse in listed(administrator, "esrlm_person:index", log_in="yes")


def test_people_show_how_they_stand_to_whoever_may_see_it(
    administrator: Client, ward: Ward
) -> None:
    seen = administrator.get(reverse("esrlm_person:index")).content.decode()
    assert "Up to date" in seen
    unseen = client_of("Class administrators").get(reverse("esrlm_person:index"))
    assert "Up to date" not in unseen.content.decode()


def test_awards_are_filtered_by_days_and_by_whether_they_count(
    administrator: Client, ward: Ward
) -> None:
    long_ago = datetime.date(2001, 5, 5)
    old = CompetencyAwardFactory(
        person=ward.nurse, competency=ward.fire, achieved_on=long_ago
    )
    wrong = CompetencyAwardFactory(
        person=ward.sister, competency=ward.fire, achieved_on=long_ago
    )
    void_award(award=wrong, reason="A mistake")
    days = {"achieved_from": "2001-05-05", "achieved_to": "2001-05-05"}
    name = "esrlm_competencyaward:index"
    assert listed(administrator, name, **days) == {old, wrong}
    assert listed(administrator, name, **days, void="no") == {old}
    assert listed(administrator, name, **days, void="yes") == {wrong}


@pytest.mark.parametrize(
    ("when", "start", "end"),
    [("now", 0, 0), ("coming", 1, 2), ("ended", -2, -1)],
)
def test_exemptions_and_deputies_are_filtered_by_when(
    administrator: Client, ward: Ward, when: str, start: int, end: int
) -> None:
    days = {
        "starts_on": ward.today + datetime.timedelta(start),
        "ends_on": ward.today + datetime.timedelta(end),
    }
    stored = Exemption.objects.first()
    exemption = Exemption.objects.create(
        person=ward.sister,
        competency=ward.governance,
        reason="other",
        approved_by=stored.approved_by,
        **days,
    )
    deputy = DeputyFactory(manager=ward.sister, deputy=ward.nurse, **days)
    for name, record in (("exemption", exemption), ("deputy", deputy)):
        for choice in ("now", "coming", "ended"):
            found = record in listed(administrator, f"esrlm_{name}:index", when=choice)
            assert found == (choice == when)


def test_requirements_are_filtered_by_level_and_branch(
    administrator: Client, ward: Ward
) -> None:
    top = Organisation.objects.get(name="Riverside")
    of_level = listed(administrator, "esrlm_requirement:index", level=2)
    assert of_level
    assert all(each.organisation_id for each in of_level)
    assert (
        listed(administrator, "esrlm_requirement:index", organisation=top.pk)
        == of_level
    )


def test_requirements_name_the_level_and_the_path(
    administrator: Client, ward: Ward
) -> None:
    page = administrator.get(reverse("esrlm_requirement:index")).content.decode()
    assert "Position: 30412" in page
    assert "Organisation: Riverside" in page


def test_competencies_are_filtered_by_owner_and_by_being_asked(
    administrator: Client, ward: Ward
) -> None:
    local = listed(administrator, COMPETENCIES, owner="457")
    assert local
    assert all(not each.is_national for each in local)
    asked = listed(administrator, COMPETENCIES, asked="yes")
    unasked = listed(administrator, COMPETENCIES, asked="no")
    assert ward.fire in asked
    assert not asked & unasked


def test_filters_speak_english(administrator: Client, ward: Ward) -> None:
    names = [f"esrlm_{viewset.model._meta.model_name}:index" for viewset in VIEWSETS]
    for name in [*names, COMPETENCIES]:
        page = administrator.get(reverse(name)).content.decode().lower()
        for word in ("is null", "greater than", "less than", ">true<", ">false<"):
            assert word not in page, (name, word)


def test_an_empty_list_says_what_it_means(administrator: Client, ward: Ward) -> None:
    page = administrator.get(reverse("esrlm_awardevidence:index")).content.decode()
    assert "There is nothing to review." in page
    page = administrator.get(
        reverse("esrlm_person:index"), {"q": "zzzz"}
    ).content.decode()
    assert "Nothing matches." in page


def test_files_say_yes_no_and_the_words_of_choices(
    administrator: Client, ward: Ward
) -> None:
    rows = exported(administrator, "esrlm_requirement:index")
    assert ",Y," in rows
    assert "True" not in rows
    assert "Employee" in exported(administrator, "esrlm_person:index")


def test_a_workbook_has_a_limit_that_is_told(
    administrator: Client, ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wagtail_esrlm.admin.listing.MOST_WORKBOOK_ROWS", 1)
    answer = administrator.get(
        reverse("esrlm_person:index"), {"export": "xlsx", "q": "a"}, follow=True
    )
    assert answer.redirect_chain == [(f"{reverse('esrlm_person:index')}?q=a", 302)]
    assert "download CSV" in answer.content.decode()


def test_pages_are_found_in_order(administrator: Client, ward: Ward) -> None:
    for _place in range(60):
        PersonFactory()
    shown = [
        person.pk
        for page in (1, 2)
        for person in administrator.get(
            reverse("esrlm_person:index"), {"p": page, "ordering": "-last_name"}
        ).context["object_list"]
    ]
    assert len(shown) == len(set(shown)) > 60


@pytest.mark.parametrize(
    "name", ["requirement", "assignmentperiod", "organisation", "jobrole", "exemption"]
)
def test_queries_of_lists_do_not_grow(
    name: str, administrator: Client, ward: Ward
) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            administrator.get(reverse(f"esrlm_{name}:index"))
        return len(queries)

    count()
    few = count()
    for place in range(6):
        person = PersonFactory()
        where = organisation_path("Riverside", f"Place {place}")
        seat(person, organisation=where, job_role=JobRoleFactory())
        Requirement.objects.create(
            competency=ward.fire, organisation=where, starts_on=ward.today
        )
    assert count() == few


def test_a_renamed_organisation_is_offered_by_its_new_name(
    administrator: Client, ward: Ward
) -> None:
    address = reverse("esrlm_organisation:add")
    assert "Riverside &gt; Surgery" in administrator.get(address).content.decode()
    Organisation.objects.filter(name="Surgery").update(name="Theatres")
    page = administrator.get(address).content.decode()
    assert "Riverside &gt; Theatres &gt; Ward 10" in page
    assert "Surgery" not in page


def test_organisations_are_offered_in_the_order_of_the_tree(
    administrator: Client, ward: Ward
) -> None:
    organisation_path("Riverside", "Maternity", "Zone")
    field = (
        administrator.get(reverse("esrlm_organisation:add"))
        .context["form"]
        .fields["parent"]
    )
    paths = [label for value, label in field.choices if value]
    assert paths == sorted(paths, key=str.casefold)


def test_the_business_group_shows_only_where_there_are_several(
    administrator: Client, ward: Ward
) -> None:
    def columns() -> list[str]:
        view = administrator.get(reverse("esrlm_jobrole:index")).context["view"]
        return [*(column.name for column in view.columns), *view.filters.filters]

    assert "business_group" not in columns()
    BusinessGroupFactory(vpd="999", name="Another trust")
    assert columns().count("business_group") == 2


def test_void_awards_never_offer_to_be_voided(
    administrator: Client, ward: Ward
) -> None:
    award = CompetencyAward.objects.filter(person=ward.nurse).first()
    void = reverse("esrlm_competencyaward:void", args=[award.pk])
    index = reverse("esrlm_competencyaward:index")
    assert void in administrator.get(index).content.decode()
    void_award(award=award, reason="A mistake")
    assert void not in administrator.get(index).content.decode()
