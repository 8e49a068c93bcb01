"""Writes courses whole: as files state them, ended on a date, copied (rules 45, 46)."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import router, transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from ..clock import now, today
from ..errors import Conflict, InvalidInput, Refused
from ..names import fold, tidy
from ..workforce.audit import record
from .models import (
    ALWAYS,
    Audience,
    AudienceValue,
    Course,
    CourseCompetency,
    CoursePrerequisite,
    LearningClass,
)
from .models.protection import (
    OVER_STATES,
    first_moment_after,
    refuse_classes_after,
)

ONE_DAY = datetime.timedelta(days=1)

#: Facts that a copy takes over as they are.
COPIED_FIELDS = (
    "business_group",
    "title",
    "summary",
    "body",
    "image",
    "category",
    "is_classroom",
    "is_e_learning",
    "is_webinar",
    "is_blended",
    "self_enrolment",
    "approval_required",
    "is_assessed",
    "sessions_needed",
    "waits_by_need",
    "evaluation_url",
)


class Fate(StrEnum):
    """What becomes of a class when its course ends."""

    STAYS = "stays"
    GOES = "goes"
    BLOCKS = "blocks"


@dataclass(frozen=True)
class TouchedClass:
    """A class that is not over, when its course is to end.

    Attributes:
        people: Bookings, requests and waits that stand.
    """

    reference: str
    starts_at: datetime.datetime | None
    people: int
    fate: Fate


@dataclass(frozen=True)
class EndPreview:
    """What ending and copying a course touches; soonest first.

    Attributes:
        why_not: Why it cannot be done yet; "" where it can.
    """

    classes: tuple[TouchedClass, ...]
    why_not: str = ""


def delivered_on(course: Course, day: datetime.date) -> set[int]:
    """Return the competencies that completing a course on a day awards (rule 32)."""
    return {link.competency_id for link in course.delivered.all() if link.holds_on(day)}


@transaction.atomic
def save_course(
    *, course: Course, changes: Mapping[str, Any], by: Any = None
) -> Course:
    """Change a stored course and every draft of it alike.

    A draft that an editor works on keeps the editor's words, with these facts in it,
    so publishing it later does not take them back.

    Args:
        changes: Values by field name.

    Raises:
        Refused: where people are enrolled (rule 45), or classes start after the new
            end (rule 46).
    """
    before = {name: getattr(course, name) for name in changes}
    changed = {name: value for name, value in changes.items() if before[name] != value}
    if not changed:
        return course
    has_draft = course.has_unpublished_changes and course.latest_revision_id
    draft = course.get_latest_revision_as_object() if has_draft else None
    for name, value in changed.items():
        setattr(course, name, value)
    course.save(update_fields=list(changed))
    if draft is not None:
        for name, value in changed.items():
            setattr(draft, name, value)
        draft.save_revision(user=by, clean=False)
        course.refresh_from_db()
    elif course.latest_revision_id:
        revision = course.save_revision(user=by, clean=False)
        if course.live:
            revision.publish(user=by, log_action=False, skip_permission_checks=True)
        course.refresh_from_db()
    record(
        course,
        "wagtail_esrlm.course.change",
        by=by,
        changes={name: (before[name], value) for name, value in changed.items()},
    )
    return course


@transaction.atomic
def end_course(*, course: Course, ends_on: datetime.date | None, by: Any) -> Course:
    """Take no new bookings after a day; running classes finish and award (rule 46).

    Raises:
        InvalidInput: where it ends before it starts.
        Refused: where classes start after the day: they are cancelled or moved first.
    """
    if ends_on and course.starts_on and ends_on < course.starts_on:
        raise InvalidInput(_("The course would end before it starts."))
    return save_course(course=course, changes={"ends_on": ends_on}, by=by)


@transaction.atomic
def end_and_copy(
    *,
    course: Course,
    ends_on: datetime.date,
    code: str,
    by: Any,
    title: str = "",
    moves_empty_classes: bool = False,
) -> Course:
    """End a course on a day, and copy it as a draft that may change (rule 45).

    Args:
        code: Of the copy.
        title: Of the copy; the same if empty.
        moves_empty_classes: Classes after the day in which nobody is booked go to the
            copy; those with people must be cancelled or moved first (rule 46).

    Returns: the copy, which starts on the next day and is not live.

    Raises:
        Conflict: when the code is taken.
        Refused: where classes start after the day.
    """
    copy = copy_course(
        course=course, code=code, title=title, starts_on=ends_on + ONE_DAY, by=by
    )
    if moves_empty_classes:
        _empty_classes_after(course, ends_on).update(course=copy)
    refuse_classes_after(course, ends_on)
    end_course(course=course, ends_on=ends_on, by=by)
    return copy


def preview_end(
    *,
    course: Course,
    ends_on: datetime.date,
    code: str,
    title: str = "",
    moves_empty_classes: bool = False,
) -> EndPreview:
    """Try to end and copy a course and take it back; nothing of it is kept.

    Queries: as many as ``end_and_copy``, and 1.

    Raises:
        Conflict, InvalidInput, Refused: as ``end_and_copy``, but where classes stand
            in the way the preview says so.
    """
    moment, after = now(), first_moment_after(ends_on)
    standing = ~Q(enrolments__state__in=OVER_STATES)
    rows = list(
        course.classes.exclude(status="cancelled")
        .filter(Q(ends_at__isnull=True) | Q(ends_at__gte=moment))
        .annotate(people=Count("enrolments", filter=standing, distinct=True))
        .order_by("starts_at", "pk")
        .values_list("reference", "starts_at", "people")
    )
    classes = []
    for reference, starts_at, people in rows:
        is_after = starts_at is not None and starts_at >= after
        if not is_after:
            fate = Fate.STAYS
        elif moves_empty_classes and not people:
            fate = Fate.GOES
        else:
            fate = Fate.BLOCKS
        classes.append(TouchedClass(reference, starts_at, people, fate))
    with transaction.atomic(using=router.db_for_write(Course)):
        why = ""
        try:
            end_and_copy(
                course=Course.objects.get(pk=course.pk),
                ends_on=ends_on,
                code=code,
                title=title,
                moves_empty_classes=moves_empty_classes,
                by=None,
            )
        except Refused as err:
            if err.code != "classes_after_end":
                raise
            why = str(err.sentence)
        transaction.set_rollback(True, using=router.db_for_write(Course))
    return EndPreview(tuple(classes), why)


@transaction.atomic
def copy_course(
    *,
    course: Course,
    code: str,
    by: Any,
    title: str = "",
    starts_on: datetime.date | None = None,
) -> Course:
    """Copy a course as a draft, with what it delivers, asks for and whom it is for.

    Raises:
        InvalidInput: without a code.
        Conflict: when the code is taken.
    """
    if not fold(code):
        raise InvalidInput(_("The copy needs a course code of its own."))
    taken = Course.objects.filter(
        business_group_id=course.business_group_id, code_key=fold(code)
    )
    if taken.exists():
        raise Conflict(_("There is a course “%(code)s” already.") % {"code": code})
    copy = Course(
        **{name: getattr(course, name) for name in COPIED_FIELDS},
        code=tidy(code),
        starts_on=starts_on,
        live=False,
        has_unpublished_changes=True,
    )
    if title:
        copy.title = tidy(title)
    copy.save()
    CourseCompetency.objects.bulk_create(
        CourseCompetency(course=copy, competency_id=pk, starts_on=ALWAYS)
        for pk in sorted(delivered_on(course, starts_on or today()))
    )
    CoursePrerequisite.objects.bulk_create(
        CoursePrerequisite(course=copy, competency_id=link.competency_id)
        for link in course.prerequisites.all()
    )
    _copy_audience(course, copy)
    record(course, "wagtail_esrlm.course.copy", by=by, about=copy.code)
    record(copy, "wagtail_esrlm.course.add", by=by, about=course.code)
    return copy


def _copy_audience(course: Course, copy: Course) -> None:
    audience = Audience.objects.filter(course=course).first()
    if audience is None:
        return
    values = list(audience.values.all())
    audience.pk, audience.course = None, copy
    audience._state.adding = True
    audience.save()
    for value in values:
        value.pk, value.audience = None, audience
    AudienceValue.objects.bulk_create(values)


def _empty_classes_after(course: Course, day: datetime.date) -> Any:
    people = LearningClass.objects.filter(
        ~Q(enrolments__state__in=OVER_STATES),
        enrolments__isnull=False,
    )
    return LearningClass.objects.filter(
        course=course, starts_at__gte=first_moment_after(day)
    ).exclude(pk__in=people.values("pk"))
