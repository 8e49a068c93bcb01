"""Pages of one's own bookings: all of them, one of them, and its end."""

from __future__ import annotations

import uuid as uuids
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.generic import View

from ..clock import now
from ..compliance.answers import help_for, own_answer
from ..compliance.parts import answer_part
from ..compliance.presentation import SHOW_ALL
from ..compliance.views import PersonalMixin, PersonalPage
from ..errors import EsrlmError, InvalidInput
from ..links import link, log_out_link
from ..posted import done_once, new_key, posted_key, posted_text
from ..workforce.selectors import person_for_request
from . import services
from .bookings import (
    bookings_of,
    grouped,
    is_asked_to_keep,
    lead_of,
    line_of,
    tag_of,
    waiting_positions,
    with_classes,
)
from .catalogue import is_early_reader
from .catalogue_views import CourseView, find_class, find_course
from .class_views import refused, to_booking
from .gone import BookingPage, SaysWhatIsGoneMixin
from .messages.shown import session_in_full
from .models import Enrolment
from .policy import keeps_registers
from .registers import registers_to_do
from .requests_to_answer import requests_to_answer
from .sentences import CancelWords, cancel_words, links_of, sentence_for, state_lines
from .sign_in import session_to_sign_in
from .states import OPEN, State
from .step_words import steps_in_words
from .visible import visible_courses
from .wishes import want_dates


class MyLearningView(PersonalPage):
    """All bookings of the reader, those that wait for an answer first."""

    template_name = "wagtail_esrlm/booking/my_learning.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Group the reader's bookings, or say why there are none to show."""
        context = super().get_context_data(**kwargs)
        person = person_for_request(self.request)
        context |= {"person": person, "help": help_for(self.request)}
        context["not_you_url"] = log_out_link()
        if person is None:
            return context | answer_part(own_answer(self.request), SHOW_ALL)
        groups = grouped(bookings_of(person))
        return context | {
            "groups": groups,
            "lead": lead_of(groups),
            "approvals": len(requests_to_answer(person)),
            "keeps_registers": keeps_registers(self.request.user),
            "registers": registers_to_do(self.request.user),
        }


def own_booking(request: HttpRequest, uuid: uuids.UUID) -> Enrolment:
    """Return one of the reader's bookings.

    Raises:
        Http404: where it is somebody else's.
    """
    person = person_for_request(request)
    if person is None:
        raise Http404
    mine = with_classes(Enrolment.objects.filter(person=person))
    return get_object_or_404(mine, uuid=uuid)


class BookingView(BookingPage):
    """One booking: where it stands, and what can be done."""

    template_name = "wagtail_esrlm/booking/booking.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say where it stands."""
        enrolment = own_booking(self.request, kwargs["uuid"])
        at = now()
        positions = waiting_positions([enrolment])
        return super().get_context_data(**kwargs) | {
            "enrolment": enrolment,
            "learning_class": enrolment.learning_class,
            "joining": enrolment.state in (State.CONFIRMED, State.OFFERED),
            "tag": tag_of(enrolment, at),
            "sentence": sentence_for(enrolment, at=at),
            "lines": [
                *filter(None, [line_of(enrolment, positions)]),
                *state_lines(enrolment, at=at),
            ],
            "offer": enrolment.state == State.OFFERED,
            "asked_to_keep": is_asked_to_keep(enrolment, at),
            "links": links_of(enrolment, at=at),
            "session_to_sign_in": session_to_sign_in(enrolment, at),
            "steps": steps_in_words(enrolment),
            "key": new_key(),
            "refusal": kwargs.get("refusal"),
        }


class BookingAct(SaysWhatIsGoneMixin, PersonalMixin, View):
    """Something done to one's own booking: by POST alone, then back to it."""

    http_method_names = ["post"]

    def act(self, request: HttpRequest, enrolment: Enrolment, **kwargs: Any) -> Any:
        """Do it."""
        raise NotImplementedError

    def post(
        self, request: HttpRequest, uuid: uuids.UUID, **kwargs: Any
    ) -> HttpResponseBase:
        """Do it, and show the booking; a refusal is said there."""
        enrolment = own_booking(request, uuid)
        try:
            self.act(request, enrolment, **kwargs)
        except EsrlmError as err:
            page = BookingView()
            page.setup(request, uuid=uuid)
            return refused(page, err, uuid=uuid)
        return to_booking(enrolment)


class OfferView(BookingAct):
    """Takes an offered place, or lets it go (rule 68)."""

    def act(self, request: HttpRequest, enrolment: Enrolment, **kwargs: Any) -> Any:
        """Answer the offer."""
        said = request.POST.get("answer")
        if said not in ("accept", "decline"):
            raise InvalidInput(_("Say whether you take the place."))
        answer = services.accept_offer if said == "accept" else services.decline_offer
        return answer(enrolment=enrolment, by=request.user, key=posted_key(request))


