"""The oracle on what is held and until when, by examples from the rules."""

from __future__ import annotations

import datetime

import pytest

from .oracle import compliance, months_later
from .oracle_trust import (
    ALWAYS,
    BusinessGroup,
    Competency,
    Exemption,
    Version,
)
from .trusts.examples import (
    ALS,
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


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2025-08-31", 6, "2026-02-28"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2023-11-30", 3, "2024-02-29"),
        ("2025-12-31", 1, "2026-01-31"),
        ("2026-05-31", -3, "2026-02-28"),
        ("2026-01-15", -1, "2025-12-15"),
        ("2026-03-30", -1, "2026-02-28"),
    ],
)
def test_months_are_counted_on_the_calendar_rule_16(start, months, end):
    assert months_later(day(start), months) == day(end)


def test_end_of_month_rounding_is_the_business_groups_option_rule_17():
    rounded = trust(
        BusinessGroup("457", end_of_month=True), required(), award("2025-02-10")
    )
    assert cell(rounded, "2025-12-01").held_until == day("2026-02-28")
    plain = trust(required(), award("2025-02-10"))
    assert cell(plain, "2025-12-01").held_until == day("2026-02-10")


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2025-01-09", "missing"),
        ("2025-01-10", "compliant"),
        ("2025-10-09", "compliant"),
        ("2025-10-10", "expiring"),
        ("2026-01-10", "expiring"),
        ("2026-01-11", "expired"),
    ],
)
def test_valid_through_the_expiry_date_and_amber_three_months_before(on, expected):
    """Rules 17 and 19."""
    assert status(trust(required(), award("2025-01-10")), on) == expected


@pytest.mark.parametrize(
    ("months", "own_window", "first_amber_day", "last_day"),
    [
        (11, None, "2025-09-10", "2025-12-10"),
        (8, None, "2025-07-10", "2025-09-10"),
        (3, None, "2025-03-10", "2025-04-10"),
        (2, None, "2025-03-10", "2025-03-10"),
        (1, None, "2025-02-10", "2025-02-10"),
        (12, 6, "2025-07-10", "2026-01-10"),
        (12, 0, "2026-01-10", "2026-01-10"),
    ],
)
def test_the_amber_window_is_a_third_of_the_period_three_months_at_most(
    months, own_window, first_amber_day, last_day
):
    """Rule 19."""
    one = trust(kept(months, amber_months=own_window), required(), award("2025-01-10"))
    eve = (day(first_amber_day) - datetime.timedelta(days=1)).isoformat()
    assert status(one, eve) == "compliant"
    assert status(one, first_amber_day) == "expiring"
    assert status(one, last_day) == "expiring"
    after = (day(last_day) + datetime.timedelta(days=1)).isoformat()
    assert status(one, after) == "expired"


def test_without_a_period_a_stated_expiry_is_amber_for_three_months_rule_19():
    one = trust(kept(0), required(), award("2025-01-10", stated=day("2026-01-10")))
    assert status(one, "2025-10-09") == "compliant"
    assert status(one, "2025-10-10") == "expiring"


@pytest.mark.parametrize(
    ("months", "stated", "until"),
    [
        (12, None, "2026-01-10"),
        (12, "never", "2026-01-10"),
        (12, day("4712-12-31"), "2026-01-10"),
        (12, day("2099-12-31"), "2026-01-10"),
        (12, day("2026-01-20"), "2026-01-20"),
        (12, day("2025-12-24"), "2025-12-24"),
        (0, None, None),
        (0, "never", None),
        (0, day("4712-12-31"), None),
        (0, day("2025-12-24"), "2025-12-24"),
    ],
)
def test_a_stated_expiry_is_trusted_and_never_is_not_rule_18(months, stated, until):
    one = trust(kept(months), required(), award("2025-01-10", stated=stated))
    found = cell(one, "2025-01-10")
    assert found.status == "compliant"
    assert found.held_until == (until and day(until))


@pytest.mark.parametrize(
    ("competency", "stated", "until"),
    [
        (FIRE, None, "2026-01-10"),
        (FIRE, "never", "2026-01-10"),
        (FIRE, day("2026-01-20"), "2026-01-10"),
        (FIRE, day("2025-12-24"), "2025-12-24"),
        ("457|LOCAL|Fire|", None, None),
        ("Fire", None, None),
    ],
)
def test_a_transfer_in_is_cut_to_our_period_and_must_be_national_rule_29(
    competency, stated, until
):
    one = trust(
        kept(12, competency),
        required(competency=competency),
        award("2025-01-10", competency, stated=stated, from_vpd="999"),
    )
    found = cell(one, "2025-01-10", competency)
    assert found.held_until == (until and day(until))
    assert (found.status == "missing") == (until is None)


def test_a_transfer_in_beyond_our_period_is_not_taken_over_rule_29():
    one = trust(required(), award("2024-01-10", from_vpd="999"))
    assert status(one, "2025-01-01") == "missing"


def test_the_later_of_old_and_new_counts_rule_20():
    one = trust(
        required(), award("2025-01-10", stated=day("2027-01-10")), award("2025-06-01")
    )
    found = cell(one, "2026-07-01")
    assert (found.status, found.achieved_on) == ("compliant", day("2025-06-01"))
    assert found.held_until == day("2027-01-10")


