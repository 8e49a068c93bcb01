"""The one writer of seats outside imports: opened, corrected, ended, removed.

The assignment's row is locked first, so that two administrators at once cannot leave
periods that overlap. ``services`` is where others find these functions.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ..errors import Conflict
from ..jobs.turns import SEATS, share_turn
from .audit import record
from .models import Assignment, AssignmentPeriod, Person, SupplementaryRoleHolding
from .seat_facts import (
    COLUMNS,
    DAY,
    FOREVER,
    Correction,
    SeatFacts,
    changed_days,
    check_facts,
    check_free,
    check_order,
    check_reason,
    differences,
    validated,
)
from .signals import announce_seats_changed


@transaction.atomic
def add_assignment(*, person: Person, number: str, by: Any) -> Assignment:
    """Add the identity of an employment; it has no seat yet.

    Raises:
        InvalidInput: when the number is empty or in use in the business group.
    """
    share_turn(SEATS)
    assignment = Assignment(
        person=person, business_group=person.business_group, number=number
    )
    validated(assignment)
    assignment.save()
    record(
        person,
        "wagtail_esrlm.assignment.add",
        by=by,
        changes={"assignment": (None, number)},
    )
    return assignment


@transaction.atomic
def open_period(
    *,
    assignment: Assignment,
    facts: SeatFacts,
    starts_on: datetime.date,
    ends_on: datetime.date | None = None,
    by: Any,
    reason: str = "",
) -> AssignmentPeriod:
    """Seat an assignment anew from a day; what it was ends the day before (rule 103).

    Where ``ends_on`` lies inside the seat that was, that seat resumes on the day
    after it (rule 9).

    Raises:
        InvalidInput: when the facts belong to another business group, or the end is
            before the start.
        Conflict: when a seat starts on that day already (correct that one), or a
            later one would be overlapped.
    """
    periods = _locked_periods(assignment)
    check_facts(assignment, facts)
    check_order(starts_on, ends_on)
    current = _covering(periods, starts_on)
    if current is not None and current.starts_on == starts_on:
        raise Conflict(
            _("A seat starts on %(day)s already. Correct that one.")
            % {"day": date_format(starts_on)}
        )
    check_free(
        [period for period in periods if period is not current], starts_on, ends_on
    )
    before = None
    if current is not None:
        before = SeatFacts.of(current)
        old_end = current.ends_on
        _close(current, starts_on - DAY)
        if ends_on is not None and (old_end is None or old_end > ends_on):
            _store(
                AssignmentPeriod(assignment=assignment),
                before,
                ends_on + DAY,
                old_end,
                row_starts_on=current.row_starts_on,
            )
    opened = _store(AssignmentPeriod(assignment=assignment), facts, starts_on, ends_on)
    _recorded(
        assignment,
        "wagtail_esrlm.seat.open",
        by=by,
        changes=differences(before, facts),
        reason=reason,
        effective_on=starts_on,
    )
    announce_seats_changed([assignment.person_id], reason="seat opened")
    return opened


@transaction.atomic
def correct_period(
    *,
    period: AssignmentPeriod,
    facts: SeatFacts,
    starts_on: datetime.date,
    ends_on: datetime.date | None,
    by: Any,
    reason: str,
) -> Correction:
    """Overwrite a seat that was entered wrongly, and say which figures change.

    For a change of circumstances use ``open_period``: a correction rewrites the past
    (rule 103).

    Raises:
        InvalidInput: without a reason, or when the facts belong to another business
            group, or the end is before the start.
        Conflict: when another seat of the assignment would be overlapped.
    """
    check_reason(reason)
    periods = _locked_periods(period.assignment)
    stored = _stored(periods, period)
    check_facts(stored.assignment, facts)
    check_order(starts_on, ends_on)
    check_free([other for other in periods if other is not stored], starts_on, ends_on)
    before = SeatFacts.of(stored)
    old_dates = (stored.starts_on, stored.ends_on)
    changes = differences(before, facts)
    for name, old, new in (
        ("from", old_dates[0], starts_on),
        ("until", old_dates[1], ends_on),
    ):
        if old != new:
            changes[name] = (old, new)
    _store(stored, facts, starts_on, ends_on)
    _recorded(
        stored.assignment,
        "wagtail_esrlm.seat.correct",
        by=by,
        changes=changes,
        reason=reason,
        effective_on=min(old_dates[0], starts_on),
    )
    announce_seats_changed([stored.assignment.person_id], reason="seat corrected")
    return changed_days(before == facts, old_dates, (starts_on, ends_on))


@transaction.atomic
def end_assignment(
    *, assignment: Assignment, last_day: datetime.date, by: Any, reason: str = ""
) -> AssignmentPeriod:
    """End an assignment; it counts on its last day and no longer after it (rule 7).

    Raises:
        Conflict: when it has no seat on that day, or a later one that must be
            removed first.
    """
    periods = _locked_periods(assignment)
    current = _covering(periods, last_day)
    if current is None:
        raise Conflict(
            _("There is no seat on %(day)s to end.") % {"day": date_format(last_day)}
        )
    check_free([other for other in periods if other is not current], last_day, None)
    old_end = current.ends_on
    _close(current, last_day)
    _recorded(
        assignment,
        "wagtail_esrlm.assignment.end",
        by=by,
        changes={"until": (old_end, last_day)},
        reason=reason,
        effective_on=last_day,
    )
    announce_seats_changed([assignment.person_id], reason="assignment ended")
    return current


@transaction.atomic
def remove_period(*, period: AssignmentPeriod, by: Any, reason: str) -> Correction:
    """Remove a seat that never was; what it said is kept in the log.

    Raises:
        InvalidInput: without a reason.
    """
    check_reason(reason)
    periods = _locked_periods(period.assignment)
    stored = _stored(periods, period)
    days = Correction(stored.starts_on, stored.ends_on)
    _recorded(
        stored.assignment,
        "wagtail_esrlm.seat.remove",
        by=by,
        changes=differences(SeatFacts.of(stored), None)
        | {"from": (stored.starts_on, None), "until": (stored.ends_on, None)},
        reason=reason,
        effective_on=stored.starts_on,
    )
    stored.delete()
    announce_seats_changed([period.assignment.person_id], reason="seat removed")
    return days


def _locked_periods(assignment: Assignment) -> list[AssignmentPeriod]:
    """Lock the assignment and return its periods by start, sharing one assignment."""
    share_turn(SEATS)
    locked = (
        Assignment.objects.select_for_update(of=("self",))
        .select_related("person")
        .get(pk=assignment.pk)
    )
    periods = list(locked.periods.order_by("starts_on"))
    for period in periods:
        period.assignment = locked
    return periods


def _stored(
    periods: list[AssignmentPeriod], period: AssignmentPeriod
) -> AssignmentPeriod:
    for stored in periods:
        if stored.pk == period.pk:
            return stored
    raise Conflict(_("This seat was removed meanwhile."))


def _covering(
    periods: list[AssignmentPeriod], day: datetime.date
) -> AssignmentPeriod | None:
    for period in periods:
        if period.starts_on <= day <= (period.ends_on or FOREVER):
            return period
    return None


def _store(
    period: AssignmentPeriod,
    facts: SeatFacts,
    starts_on: datetime.date,
    ends_on: datetime.date | None,
    *,
    row_starts_on: datetime.date | None = None,
) -> AssignmentPeriod:
    for name in COLUMNS:
        setattr(period, name, getattr(facts, name))
    period.starts_on, period.ends_on = starts_on, ends_on
    period.row_starts_on, period.row_ends_on = row_starts_on or starts_on, ends_on
    validated(period)
    period.save()
    held = set(
        period.supplementary_role_holdings.values_list(
            "supplementary_role_id", flat=True
        )
    )
    wanted = {role.pk for role in facts.supplementary_roles}
    if gone := held - wanted:
        period.supplementary_role_holdings.filter(
            supplementary_role_id__in=gone
        ).delete()
    SupplementaryRoleHolding.objects.bulk_create(
        SupplementaryRoleHolding(assignment_period=period, supplementary_role_id=role)
        for role in sorted(wanted - held)
    )
    return period


def _close(period: AssignmentPeriod, last_day: datetime.date) -> None:
    period.ends_on = period.row_ends_on = last_day
    period.save(update_fields=["ends_on", "row_ends_on"])


def _recorded(assignment: Assignment, action: str, **facts: Any) -> None:
    """Log on the person: that is the record people read."""
    record(assignment.person, action, about=assignment.number, **facts)
