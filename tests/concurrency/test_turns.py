"""Two who write at once take turns, and neither works from a half-seen world.

Each race stands beside its control, the same with the guard off, which shows the fault.
"""

from __future__ import annotations

import csv
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from tests.processes import NEEDS_PROCESSES, child
from wagtail_esrlm.clock import today
from wagtail_esrlm.compliance.award_rewriting import rewrite_all
from wagtail_esrlm.compliance.models import CompetencyAward
from wagtail_esrlm.errors import Busy
from wagtail_esrlm.jobs import turns
from wagtail_esrlm.snippets.models import CompetencyCover
from wagtail_esrlm.testing.factories import (
    CompetencyFactory,
    JobRoleFactory,
    PersonFactory,
    PositionFactory,
    seat,
)
from wagtail_esrlm.workforce.selectors import organisation_paths

from .test_lost_updates import ONE_DAY

pytestmark = NEEDS_PROCESSES

#: Seconds in which somebody who need not wait has long ended.
LONG = 1.5


CHANGER = "tests.concurrency.turn_child"


def race(
    first: tuple[Any, ...], second: tuple[Any, ...], *options: str, place: str
) -> tuple[str, str]:
    """Let the second begin while the first waits; it ends first where nothing stops it.

    Returns: what the first and the second said.
    """
    with child(*first, *options, module=CHANGER) as one:
        assert one.says() == place
        with child(*second, *options, "starts", module=CHANGER) as two:
            assert two.says() == "started"
            two.is_silent(LONG)
            one.go_on()
            earlier, later = one.says(), two.says()
            one.ends_well()
            two.ends_well()
    return earlier, later


def period_changes_under_an_award(*options: str) -> int:
    """Return how many awards have a wrong expiry in the end."""
    person, competency = PersonFactory(), CompetencyFactory(months=12)
    said = race(
        ("give_award", person.pk, competency.pk, "waits"),
        ("change_period", competency.pk, 24),
        *options,
        place="written",
    )
    assert said == ("created", "done")
    return rewrite_all()


def test_an_award_written_while_its_period_changes_has_the_new_expiry() -> None:
    assert period_changes_under_an_award() == 0


def test_control_without_turns_the_award_keeps_the_old_expiry() -> None:
    assert period_changes_under_an_award("no-turns") == 1


def two_cover_each_other(*options: str) -> tuple[str, int]:
    """Return what the second heard, and how many links there are."""
    one, other = CompetencyFactory(months=12), CompetencyFactory(months=12)
    _first, second = race(
        ("cover", one.pk, other.pk, "waits"),
        ("cover", other.pk, one.pk),
        *options,
        place="written",
    )
    return second, CompetencyCover.objects.count()


def test_two_changes_of_covers_close_no_circle() -> None:
    assert two_cover_each_other() == ("cover_circle", 1)


def test_control_without_turns_covers_close_a_circle() -> None:
    assert two_cover_each_other("no-turns") == ("done", 2)


def two_give_an_award(*options: str) -> tuple[str, int]:
    person, competency = PersonFactory(), CompetencyFactory(months=12)
    _first, second = race(
        ("give_award", person.pk, competency.pk, "waits"),
        ("give_award", person.pk, competency.pk),
        *options,
        place="written",
    )
    return second, CompetencyAward.objects.count()


def test_an_award_given_twice_at_once_is_one_award() -> None:
    assert two_give_an_award() == ("unchanged", 1)


def test_control_without_another_look_the_second_gets_an_error() -> None:
    assert two_give_an_award("no-retry") == ("IntegrityError", 1)


def a_seat_opens_under_a_file(folder: Path, *options: str) -> int:
    """Return how many seats of one assignment overlap in the end."""
    period = seat(
        PersonFactory(),
        starts_on=today() - 400 * ONE_DAY,
        job_role=JobRoleFactory(),
        position=PositionFactory(),
    )
    group = period.assignment.business_group_id
    person = period.assignment.person
    path = folder / "staff.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.DictWriter(
            file,
            (
                "Employee Number",
                "Assignment Number",
                "First Name",
                "Last Name",
                "Job Role",
                "Position Number",
                "Organisation",
                "Grade",
                "Start Date",
            ),
        )
        rows.writeheader()
        rows.writerow(
            {
                "Employee Number": person.employee_number,
                "Assignment Number": period.assignment.number,
                "First Name": person.first_name,
                "Last Name": person.last_name,
                "Job Role": period.job_role.name,
                "Position Number": period.position.number,
                "Organisation": organisation_paths(business_group_id=group)[
                    period.organisation_id
                ],
                "Grade": "Another",
                "Start Date": period.starts_on,
            }
        )
    said = race(
        ("load_staff", path, today() - 20 * ONE_DAY),
        ("seat_anew", period.assignment_id, 10),
        *options,
        place="read",
    )
    assert said == ("done 0", "done")
    periods = list(period.assignment.periods.order_by("starts_on"))
    return sum(
        one.ends_on is None or one.ends_on >= other.starts_on
        for one, other in pairwise(periods)
    )


def test_seats_do_not_overlap_when_one_opens_while_a_file_is_read(
    tmp_path: Path,
) -> None:
    assert a_seat_opens_under_a_file(tmp_path) == 0


def test_control_without_turns_seats_overlap(tmp_path: Path) -> None:
    assert a_seat_opens_under_a_file(tmp_path, "no-turns") > 0


def test_who_waits_in_vain_for_a_turn_hears_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(turns, "_PAUSE", 0.01)
    person, competency = PersonFactory(), CompetencyFactory(months=12)
    with child("give_award", person.pk, competency.pk, "waits", module=CHANGER) as one:
        assert one.says() == "written"
        with transaction.atomic():
            turns.share_turn(turns.TERMS, patience=0.1)
        with transaction.atomic(), pytest.raises(Busy):
            turns.take_turn(turns.TERMS, patience=0.1)
