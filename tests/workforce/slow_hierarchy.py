"""The hierarchy as a plain walk: slow and obvious, to compare the statements with."""

from __future__ import annotations

import datetime

from wagtail_esrlm.workforce.models import AssignmentPeriod, Deputy, Person

INACTIVE = {
    "offer accepted",
    "terminate",
    "inactive not worked",
    "assignment costing deletion",
}


def is_active(period: AssignmentPeriod, day: datetime.date) -> bool:
    """Whether the seat counts on the day."""
    if period.status_key in INACTIVE or period.starts_on > day:
        return False
    return period.ends_on is None or period.ends_on >= day


def periods_of(person_id: int) -> list[AssignmentPeriod]:
    """Return every seat of a person."""
    return list(AssignmentPeriod.objects.filter(assignment__person_id=person_id))


def is_seated(person_id: int, day: datetime.date) -> bool:
    """Whether a person has an active seat on the day."""
    return any(is_active(period, day) for period in periods_of(person_id))


def next_upward(person_id: int, day: datetime.date) -> int | None:
    """Return the supervisor of a leaver's last seat."""
    known = [
        period
        for period in periods_of(person_id)
        if period.starts_on <= day and period.supervisor_id not in (None, person_id)
    ]
    if not known:
        return None
    last = max(
        known,
        key=lambda period: (
            period.ends_on or datetime.date.max,
            period.starts_on,
            period.is_primary,
            period.pk,
        ),
    )
    return last.supervisor_id


def slow_manager_of(period: AssignmentPeriod, day: datetime.date) -> int | None:
    """Return who supervises an active seat."""
    person_id = period.assignment.person_id
    above = period.supervisor_id
    if above == person_id:
        return None
    seen = set()
    while above is not None and not is_seated(above, day):
        if above in seen:
            return None
        seen.add(above)
        above = next_upward(above, day)
    return None if above == person_id else above


def below(manager_id: int, day: datetime.date) -> dict[int, set[int]]:
    """Return direct reports and the assignments that make them so."""
    found: dict[int, set[int]] = {}
    for period in AssignmentPeriod.objects.all():
        if is_active(period, day) and slow_manager_of(period, day) == manager_id:
            found.setdefault(period.assignment.person_id, set()).add(
                period.assignment_id
            )
    return found


def slow_team(viewer: Person, day: datetime.date) -> set:
    """Return (person, direct, assignments) of everybody the viewer sees."""
    if not is_seated(viewer.pk, day):
        return set()
    roots = [viewer.pk] + [
        deputy.manager_id
        for deputy in Deputy.objects.filter(deputy=viewer)
        if deputy.starts_on <= day <= deputy.ends_on
        and is_seated(deputy.manager_id, day)
    ]
    team: dict[int, tuple[bool, set[int]]] = {}
    for root in roots:
        waiting, seen = [(root, True)], set()
        while waiting:
            manager, direct = waiting.pop(0)
            if manager in seen:
                continue
            seen.add(manager)
            for person, assignments in below(manager, day).items():
                if person not in (root, viewer.pk):
                    was_direct, known = team.get(person, (False, set()))
                    team[person] = (was_direct or direct, known | assignments)
                waiting.append((person, False))
    return {(pk, direct, frozenset(ids)) for pk, (direct, ids) in team.items()}
