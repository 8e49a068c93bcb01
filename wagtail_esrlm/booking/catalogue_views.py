"""Pages of the catalogue: all courses, one course, one class."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from ..clock import now
from ..pages import PageFrameMixin
from ..personal import keep_private, mark_personal
from ..snippets.models import Course, LearningClass
from ..workforce.selectors import person_for_request
from .catalogue import CatalogueRequest, is_early_reader
from .gone import SaysWhatIsGoneMixin
from .listing import bookable_classes, with_places
from .options import options_for
from .visible import sees_course, visible_courses
from .wishes import wants_dates


class CataloguePage(SaysWhatIsGoneMixin, PageFrameMixin, TemplateView):
    """A page of the catalogue; the public sees of it what is for the public."""

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        """Ask strangers to log in where there is nothing for the public."""
        mark_personal(request)
        try:
            answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        except Http404:
            answer = redirect_to_login(request.get_full_path())
        return keep_private(answer)

    def visible(self) -> Any:
        """Return the courses the reader may see."""
        return visible_courses(
            person_for_request(self.request),
            sees_early=is_early_reader(self.request),
        )


class CatalogueView(CataloguePage):
    """Every course the reader may see, with filters."""

    template_name = "wagtail_esrlm/booking/catalogue.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read what is asked, and find it.

        Raises:
            Http404: for the public, where nothing is for it.
        """
        asking = CatalogueRequest(self.request)
        if not self.request.user.is_authenticated and not asking.courses.exists():
            raise Http404
        return super().get_context_data(**kwargs) | {"asking": asking}


class CourseView(CataloguePage):
    """One course: what it is, what it gives, and its classes to come."""

    template_name = "wagtail_esrlm/booking/course.html"
    gone = gettext_lazy("This course is not on offer any more, or it is not for you.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Find the course among those the reader may see.

        Raises:
            Http404: where it is not for the reader.
        """
        course = find_course(self.visible(), kwargs["uuid"])
        classes = list(
            with_places(
                bookable_classes(sees_early=is_early_reader(self.request)).filter(
                    course=course
                )
            )
        )
        person = person_for_request(self.request)
        return super().get_context_data(**kwargs) | {
            "course": course,
            "classes": classes,
            "options": options_for(person, classes),
            "person": person,
            "is_wanted": not classes and wants_dates(person, course),
            "refusal": kwargs.get("refusal"),
        }


def find_course(courses: Any, uuid: Any) -> Course:
    """Return one of these courses.

    Raises:
        Http404: where it is not among them.
    """
    course = (
        courses.filter(uuid=uuid)
        .select_related("category", "image")
        .prefetch_related("delivered__competency", "prerequisites__competency")
        .first()
    )
    if course is None:
        raise Http404
    return course


def find_class(request: HttpRequest, uuid: Any) -> LearningClass:
    """Return a published class of a course the reader may see.

    Whoever stands in it sees it, whatever became of the course since.

    Raises:
        Http404: for everybody else.
    """
    early = is_early_reader(request)
    person = person_for_request(request)
    found = (
        with_places(LearningClass.objects.shown(at=None if early else now()))
        .select_related("places", "course", "course__category")
        .filter(uuid=uuid)
        .first()
    )
    if found is None:
        raise Http404
    mine = person is not None and found.enrolments.filter(person=person).exists()
    if not mine and not sees_course(person, found.course_id, sees_early=early):
        raise Http404
    return found
