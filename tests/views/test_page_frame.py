"""The plugin's pages in a host's own frame."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from tests.ward import Ward
from wagtail_esrlm.pages import frame_of

HOST = (
    "<title>{% block title %}{% endblock %} - Trust</title>"
    "<main>{% block body %}old{% endblock %}</main>"
)
OVERRIDE = (
    '{% extends "host.html" %}{% block body %}<b>ours</b>'
    "{% block esrlm_content %}{% endblock %}{% endblock %}"
)


def use_templates(settings: Any, **templates: str) -> None:
    """Let these templates go before all others."""
    named = {
        name.replace("__", "/") + ".html": text for name, text in templates.items()
    }
    engine = settings.TEMPLATES[0]
    settings.TEMPLATES = [
        {
            **engine,
            "APP_DIRS": False,
            "OPTIONS": {
                **engine["OPTIONS"],
                "loaders": [
                    ("django.template.loaders.locmem.Loader", named),
                    "django.template.loaders.app_directories.Loader",
                ],
            },
        }
    ]


def read(client: Client, ward: Ward) -> str:
    client.force_login(ward.nurse_user)
    return " ".join(client.get("/learning/my-compliance/").content.decode().split())


def test_pages_fill_the_block_the_host_names(
    client: Client, ward: Ward, settings: Any
) -> None:
    use_templates(settings, host=HOST)
    settings.WAGTAIL_ESRLM = {"BASE_TEMPLATE": "host.html", "CONTENT_BLOCK": "body"}
    text = read(client, ward)
    assert "<title>My compliance - Trust</title>" in text
    assert "You are up to date with 2 of 4." in text
    assert "old" not in text.split("<main>")[1][:40]


def test_a_site_may_override_one_file_instead(
    client: Client, ward: Ward, settings: Any
) -> None:
    use_templates(settings, host=HOST, wagtail_esrlm__page=OVERRIDE)
    text = read(client, ward)
    assert "<main><b>ours</b>" in text
    assert "You are up to date with 2 of 4." in text


@pytest.mark.parametrize(
    ("base", "block"), [("base.html", "a b"), ("base.html", ""), ('b".html', "content")]
)
def test_names_that_are_none_are_refused(base: str, block: str) -> None:
    with pytest.raises(ImproperlyConfigured):
        frame_of(base, block)
