"""The background work of the background work itself."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .registry import Every, register_job
from .runs import purge_runs


def register() -> None:
    """Register the purge of old runs; called when the app is ready."""
    register_job(
        "purge_runs",
        run=purge_runs,
        every=Every.DAY,
        hour=4,
        label=_("Delete old records of background work"),
    )
