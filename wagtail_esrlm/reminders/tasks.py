"""The background work of reminders, registered with ``jobs``: thin, no rule here."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ..jobs.registry import Every, register_job
from . import classes, compliance

#: The local hour from which people are reminded.
MORNING = 7


def register() -> None:
    """Register the daily passes; called when the app is ready."""
    for name, run, label in (
        ("remind_of_classes", classes.remind_of_classes, _("Remind of classes")),
        (
            "warn_of_few_people",
            classes.warn_of_few_people,
            _("Warn of classes with too few people"),
        ),
        ("chase_registers", classes.chase_registers, _("Chase open registers")),
        ("remind_people", compliance.remind_people, _("Remind of training")),
        ("tell_managers", compliance.tell_managers, _("Weekly digest for managers")),
    ):
        register_job(name, run=run, every=Every.DAY, hour=MORNING, label=label)
