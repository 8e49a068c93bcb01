"""Each system check says something exactly when something is wrong."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.checks import run_checks
from django.core.checks.registry import registry
from django.http import HttpResponse
from django.urls import include, path

from wagtail_esrlm import checks

GOOD_CLUSTER = {
    "orm": "default",
    "timeout": 60,
    "workers": 2,
    "queue_limit": 2,
    "bulk": 1,
    "retry": 181,
    "ack_failures": True,
    "catch_up": False,
}


def ids(messages) -> list[str]:
    """Return the numbers of messages."""
    return [message.id.removeprefix("wagtail_esrlm.") for message in messages]


def not_callable() -> str:
    """Stand in for a host's function."""
    return ""


NUMBER = 7


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        (None, []),
        ({}, []),
        ({"TICK_ONLY": True}, []),
        ("nonsense", ["E030"]),
        ({"TICK_ONYL": True, "X": 1}, ["E031", "E031"]),
    ],
)
def test_settings(settings, stated, expected):
    settings.WAGTAIL_ESRLM = stated
    assert ids(checks.check_settings(None)) == expected
    if stated == "nonsense":
        assert checks.check_queue(None) == checks.check_resolvers(None) == []
        assert checks.check_linking(None) == checks.check_template(None) == []
        assert checks.check_time(None) == []


def test_an_unknown_key_names_the_nearest(settings):
    settings.WAGTAIL_ESRLM = {"TICK_ONYL": True, "Q": 1}
    far, near = checks.check_settings(None)
    assert near.hint == "Did you mean TICK_ONLY?"
    assert "HEARTBEAT_SECONDS" in far.hint


@pytest.mark.parametrize(
    ("path_", "expected"),
    [
        (None, []),
        (f"{__name__}.not_callable", []),
        (f"{__name__}.NUMBER", ["E032"]),
        (f"{__name__}.missing", ["E032"]),
        ("no.such.module", ["E032"]),
        (7, ["E032"]),
    ],
)
def test_resolvers(settings, path_, expected):
    settings.WAGTAIL_ESRLM = {"PERSON_RESOLVER": path_}
    assert ids(checks.check_resolvers(None)) == expected


@pytest.mark.parametrize(
    ("rule", "expected"),
    [(None, []), ("employee-number", []), ("email", ["E033"]), ("x", ["E033"])],
)
def test_linking(settings, rule, expected):
    settings.WAGTAIL_ESRLM = {"LINK_AT_LOGIN": rule}
    assert ids(checks.check_linking(None)) == expected


@pytest.mark.parametrize(("name", "expected"), [("email", ["W034"]), ("login", [])])
def test_user_names_that_are_email_addresses(settings, monkeypatch, name, expected):
    class LogIn:
        USERNAME_FIELD = name

        @staticmethod
        def get_email_field_name() -> str:
            return "email"

    monkeypatch.setattr(checks, "get_user_model", lambda: LogIn)
    settings.WAGTAIL_ESRLM = {"LINK_AT_LOGIN": "username"}
    assert ids(checks.check_linking(None)) == expected


@pytest.mark.parametrize(
    ("use_tz", "zone", "expected"),
    [
        (True, "Europe/London", []),
        (False, "Europe/London", ["E020"]),
        (True, "Europe/Lundon", ["E021"]),
        (True, "", ["E021"]),
        (True, None, ["E021"]),
    ],
)
def test_time(settings, use_tz, zone, expected):
    settings.USE_TZ = use_tz
    settings.WAGTAIL_ESRLM = {"TIME_ZONE": zone}
    assert ids(checks.check_time(None)) == expected


def test_apps(monkeypatch):
    assert checks.check_apps(None) == []
    monkeypatch.setattr(checks.apps, "is_installed", lambda name: False)
    assert ids(checks.check_apps(None)) == ["E044"]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"orm": None}, ["E002"]),
        ({"orm": None, "redis": {"host": "127.0.0.1"}}, []),
        ({"timeout": None}, ["E003"]),
        ({"retry": 180}, ["E004"]),
        ({"queue_limit": 4}, ["E004"]),
        ({"queue_limit": 4, "retry": 241}, []),
        ({"workers": 1}, ["E004"]),
        ({"bulk": 3}, ["E004"]),
        ({"ack_failures": False}, ["E005"]),
        ({"catch_up": True}, ["E006"]),
        ({"sync": True}, ["W007"]),
    ],
)
def test_queue(settings, change, expected):
    settings.Q_CLUSTER = {**GOOD_CLUSTER, **change}
    assert ids(checks.check_queue(None)) == expected


