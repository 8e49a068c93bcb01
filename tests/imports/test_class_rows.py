"""Whatever the cells of a classes file hold, each row is read or refused in words."""

from __future__ import annotations

import datetime
import io
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wagtail_esrlm.imports.cells import CellError
from wagtail_esrlm.imports.kinds.class_rows import ClassReader, parse_time
from wagtail_esrlm.imports.kinds.classes import ClassesKind
from wagtail_esrlm.imports.outcomes import Report, RowOutcome
from wagtail_esrlm.imports.readers import SourceRow, read_table
from wagtail_esrlm.names import fold
from wagtail_esrlm.snippets.models import Course

NAMES = [column.name for column in ClassesKind.columns]
CELL = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["", "A", "C-1", "2027-03-28", "01:30", "09:00", "Y", "12", "Closed", "24:00"]
    ),
)
ROW = st.fixed_dictionaries({fold(name): CELL for name in NAMES})


@settings(max_examples=200, deadline=None)
@given(st.lists(ROW, max_size=5))
def test_any_cells_are_read_or_refused_and_never_half_a_class(cells):
    columns = {name: fold(name) for name in NAMES}
    rows = [
        RowOutcome(SourceRow(line=line, cells=each, fault=""), columns)
        for line, each in enumerate(cells, start=2)
    ]
    reader = ClassReader(
        courses={"c-1": Course(code="C-1")},
        locations={},
        people={},
        zone=ZoneInfo("Europe/London"),
        report=Report(),
    )
    read = reader.read(rows)
    taken = {row.line for group in read.values() for row in group.rows}
    refused = {row.line for row in rows if row.is_refused}
    assert not taken & refused
    assert taken | refused == {row.line for row in rows}
    assert all(group.sessions for group in read.values())


@given(st.text(max_size=10))
def test_any_text_is_a_time_or_refused_in_words(text):
    try:
        parse_time(text)
    except CellError as err:
        assert str(err)


@pytest.mark.parametrize(
    ("text", "time"),
    [("9:00", (9, 0)), ("09.30", (9, 30)), (" 23:59:00 ", (23, 59))],
)
def test_times_as_people_write_them(text, time):
    assert parse_time(text) == datetime.time(*time)


def test_a_workbook_s_moment_keeps_its_time():
    book = openpyxl.Workbook()
    book.active.append(["Enrolment Opens", "Start Time", "Session Date"])
    moment = datetime.datetime(2026, 12, 1, 9, 30)  # noqa: DTZ001
    day = datetime.datetime(2026, 12, 3)  # noqa: DTZ001
    book.active.append([moment, datetime.time(9, 30), day])
    out = io.BytesIO()
    book.save(out)
    cells = read_table(out.getvalue()).rows[0].cells
    assert list(cells.values()) == ["2026-12-01 09:30:00", "09:30:00", "2026-12-03"]
