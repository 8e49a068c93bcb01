"""Locations: rooms where classes are held, the same by their code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from ...snippets.indexing import index_many
from ...snippets.models import Location
from ...workforce.audit import record_many
from ..cells import CellError, parse_name, parse_whole
from ..outcomes import Column, RowOutcome
from .base import Kind
from .keyed_rows import last_of_each

MOST_PEOPLE = 100_000

#: Column, field and longest text of what is kept as it is written.
TEXTS: tuple[tuple[str, str, int], ...] = (
    ("Room", "room", 120),
    ("Address", "address", 2000),
    ("Postcode", "postcode", 12),
    ("Joining Instructions", "joining_instructions", 10_000),
    ("Access Notes", "access_notes", 10_000),
)
FIELDS = ("code", "name", *(field for _column, field, _longest in TEXTS), "capacity")


@dataclass
class _Stated:
    row: RowOutcome
    code: str
    facts: dict[str, Any]


class LocationsKind(Kind):
    """Rows are locations; a column that the file lacks stays as it is."""

    columns: ClassVar[tuple[Column, ...]] = (
        Column("Location Code", required=True),
        Column("Name", required=True),
        Column("Room"),
        Column("Address"),
        Column("Postcode"),
        Column("Capacity"),
        Column("Joining Instructions"),
        Column("Access Notes"),
    )

    def apply(self, rows: Sequence[RowOutcome]) -> None:
        """Write new locations and changed ones. Queries: about 6."""
        stated = last_of_each(rows, self._read, self.report)
        known = {
            each.code_key: each
            for each in Location.objects.filter(
                business_group=self.options.business_group
            )
        }
        new: list[Location] = []
        changed: list[tuple[Location, dict[str, tuple[Any, Any]]]] = []
        for key, given in stated.items():
            location = known.get(key)
            if location is None:
                given.row.outcome = "created"
                new.append(self._new(given))
                continue
            changes = {
                name: (getattr(location, name), value)
                for name, value in given.facts.items()
                if getattr(location, name) != value
            }
            if changes:
                given.row.outcome = "updated"
                for name, (_before, value) in changes.items():
                    setattr(location, name, value)
                changed.append((location, changes))
        Location.objects.bulk_create(new, batch_size=500)
        updated = [location for location, _changes in changed]
        Location.objects.bulk_update(updated, FIELDS, batch_size=200)
        by = self.options.by
        record_many([(each, {}) for each in new], "wagtail_esrlm.location.add", by=by)
        record_many(changed, "wagtail_esrlm.location.change", by=by)
        index_many([*new, *updated])

    def _new(self, given: _Stated) -> Location:
        location = Location(business_group=self.options.business_group, **given.facts)
        location.fold_keys()
        return location

    def _read(self, row: RowOutcome) -> _Stated | None:
        code = row.parse(
            "Location Code", lambda t: parse_name(t, longest=60), required=True
        )
        name = row.parse("Name", lambda t: parse_name(t, longest=240), required=True)
        facts: dict[str, Any] = {"code": code, "name": name}
        for column, field, longest in TEXTS:
            if row.has(column):
                parser = partial(parse_text, longest=longest)
                facts[field] = row.parse(column, parser, default="")
        if row.has("Capacity"):
            facts["capacity"] = row.parse("Capacity", _capacity)
        if row.is_refused or not code:
            return None
        return _Stated(row, code, facts)


def parse_text(text: str, *, longest: int) -> str:
    """Return a text of several lines, trimmed.

    Raises:
        CellError: when it is too long to be stored whole.
    """
    text = text.replace("\r\n", "\n").strip()
    if len(text) > longest:
        raise CellError(
            _("is longer than %(longest)d characters") % {"longest": longest}
        )
    return text


def _capacity(text: str) -> int:
    number = parse_whole(text, most=MOST_PEOPLE)
    if not number:
        raise CellError(_("is 0; leave it empty if it is not known"))
    return number
