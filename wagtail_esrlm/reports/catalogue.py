"""What does not agree in the catalogue: courses of one subject, and what they give."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator

from django.db.models import Count, Prefetch
from django.utils.translation import gettext_lazy as _

from ..booking.models import DatesWanted
from ..snippets.models import Course, CourseCompetency
from .checks import Check, Line
from .subjects import subject_of


def delivered_by_course(on: datetime.date) -> list[tuple[Course, frozenset[str]]]:
    """Return courses that have not ended, with the names of what they give then.

    Queries: 2, whatever the number of courses.
    """
    links = CourseCompetency.objects.select_related("competency")
    courses = (
        Course.objects.exclude(ends_on__lt=on)
        .prefetch_related(Prefetch("delivered", queryset=links))
        .order_by("title", "code", "pk")
    )
    return [
        (
            course,
            frozenset(
                link.competency.name
                for link in course.delivered.all()
                if link.holds_on(on)
            ),
        )
        for course in courses
    ]


def _differing(on: datetime.date) -> Iterator[Line]:
    """Find courses of one subject that do not all give the same competencies."""
    subjects: dict[tuple[int, str], list[tuple[Course, frozenset[str]]]] = defaultdict(
        list
    )
    for course, given in delivered_by_course(on):
        subject = subject_of(course.title)
        if subject:
            subjects[course.business_group_id, subject].append((course, given))
    for (_group, subject), courses in sorted(subjects.items()):
        if len({given for _course, given in courses}) > 1:
            for course, given in courses:
                yield subject, course.code, course.title, _listed(given)


def _giving_nothing(on: datetime.date) -> Iterator[Line]:
    """Find courses whose completion awards nothing."""
    for course, given in delivered_by_course(on):
        if not given:
            yield course.code, course.title


def _waited_for(on: datetime.date) -> Iterator[Line]:
    """Count who waits to be told of dates, by what and site, most first."""
    found = (
        DatesWanted.objects.filter(told_at__isnull=True)
        .values_list("course__code", "course__title", "competency__name", "site")
        .annotate(waiting=Count("person", distinct=True))
        .order_by("-waiting", "course__title", "competency__name", "site")
    )
    for code, title, competency, site, waiting in found:
        yield code or "–", title or competency, site or str(_("Any")), str(waiting)


def _listed(names: frozenset[str]) -> str:
    return "; ".join(sorted(names)) or "–"


_COURSE = (_("Course code"), _("Title"))

CATALOGUE_CHECKS = (
    Check(
        "courses-that-differ",
        _("Courses of one subject that give different competencies"),
        _(
            "People think they have done the same, and some do not become compliant. "
            "Let all of them give the same, or name them apart."
        ),
        (_("Subject"), *_COURSE, _("Competencies")),
        _differing,
    ),
    Check(
        "courses-without-competencies",
        _("Courses that give no competency"),
        _(
            "Nobody becomes compliant by them. Attach what they give, if they are "
            "meant to give something."
        ),
        _COURSE,
        _giving_nothing,
    ),
    Check(
        "dates-wanted",
        _("People who wait to be told of dates"),
        _("Plan classes where many wait. They are told once when one is published."),
        (_("Course code"), _("Course or competency"), _("Site"), _("People waiting")),
        _waited_for,
    ),
)
