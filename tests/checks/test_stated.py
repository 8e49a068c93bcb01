"""The settings dict by itself."""

from __future__ import annotations

import pytest

from tests.checks.saying import ids
from wagtail_esrlm.checks import CHECKS, stated
from wagtail_esrlm.conf import DEFAULTS


def not_callable() -> str:
    """Stand in for a host's function."""
    return ""


NUMBER = 7


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (None, []),
        ({}, []),
        ({"TICK_ONLY": True}, []),
        ("nonsense", ["E030"]),
        ({"TICK_ONYL": True, "X": 1}, ["E031", "E031"]),
        ({"X": 1, 3: 4}, ["E031", "E031"]),
    ],
)
def test_settings(settings, written, expected):
    settings.WAGTAIL_ESRLM = written
    assert ids(stated.check_settings(None)) == expected


def test_settings_that_are_no_dict_are_said_once(settings):
    settings.WAGTAIL_ESRLM = "nonsense"
    found = [message for check in CHECKS for message in check(None)]
    assert ids(found) == ["E030"]


def test_an_unknown_key_names_the_nearest(settings):
    settings.WAGTAIL_ESRLM = {"TICK_ONYL": True, "Q": 1}
    far, near = stated.check_settings(None)
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
def test_paths_of_functions(settings, path_, expected):
    settings.WAGTAIL_ESRLM = {"PERSON_RESOLVER": path_}
    assert ids(stated.check_paths(None)) == expected


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
    assert ids(stated.check_time(None)) == expected


@pytest.mark.parametrize(
    ("channels", "expected"),
    [
        ((), []),
        (["wagtail_esrlm.notifications.channels.EmailChannel"], []),
        (["wagtail_esrlm.notifications.channels.PigeonChannel"], ["E032"]),
        (7, []),
    ],
)
def test_paths_of_channels(settings, channels, expected):
    settings.WAGTAIL_ESRLM = {"NOTIFICATION_CHANNELS": channels}
    assert ids(stated.check_paths(None)) == expected


def test_every_default_is_a_value_that_may_be_written(settings):
    settings.WAGTAIL_ESRLM = dict(DEFAULTS)
    assert stated.check_values(None) == []


@pytest.mark.parametrize(
    ("key", "value", "hint"),
    [
        ("BASE_TEMPLATE", None, "Write a word in quotes, or leave it out."),
        ("CONTENT_BLOCK", "", "Write a word in quotes, or leave it out."),
        ("LOGOUT_URL", 7, "Write a word in quotes, or leave it out."),
        ("TICK_ONLY", "yes", "Write True or False, or leave it out."),
        ("REFRESH_BATCH", 0, "Write a whole number, 1 or more, or leave it out."),
        ("REFRESH_BATCH", True, "Write a whole number, 1 or more, or leave it out."),
        ("OFFER_HOURS", -1, "Write a whole number, 0 or more, or leave it out."),
        ("MAIL_DOMAINS", "nhs.net", "Write a list of words, or leave it out."),
    ],
)
def test_a_value_of_the_wrong_kind(settings, key, value, hint):
    settings.WAGTAIL_ESRLM = {key: value}
    (message,) = stated.check_values(None)
    assert ids([message]) == ["E035"]
    assert message.hint == hint


@pytest.mark.parametrize(
    ("key", "value"),
    [("OFFER_HOURS", 0), ("MAIL_DOMAINS", ["nhs.net"]), ("LONG_CLUSTER", "long")],
)
def test_a_value_of_the_right_kind(settings, key, value):
    settings.WAGTAIL_ESRLM = {key: value}
    assert stated.check_values(None) == []
