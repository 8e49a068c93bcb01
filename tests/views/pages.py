"""Opens a page as a reader does."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse


def address(name: str, thing: Any = None, **more: Any) -> str:
    """Return the address of one of our pages."""
    kwargs = {"uuid": thing.uuid} if thing is not None else {}
    return reverse(f"wagtail_esrlm:{name}", kwargs={**kwargs, **more})


def page(client: Client, url: str, status: int = 200) -> str:
    """Return what a page says, in one line."""
    answer = client.get(url)
    assert answer.status_code == status
    return " ".join(answer.content.decode().split())
