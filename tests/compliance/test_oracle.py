"""The oracle on seats and requirements, by examples from the rules' own words."""

from __future__ import annotations

import pytest

from .oracle import compliance
from .oracle_trust import (
    Assignment,
    Level,
    Person,
    PersonType,
)
from .trusts.examples import (
    BLS,
    FIRE,
    award,
    cell,
    day,
    kept,
    person,
    required,
    seat,
    status,
    trust,
)

GRACE = {"grace_days": 30}


@pytest.mark.parametrize(
    ("facts", "on", "since_and_grace"),
    [
        pytest.param(
            [person(seat("2025-01-01")), required(**GRACE)],
            "2025-01-15", ("due", "2025-01-31"), id="from the start in the seat",
        ),
        pytest.param(
            [person(seat("2025-01-01")), required("2025-01-10", **GRACE)],
            "2025-01-15", ("due", "2025-02-09"), id="from the requirement's start",
        ),
        pytest.param(
            [person(seat("2025-01-01")), required(**GRACE)],
            "2025-01-30", ("due", "2025-01-31"), id="the last day it is due",
        ),
        pytest.param(
            [person(seat("2025-01-01")), required(**GRACE)],
            "2025-01-31", ("missing", "2025-01-31"), id="no longer due on that day",
        ),
        pytest.param(
            [
                person(seat("2025-01-01 2025-01-09"), seat("2025-01-10", grade="6")),
                required(**GRACE),
            ],
            "2025-01-15", ("due", "2025-01-31"), id="a new row does not restart it",
        ),
        pytest.param(
            [
                person(seat("2025-01-01 2025-01-09"), seat("2025-01-11")),
                required(**GRACE),
            ],
            "2025-01-15", ("due", "2025-02-10"), id="a day without a seat restarts it",
        ),
        pytest.param(
            [
                person(
                    seat("2025-01-01 2025-01-05"),
                    seat("2025-01-06 2025-01-09", status="Inactive Not Worked"),
                    seat("2025-01-10"),
                ),
                required(**GRACE),
            ],
            "2025-01-15", ("due", "2025-02-09"), id="an inactive status restarts it",
        ),
        pytest.param(
            [
                person(
                    seat("2025-01-01 2025-01-09", position="0007"), seat("2025-01-10")
                ),
                required(**GRACE),
                required(target="0007", grace_days=7),
            ],
            "2025-01-15", ("due", "2025-01-31"),
            id="another post joins, its grace does not count",
        ),
        pytest.param(
            [
                person(seat("2025-01-01")),
                required(**GRACE),
                required("2025-01-10", level=Level.JOB_ROLE, target="Nurse",
                         grace_days=20),
            ],
            "2025-01-15", ("due", "2025-01-21"),
            id="the smallest grace in force, from the first day",
        ),
        pytest.param(
            [
                person(seat("2025-01-01")),
                required(**GRACE),
                required(level=Level.JOB_ROLE, target="Nurse", grace_days=90,
                         before_the_activity=True),
            ],
            "2025-01-15", ("missing", "2025-01-01"), id="before the activity",
        ),
        pytest.param(
            [
                person(seat("2025-01-01")),
                required("2025-01-01 2025-01-09", essential=False, **GRACE),
                required("2025-01-10", level=Level.JOB_ROLE, target="Nurse", **GRACE),
            ],
            "2025-01-15", ("due", "2025-02-09"),
            id="recommended time does not count for an essential row",
        ),
        pytest.param(
            [
                person(seat("2025-01-01")),
                required("2025-01-01 2025-01-09", **GRACE),
                required("2025-01-10", level=Level.JOB_ROLE, target="Nurse",
                         essential=False, **GRACE),
            ],
            "2025-01-15", ("due", "2025-02-09"),
            id="nor essential time for a recommended one",
        ),
        pytest.param(
            [
                person(seat("2025-01-01")),
                required(essential=False, grace_days=3),
                required("2025-01-10", level=Level.JOB_ROLE, target="Nurse", **GRACE),
            ],
            "2025-01-15", ("due", "2025-02-09"),
            id="a recommended source lends no grace",
        ),
        pytest.param(
            [
                person(seat("2025-01-01")),
                required(**GRACE),
                award("2024-01-01", stated=day("2024-12-31")),
            ],
            "2025-01-15", ("expired", "2025-01-31"),
            id="who let it lapse is not due",
        ),
    ],
)  # fmt: skip
def test_grace_runs_once_from_the_first_unbroken_day_rule_12(
    facts, on, since_and_grace
):
    found = cell(trust(*facts), on)
    assert (found.status, found.due_on.isoformat()) == since_and_grace


def test_a_nested_row_counts_while_it_lasts_and_the_outer_resumes_rule_9():
    nested = person(seat("2025-01-01"), seat("2025-01-10 2025-01-19", position="0007"))
    one = trust(nested, required())
    assert status(one, "2025-01-09") == "missing"
    assert status(one, "2025-01-10") is None
    assert status(one, "2025-01-19") is None
    assert status(one, "2025-01-20") == "missing"
    assert cell(one, "2025-01-25").due_on == day("2025-01-20")


def test_an_inactive_row_on_top_hides_the_active_one_below_rules_2_9():
    one = trust(
        person(seat("2025-01-01"), seat("2025-01-10 2025-01-19", status="Terminate")),
        required(),
    )
    assert status(one, "2025-01-15") is None


