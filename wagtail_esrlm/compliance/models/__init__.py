"""Models of compliance: what is required, what is held, and what was calculated."""

from .awards import AwardEvidence, CompetencyAward, Exemption, HeldCompetency
from .records import (
    CalculationState,
    ComplianceRecord,
    ComplianceSnapshot,
    ReportPopulation,
    StaleMark,
)
from .requirements import Requirement

__all__ = [
    "AwardEvidence",
    "CalculationState",
    "CompetencyAward",
    "ComplianceRecord",
    "ComplianceSnapshot",
    "Exemption",
    "HeldCompetency",
    "ReportPopulation",
    "Requirement",
    "StaleMark",
]
