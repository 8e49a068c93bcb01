"""Staff files: people, seats, structure (formats; rules 9, 93, 103 and 104)."""

from __future__ import annotations

import datetime

import pytest

from wagtail_esrlm.clock import today
from wagtail_esrlm.compliance.models import StaleMark
from wagtail_esrlm.errors import FileRefused
from wagtail_esrlm.workforce.models import (
    Assignment,
    AssignmentPeriod,
    JobRole,
    Organisation,
    Person,
    Position,
    SupplementaryRole,
)

from .conftest import FIRE, asked, did, nurse, reasons

DAY = datetime.date
TODAY = today()


def seats(number: str = "10000001") -> list[tuple[str, str | None, str]]:
    """Return when an assignment sits on which position."""
    return [
        (str(starts_on), str(ends_on) if ends_on else None, position)
        for starts_on, ends_on, position in AssignmentPeriod.objects.filter(
            assignment__number=number
        )
        .order_by("starts_on")
        .values_list("starts_on", "ends_on", "position__number")
    ]


def test_empty_cells_mean_what_the_formats_say(put):
    """Formats: Person Type Employee, Access Full, Active Assignment, first row."""
    row = nurse(Person_Type="", Access="", Assignment_Status="", Primary_Assignment="")
    put("staff", row, row | {"Assignment Number": "10000001-2"})
    person = Person.objects.get()
    assert (person.person_type, person.access) == ("employee", "full")
    first, second = AssignmentPeriod.objects.order_by("assignment__number")
    assert first.status == "Active Assignment"
    assert (first.is_primary, second.is_primary) == (True, False)


def test_an_external_learner_s_row_needs_only_numbers_and_names(put):
    """Formats: starred columns are for employees."""
    bare = dict.fromkeys(
        ("Job_Role", "Position_Number", "Organisation", "Start_Date"), ""
    )
    result = put(
        "staff",
        nurse("1", **bare, Person_Type="External Learner", End_Date="2030-01-01"),
        nurse("2", **bare, Person_Type="customer"),
        nurse("3", **bare),
        nurse("4", Start_Date=""),
    )
    assert list(reasons(result)) == [4, 5]
    for column in ("Job Role", "Position Number", "Organisation"):
        assert column in reasons(result)[4]
    assert "Start Date" in reasons(result)[5]
    period = AssignmentPeriod.objects.get(assignment__number="1")
    assert (period.starts_on, period.ends_on) == (DAY.min, DAY(2030, 1, 1))


def test_numbers_are_text_and_leading_zeros_survive(put):
    """Formats."""
    put("staff", nurse("00012345", Position_Number="000777"))
    assert Person.objects.get().employee_number == "00012345"
    assert Position.objects.get().number == "000777"


def test_what_does_not_exist_is_created_and_listed_only_when_told(put):
    """Formats and rule 104."""
    row = nurse(Supplementary_Roles="Fire Warden; First Aider")
    result = put("staff", row, create_missing=False)
    for column in ("Organisation", "Job Role", "Position Number", "Supplementary"):
        assert column in reasons(result)[2]
    assert not Organisation.objects.exists()
    result = put("staff", row)
    told = " ".join(result.notices)
    for name in ("Riverside > Surgery", "Staff Nurse", "30412", "Fire Warden"):
        assert name in told
    assert SupplementaryRole.objects.count() == 2


def test_names_are_found_in_any_case_and_spacing_and_keep_their_spelling(put):
    """Architecture: names compare folded and are stored as given."""
    put("staff", nurse())
    shouted = nurse("2", Organisation="RIVERSIDE  >surgery", Job_Role=" staff  NURSE ")
    assert did(put("staff", shouted, create_missing=False)) == (1, 0, 0, 0)
    assert set(Organisation.objects.values_list("name", flat=True)) == {
        "Riverside",
        "Surgery",
    }
    assert JobRole.objects.get().name == "Staff Nurse"


@pytest.mark.parametrize(
    "differing",
    [
        {"Email_Address": "b@riverside.nhs.uk"},
        {"First_Name": "Adah"},
        {"Position_Title": "Sister"},
        {"Staff_Group": "Students"},
        {"Access": "Limited"},
    ],
)
def test_the_same_file_twice_changes_nothing_though_its_rows_differ(put, differing):
    """Formats; of a person's and a post's columns the last row counts."""
    first = nurse(
        Email_Address="a@riverside.nhs.uk",
        Position_Title="Nurse",
        Staff_Group="Nursing",
        Access="Full",
    )
    second = first | {"Assignment Number": "10000001-2"}
    second |= {name.replace("_", " "): value for name, value in differing.items()}
    assert did(put("staff", first, second)) == (2, 0, 0, 0)
    StaleMark.objects.all().delete()
    assert did(put("staff", first, second)) == (0, 0, 2, 0)
    assert not StaleMark.objects.exists()


