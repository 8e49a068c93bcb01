"""Models of the workforce: structure, people, and the seats they hold."""

from .people import Deputy, LinkProposal, Person
from .seats import Assignment, AssignmentPeriod, SupplementaryRoleHolding
from .structure import (
    AssignmentCategory,
    AssignmentStatus,
    BusinessGroup,
    JobRole,
    Organisation,
    Position,
    SupplementaryRole,
)

__all__ = [
    "Assignment",
    "AssignmentCategory",
    "AssignmentPeriod",
    "AssignmentStatus",
    "BusinessGroup",
    "Deputy",
    "JobRole",
    "LinkProposal",
    "Organisation",
    "Person",
    "Position",
    "SupplementaryRole",
    "SupplementaryRoleHolding",
]
