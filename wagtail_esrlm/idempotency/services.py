"""One effect and one answer for a request that is sent more than once (F3).

The key is written first in the transaction of the effect: both are kept or neither, and
a second request with the key waits for the first one's end.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, connections, router, transaction
from django.utils.translation import gettext_lazy as _

from ..clock import now
from ..errors import Busy, Conflict
from ..locks import (
    LOCK_SECONDS,
    try_again,
    wait_briefly,
    was_locked,
    was_rolled_back,
)
from .models import IdempotencyKey

#: How long answers are kept.
KEEP = datetime.timedelta(hours=72)
#: Answers longer than this, as JSON, are not kept; the effect is, and its key.
LONGEST_ANSWER = 32 * 1024
#: Statuses that say "try again": such answers are not kept.
TRY_AGAIN = frozenset({409, 429})


class KeyReused(Conflict):
    """The key came before with another request."""

    code = "idempotency_key_reused"
    status = 422
    sentence = _(
        "This was sent before with other details. Load the page again and repeat it."
    )


class StillRunning(Conflict):
    """The first request with the key has not ended yet."""

    code = "still_running"
    sentence = _("This is being done already. Wait a moment and look again.")
    retry_after = LOCK_SECONDS


@dataclass(frozen=True)
class Answer:
    """What a request was answered.

    Attributes:
        replayed: It is the answer of an earlier request with the key.
    """

    status: int
    body: dict[str, Any]
    replayed: bool = False


class TooBusy(Busy):
    """The database gave it up again and again for others' sake (F8)."""

    retry_after = LOCK_SECONDS


def fingerprint(*parts: object) -> str:
    """Return what tells a request from another: method, path and body, for example.

    >>> fingerprint("POST", "/a/", {"x": 1, "y": 2}) == fingerprint(
    ...     "POST", "/a/", {"y": 2, "x": 1}
    ... )
    True
    """
    text = json.dumps(parts, sort_keys=True, default=str, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def answer_once(
    *, actor: str, key: str, fingerprint: str, work: Callable[[], Answer]
) -> Answer:
    """Do the work of a request once, and give later requests the same answer.

    Args:
        actor: Who sent it, such as ``user:7``; keys of others do not matter.
        key: At most 80 characters, chosen by the sender.
        fingerprint: Of the request; see ``fingerprint``.
        work: Has the effect and returns the answer; what it raises undoes the effect
            and forgets the key. It is done again where the database gives it up.

    Raises:
        KeyReused: when the key came with another request.
        StillRunning: when the first request with it has not ended in three seconds.
        TooBusy: when the database gave it up each time.
    """
    using = router.db_for_write(IdempotencyKey)
    try:
        return try_again(
            using, lambda: _answer_once(using, actor, key, fingerprint, work)
        )
    except DatabaseError as err:
        if was_rolled_back(err) and not connections[using].in_atomic_block:
            raise TooBusy from err
        raise


def _answer_once(
    using: str, actor: str, key: str, fingerprint: str, work: Callable[[], Answer]
) -> Answer:
    with transaction.atomic(using=using):
        wait_briefly(using)
        if not _is_first(using, actor, key, fingerprint):
            return _replayed(using, actor, key, fingerprint)
        answer = work()
        rows = IdempotencyKey.objects.using(using).filter(actor=actor, key=key)
        if answer.status in TRY_AGAIN or answer.status >= 500:
            rows.delete()
            return answer
        kept = answer.body if len(json.dumps(answer.body)) <= LONGEST_ANSWER else {}
        rows.update(status=answer.status, answer=kept)
    return answer


def answered_before(*, actor: str, key: str, fingerprint: str) -> Answer | None:
    """Return what this very request was answered; None where it was not. Queries: 1.

    For who must know before looking at what the first request may have changed.
    """
    row = IdempotencyKey.objects.filter(
        actor=actor, key=key, fingerprint=fingerprint
    ).first()
    return Answer(row.status, row.answer, replayed=True) if row else None


def first_answer(*, actor: str, key: str, fingerprint: str) -> Answer | None:
    """Return what the first request with the key was answered; None without one.

    For who would refuse before anything is written: a key is answered as it was,
    whatever has changed since. Queries: 1.

    Raises:
        KeyReused: when the key came with another request.
    """
    using = router.db_for_write(IdempotencyKey)
    try:
        return _replayed(using, actor, key, fingerprint)
    except IdempotencyKey.DoesNotExist:
        return None


def _is_first(using: str, actor: str, key: str, fingerprint: str) -> bool:
    """Write the key, unless it is there; waits for whoever is writing it."""
    connection = connections[using]
    table = connection.ops.quote_name(IdempotencyKey._meta.db_table)
    moment = connection.ops.adapt_datetimefield_value(now())
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} (actor, key, fingerprint, status, answer,"  # noqa: S608
                " created_at) VALUES (%s, %s, %s, 0, '{}', %s)"
                " ON CONFLICT (actor, key) DO NOTHING",
                [actor, key, fingerprint, moment],
            )
            return bool(cursor.rowcount == 1)
    except DatabaseError as err:
        if was_locked(err):
            raise StillRunning from err
        raise


def _replayed(using: str, actor: str, key: str, fingerprint: str) -> Answer:
    row = IdempotencyKey.objects.using(using).get(actor=actor, key=key)
    if row.fingerprint != fingerprint:
        raise KeyReused
    return Answer(row.status, row.answer, replayed=True)


def purge(*, at: datetime.datetime | None = None) -> str:
    """Forget answers older than 72 hours; returns what was done."""
    old = IdempotencyKey.objects.filter(created_at__lt=(at or now()) - KEEP)
    return f"{old.delete()[0]} answers forgotten"
