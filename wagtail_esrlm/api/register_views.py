"""Endpoints of registers: list, mark, close; and signing in by a code."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from ..booking.attendance import mark, must_keep_register
from ..booking.closing import close_register
from ..booking.listing import with_places
from ..booking.models import Enrolment
from ..booking.registers import registers_for, rows_of, session_to_mark
from ..booking.sign_in import sign_in_by_code
from ..booking.sign_in_limit import limited_tries
from ..booking.sign_in_views import find_session
from ..clock import now
from ..errors import NotAllowed
from ..snippets.models import LearningClass
from . import booking_bodies as bodies
from . import booking_serializers as shapes
from .base import EsrlmPagination, EsrlmView, described
from .writes import KEY_HEADER, EsrlmWriteView, body_of, key_of


class RegisterListView(EsrlmView):
    """The registers that the asker keeps and has not closed."""

    pagination_class = EsrlmPagination

    @described(operation_id="registers", responses=shapes.ClassSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Return a page of classes, by their start."""
        pagination = EsrlmPagination()
        classes = registers_for(request.user)
        page = pagination.paginate_queryset(classes, request, view=self)  # type: ignore[arg-type]
        return pagination.get_paginated_response(
            shapes.ClassSerializer(page, many=True, context={"joining": True}).data
        )


class RegisterView(EsrlmView):
    """One register."""

    @described(
        operation_id="register",
        responses=shapes.RegisterSerializer,
        parameters=[OpenApiParameter("session", str, description="Whose marks.")],
    )
    def get(self, request: Request, uuid: UUID) -> Response:
        """Return the people and the marks of a session; 404 for others."""
        stated = request.query_params.get("session", "")
        return Response(register_data(find_register(request, uuid), stated))


class MarkView(EsrlmWriteView):
    """Marks people present or absent."""

    http_method_names = ["post", "options"]

    @described(
        operation_id="mark",
        request=bodies.MarkSerializer,
        responses=shapes.RegisterSerializer,
        parameters=[KEY_HEADER],
    )
    def post(self, request: Request, uuid: UUID) -> Response:
        """Mark people at a session, all or nobody."""
        key, learning_class = key_of(request), find_register(request, uuid)
        asked = body_of(request, bodies.MarkSerializer)
        session = get_object_or_404(learning_class.sessions, uuid=asked["session"])
        wanted = set(asked["bookings"])
        people = list(
            Enrolment.objects.filter(learning_class=learning_class, uuid__in=wanted)
        )
        if len(people) != len(wanted):
            raise Http404
        mark(
            enrolments=people,
            session=session,
            is_present=asked["is_present"],
            by=request.user,
            key=key,
        )
        return Response(register_data(learning_class, str(session.uuid)))


class CloseView(EsrlmWriteView):
    """Closes a register: marks count, and who attended is awarded."""

    http_method_names = ["post", "options"]

    @described(
        operation_id="close_register",
        request=bodies.CloseSerializer,
        responses=shapes.RegisterSerializer,
        parameters=[KEY_HEADER],
    )
    def post(self, request: Request, uuid: UUID) -> Response:
        """Close it after the last session."""
        key, learning_class = key_of(request), find_register(request, uuid)
        asked = body_of(request, bodies.CloseSerializer)
        close_register(
            learning_class=learning_class,
            by=request.user,
            unmarked_are_absent=asked["unmarked_are_absent"],
            key=key,
        )
        return Response(register_data(find_register(request, uuid), ""))


class SignInView(EsrlmWriteView):
    """Signs the asker in to a session by the code that is shown."""

    http_method_names = ["post", "options"]

    @described(
        operation_id="sign_in",
        request=bodies.CodeSerializer,
        responses={200: dict},
        parameters=[KEY_HEADER],
    )
    def post(self, request: Request, uuid: UUID) -> Response:
        """Record the asker as present."""
        key, session = key_of(request), find_session(uuid)
        asked = body_of(request, bodies.CodeSerializer)
        with limited_tries(request.user):
            booking = sign_in_by_code(
                user=request.user, session=session, code=asked["code"], key=key
            )
        return Response({"booking": str(booking.uuid), "is_present": True})


def find_register(request: Request, uuid: UUID) -> LearningClass:
    """Return a class whose register the asker keeps.

    Raises:
        Http404: for everybody else.
    """
    classes = with_places(LearningClass.objects.select_related("course"))
    found = get_object_or_404(classes, uuid=uuid)
    try:
        must_keep_register(found, request.user)
    except NotAllowed as err:
        raise Http404 from err
    return found


def register_data(learning_class: LearningClass, stated: str) -> dict[str, Any]:
    """Return a register as it is now: the people, and the marks of a session."""
    sessions = list(learning_class.sessions.all())
    session = session_to_mark(sessions, stated, now())
    shown = {
        "learning_class": learning_class,
        "session": session,
        "is_closed": learning_class.register_closed_at is not None,
        "rows": rows_of(learning_class, session),
    }
    return dict(shapes.RegisterSerializer(shown, context={"joining": True}).data)
