"""A person's calendar: its address, the feed itself, and one booking as a file."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from ..clock import now
from ..errors import EsrlmError, InvalidInput
from ..links import link
from ..notifications.models import CalendarFeed
from ..pages import PersonalMixin, PersonalPage
from ..personal import keep_private
from ..posted import done_once, new_key
from ..workforce.models import Person
from ..workforce.selectors import person_for_request
from .calendar import MEDIA_TYPE, feed_of, file_of
from .class_views import refused
from .feeds import close_feed, open_feed, person_of_feed
from .models import Enrolment
from .states import CLASHES

#: What a button does -> what is said then.
SAID = {
    "open": gettext_lazy("You have a calendar address now."),
    "renew": gettext_lazy(
        "You have a new calendar address. The old one no longer works."
    ),
    "close": gettext_lazy("Your calendar address no longer works."),
}


def _do(action: str, person: Person) -> dict[str, Any]:
    if action == "close":
        close_feed(person=person)
    else:
        open_feed(person=person, renew=action == "renew")
    return {}


class MyCalendarView(PersonalPage):
    """Shows the reader's calendar address; a POST opens, renews or closes it."""

    template_name = "wagtail_esrlm/booking/my_calendar.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read the address, if there is one."""
        person = person_for_request(self.request)
        feed = CalendarFeed.objects.filter(person=person).first() if person else None
        path = link("calendar_feed", token=feed.token) if feed else ""
        address = self.request.build_absolute_uri(path) if path else ""
        return super().get_context_data(**kwargs) | {
            "person": person,
            "address": address,
            "webcal": "webcal://" + address.partition("://")[2] if address else "",
            "learning_url": link("my_learning") or link("my_compliance"),
            "key": new_key(),
            "refusal": kwargs.get("refusal"),
        }

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Do what the pressed button says, once."""
        person = _reader(request)
        action = request.POST.get("action", "")
        try:
            if action not in SAID:
                raise InvalidInput(_("Choose what to do with your calendar address."))
            done_once(request, lambda: _do(action, person))
        except EsrlmError as err:
            return refused(self, err)
        messages.success(request, SAID[action])
        return HttpResponseRedirect(link("my_calendar"))


class FeedView(View):
    """A person's calendar for their calendar program, which cannot log in."""

    def get(self, request: HttpRequest, token: str) -> HttpResponseBase:
        """Answer with the calendar; an address that was closed is not there."""
        person = person_of_feed(token)
        if person is None:
            raise Http404
        content = feed_of(person.pk, at=now())
        response = HttpResponse(content, content_type=f"{MEDIA_TYPE}; charset=utf-8")
        keep_private(response)
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex"
        return response


class BookingFileView(PersonalMixin, View):
    """One of the reader's own bookings, to add to a calendar."""

    def get(self, request: HttpRequest, uuid: UUID) -> HttpResponse:
        """Answer with the file."""
        enrolment = get_object_or_404(
            Enrolment.objects.select_related("learning_class__course"),
            uuid=uuid,
            person=_reader(request),
            state__in=CLASHES,
        )
        response = HttpResponse(
            file_of(enrolment, at=now()), content_type=f"{MEDIA_TYPE}; charset=utf-8"
        )
        response["Content-Disposition"] = 'attachment; filename="class.ics"'
        return response


def _reader(request: HttpRequest) -> Person:
    person = person_for_request(request)
    if person is None:
        raise Http404
    return person
