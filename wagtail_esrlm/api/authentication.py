"""How programs say who they are: a session, or a token of the site's users."""

from __future__ import annotations

import datetime
from typing import Any

from django.apps import apps
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import (
    BaseAuthentication,
    SessionAuthentication,
    TokenAuthentication,
    get_authorization_header,
)
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request


class ApiTokenAuthentication(BaseAuthentication):
    """Accepts Wagtail's own API tokens (8.0): ``Authorization: Bearer wagtail_...``."""

    keyword = "Bearer"

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        """Return the token's user, or None where no token was sent.

        Raises:
            AuthenticationFailed: for a token that is not, or no longer, valid.
        """
        parts = get_authorization_header(request).split()
        if not parts or parts[0].lower() != self.keyword.lower().encode():
            return None
        refused = AuthenticationFailed(_("This token is not valid."))
        if len(parts) != 2:
            raise refused
        model = apps.get_model("wagtailcore", "APIToken")
        token = (
            model.objects.select_related("user")
            .filter(
                key_hash__in=model.candidate_key_hashes(parts[1].decode("latin-1")),
                revoked_at__isnull=True,
            )
            .first()
        )
        if token is None or not token.user.is_active:
            raise refused
        self._remember_use(token)
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        """Ask for a token: 401, not 403, for whoever is not known."""
        return f'{self.keyword} realm="api"'

    @staticmethod
    def _remember_use(token: Any) -> None:
        """Note the use of a token, as Wagtail does, once in a while."""
        interval = getattr(settings, "WAGTAILAPI_TOKEN_LAST_USED_INTERVAL", 60)
        if interval is None:
            return
        now = timezone.now()
        due = now - datetime.timedelta(seconds=interval)
        if token.last_used_at is None or token.last_used_at <= due:
            type(token).objects.filter(pk=token.pk).update(last_used_at=now)


class ReadingSessionAuthentication(SessionAuthentication):
    """A log-in of the site; says 401, not 403, to whoever is not logged in."""

    def authenticate_header(self, request: Request) -> str:
        """Name the scheme, which makes the answer a 401."""
        return "Session"


def authentication_classes() -> list[type[BaseAuthentication]]:
    """Return what this site can check: tokens first, then sessions."""
    classes: list[type[BaseAuthentication]] = []
    try:
        apps.get_model("wagtailcore", "APIToken")
    except LookupError:
        if apps.is_installed("rest_framework.authtoken"):
            classes.append(TokenAuthentication)
    else:
        classes.append(ApiTokenAuthentication)
    return [*classes, ReadingSessionAuthentication]


class ApiTokenScheme(OpenApiAuthenticationExtension):
    """Describes the token in the schema."""

    target_class = "wagtail_esrlm.api.authentication.ApiTokenAuthentication"
    name = "apiToken"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """Return a bearer token."""
        return {"type": "http", "scheme": "bearer"}


class ReadingSessionScheme(OpenApiAuthenticationExtension):
    """Describes the session in the schema."""

    target_class = "wagtail_esrlm.api.authentication.ReadingSessionAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """Return the session's cookie."""
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": settings.SESSION_COOKIE_NAME,
        }
