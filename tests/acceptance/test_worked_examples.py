"""Worked examples of the rules, from files in to the printed answer."""

from __future__ import annotations

import pytest

from .conftest import seat

FIRE = "NHS|CSTF|Fire Safety - 2 Years|"
FIRE1 = "NHS|CSTF|Fire Safety - 1 Year|"
BLS = "NHS|CSTF|Resuscitation - Level 2 - 1 Year|"
ALS = "NHS|CSTF|Resuscitation - Level 3|"
ONCE = "NHS|CSTF|Induction|"


def requirement(
    name=FIRE, level="Business Group", target="457", start="2020-01-01", **k
):
    only, grade, essential = (
        k.get("only", ""),
        k.get("grade", ""),
        k.get("essential", ""),
    )
    end, grace = k.get("end", ""), k.get("grace", "")
    return f"{name},{level},{target},{only},{grade},{essential},{start},{end},{grace}"


def award(on, name=FIRE, expiry="", vpd="", status="", employee="10000001"):
    return f"{employee},{name},{on},{expiry},{vpd},{status},,"


@pytest.fixture
def nurse(trust):
    """One nurse who must hold two-yearly fire safety, employed since 2020."""
    assert trust.put("staff", seat()) == 0
    assert (
        trust.put("competencies", f"{FIRE},,,,", f"{FIRE1},12,,,", f"{ONCE},,,,") == 0
    )
    assert trust.put("requirements", requirement()) == 0
    return trust


@pytest.mark.parametrize(
    ("on", "status"),
    [
        ("2024-08-30", "missing"),
        ("2024-08-31", "compliant"),
        ("2026-05-30", "compliant"),
        ("2026-05-31", "expiring"),
        ("2026-08-31", "expiring"),
        ("2026-09-01", "expired"),
    ],
)
def test_an_award_is_amber_three_months_before_and_red_the_day_after(nurse, on, status):
    """Rules 16, 17 and 19."""
    nurse.put("awards", award("2024-08-31"))
    assert nurse.statuses(on) == {FIRE: status}


def test_a_leap_day_runs_out_on_28_february(nurse):
    """Rule 16."""
    nurse.put("requirements", requirement(FIRE1))
    nurse.put("awards", award("2024-02-29", FIRE1))
    row = nurse.rows("2024-12-01")["10000001", FIRE1]
    assert row["Held Until"] == "2025-02-28"
    assert row["Status"] == "expiring"


def test_a_stated_expiry_is_trusted_and_never_is_not_where_it_renews(nurse):
    """Rule 18."""
    nurse.put("requirements", requirement(ONCE))
    nurse.put("awards", award("2024-01-10", expiry="2027-06-30"))
    assert nurse.rows("2026-06-01")["10000001", FIRE]["Held Until"] == "2027-06-30"
    nurse.put("awards", award("2025-01-10", expiry="No  EXPIRY"))
    assert nurse.rows("2026-06-01")["10000001", FIRE]["Held Until"] == "2027-06-30"
    nurse.put("awards", award("2025-01-10", ONCE, expiry="31-12-4712"))
    row = nurse.rows("2026-06-01")["10000001", ONCE]
    assert (row["Status"], row["Held Until"]) == ("compliant", "")


def test_an_early_renewal_never_shortens(nurse):
    """Rules 20 and 23."""
    nurse.put("awards", award("2024-01-10", expiry="2030-01-01"), award("2025-01-10"))
    row = nurse.rows("2026-01-01")["10000001", FIRE]
    assert (row["Achieved On"], row["Held Until"]) == ("2025-01-10", "2030-01-01")


def test_grace_runs_once_from_the_first_day_of_unbroken_time(trust):
    """Rule 12: another post the next day does not restart it."""
    trust.put(
        "staff",
        seat(start="2026-01-01", end="2026-01-31"),
        seat(start="2026-02-01", position="2", organisation="Riverside > Medicine"),
    )
    trust.put("competencies", f"{FIRE},,,,")
    trust.put("requirements", requirement(grace="60"))
    row = trust.rows("2026-02-20")["10000001", FIRE]
    assert (row["Status"], row["Due On"]) == ("due", "2026-03-02")
    assert trust.statuses("2026-03-01") == {FIRE: "due"}
    assert trust.statuses("2026-03-02") == {FIRE: "missing"}


def test_a_day_in_an_inactive_status_interrupts_the_grace(trust):
    """Rule 12, fine print: unbroken time."""
    trust.put(
        "staff",
        seat(start="2026-01-01", end="2026-01-31"),
        seat(start="2026-02-01", end="2026-02-01", status="Inactive Not Worked"),
        seat(start="2026-02-02"),
    )
    trust.put("competencies", f"{FIRE},,,,")
    trust.put("requirements", requirement(grace="60"))
    assert trust.rows("2026-02-20")["10000001", FIRE]["Due On"] == "2026-04-03"
    assert trust.rows("2026-02-01") == {}


