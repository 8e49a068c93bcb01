"""What tests of classes state: sessions by their day, and classes with them."""

from __future__ import annotations

import datetime
from typing import Any

from wagtail_esrlm.booking.classes import ClassDraft, SessionInput, create_classes
from wagtail_esrlm.clock import today
from wagtail_esrlm.snippets.models import LearningClass
from wagtail_esrlm.testing import CourseFactory

DAY = datetime.date
TIME = datetime.time


def in_days(days: int) -> datetime.date:
    """Return the day so many days from today."""
    return today() + datetime.timedelta(days)


def sitting(on: datetime.date | int = 14, start: int = 9, end: int = 12, **facts: Any):
    """Return a session on a day, or in so many days, from hour to hour."""
    day = in_days(on) if isinstance(on, int) else on
    return SessionInput(day, TIME(start), TIME(end), **facts)


def made(*sessions: SessionInput, places: int | None = 12, **facts: Any):
    """Return a stored class with these sessions; of a course of its own by default."""
    course = facts.pop("course", None) or CourseFactory()
    minimum = facts.pop("minimum", 0)
    may_be_past = facts.pop("may_be_past", False)
    learning_class = LearningClass(
        course=course,
        business_group=course.business_group,
        reference=facts.pop("reference", "FIRE-1"),
        **facts,
    )
    draft = ClassDraft(learning_class, sessions, places, minimum)
    return create_classes(drafts=[draft], may_be_past=may_be_past)[0]
