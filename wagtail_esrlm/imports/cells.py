"""Cells of a file as values: what is accepted is listed, nothing else is guessed."""

from __future__ import annotations

import datetime
import re

from django.utils.translation import gettext as _

from ..names import tidy

MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan feb mar apr may jun jul aug sep oct nov dec").split(), start=1
    )
}
_ISO = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[ T]\d{2}:\d{2}(?::\d{2})?)?")
_BRITISH = re.compile(r"(\d{1,2})[-/](\d{1,2})[-/](\d{4})(?: \d{2}:\d{2}(?::\d{2})?)?")
_NAMED = re.compile(r"(\d{1,2})[- ]([A-Za-z]{3})[- ](\d{4})")
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[eE]\+\d+")
_MONTH = f"(?:{'|'.join(MONTHS)})"
_MANGLED = re.compile(
    rf"(?:{_MONTH}-\d{{2}}|\d{{1,2}}-{_MONTH}(?:-\d{{2,4}})?)", re.IGNORECASE
)

YES = {"y", "yes", "1", "true"}
NO = {"n", "no", "0", "false"}

#: Earlier dates are typing errors.
EARLIEST = datetime.date(1900, 1, 1)

#: Dates that mean "never expires" (rule 18): Oracle's end of time, and ESR's.
END_OF_TIME = {datetime.date(4712, 12, 31), datetime.date(2099, 12, 31)}


class CellError(ValueError):
    """A cell that is not what its column holds; says what is expected."""


def parse_date(text: str) -> datetime.date:
    """Return a date written in one of the accepted forms.

    >>> parse_date("23-Nov-2026") == parse_date("23/11/2026")
    True

    Raises:
        CellError: for anything else, such as a year of two digits.
    """
    text = text.strip()
    if found := _ISO.fullmatch(text):
        year, month, day = map(int, found.groups())
    elif found := _BRITISH.fullmatch(text):
        day, month, year = map(int, found.groups())
    elif (found := _NAMED.fullmatch(text)) and found[2].lower() in MONTHS:
        day, month, year = int(found[1]), MONTHS[found[2].lower()], int(found[3])
    else:
        raise CellError(_("is not a date such as 23/11/2026"))
    try:
        date = datetime.date(year, month, day)
    except ValueError as err:
        raise CellError(_("is a day that does not exist")) from err
    if date < EARLIEST:
        raise CellError(_("lies before the year 1900"))
    return date


def parse_yes_no(text: str) -> bool:
    """Return Y, Yes, 1, true or N, No, 0, false in any letter case.

    Raises:
        CellError: for anything else.
    """
    word = text.strip().casefold()
    if word in YES:
        return True
    if word in NO:
        return False
    raise CellError(_("is neither Y nor N"))


def parse_whole(text: str, *, most: int) -> int:
    """Return a whole number from 0 to ``most``.

    Raises:
        CellError: for anything else.
    """
    text = text.strip()
    if not re.fullmatch(r"[0-9]{1,9}", text) or int(text) > most:
        raise CellError(_("is not a whole number from 0 to %(most)d") % {"most": most})
    return int(text)


def parse_identifier(text: str, *, longest: int) -> str:
    """Return an identifying number as the text it is; leading zeros stay.

    Raises:
        CellError: for what a spreadsheet makes of numbers: 1.09E+07, Apr-95.
    """
    text = tidy(text)
    if _SCIENTIFIC.fullmatch(text):
        raise CellError(_("was turned into a rounded number by a spreadsheet"))
    if _MANGLED.fullmatch(text):
        raise CellError(_("was turned into a date by a spreadsheet"))
    return parse_name(text, longest=longest)


def parse_name(text: str, *, longest: int) -> str:
    """Return a name as given, trimmed.

    Raises:
        CellError: when it is too long to be stored whole.
    """
    text = tidy(text)
    if len(text) > longest:
        raise CellError(
            _("is longer than %(longest)d characters") % {"longest": longest}
        )
    return text


def parse_list(text: str) -> list[str]:
    """Return the parts of a cell separated by semicolons, without empty ones."""
    return [tidy(part) for part in text.split(";") if part.strip()]


def parse_path(text: str) -> tuple[str, ...]:
    """Return the parts of an organisation's path, from the top.

    Raises:
        CellError: when a part between two separators is empty.
    """
    parts = tuple(tidy(part) for part in text.split(">"))
    if not all(parts):
        raise CellError(_("has an empty part"))
    if any(len(part) > 240 for part in parts):
        raise CellError(_("has a part that is longer than 240 characters"))
    return parts


def parse_expiry(text: str) -> tuple[datetime.date | None, bool]:
    """Return the stated expiry date, and whether it states "never" (rule 18).

    Raises:
        CellError: when it is neither a date nor "No expiry".
    """
    if not text.strip():
        return None, False
    if "".join(text.split()).casefold() in ("noexpiry", "never"):
        return None, True
    date = parse_date(text)
    if date in END_OF_TIME:
        return None, True
    return date, False
