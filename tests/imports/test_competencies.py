"""Competencies files: periods, covers, dates (formats, rules 27, 33 and 107)."""

from __future__ import annotations

import datetime

import pytest

from wagtail_esrlm.compliance.models import CompetencyAward
from wagtail_esrlm.imports.kinds.cover_rows import refuse_covers
from wagtail_esrlm.snippets.models import Competency, CompetencyCover, RenewalPeriod

from .conftest import ALS, BLS, FIRE, achieved, asked, did, nurse, reasons

DAY = datetime.date
NEW_TERMS = DAY(2026, 1, 1)


def named(name: str = FIRE, **facts: str) -> dict[str, str]:
    stated = {column.replace("_", " "): value for column, value in facts.items()}
    return {"Competency Name": name} | stated


def periods(name: str = FIRE) -> list[tuple[str, int | None]]:
    return [
        (str(starts_on), months)
        for starts_on, months in RenewalPeriod.objects.filter(
            competency__name=name
        ).values_list("starts_on", "months")
    ]


def covers() -> set[tuple[str, str]]:
    return set(
        CompetencyCover.objects.exclude(ends_on__isnull=False).values_list(
            "competency__name", "covered__name"
        )
    )


@pytest.mark.parametrize(
    ("name", "text", "months"),
    [
        (FIRE, "", 24),
        (FIRE, "12", 12),
        (FIRE, "never", None),
        (FIRE, "NEVER", None),
        (FIRE, "0", None),
        (FIRE, "00", None),
        ("Ward induction", "", None),
        ("NHS|CSTF|Moving - No Specified Renewal|", "", None),
    ],
)
def test_an_empty_period_is_the_title_s_and_0_or_never_is_none(put, name, text, months):
    """Formats: "empty = the title's period if it states one, else never expires"."""
    put("competencies", named(name, Renewal_Months=text))
    assert periods(name) == [("0001-01-01", months)]


def test_on_a_first_import_periods_and_covers_hold_since_always(put):
    """Fine print, also where an effective date was given."""
    put("competencies", named(ALS, Covers=BLS), named(BLS), effective=NEW_TERMS)
    assert periods(BLS) == [("0001-01-01", 12)]
    assert CompetencyCover.objects.get().starts_on == DAY.min


def test_covers_may_name_a_competency_further_down_the_file(put):
    """Fine print."""
    assert did(put("competencies", named(ALS, Covers=f"{BLS}; {FIRE}"), named(BLS),
                   named(FIRE))) == (3, 0, 0, 0)  # fmt: skip
    assert covers() == {(ALS, BLS), (ALS, FIRE)}


@pytest.mark.parametrize("cover", ["Unheard of", ALS, f" {ALS.lower()} "])
def test_an_unknown_or_own_name_in_covers_refuses_the_row(put, cover):
    """Fine print."""
    result = put("competencies", named(ALS, Covers=cover), named(BLS))
    assert list(reasons(result)) == [2]
    assert not Competency.objects.filter(name=ALS).exists()


def test_a_circle_refuses_the_row_that_closes_it_and_names_the_path(put):
    """Fine print; the other rows stand."""
    result = put(
        "competencies",
        named("A", Covers="B"),
        named("B", Covers="C"),
        named("C", Covers="A"),
    )
    assert list(reasons(result)) == [4]
    assert "closes a circle: C → A → B → C" in reasons(result)[4]
    assert covers() == {("A", "B")}
    assert any("“C” is not covered" in notice for notice in result.notices)


def test_a_changed_period_or_covers_list_needs_an_effective_date(put):
    """Formats and rule 107."""
    put("competencies", named(FIRE), named(ALS, Covers=BLS), named(BLS))
    result = put("competencies", named(FIRE, Renewal_Months="12"))
    assert "--effective" in reasons(result)[2]
    result = put("competencies", named(ALS, Covers=FIRE))
    assert "--effective" in reasons(result)[2]
    assert periods() == [("0001-01-01", 24)]
    assert covers() == {(ALS, BLS)}


def test_a_changed_file_without_its_date_does_not_rewrite_history(put):
    """Rule 107: what it states stands already, from its day on."""
    put("competencies", named(FIRE), named(ALS, Covers=BLS), named(BLS))
    changed = (named(FIRE, Renewal_Months="12"), named(ALS, Covers=FIRE))
    assert did(put("competencies", *changed, effective=NEW_TERMS)) == (0, 2, 0, 0)
    history = periods(), list(CompetencyCover.objects.values())
    for options in ({"effective": NEW_TERMS}, {}):
        assert did(put("competencies", *changed, **options)) == (0, 0, 2, 0)
        assert (periods(), list(CompetencyCover.objects.values())) == history
    assert periods() == [("0001-01-01", 24), ("2026-01-01", 12)]


