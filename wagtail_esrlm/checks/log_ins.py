"""Checks of how people log in, and of how a log-in finds its person."""

from __future__ import annotations

from typing import Any

from django.conf import global_settings, settings
from django.contrib.auth import get_user_model
from django.core.exceptions import FieldDoesNotExist
from django.shortcuts import resolve_url
from django.urls import NoReverseMatch, Resolver404, resolve

from ..conf import SETTINGS_NAME, esrlm_settings
from .saying import Messages, error, settings_are_readable, warning

#: The name of Wagtail's address for every page, which takes whatever is left.
ANY_PAGE = "wagtail_serve"


def check_linking(app_configs: Any, **kwargs: Any) -> Messages:
    """Find a rule for first log-ins that is none, or that can never match."""
    if not settings_are_readable():
        return []
    rule = esrlm_settings.LINK_AT_LOGIN
    if rule not in (None, "employee-number", "username"):
        return [
            error(
                "E033",
                f'{SETTINGS_NAME}["LINK_AT_LOGIN"] is {rule!r}.',
                'Use "employee-number", "username" or None. E-mail addresses are only '
                "proposed: run esrlm_link_users --by email.",
            )
        ]
    if esrlm_settings.PERSON_RESOLVER:
        return []
    model = get_user_model()
    if rule == "username" and model.USERNAME_FIELD == model.get_email_field_name():
        return [
            warning(
                "W034",
                'LINK_AT_LOGIN is "username", and user names are e-mail addresses.',
                "No log-in will be joined so. Use employee-number, or None and "
                "esrlm_link_users --by email.",
            )
        ]
    name = esrlm_settings.USER_EMPLOYEE_NUMBER_FIELD
    if rule == "employee-number" and not _log_ins_have(model, str(name)):
        return [
            warning(
                "W036",
                f"Log-ins are joined to people by {name!r}, which they do not have.",
                "Name the field of your user model in USER_EMPLOYEE_NUMBER_FIELD; or "
                'set LINK_AT_LOGIN to "username" where user names are employee '
                "numbers, or to None.",
            )
        ]
    return []


def _log_ins_have(model: Any, attribute: str) -> bool:
    """Whether a log-in has the attribute; relations are followed over "__"."""
    for name in attribute.split("__"):
        try:
            found = model._meta.get_field(name)
        except FieldDoesNotExist:
            return bool(name) and hasattr(model, name)
        model = found.related_model
        if model is None:
            return True
    return True


def check_addresses(app_configs: Any, **kwargs: Any) -> Messages:
    """Find that whoever must log in, or out, is sent to an address without a page."""
    messages: Messages = []
    if not _leads_somewhere(settings.LOGIN_URL):
        messages.append(
            warning(
                "W045",
                f"LOGIN_URL is {settings.LOGIN_URL!r}, where this site has no page.",
                "Whoever must log in to see our pages is sent there. Set LOGIN_URL to "
                'your log-in, for example "wagtailadmin_login".',
            )
        )
    if not settings_are_readable():
        return messages
    stated = esrlm_settings.LOGOUT_URL
    if isinstance(stated, str) and stated and not _leads_somewhere(stated):
        messages.append(
            warning(
                "W037",
                f'{SETTINGS_NAME}["LOGOUT_URL"] is {stated!r}, which leads nowhere.',
                "Write an address, or the name of one.",
            )
        )
    return messages


def _leads_somewhere(stated: Any) -> bool:
    """Whether an address, or the name of one, is not known to have no page.

    Wagtail's pages take every address; of those, Django's own default is suspicious.
    """
    try:
        address = str(resolve_url(stated))
    except NoReverseMatch:
        return False
    if not address.startswith("/") or address.startswith("//"):
        return True
    try:
        found = resolve(address.partition("?")[0])
    except Resolver404:
        return False
    return found.url_name != ANY_PAGE or stated != global_settings.LOGIN_URL
