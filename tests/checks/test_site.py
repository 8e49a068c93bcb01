"""Apps, addresses, templates and files of the site."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.urls import include, path

from tests.checks.saying import ids
from wagtail_esrlm.checks import site


def test_apps(monkeypatch):
    assert site.check_apps(None) == []
    monkeypatch.setattr(site.apps, "is_installed", lambda name: False)
    assert ids(site.check_apps(None)) == ["E044", "E044"]


def answer(request) -> HttpResponse:
    """Answer nothing."""
    return HttpResponse()


class Urls:
    """A URLconf made of modules by name."""

    def __init__(self, name: str, *patterns) -> None:
        self.__name__ = name
        self.urlpatterns = list(patterns)


def included(prefix: str, name: str, *inner):
    """Include a URLconf by name, as a host does."""
    return path(prefix, include(Urls(name, path("x/", answer), *inner)))


@pytest.mark.parametrize(
    ("patterns", "expected"),
    [
        ([included("learning/", "wagtail_esrlm.urls")], []),
        ([], ["E040"]),
        ([included("", "wagtail.urls")], ["E040"]),
        (
            [included("learning/", "wagtail_esrlm.urls"), included("", "wagtail.urls")],
            [],
        ),
        (
            [included("", "wagtail.urls"), included("learning/", "wagtail_esrlm.urls")],
            ["E041"],
        ),
        (
            [
                included("learning/", "wagtail_esrlm.urls"),
                included("", "wagtail.urls"),
                included("api/learning/", "wagtail_esrlm.api.urls"),
            ],
            ["E041"],
        ),
        (
            [
                included("pages/", "wagtail.urls"),
                included("learning/", "wagtail_esrlm.urls"),
            ],
            [],
        ),
        (
            [
                included("staff/", "host.urls", included("x/", "wagtail_esrlm.urls")),
                included("", "wagtail.urls"),
            ],
            [],
        ),
        (
            [
                included(
                    "en/",
                    "",
                    included("", "wagtail.urls"),
                    included("learning/", "wagtail_esrlm.urls"),
                ),
            ],
            ["E041"],
        ),
        (
            [
                included("en/", "", included("", "wagtail.urls")),
                included("learning/", "wagtail_esrlm.urls"),
            ],
            [],
        ),
    ],
)
def test_urls(settings, monkeypatch, patterns, expected):
    resolver = type("Resolver", (), {"url_patterns": patterns})()
    monkeypatch.setattr(site, "get_resolver", lambda: resolver)
    assert ids(site.check_urls(None)) == expected


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"base.html": "{% block content %}{% endblock %}"}, []),
        ({"base.html": "{% if 1 %}{% block content %}{% endblock %}{% endif %}"}, []),
        ({"base.html": "{% block contents %}{% endblock %}"}, ["E043"]),
        ({"base.html": "no block"}, ["E043"]),
        ({}, ["E042"]),
        ({"base.html": "{% nonsense %}"}, ["E042"]),
        (
            {
                "base.html": '{% extends "site.html" %}',
                "site.html": "{% block content %}{% endblock %}",
            },
            [],
        ),
        ({"base.html": '{% extends "site.html" %}', "site.html": ""}, ["E043"]),
        ({"base.html": "{% extends unknown %}"}, []),
        ({"base.html": '{% extends "missing.html" %}'}, []),
        ({"base.html": '{% extends "base.html" %}'}, []),
    ],
)
def test_template(settings, files, expected):
    settings.WAGTAIL_ESRLM = {"BASE_TEMPLATE": "base.html"}
    settings.TEMPLATES = [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "loaders": [("django.template.loaders.locmem.Loader", files)],
            },
        }
    ]
    assert ids(site.check_template(None)) == expected


def test_a_base_template_without_a_name_is_judged_among_the_values(settings, tmp_path):
    settings.WAGTAIL_ESRLM = {"BASE_TEMPLATE": ""}
    settings.TEMPLATES = [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": [str(tmp_path)],
        }
    ]
    assert site.check_template(None) == []


def test_a_base_template_that_is_a_directory(settings, tmp_path):
    (tmp_path / "site").mkdir()
    settings.WAGTAIL_ESRLM = {"BASE_TEMPLATE": "site"}
    settings.TEMPLATES = [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": [str(tmp_path)],
        }
    ]
    assert ids(site.check_template(None)) == ["E042"]


def test_a_missing_block_names_the_nearest(settings):
    settings.WAGTAIL_ESRLM = {"BASE_TEMPLATE": "base.html", "CONTENT_BLOCK": "contents"}
    loader = (
        "django.template.loaders.locmem.Loader",
        {"base.html": "{% block content %}{% endblock %}{% block js %}{% endblock %}"},
    )
    settings.TEMPLATES = [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {"loaders": [loader]},
        }
    ]
    assert site.check_template(None)[0].hint.endswith("one of: content.")


def test_templates_that_do_not_know_the_request(settings):
    assert site.check_request(None) == []
    settings.TEMPLATES = [
        {"BACKEND": "django.template.backends.django.DjangoTemplates", "OPTIONS": {}}
    ]
    assert ids(site.check_request(None)) == ["W046"]
    settings.TEMPLATES = []
    assert site.check_request(None) == []


def test_static_files_that_nothing_finds(settings, monkeypatch):
    assert site.check_static_files(None) == []
    monkeypatch.setattr(site.finders, "find", lambda path: None)
    assert ids(site.check_static_files(None)) == ["W047"]
