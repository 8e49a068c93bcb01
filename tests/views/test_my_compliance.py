"""What a member of staff reads about themselves."""

from __future__ import annotations

import datetime

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from tests.ward import Ward, person, shared_log_in, site_help
from wagtail_esrlm.testing.factories import (
    BusinessGroupFactory,
    CompetencyFactory,
    PersonFactory,
    RequirementFactory,
    UserFactory,
    seat,
)

URL = "/learning/my-compliance/"


def read(client: Client, user: object, url: str = URL) -> str:
    client.force_login(user)
    response = client.get(url)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_the_answer_stands_on_top(client: Client, ward: Ward) -> None:
    text = read(client, ward.nurse_user)
    assert "You are up to date with 2 of 4." in text
    assert "Next: Resuscitation - Level 2, which expired on" in text
    assert "Compliance 50.0%: 2 of 4 required." in text
    assert "Of the other 2, 1 is not due yet." in text


def test_rows_stand_in_groups_by_what_needs_action(client: Client, ward: Ward) -> None:
    text = read(client, ward.nurse_user)
    places = [
        text.index(f'id="esrlm-page-{group}"')
        for group in ("action", "current", "exempt", "recommended", "extra", "coming")
    ]
    assert places == sorted(places)


@pytest.mark.parametrize(
    "words",
    [
        "Required because of your post 30412",
        "because you work in Surgery",
        "Required of everyone at Riverside University Hospitals.",
        "Required because your job role is Staff Nurse.",
        "Recommended because you work in Surgery.",
    ],
)
def test_every_row_says_why(client: Client, ward: Ward, words: str) -> None:
    text = read(client, ward.nurse_user)
    if words == "Required because of your post 30412":
        assert "<li>because of your post 30412</li>" in text
    else:
        assert words in text


def test_status_is_a_word_beside_its_icon(client: Client, ward: Ward) -> None:
    text = read(client, ward.nurse_user)
    for word in (
        "Expired",
        "Due",
        "Expiring soon",
        "Up to date",
        "Exempt",
        "Extra",
        "Not held",
        "Coming",
    ):
        assert f"</svg> {word}</span>" in text or f"</svg>{word}</span>" in text


def test_recommended_rows_are_never_red(client: Client, ward: Ward) -> None:
    text = read(client, ward.nurse_user)
    recommended = text[text.index("esrlm-page-recommended") :]
    assert "esrlm-tag--danger" not in recommended
    assert "esrlm-tag--warning" not in recommended


def test_coming_requirements_are_apart_and_say_from_when(
    client: Client, ward: Ward
) -> None:
    text = read(client, ward.nurse_user)
    coming = text[text.index('id="esrlm-page-coming"') :]
    assert "Autism - Tier 2" in coming
    assert "Not required yet." in coming


def test_grace_says_due_by(client: Client, ward: Ward) -> None:
    assert "Due by" in read(client, ward.nurse_user)


def test_without_a_link_there_is_no_button(client: Client, ward: Ward) -> None:
    site_help(help_text="the learning team, ext 2210")
    text = read(client, ward.nurse_user)
    assert "Find training" not in text
    assert "esrlm-button" not in text
    assert "To arrange training, ask the learning team, ext 2210." in text


def test_the_link_of_the_site_is_the_next_action(client: Client, ward: Ward) -> None:
    site_help(find_training_url="https://learning.example/")
    text = read(client, ward.nurse_user)
    assert text.count('href="https://learning.example/"') == 4
    assert 'Find training <span class="esrlm-hidden">for Fire Safety</span>' in text


def test_the_page_names_the_person_and_offers_the_way_out(
    client: Client, ward: Ward
) -> None:
    text = read(client, ward.nurse_user)
    assert f"Amina Yusuf, employee number {ward.nurse.employee_number}." in text
    assert f'href="{reverse("wagtail_esrlm:not_you")}">Not you?</a>' in text


