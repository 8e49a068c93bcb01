"""Finding a class and taking a place in a real browser, on the demo intranet."""

from __future__ import annotations

import re

import pytest

pytestmark = pytest.mark.e2e

CATALOGUE = "/learning/catalogue/"
MINE = "/learning/my-learning/"
REGISTERS = "/learning/registers/"
COURSE = "Preventing radicalisation: online hour"


def find_class(visitor, course: str, when: int = 0) -> None:
    """Go to a class of a course by the links that people follow."""
    visitor.go(CATALOGUE)
    card = visitor.page.locator(".esrlm-course", has_text=course)
    card.locator(".esrlm-class-line__when").nth(when).click()


def test_filters_change_the_list_in_place_and_stay_in_the_address(visit):
    visitor = visit("learner")
    visitor.go(CATALOGUE)
    page = visitor.page
    page.fill("input[type=text] >> nth=0", "fire")
    page.wait_for_url("**q=fire**")
    assert "Fire safety on the ward" in page.inner_text("[data-esrlm-results]")
    assert "Infusion pumps" not in page.inner_text("[data-esrlm-results]")
    focused = page.evaluate("document.activeElement.name")
    assert focused.endswith("q")
    offered = page.locator("datalist option").evaluate_all(
        "all => all.map(o => o.value)"
    )
    assert "Fire safety on the ward" in offered
    assert "Infusion pumps" not in offered
    page.click(".esrlm-chip")
    page.wait_for_url(lambda url: "q=fire" not in url)
    assert "Infusion pumps" in page.inner_text("[data-esrlm-results]")
    assert visitor.complaints == []


def test_a_place_is_booked_and_given_up(visit):
    visitor = visit("starter")
    find_class(visitor, COURSE, 1)
    page = visitor.page
    page.click("text=Book this place")
    page.click("button:has-text('Book this place')")
    page.wait_for_url("**/bookings/**")
    assert "is booked." in page.inner_text(".esrlm-state")
    assert page.evaluate("document.activeElement.id") == "esrlm-answer"
    assert COURSE in visitor.go(MINE)
    page.click(f"main >> text={COURSE} >> nth=0")
    page.click("text=Cancel this booking")
    page.click("button:has-text('Cancel this booking')")
    assert "is cancelled." in page.inner_text(".esrlm-state")
    assert visitor.complaints == []


def test_a_full_class_has_a_waiting_list_with_its_number(visit):
    visitor = visit("doctor")
    find_class(visitor, "Fire safety on the ward")
    page = visitor.page
    page.click("text=Join the waiting list")
    page.click("button:has-text('Join the waiting list')")
    assert "on the list" in page.inner_text(".esrlm-state")


def test_a_manager_answers_a_request(visit):
    visitor = visit("deputy")
    visitor.go("/learning/approvals/")
    page = visitor.page
    assert "Amara Brookhollow" in page.inner_text("main")
    page.click("main a:has-text('Answer') >> nth=0")
    page.click("button:has-text('Approve')")
    page.wait_for_url("**/approvals/**")
    assert visitor.complaints == []


def up_to_date(visitor) -> int:
    """Return with how many things somebody is up to date."""
    found = re.search(
        r"up to date with (\d+) of", visitor.go("/learning/my-compliance/")
    )
    return int(found[1]) if found else -1


def test_an_instructor_keeps_a_register_and_a_learner_turns_green(visit):
    """From the code on the screen to the learner's own page (rules 71-73)."""
    teacher, learner = visit("instructor"), visit("starter", width=320)
    before = up_to_date(learner)
    page = teacher.page

    teacher.go(REGISTERS)
    page.click("main section:last-of-type a:has-text('Staying calm')")
    page.click("text=Show the code to sign in")
    code = "".join(page.inner_text(".esrlm-code__digits").split())
    learner.go(MINE)
    learner.page.click("main a:has-text('Staying calm') >> nth=0")
    learner.page.click("text=Sign in to this class")
    learner.page.fill("#esrlm-code", code)
    learner.page.click("text=I am here")
    assert "You are recorded as present" in learner.read()
    page.reload()
    assert "1 of 6 present" in teacher.read()

    teacher.go(REGISTERS)
    page.click("main a:has-text('Adult basic life support') >> nth=0")
    line = page.locator(".esrlm-mark", has_text="Tomos Millrace")
    line.get_by_role("button", name="Present").click()
    line.get_by_role("button", name="Passed").click()
    assert "1 of 4 marked." in teacher.read()
    page.check("text=Whoever is not marked was not there")
    page.click("button:has-text('Close the register')")
    assert "This register is closed." in teacher.read()

    # Level 2, and the level that it covers (rule 27).
    assert up_to_date(learner) == before + 2
    assert teacher.complaints == learner.complaints == []
