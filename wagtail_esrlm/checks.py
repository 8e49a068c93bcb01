"""System checks: what a host gets wrong, with a hint that puts it right.

Each id and its remedy stands in ``docs/checks.md``.
"""

from __future__ import annotations

import difflib
import math
import os
import sqlite3
import zoneinfo
from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.checks import CheckMessage, Error, Warning, register
from django.db import connections, router
from django.template import Context, TemplateDoesNotExist, TemplateSyntaxError
from django.template.loader import get_template
from django.template.loader_tags import BlockNode, ExtendsNode
from django.urls import URLResolver, get_resolver

from .conf import DEFAULTS, SETTINGS_NAME, esrlm_settings

APP = "wagtail_esrlm"
BROKERS = ("orm", "redis", "django_redis", "sqs", "iron_mq", "mongo", "broker_class")
LOWEST_SQLITE = (3, 39, 0)
LEAST_SQLITE_TIMEOUT = 10

Messages = list[CheckMessage]


def register_checks() -> None:
    """Register every check; called when the app is ready."""
    for check in (
        check_settings,
        check_resolvers,
        check_linking,
        check_time,
        check_apps,
        check_queue,
        check_sqlite,
        check_urls,
        check_template,
    ):
        register(check, APP)


def _error(number: str, what: str, hint: str) -> Error:
    return Error(what, hint=hint, id=f"{APP}.{number}")


def _warning(number: str, what: str, hint: str) -> Warning:
    return Warning(what, hint=hint, id=f"{APP}.{number}")


