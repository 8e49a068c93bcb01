"""Places and enrolments."""

from .attendance import GivenAward, PartCompletion, SessionMark
from .enrolments import Enrolment, EnrolmentStep
from .invitations import CalendarInvitation
from .places import ClassPlaces
from .waiting import DatesWanted, PromotionDue

__all__ = [
    "CalendarInvitation",
    "ClassPlaces",
    "DatesWanted",
    "Enrolment",
    "EnrolmentStep",
    "GivenAward",
    "PartCompletion",
    "PromotionDue",
    "SessionMark",
]
