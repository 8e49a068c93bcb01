"""Say whether the background work is well."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from wagtail_esrlm.jobs.health import health


class Command(BaseCommand):
    """Exits with 0 when well and with 1 when not, for a monitor."""

    help = "Checks the background work. Exits with 1 and says why if it is not well."

    def handle(self, *args: Any, **options: Any) -> None:
        """Judge, and name each problem."""
        found = health()
        for problem in found.problems:
            self.stdout.write(problem)
        if not found.ok:
            raise CommandError("The background work is not well.", returncode=1)
        self.stdout.write("The background work is well.")
