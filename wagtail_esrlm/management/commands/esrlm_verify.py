"""Recompute every derived figure and report differences."""

from __future__ import annotations

import argparse
import sys
from itertools import chain
from typing import Any

from django.core.management.base import BaseCommand

from wagtail_esrlm.booking.verification import verify as verify_booking
from wagtail_esrlm.compliance.verification import verify


class Command(BaseCommand):
    """Exit 1 on any difference, repaired or not."""

    help = "Recompute every derived figure and report differences."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the options that the documentation fixes."""
        parser.add_argument(
            "--repair", action="store_true", help="Write what is right."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Verify, tell, and leave with the status that says whether all was right."""
        different = 0
        findings = chain(
            verify(repair=options["repair"]), verify_booking(repair=options["repair"])
        )
        for finding in findings:
            different += finding.differences
            self.stdout.write(f"{finding.what}: {finding.differences} differences")
        if different:
            self.stdout.write(
                "Repaired." if options["repair"] else "Nothing was changed."
            )
            sys.exit(1)
