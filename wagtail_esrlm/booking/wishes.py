"""Wishes to be told when a course has new dates."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.db.models import Q

from ..clock import zone
from ..notifications.outbox import Saying, say_many
from ..snippets.catalogue import delivered_on
from ..snippets.models import Course, LearningClass
from ..workforce.models import Person
from .audience import people_in
from .models import DatesWanted


@transaction.atomic
def want_dates(person: Person, course: Course) -> None:
    """Note the wish, once while it is open.

    The person is held: a wish of no competency is not unique to the database.
    """
    Person.objects.select_for_update().get(pk=person.pk)
    open_wish = Q(person=person, course=course, told_at__isnull=True)
    if not DatesWanted.objects.filter(open_wish).exists():
        DatesWanted.objects.create(person=person, course=course)


def wants_dates(person: Person | None, course: Course) -> bool:
    """Whether the wish stands. Queries: 1."""
    return (
        person is not None
        and DatesWanted.objects.filter(
            person=person, course=course, told_at__isnull=True
        ).exists()
    )


def tell_of_dates(learning_class: LearningClass, *, at: datetime.datetime) -> int:
    """Tell those who wished for dates of a course, or of what it gives, once.

    Only those whom the course is for, and who want any site or one of the class's; not
    before the class is shown. Queries: 12 at most, however many wished.

    Returns: how many are told.
    """
    course = learning_class.course
    today = at.astimezone(zone()).date()
    sites = learning_class.sessions.exclude(location=None).values("location__name")
    wishes = list(
        DatesWanted.objects.filter(
            Q(course=course) | Q(competency__in=delivered_on(course, today)),
            Q(site="") | Q(site__in=sites),
            told_at__isnull=True,
        )
    )
    if not wishes:
        return 0
    people = {wish.person_id for wish in wishes}
    welcome = people_in(course.pk, people, on=today)
    shown = [each for each in (learning_class.shown_from, course.shown_from) if each]
    say_many(
        Saying(
            kind="class.dates_added",
            person_id=person_id,
            about_id=learning_class.pk,
            dedupe_key=f"class.dates_added:{learning_class.pk}:{person_id}",
            due_at=max([*shown, at]),
        )
        for person_id in sorted(welcome)
    )
    told = [wish.pk for wish in wishes if wish.person_id in welcome]
    DatesWanted.objects.filter(pk__in=told).update(told_at=at)
    return len(welcome)
