"""What attending a class gives: competencies, or parts of them (rules 31, 32, 72)."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from ..clock import now
from ..compliance.awards import AwardInput, void_award, write_awards
from ..compliance.models import CompetencyAward
from ..snippets.models import Competency, CompetencyPart, CourseCompetency
from .attendance_rules import days_complete
from .models import Enrolment, GivenAward, PartCompletion


def award_completion(enrolments: Sequence[Enrolment], *, by: Any) -> None:
    """Award what the course gives on the day each person completed it (rule 32).

    A course that is a part of a blended competency completes that part; the competency
    is awarded on the day of the last part (rule 31). In the caller's transaction.

    Args:
        enrolments: Attended, each with ``completed_on``; of one course.
    """
    if not enrolments:
        return
    course = enrolments[0].learning_class.course
    parts = list(CompetencyPart.objects.filter(course=course).order_by("pk"))
    of_parts = {part.competency_id for part in parts}
    given: dict[datetime.date, list[int]] = {}
    inputs: list[tuple[Enrolment, AwardInput]] = []
    for enrolment in enrolments:
        day = enrolment.completed_on
        if day is None:
            continue
        if day not in given:
            given[day] = _delivered(course.pk, day, without=of_parts)
        inputs += [
            (enrolment, _award(enrolment, competency, day)) for competency in given[day]
        ]
    _write(inputs, by=by)
    for enrolment in enrolments:
        for part in parts:
            complete_part(part=part, enrolment=enrolment, by=by)


def _delivered(
    course_id: int, day: datetime.date, *, without: Iterable[int]
) -> list[int]:
    """Return what the course gives on the day, of competencies that have not ended."""
    in_force = Q(starts_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gte=day))
    standing = Q(competency__ends_on__isnull=True) | Q(competency__ends_on__gte=day)
    return list(
        CourseCompetency.objects.filter(in_force, standing, course_id=course_id)
        .exclude(competency_id__in=list(without))
        .order_by("competency_id")
        .values_list("competency_id", flat=True)
    )


def _award(enrolment: Enrolment, competency_id: int, day: datetime.date) -> AwardInput:
    return AwardInput(
        person_id=enrolment.person_id,
        competency_id=competency_id,
        achieved_on=day,
        origin=CompetencyAward.Origin.ATTENDANCE,
        evidence=_("%(course)s, class %(reference)s")
        % {
            "course": enrolment.course_title,
            "reference": enrolment.learning_class.reference,
        },
    )


def _write(inputs: Sequence[tuple[Enrolment, AwardInput]], *, by: Any) -> None:
    if not inputs:
        return
    results = write_awards(
        awards=[award for _enrolment, award in inputs], by=by, revive=True
    )
    GivenAward.objects.bulk_create(
        [
            GivenAward(enrolment=enrolment, award=result.award)
            for (enrolment, _award), result in zip(inputs, results, strict=True)
            if result.award is not None
        ],
        ignore_conflicts=True,
    )


def complete_part(
    *,
    part: CompetencyPart,
    by: Any,
    enrolment: Enrolment | None = None,
    person_id: int | None = None,
    completed_on: datetime.date | None = None,
    evidence: str = "",
) -> PartCompletion | None:
    """Note that a person did a part, and award the competency with its last part.

    Args:
        enrolment: The class that was the part; or else the person, day and evidence.

    Returns: the completion; None for a class without a day.
    """
    person = enrolment.person_id if enrolment else person_id
    day = enrolment.completed_on if enrolment else completed_on
    if person is None or day is None:
        return None
    completion, _made = PartCompletion.objects.get_or_create(
        part=part,
        person_id=person,
        completed_on=day,
        voided_at=None,
        defaults={"enrolment": enrolment, "evidence": evidence, "recorded_by": by},
    )
    _award_blended(part, completion, enrolment, by=by)
    return completion


def _award_blended(
    part: CompetencyPart,
    completion: PartCompletion,
    enrolment: Enrolment | None,
    *,
    by: Any,
) -> None:
    competency = part.competency
    whole = max(_days_complete(competency, completion.person_id), default=None)
    if whole is None or (competency.ends_on is not None and whole > competency.ends_on):
        return
    award = _blended(competency, completion.person_id, whole)
    if enrolment is not None:
        _write([(enrolment, award)], by=by)
    else:
        write_awards(awards=[award], by=by, revive=True)


def _blended(
    competency: Competency, person_id: int, whole: datetime.date
) -> AwardInput:
    return AwardInput(
        person_id=person_id,
        competency_id=competency.pk,
        achieved_on=whole,
        origin=CompetencyAward.Origin.ATTENDANCE,
        evidence=_("All parts done"),
    )


def _days_complete(competency: Competency, person_id: int) -> set[datetime.date]:
    """Return the days on which a person had all parts of a competency. Queries: 2."""
    done: dict[int, list[datetime.date]] = {}
    for part_id, day in PartCompletion.objects.filter(
        part__competency=competency, person_id=person_id, voided_at__isnull=True
    ).values_list("part_id", "completed_on"):
        done.setdefault(part_id, []).append(day)
    return days_complete(
        done,
        set(competency.parts.values_list("pk", flat=True)),
        within_months=competency.parts_within_months,
    )


def void_completion(enrolment: Enrolment, *, reason: str, by: Any) -> None:
    """Void what the class gave, unless another class of the day gave it too (26, 73).

    In the caller's transaction.
    """
    for given in enrolment.given_awards.select_related("award"):
        also = GivenAward.objects.filter(award=given.award).exclude(pk=given.pk)
        others = also.filter(enrolment__state=Enrolment.State.ATTENDED)
        if given.award.voided_at is None and not others.exists():
            void_award(award=given.award, reason=reason, by=by)
        given.delete()
    _void_parts(enrolment, reason=reason, by=by)


def _void_parts(enrolment: Enrolment, *, reason: str, by: Any) -> None:
    """Void the parts that the class was, and what was complete only with them (31)."""
    person_id = enrolment.person_id
    mine = PartCompletion.objects.filter(enrolment=enrolment, voided_at__isnull=True)
    competencies = list(
        Competency.objects.filter(pk__in=mine.values("part__competency_id")).order_by(
            "pk"
        )
    )
    before = [_days_complete(each, person_id) for each in competencies]
    mine.update(voided_at=now(), void_reason=reason[:255])
    for competency, days in zip(competencies, before, strict=True):
        left = _days_complete(competency, person_id)
        lost = CompetencyAward.objects.filter(
            person=person_id,
            competency=competency,
            achieved_on__in=days - left,
            origin=CompetencyAward.Origin.ATTENDANCE,
            voided_at__isnull=True,
        )
        for award in lost.order_by("pk"):
            void_award(award=award, reason=reason, by=by)
        # A day that was never awarded, because a later one counted, may count now.
        if days - left and left and max(left) <= (competency.ends_on or max(left)):
            write_awards(awards=[_blended(competency, person_id, max(left))], by=by)
