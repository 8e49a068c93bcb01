"""What a manager's team has booked (rules 40, 58)."""

from __future__ import annotations

import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q

from ..clock import today, zone
from ..workforce.models import Person
from ..workforce.selectors import reports
from .bookings import line_of, with_classes
from .models import Enrolment
from .models.enrolments import EnrolmentQuerySet
from .policy import managed_by
from .sentences import has_begun
from .states import OPEN, State


def bookings_of_team(manager: Person, *, at: datetime.datetime) -> EnrolmentQuerySet:
    """Return the bookings to come of a manager's team, soonest first.

    Those for a post that leads to the manager; of who has no post, all. Queries: 1, and
    those of reading them.
    """
    team = reports(manager, on=at.astimezone(zone()).date())
    posts = {post for report in team for post in report.assignment_ids}
    people = [report.person_id for report in team]
    to_come = Q(learning_class__ends_at__isnull=True) | Q(
        learning_class__ends_at__gt=at
    )
    return (
        with_classes(
            Enrolment.objects.filter(
                Q(assignment__in=posts) | Q(assignment=None, person__in=people)
            )
        )
        .filter(to_come, state__in=OPEN)
        .select_related("person")
        .order_by(
            F("learning_class__starts_at").asc(nulls_last=True),
            "person__last_name",
            "person__first_name",
            "pk",
        )
    )


def booking_of_team(
    user: Any, uuid: UUID, *, on: datetime.date | None = None
) -> Enrolment | None:
    """Return a booking of a log-in's team, however it stands; None for others'.

    For a post that leads to the log-in; of who has no post, any. Queries: 4 at most.
    """
    everybody = Enrolment.objects.select_related("person", "approver")
    enrolment = with_classes(everybody).filter(uuid=uuid).first()
    if enrolment is None:
        return None
    managed = managed_by(user, enrolment.person, on=on or today())
    post = enrolment.assignment_id
    return enrolment if managed and (post is None or post in managed) else None


def can_be_given_up(enrolment: Enrolment, *, at: datetime.datetime) -> bool:
    """Whether a manager may still give a booking up (rule 76)."""
    stands = enrolment.state in OPEN
    return stands and not (
        enrolment.state == State.CONFIRMED and has_begun(enrolment, at)
    )


def team_line_of(enrolment: Enrolment, positions: dict[int, int]) -> str:
    """Return what is worth knowing for a manager beside the state, if anything."""
    if enrolment.cancel_reason == Enrolment.CancelReason.BY_LEARNER:
        return str(enrolment.get_cancel_reason_display())
    return line_of(enrolment, positions)
