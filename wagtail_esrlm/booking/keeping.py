"""Keeping a place after the dates of a class have changed (rule 61)."""

from __future__ import annotations

import datetime
from typing import Any

from ..clock import now
from .models import Enrolment
from .policy import is_self, manages_bookings
from .refusals import no
from .rules import Why
from .states import OPEN, State
from .transactions import in_one_transaction, once
from .transitions import transition


def keep(
    *,
    enrolment: Enrolment,
    by: Any,
    at: datetime.datetime | None = None,
    key: str | None = None,
) -> Enrolment:
    """Say that the new dates suit: the place stays, and nobody asks any more.

    Raises:
        Refused: when it is not theirs, or was not asked.
    """
    return once(
        by=by,
        key=key,
        request=("keep", enrolment.pk),
        work=lambda: _keep(enrolment, by, at or now()),
    )


@in_one_transaction
def _keep(enrolment: Enrolment, by: Any, at: datetime.datetime) -> Enrolment:
    fresh = Enrolment.objects.select_related("person").get(pk=enrolment.pk)
    if not (is_self(by, fresh.person) or manages_bookings(by)):
        raise no(Why.NOT_YOURS)
    if fresh.asked_to_keep_at is None or fresh.state not in OPEN:
        raise no(Why.NOT_ASKED)
    return transition(
        enrolment=fresh,
        to=State(fresh.state),
        action="keep",
        by=by,
        at=at,
        fields={"asked_to_keep_at": None},
    )
