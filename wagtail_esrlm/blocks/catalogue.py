"""Blocks that show courses, classes and the reader's own bookings.

Rendered for the reader of the page: what is listed depends on their audience. Options
are frozen: a host's migrations hold them.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from . import catalogue_previews as previews
from .personal import PersonalBlock, heading_block, level_block

COURSE = "wagtail_esrlm.Course"
CATEGORY = "wagtail_esrlm.Category"


class CatalogueBlock(PersonalBlock):
    """What blocks of the catalogue share: what programs read of them."""

    api_page = "catalogue"

    def get_api_representation(
        self, value: Any, context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Return the options, with what was chosen by its public id."""
        shown = super().get_api_representation(value, context)
        shown.pop("show", None)
        course = (value or {}).get("course")
        category = (value or {}).get("category")
        return shown | {
            "course": str(course.uuid) if course else None,
            "category": category.name if category else None,
        }


class CourseListingBlock(CatalogueBlock):
    """The catalogue, or one shelf of it, with filters."""

    heading = heading_block(_("Leave empty for “Courses”."))
    heading_level = level_block()
    category = SnippetChooserBlock(
        CATEGORY,
        required=False,
        label=_("Category"),
        help_text=_("Leave empty for all courses."),
    )
    page_size = blocks.IntegerBlock(
        default=10, min_value=1, max_value=50, label=_("Courses on a page")
    )

    class Meta:
        label = _("Course listing")
        icon = "list-ul"
        group = _("Learning")
        description = _(
            "Lists the courses that each reader may see, with filters, the next "
            "classes and the places left."
        )
        template = "wagtail_esrlm/booking/parts/catalogue.html"
        preview_template = "wagtail_esrlm/block_preview.html"
        preview_value = staticmethod(previews.listing_value)

    def chosen(self, value: Any) -> dict[str, Any]:
        """Return the shelf and the size of a page."""
        category = (value or {}).get("category")
        return {
            "category": category.pk if category else None,
            "page_size": (value or {}).get("page_size") or 10,
        }

    def part(self, request: Any, **options: Any) -> dict[str, Any]:
        """Return the catalogue for its reader."""
        from ..booking.parts import catalogue_part

        return catalogue_part(request, **options)

    def example(self, **options: Any) -> dict[str, Any]:
        """Return a made-up catalogue."""
        return previews.listing_example(**options)


class CourseCardBlock(CatalogueBlock):
    """One course with its next classes; nothing for readers it is not for."""

    heading = heading_block(_("Leave empty for “Course”."))
    heading_level = level_block()
    course = SnippetChooserBlock(COURSE, label=_("Course"))

    class Meta:
        label = _("Course card")
        icon = "doc-full"
        group = _("Learning")
        description = _("Shows one course with its next classes and the places left.")
        template = "wagtail_esrlm/booking/parts/course.html"
        preview_template = "wagtail_esrlm/block_preview.html"
        preview_value = staticmethod(previews.course_value)

    def chosen(self, value: Any) -> dict[str, Any]:
        """Return the course."""
        return {"course": (value or {}).get("course")}

    def part(self, request: Any, **options: Any) -> dict[str, Any]:
        """Return the course for its reader."""
        from ..booking.parts import course_part

        return course_part(request, **options)

    def example(self, **options: Any) -> dict[str, Any]:
        """Return a made-up course."""
        return previews.card_example(**options)


class ClassTimetableBlock(CatalogueBlock):
    """Classes to come, by day; of one course, one shelf or one site."""

    heading = heading_block(_("Leave empty for “Classes”."))
    heading_level = level_block()
    course = SnippetChooserBlock(COURSE, required=False, label=_("Course"))
    category = SnippetChooserBlock(CATEGORY, required=False, label=_("Category"))
    site = blocks.CharBlock(
        required=False,
        max_length=240,
        label=_("Site"),
        help_text=_("Only classes here, for example “Royal Wing”."),
    )

    class Meta:
        label = _("Class timetable")
        icon = "calendar-alt"
        group = _("Learning")
        description = _("Lists the classes to come by day, with place and places left.")
        template = "wagtail_esrlm/booking/parts/timetable.html"
        preview_template = "wagtail_esrlm/block_preview.html"
        preview_value = staticmethod(previews.timetable_value)

    def chosen(self, value: Any) -> dict[str, Any]:
        """Return what the timetable is limited to."""
        category = (value or {}).get("category")
        return {
            "course": (value or {}).get("course"),
            "category": category.pk if category else None,
            "site": (value or {}).get("site") or "",
        }

    def part(self, request: Any, **options: Any) -> dict[str, Any]:
        """Return the classes for their reader."""
        from ..booking.parts import timetable_part

        return timetable_part(request, **options)

    def example(self, **options: Any) -> dict[str, Any]:
        """Return a made-up timetable."""
        return previews.timetable_example(**options)


class BookingFormBlock(CatalogueBlock):
    """The classes of one course, each with what the reader can do."""

    heading = heading_block(_("Leave empty for “Book a class”."))
    heading_level = level_block()
    course = SnippetChooserBlock(COURSE, label=_("Course"))

    class Meta:
        label = _("Booking form")
        icon = "form"
        group = _("Learning")
        description = _(
            "Lets readers book a class of one course, ask for a place or join the "
            "waiting list."
        )
        template = "wagtail_esrlm/booking/parts/form.html"
        preview_template = "wagtail_esrlm/block_preview.html"
        preview_value = staticmethod(previews.course_value)

    def chosen(self, value: Any) -> dict[str, Any]:
        """Return the course."""
        return {"course": (value or {}).get("course")}

    def part(self, request: Any, **options: Any) -> dict[str, Any]:
        """Return what its reader can book."""
        from ..booking.parts import booking_part

        return booking_part(request, **options)

    def example(self, **options: Any) -> dict[str, Any]:
        """Return a made-up course to book."""
        return previews.form_example(**options)


class MyBookingsBlock(CatalogueBlock):
    """The reader's own bookings to come."""

    api_page = "my_learning"

    heading = heading_block(_("Leave empty for “My bookings”."))
    heading_level = level_block()

    class Meta:
        label = _("My bookings")
        icon = "tasks"
        group = _("Learning")
        description = _(
            "Shows each reader the classes they have booked or wait for. Nobody else "
            "sees it."
        )
        template = "wagtail_esrlm/booking/parts/bookings.html"
        preview_template = "wagtail_esrlm/block_preview.html"
        preview_value = staticmethod(previews.plain_value)

    def part(self, request: Any, **options: Any) -> dict[str, Any]:
        """Return the reader's bookings."""
        from ..booking.parts import my_bookings_part

        return my_bookings_part(request, **options)

    def example(self, **options: Any) -> dict[str, Any]:
        """Return made-up bookings."""
        return previews.bookings_example(**options)
