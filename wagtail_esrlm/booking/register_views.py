"""Pages on which instructors keep registers, made for a phone (rules 71-74)."""

from __future__ import annotations

import uuid as uuids
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..clock import now
from ..compliance.views import PersonalPage
from ..errors import EsrlmError, InvalidInput, NotAllowed
from ..links import link_with
from ..names import fold
from ..posted import new_key, posted_key, posted_text, uuid_in
from ..snippets.models import ClassSession, LearningClass
from ..workforce.models import Person
from . import services
from .attendance import mark, must_keep_register, record_result
from .class_views import refused
from .closing import close_register, correct
from .gone import BookingPage
from .listing import with_places
from .models import Enrolment
from .office import can_have_come
from .policy import manages_bookings
from .registers import open_registers, registers_for, rows_of, session_to_mark


class RegistersView(PersonalPage):
    """The registers that the reader keeps and has not closed."""

    template_name = "wagtail_esrlm/booking/registers.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """List them: what is to do first, then the others that are over (rule 77)."""
        moment = now()
        classes = registers_for(self.request.user, at=moment)
        over = open_registers(self.request.user, classes, at=moment)
        return super().get_context_data(**kwargs) | {
            "waiting": over,
            "to_do": [each for each in over if each.is_to_do],
            "over": [each for each in over if not each.is_to_do],
            "coming": [
                each for each in classes if each.ends_at and each.ends_at > moment
            ],
        }


class RegisterView(BookingPage):
    """One register: a session's marks, results, walk-ins, and its closing."""

    template_name = "wagtail_esrlm/booking/register.html"
    gone = gettext_lazy(
        "This register is not yours to keep, or what you chose is not in it any more. "
        "Nothing was changed."
    )

    def find(self, uuid: uuids.UUID) -> LearningClass:
        """Return a class whose register the reader keeps.

        Raises:
            Http404: for everybody else.
        """
        classes = with_places(LearningClass.objects.select_related("course"))
        found = get_object_or_404(classes, uuid=uuid)
        try:
            must_keep_register(found, self.request.user)
        except NotAllowed as err:
            raise Http404 from err
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the people with the marks of one session."""
        learning_class = self.find(kwargs["uuid"])
        sessions = list(learning_class.sessions.all())
        stated = self.request.POST.get("session") or self.request.GET.get("session", "")
        session = session_to_mark(sessions, stated, now())
        rows = rows_of(learning_class, session)
        ends_at = learning_class.ends_at
        return super().get_context_data(**kwargs) | {
            "learning_class": learning_class,
            "sessions": sessions,
            "session": session,
            "rows": rows,
            "marked": sum(row.is_present is not None for row in rows),
            "results": Enrolment.Result.choices,
            "outcomes": [
                (Enrolment.State.ATTENDED.value, _("Attended")),
                (Enrolment.State.PARTIALLY_ATTENDED.value, _("Attended in part")),
                (Enrolment.State.DID_NOT_ATTEND.value, _("Did not attend")),
                (Enrolment.State.EXCUSED.value, _("Excused")),
            ],
            "is_over": ends_at is not None and ends_at <= now(),
            "takes_walk_ins": manages_bookings(self.request.user)
            or can_have_come(learning_class, now()),
            "is_closed": learning_class.register_closed_at is not None,
            "key": new_key(),
            "refusal": kwargs.get("refusal"),
            "typed": {
                name: self.request.POST.get(name, "").replace("\x00", "")
                for name in ("number", "reason", "correct", "state", "correct_result")
            },
        }

    def post(self, request: HttpRequest, uuid: uuids.UUID) -> HttpResponseBase:
        """Do one thing, and show the register again where it was."""
        learning_class = self.find(uuid)
        session = learning_class.sessions.filter(
            uuid=uuid_in(request.POST.get("session", ""))
        ).first()
        try:
            place = self.act(request, learning_class, session)
        except EsrlmError as err:
            return refused(self, err, uuid=uuid)
        query = {"session": str(session.uuid)} if session else {}
        address = link_with("register", query, uuid=learning_class.uuid)
        return HttpResponseRedirect(address + place)

    def act(
        self,
        request: HttpRequest,
        learning_class: LearningClass,
        session: ClassSession | None,
    ) -> str:
        """Carry out what was asked; return the place on the page to go back to."""
        asked = request.POST
        if "close" in asked:
            close_register(
                learning_class=learning_class,
                by=request.user,
                unmarked_are_absent="unmarked_are_absent" in asked,
                key=posted_key(request, "close"),
            )
            return "#esrlm-answer"
        if "walk_in" in asked:
            self.walk_in(request, learning_class)
            return "#esrlm-answer"
        wanted = asked.get("mark") or asked.get("result") or asked.get("correct") or ""
        number, _colon, value = wanted.partition(":")
        enrolment = get_object_or_404(
            Enrolment.objects.select_related("learning_class__course", "person"),
            learning_class=learning_class,
            uuid=uuid_in(number),
        )
        if "mark" in asked and session is not None and value in ("present", "absent"):
            mark(
                enrolments=[enrolment],
                session=session,
                is_present=value == "present",
                by=request.user,
                key=posted_key(request, "mark", enrolment.pk),
            )
        elif "result" in asked:
            record_result(
                enrolment=enrolment,
                result=value,
                by=request.user,
                key=posted_key(request, "result", enrolment.pk),
            )
        elif "correct" in asked:
            correct(
                enrolment=enrolment,
                to_state=asked.get("state", ""),
                result=asked.get("correct_result", ""),
                reason=posted_text(request, "reason"),
                by=request.user,
                key=posted_key(request, "correct", enrolment.pk),
            )
        else:
            raise InvalidInput(_("Choose the session, and what to write."))
        return f"#person-{enrolment.pk}"

    def walk_in(self, request: HttpRequest, learning_class: LearningClass) -> None:
        """Add somebody who came without a place, by employee number (rule 74).

        Raises:
            InvalidInput: for a number that nobody has.
        """
        number = posted_text(request, "number", most=30)
        person = person_with_number(learning_class, number)
        services.add_walk_in(
            learning_class=learning_class,
            person=person,
            by=request.user,
            reason=posted_text(request, "reason"),
            key=posted_key(request, "walk_in"),
        )


def person_with_number(learning_class: LearningClass, number: str) -> Person:
    """Return somebody of the class's business group by employee number.

    Raises:
        InvalidInput: for a number that nobody has.
    """
    found = Person.objects.filter(
        business_group=learning_class.business_group_id,
        employee_number_key=fold(number),
    ).first()
    if found is None:
        raise InvalidInput(
            _("Nobody has the employee number %(number)s. Look at their badge again.")
            % {"number": number.strip()[:30]}
        )
    return found
