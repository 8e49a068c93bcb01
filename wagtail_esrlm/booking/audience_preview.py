"""Whom a course would be for, before it is saved: the sentence, and how many (105)."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import router, transaction
from django.db.models import Q

from ..clock import today
from ..snippets.audience import AudienceRule, admits
from ..snippets.catalogue import set_audience
from ..snippets.models import Audience, AudienceValue, Course
from ..workforce.models import Person
from .audience import facts_by_person, rules_of
from .audience_words import sentence_of

#: People that are read together.
CHUNK = 2000

_CUSTOMER = Person.Type.CUSTOMER


@dataclass(frozen=True)
class AudiencePreview:
    """What a changed audience means.

    Attributes:
        before, after: The audience as one sentence.
        reached: Employees and External Learners that it takes in on the day.
        gained: Of those, how many it did not take in before.
        lost: How many it took in before and does not any more.
    """

    before: str
    after: str
    reached: int
    gained: int
    lost: int


def preview_audience(
    *,
    course: Course,
    employees: bool,
    external_learners: bool,
    public: bool,
    values: Iterable[AudienceValue],
    on: datetime.date | None = None,
) -> AudiencePreview:
    """Try an audience and take it back; nothing of it is kept.

    Queries: 8 for each 2,000 people.

    Raises:
        InvalidInput: where it would be for nobody.
    """
    day = on or today()
    with transaction.atomic(using=router.db_for_write(Audience)):
        stored = Audience.objects.filter(course=course).first()
        before = sentence_of(stored), rules_of([course.pk])[course.pk]
        audience = set_audience(
            course=course,
            employees=employees,
            external_learners=external_learners,
            public=public,
            values=values,
        )
        after = sentence_of(audience), rules_of([course.pk])[course.pk]
        transaction.set_rollback(True, using=router.db_for_write(Audience))
    reached = gained = lost = 0
    for was_in, is_in in _taken_in([before[1], after[1]], day):
        reached += is_in
        gained += is_in and not was_in
        lost += was_in and not is_in
    return AudiencePreview(before[0], after[0], reached, gained, lost)


def _taken_in(
    rules: Sequence[AudienceRule], day: datetime.date
) -> Iterable[tuple[bool, ...]]:
    """Yield, of everybody who is there on a day, which rules take them in."""
    keys = list(
        Person.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day))
        .exclude(person_type=_CUSTOMER)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    for start in range(0, len(keys), CHUNK):
        facts = facts_by_person(rules, keys[start : start + CHUNK], day)
        for learner in facts.values():
            yield tuple(admits(rule, learner) for rule in rules)
