"""The health of the background work, for a monitor."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from .health import health


@never_cache
@require_safe
def health_view(request: HttpRequest) -> JsonResponse:
    """Answer 200 when well and 503 when not; no figures, no names."""
    ok = health().ok
    return JsonResponse(
        {"status": "ok" if ok else "failing"}, status=200 if ok else 503
    )
