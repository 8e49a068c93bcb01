"""What people see in a real browser, on the demo intranet: every story of the demo."""

from __future__ import annotations

import csv
import io

import pytest

pytestmark = pytest.mark.e2e

OWN = "/learning/my-compliance/"
TEAM = "/learning/my-team/"


def profile_of(visitor, name: str) -> str:
    """Go to a person's page by way of the directory, as a colleague does."""
    visitor.go(f"/people/?q={name.replace(' ', '+')}")
    visitor.page.click(f".person__name:has-text('{name}')")
    return visitor.read()


def test_a_nurse_reads_her_answer_and_why(visit):
    nurse = visit("learner")
    text = nurse.go(OWN)
    assert "You are up to date with" in text
    assert "because of your post" in text
    assert "because you work in Fracture Clinic" in text
    assert "Expired" in text
    assert "Amara Brookhollow, employee number" in text
    nurse.page.click("text=Why: 2 reasons")
    assert "because your job role is Staff Nurse" in nurse.read()
    assert nurse.complaints == []


def test_her_profile_page_says_the_same(visit):
    nurse = visit("learner")
    said = nurse.go(OWN)
    nurse.page.click("a.me__name")
    profile = nurse.read()
    percentage = next(word for word in said.split() if word.endswith("%:"))
    assert percentage.rstrip(":") in profile
    assert "Not you?" in profile


def test_each_of_her_managers_sees_the_post_they_look_after(visit):
    ward = visit("manager")
    ward.go(TEAM)
    ward.page.click("main >> text=Amara Brookhollow")
    text = ward.read()
    assert "Infusion Pumps" in text
    assert "Plaster Casts" not in text
    assert "What another post requires is for the manager of that post." in text
    assert ward.complaints == []


def test_nobody_reads_a_colleagues_compliance(visit):
    text = profile_of(visit("limited"), "Amara Brookhollow")
    assert "Staff Nurse, Ward 10" in text
    assert "up to date" not in text.lower()
    assert "%" not in text


def test_a_doctor_who_moved_has_time_for_what_is_new(visit):
    text = visit("doctor").go(OWN)
    assert "Next: Safeguarding Children - Level 3, by" in text
    assert "because you work in Children" in text
    assert "Expired" not in text
    assert "Not done" not in text


def test_a_new_starter_has_due_dates_and_nothing_red(visit):
    text = visit("starter").go(OWN)
    assert "are not due yet." in text
    assert "Due by" in text
    assert "Expired" not in text
    assert "Not done" not in text


def test_somebody_up_to_date_reads_what_expires_next_week(visit):
    text = visit("expiring").go(OWN)
    assert "You are up to date with all" in text
    assert "(in 7 days)" in text
    assert "Expiring soon" in text


def test_somebody_on_leave_keeps_their_own_page(visit):
    assert "You are up to date with" in visit("leave").go(OWN)


def test_an_external_learner_is_asked_only_for_the_role(visit):
    text = visit("external").go(OWN)
    assert "Good Clinical Practice" in text
    assert "Corporate Induction" not in text


def test_before_it_is_shown_people_read_when_and_why(visit):
    text = visit("waiting").go(OWN)
    assert "Compliance is shown from" in text
    assert "Until then the learning team is checking the records." in text
    assert "Fire Safety" not in text
    assert "Magnus Thistlewood" in text


def test_training_leads_see_it_early(visit):
    text = profile_of(visit("learning.admin"), "Magnus Thistlewood")
    assert "You see this early." in text
    assert "Fire Safety" in text


def test_a_manager_finds_who_needs_help(visit):
    manager = visit("manager")
    text = manager.go(TEAM)
    assert "1 of your 32 people is up to date." in text
    assert "1 person is away and left out." in text
    assert "Greta Halloway" not in text
    away = manager.read(".esrlm-table__row--left-out")
    assert "Olwen Marchbank" in away
    assert "Away" in away
    manager.page.select_option("#esrlm-team-status", "due")
    manager.page.click("text=Show")
    assert "1 person found." in manager.read()
    assert "Tomos Millrace" in manager.read()
    manager.page.click(".esrlm-chip")
    assert "33 people" in manager.read()
    assert manager.complaints == []


def test_a_manager_takes_the_team_away_as_a_file(visit):
    manager = visit("manager")
    manager.go(f"{TEAM}?name=idris")
    with manager.page.expect_download() as download:
        manager.page.click("text=Download as CSV")
    text = download.value.path().read_text("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(text)))
    assert {line["Name"] for line in lines} == {"Idris Fairlie"}
    assert {"Required", "Status", "Valid until"} <= set(lines[0])


def test_a_deputy_sees_the_same_team_until_a_day(visit):
    text = visit("deputy").go(TEAM)
    assert "You are standing in for Bronwen Castlemain until" in text
    assert "Amara Brookhollow" in text
    assert "Kofi Penhallow" not in text.split("most urgent first.")[1]


def test_a_shared_log_in_shows_nothing_personal(visit):
    ward = visit("ward10")
    for path in ("/", "/learning-hub/", TEAM):
        assert "up to date" not in ward.go(path).lower()
    assert "This log-in is shared" in ward.go(OWN)
    assert "up to date" not in profile_of(ward, "Amara Brookhollow").lower()


def test_the_next_person_at_the_computer_logs_in_as_themselves(visit):
    somebody = visit()
    somebody.log_in("limited")
    somebody.go(OWN)
    somebody.page.click("text=Not you?")
    assert "You are logged in as Finn Longacre." in somebody.read()
    somebody.page.click("main button")
    somebody.page.wait_for_url("**/log-in/**")
    somebody.back()
    assert "Finn" not in somebody.read("body")


def test_a_demo_person_is_one_click_away(visit):
    newcomer = visit()
    newcomer.go("/log-in/")
    newcomer.page.click("text=Log in as Nurse with two posts")
    assert "Hello, Amara" in newcomer.read()
