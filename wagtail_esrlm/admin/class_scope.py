"""Which classes a log-in sees in the admin."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404

from ..booking.listing import with_places
from ..booking.policy import manages_bookings
from ..snippets.models import ClassSession, LearningClass
from ..workforce.selectors import person_for_user


def classes_for(user: Any) -> Any:
    """Return the classes that a log-in sees in the admin: all, or those it teaches.

    Queries: 0 for the learning service, 1 for others.
    """
    classes = LearningClass.objects.all()
    if manages_bookings(user) or user.has_perm("wagtail_esrlm.change_learningclass"):
        return classes
    person = person_for_user(user)
    if person is None:
        return classes.none()
    taught = ClassSession.objects.filter(instructors=person)
    return classes.filter(pk__in=taught.values("learning_class_id"))


def class_for(user: Any, pk: Any, *related: str) -> LearningClass:
    """Return a class that a log-in may see in the admin, with places and sessions.

    Raises:
        Http404: when there is none.
    """
    found: LearningClass = get_object_or_404(
        with_places(classes_for(user))
        .select_related("course")
        .prefetch_related(*related),
        pk=pk,
    )
    return found
