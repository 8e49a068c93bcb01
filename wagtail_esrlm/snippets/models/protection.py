"""What of a course may not change once people are enrolled (rules 45, 46).

Its words may: title, summary, description, picture. Bookings keep the old title.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, cast

from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ...clock import zone
from ...errors import Refused

if TYPE_CHECKING:
    from .catalogue import Course

#: What people were promised; an end date is set by itself (rule 46).
PROTECTED_FIELDS = (
    "business_group",
    "is_classroom",
    "is_e_learning",
    "is_webinar",
    "is_blended",
    "is_assessed",
    "sessions_needed",
    "starts_on",
)

#: States of enrolments that are over: they protect nothing.
OVER_STATES = ("declined", "lapsed", "cancelled")

#: References that a sentence names.
_MOST_NAMED = 5


def people_enrolled(course: Course, *, since: datetime.date | None = None) -> int:
    """Return how many enrolments of a course stand. Queries: 1.

    Args:
        since: Only in classes that end on or after the day, or have no dates yet.
    """
    classes = course.classes.filter(enrolments__isnull=False)
    if since is not None and since > datetime.date.min:
        midnight = datetime.datetime.combine(since, datetime.time.min, zone())
        classes = classes.filter(Q(ends_at__gte=midnight) | Q(ends_at__isnull=True))
    standing = classes.exclude(enrolments__state__in=OVER_STATES)
    return int(standing.values("enrolments").distinct().count())


def field_of(course: Course, name: str) -> models.Field:
    """Return one of its fields."""
    return cast("models.Field", course._meta.get_field(name))


def stored_values(course: Course, fields: tuple[str, ...]) -> dict[str, Any]:
    """Return what is stored of a course, by column; empty if it is not. Queries: 1."""
    columns = [field_of(course, name).attname for name in fields]
    return dict(
        type(course).objects.filter(pk=course.pk).values(*columns).first() or {}
    )


def changed_fields(course: Course, fields: tuple[str, ...]) -> list[str]:
    """Return the fields that differ from what is stored. Queries: 1."""
    stored = stored_values(course, fields)
    columns = {field_of(course, name).attname: name for name in fields}
    return [
        columns[column]
        for column, value in stored.items()
        if value != getattr(course, column)
    ]


def refuse_protected(course: Course, only: set[str] | None = None) -> None:
    """Refuse a change that would break what people were promised.

    Args:
        only: Fields that are about to be saved; None for all.

    Queries: 1; 2 more where something changed.

    Raises:
        Refused: ``course_protected`` (rule 45), or ``classes_after_end`` (rule 46).
    """
    wanted = (*PROTECTED_FIELDS, "ends_on")
    fields = tuple(name for name in wanted if only is None or name in only)
    if course._state.adding or not fields:
        return
    changed = changed_fields(course, fields)
    protected = [name for name in changed if name != "ends_on"]
    if protected and (enrolled := people_enrolled(course)):
        labels = [str(field_of(course, name).verbose_name) for name in protected]
        raise protected_refusal(enrolled, labels, fields=protected)
    if "ends_on" in changed and course.ends_on is not None:
        refuse_classes_after(course, course.ends_on)


def protected_refusal(
    enrolled: int, what: list[str], *, fields: list[str] | None = None
) -> Refused:
    """Return the error that names what may not change, why, and the way out."""
    sentence = ngettext(
        "%(count)d person is or was enrolled on this course, so this cannot change: "
        "%(what)s. End the course on a date and copy it instead.",
        "%(count)d people are or were enrolled on this course, so this cannot change: "
        "%(what)s. End the course on a date and copy it instead.",
        enrolled,
    )
    return Refused(
        "course_protected",
        sentence % {"count": enrolled, "what": ", ".join(what)},
        facts={"enrolled": enrolled, "fields": fields or []},
    )


def first_moment_after(day: datetime.date) -> datetime.datetime:
    """Return the midnight that ends a day, in the configured zone."""
    next_day = day + datetime.timedelta(days=1)
    return datetime.datetime.combine(next_day, datetime.time.min, zone())


def classes_after(course: Course, day: datetime.date) -> list[str]:
    """Return the references of classes that start after a day. Queries: 1."""
    return list(
        course.classes.filter(starts_at__gte=first_moment_after(day))
        .exclude(status="cancelled")
        .order_by("starts_at", "pk")
        .values_list("reference", flat=True)
    )


def refuse_classes_after(course: Course, day: datetime.date) -> None:
    """Refuse an end date while classes start after it (rule 46).

    Raises:
        Refused: with the classes to be cancelled or moved first.
    """
    later = classes_after(course, day)
    if not later:
        return
    named = ", ".join(later[:_MOST_NAMED])
    if len(later) > _MOST_NAMED:
        named = _("%(named)s and others") % {"named": named}
    raise Refused(
        "classes_after_end",
        ngettext(
            "%(count)d class starts after %(day)s: %(named)s. Cancel or move it first.",
            "%(count)d classes start after %(day)s: %(named)s. Cancel or move them "
            "first.",
            len(later),
        )
        % {
            "count": len(later),
            "day": date_format(day, "j F Y"),
            "named": named,
        },
        facts={"classes": later},
    )
