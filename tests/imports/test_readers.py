"""Reading files: every shape a spreadsheet leaves behind, and shapes that attack."""

from __future__ import annotations

import datetime
import io
import zipfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wagtail_esrlm.errors import FileRefused
from wagtail_esrlm.imports import cells
from wagtail_esrlm.imports.readers import read_table


def read(text: str, encoding: str = "utf-8"):
    return read_table(text.encode(encoding))


def workbook(*rows) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_columns_are_found_in_any_letter_case_and_spacing():
    table = read("employee   NUMBER*,Name\n0012,Ada\n")
    assert table.headers == ["employee number", "name"]
    assert table.rows[0].cells == {"employee number": "0012", "name": "Ada"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_files_are_read_without_a_notice(encoding):
    table = read("Name\nSiân\n", encoding)
    assert table.rows[0].cells["name"] == "Siân"
    assert table.notices == []


def test_windows_1252_is_read_with_a_notice():
    table = read("Name\nSiân\n", "cp1252")
    assert table.rows[0].cells["name"] == "Siân"
    assert "Windows-1252" in table.notices[0]


def test_semicolons_and_tabs_separate_too():
    assert read("A;B\n1;2\n").rows[0].cells == {"a": "1", "b": "2"}
    assert read("A\tB\n1\t2\n").rows[0].cells == {"a": "1", "b": "2"}


def test_a_record_over_several_lines_is_known_by_its_first():
    table = read('A,B\n"one\ntwo",x\n3,4\n')
    assert [row.line for row in table.rows] == [2, 4]


@pytest.mark.parametrize(
    ("row", "fault"),
    [("1", "fewer cells"), ("1,2,3", "more cells"), ("1,\x00", "NUL")],
)
def test_a_row_that_is_not_whole_has_a_fault(row, fault):
    assert fault in read(f"A,B\n{row}\n").rows[0].fault


def test_empty_lines_are_no_rows():
    assert read("A,B\n\n,\n1,2\n").rows[0].line == 4


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"A,a\n1,2\n", "twice"),
        (b",\n1,2\n", "column names"),
        (b"A,Name\x00\n1,2\n", "NUL"),
        (b"PK\x03\x04rubbish", "workbook"),
        (b"A\n\x81\x8d\x8f", "neither"),
    ],
)
def test_what_is_no_table_is_refused(content, why):
    with pytest.raises(FileRefused, match=why):
        read_table(content)


def test_a_workbook_is_read_as_text_with_dates_and_numbers():
    table = read_table(
        workbook(
            ["Employee Number", "Start Date", "FTE"],
            ["0012", datetime.date(2026, 11, 23), 0.5],
            [10000001, "23/11/2026", 1.0],
        )
    )
    first, second = table.rows
    assert first.cells == {
        "employee number": "0012",
        "start date": "2026-11-23",
        "fte": "0.5",
    }
    assert second.cells["employee number"] == "10000001"
    assert "employee number" in second.numeric


def test_a_formula_refuses_its_row():
    assert "formula" in read_table(workbook(["A"], ["=1+1"])).rows[0].fault


def test_a_workbook_that_unpacks_into_far_more_is_refused_before_it_is_opened():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 50_000_000)
    with pytest.raises(FileRefused, match="not safe"):
        read_table(out.getvalue())


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-23",
        "23/11/2026",
        "23-11-2026",
        "23-Nov-2026",
        "23-NOV-2026",
        "2026/11/23 00:00:00",
    ],
)
def test_dates_in_every_listed_form(text):
    assert cells.parse_date(text) == datetime.date(2026, 11, 23)


@pytest.mark.parametrize(
    "text", ["23/11/26", "11-2026", "31/02/2026", "45000", "23 11 2026", "1066-10-14"]
)
def test_other_dates_are_not_guessed(text):
    with pytest.raises(cells.CellError):
        cells.parse_date(text)


@pytest.mark.parametrize("text", ["ITU-07", "7E2", "10949595-4", "Mart-12", "05-A"])
def test_what_only_looks_like_a_mangled_number_is_one(text):
    assert cells.parse_identifier(text, longest=30) == text


@pytest.mark.parametrize("text", ["Cafe\u0301  Nero", "İzmir", "ﬃ"])
def test_names_are_kept_as_they_are_given(text):
    """They compare after NFC, trim, single spaces and case folding."""
    assert cells.parse_name(f"  {text} ", longest=30) == text


@pytest.mark.parametrize("text", ["1.0949E+07", "Apr-95", "10-Apr"])
def test_what_a_spreadsheet_mangled_is_no_identifier(text):
    with pytest.raises(cells.CellError):
        cells.parse_identifier(text, longest=30)


@settings(max_examples=400, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_crash_the_reader(content):
    try:
        table = read_table(content)
    except FileRefused:
        return
    assert all(row.line > 1 for row in table.rows)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(st.text(max_size=8), max_size=5), max_size=8))
def test_no_rows_crash_the_reader(rows):
    text = "A,B,C\n" + "\n".join(",".join(row) for row in rows)
    try:
        table = read_table(text.encode("utf-8", "surrogatepass"))
    except FileRefused:
        return
    assert all(set(row.cells) == {"a", "b", "c"} for row in table.rows)


@settings(max_examples=400, deadline=None)
@given(st.text(max_size=40))
def test_cells_are_parsed_or_refused(text):
    for parser in (
        cells.parse_date,
        cells.parse_yes_no,
        cells.parse_path,
        cells.parse_expiry,
        lambda t: cells.parse_identifier(t, longest=30),
        lambda t: cells.parse_whole(t, most=100),
    ):
        try:
            parser(text)
        except cells.CellError as err:
            assert str(err)
