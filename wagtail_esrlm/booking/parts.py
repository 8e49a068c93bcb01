"""The parts of a page that show courses, classes and bookings to its reader.

Blocks, fragments and pages render the same templates with these contexts. What a reader
sees depends on their audience, so every part is personal.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from ..compliance.parts import frame, is_deferred
from ..links import link, link_with
from ..personal import mark_personal
from ..snippets.models import Course
from ..workforce.selectors import person_for_request
from .bookings import bookings_of, grouped
from .catalogue import PAGE_SIZE, CatalogueRequest, Scope, is_early_reader
from .listing import bookable_classes, catalogue_listing, with_places
from .options import options_for
from .visible import visible_courses

#: Classes of a timetable.
MOST_CLASSES = 30


def part_frame(request: HttpRequest | None, **options: Any) -> dict[str, Any]:
    """Return what every part's template needs, and whether anything is shown."""
    context = frame(
        request,
        heading=options.get("heading"),
        level=options.get("level"),
        show=options.get("show") or "all",
    )
    return context | {"is_silent": request is None}


def fetched_later(
    context: dict[str, Any], part: str, page: str, **query: Any
) -> dict[str, Any]:
    """Return a part that its reader's browser fetches after the page."""
    wanted = {
        "level": context["level"],
        "uid": context["uid"],
        **{name: value for name, value in query.items() if value},
    }
    address = link_with("fragment_booking", wanted, part=part)
    return context | {
        "is_silent": not address,
        "fragment_url": address,
        "page_url": link(page),
    }


def catalogue_part(
    request: HttpRequest | None,
    *,
    category: int | None = None,
    competency: int | None = None,
    page_size: int = PAGE_SIZE,
    fetched: bool = False,
    **options: Any,
) -> dict[str, Any]:
    """Return the context of a catalogue that can be filtered."""
    context = part_frame(request, **options)
    if request is None or fetched or is_deferred(request):
        return fetched_later(
            context,
            "catalogue",
            "catalogue",
            category=category,
            competency=competency,
            size=page_size,
        )
    mark_personal(request)
    asking = CatalogueRequest(
        request,
        Scope(
            category_id=category,
            competency_id=competency,
            page_size=page_size,
            prefix=context["uid"],
            path=request.path if not options.get("is_fragment") else "",
        ),
    )
    return context | {"asking": asking, "is_silent": asking.is_empty}


def course_part(
    request: HttpRequest | None,
    course: Course | None,
    *,
    fetched: bool = False,
    **options: Any,
) -> dict[str, Any]:
    """Return the context of a course's card; silent where it is not for the reader."""
    context = part_frame(request, **options)
    if course is None:
        return context | {"is_silent": True}
    if request is None or fetched or is_deferred(request):
        return fetched_later(context, "course", "catalogue", course=course.pk)
    mark_personal(request)
    early = is_early_reader(request)
    courses = visible_courses(person_for_request(request), sees_early=early)
    listing = catalogue_listing(
        courses.filter(pk=course.pk), counted=False, sees_early=early
    )
    return context | {"entries": listing.entries, "is_silent": not listing.entries}


def timetable_part(
    request: HttpRequest | None,
    *,
    course: Course | None = None,
    category: int | None = None,
    site: str = "",
    fetched: bool = False,
    **options: Any,
) -> dict[str, Any]:
    """Return the context of a timetable: classes to come, by day."""
    context = part_frame(request, **options)
    if request is None or fetched or is_deferred(request):
        return fetched_later(
            context,
            "timetable",
            "catalogue",
            course=course.pk if course else None,
            category=category,
            site=site,
        )
    mark_personal(request)
    early = is_early_reader(request)
    courses = visible_courses(person_for_request(request), sees_early=early)
    if course is not None:
        courses = courses.filter(pk=course.pk)
    if category:
        courses = courses.filter(category_id=category)
    classes = bookable_classes(sees_early=early).filter(course__in=courses.order_by())
    if site:
        classes = classes.filter(sessions__location__name=site).distinct()
    shown = with_places(classes).select_related("places", "course")[:MOST_CLASSES]
    return context | {"classes": list(shown)}


def booking_part(
    request: HttpRequest | None,
    course: Course | None,
    *,
    fetched: bool = False,
    **options: Any,
) -> dict[str, Any]:
    """Return the context of a form that books one of a course's classes."""
    context = part_frame(request, **options)
    if course is None:
        return context | {"is_silent": True}
    if request is None or fetched or is_deferred(request):
        return fetched_later(context, "form", "catalogue", course=course.pk)
    mark_personal(request)
    person = person_for_request(request)
    early = is_early_reader(request)
    found = visible_courses(person, sees_early=early).filter(pk=course.pk).first()
    if found is None:
        return context | {"is_silent": True}
    classes = list(
        with_places(bookable_classes(sees_early=early).filter(course=found))[
            :MOST_CLASSES
        ]
    )
    return context | {
        "course": found,
        "classes": classes,
        "options": options_for(person, classes),
        "person": person,
    }


def my_bookings_part(
    request: HttpRequest | None, *, fetched: bool = False, **options: Any
) -> dict[str, Any]:
    """Return the context of the reader's own bookings to come."""
    context = part_frame(request, **options)
    if request is None or fetched or is_deferred(request):
        return fetched_later(context, "bookings", "my_learning")
    person = person_for_request(request)
    if person is None:
        return context | {"is_silent": True}
    mark_personal(request)
    groups = [group for group in grouped(bookings_of(person)) if not group.is_past]
    return context | {
        "groups": groups,
        "person": person,
        "whole_url": link("my_learning"),
    }
