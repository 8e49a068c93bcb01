"""What the workforce announces to the domains above it."""

from __future__ import annotations

from collections.abc import Iterable

from django.dispatch import Signal

#: Sent INSIDE the transaction that changes who sits where, by every writer: services
#: and bulk writers alike. Receivers may only mark figures as stale, in the same
#: transaction. Arguments: ``person_ids`` (frozenset of ids, or None for everybody) and
#: ``reason`` (a few words, no personal data).
seats_changed = Signal()


def announce_seats_changed(person_ids: Iterable[int] | None, *, reason: str) -> None:
    """Tell whoever listens that these people's seats, now or once, are different."""
    people = None if person_ids is None else frozenset(person_ids)
    if people is None or people:
        seats_changed.send(sender=None, person_ids=people, reason=reason)
