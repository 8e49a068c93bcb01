"""Write the schedules of the background work into django-q2."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from wagtail_esrlm.jobs.schedules import write_schedules


class Command(BaseCommand):
    """Run it after each upgrade; twice changes nothing."""

    help = "Creates or updates this plugin's schedules in django-q2."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take whether to remove them instead."""
        parser.add_argument(
            "--remove", action="store_true", help="Remove this plugin's schedules."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the schedules and say what changed."""
        changes = write_schedules(remove=options["remove"])
        if not options["verbosity"]:
            return
        for change in changes:
            self.stdout.write(f"{change.name}: {change.what}")
        if not changes:
            self.stdout.write("No schedules: esrlm_tick does the work here.")