class KeepView(BookingAct):
    """Keeps a place after the dates have changed (rule 61)."""

    def act(self, request: HttpRequest, enrolment: Enrolment, **kwargs: Any) -> Any:
        """Keep it."""
        return services.keep(
            enrolment=enrolment, by=request.user, key=posted_key(request)
        )


class CancelView(BookingPage):
    """Asks once before a booking is given up."""

    template_name = "wagtail_esrlm/booking/cancel.html"
    reason = Enrolment.CancelReason.BY_LEARNER

    def find(self, uuid: uuids.UUID) -> Enrolment:
        """Return one of the reader's bookings.

        Raises:
            Http404: where it is somebody else's.
        """
        return own_booking(self.request, uuid)

    def words(self, enrolment: Enrolment) -> CancelWords:
        """Return the question, what is lost, and the button."""
        return cancel_words(enrolment, at=now())

    def address(self, enrolment: Enrolment) -> str:
        """Return where to go without giving it up."""
        return link("booking", uuid=enrolment.uuid)

    def done(self, request: HttpRequest, enrolment: Enrolment) -> HttpResponseBase:
        """Lead on, once it is given up."""
        return to_booking(enrolment)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask; what is over already is shown as it is."""
        enrolment = self.find(kwargs["uuid"])
        if enrolment.state not in OPEN:
            return HttpResponseRedirect(self.address(enrolment))
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name what is lost."""
        enrolment = self.find(kwargs["uuid"])
        return super().get_context_data(**kwargs) | {
            "words": self.words(enrolment),
            "keep_url": self.address(enrolment),
            "note": self.request.POST.get("note", "").replace("\x00", ""),
            "key": new_key(),
            "refusal": kwargs.get("refusal"),
        }

    def post(self, request: HttpRequest, uuid: uuids.UUID) -> HttpResponseBase:
        """Give it up."""
        enrolment = self.find(uuid)
        try:
            services.cancel(
                enrolment=enrolment,
                by=request.user,
                cancel_reason=self.reason,
                note=posted_text(request, "note"),
                key=posted_key(request),
            )
        except EsrlmError as err:
            return refused(self, err, uuid=uuid)
        return self.done(request, enrolment)


class MoveView(BookingPage):
    """Asks once before a booking moves to another class of the course (rule 53)."""

    template_name = "wagtail_esrlm/booking/move.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name both classes."""
        enrolment = own_booking(self.request, kwargs["uuid"])
        return super().get_context_data(**kwargs) | {
            "enrolment": enrolment,
            "to": find_class(self.request, kwargs["to"]),
            "is_late": cancel_words(enrolment, at=now()).is_late,
            "reason": self.request.POST.get("reason", "").replace("\x00", ""),
            "key": new_key(),
            "refusal": kwargs.get("refusal"),
        }

    def post(
        self, request: HttpRequest, uuid: uuids.UUID, to: uuids.UUID
    ) -> HttpResponseBase:
        """Move it; a full class leaves the old booking untouched."""
        enrolment = own_booking(request, uuid)
        try:
            moved = services.move(
                enrolment=enrolment,
                to=find_class(request, to),
                by=request.user,
                reason=posted_text(request, "reason"),
                key=posted_key(request),
            )
        except EsrlmError as err:
            return refused(self, err, uuid=uuid, to=to)
        return to_booking(moved)


class CertificateView(BookingPage):
    """A certificate of attendance to print."""

    template_name = "wagtail_esrlm/booking/certificate.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what was attended, and what it gave.

        Raises:
            Http404: where nothing was attended.
        """
        enrolment = own_booking(self.request, kwargs["uuid"])
        if enrolment.state != State.ATTENDED:
            raise Http404
        return super().get_context_data(**kwargs) | {
            "enrolment": enrolment,
            "person": enrolment.person,
            "learning_class": enrolment.learning_class,
            "sessions": [
                session_in_full(each)
                for each in enrolment.learning_class.sessions.all()
            ],
            "awards": [
                given.award
                for given in enrolment.given_awards.select_related("award__competency")
                if given.award.voided_at is None
            ],
        }


class DatesWantedView(SaysWhatIsGoneMixin, PersonalMixin, View):
    """Remembers who wants to be told when a course has dates."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, uuid: uuids.UUID) -> HttpResponseBase:
        """Remember it, and show the course.

        Raises:
            Http404: where the course is not for the reader.
        """
        person = person_for_request(request)
        if person is None:
            raise Http404
        course = find_course(
            visible_courses(person, sees_early=is_early_reader(request)), uuid
        )

        def work() -> dict[str, Any]:
            want_dates(person, course)
            return {"wanted": True}

        try:
            done_once(request, work)
        except EsrlmError as err:
            page = CourseView()
            page.setup(request, uuid=uuid)
            return refused(page, err, uuid=uuid)
        return HttpResponseRedirect(link("course", uuid=course.uuid))
