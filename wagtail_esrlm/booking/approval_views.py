"""Pages on which managers answer the bookings of their reports (rules 56, 57)."""

from __future__ import annotations

import uuid as uuids
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from ..clock import now, zone
from ..compliance.views import PersonalPage
from ..compliance.wording import Tag
from ..errors import EsrlmError
from ..links import link
from ..workforce.selectors import person_for_request
from . import services
from .bookings import with_classes
from .class_views import new_key, posted_key, refused
from .models import Enrolment
from .requests_to_answer import requests_to_answer
from .states import State
from .wording import (
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
            "rows": [_row(enrolment) for enrolment in waiting]
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
    if enrolment.approval_due_at is None:
        return ""
    return _("Answer by %(when)s") % {
        "when": moment_in_words(enrolment.approval_due_at, zone().key)
    }


class ApprovalView(PersonalPage):
    """One booking to approve or decline."""

    template_name = "wagtail_esrlm/booking/approval.html"

    def find(self, uuid: uuids.UUID) -> Enrolment:
        """Return a booking that the reader may answer.

        Raises:
            Http404: for everybody else.
        """
        person = person_for_request(self.request)
        found = (
            with_classes(Enrolment.objects.filter(uuid=uuid))
            .select_related("person", "assignment")
            .first()
        )
        if person is None or found is None:
            raise Http404
        if not any(one.pk == found.pk for one in requests_to_answer(person)):
            raise Http404
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show what is asked, and what the class offers."""
        enrolment = self.find(kwargs["uuid"])
        facts = [
            (_("Places"), places_in_words(enrolment.learning_class.places)),
            (_("Asked on"), moment_in_words(enrolment.created_at, zone().key)),
        ]
        if _due(enrolment):
            facts.append((_("Answer"), _due(enrolment)))
        return super().get_context_data(**kwargs) | {
            "enrolment": enrolment,
            "learning_class": enrolment.learning_class,
            "facts": facts,
            "can_answer": enrolment.state == State.REQUESTED,
            "key": new_key(),
            "refusal": kwargs.get("refusal"),
            "reason_missing": kwargs.get("reason_missing", False),
        }

    def post(self, request: HttpRequest, uuid: uuids.UUID) -> HttpResponseBase:
        """Approve, or decline with a reason."""
        enrolment = self.find(uuid)
        reason = request.POST.get("reason", "").strip()[:255]
        key = posted_key(request)
        declines = request.POST.get("answer") == "decline"
        if declines and not reason:
            return self.render_to_response(
                self.get_context_data(uuid=uuid, reason_missing=True), status=400
            )
        try:
            if declines:
                services.decline(
                    enrolment=enrolment, by=request.user, reason=reason, key=key
                )
            else:
                services.approve(
                    enrolment=enrolment, by=request.user, at=now(), key=key
                )
        except EsrlmError as err:
            return refused(self, err, uuid=uuid)
        return HttpResponseRedirect(f"{link('approvals')}#esrlm-answer")
