"""Join log-ins to people where exactly one of each fits."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from wagtail_esrlm.errors import EsrlmError
from wagtail_esrlm.names import fold
from wagtail_esrlm.workforce.linking import LinkBy, LinkReport, link_users
from wagtail_esrlm.workforce.models import BusinessGroup, Person


class Command(BaseCommand):
    """Lists what is not one to one; e-mail addresses only make proposals."""

    help = (
        "Joins log-ins to people, one to one only, and lists what is not. "
        "Matches by e-mail address become proposals for an administrator."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what log-ins and people have in common."""
        parser.add_argument(
            "--by", choices=[by.value for by in LinkBy], default="employee-number"
        )
        parser.add_argument("--business-group", help="VPD code; default: all people.")
        parser.add_argument(
            "--dry-run", action="store_true", help="Say what would be done."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Link, and say what was done."""
        group = None
        if options["business_group"]:
            key = fold(options["business_group"])
            group = BusinessGroup.objects.filter(vpd_key=key).first()
            if group is None:
                raise CommandError("No such business group.", returncode=2)
        try:
            report = link_users(
                by=LinkBy(options["by"]),
                business_group=group,
                dry_run=options["dry_run"],
            )
        except EsrlmError as err:
            raise CommandError(str(err), returncode=2) from err
        self._say(report, would="would be " if options["dry_run"] else "")

    def _say(self, report: LinkReport, *, would: str) -> None:
        for entry in report.unmatched:
            numbers = Person.objects.filter(pk__in=entry.person_ids).values_list(
                "employee_number", flat=True
            )
            log_ins = ", ".join(str(pk) for pk in entry.user_ids)
            self.stdout.write(
                f"Not one to one ({entry.why}): log-in {log_ins}; "
                f"employee number {', '.join(numbers)}"
            )
        self.stdout.write(f"{len(report.linked)} {would}linked")
        self.stdout.write(f"{len(report.proposed)} {would}proposed")
        self.stdout.write(f"{len(report.unmatched)} not one to one")
        self.stdout.write(f"{report.without_person} log-ins fit nobody")
        self.stdout.write(f"{report.without_log_in} people have no log-in")
