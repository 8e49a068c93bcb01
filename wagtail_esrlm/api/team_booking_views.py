"""Endpoints on which managers see their team's bookings, and give one up (58, 76)."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404
from rest_framework.request import Request
from rest_framework.response import Response

from ..booking import services
from ..booking.models import Enrolment
from ..booking.team_bookings import booking_of_team, bookings_of_team
from ..clock import now
from . import booking_bodies as bodies
from . import booking_serializers as shapes
from .base import EsrlmPagination, EsrlmView, described
from .booking_views import data_of, paged
from .catalogue_views import must_be_person
from .writes import KEY_HEADER, EsrlmWriteView, body_of, key_of


class TeamBookingsView(EsrlmView):
    """What the asker's team has booked, asked for or waits for."""

    pagination_class = EsrlmPagination

    @described(
        operation_id="team_bookings",
        responses=shapes.TeamBookingSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """Return a page of the bookings to come of the asker's team, soonest first."""
        theirs = bookings_of_team(must_be_person(request), at=now())
        return paged(self, request, theirs, shapes.TeamBookingSerializer)


class TeamCancelView(EsrlmWriteView):
    """Gives up a booking of the asker's team."""

    http_method_names = ["post", "options"]

    @described(
        operation_id="cancel_team_booking",
        request=bodies.WhySerializer,
        responses=shapes.TeamBookingSerializer,
        parameters=[KEY_HEADER],
    )
    def post(self, request: Request, uuid: UUID) -> Response:
        """Cancel it as the manager; after the free time it needs a reason."""
        key = key_of(request)
        enrolment = booking_of_team(request.user, uuid)
        if enrolment is None:
            raise Http404
        asked = body_of(request, bodies.WhySerializer)
        ended = services.cancel(
            enrolment=enrolment,
            by=request.user,
            cancel_reason=Enrolment.CancelReason.BY_MANAGER,
            note=asked["reason"],
            key=key,
        )
        return Response(data_of(ended, shapes.TeamBookingSerializer))
