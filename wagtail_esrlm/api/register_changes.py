"""Endpoints of registers beside marks: walk-ins, results, corrections (71, 73, 74)."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.shortcuts import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from ..booking import services
from ..booking.attendance import record_result
from ..booking.closing import correct
from ..booking.models import Enrolment
from ..booking.register_views import person_with_number
from ..snippets.models import LearningClass
from . import booking_bodies as bodies
from . import booking_serializers as shapes
from .base import described
from .register_views import find_register, register_data
from .writes import KEY_HEADER, EsrlmWriteView, body_of, key_of


class RegisterChangeView(EsrlmWriteView):
    """One thing written in a register; answered with the register."""

    http_method_names = ["post", "options"]
    shape: ClassVar[Any]

    def post(self, request: Request, uuid: UUID) -> Response:
        """Do it once, and return the register as it is now; 404 for others."""
        key, learning_class = key_of(request), find_register(request, uuid)
        asked = body_of(request, self.shape)
        self.act(request, learning_class, asked, key)
        return Response(register_data(find_register(request, uuid), ""))

    def act(
        self,
        request: Request,
        learning_class: LearningClass,
        asked: dict[str, Any],
        key: str,
    ) -> None:
        """Do it.

        Raises:
            EsrlmError: where a rule stands against it.
        """
        raise NotImplementedError


def _change(name: str, shape: Any) -> Any:
    return described(
        operation_id=name,
        request=shape,
        responses=shapes.RegisterSerializer,
        parameters=[KEY_HEADER],
    )


class WalkInView(RegisterChangeView):
    """Adds who came without a place."""

    shape = bodies.WalkInSerializer

    @_change("add_walk_in", bodies.WalkInSerializer)
    def post(self, request: Request, uuid: UUID) -> Response:
        """Add somebody beyond capacity, with a reason."""
        return super().post(request, uuid)

    def act(
        self,
        request: Request,
        learning_class: LearningClass,
        asked: dict[str, Any],
        key: str,
    ) -> None:
        """Add them."""
        services.add_walk_in(
            learning_class=learning_class,
            person=person_with_number(learning_class, asked["employee_number"]),
            by=request.user,
            reason=asked["reason"],
            key=key,
        )


class ResultView(RegisterChangeView):
    """Writes what an assessment found."""

    shape = bodies.ResultSerializer

    @_change("record_result", bodies.ResultSerializer)
    def post(self, request: Request, uuid: UUID) -> Response:
        """Record passed, referred or failed, while the register is open."""
        return super().post(request, uuid)

    def act(
        self,
        request: Request,
        learning_class: LearningClass,
        asked: dict[str, Any],
        key: str,
    ) -> None:
        """Record it."""
        record_result(
            enrolment=_booking(learning_class, asked["booking"]),
            result=asked["result"],
            note=asked["note"],
            by=request.user,
            key=key,
        )


class CorrectionView(RegisterChangeView):
    """Corrects the outcome of one person once the register is closed."""

    shape = bodies.CorrectionSerializer

    @_change("correct_outcome", bodies.CorrectionSerializer)
    def post(self, request: Request, uuid: UUID) -> Response:
        """Set another outcome, with a reason; awards follow it."""
        return super().post(request, uuid)

    def act(
        self,
        request: Request,
        learning_class: LearningClass,
        asked: dict[str, Any],
        key: str,
    ) -> None:
        """Correct it."""
        correct(
            enrolment=_booking(learning_class, asked["booking"]),
            to_state=asked["state"],
            reason=asked["reason"],
            result=asked["result"],
            by=request.user,
            key=key,
        )


def _booking(learning_class: LearningClass, uuid: UUID) -> Enrolment:
    """Return a booking of this class; 404 for that of another."""
    found: Enrolment = get_object_or_404(
        Enrolment.objects.select_related("learning_class__course", "person"),
        learning_class=learning_class,
        uuid=uuid,
    )
    return found
