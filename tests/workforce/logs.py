"""Reads the audit trail as people do."""

from __future__ import annotations

from typing import Any

from wagtail.log_actions import registry
from wagtail.models import ModelLogEntry


def history_of(instance: Any) -> list[ModelLogEntry]:
    """Return the entries of a record, newest first."""
    return list(registry.get_logs_for_instance(instance).order_by("-pk"))
