"""Addresses of the plugin's pages; empty where a host did not include them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.urls import NoReverseMatch, reverse

from .conf import esrlm_settings

if TYPE_CHECKING:
    from .workforce.models import Person

NAMESPACE = "wagtail_esrlm"

#: Stands in an address for the uuid of any.
_ANY = UUID(int=0)


def link(name: str, **kwargs: Any) -> str:
    """Return the address of one of our pages, or "" where it is not included."""
    try:
        return reverse(f"{NAMESPACE}:{name}", kwargs=kwargs or None)
    except NoReverseMatch:
        return ""


def snippet_link(record: Any) -> str:
    """Return where the admin shows a snippet, or "" where it is not included."""
    try:
        name = type(record).snippet_viewset.get_url_name("inspect")
        return reverse(name, args=[record.pk])
    except (AttributeError, NoReverseMatch):
        return ""


def links_of(name: str) -> Callable[[UUID], str]:
    """Return what makes the address of each of many; the page is looked up once."""
    pattern = link(name, uuid=_ANY)
    return lambda uuid: pattern.replace(str(_ANY), str(uuid))


def link_with(name: str, query: dict[str, Any], **kwargs: Any) -> str:
    """Return the address with a query string, or "" where it is not included."""
    address = link(name, **kwargs)
    return f"{address}?{urlencode(query)}" if address and query else address


def person_link(person: Person) -> str:
    """Return our page about a person's compliance."""
    return link("person_compliance", uuid=person.uuid)


def profile_link(person: Person, request: HttpRequest | None) -> str:
    """Return the host's profile page of a person, as its resolver says, or ""."""
    resolver = esrlm_settings.imported("PROFILE_URL_RESOLVER")
    return (resolver(person, request) or "") if resolver else ""


def absolute(address: str) -> str:
    """Return an address of this site as one that can stand in a mail; "" stays "".

    >>> absolute("https://elsewhere.example/")
    'https://elsewhere.example/'
    """
    if not address.startswith("/") or address.startswith("//"):
        return address
    base: str = esrlm_settings.BASE_URL or getattr(
        settings, "WAGTAILADMIN_BASE_URL", ""
    )
    return f"{base.rstrip('/')}{address}"


def log_out_link() -> str:
    """Return where "not you?" leads: the host's address, or our own page."""
    stated = esrlm_settings.LOGOUT_URL
    return resolve_url(stated) if stated else link("not_you")
