"""What every page of the intranet shows: its sections, and whose page is mine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

#: The section in which the plugin's own pages stand, and where they are.
LEARNING = "learning-hub"
PLUGIN_PATHS = ("/learning/",)


def intranet(request: HttpRequest) -> dict[str, Any]:
    """Return the navigation and the reader's profile address, looked up when used."""
    return {
        "sections": SimpleLazyObject(lambda: _sections(request)),
        "my_profile_url": SimpleLazyObject(lambda: _my_profile_url(request)),
    }


@dataclass(frozen=True)
class Section:
    """A section of the intranet, and whether the reader is in it."""

    title: str
    url: str
    is_here: bool
    is_around: bool


def _sections(request: HttpRequest) -> list[Section]:
    from .models import HomePage

    home = HomePage.objects.live().first()
    pages = home.get_children().live().in_menu().order_by("path") if home else []
    sections = []
    for page in pages:
        url = page.get_url(request) or ""
        around = (url, *PLUGIN_PATHS) if page.slug == LEARNING else (url,)
        sections.append(
            Section(
                page.title,
                url,
                is_here=request.path == url,
                is_around=request.path.startswith(around),
            )
        )
    return sections


def _my_profile_url(request: HttpRequest) -> str:
    from wagtail_esrlm.workforce.selectors import person_for_request

    from .people import profile_url

    person = person_for_request(request)
    return (person and profile_url(person, request)) or ""
