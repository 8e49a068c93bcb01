"""Leases: one holder at a time for one kind of work, timed by the database's clock.

Always: take the lease before reading what the work decides on. In long work, call
``held.confirm()`` first in every writing transaction: it pins the lease until that
transaction ends, so that a holder who was away too long can no longer write.
Never: take a lease twice in one process, or trust the web server's clock.
"""

from __future__ import annotations

import datetime
import logging
import os
import socket
import uuid
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import DatabaseError, OperationalError, connections, router, transaction
from django.db.models import DateTimeField, ExpressionWrapper, F, Q, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Now

from ..errors import Busy
from .models import Lease

logger = logging.getLogger(__name__)


class LeaseLost(Busy):
    """The lease ran out and somebody else may have taken it."""

    code = "lease_lost"


@dataclass(frozen=True)
class Held:
    """A lease that is held.

    Attributes:
        name: The work it stands for.
        holder: This holding, unique among all.
        fence: Rises with every holding of the lease; never falls.
        seconds: How long it lasts without being confirmed.
    """

    name: str
    holder: str
    fence: int
    seconds: int

    def confirm(self) -> None:
        """Hold it for another ``seconds``, and until the current transaction ends.

        Raises:
            LeaseLost: when it ran out and was taken, or was released.
        """
        using = router.db_for_write(Lease)
        kept = (
            Lease.objects.using(using)
            .filter(name=self.name, holder=self.holder, fence=self.fence)
            .update(expires_at=_after(self.seconds))
        )
        if not kept:
            raise LeaseLost


@contextmanager
def lease(name: str, seconds: int = 300) -> Iterator[Held]:
    """Hold the lease of that name while the block runs.

    Works inside and outside transactions. Taken inside one, nobody else gets it
    before that transaction ends; a roll-back or a killed process gives it up. Taken
    outside, it is released at exit, and runs out after ``seconds`` if the process
    dies.

    Args:
        name: The work, at most 60 characters.
        seconds: How long it lasts unless confirmed; more than the work's longest
            step.

    Raises:
        Busy: when another holds it. Taking it never waits for the other, except
            that SQLite waits its own timeout for the one writer.
    """
    held = _take(name, seconds)
    try:
        yield held
    finally:
        _release(held)


def is_held(name: str) -> bool:
    """Whether somebody holds the lease now. For reading only: it can change at once."""
    return Lease.objects.filter(name=name, expires_at__gt=Now()).exists()


def _take(name: str, seconds: int) -> Held:
    using = router.db_for_write(Lease)
    holder = f"{socket.gethostname()[:60]}:{os.getpid()}:{uuid.uuid4().hex}"
    try:
        with transaction.atomic(using=using):
            fence = _claim(using, name, holder, seconds)
    except OperationalError as err:
        if connections[using].vendor == "sqlite" and "locked" in str(err):
            raise Busy from err
        raise
    return Held(name=name, holder=holder, fence=fence, seconds=seconds)


def _claim(using: str, name: str, holder: str, seconds: int) -> int:
    """Take the free lease's row and return its fence; the caller is in a transaction.

    The row is locked without waiting where the database can; elsewhere (SQLite) the
    conditional update comes first, so that the transaction starts as a writing one.
    """
    leases = Lease.objects.using(using)
    connection = connections[using]
    free = leases.filter(Q(expires_at__isnull=True) | Q(expires_at__lte=Now()))
    if connection.features.has_select_for_update_skip_locked:
        if not leases.filter(name=name).exists():
            _create(using, name)
        row = free.filter(name=name).select_for_update(skip_locked=True).first()
        if row is None:
            raise Busy
    changes = {
        "holder": holder,
        "fence": F("fence") + 1,
        "expires_at": _after(seconds),
    }
    if not free.filter(name=name).update(**changes):
        if leases.filter(name=name).exists():
            raise Busy
        _create(using, name)
        if not free.filter(name=name).update(**changes):
            raise Busy
    return leases.values_list("fence", flat=True).get(name=name, holder=holder)


def _create(using: str, name: str) -> None:
    """Make the lease's row; two at once do not wait for each other's transactions."""
    connection = connections[using]
    if connection.vendor == "postgresql":
        key = zlib.crc32(f"wagtail_esrlm.lease.{name}".encode())
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [key])
            if not cursor.fetchone()[0]:
                raise Busy
    Lease.objects.using(using).bulk_create([Lease(name=name)], ignore_conflicts=True)


def _release(held: Held) -> None:
    """Give the lease up; failing to is no failure of the work that was done."""
    using = router.db_for_write(Lease)
    try:
        with transaction.atomic(using=using):
            Lease.objects.using(using).filter(
                name=held.name, holder=held.holder, fence=held.fence
            ).update(holder="", expires_at=None)
    except (DatabaseError, transaction.TransactionManagementError) as err:
        # The transaction it was taken in is broken and takes it back, or the
        # database could not be written: then the lease runs out by itself.
        logger.warning("Lease %s was not released: %s", held.name, type(err).__name__)


def _after(seconds: int) -> Combinable:
    return ExpressionWrapper(
        Now() + Value(datetime.timedelta(seconds=seconds)),
        output_field=DateTimeField(),
    )
