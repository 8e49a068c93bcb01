"""Reads CSV and XLSX files into rows of text: bounded, and never guessing silently."""

from __future__ import annotations

import csv
import datetime
import io
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from ..conf import esrlm_settings
from ..errors import FileRefused
from ..names import fold

DELIMITERS = (",", ";", "\t")

#: A workbook is refused before it is opened when it announces more than this.
MOST_UNPACKED_BYTES = 400 * 1024 * 1024
MOST_RATIO = 200
MOST_ENTRIES = 500
MOST_COLUMNS = 200
MOST_CELL_CHARACTERS = 32_767


@dataclass
class SourceRow:
    """One row of a file.

    Attributes:
        line: Its line in the file, from 1; of a workbook, its row.
        cells: Text by header, as headers are folded.
        fault: Why the row cannot be read, if it cannot.
        numeric: Folded headers whose cell was a number in a workbook.
    """

    line: int
    cells: dict[str, str]
    fault: str = ""
    numeric: frozenset[str] = frozenset()


@dataclass
class Table:
    """A file's header, rows and what should be known about how it was read."""

    headers: list[str]
    rows: list[SourceRow]
    notices: list[str] = field(default_factory=list)


def read_table(content: bytes) -> Table:
    """Read a file by what it is, not by its name.

    Raises:
        FileRefused: when it is empty, too large, no text, or no plain workbook.
    """
    if len(content) > esrlm_settings.IMPORT_MAX_BYTES:
        raise FileRefused(
            _("The file is larger than %(size)d MB. Split it.")
            % {"size": esrlm_settings.IMPORT_MAX_BYTES // 1024**2}
        )
    if content.startswith(b"PK\x03\x04"):
        return _read_workbook(content)
    return _read_csv(content)


def _read_csv(content: bytes) -> Table:
    text, notices = _decode(content)
    delimiter = _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    lines = _csv_lines(reader)
    first = next(lines, None)
    if first is None:
        raise FileRefused(_("The file is empty."))
    headers = _headers([cell.strip() for cell in first[1]])
    rows = []
    for line, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        rows.append(_row(line, headers, cells))
        _refuse_too_many(rows)
    return Table(headers, rows, notices)


def _csv_lines(reader: Any) -> Iterator[tuple[int, list[str]]]:
    """Yield the line on which each record starts, and its cells."""
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as err:
            raise FileRefused(
                _("Line %(line)d cannot be read as CSV: %(why)s.")
                % {"line": line, "why": err}
            ) from err
        yield line, cells


def _decode(content: bytes) -> tuple[str, list[str]]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return content.decode("utf-16"), []
        except UnicodeDecodeError as err:
            raise FileRefused(_("The file starts like UTF-16 and is not.")) from err
    try:
        return content.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        pass
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError as err:
        raise FileRefused(
            _("The file is neither UTF-8 nor Windows-1252 text. Save it as CSV UTF-8.")
        ) from err
    return text, [
        _("The file is not UTF-8; it was read as Windows-1252. Check accented names.")
    ]


def _delimiter(text: str) -> str:
    """Return the delimiter that the header line uses most, outside quotes."""
    header = text.lstrip("\r\n").split("\n", 1)[0]
    outside = "".join(header.split('"')[::2])
    counts = Counter(outside)
    return max(DELIMITERS, key=lambda delimiter: counts[delimiter])


def _headers(names: list[str]) -> list[str]:
    """Return folded headers.

    Raises:
        FileRefused: when there is none, or one stands there twice.
    """
    while names and not names[-1]:
        names.pop()
    folded = [fold(name).rstrip("*").strip() for name in names]
    if not any(folded):
        raise FileRefused(_("The first line holds no column names."))
    if any("\x00" in name for name in names):
        raise FileRefused(_("A column name contains a NUL character."))
    if len(folded) > MOST_COLUMNS:
        raise FileRefused(_("The file has more than 200 columns."))
    twice = [
        names[place]
        for place, name in enumerate(folded)
        if name and name in folded[:place]
    ]
    if twice:
        raise FileRefused(
            _("These columns stand in the file twice: %(names)s.")
            % {"names": ", ".join(twice)}
        )
    return folded


def _row(line: int, headers: list[str], cells: list[str]) -> SourceRow:
    fault = ""
    if len(cells) > len(headers) and any(
        cell.strip() for cell in cells[len(headers) :]
    ):
        fault = _("The row has more cells than there are columns.")
    elif len(cells) < len(headers):
        fault = _("The row has fewer cells than there are columns.")
    if any("\x00" in cell for cell in cells):
        fault = _("The row contains a NUL character.")
        cells = [cell.replace("\x00", "\N{REPLACEMENT CHARACTER}") for cell in cells]
    if any(len(cell) > MOST_CELL_CHARACTERS for cell in cells):
        fault = _("A cell is longer than a spreadsheet can hold.")
        cells = [cell[:200] for cell in cells]
    padded = [*cells, *[""] * (len(headers) - len(cells))]
    return SourceRow(
        line=line,
        cells={
            header: cell.strip()
            for header, cell in zip(headers, padded, strict=False)
            if header
        },
        fault=fault,
    )


def _refuse_too_many(rows: list[SourceRow]) -> None:
    if len(rows) > esrlm_settings.IMPORT_MAX_ROWS:
        raise FileRefused(
            _("The file has more than %(rows)d rows. Split it.")
            % {"rows": esrlm_settings.IMPORT_MAX_ROWS}
        )


def _read_workbook(content: bytes) -> Table:
    _refuse_hostile_zip(content)
    import openpyxl

    try:
        workbook = openpyxl.load_workbook(
            io.BytesIO(content), read_only=True, data_only=False, keep_links=False
        )
        sheet = workbook.worksheets[0]
        sheet.reset_dimensions()
        lines = sheet.iter_rows(max_col=MOST_COLUMNS)
        return _workbook_table(lines, len(workbook.worksheets))
    except FileRefused:
        raise
    except Exception as err:
        raise FileRefused(
            _("The workbook cannot be read. Save it again, or as CSV UTF-8.")
        ) from err


def _workbook_table(lines: Any, sheets: int) -> Table:
    notices = []
    if sheets > 1:
        notices.append(_("Only the first sheet of the workbook was read."))
    headers: list[str] = []
    rows: list[SourceRow] = []
    for number, line in enumerate(lines, start=1):
        if not headers:
            texts = [_cell_text(cell)[0] for cell in line]
            if any(text.strip() for text in texts):
                headers = _headers([text.strip() for text in texts])
            continue
        row = _workbook_row(number, headers, line)
        if row is not None:
            rows.append(row)
            _refuse_too_many(rows)
    if not headers:
        raise FileRefused(_("The file is empty."))
    return Table(headers, rows, notices)


def _workbook_row(number: int, headers: list[str], line: Any) -> SourceRow | None:
    texts: list[str] = []
    numeric = set()
    fault = ""
    for place, cell in enumerate(line):
        text, is_number, is_formula = _cell_text(cell)
        texts.append(text)
        if is_number and place < len(headers):
            numeric.add(headers[place])
        if is_formula:
            fault = _("The row contains a formula. Paste values instead.")
    if not any(text.strip() for text in texts):
        return None
    while len(texts) > len(headers) and not texts[-1].strip():
        texts.pop()
    texts += [""] * (len(headers) - len(texts))
    row = _row(number, headers, texts)
    row.fault = fault or row.fault
    row.numeric = frozenset(numeric)
    return row


def _cell_text(cell: Any) -> tuple[str, bool, bool]:
    """Return a cell's text, whether it was a number, and whether it is a formula."""
    value = cell.value
    if value is None:
        return "", False, False
    if cell.data_type == "f":
        return str(value), False, True
    if isinstance(value, bool):
        return ("true" if value else "false"), False, False
    if isinstance(value, datetime.datetime):
        if value.time() == datetime.time():
            return value.date().isoformat(), False, False
        return f"{value:%Y-%m-%d %H:%M:%S}", False, False
    if isinstance(value, datetime.date):
        return value.isoformat(), False, False
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value)), True, False
    if isinstance(value, int | float):
        return str(value), True, False
    return str(value), False, False


def _refuse_hostile_zip(content: bytes) -> None:
    """Refuse a workbook that would unpack into far more than it is."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as err:
        raise FileRefused(_("The file is a damaged workbook.")) from err
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries) or 1
    names = [entry.filename for entry in entries]
    spans = sorted(
        (entry.header_offset, entry.header_offset + entry.compress_size)
        for entry in entries
    )
    overlapping = any(
        ahead[1] > behind[0] for ahead, behind in zip(spans, spans[1:], strict=False)
    )
    if (
        len(entries) > MOST_ENTRIES
        or unpacked > MOST_UNPACKED_BYTES
        or unpacked / packed > MOST_RATIO
        or overlapping
        or len(names) != len(set(names))
        or any(entry.flag_bits & 0x1 for entry in entries)
    ):
        raise FileRefused(
            _("The workbook is packed in a way that is not safe to open.")
        )
