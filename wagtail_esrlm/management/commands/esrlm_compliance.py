"""Write everybody's compliance on a day as CSV."""

from __future__ import annotations

import argparse
import csv
import datetime
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from wagtail_esrlm.clock import today
from wagtail_esrlm.compliance.printing import COLUMNS, compliance_lines
from wagtail_esrlm.errors import EsrlmError


class Command(BaseCommand):
    """Person basis: all active people, absentees and bank included."""

    help = "Write the compliance of everybody, or of some, on a day as CSV."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the options that the documentation fixes."""
        parser.add_argument("--on", type=_day, help="The day, default today.")
        parser.add_argument(
            "--organisation", help='Only people seated under this path, "A > B".'
        )
        parser.add_argument("--employee", help="Only this employee number.")
        parser.add_argument("--business-group", help="VPD code; default all.")
        parser.add_argument("--out", help="The file; default standard output.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Calculate for the day and write the lines."""
        day = options["on"] or today()
        if isinstance(day, str):
            day = _day(day)
        try:
            lines = compliance_lines(
                on=day,
                organisation=options["organisation"],
                employee=options["employee"],
                business_group=options["business_group"],
            )
        except EsrlmError as err:
            raise CommandError(str(err.sentence), returncode=2) from err
        if options["out"]:
            try:
                with open(options["out"], "w", encoding="utf-8", newline="") as out:
                    self._write(out, lines)
            except OSError as err:
                what = f"{options['out']} cannot be written: {err.strerror}"
                raise CommandError(what, returncode=2) from err
        else:
            self._write(self.stdout._out if _plain(self.stdout) else self.stdout, lines)

    @staticmethod
    def _write(out: Any, lines: Any) -> None:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(lines)


def _plain(stdout: Any) -> bool:
    return getattr(stdout, "_out", None) in (sys.stdout, sys.__stdout__)


def _day(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError as err:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no date such as 2026-11-23"
        ) from err
