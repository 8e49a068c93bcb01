"""A web server of several processes on the database of the test, and its visitors."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from tests.processes import environment

#: How long the server may take to start, and to answer, in seconds.
PATIENCE = 30

GUARDED = "django.core.wsgi:get_wsgi_application()"
UNGUARDED = "tests.concurrency.unguarded:application"

_SECRET = "s" * 32


@dataclass(frozen=True)
class Answer:
    """What the server said."""

    status: int
    location: str
    text: str
    seconds: float


@contextmanager
def serving(application: str = GUARDED) -> Iterator[int]:
    """Run gunicorn with two workers; yields its port, and ends what it started."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "gunicorn",
            application,
            "--bind",
            f"127.0.0.1:{port}",
            "--workers",
            "2",
            "--threads",
            "4",
            "--log-level",
            "warning",
        ],
        env=environment(),
        start_new_session=True,
    )
    try:
        until = time.monotonic() + PATIENCE
        while not _answers(port):
            assert process.poll() is None, "The server has ended."
            assert time.monotonic() < until, "The server does not start."
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)


def _answers(port: int) -> bool:
    try:
        ask(port, "GET", "/learning/catalogue/", "")
    except OSError:
        return False
    return True


def log_in(user: Any) -> str:
    """Return the cookies of somebody who has logged in."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    cookies = {
        settings.SESSION_COOKIE_NAME: session.session_key,
        settings.CSRF_COOKIE_NAME: _SECRET,
    }
    return "; ".join(f"{name}={value}" for name, value in cookies.items())


def ask(port: int, method: str, path: str, cookies: str, **form: str) -> Answer:
    """Send one request on a connection of its own.

    Raises:
        OSError: where nobody answers.
    """
    began = time.monotonic()
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        line.request(
            method,
            path,
            body=urlencode(form),
            headers={
                "Cookie": cookies,
                "X-CSRFToken": _SECRET,
                "Content-Type": "application/x-www-form-urlencoded",
            },
        )
        answer = line.getresponse()
        text = re.sub(r"\s+", " ", answer.read().decode())
        location = answer.headers.get("Location", "")
        return Answer(answer.status, location, text, time.monotonic() - began)
    finally:
        line.close()
