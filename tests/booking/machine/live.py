"""A live web server inside the transaction of a test, and requests to its API.

It listens on a port of its own and runs all of the site: addresses, middleware, log-ins
and their cookies. Its threads share the connection of the test, one request at a time,
so that what they write is undone with the rest.
"""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.cache import cache
from django.core.servers.basehttp import ThreadedWSGIServer
from django.core.signals import request_finished, request_started
from django.db import DEFAULT_DB_ALIAS, close_old_connections, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test.testcases import LiveServerThread, QuietWSGIRequestHandler

#: How long an answer may take, in seconds.
PATIENCE = 60

_SECRET = "s" * 32


class _Server(ThreadedWSGIServer):
    def _close_connections(self) -> None:
        """Leave the connection of the test open."""


class _Thread(LiveServerThread):
    def _create_server(self, connections_override: Any = None) -> _Server:
        """Give the connection of the test to who answers, not to who listens."""
        return _Server(
            (self.host, self.port),
            QuietWSGIRequestHandler,
            allow_reuse_address=False,
            connections_override=self.shared,
        )

    def __init__(self, shared: dict[str, BaseDatabaseWrapper]) -> None:
        self.shared = shared
        super().__init__("127.0.0.1", lambda application: application)


@dataclass(frozen=True)
class Reply:
    """What the API answered."""

    status: int
    body: Any

    @property
    def is_done(self) -> bool:
        """Whether it was carried out."""
        return self.status < 300


@contextmanager
def serving() -> Iterator[int]:
    """Serve the site on the connection of the test; yields the port."""
    connection = connections[DEFAULT_DB_ALIAS]
    connection.inc_thread_sharing()
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    thread = _Thread({DEFAULT_DB_ALIAS: connection})
    thread.daemon = True
    thread.start()
    try:
        assert thread.is_ready.wait(PATIENCE), "The server does not start."
        assert thread.error is None, thread.error
        yield thread.port
    finally:
        thread.httpd.shutdown()
        thread.httpd.server_close()
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)
        connection.dec_thread_sharing()


def log_in(user: Any) -> str:
    """Return the cookies of somebody who has just logged in."""
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


def call(
    port: int, method: str, path: str, cookies: str, *, key: str = "", **body: Any
) -> Reply:
    """Send a request of a page's script: cookies, their secret, a key and JSON."""
    cache.clear()
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        line.request(
            method,
            path,
            body=json.dumps(body) if method == "POST" else None,
            headers={
                "Cookie": cookies,
                "X-CSRFToken": _SECRET,
                "Content-Type": "application/json",
                **({"Idempotency-Key": key} if key else {}),
            },
        )
        answer = line.getresponse()
        text = answer.read().decode()
    finally:
        line.close()
    assert answer.status < 500, f"{method} {path}: {answer.status} {text[:400]}"
    return Reply(answer.status, json.loads(text) if text else None)
