"""Every block at once, for a host's ``StreamField``."""

from __future__ import annotations

from wagtail import blocks

from .catalogue import (
    BookingFormBlock,
    ClassTimetableBlock,
    CourseCardBlock,
    CourseListingBlock,
    MyBookingsBlock,
)
from .compliance import MyComplianceBlock, TeamComplianceBlock


def esrlm_blocks() -> list[tuple[str, blocks.Block]]:
    """Return our blocks with their names: ``StreamField([*esrlm_blocks(), ...])``."""
    return [
        ("esrlm_my_compliance", MyComplianceBlock()),
        ("esrlm_team_compliance", TeamComplianceBlock()),
        ("esrlm_course_listing", CourseListingBlock()),
        ("esrlm_course_card", CourseCardBlock()),
        ("esrlm_class_timetable", ClassTimetableBlock()),
        ("esrlm_booking_form", BookingFormBlock()),
        ("esrlm_my_bookings", MyBookingsBlock()),
    ]
