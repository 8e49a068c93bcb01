"""Checks of the settings dict by itself: its keys, its values, its zone."""

from __future__ import annotations

import difflib
import zoneinfo
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from ..conf import DEFAULTS, SETTINGS_NAME, esrlm_settings
from .saying import Messages, error, settings_are_readable

#: Keys whose value is a list of words, or None where that is the default.
LISTS = ("NOTIFICATION_CHANNELS", "MAIL_DOMAINS")
#: Keys that other checks judge altogether.
JUDGED_ELSEWHERE = ("TIME_ZONE", "LINK_AT_LOGIN")


def check_settings(app_configs: Any, **kwargs: Any) -> Messages:
    """Find a settings value that is not a dict, and keys that mean nothing."""
    if not settings_are_readable():
        return [
            error(
                "E030",
                f"{SETTINGS_NAME} is not a dict.",
                f'Write {SETTINGS_NAME} = {{"KEY": value}}.',
            )
        ]
    messages: Messages = []
    for key in esrlm_settings.unknown_keys():
        near = difflib.get_close_matches(str(key), DEFAULTS, n=1)
        known = ", ".join(sorted(DEFAULTS))
        hint = f"Did you mean {near[0]}?" if near else f"Known keys: {known}."
        messages.append(error("E031", f"{SETTINGS_NAME} has no key {key!r}.", hint))
    return messages


def check_values(app_configs: Any, **kwargs: Any) -> Messages:
    """Find values of a kind that cannot be used."""
    if not settings_are_readable():
        return []
    messages: Messages = []
    for key, value in esrlm_settings.stated().items():
        if key not in DEFAULTS or key in JUDGED_ELSEWHERE or key.endswith("_RESOLVER"):
            continue
        if wanted := _misfit(key, value):
            what = f"{SETTINGS_NAME}[{key!r}] cannot be {value!r}."
            messages.append(error("E035", what, f"Write {wanted}, or leave it out."))
    return messages


def _misfit(key: str, value: Any) -> str:
    """Return what the value should be, or "" where it is that."""
    default = DEFAULTS[key]
    if key in LISTS:
        fits = (value is None and default is None) or (
            isinstance(value, list | tuple | set | frozenset)
            and all(isinstance(item, str) for item in value)
        )
        return "" if fits else "a list of words"
    if isinstance(default, bool):
        return "" if isinstance(value, bool) else "True or False"
    if isinstance(default, int):
        least = 0 if key.endswith(("_HOURS", "_DAYS")) else 1
        fits = isinstance(value, int) and not isinstance(value, bool)
        return "" if fits and value >= least else f"a whole number, {least} or more"
    fits = (value is None and default is None) or (
        isinstance(value, str) and value != ""
    )
    return "" if fits else "a word in quotes"


def check_paths(app_configs: Any, **kwargs: Any) -> Messages:
    """Find dotted paths that lead to nothing that can be called."""
    if not settings_are_readable():
        return []
    paths = [
        (key, getattr(esrlm_settings, key))
        for key in sorted(DEFAULTS)
        if key.endswith("_RESOLVER")
    ]
    channels = esrlm_settings.NOTIFICATION_CHANNELS
    if not _misfit("NOTIFICATION_CHANNELS", channels):
        paths += [("NOTIFICATION_CHANNELS", path) for path in channels]
    messages: Messages = []
    for key, path in paths:
        if not path:
            continue
        hint = "Write the dotted path of a callable."
        try:
            if callable(import_string(path)):
                continue
        except Exception as err:
            hint = f"{hint} {type(err).__name__}: {err}"
        what = f"{SETTINGS_NAME}[{key!r}] cannot be used: {path!r}."
        messages.append(error("E032", what, hint))
    return messages


def check_time(app_configs: Any, **kwargs: Any) -> Messages:
    """Find naive datetimes and a zone that does not exist."""
    messages: Messages = []
    if not settings.USE_TZ:
        hint = "Set USE_TZ = True: expiry is decided in one stated zone."
        messages.append(error("E020", "USE_TZ is off.", hint))
    if not settings_are_readable():
        return messages
    name = esrlm_settings.TIME_ZONE
    try:
        zoneinfo.ZoneInfo(name)
    except Exception:
        what = f'{SETTINGS_NAME}["TIME_ZONE"] is not a zone: {name!r}.'
        hint = 'Write a name such as "Europe/London"; on Windows install tzdata.'
        messages.append(error("E021", what, hint))
    return messages
