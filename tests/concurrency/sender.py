"""A process of its own that sends what is due, and stops where it is told to.

``python -m tests.concurrency.sender PORT [stops] [without-claim]``.
"""

from __future__ import annotations

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402

from wagtail_esrlm.clock import now  # noqa: E402
from wagtail_esrlm.notifications import sending  # noqa: E402
from wagtail_esrlm.notifications.models import Message  # noqa: E402

from .child import say, wait  # noqa: E402

claim = sending.claim


def claim_nothing(most: int) -> list[Message]:
    """Read what is due, and tell nobody; what is done already is done."""
    due = Message.objects.due(at=now()).select_related(
        "person__confirmed_address", "person__business_group"
    )
    return list(due.order_by("due_at", "pk")[:most])


def main(port: str, *options: str) -> None:
    """Send once, and say what was done."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", int(port)
    take = claim_nothing if "without-claim" in options else claim
    stops = ["claimed"] if "stops" in options else []

    def taking(most: int) -> list[Message]:
        batch = take(most)
        if batch and stops:
            wait(stops.pop())
        return batch

    sending.claim = taking
    say(sending.send_due())


if __name__ == "__main__":
    main(*sys.argv[1:])
