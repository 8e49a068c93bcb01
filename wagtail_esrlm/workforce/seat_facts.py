"""What is true of a seat, and what may not be: the checks before one is written."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ..errors import Conflict, InvalidInput
from .models import (
    Assignment,
    AssignmentPeriod,
    JobRole,
    Organisation,
    Person,
    Position,
    SupplementaryRole,
)

DAY = datetime.timedelta(days=1)
FOREVER = datetime.date.max


@dataclass(frozen=True)
class SeatFacts:
    """What is true of an assignment in a period, supplementary roles included."""

    organisation: Organisation | None = None
    job_role: JobRole | None = None
    position: Position | None = None
    grade: str = ""
    location: str = ""
    category: str = ""
    status: str = "Active Assignment"
    fte: Decimal | None = None
    is_primary: bool = False
    supervisor: Person | None = None
    supplementary_roles: frozenset[SupplementaryRole] = field(default_factory=frozenset)

    @classmethod
    def of(cls, period: AssignmentPeriod) -> SeatFacts:
        """Return the facts of a stored period; change some with ``replace``."""
        facts = {name: getattr(period, name) for name in COLUMNS}
        roles = frozenset(period.supplementary_roles.all())
        return cls(**facts, supplementary_roles=roles)


#: The facts that are columns of the period.
COLUMNS = tuple(
    item.name for item in fields(SeatFacts) if item.name != "supplementary_roles"
)


@dataclass(frozen=True)
class Correction:
    """The days whose figures a correction changes, for the sentence that says so.

    Attributes:
        from_day: The first day.
        until_day: The last day, None for no end.
    """

    from_day: datetime.date
    until_day: datetime.date | None


def check_free(
    others: Iterable[AssignmentPeriod],
    starts_on: datetime.date,
    ends_on: datetime.date | None,
) -> None:
    """Refuse days on which another seat of the assignment stands."""
    for other in others:
        starts_before_end = other.starts_on <= (ends_on or FOREVER)
        if starts_before_end and (other.ends_on or FOREVER) >= starts_on:
            raise Conflict(
                _("Another seat starts on %(day)s and would be overlapped.")
                % {"day": date_format(other.starts_on)}
            )


def check_order(starts_on: datetime.date, ends_on: datetime.date | None) -> None:
    """Refuse an end before the start."""
    if ends_on is not None and ends_on < starts_on:
        raise InvalidInput(_("The last day is before the first."))


def check_reason(reason: str) -> None:
    """Refuse a correction without a reason."""
    if not reason.strip():
        raise InvalidInput(_("Say why: a correction changes figures of the past."))


def check_facts(assignment: Assignment, facts: SeatFacts) -> None:
    """Refuse what belongs elsewhere, and one's own supervision."""
    group = assignment.business_group_id
    named = (facts.organisation, facts.job_role, facts.position)
    for thing in (*named, *facts.supplementary_roles):
        if thing is not None and thing.business_group_id != group:
            raise InvalidInput(
                _("%(name)s belongs to another business group.") % {"name": thing}
            )
    if facts.supervisor and facts.supervisor.pk == assignment.person_id:
        raise InvalidInput(_("Nobody is their own supervisor."))


def differences(
    before: SeatFacts | None, after: SeatFacts | None
) -> dict[str, tuple[Any, Any]]:
    """Return what differs, field by field, as the log keeps it."""
    changes = {}
    for item in fields(SeatFacts):
        old = getattr(before, item.name) if before else None
        new = getattr(after, item.name) if after else None
        if old != new and (old or new):
            changes[item.name] = (old, new)
    return changes


def changed_days(
    same_facts: bool,
    old: tuple[datetime.date, datetime.date | None],
    new: tuple[datetime.date, datetime.date | None],
) -> Correction:
    """Return the first and last day on which the correction makes a difference."""
    first = min(old[0], new[0])
    last = max(old[1] or FOREVER, new[1] or FOREVER)
    if same_facts and old[0] == new[0]:
        first = min(old[1] or FOREVER, new[1] or FOREVER)
        first = first + DAY if first < FOREVER else first
    elif same_facts and old[1] == new[1]:
        last = max(old[0], new[0]) - DAY
    return Correction(first, None if last == FOREVER else last)


def validated(instance: models.Model) -> None:
    """Validate before saving.

    Raises:
        InvalidInput: with everything that is wrong.
    """
    try:
        instance.full_clean()
    except ValidationError as err:
        raise InvalidInput(" ".join(err.messages)) from err
