"""Deleting the words of what was said long ago; that it was said is kept."""

from __future__ import annotations

import datetime

from django.db.models import Q

from ..clock import now
from ..conf import esrlm_settings
from .models import Message

_BATCH = 5000


def purge_words() -> str:
    """Delete the words and facts of messages that are old enough.

    What waits keeps its facts: it has yet to be said.
    """
    before = now() - datetime.timedelta(days=esrlm_settings.MESSAGE_DAYS)
    nothing = {**dict.fromkeys(Message.WORDS, ""), "facts": {}}
    old = (
        Message.objects.exclude(state=Message.State.WAITING)
        .filter(Q(sent_at__lt=before) | Q(sent_at__isnull=True, created_at__lt=before))
        .exclude(**nothing)
    )
    purged = 0
    while ids := list(old.order_by("pk").values_list("pk", flat=True)[:_BATCH]):
        purged += Message.objects.filter(pk__in=ids).update(**nothing)
    return f"{purged} messages purged"
