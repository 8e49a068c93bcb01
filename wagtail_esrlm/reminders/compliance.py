"""Writes the day's reminders of training, one a person at most (rule 90)."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db import transaction

from ..clock import today
from ..compliance.refresh import is_current
from ..errors import Busy
from ..notifications.outbox import Saying, say_many
from ..workforce.models import AssignmentPeriod
from ..workforce.supervision import supervision
from .models import ReminderPass
from .needs import needs_by_person
from .rules import Need, days_to_look_at, reminder_day

REMINDER = "compliance.reminder"
DIGEST = "digest.manager"

#: How many days ahead a manager's digest looks.
DIGEST_AHEAD = 30


def remind_people(*, on: datetime.date | None = None) -> str:
    """Write the reminders of all days since the last pass; twice writes once (92).

    Queries: 8, and 3 for each 5,000 people, 1 for each thousand who are reminded.

    Raises:
        Busy: while the stored records are those of another day: later, then.
    """
    day = on or today()
    _refuse_another_day(day)
    days = days_to_look_at(_through(REMINDER), day)
    if not days:
        return "0 people reminded"
    found = needs_by_person(day)
    rows = list(_reminders(found.items(), days))
    with transaction.atomic():
        say_many(rows)
        _note(REMINDER, day)
    return f"{len(rows)} people reminded"


def _reminders(
    people: Iterable[tuple[int, list[Need]]], days: Iterable[datetime.date]
) -> Iterable[Saying]:
    listed = list(days)
    for person_id, needs in people:
        fell_on = reminder_day(needs, listed)
        if fell_on is not None:
            yield Saying(
                kind=REMINDER,
                person_id=person_id,
                dedupe_key=f"{REMINDER}:{person_id}:{fell_on.isoformat()}",
            )


def tell_managers(*, on: datetime.date | None = None) -> str:
    """Write each manager's weekly digest, if somebody in their team needs training.

    Queries: 9, and 3 for each 5,000 people.

    Raises:
        Busy: while the stored records are those of another day: later, then.
    """
    day = on or today()
    _refuse_another_day(day)
    year, week, _weekday = day.isocalendar()
    through = _through(DIGEST)
    if through is not None and through.isocalendar()[:2] == (year, week):
        return "0 managers told"
    people = set(needs_by_person(day, ahead=DIGEST_AHEAD))
    above = _managers(people, day)
    with transaction.atomic():
        say_many(
            Saying(
                kind=DIGEST,
                person_id=manager,
                dedupe_key=f"{DIGEST}:{manager}:{year}-W{week:02}",
            )
            for manager in sorted(above)
        )
        _note(DIGEST, day)
    return f"{len(above)} managers told"


def _managers(people: set[int], day: datetime.date) -> set[int]:
    """Return who supervises any of these people (rule 40). Queries: 3."""
    owners = dict(
        AssignmentPeriod.objects.active_on(day).values_list(
            "pk", "assignment__person_id"
        )
    )
    return {
        above
        for period, above in supervision(on=day).supervisors.items()
        if above is not None and owners.get(period) in people
    }


def _refuse_another_day(day: datetime.date) -> None:
    if not is_current(on=day):
        raise Busy


def _through(name: str) -> datetime.date | None:
    return (
        ReminderPass.objects.filter(name=name).values_list("through", flat=True).first()
    )


def _note(name: str, day: datetime.date) -> None:
    ReminderPass.objects.update_or_create(name=name, defaults={"through": day})
