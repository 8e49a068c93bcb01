"""Later staff lists: the order of lines makes no difference, nor does the same file."""

from __future__ import annotations

import datetime

import pytest

from wagtail_esrlm.workforce.models import AssignmentPeriod

from .conftest import did, nurse

DAY = datetime.date
JUNE, JULY = DAY(2026, 6, 1), DAY(2026, 7, 1)


def seats() -> list[tuple[str, str | None, str]]:
    return [
        (str(each.starts_on), each.ends_on and str(each.ends_on), each.position.number)
        for each in AssignmentPeriod.objects.order_by("starts_on")
    ]


@pytest.fixture
def moved_in_june(put):
    """On the list of June the nurse sits in post 7; their Start Date stays 2020."""
    put("staff", nurse())
    put("staff", nurse(Position_Number="7"), effective=JUNE)


@pytest.mark.parametrize("lines", [(0, 1), (1, 0)])
def test_the_order_of_lines_makes_no_difference(put, lines):
    """Rule 103 looks at the row that was stored, not at another line of the file."""
    put("staff", nurse())
    rows = (
        nurse(Position_Number="7"),
        nurse(Position_Number="8", Start_Date="2026-03-01", End_Date="2026-04-30"),
    )
    put("staff", *(rows[line] for line in lines), effective=JUNE)
    assert seats() == [
        ("2020-01-01", "2026-02-28", "30412"),
        ("2026-03-01", "2026-04-30", "8"),
        ("2026-05-01", "2026-05-31", "30412"),
        ("2026-06-01", None, "7"),
    ]


@pytest.mark.parametrize("effective", [JULY, DAY(2027, 1, 1)])
def test_a_leaver_who_stays_on_the_list_keeps_their_past(put, moved_in_june, effective):
    """Formats: the same file twice changes nothing, however late."""
    leaver = nurse(Position_Number="7", End_Date="2026-06-20")
    assert did(put("staff", leaver, effective=JULY)) == (0, 1, 0, 0)
    left = [("2020-01-01", "2026-05-31", "30412"), ("2026-06-01", "2026-06-20", "7")]
    assert seats() == left
    assert did(put("staff", leaver, effective=effective)) == (0, 0, 1, 0)
    assert seats() == left


def test_a_row_that_ended_before_the_list_is_an_update_once(put):
    """Fine print: rule 103 is for the current row, not for others."""
    put("staff", nurse())
    gone = nurse(Position_Number="7", End_Date="2026-03-31")
    result = put("staff", gone, effective=JUNE)
    assert did(result) == (0, 1, 0, 0)
    assert any("Figures from 2020-01-01 on change" in each for each in result.notices)
    assert seats() == [("2020-01-01", "2026-03-31", "7")]
    assert did(put("staff", gone, effective=JUNE)) == (0, 0, 1, 0)


def test_who_had_left_before_the_last_move_never_moved(put, moved_in_june):
    gone = nurse(End_Date="2026-05-10")
    assert did(put("staff", gone, effective=JULY)) == (0, 1, 0, 0)
    assert seats() == [("2020-01-01", "2026-05-10", "30412")]
    assert did(put("staff", gone, effective=JULY)) == (0, 0, 1, 0)


def test_an_external_learner_without_dates_can_be_ended_and_stated_again(put):
    """Formats: their dates say how long they are known."""
    visitor = {
        "Person_Type": "External Learner",
        "Start_Date": "",
        "Supplementary_Roles": "First Aider",
    }
    put("staff", nurse(**visitor))
    ended = nurse(**visitor, End_Date="2026-03-31")
    assert did(put("staff", ended)) == (0, 1, 0, 0)
    assert did(put("staff", ended)) == (0, 0, 1, 0)
    assert seats() == [("0001-01-01", "2026-03-31", "30412")]


def test_a_leaver_s_row_without_a_start_can_be_stated_again(put):
    """Formats: the same file twice changes nothing, and refuses nothing new."""
    put("staff", nurse())
    gone = nurse(Start_Date="", End_Date="2026-05-10", Assignment_Status="Terminate")
    assert did(put("staff", gone, effective=JUNE)) == (0, 1, 0, 0)
    assert did(put("staff", gone, effective=JUNE)) == (0, 0, 1, 0)
    assert seats() == [("2020-01-01", "2026-05-10", "30412")]
    for end in ("", "2026-05-09"):
        refused = put("staff", nurse(Start_Date="", End_Date=end), effective=JUNE)
        assert did(refused) == (0, 0, 0, 1)


@pytest.mark.parametrize(
    "column", ["Grade", "Supplementary Roles", "Assignment Status"]
)
def test_a_column_that_the_file_lacks_stays_row_by_row(put, column):
    """Formats: another row of the assignment, or an end, is no reason to forget it."""
    told = {"Grade": "B5", "Supplementary Roles": "Fire Warden"}
    told["Assignment Status"] = "Maternity"
    old = nurse(End_Date="2026-03-31") | told
    new = nurse(Start_Date="2026-04-01", Position_Number="7", Grade="B6")
    put("staff", old, new)
    put("staff", nurse("2", End_Date="2027-01-31") | told)
    before = _facts_of_rows()
    again = [
        {name: cell for name, cell in row.items() if name != column}
        for row in (old, new, nurse("2", End_Date="2027-01-31") | told)
    ]
    assert did(put("staff", *again)) == (0, 0, 3, 0)
    assert _facts_of_rows() == before


def test_a_list_without_end_dates_brings_no_leaver_back(put):
    put("staff", nurse(End_Date="2026-03-31"))
    assert did(put("staff", nurse())) == (0, 0, 1, 0)
    assert did(put("staff", nurse(End_Date=""))) == (0, 1, 0, 0)
    assert seats() == [("2020-01-01", None, "30412")]


def _facts_of_rows() -> list[tuple[object, ...]]:
    return [
        (
            each.starts_on,
            each.ends_on,
            each.grade,
            each.status,
            sorted(
                held.supplementary_role.name
                for held in each.supplementary_role_holdings.all()
            ),
        )
        for each in AssignmentPeriod.objects.order_by("assignment", "starts_on")
    ]


@pytest.mark.parametrize("first", [None, "Terminate"])
@pytest.mark.parametrize("status", ["Terminate", "inactive not worked"])
def test_terminate_after_the_end_does_not_undo_the_days_before(put, first, status):
    """Rule 7: active through the last day, whatever the leaver's row says since."""
    put("staff", nurse())
    if first:
        put("staff", nurse(Assignment_Status=first), effective=JUNE)
    gone = nurse(Assignment_Status=status, End_Date="2026-05-10")
    assert did(put("staff", gone, effective=JULY)) == (0, 1, 0, 0)
    period = AssignmentPeriod.objects.get()
    assert (str(period.ends_on), period.status) == ("2026-05-10", "Active Assignment")
    assert did(put("staff", gone, effective=JULY)) == (0, 0, 1, 0)
    put("staff", gone, effective=JULY, correct=True)
    assert AssignmentPeriod.objects.get().status == status
