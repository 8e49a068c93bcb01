"""What every page of the intranet shows: its sections, and whose page is mine."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject


def intranet(request: HttpRequest) -> dict[str, Any]:
    """Return the navigation and the reader's profile address, looked up when used."""
    return {
        "sections": SimpleLazyObject(lambda: _sections()),
        "my_profile_url": SimpleLazyObject(lambda: _my_profile_url(request)),
    }


def _sections() -> list[Any]:
    from .models import HomePage

    home = HomePage.objects.live().first()
    return list(home.get_children().live().in_menu().order_by("path")) if home else []


def _my_profile_url(request: HttpRequest) -> str:
    from wagtail_esrlm.workforce.selectors import person_for_request

    from .people import profile_url

    person = person_for_request(request)
    return (person and profile_url(person, request)) or ""