def check_settings(app_configs: Any, **kwargs: Any) -> Messages:
    """Find a settings value that is not a dict, and keys that mean nothing."""
    stated = getattr(settings, SETTINGS_NAME, None)
    if stated is not None and not isinstance(stated, dict):
        return [
            _error(
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
        messages.append(_error("E031", f"{SETTINGS_NAME} has no key {key!r}.", hint))
    return messages


def _settings_are_readable() -> bool:
    return isinstance(getattr(settings, SETTINGS_NAME, None) or {}, dict)


def check_resolvers(app_configs: Any, **kwargs: Any) -> Messages:
    """Find dotted paths that lead to nothing that can be called."""
    if not _settings_are_readable():
        return []
    messages: Messages = []
    for key in sorted(DEFAULTS):
        if not key.endswith("_RESOLVER"):
            continue
        path = getattr(esrlm_settings, key)
        try:
            found = esrlm_settings.imported(key)
        except Exception as err:
            hint = f"Write the dotted path of a callable. {type(err).__name__}: {err}"
        else:
            if found is None or callable(found):
                continue
            hint = "Write the dotted path of a callable."
        what = f"{SETTINGS_NAME}[{key!r}] cannot be used: {path!r}."
        messages.append(_error("E032", what, hint))
    return messages


def check_linking(app_configs: Any, **kwargs: Any) -> Messages:
    """Find a rule for first log-ins that is none, or that can never match."""
    if not _settings_are_readable():
        return []
    rule = esrlm_settings.LINK_AT_LOGIN
    if rule not in (None, "employee-number", "username"):
        return [
            _error(
                "E033",
                f'{SETTINGS_NAME}["LINK_AT_LOGIN"] is {rule!r}.',
                'Use "employee-number", "username" or None. E-mail addresses are only '
                "proposed: run esrlm_link_users --by email.",
            )
        ]
    model = get_user_model()
    if rule == "username" and model.USERNAME_FIELD == model.get_email_field_name():
        return [
            _warning(
                "W034",
                'LINK_AT_LOGIN is "username", and user names are e-mail addresses.',
                "No log-in will be joined so. Use employee-number, or None and "
                "esrlm_link_users --by email.",
            )
        ]
    return []


def check_time(app_configs: Any, **kwargs: Any) -> Messages:
    """Find naive datetimes and a zone that does not exist."""
    messages: Messages = []
    if not settings.USE_TZ:
        hint = "Set USE_TZ = True: expiry is decided in one stated zone."
        messages.append(_error("E020", "USE_TZ is off.", hint))
    if not _settings_are_readable():
        return messages
    name = esrlm_settings.TIME_ZONE
    try:
        zoneinfo.ZoneInfo(name)
    except Exception:
        what = f'{SETTINGS_NAME}["TIME_ZONE"] is not a zone: {name!r}.'
        hint = 'Write a name such as "Europe/London"; on Windows install tzdata.'
        messages.append(_error("E021", what, hint))
    return messages


def check_apps(app_configs: Any, **kwargs: Any) -> Messages:
    """Find an app that the plugin's models need."""
    if apps.is_installed("wagtail.contrib.settings"):
        return []
    hint = 'Add "wagtail.contrib.settings" to INSTALLED_APPS.'
    return [_error("E044", "wagtail.contrib.settings is not installed.", hint)]


def check_queue(app_configs: Any, **kwargs: Any) -> Messages:
    """Find settings of django-q2 under which tasks are lost, doubled or never end.

    The clock of ``retry`` starts when a task is taken from the broker, not when a
    worker begins it: it must outlast everything that may stand before the task.
    """
    if not _settings_are_readable() or esrlm_settings.TICK_ONLY:
        return []
    messages: Messages = []
    if not apps.is_installed("django_q"):
        hint = 'Add "django_q" to INSTALLED_APPS, or set TICK_ONLY and run esrlm_tick.'
        return [_error("E001", "django_q is not installed.", hint)]
    conf = getattr(settings, "Q_CLUSTER", None) or {}
    if not any(conf.get(broker) for broker in BROKERS):
        what = "Q_CLUSTER names no broker; django-q2 would look for Redis."
        messages.append(_error("E002", what, 'Add "orm": "default", or "redis": {…}.'))
    if conf.get("sync") and not settings.DEBUG:
        what = 'Q_CLUSTER has "sync": tasks run inside the requests of people.'
        messages.append(_warning("W007", what, "Keep it for tests."))
    others = conf.get("ALT_CLUSTERS") or {}
    wanted = esrlm_settings.LONG_CLUSTER
    if wanted and wanted not in (*others, conf.get("name"), conf.get("cluster_name")):
        what = f"LONG_CLUSTER is {wanted!r}, and Q_CLUSTER has no such cluster."
        hint = 'Add it to Q_CLUSTER["ALT_CLUSTERS"], and run it.'
        messages.append(_error("E008", what, hint))
    messages += _cluster_messages("Q_CLUSTER", conf)
    if wanted in others:
        merged = {**conf, **others[wanted]}
        messages += _cluster_messages(f"ALT_CLUSTERS[{wanted!r}]", merged)
    return messages


def _cluster_messages(name: str, conf: dict[str, Any]) -> Iterator[CheckMessage]:
    timeout = conf.get("timeout")
    if not timeout:
        hint = 'Add "timeout": 300: a task that hangs would hold its worker for ever.'
        yield _error("E003", f"{name} sets no timeout.", hint)
    else:
        workers = conf.get("workers") or os.cpu_count() or 4
        queue_limit = conf.get("queue_limit", workers**2)
        rounds = 1 + math.ceil((queue_limit + conf.get("bulk", 1)) / workers)
        if conf.get("retry", 60) <= timeout * rounds:
            yield _error(
                "E004",
                f"{name}: retry is so short that tasks are done twice.",
                f'Set "retry" above {timeout * rounds} (timeout × (1 + (queue_limit + '
                "bulk) ÷ workers, rounded up)), or a smaller timeout or queue_limit.",
            )
    if not conf.get("ack_failures", False):
        hint = 'Add "ack_failures": True: failed work is looked at again anyway.'
        yield _error("E005", f"{name} repeats failed tasks without end.", hint)
    if conf.get("catch_up", True):
        hint = 'Add "catch_up": False.'
        yield _error("E006", f"{name} would repeat every run missed.", hint)


def check_sqlite(app_configs: Any, **kwargs: Any) -> Messages:
    """Find an SQLite too old, or options under which writers lock each other out."""
    from .jobs.models import Lease

    alias = router.db_for_write(Lease)
    database = connections[alias].settings_dict
    if not str(database["ENGINE"]).endswith("sqlite3"):
        return []
    messages: Messages = []
    where = f"DATABASES[{alias!r}]"
    if sqlite3.sqlite_version_info < LOWEST_SQLITE:
        what = f"SQLite {sqlite3.sqlite_version} is too old."
        messages.append(_error("E010", what, "Use SQLite 3.39 or newer."))
    options = database.get("OPTIONS") or {}
    if str(options.get("transaction_mode", "")).upper() != "IMMEDIATE":
        what = f'{where} does not begin transactions as "IMMEDIATE".'
        hint = 'Add "transaction_mode": "IMMEDIATE" to its OPTIONS.'
        messages.append(_error("E011", what, hint))
    if float(options.get("timeout", 5)) < LEAST_SQLITE_TIMEOUT:
        what = f"{where} waits too short for another writer."
        messages.append(_warning("W012", what, 'Add "timeout": 20 to its OPTIONS.'))
    name = str(database.get("NAME") or "")
    in_memory = name == ":memory:" or "mode=memory" in name
    first = str(options.get("init_command", "")).replace(" ", "").lower()
    if not in_memory and "journal_mode=wal" not in first:
        hint = 'Add "init_command": "PRAGMA journal_mode=WAL;" to its OPTIONS.'
        what = f"{where} does not use write-ahead logging: readers wait for writers."
        messages.append(_warning("W013", what, hint))
    return messages


def check_urls(app_configs: Any, **kwargs: Any) -> Messages:
    """Find that the plugin's addresses are missing, or behind Wagtail's catch-all."""
    hint = (
        'Add path("learning/", include("wagtail_esrlm.urls")) to the urlpatterns, '
        "before Wagtail's own."
    )
    found = _included(get_resolver().url_patterns)
    names = [name for name, _prefix in found]
    if f"{APP}.urls" not in names:
        return [_error("E040", "The plugin's URLs are not included.", hint)]
    before = found[: names.index(f"{APP}.urls")]
    if any(name == "wagtail.urls" and not prefix for name, prefix in before):
        what = "The plugin's URLs stand behind Wagtail's, which catch everything."
        return [_error("E041", what, hint)]
    return []


def _included(patterns: Sequence[Any], prefix: str = "") -> list[tuple[str, str]]:
    """Return (module, prefix) of every included URLconf, in order."""
    found: list[tuple[str, str]] = []
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            name = pattern.urlconf_name
            module = name if isinstance(name, str) else getattr(name, "__name__", "")
            whole = prefix + str(pattern.pattern).strip("^")
            found.append((module, whole))
            if module.partition(".")[0] not in (APP, "wagtail"):
                found += _included(pattern.url_patterns, whole)
    return found


def check_template(app_configs: Any, **kwargs: Any) -> Messages:
    """Find a base template that is missing or lacks the block we fill."""
    if not _settings_are_readable():
        return []
    name, block = esrlm_settings.BASE_TEMPLATE, esrlm_settings.CONTENT_BLOCK
    try:
        template = get_template(name)
    except (TemplateDoesNotExist, TemplateSyntaxError) as err:
        what = f"The base template {name!r} cannot be used: {type(err).__name__}: {err}"
        return [_error("E042", what, f'Set {SETTINGS_NAME}["BASE_TEMPLATE"].')]
    django_template = getattr(template, "template", None)
    if not hasattr(django_template, "nodelist"):
        what = f"The base template {name!r} is not a Django template."
        return [_error("E042", what, "The plugin's pages extend a Django template.")]
    blocks = _blocks(django_template)
    if blocks is None or block in blocks:
        return []
    near = difflib.get_close_matches(block, blocks, n=1) or sorted(blocks)[:8]
    hint = f'Set {SETTINGS_NAME}["CONTENT_BLOCK"] to one of: {", ".join(near)}.'
    return [_error("E043", f"{name!r} has no block {block!r}.", hint)]


def _blocks(template: Any) -> set[str] | None:
    """Return the names of a template's blocks, with those of all it extends.

    None where that cannot be known: the parent is a variable, or the template extends
    another of its own name.
    """
    names: set[str] = set()
    seen: set[str] = set()
    while template is not None:
        names |= {node.name for node in template.nodelist.get_nodes_by_type(BlockNode)}
        parents = template.nodelist.get_nodes_by_type(ExtendsNode)
        if not parents:
            return names
        name = parents[0].parent_name.resolve(Context(), ignore_failures=True)
        if not isinstance(name, str) or name in seen:
            return None
        seen.add(name)
        try:
            template = getattr(get_template(name), "template", None)
        except (TemplateDoesNotExist, TemplateSyntaxError):
            return None
    return None
