"""What every endpoint shares, whatever the host's defaults for REST framework are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import extend_schema
from rest_framework.authentication import BaseAuthentication
from rest_framework.pagination import PageNumberPagination
from rest_framework.permissions import IsAuthenticated
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import ScopedRateThrottle
from rest_framework.views import APIView

from ..errors import EsrlmError
from ..personal import keep_private
from .authentication import authentication_classes

#: A view's method, and the same described.
Method = TypeVar("Method", bound=Callable[..., Any])

PERSONAL = "esrlm-personal"
CATALOGUE = "esrlm-catalogue"
BOOKING = "esrlm-booking"


def described(**description: Any) -> Callable[[Method], Method]:
    """Describe a method in the schema, whatever schema class the host's default is.

    Its docstring's first line is the description, unless one is given.
    """

    def describe(method: Method) -> Method:
        first_line = (method.__doc__ or "").strip().partition("\n")[0]
        description.setdefault("description", first_line)
        method.kwargs = {"schema": AutoSchema}  # type: ignore[attr-defined]
        described_method: Method = extend_schema(**description)(method)
        return described_method

    return describe


class EsrlmThrottle(ScopedRateThrottle):
    """Limits by scope; a host's ``DEFAULT_THROTTLE_RATES`` go before these."""

    rates: ClassVar[dict[str, str]] = {
        PERSONAL: "120/min",
        CATALOGUE: "240/min",
        BOOKING: "60/min",
    }

    def get_rate(self) -> str:
        """Return the host's rate for the view's scope, or ours."""
        scope = str(self.scope)
        return str((self.THROTTLE_RATES or {}).get(scope) or self.rates[scope])


class EsrlmPagination(PageNumberPagination):
    """Pages of 50; at most 100 at the asker's wish."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 100


class EsrlmView(APIView):
    """Reads only, JSON only, for known users, private to them."""

    schema = AutoSchema()
    renderer_classes = [JSONRenderer]
    permission_classes = [IsAuthenticated]
    throttle_classes = [EsrlmThrottle]
    versioning_class = None
    throttle_scope = PERSONAL
    http_method_names = ["get", "head", "options"]

    def get_authenticators(self) -> list[BaseAuthentication]:
        """Return what this site can check."""
        return [authentication() for authentication in authentication_classes()]

    def handle_exception(self, exc: Exception) -> Response:
        """Answer our own errors with their code and sentence."""
        if isinstance(exc, EsrlmError):
            wait = getattr(exc, "retry_after", None)
            return Response(
                {"code": exc.code, "detail": str(exc.sentence)},
                status=exc.status,
                headers={"Retry-After": str(wait)} if wait else None,
            )
        return super().handle_exception(exc)

    def finalize_response(
        self, request: Request, response: Response, *args: Any, **kwargs: Any
    ) -> Any:
        """Keep every answer out of shared caches (decision 12)."""
        return keep_private(
            super().finalize_response(request, response, *args, **kwargs)
        )
