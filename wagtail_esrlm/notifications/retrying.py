"""Trying again what was given up, when somebody has mended the cause."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ..clock import now
from ..conf import esrlm_settings
from ..errors import Conflict
from ..jobs.enqueue import poke
from ..workforce.audit import record
from .audit import RETRIED
from .models import Message
from .outbox import SEND


@transaction.atomic
def retry_message(*, message: Message, by: Any) -> None:
    """Let a message that was given up be sent again, with all its tries before it.

    Raises:
        Conflict: where it was not given up, or what it was made from is deleted.
    """
    kept = now() - datetime.timedelta(days=esrlm_settings.MESSAGE_DAYS)
    if message.created_at < kept:
        raise Conflict(
            _("The message is so old that its words and facts have been deleted.")
        )
    waits = {"tried_since": None, "next_try_at": None, "error": ""}
    given_up = Message.objects.filter(pk=message.pk, state=Message.State.DEAD)
    if not given_up.update(state=Message.State.WAITING, **waits):
        raise Conflict(_("The message is not one that was given up."))
    record(message, RETRIED, by=by)
    poke(SEND)
