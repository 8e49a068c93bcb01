"""Writes what is due about classes: reminders, too few people, open registers."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.contrib.auth.models import Permission
from django.db.models import Exists, F, OuterRef, Q

from ..booking.attendance_rules import ADMINISTRATORS_AFTER, INSTRUCTORS_AFTER
from ..booking.models import Enrolment
from ..booking.states import State
from ..clock import now, zone
from ..notifications.outbox import Saying, say_many
from ..snippets.models import LearningClass, SessionInstructor
from ..workforce.models import Person

#: Days before a class on which those who are booked are reminded (rule 90).
DAYS_BEFORE = (7, 1)
#: Registers older than this are not chased any more.
GIVE_UP_AFTER = 60

ONE_DAY = datetime.timedelta(days=1)


def remind_of_classes(*, at: datetime.datetime | None = None) -> str:
    """Remind of classes in a week and tomorrow, once each; a moved class anew.

    Who booked later than the day of a reminder has just been told and gets none.
    Queries: 1, and 1 for each thousand.
    """
    moment = at or now()
    today = moment.astimezone(zone()).date()
    rows = list(_class_reminders(moment, today))
    say_many(rows)
    return f"{len(rows)} reminders of classes due"


def _class_reminders(
    moment: datetime.datetime, today: datetime.date
) -> Iterable[Saying]:
    far = moment + (max(DAYS_BEFORE) + 1) * ONE_DAY
    booked = (
        Enrolment.objects.filter(
            state=State.CONFIRMED,
            learning_class__status=LearningClass.Status.NORMAL,
            learning_class__starts_at__gt=moment,
            learning_class__starts_at__lte=far,
        )
        .order_by("pk")
        .values_list("pk", "person_id", "confirmed_at", "learning_class__starts_at")
    )
    for pk, person_id, confirmed_at, starts_at in booked.iterator():
        if starts_at is None:
            continue
        starts_on = starts_at.astimezone(zone()).date()
        left = (starts_on - today).days
        reached = [days for days in DAYS_BEFORE if left <= days]
        if not reached:
            continue
        days = min(reached)
        falls_on = starts_on - days * ONE_DAY
        if confirmed_at and confirmed_at.astimezone(zone()).date() >= falls_on:
            continue
        kind = f"class.reminder_{days}"
        yield Saying(
            kind=kind,
            person_id=person_id,
            about_id=pk,
            dedupe_key=f"{kind}:{pk}:{starts_on.isoformat()}:{person_id}",
        )


def warn_of_few_people(*, at: datetime.datetime | None = None) -> str:
    """Tell class administrators of classes below their minimum, once each.

    As many days before as the class says. Queries: 3, and 1 for each thousand.
    """
    moment = at or now()
    today = moment.astimezone(zone()).date()
    classes = [
        (pk, group)
        for pk, group, starts_at, days in LearningClass.objects.running()
        .upcoming(at=moment)
        .filter(
            places__places_taken__lt=F("places__minimum_places"),
            is_published=True,
            runs_anyway=False,
        )
        .values_list("pk", "business_group_id", "starts_at", "minimum_warning_days")
        if starts_at and (starts_at.astimezone(zone()).date() - today).days <= days
    ]
    people = class_administrators() if classes else []
    rows = [
        _about_class("class.below_minimum", pk, person_id)
        for pk, group in classes
        for person_id, of_group in people
        if of_group == group
    ]
    say_many(rows)
    return f"{len(classes)} classes with too few people"


def chase_registers(*, at: datetime.datetime | None = None) -> str:
    """Tell instructors, then class administrators, of registers left open (77).

    Queries: 4, and 1 for each thousand.
    """
    moment = at or now()
    unmarked = Enrolment.objects.filter(
        learning_class=OuterRef("pk"), state=State.CONFIRMED
    )
    over = dict(
        LearningClass.objects.running()
        .filter(
            Exists(unmarked),
            ends_at__lte=moment - INSTRUCTORS_AFTER,
            ends_at__gt=moment - GIVE_UP_AFTER * ONE_DAY,
            register_closed_at__isnull=True,
        )
        .values_list("pk", "business_group_id")
    )
    long_over = set(
        LearningClass.objects.filter(
            pk__in=over, ends_at__lte=moment - ADMINISTRATORS_AFTER
        ).values_list("pk", flat=True)
    )
    kind = "class.unmarked"
    rows = [
        _about_class(kind, pk, person_id)
        for pk, person_id in SessionInstructor.objects.filter(
            session__learning_class__in=over, person__isnull=False
        )
        .values_list("session__learning_class_id", "person_id")
        .distinct()
    ]
    if long_over:
        rows += [
            _about_class(kind, pk, person_id)
            for person_id, of_group in class_administrators()
            for pk in sorted(long_over)
            if of_group == over[pk]
        ]
    say_many(rows)
    return f"{len(over)} registers are open"


def _about_class(kind: str, class_id: int, person_id: int) -> Saying:
    return Saying(
        kind=kind,
        person_id=person_id,
        about_id=class_id,
        dedupe_key=f"{kind}:{class_id}:{person_id}",
    )


def class_administrators() -> list[tuple[int, int]]:
    """Return people who run classes, each with their business group. Queries: 1.

    Those whose log-in, or a group of it, may manage bookings; superusers are not told.
    """
    permission = Permission.objects.filter(
        content_type__app_label="wagtail_esrlm", codename="manage_bookings"
    ).values("pk")
    return list(
        Person.objects.filter(
            Q(user__groups__permissions__in=permission)
            | Q(user__user_permissions__in=permission),
            user__is_active=True,
        )
        .order_by("pk")
        .values_list("pk", "business_group_id")
        .distinct()
    )
