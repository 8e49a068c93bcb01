"""Stored records: the status of each on a day, derived when it is read."""

from __future__ import annotations

from django.db import models


class ComplianceRecordQuerySet(models.QuerySet):
    """Stored cells; see ``with_status``."""
