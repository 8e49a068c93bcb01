"""Makes everything that booking says known; called when the app is ready."""

from __future__ import annotations

from ...notifications.hooks import on_sent
from . import class_kinds, supervisors
from .invitations import remember_calendar
from .kinds import KINDS


def register() -> None:
    """Register the kinds, what follows from sending them, and the reminders."""
    for kind in KINDS:
        kind.register()
        if kind.calendar:
            on_sent(kind.name, remember_calendar)
    class_kinds.register()
    supervisors.register()
