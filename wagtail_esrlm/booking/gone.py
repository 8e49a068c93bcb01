"""Pages whose class, booking or register is not there: a sentence, and a way on.

The words are the same whether it never was, was deleted or taken off, or is somebody
else's, so that nobody learns which.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..conf import esrlm_settings
from ..pages import PersonalPage, frame_of
from ..personal import keep_private


class SaysWhatIsGoneMixin:
    """Answers 404 with a page that says what to do, for whoever is logged in."""

    gone: str | Promise = _(
        "It was taken off or has changed, or it is not yours. Nothing was changed."
    )

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        """Show the page where the view finds nothing."""
        try:
            answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        except Http404:
            if not request.user.is_authenticated:
                raise
            frame = frame_of(esrlm_settings.BASE_TEMPLATE, esrlm_settings.CONTENT_BLOCK)
            answer = render(
                request,
                "wagtail_esrlm/booking/gone.html",
                {"esrlm_frame": frame, "gone": self.gone},
                status=404,
            )
        return keep_private(answer)


class BookingPage(SaysWhatIsGoneMixin, PersonalPage):
    """A page about classes or bookings for whoever is logged in."""
