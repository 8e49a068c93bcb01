"""The audit trail of the message log, kept in Wagtail's log (rule 98)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogActionRegistry

from ..workforce.audit import register_actions

RETRIED = "wagtail_esrlm.message.retry"

ACTIONS = ((RETRIED, _("Try again"), _("To be tried again")),)


def register_message_log_actions(actions: LogActionRegistry) -> None:
    """Make the actions of the message log known to Wagtail's log."""
    register_actions(actions, ACTIONS)
