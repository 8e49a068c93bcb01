"""Every check, and its registration with Django."""

from __future__ import annotations

from django.core.checks import register

from . import database, log_ins, queue, site, stated
from .saying import APP

CHECKS = (
    stated.check_settings,
    stated.check_values,
    stated.check_paths,
    stated.check_time,
    log_ins.check_linking,
    log_ins.check_addresses,
    queue.check_queue,
    database.check_sqlite,
    site.check_apps,
    site.check_urls,
    site.check_template,
    site.check_request,
    site.check_static_files,
)


def register_checks() -> None:
    """Register every check; called when the app is ready."""
    for check in CHECKS:
        register(check, APP)
