"""Answers that show personal data: kept out of every shared cache (decision 12).

A block cannot reach the response, so whatever shows somebody's data marks the request,
and the page's answer is made private once it is rendered. Wagtail's ``on_serve_page``
does that for pages; views use ``keep_private``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

CACHE_CONTROL = "private, no-store"

_MARK = "_esrlm_is_personal"


def mark_personal(request: HttpRequest | None) -> None:
    """Remember that the answer to this request shows personal data.

    Django's own page cache is told too, for views that nothing else looks at.
    """
    if request is not None:
        setattr(request, _MARK, True)
        request._cache_update_cache = False  # type: ignore[attr-defined]


def is_personal(request: HttpRequest | None) -> bool:
    """Whether something shown on this request is personal."""
    return bool(getattr(request, _MARK, False))


def keep_private(response: HttpResponseBase) -> HttpResponseBase:
    """Make an answer private to its reader, whatever was said before."""
    response["Cache-Control"] = CACHE_CONTROL
    for header in ("Expires", "Surrogate-Control"):
        if header in response:
            del response[header]
    patch_vary_headers(response, ("Cookie",))
    return response


def keep_private_if_personal(
    request: HttpRequest, response: HttpResponseBase
) -> HttpResponseBase:
    """Make the answer private if anything on it was; after it is rendered."""

    def after_rendering(rendered: Any) -> None:
        if is_personal(request):
            keep_private(rendered)

    if hasattr(response, "add_post_render_callback"):
        response.add_post_render_callback(after_rendering)
    else:
        after_rendering(response)
    return response


ServePage = Callable[..., HttpResponseBase]


def serve_privately(serve_next: ServePage) -> ServePage:
    """Wrap the serving of every page; for Wagtail's hook ``on_serve_page``."""

    def serve(
        page: Any, request: HttpRequest, args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponseBase:
        response = serve_next(page, request, args, kwargs)
        return keep_private_if_personal(request, response)

    return serve


class PersonalAnswersMiddleware:
    """Does the same for answers that are not pages; optional.

    For hosts that use our template tag in plain Django views. List it below any
    middleware that caches or sets ``Cache-Control``.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, privately where the answer shows personal data."""
        response = self.get_response(request)
        return keep_private(response) if is_personal(request) else response
