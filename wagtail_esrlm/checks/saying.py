"""How a check says what is wrong."""

from __future__ import annotations

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning

from ..conf import SETTINGS_NAME

APP = "wagtail_esrlm"

Messages = list[CheckMessage]


def error(number: str, what: str, hint: str) -> Error:
    """Return what stops the command, and how to put it right."""
    return Error(what, hint=hint, id=f"{APP}.{number}")


def warning(number: str, what: str, hint: str) -> Warning:
    """Return what does not stop it."""
    return Warning(what, hint=hint, id=f"{APP}.{number}")


def settings_are_readable() -> bool:
    """Whether the plugin's settings are a dict, or left out."""
    return isinstance(getattr(settings, SETTINGS_NAME, None) or {}, dict)
