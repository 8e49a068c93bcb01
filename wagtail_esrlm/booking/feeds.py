"""A person's calendar address: opened, renewed and closed by themselves (5.7)."""

from __future__ import annotations

import secrets

from django.db import transaction
from django.db.models import Q

from ..clock import today
from ..notifications.models import CalendarFeed
from ..workforce.models import Person

_TOKEN_BYTES = 32


@transaction.atomic
def open_feed(*, person: Person, renew: bool = False) -> CalendarFeed:
    """Give a person a calendar address, or the one they have.

    Args:
        renew: A new one; the earlier one stops working at once.
    """
    Person.objects.select_for_update().get(pk=person.pk)
    standing = CalendarFeed.objects.filter(person=person)
    if renew:
        standing.delete()
    elif (feed := standing.first()) is not None:
        return feed
    return CalendarFeed.objects.create(
        person=person, token=secrets.token_urlsafe(_TOKEN_BYTES)
    )


def close_feed(*, person: Person) -> bool:
    """Take the address away; return whether there was one."""
    deleted, _details = CalendarFeed.objects.filter(person=person).delete()
    return bool(deleted)


def person_of_feed(token: str) -> Person | None:
    """Return whose address it is, while they are with us and may log in.

    Queries: 1.
    """
    return (
        Person.objects.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=today()),
            calendar_feed__token=token,
            user__is_active=True,
        )
        .order_by()
        .first()
    )
