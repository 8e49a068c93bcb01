"""The background work of imports, registered with ``jobs``: thin, no rule here."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ..jobs.registry import Every, register_job
from . import batches


def register() -> None:
    """Register what checks and applies files; called when the app is ready."""
    register_job(
        batches.JOB,
        run=batches.work,
        every=Every.MINUTE,
        due=batches.is_waiting,
        label=_("Check and apply files"),
        long=True,
        seconds=600,
    )
