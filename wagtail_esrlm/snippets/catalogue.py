"""Changes what courses deliver, ask for and are for (rules 32, 33, 45, 105).

None of it is ever a draft: it is what bookings and awards are decided by.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ..clock import today
from ..errors import InvalidInput
from ..workforce.audit import record
from .courses import (
    EndPreview,
    Fate,
    TouchedClass,
    copy_course,
    delivered_on,
    end_and_copy,
    end_course,
    preview_end,
    save_course,
)
from .models import (
    ALWAYS,
    Audience,
    AudienceValue,
    Competency,
    Course,
    CourseCompetency,
    CoursePrerequisite,
)
from .models.protection import (
    PROTECTED_FIELDS,
    field_of,
    people_enrolled,
    protected_refusal,
)

__all__ = [
    "EndPreview",
    "Fate",
    "Protection",
    "TouchedClass",
    "copy_course",
    "delivered_on",
    "end_and_copy",
    "end_course",
    "preview_end",
    "protect_course",
    "save_course",
    "set_audience",
    "set_delivered",
    "set_prerequisites",
]

ONE_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Protection:
    """Why parts of a course may not change (rule 45).

    Attributes:
        enrolled: Enrolments that stand.
        fields: Names of the fields that are protected by them; empty if none is.
        sentence: Why, and the way out; empty where nothing is protected.
    """

    enrolled: int = 0
    fields: tuple[str, ...] = ()
    sentence: str = ""


def protect_course(course: Course) -> Protection:
    """Return what of a course may not change any more, and why. Queries: 1."""
    enrolled = people_enrolled(course) if course.pk else 0
    if not enrolled:
        return Protection()
    labels = [str(field_of(course, name).verbose_name) for name in PROTECTED_FIELDS]
    labels.append(_("competencies delivered"))
    refusal = protected_refusal(enrolled, labels)
    return Protection(enrolled, PROTECTED_FIELDS, str(refusal.sentence))


@transaction.atomic
def set_delivered(
    *,
    course: Course,
    competency_ids: Collection[int],
    from_day: datetime.date = ALWAYS,
    by: Any = None,
) -> bool:
    """Let completions from a day on award exactly these competencies (rule 32).

    What was completed before keeps what was attached then; what was planned for later
    is replaced.

    Returns: whether anything changed.

    Raises:
        Refused: where people are enrolled on classes that end on or after the day
            (rule 45).
        InvalidInput: where a competency is not known or has ended (rule 33).
    """
    links = CourseCompetency.objects.filter(course=course)
    later = links.filter(starts_on__gt=from_day)
    before = set(
        links.filter(starts_on__lte=from_day)
        .exclude(ends_on__lt=from_day)
        .values_list("competency_id", flat=True)
    )
    wanted = set(competency_ids)
    if before == wanted and not later.exists():
        return False
    enrolled = people_enrolled(course, since=from_day)
    if enrolled:
        raise protected_refusal(enrolled, [_("competencies delivered")])
    names = _awardable(wanted, from_day, kept=before)
    links.filter(starts_on__gte=from_day).delete()
    links.exclude(ends_on__lt=from_day).update(ends_on=None)
    gone = links.filter(ends_on__isnull=True).exclude(competency_id__in=wanted)
    if from_day > ALWAYS:
        gone.update(ends_on=from_day - ONE_DAY)
    running = set(
        links.filter(ends_on__isnull=True).values_list("competency_id", flat=True)
    )
    CourseCompetency.objects.bulk_create(
        CourseCompetency(course=course, competency_id=pk, starts_on=from_day)
        for pk in sorted(wanted - running)
    )
    record(
        course,
        "wagtail_esrlm.course.delivered",
        by=by,
        changes={
            "competencies": (_names(names, before), _names(names, wanted)),
        },
        effective_on=None if from_day == ALWAYS else from_day,
    )
    return True


@transaction.atomic
def set_prerequisites(
    *, course: Course, competency_ids: Collection[int], by: Any = None
) -> bool:
    """Let people hold exactly these competencies before they come.

    Bookings that stand are not touched. Returns: whether anything changed.

    Raises:
        InvalidInput: where a competency is not known, or the course itself gives it.
    """
    stored = CoursePrerequisite.objects.filter(course=course)
    before = set(stored.values_list("competency_id", flat=True))
    wanted = set(competency_ids)
    if before == wanted:
        return False
    names = _titles(wanted | before)
    given = wanted & {
        link.competency_id for link in course.delivered.all() if link.ends_on is None
    }
    if given:
        raise InvalidInput(
            _("The course itself gives %(names)s, so nobody can need it before.")
            % {"names": ", ".join(_names(names, given))}
        )
    stored.exclude(competency_id__in=wanted).delete()
    CoursePrerequisite.objects.bulk_create(
        CoursePrerequisite(course=course, competency_id=pk)
        for pk in sorted(wanted - before)
    )
    record(
        course,
        "wagtail_esrlm.course.prerequisites",
        by=by,
        changes={"competencies": (_names(names, before), _names(names, wanted))},
    )
    return True


@transaction.atomic
def set_audience(
    *,
    course: Course,
    employees: bool = True,
    external_learners: bool = False,
    public: bool = False,
    values: Iterable[AudienceValue] = (),
    by: Any = None,
) -> Audience:
    """Say whom a course is for (rule 105).

    Args:
        values: Not stored; each names, or excepts, one value of its kind.

    Raises:
        InvalidInput: where it would be for nobody.
    """
    if not (employees or external_learners or public):
        raise InvalidInput(_("Say whom the course is for: nobody is ticked."))
    audience, is_new = Audience.objects.get_or_create(course=course)
    before = "" if is_new else _said(audience, audience.values.all())
    audience.employees = employees
    audience.external_learners = external_learners
    audience.public = public
    audience.save()
    audience.values.all().delete()
    stored = []
    for value in values:
        value.pk, value.audience = None, audience
        stored.append(value)
    AudienceValue.objects.bulk_create(stored)
    after = _said(audience, stored)
    if before != after:
        record(
            course,
            "wagtail_esrlm.course.audience",
            by=by,
            changes={"audience": (before, after)},
        )
    return audience


def _awardable(
    wanted: set[int], from_day: datetime.date, *, kept: set[int]
) -> dict[int, str]:
    """Return titles; raise where one is not known, or newly attached after its end."""
    for competency in Competency.objects.filter(pk__in=wanted - kept):
        if competency.ends_on and competency.ends_on < max(from_day, today()):
            raise InvalidInput(
                _("%(name)s ended on %(day)s, so no course can newly give it.")
                % {
                    "name": competency.name,
                    "day": date_format(competency.ends_on, "j F Y"),
                }
            )
    return _titles(wanted | kept)


def _titles(ids: set[int]) -> dict[int, str]:
    names = dict(Competency.objects.filter(pk__in=ids).values_list("pk", "name"))
    if ids - set(names):
        raise InvalidInput(_("One of the competencies is not known."))
    return names


def _names(names: dict[int, str], ids: Iterable[int]) -> list[str]:
    return sorted(names[pk] for pk in ids)


def _said(audience: Audience, values: Iterable[AudienceValue]) -> str:
    """Return an audience in as few words as tell two apart."""
    ticks = ("employees", "external_learners", "public")
    words = [name for name in ticks if getattr(audience, name)]
    words += sorted(
        f"{'-' if value.is_exception else '+'}{value.kind} "
        + (
            value.staff_group
            or value.person_type
            or str(
                value.organisation_id
                or value.job_role_id
                or value.position_id
                or value.supplementary_role_id
                or value.competency_id
            )
        )
        for value in values
    )
    return ", ".join(words)
