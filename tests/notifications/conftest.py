"""A kind of message to say, and a mail server that can be told to fail."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend as MemoryBackend

from wagtail_esrlm.notifications import hooks, kinds
from wagtail_esrlm.notifications.models import Message
from wagtail_esrlm.notifications.outbox import say
from wagtail_esrlm.testing import PersonFactory

NOTE = "test.note"
_numbers = itertools.count(1)


class ScriptedBackend(MemoryBackend):
    """Keeps mails, and fails as ``script`` says: by address, or for all."""

    script: dict[str, Exception] = {}
    opened = 0

    def open(self) -> None:
        """Connect, or fail."""
        type(self).opened += 1
        if error := self.script.get("open"):
            raise error

    def send_messages(self, messages: Any) -> int:
        """Keep the mail, or fail for its address."""
        for message in messages:
            if error := self.script.get(message.to[0]) or self.script.get("send"):
                raise error
        return super().send_messages(messages)


@pytest.fixture
def server(settings: Any) -> Iterator[dict[str, Exception]]:
    """Return what the mail server fails with; empty: it works."""
    settings.EMAIL_BACKEND = "tests.notifications.conftest.ScriptedBackend"
    ScriptedBackend.script, ScriptedBackend.opened = {}, 0
    mail.outbox = []
    yield ScriptedBackend.script
    ScriptedBackend.script = {}


@pytest.fixture
def truth(monkeypatch: pytest.MonkeyPatch) -> dict[int, Any]:
    """Return what notes are about, by id; a note about nothing is dropped."""
    facts: dict[int, Any] = {}

    def render(message: Message) -> dict[str, Any] | None:
        what = facts.get(message.about_id or 0, "tea")
        if isinstance(what, Exception):
            raise what
        return None if what is None else {"what": what, "link": "/learning/tea/"}

    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))
    monkeypatch.setattr(hooks, "_callbacks", {})
    kinds.register_kind(
        NOTE, label="Note", render=render, example=lambda: {"what": "tea"}
    )
    return facts


@pytest.fixture
def note(db: None, server: Any, truth: Any) -> Callable[..., Message]:
    """Return a function that says a note to somebody."""

    def make(person: Any = None, **facts: Any) -> Message:
        number = next(_numbers)
        person = person or PersonFactory(email=f"p{number}@riverside.example")
        given = {"kind": NOTE, "about_id": 0, "dedupe_key": f"{NOTE}:{number}"}
        say(person_id=person.pk, **{**given, **facts})
        return Message.objects.select_related("person").order_by("pk").last()

    return make
