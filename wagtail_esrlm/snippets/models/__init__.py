"""Models of what editors keep and choose: competencies and the catalogue."""

from .audiences import Audience, AudienceValue
from .catalogue import Category, Course, DeliveryMode
from .classes import ClassSession, LearningClass, SessionInstructor
from .competencies import (
    ALWAYS,
    MOST_AMBER_MONTHS,
    Competency,
    CompetencyCover,
    RenewalPeriod,
)
from .links import CompetencyPart, CourseCompetency, CoursePrerequisite
from .places import BankHoliday, Equipment, Location

__all__ = [
    "ALWAYS",
    "MOST_AMBER_MONTHS",
    "Audience",
    "AudienceValue",
    "BankHoliday",
    "Category",
    "ClassSession",
    "Competency",
    "CompetencyCover",
    "CompetencyPart",
    "Course",
    "CourseCompetency",
    "CoursePrerequisite",
    "DeliveryMode",
    "Equipment",
    "LearningClass",
    "Location",
    "RenewalPeriod",
    "SessionInstructor",
]
