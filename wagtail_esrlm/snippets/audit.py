"""The audit trail of the catalogue, kept in Wagtail's log (rule 98)."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogActionRegistry

from ..workforce.audit import register_actions

#: Action, label, and what the history says.
ACTIONS: tuple[tuple[str, str | Promise, str | Promise], ...] = (
    ("wagtail_esrlm.course.add", _("Add course"), _("Course added")),
    ("wagtail_esrlm.course.change", _("Change course"), _("Details changed")),
    (
        "wagtail_esrlm.course.delivered",
        _("Change competencies"),
        _("Competencies delivered changed"),
    ),
    (
        "wagtail_esrlm.course.prerequisites",
        _("Change prerequisites"),
        _("Prerequisites changed"),
    ),
    ("wagtail_esrlm.course.audience", _("Change audience"), _("Audience changed")),
    ("wagtail_esrlm.course.end", _("End course"), _("End date changed")),
    ("wagtail_esrlm.course.copy", _("Copy course"), _("Copied")),
    ("wagtail_esrlm.location.add", _("Add location"), _("Location added")),
    ("wagtail_esrlm.location.change", _("Change location"), _("Details changed")),
    ("wagtail_esrlm.category.add", _("Add category"), _("Category added")),
    ("wagtail_esrlm.snippet.delete", _("Delete"), _("Deleted")),
)


def register_catalogue_log_actions(actions: LogActionRegistry) -> None:
    """Make the actions of the catalogue known to Wagtail's log."""
    register_actions(actions, ACTIONS)
