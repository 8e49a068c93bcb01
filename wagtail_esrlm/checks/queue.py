"""Checks of the queue: settings under which tasks are lost, doubled or never end."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage

from ..conf import esrlm_settings
from .saying import Messages, error, settings_are_readable, warning

#: What django-q2 calculates with.
NUMBERS = ("timeout", "retry", "workers", "queue_limit", "bulk")
#: Those of them that may be None: no limit, and as many as there are processors.
OR_NONE = ("timeout", "workers")
BROKERS = ("orm", "redis", "django_redis", "sqs", "iron_mq", "mongo", "broker_class")


def check_queue(app_configs: Any, **kwargs: Any) -> Messages:
    """Find settings of django-q2 under which tasks are lost, doubled or never end.

    The clock of ``retry`` starts when a task is taken from the broker, not when a
    worker begins it: it must outlast everything that may stand before the task.
    """
    if not settings_are_readable() or esrlm_settings.TICK_ONLY:
        return []
    messages: Messages = []
    if not apps.is_installed("django_q"):
        hint = 'Add "django_q" to INSTALLED_APPS, or set TICK_ONLY and run esrlm_tick.'
        return [error("E001", "django_q is not installed.", hint)]
    conf = getattr(settings, "Q_CLUSTER", None) or {}
    if not isinstance(conf, dict):
        what, hint = "Q_CLUSTER is not a dict.", 'Write Q_CLUSTER = {"orm": "default"}.'
        return [error("E002", what, hint)]
    if not any(conf.get(broker) for broker in BROKERS):
        what = "Q_CLUSTER names no broker; django-q2 would look for Redis."
        messages.append(error("E002", what, 'Add "orm": "default", or "redis": {…}.'))
    if conf.get("sync") and not settings.DEBUG:
        what = 'Q_CLUSTER has "sync": tasks run inside the requests of people.'
        messages.append(warning("W007", what, "Keep it for tests."))
    others = conf.get("ALT_CLUSTERS") or {}
    wanted = esrlm_settings.LONG_CLUSTER
    if wanted and wanted not in (*others, conf.get("name"), conf.get("cluster_name")):
        what = f"LONG_CLUSTER is {wanted!r}, and Q_CLUSTER has no such cluster."
        hint = 'Add it to Q_CLUSTER["ALT_CLUSTERS"], and run it.'
        messages.append(error("E008", what, hint))
    messages += _cluster_messages("Q_CLUSTER", conf)
    if wanted in others:
        merged = {**conf, **others[wanted]}
        messages += _cluster_messages(f"ALT_CLUSTERS[{wanted!r}]", merged)
    return messages


def _cluster_messages(name: str, conf: dict[str, Any]) -> Iterator[CheckMessage]:
    wrong = [key for key in NUMBERS if key in conf and not _is_number(key, conf[key])]
    for key in wrong:
        what = f"{name}[{key!r}] is {conf[key]!r}, which is no whole number."
        yield error(
            "E009",
            what,
            "Write a number without quotes; int() of what comes from outside.",
        )
    timeout = conf.get("timeout")
    if not timeout:
        hint = 'Add "timeout": 300: a task that hangs would hold its worker for ever.'
        yield error("E003", f"{name} sets no timeout.", hint)
    elif not wrong:
        workers = conf.get("workers") or os.cpu_count() or 4
        queue_limit = conf.get("queue_limit", workers**2)
        rounds = 1 + math.ceil((queue_limit + conf.get("bulk", 1)) / workers)
        if conf.get("retry", 60) <= timeout * rounds:
            yield error(
                "E004",
                f"{name}: retry is so short that tasks are done twice.",
                f'Set "retry" above {timeout * rounds} (timeout × (1 + (queue_limit + '
                "bulk) ÷ workers, rounded up)), or a smaller timeout or queue_limit.",
            )
    if not conf.get("ack_failures", False):
        hint = 'Add "ack_failures": True: failed work is looked at again anyway.'
        yield error("E005", f"{name} repeats failed tasks without end.", hint)
    if conf.get("catch_up", True):
        hint = 'Add "catch_up": False.'
        yield error("E006", f"{name} would repeat every run missed.", hint)


def _is_number(key: str, value: Any) -> bool:
    """Return whether django-q2 can calculate with a value."""
    if value is None:
        return key in OR_NONE
    return isinstance(value, int) and not isinstance(value, bool)
