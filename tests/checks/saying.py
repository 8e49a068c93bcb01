"""What tests of checks share."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.checks import CheckMessage


def ids(messages: Sequence[CheckMessage]) -> list[str]:
    """Return the numbers of messages."""
    return [str(message.id).removeprefix("wagtail_esrlm.") for message in messages]