def test_a_changed_title_is_an_update(put):
    put("staff", nurse(Position_Title="Nurse"))
    assert did(put("staff", nurse(Position_Title="Sister"))) == (0, 1, 0, 0)
    assert Position.objects.get().title == "Sister"
    assert did(put("staff", nurse())) == (0, 0, 1, 0)
    assert Position.objects.get().title == "Sister"


def test_columns_that_the_file_lacks_stay_as_stored(put):
    put("staff", nurse(Grade="Band 5", Supplementary_Roles="First Aider", FTE="0.6"))
    assert did(put("staff", nurse())) == (0, 0, 1, 0)
    period = AssignmentPeriod.objects.get()
    assert (period.grade, str(period.fte)) == ("Band 5", "0.6000")
    assert period.supplementary_role_holdings.count() == 1


@pytest.mark.parametrize("start", ["2020-01-01", ""])
@pytest.mark.parametrize(
    "change",
    [
        {"Organisation": "Riverside > Medicine"},
        {"Position_Number": "7"},
        {"Job_Role": "Matron"},
        {"Grade": "Band 7"},
        {"Assignment_Status": "Maternity"},
        {"Supervisor_Employee_Number": "2"},
    ],
)
def test_a_snapshot_closes_the_current_row_on_the_eve(put, start, change):
    """Rule 103; fine print: its Start Date equals, or is absent beside, the stored."""
    put("staff", nurse(Grade="Band 5"), nurse("2"))
    row = nurse(Grade="Band 5", Start_Date=start)
    row |= {name.replace("_", " "): value for name, value in change.items()}
    result = put("staff", row, effective=DAY(2026, 6, 1))
    assert did(result) == (1, 0, 0, 0)
    assert [seat[:2] for seat in seats()] == [
        ("2020-01-01", "2026-05-31"),
        ("2026-06-01", None),
    ]
    assert did(put("staff", row, effective=DAY(2026, 6, 1))) == (0, 0, 1, 0)
    assert did(put("staff", row)) == (0, 0, 1, 0)


def test_other_columns_update_the_current_row(put):
    """Formats: other columns that differ are an update."""
    put("staff", nurse(Location="Main", FTE="1"))
    assert did(put("staff", nurse(Location="Annexe", FTE="0.5"))) == (0, 1, 0, 0)
    assert seats() == [("2020-01-01", None, "30412")]


def test_without_a_date_a_snapshot_holds_from_today(put):
    """Rule 103: the file's effective date is today unless one is stated."""
    put("staff", nurse())
    put("staff", nurse(Position_Number="7"))
    eve = TODAY - datetime.timedelta(days=1)
    assert seats() == [
        ("2020-01-01", str(eve), "30412"),
        (str(TODAY), None, "7"),
    ]


def test_a_correction_overwrites_and_says_which_past_figures_change(put):
    """Rule 103."""
    put("staff", nurse())
    result = put("staff", nurse(Position_Number="7"), correct=True)
    assert seats() == [("2020-01-01", None, "7")]
    assert any("Figures from 2020-01-01 on change" in each for each in result.notices)


def test_a_row_with_a_start_of_its_own_is_a_row_of_its_own(put):
    """Fine print."""
    put("staff", nurse())
    assert did(put("staff", nurse(Position_Number="7", Start_Date="2026-03-01"))) == (
        1, 0, 0, 0)  # fmt: skip
    assert seats() == [
        ("2020-01-01", "2026-02-28", "30412"),
        ("2026-03-01", None, "7"),
    ]


def test_overlapping_rows_are_split_and_listed_not_refused(put):
    """Fine print and rule 9: the outer row resumes after a nested one."""
    rows = (
        nurse(End_Date="2026-12-31"),
        nurse(Start_Date="2026-03-01", End_Date="2026-03-10", Position_Number="7"),
    )
    for order in (rows, rows[::-1]):
        result = put("staff", *order)
        assert not result.rejected
        assert any("overlap" in notice for notice in result.notices)
        assert seats() == [
            ("2020-01-01", "2026-02-28", "30412"),
            ("2026-03-01", "2026-03-10", "7"),
            ("2026-03-11", "2026-12-31", "30412"),
        ]


def test_the_same_start_twice_the_last_row_wins_and_the_earlier_is_listed(put):
    """Fine print."""
    result = put("staff", nurse(Position_Number="1"), nurse(Position_Number="2"))
    assert seats() == [("2020-01-01", None, "2")]
    assert any(notice.startswith("Line 2:") for notice in result.notices)


