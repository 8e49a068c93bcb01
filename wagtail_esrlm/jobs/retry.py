"""Trying again what failed, asked for by an administrator."""

from __future__ import annotations

from ..conf import esrlm_settings
from .enqueue import queue_is_alive, send
from .runs import Result
from .tick import run_now


def retry_job(name: str) -> Result:
    """Try a job again at once: through the queue where one is alive, else right here.

    Raises:
        KeyError: when there is none of that name.
    """
    if not esrlm_settings.TICK_ONLY and queue_is_alive():
        send(name, force=True)
        return Result(name, "queued")
    return run_now(name, driver="admin")
