"""Models of compliance: what is required, what is held, and what was calculated."""

from .awards import AwardCover, AwardEvidence, CompetencyAward, Exemption
from .records import (
    CalculationState,
    ComplianceRecord,
    ComplianceSnapshot,
    ReportPopulation,
    StaleMark,
)
from .requirements import Requirement

__all__ = [
    "AwardCover",
    "AwardEvidence",
    "CalculationState",
    "CompetencyAward",
    "ComplianceRecord",
    "ComplianceSnapshot",
    "Exemption",
    "ReportPopulation",
    "Requirement",
    "StaleMark",
]