def test_the_smallest_grace_of_the_essential_sources_counts(nurse):
    """Rule 12: recommended sources have no say where one is essential."""
    nurse.put(
        "requirements",
        requirement(FIRE1, grace="90", start="2026-01-01"),
        requirement(FIRE1, "Job Role", "Staff Nurse", "2026-02-01", grace="30"),
        requirement(FIRE1, "Position", "30412", "2025-01-01", essential="N", grace="1"),
    )
    row = nurse.rows("2026-03-01")["10000001", FIRE1]
    assert (row["Essential"], row["Due On"]) == ("Y", "2026-01-31")
    early = nurse.rows("2025-06-01")["10000001", FIRE1]
    assert (early["Essential"], early["Due On"]) == ("N", "2025-01-02")


def test_who_held_it_and_let_it_lapse_is_expired_not_due(nurse):
    """Rule 12."""
    nurse.put("requirements", requirement(FIRE1, start="2026-01-01", grace="90"))
    nurse.put("awards", award("2022-01-01", FIRE1))
    row = nurse.rows("2026-01-02")["10000001", FIRE1]
    assert (row["Status"], row["Due On"]) == ("expired", "2026-04-01")


def test_reasons_name_every_source_in_the_order_of_levels(trust):
    """Fine print: Reasons."""
    trust.put("staff", seat(supplementary="Fire Warden; First Aider"))
    trust.put("staff", seat(assignment="10000001-2", position="7"), create_missing=True)
    trust.put("competencies", f"{FIRE},,,,")
    trust.put(
        "requirements",
        requirement(level="Supplementary Role", target="first aider"),
        requirement(level="Position", target="7"),
        requirement(level="Position", target="30412"),
        requirement(level="Organisation", target="riverside >  surgery"),
        requirement(level="Organisation", target="Riverside"),
        requirement(level="Assignment", target="10000001-2"),
        requirement(level="Job Role", target="Staff Nurse", essential="N"),
        requirement(),
    )
    assert trust.rows("2026-01-01")["10000001", FIRE]["Reasons"] == (
        "Business Group: 457; Organisation: Riverside; "
        "Organisation: Riverside > Surgery; Job Role: Staff Nurse; Position: 30412; "
        "Position: 7; Assignment: 10000001-2; Supplementary Role: First Aider"
    )


def test_this_organisation_only_does_not_reach_below(trust):
    """Rule 2."""
    trust.put("staff", seat())
    trust.put("competencies", f"{FIRE},,,,", f"{ONCE},,,,")
    trust.put(
        "requirements",
        requirement(level="Organisation", target="Riverside", only="Y"),
        requirement(ONCE, level="Organisation", target="Riverside > Surgery", only="Y"),
    )
    assert trust.statuses("2026-01-01") == {ONCE: "missing"}


def test_a_grade_limits_a_job_role_requirement(trust):
    """Rule 13."""
    trust.put("staff", seat(grade="BAND  6"))
    trust.put("competencies", f"{FIRE},,,,", f"{ONCE},,,,")
    trust.put(
        "requirements",
        requirement(level="Job Role", target="Staff Nurse", grade="Band 5"),
        requirement(ONCE, level="Position", target="30412", grade="band 6"),
    )
    assert trust.statuses("2026-01-01") == {ONCE: "missing"}
    assert trust.put("requirements", requirement(grade="Band 6")) == 1


def test_a_covering_award_lasts_as_long_as_the_covered_period(trust):
    """Rule 27: a four-year ALS award covers annual BLS for one year."""
    trust.put("staff", seat())
    trust.put("competencies", f"{ALS},48,{BLS},,", f"{BLS},12,,,")
    trust.put("requirements", requirement(BLS))
    trust.put("awards", award("2025-03-10", ALS))
    rows = trust.rows("2025-06-01")
    assert rows["10000001", BLS]["Held Until"] == "2026-03-10"
    assert rows["10000001", BLS]["Status"] == "compliant"
    assert rows["10000001", ALS]["Status"] == "not_required"
    assert rows["10000001", ALS]["Held Until"] == "2029-03-10"
    assert trust.rows("2026-03-11")["10000001", BLS]["Status"] == "expired"


def test_cover_is_directed_and_transitive_without_the_periods_between(trust):
    """Rule 27 and fine print."""
    trust.put("staff", seat())
    trust.put(
        "competencies",
        f"{ALS},48,{FIRE1},,",
        f"{FIRE1},3,{FIRE},,",
        f"{FIRE},24,,,",
    )
    trust.put("requirements", requirement(FIRE), requirement(ALS))
    trust.put("awards", award("2025-03-10", ALS))
    assert trust.rows("2025-06-01")["10000001", FIRE]["Held Until"] == "2027-03-10"
    assert trust.put("competencies", f"{FIRE},24,{ALS},,", effective="2026-01-01") == 1


