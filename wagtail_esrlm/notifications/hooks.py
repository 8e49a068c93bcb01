"""What domains do when something they said has reached its reader (rule 68)."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db import transaction

from .models import Message

logger = logging.getLogger(__name__)

Callback = Callable[[Message], None]

_callbacks: dict[str, list[Callback]] = {}


def on_sent(kind: str, callback: Callback) -> None:
    """Call this when a message of the kind was sent, or appeared on the intranet.

    It runs once, in the transaction that stores ``sent_at``, so what it writes is kept
    with it. It must not send, and may read ``message.sent_at`` and ``message.state``:
    ``sent``, ``on_site`` for people who get no mail, or ``dead`` where mail was given
    up and the intranet alone shows it. If it fails, that is logged and the message
    stays sent.
    """
    known = _callbacks.setdefault(kind, [])
    if callback not in known:
        known.append(callback)


def announce(message: Message) -> None:
    """Call what waits for this message; the caller is in a transaction."""
    for callback in _callbacks.get(message.kind, ()):
        try:
            with transaction.atomic():
                callback(message)
        except Exception:
            logger.exception("After message %s something failed", message.pk)
