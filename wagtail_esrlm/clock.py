"""What day it is: dates are dates in one configured zone (rule 88)."""

from __future__ import annotations

import datetime
import zoneinfo

from django.utils import timezone

from .conf import esrlm_settings


def zone() -> zoneinfo.ZoneInfo:
    """Return the zone in which "today" is decided; Europe/London by default."""
    return zoneinfo.ZoneInfo(esrlm_settings.TIME_ZONE)


def now() -> datetime.datetime:
    """Return the present moment, aware, in UTC."""
    return timezone.now()


def today() -> datetime.date:
    """Return today's date in the configured zone, whatever the request's zone."""
    return timezone.now().astimezone(zone()).date()