def test_django_q2s_own_defaults_are_not_enough(settings):
    settings.Q_CLUSTER = {"orm": "default"}
    assert ids(checks.check_queue(None)) == ["E003", "E005", "E006"]
    settings.Q_CLUSTER = {"orm": "default", "timeout": 60, "workers": 4}
    assert "E004" in ids(checks.check_queue(None))


def test_the_cluster_for_long_work(settings):
    settings.WAGTAIL_ESRLM = {"LONG_CLUSTER": "long"}
    settings.Q_CLUSTER = GOOD_CLUSTER
    assert ids(checks.check_queue(None)) == ["E008"]
    settings.Q_CLUSTER = {**GOOD_CLUSTER, "ALT_CLUSTERS": {"long": {"timeout": 600}}}
    assert ids(checks.check_queue(None)) == ["E004"]
    settings.Q_CLUSTER = {
        **GOOD_CLUSTER,
        "ALT_CLUSTERS": {"long": {"timeout": 600, "retry": 1801}},
    }
    assert checks.check_queue(None) == []


def test_a_queue_is_not_asked_for_where_a_tick_does_the_work(settings, monkeypatch):
    settings.Q_CLUSTER = {}
    monkeypatch.setattr(checks.apps, "is_installed", lambda name: False)
    assert ids(checks.check_queue(None)) == ["E001"]
    settings.WAGTAIL_ESRLM = {"TICK_ONLY": True}
    assert checks.check_queue(None) == []


GOOD_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode = WAL;",
}


@pytest.mark.parametrize(
    ("options", "name", "expected"),
    [
        (GOOD_OPTIONS, "db.sqlite3", []),
        ({}, "db.sqlite3", ["E011", "W012", "W013"]),
        ({}, ":memory:", ["E011", "W012"]),
        ({**GOOD_OPTIONS, "transaction_mode": "DEFERRED"}, "db.sqlite3", ["E011"]),
        ({**GOOD_OPTIONS, "timeout": 5}, "db.sqlite3", ["W012"]),
        ({**GOOD_OPTIONS, "init_command": ""}, "db.sqlite3", ["W013"]),
    ],
)
def test_sqlite(monkeypatch, options, name, expected):
    stated = {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": name,
        "OPTIONS": options,
    }
    database = SimpleNamespace(settings_dict=stated)
    monkeypatch.setattr(checks, "connections", {"default": database})
    assert ids(checks.check_sqlite(None)) == expected


def test_an_old_sqlite_and_another_database(monkeypatch):
    stated = {"ENGINE": "django.db.backends.sqlite3", "OPTIONS": GOOD_OPTIONS}
    database = SimpleNamespace(settings_dict=stated)
    monkeypatch.setattr(checks, "connections", {"default": database})
    monkeypatch.setattr(checks.sqlite3, "sqlite_version_info", (3, 38, 5))
    assert ids(checks.check_sqlite(None)) == ["E010"]
    stated["ENGINE"] = "django.db.backends.postgresql"
    assert checks.check_sqlite(None) == []


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
    ],
)
def test_urls(settings, monkeypatch, patterns, expected):
    resolver = type("Resolver", (), {"url_patterns": patterns})()
    monkeypatch.setattr(checks, "get_resolver", lambda: resolver)
    assert ids(checks.check_urls(None)) == expected


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
    assert ids(checks.check_template(None)) == expected


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
    assert checks.check_template(None)[0].hint.endswith("one of: content.")


def test_every_check_is_registered():
    names = {check.__name__ for check in registry.registered_checks}
    ours = {name for name in vars(checks) if name.startswith("check_")}
    assert ours <= names
    assert isinstance(run_checks(tags=["wagtail_esrlm"]), list)


def test_every_id_is_documented():
    source = Path(checks.__file__)
    page = source.parent.parent / "docs" / "checks.md"
    used = set(re.findall(r'"([EW]\d{3})"', source.read_text()))
    assert used == set(re.findall(r"\| wagtail_esrlm\.([EW]\d{3})", page.read_text()))