def test_not_you_logs_out_after_asking(client: Client, ward: Ward) -> None:
    text = read(client, ward.nurse_user, "/learning/not-you/")
    assert "You are logged in as Amina Yusuf." in text
    answer = client.post("/learning/not-you/")
    assert (answer.status_code, answer["Location"]) == (302, "/login/")
    assert client.get(URL).status_code == 302


def test_anonymous_readers_are_sent_to_the_log_in(client: Client, db: None) -> None:
    response = client.get(URL)
    assert response["Location"] == f"/login/?next={URL}"


def test_a_log_in_without_a_person_sees_whom_to_contact(
    client: Client, db: None
) -> None:
    site_help(help_text="the learning team", help_email="learn@riverside.example")
    text = read(client, UserFactory(email="nobody@riverside.example"))
    assert "Your log-in “nobody” is not joined to a person" in text
    assert "mailto:learn@riverside.example" in text


def test_a_shared_log_in_shows_nobody(client: Client, ward: Ward) -> None:
    user = shared_log_in()
    ward.nurse.user = user
    ward.nurse.save()
    text = read(client, user)
    assert "This log-in is shared" in text
    assert "Amina" not in text


def test_before_it_is_shown_the_page_says_when_and_why(
    client: Client, db: None
) -> None:
    group = BusinessGroupFactory(vpd="458", shown_from=datetime.date(2999, 1, 1))
    user = UserFactory()
    late = PersonFactory(business_group=group, user=user)
    seat(late)
    competency = CompetencyFactory()
    RequirementFactory(competency=competency, business_group=group)
    text = read(client, user)
    assert "Compliance is shown from 1 January 2999" in text
    assert "checking the records" in text
    assert competency.title not in text


def test_pilots_see_it_early_and_are_told(client: Client, db: None) -> None:
    group = BusinessGroupFactory(vpd="458", shown_from=datetime.date(2999, 1, 1))
    pilot = PersonFactory(business_group=group, user=UserFactory())
    seat(pilot)
    group.pilots.add(pilot)
    assert "You see this early." in read(client, pilot.user)


def test_nothing_required_is_not_applicable(client: Client, db: None) -> None:
    BusinessGroupFactory(shown_from=datetime.date(2020, 1, 1))
    user = person("New", "Starter", "new").user
    text = read(client, user)
    assert "Nothing is required of you at the moment." in text
    assert "Compliance: not applicable." in text
    assert "%" not in text[text.index("esrlm-answer") :]


def test_a_manager_finds_the_way_to_the_team(client: Client, ward: Ward) -> None:
    link = f'href="{reverse("wagtail_esrlm:my_team")}"'
    assert link in read(client, ward.sister_user)
    assert link not in read(client, ward.nurse_user)


def test_a_host_may_send_the_way_out_elsewhere(
    client: Client, ward: Ward, settings: object
) -> None:
    settings.WAGTAIL_ESRLM = {"LOGOUT_URL": "/sso/logout/"}
    assert 'href="/sso/logout/">Not you?' in read(client, ward.nurse_user)


def test_training_leads_are_not_shared_log_ins(client: Client, ward: Ward) -> None:
    Group.objects.get_or_create(name="Training leads")[0].user_set.add(ward.nurse_user)
    assert "You are up to date with 2 of 4." in read(client, ward.nurse_user)


def test_the_person_is_named_above_the_list(client: Client, ward: Ward) -> None:
    text = read(client, ward.nurse_user)
    assert text.index("Not you?") < text.index('id="esrlm-page-action"')


def test_paper_says_of_which_day_it_is(client: Client, ward: Ward) -> None:
    day = f"{ward.today:%-d %B %Y}"
    for user, url in ((ward.nurse_user, URL), (ward.sister_user, "/learning/my-team/")):
        printed = f'<span class="esrlm-printed">On {day}.</span>'
        assert printed in read(client, user, url)
