"""The stories of the demo trust, and who can log in to see them."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

import sandbox
from sandbox.demo import trust
from sandbox.demo.files import Generator, Member
from sandbox.demo.names import STORY_NAMES
from sandbox.intranet.demo_log_ins import DEMO_LOG_INS
from sandbox.visits import VISITS

TODAY = datetime.date(2026, 11, 25)
DAY = datetime.timedelta(days=1)
HOST = "@riverside.example"
LOG_INS = {email.removesuffix(HOST) for email, _who, _look in DEMO_LOG_INS}


@pytest.fixture(scope="module")
def world() -> Generator:
    world = Generator(TODAY)
    world.build()
    return world


def person(world: Generator, name: str) -> Member:
    called = STORY_NAMES[name]
    found = [each for each in world.people if (each.first, each.last) == called]
    assert len(found) == 1, f"{len(found)} people are called {called}"
    return found[0]


def rows(world: Generator, name: str) -> list[dict[str, str]]:
    number = person(world, name).number
    return [row for row in world.staff() if row["Employee Number"] == number]


def test_it_is_the_same_trust_every_time(world: Generator) -> None:
    again = Generator(TODAY)
    again.build()
    assert again.staff() == world.staff()
    assert 1800 <= len(world.people) <= 2400


@pytest.mark.parametrize("name", sorted(STORY_NAMES))
def test_nobody_else_has_the_name_of_a_story(world: Generator, name: str) -> None:
    assert person(world, name).number


def test_the_nurse_has_two_posts_and_two_managers(world: Generator) -> None:
    ward, clinic = rows(world, "learner")
    assert ward["Organisation"].endswith("> Ward 10")
    assert clinic["Organisation"].endswith("> Fracture Clinic")
    assert ward["Supervisor Employee Number"] != clinic["Supervisor Employee Number"]
    assert ward["Assignment Number"] != clinic["Assignment Number"]


def test_the_doctor_moved_last_week(world: Generator) -> None:
    before, after = rows(world, "doctor")
    assert before["End Date"] == (TODAY - 8 * DAY).isoformat()
    assert after["Start Date"] == (TODAY - 7 * DAY).isoformat()
    assert person(world, "doctor").place == after["Organisation"]


def test_the_starter_is_within_grace(world: Generator) -> None:
    assert TODAY - person(world, "starter").started < 30 * DAY


def test_somebody_is_up_to_date_until_next_week(world: Generator) -> None:
    holds = person(world, "expiring").holds
    assert holds[trust.RESUS_2] == datetime.date(2025, 12, 2)
    assert datetime.date.min not in holds.values()


def test_others_are_away_gone_or_without_an_address(world: Generator) -> None:
    assert person(world, "leave").status == "Maternity"
    assert person(world, "no-email").email == ""
    left = person(world, "leaver").ended
    assert left is not None and left < TODAY
    external = person(world, "external")
    assert external.person_type == "External Learner"
    assert person(world, "limited").access == "Limited"


def test_the_readme_names_every_log_in() -> None:
    readme = (Path(sandbox.__file__).parent.parent / "README.md").read_text("utf-8")
    for email, who, _look in DEMO_LOG_INS:
        assert f"`{email}` | {who} |" in readme


def test_pictures_are_taken_as_every_log_in() -> None:
    assert set(VISITS) == {"", *LOG_INS}


def test_everybody_of_a_story_with_a_log_in_is_linked(world: Generator) -> None:
    linked = {email.removesuffix(HOST) for email in world.stories.log_ins}
    assert linked == LOG_INS - {"ward10", "admin"}