def test_an_end_dated_competency_stops_counting_and_held_ones_turn_blue(nurse):
    """Rule 33."""
    nurse.put("awards", award("2025-06-01"))
    assert nurse.put("competencies", f"{FIRE},24,,,2025-12-31") == 0
    assert nurse.statuses("2025-12-31") == {FIRE: "compliant"}
    assert nurse.statuses("2026-01-01") == {FIRE: "not_required"}
    assert nurse.put("awards", award("2026-01-02")) == 1
    assert nurse.put("requirements", requirement(start="2026-01-02", grace="1")) == 1


def test_leavers_count_through_their_last_day(nurse):
    """Rule 7."""
    nurse.put("staff", seat(end="2026-02-28"))
    assert nurse.statuses("2026-02-28") == {FIRE: "missing"}
    assert nurse.rows("2026-03-01") == {}


def test_the_row_with_the_latest_start_counts_and_the_outer_resumes(trust):
    """Rule 9."""
    trust.put(
        "staff",
        seat(start="2026-01-01", position="1"),
        seat(start="2026-02-01", end="2026-02-10", position="2"),
    )
    trust.put("competencies", f"{FIRE},,,,", f"{ONCE},,,,")
    trust.put(
        "requirements",
        requirement(FIRE, "Position", "1"),
        requirement(ONCE, "Position", "2"),
    )
    assert trust.statuses("2026-01-31") == {FIRE: "missing"}
    assert trust.statuses("2026-02-01") == {ONCE: "missing"}
    assert trust.statuses("2026-02-11") == {FIRE: "missing"}


def test_external_learners_are_reached_through_supplementary_roles_only(trust):
    """Rule 1."""
    trust.put(
        "staff",
        seat(type="External Learner", role="", position="", organisation="",
             supplementary="Honorary Researcher", end="2026-12-31"),
    )  # fmt: skip
    trust.put("competencies", f"{FIRE},,,,", f"{ONCE},,,,")
    trust.put(
        "requirements",
        requirement(),
        requirement(ONCE, "Supplementary Role", "Honorary Researcher"),
    )
    assert trust.statuses("2026-06-01") == {ONCE: "missing"}
    assert trust.rows("2027-01-01") == {}


def test_customers_have_no_rows_even_when_they_hold_something(trust):
    """Rule 1."""
    trust.put(
        "staff",
        seat(type="Customer", role="", position="", organisation=""),
    )
    trust.put("competencies", f"{FIRE},,,,")
    trust.put("requirements", requirement())
    assert trust.rows("2026-06-01") == {}


def test_a_changed_period_leaves_earlier_awards_their_expiry(nurse):
    """Rule 107; the amber window is that of the day asked for."""
    nurse.put("awards", award("2025-06-15"))
    assert nurse.put("competencies", f"{FIRE},12,,,") == 1
    assert nurse.put("competencies", f"{FIRE},6,,,", effective="2026-01-01") == 0
    assert nurse.rows("2026-06-01")["10000001", FIRE]["Held Until"] == "2027-06-15"
    nurse.put("awards", award("2026-01-01"))
    row = nurse.rows("2026-06-01")["10000001", FIRE]
    assert row["Held Until"] == "2027-06-15"
    assert nurse.statuses("2027-04-14") == {FIRE: "compliant"}
    assert nurse.statuses("2027-04-15") == {FIRE: "expiring"}


def test_a_national_transfer_counts_within_our_period_and_a_local_one_waits(nurse):
    """Rule 29."""
    nurse.put("competencies", "457|LOCAL|Ward Induction|,,,,")
    nurse.put("requirements", requirement("457|LOCAL|Ward Induction|"))
    nurse.put("awards", award("2025-06-15", expiry="2030-01-01", vpd="123"))
    assert nurse.rows("2026-01-01")["10000001", FIRE]["Held Until"] == "2027-06-15"
    nurse.put("awards", award("2024-05-05", "457|LOCAL|Ward Induction|", vpd="123"))
    assert nurse.statuses("2025-01-01")["457|LOCAL|Ward Induction|"] == "missing"


@pytest.mark.parametrize(
    "row",
    [
        award("2999-01-01"),
        award("2025-01-01", status="Planned"),
        award("2025-01-01", employee="99999999"),
        award("2025-01-01", name="No such thing"),
        award("2025-01-01", expiry="2024-12-31"),
        award(""),
        award("31/02/2025"),
    ],
)
def test_an_award_that_cannot_be_is_refused(nurse, row):
    """Rules 18 and 25, fine print."""
    assert nurse.put("awards", row) == 1
    assert nurse.statuses("2026-01-01") == {FIRE: "missing"}


def test_recommended_rows_are_calculated_like_any_other(nurse):
    """Rule 14, fine print."""
    nurse.put("requirements", requirement(FIRE1, essential="n"))
    row = nurse.rows("2026-01-01")["10000001", FIRE1]
    assert (row["Status"], row["Essential"]) == ("missing", "N")
