"""Do all due background work once, without a cluster."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from wagtail_esrlm.jobs.registry import jobs
from wagtail_esrlm.jobs.runs import Result
from wagtail_esrlm.jobs.tick import run_now, tick


class Command(BaseCommand):
    """Call it from a timer, each minute to each quarter of an hour."""

    help = (
        "Does all due background work once. Safe beside a running cluster. "
        "Exits with 1 if some of it failed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take which work to do."""
        parser.add_argument("--job", help="Do only this, due or not.")
        parser.add_argument("--list", action="store_true", help="List the work.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do the work and say what became of it."""
        if options["list"]:
            for job in jobs():
                self.stdout.write(f"{job.name}: every {job.every}: {job.label}")
            return
        try:
            results = (
                [run_now(options["job"], driver="tick")] if options["job"] else tick()
            )
        except KeyError as err:
            raise CommandError(f"There is no work called {err}.", returncode=2) from err
        for result in results:
            self._say(result)
        if any(result.failed for result in results):
            raise CommandError("Some background work failed.", returncode=1)

    def _say(self, result: Result) -> None:
        if result.outcome != "not due":
            ending = f": {result.summary}" if result.summary else ""
            self.stdout.write(f"{result.job} {result.outcome}{ending}")
