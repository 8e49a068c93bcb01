"""From which day compliance is shown, and to whom before it (rule 102)."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from .. import clock
from ..workforce.models import (
    AssignmentPeriod,
    BusinessGroup,
    Organisation,
    Person,
)
from ..workforce.selectors import is_shared_log_in, person_for_user
from .decisions import Shown
from .policy import VIEW_EARLY


def shown_from_days(
    person_ids: Iterable[int], *, on: datetime.date
) -> dict[int, datetime.date | None]:
    """Return from which day each person's compliance is shown; None for not yet.

    An organisation's own day, or that of the nearest above with one, goes before the
    business group's; of two seats the earlier day counts. Queries: 3.
    """
    people: dict[int, tuple[int, datetime.date | None]] = {
        pk: (group, day)
        for pk, group, day in Person.objects.filter(pk__in=person_ids).values_list(
            "pk", "business_group_id", "business_group__shown_from"
        )
    }
    seats = AssignmentPeriod.objects.active_on(on).filter(
        assignment__person_id__in=people
    )
    places: dict[int, set[int | None]] = {}
    for person, organisation in seats.values_list(
        "assignment__person_id", "organisation_id"
    ):
        places.setdefault(person, set()).add(organisation)
    nodes: dict[int, tuple[int | None, datetime.date | None]] = {
        pk: (parent, day)
        for pk, parent, day in Organisation.objects.filter(
            business_group_id__in={group for group, _day in people.values()}
        ).values_list("pk", "parent_id", "shown_from")
    }
    days: dict[int, datetime.date | None] = {}
    for pk, (_group, group_day) in people.items():
        stated = [
            nearest_day(place, nodes) or group_day for place in places.get(pk, {None})
        ]
        days[pk] = min((day for day in stated if day), default=None)
    return days


def nearest_day(
    organisation_id: int | None,
    nodes: Mapping[int, tuple[int | None, datetime.date | None]],
) -> datetime.date | None:
    """Return the day of an organisation or the nearest above that has one.

    Args:
        organisation_id: Where to start; None finds nothing.
        nodes: (parent, shown from) by organisation id; a circle ends the search.
    """
    seen: set[int] = set()
    while organisation_id is not None and organisation_id not in seen:
        seen.add(organisation_id)
        organisation_id, day = nodes.get(organisation_id, (None, None))
        if day is not None:
            return day
    return None


def shown_to(
    viewer_user: Any,
    person: Person,
    on: datetime.date | None = None,
    *,
    viewer: Person | None = None,
) -> Shown:
    """Say whether a person's compliance is shown to a log-in yet, or when and why.

    Whether the log-in may see this person at all is ``policy.can_see_compliance``.
    Queries: 3, and up to 2 more before the day.
    """
    day = on or clock.today()
    from_day = shown_from_days([person.pk], on=day).get(person.pk)
    if from_day is not None and from_day <= day:
        return Shown(True, from_day)
    if sees_early(viewer_user, person.business_group_id, viewer=viewer):
        return Shown(True, from_day, early=True)
    return Shown(False, from_day, not_yet(from_day))


def shown_people(
    viewer_user: Any,
    person_ids: Iterable[int],
    on: datetime.date | None = None,
    *,
    viewer: Person | None = None,
) -> dict[int, Shown]:
    """Return the same for many people at once. Queries: at most 6."""
    day = on or clock.today()
    days = shown_from_days(person_ids, on=day)
    early: dict[int, bool] = {}
    groups: dict[int, int] = {}
    late = [pk for pk, from_day in days.items() if not (from_day and from_day <= day)]
    if late:
        groups = dict(
            Person.objects.filter(pk__in=late).values_list("pk", "business_group_id")
        )
        early = {
            group: sees_early(viewer_user, group, viewer=viewer)
            for group in set(groups.values())
        }
    answers = {}
    for pk, from_day in days.items():
        if pk not in groups:
            answers[pk] = Shown(True, from_day)
        elif early[groups[pk]]:
            answers[pk] = Shown(True, from_day, early=True)
        else:
            answers[pk] = Shown(False, from_day, not_yet(from_day))
    return answers


def sees_early(
    viewer_user: Any, business_group_id: int, *, viewer: Person | None = None
) -> bool:
    """Whether a log-in sees figures before everybody: training leads and pilots."""
    if viewer_user is None or not viewer_user.is_authenticated:
        return False
    viewer = viewer or person_for_user(viewer_user)
    if viewer is None and is_shared_log_in(viewer_user):
        return False
    if viewer_user.has_perm(VIEW_EARLY):
        return True
    return viewer is not None and (
        BusinessGroup.pilots.through.objects.filter(
            businessgroup_id=business_group_id, person_id=viewer.pk
        ).exists()
    )


def not_yet(from_day: datetime.date | None) -> str:
    """Return the sentence people read before compliance is shown: when, and why."""
    if from_day is None:
        return _(
            "Compliance is not shown yet. The learning team is checking the records "
            "first."
        )
    return _(
        "Compliance is shown from %(day)s. Until then the learning team is checking "
        "the records."
    ) % {"day": date_format(from_day, "j F Y")}
