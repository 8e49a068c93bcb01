"""The one road into the queue: a poke that says "look at your list".

A poke carries no data, is sent after commit, and may be lost or doubled: the work
lists are tables, and the schedules look at them anyway.
"""

from __future__ import annotations

import logging
import time

from django.db import router, transaction

from ..conf import esrlm_settings
from .heartbeat import QUEUE, age
from .models import Lease
from .registry import find_job
from .runs import told

logger = logging.getLogger(__name__)

LOOK = "wagtail_esrlm.jobs.tasks.look"
#: A process pokes one job at most so often, in seconds.
PAUSE_SECONDS = 5.0

_last_poke: dict[str, float] = {}


def poke(name: str) -> None:
    """Ask the cluster, after commit, to look at the list of a job soon.

    Does nothing where no cluster is running. Never raises: the change that pokes must
    not fail because of the queue.
    """
    transaction.on_commit(
        lambda: _poke_now(name), using=router.db_for_write(Lease), robust=True
    )


def _poke_now(name: str) -> None:
    now = time.monotonic()
    if now - _last_poke.get(name, -PAUSE_SECONDS) < PAUSE_SECONDS:
        return
    _last_poke[name] = now
    try:
        if queue_is_alive():
            send(name)
    except Exception as err:
        logger.warning("Background work %s was not poked: %s", name, told(err))


def queue_is_alive() -> bool:
    """Whether a cluster gave a sign of life lately."""
    if esrlm_settings.TICK_ONLY:
        return False
    silent = age(QUEUE)
    return (
        silent is not None
        and silent.total_seconds() <= esrlm_settings.HEARTBEAT_SECONDS
    )


def send(name: str, *, force: bool = False) -> None:
    """Put a look at one job into the queue now, on the cluster it belongs to.

    Raises:
        KeyError: when there is none of that name.
    """
    from django_q.conf import Conf
    from django_q.tasks import async_task

    options = {"task_name": f"esrlm.{name}", "group": f"esrlm.{name}"}
    if find_job(name).long and esrlm_settings.LONG_CLUSTER:
        options["cluster"] = esrlm_settings.LONG_CLUSTER
    arguments = (name, True) if force else (name,)
    if Conf.ORM:
        # Inside a transaction the broker leaves this process' connections open.
        with transaction.atomic(using=Conf.ORM):
            async_task(LOOK, *arguments, q_options=options)
    else:
        async_task(LOOK, *arguments, q_options=options)
