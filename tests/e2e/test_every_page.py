"""Every page holds up: narrow and wide, for a keyboard, on paper, under its policy."""

from __future__ import annotations

import pytest

from sandbox import screenshots
from sandbox.visits import VISITS

pytestmark = pytest.mark.e2e

OWN = "/learning/my-compliance/"


@pytest.mark.parametrize(
    "role",
    [
        *["", "learner", "starter", "manager", "instructor", "ward10", "waiting"],
        "class.admin",
    ],
)
def test_no_page_breaks(browser, intranet, role):
    """axe-core, sideways scrolling, the policy's header and the browser's console."""
    shapes = (("light", 1440), ("light", 320))
    visitor = screenshots.Visitor(browser, intranet, role, shapes=shapes, out=None)
    for name, address in VISITS[role].items():
        visitor.look(name, address)
    visitor.page.close()
    assert [screenshots.in_words(each) for each in visitor.findings] == []


def test_the_keyboard_goes_to_the_content_first(visit):
    nurse = visit("learner")
    nurse.go(OWN)
    assert nurse.tab() == "Skip to the content"
    nurse.page.keyboard.press("Enter")
    assert nurse.page.evaluate("document.activeElement.id") == "main"
    assert nurse.tab().startswith("Book: ")
    assert nurse.tab() == "Not you?"
    assert nurse.tab().startswith("Book: ")


def test_what_has_the_focus_shows_it(visit):
    manager = visit("manager")
    manager.go("/learning/my-team/")
    for _each in range(20):
        manager.tab()
        outline = manager.page.evaluate(
            "getComputedStyle(document.activeElement).outline"
        )
        assert "solid 3px" in outline


def test_paper_shows_the_list_and_the_day_alone(visit):
    nurse = visit("learner", width=794)
    nurse.go(OWN)
    nurse.page.emulate_media(media="print")
    text = nurse.read("body")
    assert "You are up to date with" in text
    assert "On " in nurse.read(".esrlm-printed")
    assert "because your job role is Staff Nurse" in text
    for words in ("Find training", "Log out", "Not you?", "made-up trust"):
        assert words not in text
