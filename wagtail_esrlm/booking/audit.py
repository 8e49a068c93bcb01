"""The audit trail of classes and bookings, kept in Wagtail's log (rule 98)."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogActionRegistry

from ..workforce.audit import register_actions

#: Action, label, and what the history says.
ACTIONS: tuple[tuple[str, str | Promise, str | Promise], ...] = (
    ("wagtail_esrlm.class.register", _("Close register"), _("Register closed")),
    ("wagtail_esrlm.class.add", _("Add class"), _("Class added")),
    ("wagtail_esrlm.class.change", _("Change class"), _("Details changed")),
    ("wagtail_esrlm.class.publish", _("Publish class"), _("Published")),
    ("wagtail_esrlm.class.unpublish", _("Hide class"), _("Hidden from staff")),
    ("wagtail_esrlm.class.plan", _("Plan class"), _("Set back to planned")),
    ("wagtail_esrlm.class.open", _("Open class"), _("Opened")),
    ("wagtail_esrlm.class.close", _("Close class"), _("Closed to new bookings")),
    ("wagtail_esrlm.class.cancel", _("Cancel class"), _("Cancelled")),
    ("wagtail_esrlm.class.move", _("Move class"), _("Moved")),
    ("wagtail_esrlm.class.postpone", _("Postpone class"), _("Postponed")),
    ("wagtail_esrlm.class.places", _("Change places"), _("Places changed")),
    ("wagtail_esrlm.class.run", _("Run class"), _("Runs with few people")),
    ("wagtail_esrlm.class.copy", _("Copy class"), _("Copied to new dates")),
    ("wagtail_esrlm.class.note", _("Message people"), _("Message written")),
    ("wagtail_esrlm.class.delete", _("Delete class"), _("Class deleted")),
)


def register_booking_log_actions(actions: LogActionRegistry) -> None:
    """Make the actions of classes and bookings known to Wagtail's log."""
    register_actions(actions, ACTIONS)
