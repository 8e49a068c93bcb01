"""Sending what waits in the message log, each message by itself (F24, F25).

Always: claim rows for a few minutes, send outside any transaction, then store what
became of each under its claim. Never: hold a row or a transaction while a mail server
is asked. A process that dies leaves its claim to run out; its messages are sent again
with the same Message-ID.
"""

from __future__ import annotations

import datetime
import logging
import time
from collections import Counter
from collections.abc import Sequence

from django.db import connections, router, transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.utils.module_loading import import_string

from ..clock import now
from ..conf import esrlm_settings
from . import backoff
from .channels import Channel, ChannelDown, Outgoing, Undelivered
from .hooks import announce
from .models import Message
from .rendering import Words, render_message

logger = logging.getLogger(__name__)

State = Message.State

#: Messages claimed at once, and how long a claim lasts.
BATCH = 50
CLAIM = datetime.timedelta(minutes=5)
#: A pass begins no new message after so many seconds.
PASS_SECONDS = 45.0
#: What is written beside messages that wait for a channel to come back.
DOWN = "down: "


def send_due() -> str:
    """Send what is due, for a while; return what was done, without names."""
    return Pass().run()


class Pass:
    """One pass over the due messages."""

    def __init__(self, *, seconds: float = PASS_SECONDS) -> None:
        self.until = time.monotonic() + seconds
        self.channels: list[Channel] = [
            import_string(path)() for path in esrlm_settings.NOTIFICATION_CHANNELS
        ]
        self.opened: set[str] = set()
        self.down: dict[str, str] = {}
        self.worked: set[str] = set()
        self.done: Counter[str] = Counter()

    def run(self) -> str:
        """Send batch after batch until nothing is due, or time is up."""
        try:
            left = esrlm_settings.MESSAGES_PER_PASS
            while left > 0 and not self._late():
                batch = claim(min(BATCH, left))
                if not batch:
                    break
                left -= len(batch)
                self._send(batch)
        finally:
            for channel in self.channels:
                if channel.name in self.opened:
                    channel.close()
        if self.worked:
            _wake_those_that_waited()
        return self._told()

    def _late(self) -> bool:
        return time.monotonic() >= self.until

    def _send(self, batch: Sequence[Message]) -> None:
        for place, message in enumerate(batch):
            if self._late():
                _give_back(batch[place:])
                return
            self.done[self._one(message)] += 1

    def _one(self, message: Message) -> str:
        """Deal with one message, whatever goes wrong; return what became of it."""
        channel = next((c for c in self.channels if c.reaches(message.person)), None)
        if channel is not None and channel.name in self.down:
            return self._failed(message, f"{DOWN}{self.down[channel.name]}")
        try:
            words = render_message(message)
        except Exception as err:
            logger.exception("Message %s could not be written", message.pk)
            return self._failed(message, f"It could not be written ({_name(err)}).")
        if words is None:
            return _settle(message, State.DROPPED)
        if channel is None:
            return _settle(message, State.ON_SITE, words)
        try:
            if channel.name not in self.opened:
                channel.open()
                self.opened.add(channel.name)
            channel.send(Outgoing(message, words))
        except ChannelDown as err:
            self.down[channel.name] = str(err)
            return self._failed(message, f"{DOWN}{err}", words)
        except Undelivered as err:
            return self._failed(message, str(err), words)
        except Exception as err:
            logger.error("Message %s was not sent: %s", message.pk, _name(err))
            return self._failed(message, f"It could not be sent ({_name(err)}).", words)
        self.worked.add(channel.name)
        return _settle(message, State.SENT, words, channel=channel.name)

    def _failed(self, message: Message, error: str, words: Words | None = None) -> str:
        """Try again later, or give up; then the intranet shows it all the same."""
        if not backoff.is_hopeless(message.tried_since, now()):
            _put_back(message, error)
            return "put back"
        if words is None and error.startswith(DOWN):
            words = _words_or_none(message)
        return _settle(message, State.DEAD, words, error=error)

    def _told(self) -> str:
        counts = ", ".join(f"{count} {what}" for what, count in self.done.items())
        lines = [counts or "nothing to send", *self.down.values()]
        return "; ".join(lines)


def claim(most: int) -> list[Message]:
    """Take due messages for a few minutes, first due first. Queries: 3.

    Two processes never hold the same one: rows that another is claiming are skipped
    where the database can, and the update asks again everywhere.
    """
    moment = now()
    using = router.db_for_write(Message)
    due = Message.objects.using(using).due(at=moment)
    with transaction.atomic(using=using):
        first = due.order_by("due_at", "pk")
        if connections[using].features.has_select_for_update_skip_locked:
            first = first.select_for_update(skip_locked=True)
        ids = list(first.values_list("pk", flat=True)[:most])
        if ids:
            due.filter(pk__in=ids).update(
                attempts=F("attempts") + 1,
                tried_since=Coalesce("tried_since", moment),
                next_try_at=moment + CLAIM,
            )
    if not ids:
        return []
    return list(
        Message.objects.using(using)
        .waiting()
        .filter(pk__in=ids, next_try_at=moment + CLAIM)
        .select_related("person__confirmed_address", "person__business_group")
        .order_by("due_at", "pk")
    )


def _held(message: Message) -> QuerySet[Message]:
    """Return the row while our claim stands: who finishes too late writes nothing."""
    return Message.objects.filter(
        pk=message.pk, state=State.WAITING, attempts=message.attempts
    )


def _settle(
    message: Message,
    state: str,
    words: Words | None = None,
    *,
    channel: str = "",
    error: str = "",
) -> str:
    """Store what became of a message, with what follows from it; once."""
    reached = state in Message.READABLE and words is not None
    message.state = state
    message.sent_at = now() if reached else None
    message.channel, message.error, message.next_try_at = channel, error[:255], None
    if words is not None:
        message.subject, message.body = words.subject, words.body
        message.link, message.link_label = words.link[:500], words.link_label
    fields = ("state", "sent_at", "channel", "error", "next_try_at")
    changes = {name: getattr(message, name) for name in fields}
    changes |= {name: getattr(message, name) for name in Message.WORDS}
    with transaction.atomic():
        if _held(message).update(**changes) and reached:
            announce(message)
    return str(State(state).label)


def _put_back(message: Message, error: str) -> None:
    _held(message).update(
        next_try_at=now() + backoff.wait_after(message.attempts), error=error[:255]
    )


def _give_back(messages: Sequence[Message]) -> None:
    """Return what was claimed and not begun."""
    for message in messages:
        _held(message).update(next_try_at=None, attempts=F("attempts") - 1)


def _words_or_none(message: Message) -> Words | None:
    try:
        return render_message(message)
    except Exception:
        logger.exception("Message %s could not be written", message.pk)
        return None


def _wake_those_that_waited() -> None:
    """Try soon what waits only because its channel was down: it is back."""
    Message.objects.waiting().filter(error__startswith=DOWN).update(
        next_try_at=None, error=""
    )


def _name(err: Exception) -> str:
    return type(err).__name__
