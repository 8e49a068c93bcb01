"""For a host's profile page: our compliance on it, kept out of shared caches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from .conf import esrlm_settings
from .personal import keep_private_if_personal, mark_personal

if TYPE_CHECKING:
    from .workforce.models import Person


class LearnerProfileMixin(models.Model):
    """Put before ``Page`` in a profile page's bases, and say whose profile it is.

    Templates get ``esrlm_person``, for ``{% esrlm_compliance esrlm_person %}``. The
    page's answer is ``Cache-Control: private, no-store``, unless personal blocks
    are fetched after the page (``DEFERRED_PERSONAL_BLOCKS``).

    An abstract model without fields: a plain class would stand in the host's
    migrations for ever, and they could not be loaded without the plugin.
    """

    class Meta:
        abstract = True

    def get_esrlm_person(self) -> Person | None:
        """Return whose profile this is; None shows nothing. Override this."""
        return None

    def get_context(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        """Add whose profile it is."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)  # type: ignore[misc]
        context["esrlm_person"] = self.get_esrlm_person()
        return context

    def serve(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        """Answer privately."""
        if not esrlm_settings.DEFERRED_PERSONAL_BLOCKS:
            mark_personal(request)
        response: HttpResponseBase = super().serve(request, *args, **kwargs)  # type: ignore[misc]
        return keep_private_if_personal(request, response)
