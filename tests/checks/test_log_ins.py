"""How people log in, and how a log-in finds its person."""

from __future__ import annotations

import pytest

from tests.checks.saying import ids
from wagtail_esrlm.checks import log_ins


@pytest.mark.parametrize(
    ("rule", "expected"),
    [(None, []), ("username", []), ("email", ["E033"]), ("x", ["E033"])],
)
def test_linking(settings, rule, expected):
    settings.WAGTAIL_ESRLM = {"LINK_AT_LOGIN": rule}
    assert ids(log_ins.check_linking(None)) == expected


@pytest.mark.parametrize(("name", "expected"), [("email", ["W034"]), ("login", [])])
def test_user_names_that_are_email_addresses(settings, monkeypatch, name, expected):
    class LogIn:
        USERNAME_FIELD = name

        @staticmethod
        def get_email_field_name() -> str:
            return "email"

    monkeypatch.setattr(log_ins, "get_user_model", lambda: LogIn)
    settings.WAGTAIL_ESRLM = {"LINK_AT_LOGIN": "username"}
    assert ids(log_ins.check_linking(None)) == expected


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("employee_number", ["W036"]),
        ("", ["W036"]),
        ("username", []),
        ("wagtail_userprofile__current_time_zone", []),
        ("wagtail_userprofile__number", ["W036"]),
        ("is_authenticated", []),
    ],
)
def test_log_ins_without_the_number_that_joins_them(settings, field, expected):
    settings.WAGTAIL_ESRLM = {
        "LINK_AT_LOGIN": "employee-number",
        "USER_EMPLOYEE_NUMBER_FIELD": field,
    }
    assert ids(log_ins.check_linking(None)) == expected


def test_a_hosts_own_code_needs_no_number(settings):
    settings.WAGTAIL_ESRLM = {"PERSON_RESOLVER": "host.person_of"}
    assert log_ins.check_linking(None) == []


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/accounts/login/", ["W045"]),
        ("no-such-name", ["W045"]),
        ("wagtailadmin_login", []),
        ("/admin/login/?next=/", []),
        ("/a-page-of-the-site/", []),
        ("https://sso.example/", []),
    ],
)
def test_where_people_log_in(settings, address, expected):
    settings.LOGIN_URL = address
    assert ids(log_ins.check_addresses(None)) == expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [(None, []), ("wagtailadmin_logout", []), ("no-such-name", ["W037"]), (7, [])],
)
def test_where_people_log_out(settings, address, expected):
    settings.LOGIN_URL = "wagtailadmin_login"
    settings.WAGTAIL_ESRLM = {"LOGOUT_URL": address}
    assert ids(log_ins.check_addresses(None)) == expected
