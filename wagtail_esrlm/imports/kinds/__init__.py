"""The kinds of files: what their rows are and how they are applied."""

from __future__ import annotations

from .awards import AwardsKind
from .base import Kind
from .classes import ClassesKind
from .competencies import CompetenciesKind
from .courses import CoursesKind
from .enrolments import EnrolmentsKind
from .locations import LocationsKind
from .requirements import RequirementsKind
from .staff import StaffKind

__all__ = ["KINDS", "Kind"]

#: Each kind by the name that commands and batches use.
KINDS: dict[str, type[Kind]] = {
    "staff": StaffKind,
    "competencies": CompetenciesKind,
    "requirements": RequirementsKind,
    "awards": AwardsKind,
    "locations": LocationsKind,
    "courses": CoursesKind,
    "classes": ClassesKind,
    "enrolments": EnrolmentsKind,
}
