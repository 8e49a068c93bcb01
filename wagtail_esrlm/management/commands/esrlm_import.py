"""Import one file: staff, competencies, courses, classes and so on."""

from __future__ import annotations

import argparse
import csv
import datetime
import json
import sys
from typing import Any

from django.core.management.base import BaseCommand

from wagtail_esrlm.errors import FileRefused
from wagtail_esrlm.imports.cells import CellError, parse_date
from wagtail_esrlm.imports.kinds import KINDS
from wagtail_esrlm.imports.rejects import rejects_lines
from wagtail_esrlm.imports.services import ImportResult, import_file

#: Exit codes that other programs rely on.
GOOD_ROWS_ONLY = 1
REFUSED = 2


class Command(BaseCommand):
    """Exit 0: all rows applied; 1: bad rows listed; 2: refused, nothing changed."""

    help = "Stage, check and apply one file."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the options that the documentation fixes."""
        parser.add_argument("kind", choices=sorted(KINDS))
        parser.add_argument("file")
        parser.add_argument("--business-group", help="VPD code; default the only one.")
        parser.add_argument("--dry-run", action="store_true")
        parser.add_argument("--create-missing", action="store_true")
        parser.add_argument("--effective", type=_day)
        parser.add_argument("--correct", action="store_true")
        parser.add_argument("--full-file", action="store_true")
        parser.add_argument("--max-drop", type=float, default=5.0)
        parser.add_argument("--rejects", help="File for refused rows and why.")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, tell, and leave with the status that says how it went."""
        effective = options["effective"]
        try:
            if options["rejects"]:
                refuse_unwritable(options["rejects"])
            result = import_file(
                kind=options["kind"],
                path=options["file"],
                business_group=options["business_group"],
                dry_run=options["dry_run"],
                create_missing=options["create_missing"],
                effective=_day(effective) if isinstance(effective, str) else effective,
                correct=options["correct"],
                full_file=options["full_file"],
                max_drop=options["max_drop"],
            )
        except FileRefused as err:
            self.stderr.write(f"Refused, nothing was changed: {err.sentence}")
            sys.exit(REFUSED)
        if options["rejects"]:
            write_rejects(result, options["rejects"])
        if options["as_json"]:
            self.stdout.write(json.dumps(result.as_json()))
            self._tell_rejects(result, self.stderr)
        else:
            self._tell(result)
        if result.rejected:
            sys.exit(GOOD_ROWS_ONLY)

    def _tell(self, result: ImportResult) -> None:
        told = result.as_json()
        if result.dry_run:
            self.stdout.write("Dry run: nothing was changed.")
        self.stdout.write(
            "{kind}: {rows} rows, {created} created, {updated} updated, "
            "{unchanged} unchanged, {ended} ended, {rejected} refused, "
            "{seconds} s".format(**told)
        )
        for notice in result.notices:
            self.stdout.write(f"  note: {notice}")
        if result.losers:
            self.stdout.write("People who lose a required competency:")
        for loser in result.losers:
            kind = "essential" if loser.essential else "recommended"
            self.stdout.write(
                f"  {loser.employee_number} {loser.name}: {loser.competency} ({kind}); "
                f"was {loser.old_seat}; now {loser.new_seat}"
            )
        self._tell_rejects(result, self.stdout)

    @staticmethod
    def _tell_rejects(result: ImportResult, out: Any) -> None:
        for row in result.rejects:
            for problem in row.problems:
                out.write(f"  line {row.line}: {problem}")


def refuse_unwritable(path: str) -> None:
    """Refuse where refused rows could not be told afterwards.

    Raises:
        FileRefused: saying why the file cannot be written.
    """
    try:
        with open(path, "a", encoding="utf-8"):
            pass
    except OSError as err:
        raise FileRefused(f"{path} cannot be written: {err.strerror}") from err


def write_rejects(result: ImportResult, path: str) -> None:
    """Write refused rows with the file's own columns, and why (rule 94)."""
    rows = (
        (row.line, row.row.cells, "; ".join(map(str, row.problems)))
        for row in result.rejects
    )
    with open(path, "w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(rejects_lines(result.headers, rows))


def _day(text: str) -> datetime.date:
    try:
        return parse_date(text)
    except CellError as err:
        raise argparse.ArgumentTypeError(f"{text!r} {err}") from err
