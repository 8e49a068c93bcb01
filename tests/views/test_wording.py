"""Words that stand for statuses, dates and reasons."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from wagtail_esrlm.blocks.previews import example_rows
from wagtail_esrlm.compliance.presentation import figure_note
from wagtail_esrlm.compliance.rules import Figure, Level, Reason, Status
from wagtail_esrlm.compliance.wording import (
    Voice,
    distance,
    facts,
    lead,
    next_step,
    reasons_in_words,
    split_title,
    tag_of,
)

DAY = datetime.date(2026, 11, 23)
YOU = Voice()
AMINA = Voice(you=False, name="Amina Yusuf")


@pytest.mark.parametrize(
    ("figure", "voice", "sentence"),
    [
        (Figure(14, 17), YOU, "You are up to date with 14 of 17."),
        (Figure(17, 17), YOU, "You are up to date with all 17."),
        (Figure(1, 1), YOU, "You are up to date with the one thing you must hold."),
        (Figure(0, 0), YOU, "Nothing is required of you at the moment."),
        (
            Figure(0, 0, 0, 2),
            YOU,
            "You are exempt from everything that counts at the moment.",
        ),
        (Figure(0, 3), AMINA, "Amina Yusuf is up to date with 0 of 3."),
        (Figure(3, 3), AMINA, "Amina Yusuf is up to date with all 3."),
        (Figure(0, 0), AMINA, "Nothing is required of Amina Yusuf at the moment."),
    ],
)
def test_the_lead_answers(figure: Figure, voice: Voice, sentence: str) -> None:
    assert lead(figure, voice) == sentence


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "today"),
        (1, "tomorrow"),
        (-1, "yesterday"),
        (7, "in 7 days"),
        (-20, "20 days ago"),
        (91, ""),
        (-91, ""),
    ],
)
def test_distance(days: int, words: str) -> None:
    assert distance(DAY + datetime.timedelta(days), on=DAY) == words


def test_the_next_step_says_by_when() -> None:
    row = replace(
        example_rows()[2],
        status=Status.EXPIRING,
        held_until=datetime.date(2026, 11, 30),
        competency_title="Fire Safety - 2 Years",
    )
    assert next_step(row) == "Next: Fire Safety, by 30 November 2026."
    expired = replace(row, status=Status.EXPIRED)
    assert next_step(expired) == "Next: Fire Safety, which expired on 30 November 2026."
    missing = replace(row, status=Status.MISSING, held_until=None)
    assert next_step(missing) == "Next: Fire Safety, which is not done yet."
    due = replace(missing, status=Status.DUE, due_on=datetime.date(2026, 12, 1))
    assert next_step(due) == "Next: Fire Safety, by 1 December 2026."
    assert next_step(None) == ""


@pytest.mark.parametrize("status", list(Status))
def test_a_recommended_row_is_never_red_or_amber(status: Status) -> None:
    row = replace(example_rows()[0], essential=False, status=status)
    assert tag_of(row).kind in ("success", "neutral", "info")


def test_a_recommended_row_has_no_due_date() -> None:
    row = replace(example_rows()[1], essential=False)
    assert facts(row, on=DAY) == [("Achieved", "Not yet")]


def test_each_source_is_said_once_from_the_widest() -> None:
    reasons = (
        Reason(Level.POSITION, 4, "30412"),
        Reason(Level.SUPPLEMENTARY_ROLE, 6, "Fire Warden"),
        Reason(Level.ASSIGNMENT, 5, "20012345-2"),
        Reason(Level.BUSINESS_GROUP, 1, "457"),
        Reason(Level.ORGANISATION, 2, "Riverside > Surgery"),
        Reason(Level.ORGANISATION, 3, "Riverside > East > Surgery"),
        Reason(Level.JOB_ROLE, 3, "Staff Nurse"),
    )
    assert reasons_in_words(reasons, you=True, employer="Riverside") == (
        "of everyone at Riverside",
        "because you work in Surgery",
        "because your job role is Staff Nurse",
        "because of your post 30412",
        "because it was set for you (assignment 20012345-2)",
        "because of your role as Fire Warden",
    )


@pytest.mark.parametrize(
    ("title", "parts"),
    [
        ("Fire Safety - 2 Years", ("Fire Safety", " - 2 Years")),
        ("Welcome – 18 months", ("Welcome", " – 18 months")),
        (
            "Cannulation - No Specified Renewal",
            ("Cannulation", " - No Specified Renewal"),
        ),
        ("Resuscitation - Level 2", ("Resuscitation - Level 2", "")),
        ("- 2 Years", ("- 2 Years", "")),
    ],
)
def test_titles_part_from_their_period(title: str, parts: tuple[str, str]) -> None:
    assert split_title(title) == parts


@pytest.mark.parametrize(
    ("figure", "note"),
    [
        (Figure(3, 4), ""),
        (Figure(3, 4, 1), "The other one is not due yet."),
        (Figure(2, 17, 15), "The other 15 are not due yet."),
        (Figure(2, 4, 1), "Of the other 2, 1 is not due yet."),
        (Figure(2, 7, 3), "Of the other 5, 3 are not due yet."),
    ],
)
def test_what_is_not_due_yet_is_said_apart(figure: Figure, note: str) -> None:
    assert figure_note(figure) == note


def test_a_distance_stays_on_one_line() -> None:
    row = replace(
        example_rows()[2],
        status=Status.EXPIRING,
        held_until=DAY + datetime.timedelta(7),
    )
    assert facts(row, on=DAY)[0] == (
        "Valid until",
        "30 November 2026 (in\u00a07\u00a0days)",
    )


def test_the_date_that_matters_comes_first() -> None:
    due = replace(example_rows()[1], status=Status.DUE, due_on=DAY)
    assert [term for term, _words in facts(due, on=DAY)] == ["Due by", "Achieved"]
