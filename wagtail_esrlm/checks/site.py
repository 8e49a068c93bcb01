"""Checks of the site around the plugin: apps, addresses, templates, files."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.contrib.staticfiles import finders
from django.core.exceptions import ImproperlyConfigured
from django.template import (
    Context,
    Engine,
    TemplateDoesNotExist,
    TemplateSyntaxError,
)
from django.template.loader import get_template
from django.template.loader_tags import BlockNode, ExtendsNode
from django.urls import URLResolver, get_resolver

from ..conf import SETTINGS_NAME, esrlm_settings
from .saying import APP, Messages, error, settings_are_readable, warning

NEEDED_APPS = ("wagtail.contrib.settings", "wagtail.snippets")
REQUEST = "django.template.context_processors.request"
STYLES = "wagtail_esrlm/esrlm.css"
#: What a host includes.
OURS = (f"{APP}.urls", f"{APP}.api.urls")


def check_apps(app_configs: Any, **kwargs: Any) -> Messages:
    """Find apps of Wagtail's that the plugin needs."""
    return [
        error(
            "E044",
            f"{name} is not installed.",
            f'Add "{name}" to INSTALLED_APPS.',
        )
        for name in NEEDED_APPS
        if not apps.is_installed(name)
    ]


def check_urls(app_configs: Any, **kwargs: Any) -> Messages:
    """Find that the plugin's addresses are missing, or behind Wagtail's catch-all."""
    hint = (
        'Add path("learning/", include("wagtail_esrlm.urls")) to the urlpatterns, '
        "before Wagtail's own."
    )
    found = _included(get_resolver().url_patterns)
    names = [name for name, _prefix in found]
    if f"{APP}.urls" not in names:
        return [error("E040", "The plugin's URLs are not included.", hint)]
    places = [names.index(name) for name in OURS if name in names]
    if any(_caught(found[:place], found[place][1]) for place in places):
        what = "The plugin's URLs stand behind Wagtail's, which catch everything."
        return [error("E041", what, hint)]
    return []


def _caught(before: list[tuple[str, str]], address: str) -> bool:
    """Return whether Wagtail's pages answer an address first."""
    return any(
        name == "wagtail.urls" and address.startswith(prefix) for name, prefix in before
    )


def _included(patterns: Sequence[Any], prefix: str = "") -> list[tuple[str, str]]:
    """Return (module, prefix) of every included URLconf, in order."""
    found: list[tuple[str, str]] = []
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            name = pattern.urlconf_name
            module = name if isinstance(name, str) else getattr(name, "__name__", "")
            whole = prefix + str(pattern.pattern).strip("^")
            found.append((module, whole))
            if module.partition(".")[0] not in (APP, "wagtail"):
                found += _included(pattern.url_patterns, whole)
    return found


def check_template(app_configs: Any, **kwargs: Any) -> Messages:
    """Find a base template that is missing or lacks the block we fill."""
    if not settings_are_readable():
        return []
    name, block = esrlm_settings.BASE_TEMPLATE, esrlm_settings.CONTENT_BLOCK
    if not (name and isinstance(name, str) and isinstance(block, str)):
        return []  # E035
    try:
        template = get_template(name)
    except (TemplateDoesNotExist, TemplateSyntaxError, OSError, UnicodeError) as err:
        what = f"The base template {name!r} cannot be used: {type(err).__name__}: {err}"
        return [error("E042", what, f'Set {SETTINGS_NAME}["BASE_TEMPLATE"].')]
    django_template = getattr(template, "template", None)
    if not hasattr(django_template, "nodelist"):
        what = f"The base template {name!r} is not a Django template."
        return [error("E042", what, "The plugin's pages extend a Django template.")]
    blocks = _blocks(django_template)
    if blocks is None or block in blocks:
        return []
    near = difflib.get_close_matches(block, blocks, n=1) or sorted(blocks)[:8]
    hint = f'Set {SETTINGS_NAME}["CONTENT_BLOCK"] to one of: {", ".join(near)}.'
    return [error("E043", f"{name!r} has no block {block!r}.", hint)]


def _blocks(template: Any) -> set[str] | None:
    """Return the names of a template's blocks, with those of all it extends.

    None where that cannot be known: the parent is a variable, or the template extends
    another of its own name.
    """
    names: set[str] = set()
    seen: set[str] = set()
    while template is not None:
        names |= {node.name for node in template.nodelist.get_nodes_by_type(BlockNode)}
        parents = template.nodelist.get_nodes_by_type(ExtendsNode)
        if not parents:
            return names
        name = parents[0].parent_name.resolve(Context(), ignore_failures=True)
        if not isinstance(name, str) or name in seen:
            return None
        seen.add(name)
        try:
            template = getattr(get_template(name), "template", None)
        except (TemplateDoesNotExist, TemplateSyntaxError):
            return None
    return None


def check_request(app_configs: Any, **kwargs: Any) -> Messages:
    """Find templates that do not know who reads them."""
    try:
        processors = Engine.get_default().context_processors
    except ImproperlyConfigured:
        return []
    if REQUEST in processors:
        return []
    what = "Templates are not given the request, so our tags in them show nothing."
    hint = f'Add "{REQUEST}" to the context_processors of TEMPLATES.'
    return [warning("W046", what, hint)]


def check_static_files(app_configs: Any, **kwargs: Any) -> Messages:
    """Find that our style sheet would not be served or collected."""
    if not apps.is_installed("django.contrib.staticfiles") or finders.find(STYLES):
        return []
    what = "The plugin's static files are not found."
    hint = (
        'Add "django.contrib.staticfiles.finders.AppDirectoriesFinder" to '
        "STATICFILES_FINDERS."
    )
    return [warning("W047", what, hint)]
