"""Load the demo trust, once."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from sandbox.demo import load


class Command(BaseCommand):
    """Does nothing where the demo is there already."""

    help = "Load the demo trust, once."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load."""
        if load.is_loaded():
            return
        self.stdout.write("Loading a fictional trust of about 2,000 people …")
        load.load()