def test_person_types_that_differ_are_listed_and_the_last_wins(put):
    """Fine print: Person Type is the person's."""
    result = put(
        "staff",
        nurse(Person_Type="Customer"),
        nurse(Person_Type="External Learner", Start_Date="2021-01-01"),
    )
    assert Person.objects.get().person_type == "external_learner"
    assert any("person type" in notice for notice in result.notices)


def test_an_end_before_the_start_refuses_the_row(put):
    """Fine print."""
    assert "before the Start Date" in reasons(put("staff", nurse(End_Date="2019-01-01")))[2]  # fmt: skip # noqa: E501


def test_an_assignment_number_belongs_to_one_employee_number(put):
    put("staff", nurse())
    result = put("staff", nurse() | {"Employee Number": "2"}, nurse("3"),
                 nurse("3") | {"Employee Number": "4"})  # fmt: skip
    assert list(reasons(result)) == [2, 4]
    assert set(Person.objects.values_list("employee_number", flat=True)) == {
        "10000001",
        "3",
    }


def test_an_unknown_status_counts_as_active_and_is_listed(put):
    """Rule 2."""
    result = put("staff", nurse(Assignment_Status="On the moon"))
    assert any("On the moon" in notice for notice in result.notices)


def test_who_becomes_a_customer_loses_what_was_required(put):
    """Rules 1 and 93."""
    put("staff", nurse())
    put("competencies", {"Competency Name": FIRE})
    put("requirements", asked())
    for dry_run in (True, False):
        result = put("staff", nurse(Person_Type="Customer"), dry_run=dry_run)
        assert [loser.competency for loser in result.losers] == [FIRE]
    assert not put("staff", nurse(Person_Type="Customer")).losers


@pytest.mark.parametrize(("named", "most", "ended"), [(19, 5.0, 1), (18, 10.0, 2)])
def test_a_full_file_ends_those_it_does_not_name_up_to_the_drop(put, named, most, ended):  # fmt: skip # noqa: E501
    """Rule 93: at most x per cent; at exactly x it is applied."""
    everybody = [nurse(str(number)) for number in range(20)]
    put("staff", *everybody)
    with pytest.raises(FileRefused, match="--max-drop"):
        put("staff", *everybody[: named - 1], full_file=True, max_drop=most)
    assert not AssignmentPeriod.objects.filter(ends_on__isnull=False).exists()
    result = put("staff", *everybody[:named], full_file=True, max_drop=most)
    assert result.ended == ended
    again = put("staff", *everybody[:named], full_file=True, max_drop=0)
    assert (again.ended, did(again)) == (0, (0, 0, named, 0))


def test_a_full_file_does_not_end_who_stands_in_a_refused_row(put):
    """Rule 94: a bad row is not an absent one."""
    put("staff", nurse("1"), nurse("2"))
    result = put("staff", nurse("1"), nurse("2", Start_Date="soon"), full_file=True)
    assert (result.rejected, result.ended) == (1, 0)


def test_without_full_file_nobody_is_ended(put):
    """Rule 93."""
    put("staff", nurse("1"), nurse("2"))
    put("staff", nurse("1"))
    assert Assignment.objects.filter(periods__ends_on__isnull=True).count() == 2


@pytest.mark.parametrize(
    ("column", "whole", "shortened"),
    [
        ("Employee_Number", "00000012", "12"),
        ("Assignment_Number", "00000012-2", "12-2"),
        ("Position_Number", "03041", "3041"),
    ],
)
def test_a_number_that_lost_its_zeros_is_no_new_one(put, column, whole, shortened):
    """Rules 96 and 104: damage creates nothing, not even where that is asked for."""
    put("staff", nurse(**{column: whole}))
    before = seats()
    result = put("staff", nurse(**{column: shortened}))
    assert did(result) == (0, 0, 0, 1)
    assert f"may have lost leading zeros: {whole} exists" in str(
        result.rejects[0].problems[0]
    )
    assert seats() == before
    assert did(put("staff", nurse(**{column: whole}))) == (0, 0, 1, 0)


@pytest.mark.parametrize("numbers", ["12", "012"])
def test_a_full_file_ends_nobody_whose_zeros_were_lost(put, numbers):
    """Rules 93 and 96: the refused row is there, only misspelt."""
    put("staff", nurse("00000012"), nurse("7"))
    before = seats()
    result = put("staff", nurse(numbers), nurse("7"), full_file=True, max_drop=100)
    assert did(result) == (0, 0, 1, 1)
    assert result.ended == 0
    assert seats() == before
