"""What a manager's team has booked (rules 40, 58)."""

from __future__ import annotations

import datetime

from django.db.models import F, Q

from ..clock import zone
from ..workforce.models import Person
from ..workforce.selectors import reports
from .bookings import with_classes
from .models import Enrolment
from .models.enrolments import EnrolmentQuerySet
from .states import OPEN


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
