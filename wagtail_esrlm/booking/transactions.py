"""One transaction for one change of bookings, whatever else happens at that moment.

Doctrine. Scarce: the places of a class. Always: the idempotency row, then the counter
of the class (of several classes, in the order of their keys), then the time of whoever
gets a place (``own_time``), then everything else; decide again from what is read after
that. What neither guards (a person with their posts, the audience of a course) may be
read before, so that others wait less. Never: a network call, a task or rendering
inside; a lock kept waiting for longer than three seconds.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from django.db import DatabaseError, connections, router, transaction
from django.utils.translation import gettext_lazy as _

from ..errors import Busy
from ..idempotency.services import Answer, answer_once, fingerprint, first_answer
from ..locks import (
    ATTEMPTS,
    LOCK_SECONDS,
    wait_briefly,
    was_locked,
    was_rolled_back,
)
from .models import Enrolment

P = ParamSpec("P")
T = TypeVar("T")


class Overtaken(Exception):
    """Somebody else changed the booking since it was read; decide anew."""


class BookingBusy(Busy):
    """So many book at this moment that a place could not be asked for (F1)."""

    sentence = _("Many people are booking right now. Nothing was changed: try again.")
    retry_after = LOCK_SECONDS


def in_one_transaction(
    work: Callable[P, T], *, waits_briefly: bool = True
) -> Callable[P, T]:
    """Do all of the work or nothing, and decide anew where it was overtaken.

    The work reads what it decides on itself, since it may run more than once.

    Args:
        waits_briefly: False where the work says itself how long it waits for locks.

    Raises:
        Busy: when a lock was not to be had in three seconds.
    """

    @functools.wraps(work)
    def carried_out(*args: P.args, **kwargs: P.kwargs) -> T:
        using = router.db_for_write(Enrolment)
        for _attempt in range(ATTEMPTS):
            try:
                with transaction.atomic(using=using):
                    if waits_briefly:
                        wait_briefly(using)
                    return work(*args, **kwargs)
            except Overtaken:
                continue
            except DatabaseError as err:
                if was_locked(err):
                    raise BookingBusy from err
                if not was_rolled_back(err) or connections[using].in_atomic_block:
                    raise
        raise BookingBusy

    return carried_out


def once(
    *,
    by: Any,
    key: str | None,
    request: tuple[object, ...],
    work: Callable[[], Enrolment],
) -> Enrolment:
    """Do the work once for a key, and return the same booking for it ever after (F3).

    Args:
        by: The log-in that sent the key.
        key: None: nothing is remembered.
        request: What was asked; another request under the key is refused.
    """
    return answered_once(
        by=by,
        key=key,
        request=request,
        work=work,
        pack=_packed,
        unpack=_unpacked,
    )


def _packed(enrolment: Enrolment) -> dict[str, Any]:
    return {"enrolment": enrolment.pk, "stood_before": enrolment.stood_before}


def _unpacked(body: dict[str, Any]) -> Enrolment:
    enrolment = Enrolment.objects.get(pk=body["enrolment"])
    enrolment.stood_before = body.get("stood_before", False)
    return enrolment


def answered_first(
    *, by: Any, key: str | None, request: tuple[object, ...]
) -> Enrolment | None:
    """Return the booking that the first request with a key got; None without one.

    Queries: 1, one more where there is one; 0 without a key.

    Raises:
        KeyReused: where that was another request.
    """
    if key is None:
        return None
    answer = first_answer(actor=_actor(by), key=key, fingerprint=fingerprint(*request))
    return _unpacked(answer.body) if answer else None


def answered_once(
    *,
    by: Any,
    key: str | None,
    request: tuple[object, ...],
    work: Callable[[], T],
    pack: Callable[[T], dict[str, Any]],
    unpack: Callable[[dict[str, Any]], T],
) -> T:
    """Do the work once for a key; later requests with it get the same answer (F3).

    Args:
        pack: Makes the answer something that JSON can hold: keys and codes, no names.
        unpack: Makes the answer of it again.
    """
    if key is None:
        return work()
    made: list[T] = []

    def answered() -> Answer:
        made[:] = [work()]
        return Answer(200, pack(made[0]))

    answer = answer_once(
        actor=_actor(by),
        key=key,
        fingerprint=fingerprint(*request),
        work=answered,
    )
    return unpack(answer.body) if answer.replayed or not made else made[0]


def _actor(by: Any) -> str:
    return f"user:{getattr(by, 'pk', None)}"
