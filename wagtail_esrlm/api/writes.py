"""Endpoints that change something: once for each ``Idempotency-Key`` (F3)."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any, TypeVar

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.response import Response

from ..errors import InvalidInput
from ..idempotency.services import Answer, answer_once, fingerprint
from .base import BOOKING, EsrlmView

LONGEST_KEY = 80
#: Bytes of a body; the longest that says something are 500 bookings to be marked.
LONGEST_BODY = 256 * 1024

#: The header that every change carries, for the schema.
KEY_HEADER = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    required=True,
    description="At most 80 characters; sent again, the change is made once.",
)

S = TypeVar("S", bound=serializers.Serializer[Any])


class KeyMissing(InvalidInput):
    """A change came without a key, so sending it again would do it twice."""

    code = "idempotency_key_missing"
    sentence = _("Send an Idempotency-Key header of 1 to 80 characters.")


class Malformed(InvalidInput):
    """The body is not what the schema says."""

    def __init__(self, errors: Any) -> None:
        name, sentence = _first(errors)
        super().__init__(f"{name}: {sentence}" if name else sentence)


class TooLong(InvalidInput):
    """The body is longer than any that says something."""

    code = "too_long"
    status = 413
    sentence = _("That is too much for one request. Send it in parts.")


class ShortJSONParser(JSONParser):
    """Reads JSON of a length that fits into memory many times over."""

    def parse(
        self, stream: Any, media_type: Any = None, parser_context: Any = None
    ) -> Any:
        """Return what it says.

        Raises:
            TooLong: before the rest of it is read.
            ParseError: where it is no JSON, or nested beyond reason.
        """
        body = stream.read(LONGEST_BODY + 1)
        if len(body) > LONGEST_BODY:
            raise TooLong
        try:
            return super().parse(BytesIO(body), media_type, parser_context)
        except RecursionError as err:
            raise ParseError from err


class EsrlmWriteView(EsrlmView):
    """Changes something by POST of JSON; reads too where it has a ``get``."""

    parser_classes = [ShortJSONParser]
    throttle_scope = BOOKING
    http_method_names = ["get", "post", "head", "options"]


def key_of(request: Request) -> str:
    """Return the key that the request was sent under.

    Raises:
        KeyMissing: without one, or with one that is too long to be kept.
    """
    key = request.headers.get("Idempotency-Key", "").strip()
    if not key or len(key) > LONGEST_KEY or not key.isprintable():
        raise KeyMissing
    return str(key)


def body_of(request: Request, serializer_class: type[S]) -> dict[str, Any]:
    """Return the checked body.

    Raises:
        Malformed: with the first thing that is wrong.
    """
    serializer = serializer_class(data=request.data)
    if not serializer.is_valid():
        raise Malformed(serializer.errors)
    return dict(serializer.validated_data)


def once(request: Request, work: Callable[[], dict[str, Any]]) -> Response:
    """Do what has no key of its own once, and give the same answer ever after."""
    key = key_of(request)
    answer = answer_once(
        actor=f"user:{request.user.pk}",
        key=key,
        fingerprint=fingerprint("POST", request.path, request.data),
        work=lambda: Answer(200, work()),
    )
    return Response(answer.body, status=answer.status)


def _first(errors: Any) -> tuple[str, str]:
    if isinstance(errors, dict) and errors:
        name, inner = next(iter(errors.items()))
        return ("" if name == "non_field_errors" else str(name)), _first(inner)[1]
    if isinstance(errors, list) and errors:
        return _first(errors[0])
    return "", str(errors)
