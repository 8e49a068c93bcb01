"""Make everything that the sandbox needs before it starts."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.utils import timezone

from sandbox.intranet.models import HomePage

#: Days after which "last week" in the demo's stories is no longer true.
STALE_DAYS = 7


class Command(BaseCommand):
    """Migrates, collects static files, loads the demo once; twice changes nothing."""

    help = "Prepare the database, the static files and the demo trust."

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepare, in one process, so that a second start takes seconds."""
        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        call_command("load_demo")
        call_command("esrlm_schedules", verbosity=0)
        database = connection.settings_dict["NAME"]
        made_at = HomePage.objects.values_list("first_published_at", flat=True).first()
        if made_at and timezone.now() - made_at > datetime.timedelta(days=STALE_DAYS):
            self.stdout.write(
                f"The demo's stories were true on {made_at:%-d %B %Y}. To tell them "
                f"anew: stop, delete {database}, start again."
            )