def test_a_file_may_turn_a_link_around_in_one_go(put):
    """Rule 27: what it takes away cannot close a circle with what it adds."""
    put("competencies", named("A", Covers="B"), named("B"))
    turned = named("B", Covers="A"), named("A", Covers="")
    assert did(put("competencies", *turned, effective=NEW_TERMS)) == (0, 2, 0, 0)
    assert covers() == {("B", "A")}
    assert did(put("competencies", *turned, effective=NEW_TERMS)) == (0, 0, 2, 0)


def test_a_refused_row_is_refused_whole(put):
    put("competencies", named("A", Covers="B"), named("B"))
    result = put(
        "competencies",
        named("B", Covers="A", Description="New", End_Date="2030-01-01"),
        effective=NEW_TERMS,
    )
    assert "B → A → B" in reasons(result)[2]
    stored = Competency.objects.get(name="B")
    assert (stored.description, stored.ends_on) == ("", None)


def test_dates_are_compared_with_those_stored_where_the_file_lacks_one(put):
    put("competencies", named(FIRE, Start_Date="2020-01-01"))
    result = put("competencies", named(FIRE, End_Date="2019-01-01"))
    assert "before the Start Date" in reasons(result)[2]
    assert Competency.objects.get().ends_on is None


def test_an_end_lists_who_no_longer_has_to_hold_it(put):
    """Rules 33 and 93."""
    put("competencies", named(FIRE))
    put("staff", nurse())
    put("requirements", asked())
    for end, lost in (("9999-12-31", 0), ("2090-06-30", 1), ("2030-06-30", 1)):
        result = put("competencies", named(FIRE, End_Date=end))
        assert [loser.employee_number for loser in result.losers] == ["10000001"] * lost
    assert "30412" in result.losers[0].old_seat


def test_the_last_row_of_a_name_wins_and_the_earlier_is_listed(put):
    result = put(
        "competencies",
        named(FIRE, Renewal_Months="12"),
        named(FIRE.upper(), Renewal_Months="36"),
    )
    assert any(notice.startswith("Line 2:") for notice in result.notices)
    assert RenewalPeriod.objects.get().months == 36


@pytest.mark.parametrize(
    ("stated", "stored", "refused"),
    [
        ({"a": ["b"], "b": ["c"], "c": ["a"]}, {}, ["c"]),
        ({"a": ["x"]}, {}, ["a"]),
        ({"a": ["n"], "n": ["x"]}, {}, ["n", "a"]),
        ({"a": ["n"], "n": ["a"]}, {}, ["n"]),
        ({"b": ["a"], "a": ["x"]}, {"a": ["b"]}, ["a", "b"]),
        ({"b": ["a"], "a": []}, {"a": ["b"]}, []),
        ({"a": []}, {"a": ["b"]}, []),
    ],
)
def test_refused_rows_leave_what_is_stored_and_take_others_with_them(
    stated, stored, refused
):
    found = refuse_covers(stated, stored=stored, known={"a", "b", "c"} - {"n"})
    assert [each.key for each in found] == refused


def test_a_planned_cover_is_no_change_on_a_day_before_it_holds(put):
    """Formats: the same file twice changes nothing, with or without its date."""
    put("competencies", named(ALS, Covers=BLS), named(BLS), named(FIRE))
    later = (named(ALS, Covers=FIRE), named(BLS), named(FIRE))
    put("competencies", *later, effective=DAY(2999, 1, 1))
    assert did(put("competencies", *later)) == (0, 0, 3, 0)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_file_with_a_circle_changes_nothing_the_second_time(put, order):
    """The refused row brings nothing that the other row could be said to change."""
    rows = named(ALS, Covers=BLS), named(BLS, Covers=ALS)
    rows = [rows[place] for place in order]
    assert did(put("competencies", *rows)) == (1, 0, 0, 1)
    first = Competency.objects.get()
    again = put("competencies", *rows)
    assert (again.created, again.updated) == (0, 0)
    assert Competency.objects.get() == first


@pytest.mark.parametrize("spelling", [FIRE[:-1], "NHS | CSTF | Fire Safety - 2 Years |", f'"{FIRE.lower()[:-1]}"'])  # fmt: skip # noqa: E501
def test_lost_or_spaced_bars_and_quotes_make_no_other_name(put, spelling):
    """ESR's exports lose the trailing bar; what is meant is known all the same."""
    put("staff", nurse())
    put("competencies", named(), named(ALS, Covers=spelling))
    assert covers() == {(ALS, FIRE)}
    assert did(put("competencies", named(spelling, Renewal_Months="24"))) == (
        0,
        0,
        1,
        0,
    )
    assert did(put("requirements", asked(spelling))) == (1, 0, 0, 0)
    assert did(put("awards", achieved("2026-01-01", spelling))) == (1, 0, 0, 0)
    assert Competency.objects.count() == 2


def test_of_two_stored_names_a_file_means_the_very_one(put):
    put("staff", nurse())
    for name in (FIRE, FIRE[:-1]):
        Competency.objects.create(name=name)
        put("awards", achieved("2026-01-01", name))
    held = CompetencyAward.objects.values_list("competency__name", flat=True)
    assert set(held) == {FIRE, FIRE[:-1]}
