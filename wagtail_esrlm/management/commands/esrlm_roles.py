"""Write the roles of the learning service into the site's groups."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from wagtail_esrlm.permissions.roles import write_roles


class Command(BaseCommand):
    """Creates and updates the groups; running it twice changes nothing."""

    help = "Creates or updates the groups of the learning service's roles."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take whether to take permissions away too."""
        parser.add_argument(
            "--exact",
            action="store_true",
            help="Also take away this plugin's permissions that a role does not have.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the groups and say what changed."""
        try:
            changes = write_roles(exact=options["exact"])
        except LookupError as err:
            raise CommandError(f"{err}. Run migrate first.") from err
        for change in changes if options["verbosity"] else ():
            made = "created" if change.created else "kept"
            self.stdout.write(
                f"{change.name}: {made}, {change.added} permissions added, "
                f"{change.removed} removed"
            )
