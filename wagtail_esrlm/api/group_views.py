"""Booking a group through the API: all of them, or those who fit (rule 58)."""

from __future__ import annotations

from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from ..booking import services
from ..booking.catalogue_views import find_class
from ..booking.class_views import team_of
from ..booking.facts import Source
from ..booking.policy import manages_bookings
from ..errors import InvalidInput, NotAllowed, Refused
from ..snippets.models import LearningClass
from ..workforce.models import Person
from ..workforce.selectors import person_for_request
from . import booking_bodies as bodies
from . import booking_serializers as shapes
from .base import described
from .views import as_django
from .writes import KEY_HEADER, EsrlmWriteView, body_of, key_of


class BookGroupView(EsrlmWriteView):
    """Books people of one's team; the learning service, anybody."""

    http_method_names = ["post", "options"]

    @described(
        operation_id="book_group",
        request=bodies.GroupSerializer,
        responses=shapes.GroupResultSerializer,
        parameters=[KEY_HEADER],
    )
    def post(self, request: Request, uuid: UUID) -> Response:
        """Book them; where all or nobody is wanted, a refusal names each who cannot."""
        key, learning_class = key_of(request), class_for_group(request, uuid)
        asked = body_of(request, bodies.GroupSerializer)
        source, people = group_of(request, learning_class, asked["people"])
        try:
            result = services.book_group(
                learning_class=learning_class,
                people=people,
                by=request.user,
                source=source,
                all_or_nothing=asked["all_or_nothing"],
                reason=asked["reason"],
                key=key,
            )
        except Refused as err:
            not_booked = err.facts.get("not_booked", [])
            data = shapes.NotBookedSerializer(not_booked, many=True).data  # type: ignore[arg-type]
            return Response(
                {"code": err.code, "detail": str(err.sentence), "not_booked": data},
                status=err.status,
            )
        return Response(shapes.GroupResultSerializer(result).data)


def class_for_group(request: Request, uuid: UUID) -> LearningClass:
    """Return a class that the asker sees: the learning service, every published one.

    Raises:
        Http404: for everybody else.
    """
    if not manages_bookings(request.user):
        return find_class(as_django(request), uuid)
    found: LearningClass = get_object_or_404(
        LearningClass.objects.shown(at=None), uuid=uuid
    )
    return found


def group_of(
    request: Request, learning_class: LearningClass, uuids: list[UUID]
) -> tuple[Source, list[Person]]:
    """Return in what capacity the asker books, and the people in the order asked.

    Raises:
        NotAllowed: for who neither leads a team nor manages bookings.
        InvalidInput: where one of them is nobody that the asker may book.
    """
    if manages_bookings(request.user):
        source = Source.ADMINISTRATOR
        people = Person.objects.filter(
            business_group=learning_class.business_group_id, uuid__in=uuids
        )
        known = {each.uuid: each for each in people}
    else:
        source = Source.MANAGER
        team = team_of(person_for_request(as_django(request)))
        known = {each.uuid: each for each in team}
        if not known:
            raise NotAllowed
    if any(uuid not in known for uuid in uuids):
        raise InvalidInput(_("people: one of them is nobody that you may book."))
    return source, [known[uuid] for uuid in dict.fromkeys(uuids)]
