"""Pages on which managers answer the bookings of their reports (rules 56, 57)."""

from __future__ import annotations

import uuid as uuids
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..clock import now, zone
from ..compliance.team import has_team
from ..compliance.views import PersonalPage
from ..compliance.wording import Tag
from ..errors import EsrlmError, InvalidInput
from ..links import link
from ..posted import new_key, posted_key, posted_text
from ..workforce.models import Person
from ..workforce.selectors import person_for_request
from . import services
from .class_views import refused
from .gone import BookingPage
from .limits import answer_by
from .models import Enrolment
from .requests_to_answer import request_asked_of, requests_to_answer
from .states import State
from .wording import (
    TAGS,
    class_in_words,
    moment_in_words,
    place_in_words,
    places_in_words,
    places_tag,
)


@dataclass(frozen=True)
class ApprovalRow:
    """A booking that waits for an answer."""

    enrolment: Enrolment
    when: str
    where: str
    due: str
    tag: Tag
    url: str


class ApprovalsView(PersonalPage):
    """Every booking that the reader can answer."""

    template_name = "wagtail_esrlm/booking/approvals.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """List them, the soonest answer first."""
        person = person_for_request(self.request)
        waiting = requests_to_answer(person) if person else []
        return super().get_context_data(**kwargs) | {
            "rows": [_row(enrolment) for enrolment in waiting],
            "has_team": person is not None and has_team(person),
        }


def _row(enrolment: Enrolment) -> ApprovalRow:
    return ApprovalRow(
        enrolment,
        class_in_words(enrolment.learning_class),
        place_in_words(enrolment.learning_class),
        _due(enrolment),
        places_tag(enrolment.learning_class.places),
        link("approval", uuid=enrolment.uuid),
    )


def _due(enrolment: Enrolment) -> str:
    due_at = answer_by(enrolment)
    if due_at is None:
        return ""
    return _("Answer by %(when)s") % {"when": moment_in_words(due_at, zone().key)}


class ApprovalView(BookingPage):
    """One booking to approve or decline."""

    template_name = "wagtail_esrlm/booking/approval.html"
    gone = gettext_lazy(
        "This request is not yours to answer. It was withdrawn, or somebody else is "
        "asked. Nothing was changed."
    )

    def find(self, uuid: uuids.UUID) -> Enrolment:
        """Return a booking that the reader is, or was, asked to answer.

        Raises:
            Http404: for everybody else.
        """
        person = person_for_request(self.request)
        found = request_asked_of(person, uuid) if person else None
        if found is None:
            raise Http404
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show what is asked, and what the class offers."""
        enrolment = self.find(kwargs["uuid"])
        facts = [
            (_("Places"), places_in_words(enrolment.learning_class.places)),
            (_("Asked on"), moment_in_words(enrolment.created_at, zone().key)),
        ]
        can_answer = enrolment.state == State.REQUESTED
        if not can_answer:
            facts.append((_("Where it stands"), str(TAGS[enrolment.state].word)))
        elif _due(enrolment):
            facts.append((_("Answer"), _due(enrolment)))
        return super().get_context_data(**kwargs) | {
            "enrolment": enrolment,
            "learning_class": enrolment.learning_class,
            "facts": facts,
            "can_answer": can_answer,
            "reason": self.request.POST.get("reason", "").replace("\x00", ""),
            "key": new_key(),
            "refusal": kwargs.get("refusal"),
            "reason_missing": kwargs.get("reason_missing", False),
        }

    def post(self, request: HttpRequest, uuid: uuids.UUID) -> HttpResponseBase:
        """Approve, or decline with a reason."""
        enrolment = self.find(uuid)
        answer = request.POST.get("answer")
        try:
            key, reason = posted_key(request), posted_text(request, "reason")
            if answer == "decline" and not reason:
                return self.render_to_response(
                    self.get_context_data(uuid=uuid, reason_missing=True), status=400
                )
            if answer == "decline":
                answered = services.decline(
                    enrolment=enrolment, by=request.user, reason=reason, key=key
                )
            elif answer == "approve":
                answered = services.approve(
                    enrolment=enrolment, by=request.user, at=now(), key=key
                )
            else:
                raise InvalidInput(_("Approve it, or decline it with a reason."))
        except EsrlmError as err:
            return refused(self, err, uuid=uuid)
        messages.success(request, _said(enrolment.person, answered))
        return HttpResponseRedirect(f"{link('approvals')}#esrlm-answer")


def _said(person: Person, answered: Enrolment) -> str:
    """Return what became of a request, for who has answered it."""
    words = {"name": person.display_name, "course": answered.course_title}
    if answered.state == State.CONFIRMED:
        return _("%(name)s has a place on %(course)s.") % words
    if answered.state == State.WAITLISTED:
        return (
            _("%(course)s is full. %(name)s is on its waiting list, approved.") % words
        )
    if answered.state == State.DECLINED:
        return _("%(course)s is declined for %(name)s, who reads your reason.") % words
    return _("Your answer for %(name)s is recorded.") % words