def test_awards_after_the_day_and_void_awards_are_not_looked_at_rules_25_26():
    one = trust(required(), award("2025-06-01"), award("2025-01-01", voided=True))
    assert status(one, "2025-05-31") == "missing"
    assert cell(one, "2025-05-31").achieved_on is None
    assert status(one, "2025-06-01") == "compliant"


def test_a_covering_award_lasts_as_long_as_the_period_covered_rule_27():
    one = trust(
        kept(48, ALS, BLS),
        kept(12, BLS),
        required(competency=BLS),
        required(competency=ALS),
        award("2025-01-10", ALS),
    )
    assert cell(one, "2025-02-01", BLS).held_until == day("2026-01-10")
    assert cell(one, "2025-02-01", ALS).held_until == day("2029-01-10")
    assert status(one, "2026-02-01", BLS) == "expired"


def test_cover_is_directed_rule_27():
    one = trust(
        kept(48, ALS, BLS),
        kept(12, BLS),
        required(competency=ALS),
        award("2025-01-10", BLS),
    )
    assert status(one, "2025-02-01", ALS) == "missing"
    assert status(one, "2025-02-01", BLS) == "not_required"


def test_periods_between_the_ends_of_a_chain_do_not_limit_rule_27():
    one = trust(
        kept(0, "A", "B"),
        kept(1, "B", "C"),
        kept(24, "C"),
        required(competency="C"),
        award("2025-01-10", "A"),
    )
    assert cell(one, "2025-02-01", "C").held_until == day("2027-01-10")


def test_an_own_award_with_a_stated_later_expiry_is_not_limited_rule_18():
    one = trust(
        kept(48, ALS, BLS),
        kept(12, BLS),
        required(competency=BLS),
        award("2025-01-10", BLS, stated=day("2028-01-10")),
        award("2025-03-10", ALS),
    )
    found = cell(one, "2025-04-01", BLS)
    assert found.held_until == day("2028-01-10")
    assert found.achieved_on == day("2025-03-10")


def test_a_covering_award_is_cut_to_its_own_expiry_rule_27():
    one = trust(
        kept(6, ALS, BLS), kept(12, BLS), required(competency=BLS),
        award("2025-01-10", ALS),
    )  # fmt: skip
    assert cell(one, "2025-02-01", BLS).held_until == day("2025-07-10")


def test_awards_before_a_changed_period_keep_their_expiry_rule_107():
    changed = Competency(FIRE, (Version(24), Version(12, from_day=day("2025-03-01"))))
    one = trust(changed, required(), award("2025-02-28"))
    assert cell(one, "2025-04-01").held_until == day("2027-02-28")
    after = trust(changed, required(), award("2025-03-01"))
    assert cell(after, "2025-04-01").held_until == day("2026-03-01")


def test_the_amber_window_follows_the_period_in_force_on_the_day_rule_107():
    changed = Competency(FIRE, (Version(12), Version(3, from_day=day("2025-12-01"))))
    one = trust(changed, required(), award("2025-01-31"))
    assert status(one, "2025-11-30") == "expiring"
    assert status(one, "2025-12-01") == "compliant"
    assert status(one, "2025-12-31") == "expiring"


def test_awards_before_a_changed_cover_keep_what_they_cover_rule_107():
    als = Competency(
        ALS, (Version(48, frozenset({BLS})), Version(48, from_day=day("2025-03-01")))
    )
    one = trust(als, kept(12, BLS), required(competency=BLS), award("2025-02-28", ALS))
    assert status(one, "2025-04-01", BLS) == "compliant"
    after = trust(
        als, kept(12, BLS), required(competency=BLS), award("2025-03-01", ALS)
    )
    assert status(after, "2025-04-01", BLS) == "missing"


def test_an_ended_covering_competency_keeps_covering_rules_27_33():
    one = trust(
        kept(48, ALS, BLS, ends_on=day("2025-03-01")),
        kept(12, BLS),
        required(competency=BLS),
        award("2025-02-01", ALS),
    )
    assert status(one, "2025-06-01", BLS) == "compliant"


def test_exempt_on_both_of_its_days_with_the_dates_as_otherwise_rule_101():
    exemption = Exemption("1001", FIRE, day("2025-03-01"), day("2025-03-31"))
    one = trust(
        person(seat("2025-01-01")), required(grace_days=10), award("2025-01-05"),
        exemption,
    )  # fmt: skip
    statuses = [
        status(one, on)
        for on in ("2025-02-28", "2025-03-01", "2025-03-31", "2025-04-01")
    ]
    assert statuses == ["compliant", "exempt", "exempt", "compliant"]
    found = cell(one, "2025-03-10")
    assert (found.held_until, found.due_on) == (day("2026-01-05"), day("2025-01-11"))
    assert found.reasons == "Position: 30412"


def test_an_exemption_without_a_requirement_changes_nothing_rule_101():
    exemption = Exemption("1001", FIRE, day("2025-03-01"), day("2025-03-31"))
    assert compliance(trust(exemption), day("2025-03-10")) == {}
    held = trust(exemption, award("2025-01-05"))
    assert status(held, "2025-03-10") == "not_required"


def test_blue_is_for_an_award_of_that_very_competency_rule_14():
    one = trust(kept(48, ALS, BLS), kept(12, BLS), award("2025-01-10", ALS))
    assert status(one, "2025-02-01", ALS) == "not_required"
    assert status(one, "2025-02-01", BLS) is None


def test_versions_begin_since_always():
    assert Version().from_day == ALWAYS
