"""Settings of django-q2."""

from __future__ import annotations

import pytest

from tests.checks.saying import ids
from wagtail_esrlm.checks import queue

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
        ({"timeout": "60"}, ["E009"]),
        ({"retry": "181"}, ["E009"]),
        ({"retry": None}, ["E009"]),
        ({"workers": "2", "queue_limit": None}, ["E009", "E009"]),
        ({"bulk": True, "catch_up": True}, ["E009", "E006"]),
        ({"workers": None, "retry": 6000}, []),
    ],
)
def test_queue(settings, change, expected):
    settings.Q_CLUSTER = {**GOOD_CLUSTER, **change}
    assert ids(queue.check_queue(None)) == expected


def test_a_cluster_that_is_no_dict(settings):
    settings.Q_CLUSTER = "orm"
    assert ids(queue.check_queue(None)) == ["E002"]


def test_django_q2s_own_defaults_are_not_enough(settings):
    settings.Q_CLUSTER = {"orm": "default"}
    assert ids(queue.check_queue(None)) == ["E003", "E005", "E006"]
    settings.Q_CLUSTER = {"orm": "default", "timeout": 60, "workers": 4}
    assert "E004" in ids(queue.check_queue(None))


def test_the_cluster_for_long_work(settings):
    settings.WAGTAIL_ESRLM = {"LONG_CLUSTER": "long"}
    settings.Q_CLUSTER = GOOD_CLUSTER
    assert ids(queue.check_queue(None)) == ["E008"]
    settings.Q_CLUSTER = {**GOOD_CLUSTER, "ALT_CLUSTERS": {"long": {"timeout": 600}}}
    assert ids(queue.check_queue(None)) == ["E004"]
    settings.Q_CLUSTER = {
        **GOOD_CLUSTER,
        "ALT_CLUSTERS": {"long": {"timeout": 600, "retry": 1801}},
    }
    assert queue.check_queue(None) == []


def test_a_queue_is_not_asked_for_where_a_tick_does_the_work(settings, monkeypatch):
    settings.Q_CLUSTER = {}
    monkeypatch.setattr(queue.apps, "is_installed", lambda name: False)
    assert ids(queue.check_queue(None)) == ["E001"]
    settings.WAGTAIL_ESRLM = {"TICK_ONLY": True}
    assert queue.check_queue(None) == []
