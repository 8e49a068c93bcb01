"""The plugin's settings: one dict in the host's settings, read lazily.

A host writes ``WAGTAIL_ESRLM = {"KEY": value}``; every key has a default here and a row
in the settings reference of the documentation.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

SETTINGS_NAME = "WAGTAIL_ESRLM"

#: Every key with its default. Keys ending in ``_RESOLVER`` hold dotted paths.
DEFAULTS: dict[str, Any] = {
    # Template that the plugin's own pages extend, and the block they fill.
    "BASE_TEMPLATE": "wagtail_esrlm/base.html",
    "CONTENT_BLOCK": "content",
    # Zone in which "today", expiry dates and award dates are dates (rule 88).
    "TIME_ZONE": "Europe/London",
    # Dotted path of a callable (user) -> Person | None; None: the one-to-one link.
    "PERSON_RESOLVER": None,
    # Dotted path of a callable (person, request) -> URL of the host's profile page.
    "PROFILE_URL_RESOLVER": None,
    # Where "Not you?" leads, for single sign-on; None: our own page, which logs out.
    "LOGOUT_URL": None,
    # Log-ins in this group are shared (a ward computer): never anybody's own.
    "SHARED_LOGIN_GROUP": "Shared log-ins",
    # How a log-in joins a person at its first log-in: "employee-number", "username",
    # or None for never. E-mail always needs an administrator's confirmation.
    "LINK_AT_LOGIN": "employee-number",
    # User attribute that holds the employee number, for "employee-number".
    "USER_EMPLOYEE_NUMBER_FIELD": "employee_number",
    # True: personal blocks are fragments fetched after the page (whole-page caches).
    "DEFERRED_PERSONAL_BLOCKS": False,
    # True: no django-q2 cluster runs here; esrlm_tick alone does the work.
    "TICK_ONLY": False,
    # Seconds without a heartbeat after which the queue counts as stopped.
    "HEARTBEAT_SECONDS": 180,
    # Seconds a tick may be late where TICK_ONLY is set.
    "TICK_SECONDS": 900,
    # People calculated in one transaction of the refresh.
    "REFRESH_BATCH": 2000,
    # Name of the django-q2 cluster for long work; None: the default cluster.
    "LONG_CLUSTER": None,
    # Dotted paths of the ways out, tried in order; whom none reaches reads on-site.
    "NOTIFICATION_CHANNELS": ("wagtail_esrlm.notifications.channels.EmailChannel",),
    # Staff get mail in these domains and those below them only; None: anywhere (91).
    "MAIL_DOMAINS": None,
    # Sender of our mail; None: DEFAULT_FROM_EMAIL.
    "MAIL_FROM": None,
    # Where this site is, for links in mail; None: WAGTAILADMIN_BASE_URL.
    "BASE_URL": None,
    # Most messages that one pass sends.
    "MESSAGES_PER_PASS": 1000,
    # Days after which the words of what was said are deleted.
    "MESSAGE_DAYS": 90,
    # Largest import file in bytes, and the most rows in it.
    "IMPORT_MAX_BYTES": 64 * 1024 * 1024,
    "IMPORT_MAX_ROWS": 500_000,
    # Hours before a class starts from which nobody is promoted from its waiting list.
    "PROMOTION_CUTOFF_HOURS": 24,
    # Working days before a class from which freed places are offered, not given.
    "OFFER_ONLY_WORKING_DAYS": 5,
    # Hours an offered place is held where the class does not say.
    "OFFER_HOURS": 24,
    # Days a manager has to answer a request before the next one is asked.
    "APPROVAL_DAYS": 5,
    # Waiting lists a person may stand on, and bookings they may make in a day.
    "MOST_WAITING_LISTS": 10,
    "MOST_BOOKINGS_A_DAY": 60,
    # True: who is compliant and not due for renewal cannot book themselves.
    "REFUSE_COMPLIANT": False,
    # True: who gets a place at the time of a class they wait for stays on that list.
    "KEEP_OVERLAPPING_WAITS": False,
}


class EsrlmSettings:
    """Attribute access to the plugin's settings, with defaults."""

    def __getattr__(self, name: str) -> Any:
        if name not in DEFAULTS:
            raise AttributeError(f"{SETTINGS_NAME} has no key {name!r}")
        return self.stated().get(name, DEFAULTS[name])

    def stated(self) -> dict[str, Any]:
        """Return what the host wrote, without defaults."""
        return getattr(settings, SETTINGS_NAME, None) or {}

    def unknown_keys(self) -> list[str]:
        """Return the keys the host wrote that mean nothing here, sorted."""
        return sorted(set(self.stated()) - set(DEFAULTS), key=str)

    def imported(self, name: str) -> Any:
        """Return the object a dotted-path key names, or None when it is empty.

        Raises:
            ImportError: when the path does not resolve.
        """
        path = getattr(self, name)
        return import_string(path) if path else None


esrlm_settings = EsrlmSettings()
