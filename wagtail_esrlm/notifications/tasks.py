"""The background work of the message log, registered with ``jobs``."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext_lazy as _

from ..clock import now
from ..jobs.registry import Every, register_health_check, register_job
from .models import Message
from .outbox import SEND
from .purging import purge_words
from .sending import DOWN, send_due

#: A message that nobody has tried for so long is delayed (F7).
MAY_WAIT = datetime.timedelta(minutes=10)


def register() -> None:
    """Register sending and purging; called when the app is ready."""
    register_job(
        SEND,
        run=send_due,
        every=Every.MINUTE,
        due=lambda: Message.objects.due(at=now()).exists(),
        label=_("Send messages"),
        seconds=300,
    )
    register_job(
        "purge_messages",
        run=purge_words,
        every=Every.DAY,
        hour=4,
        label=_("Delete the words of old messages"),
    )
    register_health_check("messages", messages_problem)


def messages_problem() -> str | None:
    """Say how long messages wait for the worker or the mail server, if too long."""
    late = Message.objects.waiting().filter(due_at__lte=now() - MAY_WAIT)
    first = (late.filter(attempts=0) | late.filter(error__startswith=DOWN)).order_by(
        "due_at", "pk"
    )
    oldest = first.values_list("due_at", flat=True).first()
    if oldest is None:
        return None
    minutes = int((now() - oldest).total_seconds() // 60)
    return f"messages are delayed by {minutes} minutes"
