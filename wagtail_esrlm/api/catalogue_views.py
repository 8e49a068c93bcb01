"""Endpoints of the catalogue: courses, classes with places left, wishes for dates."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from ..booking.catalogue import Scope, is_early_reader
from ..booking.catalogue_views import find_class, find_course
from ..booking.listing import (
    CourseEntry,
    bookable_classes,
    fitting_classes,
    fitting_courses,
    with_places,
)
from ..booking.options import options_for
from ..booking.visible import visible_courses
from ..booking.wishes import want_dates
from ..snippets.models import LearningClass
from ..workforce.models import Person
from ..workforce.selectors import person_for_request
from . import booking_serializers as shapes
from .base import CATALOGUE, EsrlmPagination, EsrlmView, described
from .catalogue_filters import catalogue_asked
from .views import NO_PERSON, as_django
from .writes import KEY_HEADER, EsrlmWriteView, once

FILTERS = [
    OpenApiParameter("q", str, description="Words of the course."),
    OpenApiParameter("category", str, description="Name of a category."),
    OpenApiParameter("competency", str, description="Its uuid, or its whole name."),
    OpenApiParameter("mode", str),
    OpenApiParameter("site", str),
    OpenApiParameter("from_day", str, description="2026-11-23"),
    OpenApiParameter("until_day", str),
    OpenApiParameter("time", str, enum=["morning", "afternoon", "evening"]),
    OpenApiParameter("places", bool, description="Only with places left."),
]


class NumberedPagination(EsrlmPagination):
    """Pages by their number alone: the listing has read its page before."""

    last_page_strings = ()


class CourseListView(EsrlmView):
    """The courses that the asker may see, those they need first."""

    throttle_scope = CATALOGUE
    pagination_class = NumberedPagination

    @described(
        operation_id="courses",
        responses=shapes.CourseEntrySerializer(many=True),
        parameters=FILTERS,
    )
    def get(self, request: Request) -> Response:
        """Return a page of courses, each with its next three classes."""
        pagination = NumberedPagination()
        size = pagination.get_page_size(request) or EsrlmPagination.page_size
        asking = catalogue_asked(request, Scope(page_size=size))
        listing = asking.listing
        pagination.paginate_queryset(range(listing.found), request, view=self)  # type: ignore[arg-type]
        classes = with_places(
            LearningClass.objects.filter(
                pk__in=[line.pk for entry in listing.entries for line in entry.classes]
            ).order_by("starts_at", "pk")
        )
        data = shapes.CourseEntrySerializer(
            [_with_classes(entry, classes) for entry in listing.entries],
            many=True,
            context={"options": options_for(asking.person, list(classes))},
        ).data
        return pagination.get_paginated_response(data)


def _with_classes(
    entry: CourseEntry, classes: Iterable[LearningClass]
) -> dict[str, Any]:
    """Return a course of a listing with the whole of its next classes."""
    found = [each for each in classes if each.course_id == entry.course.pk]
    for each in found:
        each.course = entry.course
    return {"course": entry.course, "is_needed": entry.is_needed, "classes": found}


class CourseView(EsrlmView):
    """One course, with its classes to come."""

    throttle_scope = CATALOGUE

    @described(operation_id="course", responses=shapes.CourseDetailSerializer)
    def get(self, request: Request, uuid: UUID) -> Response:
        """Return a course; 404 where it is not for the asker."""
        early = is_early_reader(as_django(request))
        person = person_for_request(as_django(request))
        course = find_course(visible_courses(person, sees_early=early), uuid)
        classes = with_places(
            bookable_classes(sees_early=early)
            .filter(course=course)
            .select_related("course")
        )[:100]
        context = {"classes": classes, "options": options_for(person, list(classes))}
        return Response(shapes.CourseDetailSerializer(course, context=context).data)


class DatesWantedView(EsrlmWriteView):
    """A wish to be told when a course has dates."""

    @described(
        operation_id="tell_me",
        request=None,
        responses={200: dict},
        parameters=[KEY_HEADER],
    )
    def post(self, request: Request, uuid: UUID) -> Response:
        """Note the wish; once while it is open."""
        person = must_be_person(request)
        early = is_early_reader(as_django(request))
        course = find_course(visible_courses(person, sees_early=early), uuid)

        def work() -> dict[str, Any]:
            want_dates(person, course)
            return {"wanted": True}

        return once(request, work)


class ClassListView(EsrlmView):
    """Classes to come that the asker may see, soonest first."""

    throttle_scope = CATALOGUE
    pagination_class = EsrlmPagination

    @described(
        operation_id="classes",
        responses=shapes.ClassSerializer(many=True),
        parameters=FILTERS,
    )
    def get(self, request: Request) -> Response:
        """Return a page of classes with the places left."""
        asking = catalogue_asked(request)
        asked = asking.asked
        courses = asking.courses
        if asked.text or asked.category_ids or asked.competency_ids or asked.modes:
            everything = bookable_classes(sees_early=asking.sees_early)
            found = fitting_courses(courses, everything, asked)
            courses = courses.filter(pk__in=found.order_by().values("pk"))
        classes = fitting_classes(
            bookable_classes(sees_early=asking.sees_early), asked
        ).filter(course__in=courses.order_by())
        pagination = EsrlmPagination()
        page = pagination.paginate_queryset(
            with_places(classes.select_related("course")), request, view=self
        )
        options = options_for(asking.person, page or [])
        data = shapes.ClassSerializer(
            page, many=True, context={"options": options}
        ).data
        return pagination.get_paginated_response(data)


class ClassView(EsrlmView):
    """One class."""

    throttle_scope = CATALOGUE

    @described(operation_id="learning_class", responses=shapes.ClassSerializer)
    def get(self, request: Request, uuid: UUID) -> Response:
        """Return a class; 404 where it is not for the asker."""
        found = find_class(as_django(request), uuid)
        options = options_for(person_for_request(as_django(request)), [found])
        return Response(
            shapes.ClassSerializer(found, context={"options": options}).data
        )


def must_be_person(request: Request) -> Person:
    """Return the person who asks.

    Raises:
        NotFound: for a log-in without a person.
    """
    person = person_for_request(as_django(request))
    if person is None:
        raise NotFound(NO_PERSON, code="unlinked")
    return person
