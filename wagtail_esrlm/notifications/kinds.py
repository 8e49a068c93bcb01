"""The kinds of messages: each domain registers its own, from ``AppConfig.ready()``.

A kind says how its words come about: ``render`` reads what is true when the message is
sent and returns the context of its templates, or None when there is nothing left to
say; the message is then dropped. Templates are
``wagtail_esrlm/messages/<template>.subject.txt``, ``.txt`` and ``.html``; a host
overrides any of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise

if TYPE_CHECKING:
    from .models import Message

Context = dict[str, Any]


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a message.

    Attributes:
        name: File name.
        content: What is in it.
        content_type: Media type, with its parameters.
    """

    name: str
    content: bytes
    content_type: str


Render = Callable[["Message"], Context | None]
Example = Callable[[], Context]
Attach = Callable[["Message", Context], list[Attachment]]


@dataclass(frozen=True)
class Kind:
    """One kind of message.

    Attributes:
        name: Stable name, "domain.what", at most 60 characters.
        label: What administrators read.
        render: Context from what is true now; None drops the message. Its key
            ``link`` is the address that the inbox and the mail lead to.
        template: Name of its templates without extension.
        example: A made-up context for the preview; reads no data.
        attach: Files that go with the mail.
    """

    name: str
    label: str | Promise
    render: Render
    template: str
    example: Example | None
    attach: Attach | None


_kinds: dict[str, Kind] = {}


def register_kind(
    name: str,
    *,
    label: str | Promise,
    render: Render,
    template: str = "",
    example: Example | None = None,
    attach: Attach | None = None,
) -> Kind:
    """Register a kind of message; registering a name again replaces it.

    Args:
        name: Stable name; ``say`` writes it into the message.
        label: What administrators read.
        render: See ``Kind``.
        template: Name of the templates; the kind's own name if empty.
        example: A made-up context for the preview.
        attach: Makes the files that go with the mail.
    """
    kind = Kind(name, label, render, template or name, example, attach)
    _kinds[name] = kind
    return kind


def find_kind(name: str) -> Kind:
    """Return one registered kind.

    Raises:
        KeyError: when there is none of that name.
    """
    return _kinds[name]


def kinds() -> list[Kind]:
    """Return every registered kind, by name."""
    return sorted(_kinds.values(), key=lambda kind: kind.name)
