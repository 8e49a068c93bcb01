"""Factories and helpers for tests, ours and hosts'; needs factory-boy.

Nothing of the plugin imports this package.
"""

from .factories import (
    AssignmentCategoryFactory,
    AssignmentFactory,
    AssignmentPeriodFactory,
    AssignmentStatusFactory,
    BusinessGroupFactory,
    CompetencyAwardFactory,
    CompetencyCoverFactory,
    CompetencyFactory,
    DeputyFactory,
    ExemptionFactory,
    JobRoleFactory,
    OrganisationFactory,
    PersonFactory,
    PositionFactory,
    RenewalPeriodFactory,
    RequirementFactory,
    SupplementaryRoleFactory,
    UserFactory,
    organisation_path,
    seat,
)

__all__ = [
    "AssignmentCategoryFactory",
    "AssignmentFactory",
    "AssignmentPeriodFactory",
    "AssignmentStatusFactory",
    "BusinessGroupFactory",
    "CompetencyAwardFactory",
    "CompetencyCoverFactory",
    "CompetencyFactory",
    "DeputyFactory",
    "ExemptionFactory",
    "JobRoleFactory",
    "OrganisationFactory",
    "PersonFactory",
    "PositionFactory",
    "RenewalPeriodFactory",
    "RequirementFactory",
    "SupplementaryRoleFactory",
    "UserFactory",
    "organisation_path",
    "seat",
]
