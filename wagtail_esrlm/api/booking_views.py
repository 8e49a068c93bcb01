"""Endpoints of bookings: one's own, and those that wait for one's answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import OpenApiResponse
from rest_framework.request import Request
from rest_framework.response import Response

from ..booking import services
from ..booking.bookings import bookings_of, waiting_positions, with_classes
from ..booking.catalogue_views import find_class
from ..booking.models import Enrolment
from ..booking.models.enrolments import EnrolmentQuerySet
from ..booking.my_views import own_booking
from ..booking.requests_to_answer import request_asked_of, requests_to_answer
from ..errors import InvalidInput
from ..workforce.models import Person
from . import booking_bodies as bodies
from . import booking_serializers as shapes
from .base import EsrlmPagination, EsrlmView, described
from .catalogue_views import must_be_person
from .views import as_django
from .writes import KEY_HEADER, EsrlmWriteView, body_of, key_of


class MyBookingsView(EsrlmView):
    """All bookings of the asker, those to come first."""

    pagination_class = EsrlmPagination

    @described(
        operation_id="my_bookings", responses=shapes.BookingSerializer(many=True)
    )
    def get(self, request: Request) -> Response:
        """Return a page of the asker's bookings."""
        return paged(self, request, bookings_of(must_be_person(request)))


class BookingView(EsrlmView):
    """One booking of the asker."""

    @described(operation_id="booking", responses=shapes.BookingSerializer)
    def get(self, request: Request, uuid: UUID) -> Response:
        """Return where it stands; 404 for somebody else's."""
        return Response(data_of(own_booking(as_django(request), uuid)))


class BookView(EsrlmWriteView):
    """Takes a place in a class, asks for it, or joins the waiting list."""

    @described(
        operation_id="book",
        request=bodies.BookSerializer,
        responses={
            201: shapes.BookingSerializer,
            200: OpenApiResponse(shapes.BookingSerializer, "It stood already."),
        },
        parameters=[KEY_HEADER],
    )
    def post(self, request: Request, uuid: UUID) -> Response:
        """Book; a booking that stands already is returned as it is."""
        key, person = key_of(request), must_be_person(request)
        learning_class = find_class(as_django(request), uuid)
        asked = body_of(request, bodies.BookSerializer)
        enrolment = services.request_enrolment(
            person=person,
            learning_class=learning_class,
            by=request.user,
            assignment=_assignment(person, asked.get("assignment")),
            keeps_waiting=asked["keeps_waiting"],
            despite=asked["despite"],
            key=key,
        )
        status = 200 if enrolment.stood_before else 201
        return Response(data_of(enrolment), status=status)


def _assignment(person: Person, number: str | None) -> Any:
    """Return one of the person's posts by its number.

    Raises:
        InvalidInput: where it is none of theirs.
    """
    if not number:
        return None
    found = person.assignments.filter(number=number).first()
    if found is None:
        raise InvalidInput("assignment: not one of your posts.")
    return found


class BookingActView(EsrlmWriteView):
    """Something done to one's own booking."""

    http_method_names = ["post", "options"]
    shape: ClassVar[Any] = bodies.WhySerializer

    def post(self, request: Request, uuid: UUID) -> Response:
        """Do it, and return the booking as it is now."""
        key = key_of(request)
        enrolment = own_booking(as_django(request), uuid)
        asked = body_of(request, self.shape)
        return Response(data_of(self.act(request, enrolment, asked, key)))

    def act(
        self, request: Request, enrolment: Enrolment, asked: dict[str, Any], key: str
    ) -> Enrolment:
        """Do it.

        Raises:
            EsrlmError: where a rule stands against it.
        """
        raise NotImplementedError


def _act(name: str, shape: Any = bodies.WhySerializer) -> Any:
    return described(
        operation_id=name,
        request=shape,
        responses=shapes.BookingSerializer,
        parameters=[KEY_HEADER],
    )


class CancelView(BookingActView):
    """Gives up a place, a wish or a wait."""

    @_act("cancel_booking")
    def post(self, request: Request, uuid: UUID) -> Response:
        """Cancel; after the free time it needs a reason."""
        return super().post(request, uuid)

    def act(
        self, request: Request, enrolment: Enrolment, asked: dict[str, Any], key: str
    ) -> Enrolment:
        """Cancel it."""
        return services.cancel(
            enrolment=enrolment, by=request.user, note=asked["reason"], key=key
        )


class AcceptOfferView(BookingActView):
    """Takes the place on offer."""

    @_act("accept_offer")
    def post(self, request: Request, uuid: UUID) -> Response:
        """Take the place on offer."""
        return super().post(request, uuid)

    def act(
        self, request: Request, enrolment: Enrolment, asked: dict[str, Any], key: str
    ) -> Enrolment:
        """Take it."""
        return services.accept_offer(enrolment=enrolment, by=request.user, key=key)


