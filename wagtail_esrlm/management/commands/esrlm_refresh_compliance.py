"""Bring stored compliance up to date now."""

from __future__ import annotations

import argparse
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from wagtail_esrlm.compliance import refresh
from wagtail_esrlm.compliance.models import ComplianceRecord
from wagtail_esrlm.errors import Busy
from wagtail_esrlm.names import fold
from wagtail_esrlm.workforce.models import Person


class Command(BaseCommand):
    """Drains what is marked; everybody with --all; one person with --employee."""

    help = "Bring stored compliance up to date now."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the options that the documentation fixes."""
        scope = parser.add_mutually_exclusive_group()
        scope.add_argument("--all", action="store_true", help="Everybody.")
        scope.add_argument("--employee", help="One employee number.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Refresh, then print people, rows, changed rows and seconds."""
        started = time.monotonic()
        records = ComplianceRecord.objects.all()
        try:
            if options["employee"]:
                people = list(
                    Person.objects.filter(
                        employee_number_key=fold(options["employee"])
                    ).values_list("pk", flat=True)
                )
                if not people:
                    raise CommandError("No person has this employee number.")
                changes = refresh.refresh_people(person_ids=people)
                records = records.filter(person__in=people)
            elif options["all"]:
                changes = refresh.refresh_all()
            else:
                changes = refresh.advance_day() + refresh.drain()
        except Busy as err:
            raise CommandError(str(err.sentence)) from err
        self.stdout.write(
            f"people: {records.values('person').distinct().count()}\n"
            f"rows: {records.count()}\n"
            f"changed rows: {changes.total}\n"
            f"seconds: {time.monotonic() - started:.2f}"
        )
