"""People who book by the form of our page, in the sandbox with two gunicorn workers."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import (
    BACKEND_SESSION_KEY,
    HASH_SESSION_KEY,
    SESSION_KEY,
    get_user_model,
)
from django.urls import reverse

from wagtail_esrlm.snippets.models import LearningClass

from .crowd import ROOT, environment

#: How long the server may take to start, and to answer, in seconds.
PATIENCE = 60
#: Visitors at one time.
VISITORS = 8
_SECRET = "s" * 32


@dataclass
class Visits:
    """What the server answered.

    Attributes:
        statuses: How many by status; 302 leads to the booking.
        times: Seconds of each answer.
    """

    seconds: float = 0.0
    statuses: Counter[int] = field(default_factory=Counter)
    times: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Bookings in a second."""
        return self.statuses[302] / self.seconds


@contextmanager
def serving() -> Iterator[int]:
    """Run the sandbox with two workers; yields its port, and ends what it started."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "sandbox.config.wsgi:application"]
        + ["--bind", f"127.0.0.1:{port}", "--workers", "2", "--log-level", "error"],
        cwd=ROOT,
        env=environment(),
        start_new_session=True,
    )
    try:
        until = time.monotonic() + PATIENCE
        while not _answers(port):
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError("The server does not start.")
            time.sleep(0.2)
        yield port
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False


def log_in_all(people: Sequence[int]) -> dict[int, str]:
    """Return the cookies of people who have logged in."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    found: dict[int, str] = {}
    for user in get_user_model().objects.filter(pk__in=people):
        session = store()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.create()
        cookies = {
            settings.SESSION_COOKIE_NAME: session.session_key,
            settings.CSRF_COOKIE_NAME: _SECRET,
        }
        found[user.pk] = "; ".join(f"{name}={one}" for name, one in cookies.items())
    return found


def visit(
    port: int, cookies: dict[int, str], classes: Sequence[int], *, seconds: float
) -> Visits:
    """Let people book one after the other, several at a time."""
    paths = [
        reverse("wagtail_esrlm:book", kwargs={"uuid": one.uuid})
        for one in LearningClass.objects.filter(pk__in=classes)
    ]
    queue = iter(list(cookies.items()))
    lock, visits = threading.Lock(), Visits()
    began = time.monotonic()

    def come() -> None:
        while time.monotonic() - began < seconds:
            with lock:
                person, cookie = next(queue, (0, ""))
            if not person:
                return
            started = time.monotonic()
            status = _post(port, paths[person % len(paths)], cookie)
            with lock:
                visits.statuses[status] += 1
                visits.times.append(time.monotonic() - started)

    crowd = [threading.Thread(target=come) for _one in range(VISITORS)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    visits.seconds = time.monotonic() - began
    return visits


def _post(port: int, path: str, cookies: str) -> int:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    headers: dict[str, Any] = {
        "Cookie": cookies,
        "X-CSRFToken": _SECRET,
        "Content-Type": "application/x-www-form-urlencoded",
    }
    try:
        line.request(
            "POST", path, body=urlencode({"key": os.urandom(16).hex()}), headers=headers
        )
        answer = line.getresponse()
        answer.read()
        return answer.status
    finally:
        line.close()
