"""Parts about courses and bookings, for pages that were cached for everybody."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest

from ..compliance.views import FragmentView
from ..posted import number_in, searched_in
from ..snippets.models import Course
from .parts import (
    booking_part,
    catalogue_part,
    course_part,
    my_bookings_part,
    timetable_part,
)


class BookingFragment(FragmentView):
    """One part, by its name; its options are in the address."""

    def part(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        """Return the part's context.

        Raises:
            Http404: where there is no part of that name.
        """
        name = kwargs["part"]
        self.template_name = f"wagtail_esrlm/booking/parts/{name}.html"
        options: dict[str, Any] = {
            "level": request.GET.get("level"),
            "is_fragment": True,
        }
        course = Course.objects.filter(pk=_number(request, "course") or 0).first()
        category = _number(request, "category")
        if name == "catalogue":
            return catalogue_part(
                request,
                category=category,
                competency=_number(request, "competency"),
                page_size=min(_number(request, "size") or 20, 50),
                **options,
            )
        if name == "course":
            return course_part(request, course, **options)
        if name == "timetable":
            site = searched_in(request.GET.get("site"), most=240)
            return timetable_part(
                request, course=course, category=category, site=site, **options
            )
        if name == "form":
            return booking_part(request, course, **options)
        if name == "bookings":
            return my_bookings_part(request, **options)
        raise Http404


def _number(request: HttpRequest, name: str) -> int | None:
    return number_in(request.GET.get(name, ""))
