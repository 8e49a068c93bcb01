"""StreamField blocks for a host's pages: paths, names and meaning are frozen."""

from .catalogue import (
    BookingFormBlock,
    ClassTimetableBlock,
    CourseCardBlock,
    CourseListingBlock,
    MyBookingsBlock,
)
from .compliance import MyComplianceBlock, TeamComplianceBlock
from .listing import esrlm_blocks

__all__ = [
    "BookingFormBlock",
    "ClassTimetableBlock",
    "CourseCardBlock",
    "CourseListingBlock",
    "MyBookingsBlock",
    "MyComplianceBlock",
    "TeamComplianceBlock",
    "esrlm_blocks",
]