class DeclineOfferView(BookingActView):
    """Lets the place on offer go."""

    @_act("decline_offer")
    def post(self, request: Request, uuid: UUID) -> Response:
        """Let the place on offer go."""
        return super().post(request, uuid)

    def act(
        self, request: Request, enrolment: Enrolment, asked: dict[str, Any], key: str
    ) -> Enrolment:
        """Let it go."""
        return services.decline_offer(enrolment=enrolment, by=request.user, key=key)


class KeepView(BookingActView):
    """Keeps a place after the dates have changed."""

    @_act("keep_booking")
    def post(self, request: Request, uuid: UUID) -> Response:
        """Keep the place after the dates have changed."""
        return super().post(request, uuid)

    def act(
        self, request: Request, enrolment: Enrolment, asked: dict[str, Any], key: str
    ) -> Enrolment:
        """Keep it."""
        return services.keep(enrolment=enrolment, by=request.user, key=key)


class MoveView(BookingActView):
    """Moves a booking to another class of the course, or leaves it as it is."""

    shape = bodies.MoveSerializer

    @_act("move_booking", bodies.MoveSerializer)
    def post(self, request: Request, uuid: UUID) -> Response:
        """Move; the new place is secured before the old one is freed."""
        return super().post(request, uuid)

    def act(
        self, request: Request, enrolment: Enrolment, asked: dict[str, Any], key: str
    ) -> Enrolment:
        """Move it."""
        return services.move(
            enrolment=enrolment,
            to=find_class(as_django(request), asked["to"]),
            by=request.user,
            reason=asked["reason"],
            key=key,
        )


class MyApprovalsView(EsrlmView):
    """Bookings that wait for the asker's answer."""

    pagination_class = EsrlmPagination

    @described(
        operation_id="my_approvals", responses=shapes.ApprovalSerializer(many=True)
    )
    def get(self, request: Request) -> Response:
        """Return a page of them, the soonest due first."""
        waiting = requests_to_answer(must_be_person(request))
        return paged(self, request, waiting, shapes.ApprovalSerializer)


class ApprovalView(EsrlmWriteView):
    """Approves or declines a booking of a report."""

    http_method_names = ["post", "options"]
    declines: ClassVar[bool] = False

    def answer(self, request: Request, uuid: UUID) -> Response:
        """Answer it; 404 for whoever is not asked.

        Raises:
            Http404: also where there is no such booking.
        """
        key, person = key_of(request), must_be_person(request)
        asked = body_of(request, bodies.WhySerializer)
        enrolment = asked_of(person, uuid)
        if self.declines:
            answered = services.decline(
                enrolment=enrolment, by=request.user, reason=asked["reason"], key=key
            )
        else:
            answered = services.approve(enrolment=enrolment, by=request.user, key=key)
        return Response(data_of(answered, shapes.ApprovalSerializer))


class ApproveView(ApprovalView):
    """Says yes."""

    @_act("approve")
    def post(self, request: Request, uuid: UUID) -> Response:
        """Approve: the place is booked, or the person waits."""
        return self.answer(request, uuid)


class DeclineView(ApprovalView):
    """Says no, with the reason that the person reads."""

    declines = True

    @_act("decline")
    def post(self, request: Request, uuid: UUID) -> Response:
        """Decline, with a reason."""
        return self.answer(request, uuid)


def asked_of(person: Person, uuid: UUID) -> Enrolment:
    """Return a booking whose answer is, or was, up to the person.

    Raises:
        Http404: for everybody else.
    """
    found = request_asked_of(person, uuid)
    if found is None:
        raise Http404
    return found


def data_of(enrolment: Enrolment, shape: Any = shapes.BookingSerializer) -> Any:
    """Return a booking as it is stored now. Queries: 4 at most."""
    fresh = with_classes(Enrolment.objects.filter(pk=enrolment.pk)).select_related(
        "person"
    )[0]
    return shape(fresh, context={"positions": waiting_positions([fresh])}).data


def paged(
    view: EsrlmView,
    request: Request,
    rows: Sequence[Enrolment] | EnrolmentQuerySet,
    shape: Any = shapes.BookingSerializer,
) -> Response:
    """Return a page of bookings."""
    pagination = EsrlmPagination()
    page = pagination.paginate_queryset(rows, request, view=view) or []  # type: ignore[arg-type]
    context = {"positions": waiting_positions(page)}
    return pagination.get_paginated_response(
        shape(page, many=True, context=context).data
    )
