"""What people see in a real browser, on the demo intranet."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.e2e

OWN = "/learning/my-compliance/"
TEAM = "/learning/my-team/"


def test_a_nurse_reads_her_answer_and_why(visitor):
    text = visitor.log_in("learner").go(OWN)
    assert "You are up to date with" in text
    assert "because of your post" in text
    assert "Expired" in text
    assert visitor.complaints == []


def test_her_profile_page_says_the_same(visitor):
    visitor.log_in("learner")
    visitor.go(OWN)
    said = visitor.page.inner_text("main")
    visitor.page.click("a.me__name")
    profile = visitor.page.inner_text("main")
    percentage = next(word for word in said.split() if word.endswith("%:"))
    assert percentage.rstrip(":") in profile


def test_nobody_reads_a_colleagues_compliance(visitor, browser, intranet):
    visitor.log_in("manager")
    visitor.page.click("a.me__name")
    profile = visitor.page.url.removeprefix(intranet)
    other = visitor.__class__(browser, intranet).log_in("limited")
    text = other.go(profile)
    assert "Bronwen Castlemain" in text
    assert "up to date" not in text.lower()
    other.context.close()


def test_a_new_starter_has_due_dates_and_nothing_red(visitor):
    text = visitor.log_in("starter").go(OWN)
    assert "Due" in text
    assert "Expired" not in text


def test_a_manager_sees_the_team_and_goes_to_one_person(visitor):
    text = visitor.log_in("manager").go(TEAM)
    assert "Amara Brookhollow" in text
    visitor.page.click("main >> text=Amara Brookhollow")
    assert "Fire Safety" in visitor.page.inner_text("main")
    assert visitor.complaints == []


def test_a_deputy_sees_the_same_team(visitor):
    assert "Amara Brookhollow" in visitor.log_in("deputy").go(TEAM)


def test_a_shared_log_in_shows_nothing_personal(visitor):
    text = visitor.log_in("ward10").go("/learning-hub/")
    assert "up to date" not in text.lower()


def test_an_external_learner_is_asked_only_for_the_role(visitor):
    text = visitor.log_in("external").go(OWN)
    assert "Good Clinical Practice" in text
    assert "Corporate Induction" not in text


@pytest.mark.parametrize("path", ["/", "/people/", "/learning-hub/", OWN, TEAM])
@pytest.mark.parametrize("name", ["learner", "manager"])
def test_pages_are_accessible_and_fit_a_phone(browser, intranet, name, path):
    from .conftest import AXE, Visitor

    for width in (320, 1440):
        visitor = Visitor(browser, intranet, width)
        visitor.context.close()
        visitor.context = browser.new_context(
            viewport={"width": width, "height": 900}, bypass_csp=True
        )
        visitor.page = visitor.context.new_page()
        visitor.log_in(name).go(path)
        assert AXE
        assert visitor.violations() == []
        assert visitor.page.evaluate(
            "document.documentElement.scrollWidth <= window.innerWidth"
        )
        visitor.context.close()