@pytest.mark.parametrize(
    ("word", "active"),
    [
        ("Active Assignment", True),
        ("Maternity", True),
        ("Nobody Knows This Word", True),
        ("Offer Accepted", False),
        ("  TERMINATE ", False),
        ("Inactive Not Worked", False),
        ("Assignment Costing Deletion", False),
    ],
)
def test_which_statuses_are_active_rule_2(word, active):
    one = trust(person(seat(status=word)), required())
    assert (status(one, "2025-01-01") is not None) == active


@pytest.mark.parametrize(
    ("facts", "reached"),
    [
        ({"level": Level.BUSINESS_GROUP, "target": "457"}, True),
        ({"level": Level.BUSINESS_GROUP, "target": "999", "vpd": "999"}, False),
        ({"level": Level.ORGANISATION, "target": ("Riverside",)}, True),
        (
            {
                "level": Level.ORGANISATION,
                "target": ("Riverside",),
                "this_organisation_only": True,
            },
            False,
        ),
        (
            {
                "level": Level.ORGANISATION,
                "target": ("Riverside", "Surgery"),
                "this_organisation_only": True,
            },
            True,
        ),
        ({"level": Level.ORGANISATION, "target": ("Riverside", "Surg")}, False),
        ({"level": Level.ORGANISATION, "target": ("Riverside", "Surgery", "A")}, False),
        ({"level": Level.JOB_ROLE, "target": "Nurse", "grade": "BAND  5"}, True),
        ({"level": Level.JOB_ROLE, "target": "Nurse", "grade": "Band 6"}, False),
        ({"level": Level.JOB_ROLE, "target": "Porter"}, False),
        ({"level": Level.POSITION, "target": "30412", "grade": "Band 5"}, True),
        ({"level": Level.ASSIGNMENT, "target": "1001"}, True),
        ({"level": Level.ASSIGNMENT, "target": "1001-2"}, False),
        ({"level": Level.SUPPLEMENTARY_ROLE, "target": "Fire Warden"}, True),
        ({"level": Level.SUPPLEMENTARY_ROLE, "target": "First Aider"}, False),
    ],
)
def test_the_six_levels_and_their_limits_rules_1_2_13(facts, reached):
    someone = person(seat(supplementary_roles=("Fire Warden",)))
    one = trust(someone, required(**facts))
    assert (status(one, "2025-01-01") is not None) == reached


def test_external_learners_by_supplementary_role_only_customers_never_rule_1():
    by_post = required(competency=FIRE)
    by_role = required(
        competency=BLS, level=Level.SUPPLEMENTARY_ROLE, target="Fire Warden"
    )
    row = seat(supplementary_roles=("Fire Warden",))
    facts = [kept(12), kept(12, BLS), by_post, by_role, award("2025-01-01")]
    outside = trust(person(row, person_type=PersonType.EXTERNAL_LEARNER), *facts)
    assert status(outside, "2025-02-01", BLS) == "missing"
    assert status(outside, "2025-02-01", FIRE) == "not_required"
    customer = trust(person(row, person_type=PersonType.CUSTOMER), *facts)
    assert compliance(customer, day("2025-02-01")) == {}


def test_a_move_and_a_leaver_need_no_manual_step_rules_6_7_8():
    moved = person(
        seat("2025-01-01 2025-01-31"), seat("2025-02-01 2025-02-28", position="0007")
    )
    one = trust(moved, required(), award("2025-01-05"))
    assert status(one, "2025-01-31") == "compliant"
    assert status(one, "2025-02-01") == "not_required"
    assert status(one, "2025-02-28") == "not_required"
    assert status(one, "2025-03-01") is None


def test_requirements_apply_on_both_of_their_days_rule_5():
    one = trust(required("2025-01-10 2025-01-12"))
    found = [status(one, f"2025-01-{number:02}") for number in range(9, 14)]
    assert found == [None, "missing", "missing", "missing", None]


def test_after_the_end_date_requirements_stop_and_awards_remain_rule_33():
    one = trust(kept(12, ends_on=day("2025-03-01")), required(), award("2025-02-01"))
    assert status(one, "2025-03-01") == "compliant"
    assert status(one, "2025-03-02") == "not_required"
    assert status(one, "2026-02-01") == "not_required"
    assert status(one, "2026-02-02") is None


def test_one_essential_source_makes_the_row_essential_rule_14():
    recommended = required(essential=False)
    essential = required(level=Level.JOB_ROLE, target="Nurse")
    assert cell(trust(recommended), "2025-01-01").essential == "N"
    assert cell(trust(recommended, essential), "2025-01-01").essential == "Y"


def test_two_posts_make_one_requirement_with_every_reason_rules_2_3():
    posts = Person(
        "1001",
        (
            Assignment("1001", (seat(),)),
            Assignment("1001-2", (seat(position="9", organisation=("Riverside",)),)),
        ),
    )
    one = trust(
        posts,
        required(target="9"),
        required(),
        required(level=Level.ASSIGNMENT, target="1001-2"),
        required(level=Level.SUPPLEMENTARY_ROLE, target="Fire Warden"),
        required(level=Level.ORGANISATION, target=("Riverside",)),
        required("2021-01-01", level=Level.ORGANISATION, target=("Riverside",)),
        required(level=Level.ORGANISATION, target=("Riverside", "Surgery")),
        required(level=Level.BUSINESS_GROUP, target="457", essential=False),
    )
    assert cell(one, "2025-01-01").reasons == (
        "Business Group: 457; Organisation: Riverside; "
        "Organisation: Riverside > Surgery; Position: 30412; Position: 9; "
        "Assignment: 1001-2"
    )
