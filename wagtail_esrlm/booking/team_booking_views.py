"""Pages on which managers see their team's bookings, and give one up (58, 76)."""

from __future__ import annotations

import uuid as uuids
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from ..clock import now
from ..compliance.views import PersonalPage
from ..links import link
from ..posted import page_in
from ..workforce.selectors import person_for_request
from .bookings import BookingRow, row_of, waiting_positions
from .models import Enrolment
from .my_views import CancelView
from .sentences import CancelWords, team_cancel_words
from .team_bookings import booking_of_team, bookings_of_team, can_be_given_up

#: Bookings on one page.
PAGE_SIZE = 50


@dataclass(frozen=True)
class TeamRow:
    """A booking of somebody in the team.

    Attributes:
        cancel_url: Where it is given up; "" where that is not possible any more.
    """

    booking: BookingRow
    cancel_url: str


class TeamBookingsView(PersonalPage):
    """What the reader's team has booked, asked for or waits for, soonest first."""

    template_name = "wagtail_esrlm/booking/team_bookings.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """List them, a page at a time."""
        manager = person_for_request(self.request)
        moment = now()
        found = (
            bookings_of_team(manager, at=moment)
            if manager
            else Enrolment.objects.none()
        )
        pages = Paginator(found, PAGE_SIZE)
        page = pages.get_page(page_in(self.request.GET.get("page", "")))
        bookings = list(page.object_list)
        positions = waiting_positions(bookings)
        return super().get_context_data(**kwargs) | {
            "page_obj": page,
            "rows": [
                TeamRow(
                    row_of(each, positions, at=moment),
                    link("team_booking_cancel", uuid=each.uuid)
                    if can_be_given_up(each, at=moment)
                    else "",
                )
                for each in bookings
            ],
        }


class TeamCancelView(CancelView):
    """Asks a manager once before a booking of their team is given up."""

    reason = Enrolment.CancelReason.BY_MANAGER

    def find(self, uuid: uuids.UUID) -> Enrolment:
        """Return a booking of the reader's team, for a post that leads to them.

        Raises:
            Http404: for everybody else's.
        """
        enrolment = booking_of_team(self.request.user, uuid)
        if enrolment is None:
            raise Http404
        return enrolment

    def words(self, enrolment: Enrolment) -> CancelWords:
        """Name who loses what."""
        return team_cancel_words(enrolment, at=now())

    def address(self, enrolment: Enrolment) -> str:
        """Lead to the list."""
        return f"{link('team_bookings')}#esrlm-answer"

    def done(self, request: HttpRequest, enrolment: Enrolment) -> HttpResponseBase:
        """Say that it is given up, above the list."""
        words = {
            "name": enrolment.person.display_name,
            "course": enrolment.course_title,
        }
        said = _("%(course)s is given up for %(name)s, who is told.")
        messages.success(request, said % words)
        return HttpResponseRedirect(self.address(enrolment))
