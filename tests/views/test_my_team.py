"""What a manager reads about the team."""

from __future__ import annotations

import csv
import datetime
import io

from django.test import Client

from tests.ward import Ward
from wagtail_esrlm.testing.factories import (
    AssignmentFactory,
    BusinessGroupFactory,
    CompetencyFactory,
    PersonFactory,
    RequirementFactory,
    UserFactory,
    organisation_path,
    seat,
)
from wagtail_esrlm.workforce.models import BusinessGroup

URL = "/learning/my-team/"


def read(client: Client, user: object, url: str = URL) -> str:
    client.force_login(user)
    response = client.get(url)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_the_sentence_names_who_is_most_urgent(client: Client, ward: Ward) -> None:
    text = read(client, ward.sister_user)
    assert "The one person in your team is not up to date." in text
    assert "Most urgent: Amina Yusuf, Resuscitation - Level 2, which expired on" in text
    assert "Team compliance 50.0%: 2 of 4 required." in text


def test_absent_people_are_greyed_named_and_left_out(
    client: Client, ward: Ward
) -> None:
    text = read(client, ward.sister_user)
    assert "1 person is away and left out." in text
    row = text[text.index("esrlm-table__row--left-out") :]
    assert "Leah Morgan" in row
    assert "Away" in row


def test_indirect_reports_are_one_choice_away(client: Client, ward: Ward) -> None:
    head = ward.sister.assignments.get().periods.get().supervisor
    assert head is not None
    direct = read(client, head.user)
    everybody = read(client, head.user, f"{URL}?team=all")
    assert "Amina Yusuf</a>" not in direct
    assert "Amina Yusuf</a>" in everybody
    assert 'href="/learning/my-team/?team=all"' in direct


def test_a_deputy_sees_the_team_and_is_told_why(client: Client, ward: Ward) -> None:
    text = read(client, ward.deputy.user)
    assert "You are standing in for Helen Okafor until" in text
    assert "In the team of Helen Okafor" in text
    assert "Amina Yusuf</a>" in text


def test_filters_are_in_the_address_and_removable(client: Client, ward: Ward) -> None:
    text = read(
        client,
        ward.sister_user,
        f"{URL}?status=expired&competency={ward.resuscitation.pk}&name=yus",
    )
    assert "1 person found." in text
    assert "Leah Morgan</a>" not in text
    assert f'href="{URL}?competency={ward.resuscitation.pk}&amp;name=yus"' in text
    assert f'href="{URL}?status=expired&amp;name=yus"' in text
    assert f'href="{URL}?status=expired&amp;competency={ward.resuscitation.pk}"' in text
    assert f"{URL}export/?status=expired" in text


def test_filters_that_nobody_fits_say_so(client: Client, ward: Ward) -> None:
    text = read(client, ward.sister_user, f"{URL}?name=zzz")
    assert "Nobody in your team fits these filters." in text


def test_a_filter_that_is_not_offered_counts_as_none(
    client: Client, ward: Ward
) -> None:
    text = read(client, ward.sister_user, f"{URL}?status=x&competency=x&page=x&team=x")
    assert "2 people, most urgent first." in text


def test_somebody_without_a_team_is_told(client: Client, ward: Ward) -> None:
    text = read(client, ward.nurse_user)
    assert "Nobody reports to you in the staff records." in text


def test_the_file_holds_what_the_table_lists(client: Client, ward: Ward) -> None:
    ward.nurse.last_name = "=cmd|' /C calc'!A0"
    ward.nurse.first_name = ""
    ward.nurse.save()
    client.force_login(ward.sister_user)
    response = client.get(f"{URL}export/?status=expired")
    assert response["Cache-Control"] == "private, no-store"
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(text)))
    assert {line["Name"] for line in lines} == {"'=cmd|' /C calc'!A0"}
    assert [line["Status"] for line in lines][:2] == ["Expired", "Due"]
    assert {line["Required"] for line in lines} == {"Essential", "Recommended"}


def test_the_file_is_for_managers_alone(client: Client, ward: Ward) -> None:
    client.force_login(ward.nurse_user)
    assert client.get(f"{URL}export/").status_code == 404
    client.force_login(UserFactory())
    assert client.get(f"{URL}export/").status_code == 404


def test_a_second_post_is_for_its_own_manager(client: Client, ward: Ward) -> None:
    theatres = organisation_path("Riverside", "Theatres")
    elsewhere = CompetencyFactory(name="457|LOCAL|Laser Safety|")
    RequirementFactory(competency=elsewhere, organisation=theatres)
    other = PersonFactory(user=UserFactory())
    seat(other, organisation=theatres)
    seat(
        ward.nurse,
        assignment=AssignmentFactory(person=ward.nurse),
        organisation=theatres,
        supervisor=other,
    )
    page = f"/learning/people/{ward.nurse.uuid}/"
    mine = read(client, ward.sister_user, page)
    theirs = read(client, other.user, page)
    assert "Laser Safety" not in mine
    assert "Resuscitation" in mine
    assert "Laser Safety" in theirs
    assert "Resuscitation" not in theirs
    assert "What another post requires is for the manager of that post." in mine
    assert "Fire Safety" in theirs
    file = b"".join(client.get(f"{URL}export/").streaming_content).decode()
    assert "Laser Safety" in file
    assert "Resuscitation" not in file


def test_before_it_is_shown_a_manager_reads_when_and_why(
    client: Client, ward: Ward
) -> None:
    BusinessGroup.objects.update(shown_from=datetime.date(2999, 1, 1))
    text = read(client, ward.sister_user)
    assert "Compliance is shown from 1 January 2999" in text
    assert "Resuscitation" not in text
    file = b"".join(client.get(f"{URL}export/").streaming_content).decode()
    assert "Not shown yet" in file
    assert "Resuscitation" not in file


def test_queries_do_not_grow_with_the_team(
    client: Client, ward: Ward, django_assert_max_num_queries: object
) -> None:
    place = organisation_path("Riverside", "Surgery", "Ward 10")
    for _number in range(30):
        seat(
            PersonFactory(business_group=BusinessGroupFactory()),
            organisation=place,
            supervisor=ward.sister,
        )
    client.force_login(ward.sister_user)
    with django_assert_max_num_queries(18):
        client.get(URL)


def test_a_large_team_is_read_a_page_at_a_time(
    client: Client, ward: Ward, monkeypatch: object
) -> None:
    monkeypatch.setattr("wagtail_esrlm.compliance.team.WHOLE_TEAM", 1)
    text = read(client, ward.sister_user)
    assert "Your team has 2 people." in text
    assert "too large for one figure" in text
    assert "Amina Yusuf</a>" in text
    assert 'name="status"' not in text
    named = read(client, ward.sister_user, f"{URL}?name=leah")
    assert "1 person found." in named
    assert "Amina Yusuf</a>" not in named
