"""The audit trail of compliance, kept in Wagtail's log (rule 98)."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogActionRegistry

from ..workforce.audit import register_actions

#: Action, label, and what the history says.
ACTIONS: tuple[tuple[str, str | Promise, str | Promise], ...] = (
    ("wagtail_esrlm.award.give", _("Give award"), _("Award given")),
    ("wagtail_esrlm.award.change", _("Change award"), _("Award stated anew")),
    ("wagtail_esrlm.award.void", _("Void award"), _("Award made void")),
    ("wagtail_esrlm.requirement.add", _("Add requirement"), _("Requirement added")),
    ("wagtail_esrlm.requirement.end", _("End requirement"), _("Requirement ended")),
    (
        "wagtail_esrlm.requirement.change",
        _("Change requirement"),
        _("Requirement changed"),
    ),
    (
        "wagtail_esrlm.requirement.remove",
        _("Remove requirement"),
        _("Requirement removed before it began"),
    ),
    ("wagtail_esrlm.requirement.bulk", _("Add many"), _("Requirements added together")),
    ("wagtail_esrlm.competency.period", _("Change period"), _("Renewal changed")),
    ("wagtail_esrlm.competency.covers", _("Change covers"), _("Covers changed")),
    ("wagtail_esrlm.competency.end", _("End competency"), _("End date changed")),
    ("wagtail_esrlm.competency.add", _("Add competency"), _("Competency added")),
    ("wagtail_esrlm.competency.change", _("Change competency"), _("Details changed")),
    ("wagtail_esrlm.exemption.give", _("Exempt"), _("Exemption given")),
    ("wagtail_esrlm.exemption.withdraw", _("Withdraw"), _("Exemption withdrawn")),
    ("wagtail_esrlm.evidence.accept", _("Accept evidence"), _("Evidence accepted")),
    ("wagtail_esrlm.evidence.refuse", _("Refuse evidence"), _("Evidence refused")),
)


def register_compliance_log_actions(actions: LogActionRegistry) -> None:
    """Make the actions of compliance known to Wagtail's log."""
    register_actions(actions, ACTIONS)
