"""What can be done to chosen people of a class, and what each of it says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..booking import services
from ..booking.attendance import mark
from ..booking.class_messages import message_people
from ..booking.models import Enrolment
from .class_people_forms import (
    MarkForm,
    MoveForm,
    NoForm,
    NoteForm,
    PriorityForm,
    ReasonNeededForm,
    Words,
)


def _note(people: list[Enrolment], by: Any, given: dict[str, Any]) -> Words:
    message_people(
        enrolments=people,
        subject=given["subject"],
        text=given["text"],
        token=given["token"],
        by=by,
    )
    return _("Message written; it is sent next")


def _note_one(one: Enrolment, by: Any, given: dict[str, Any]) -> Words:
    return _note([one], by, given)


def _approve(one: Enrolment, by: Any, given: dict[str, Any]) -> Words:
    done = services.approve(enrolment=one, by=by)
    return _("Approved: %(state)s") % {"state": done.get_state_display()}


def _decline(one: Enrolment, by: Any, given: dict[str, Any]) -> Words:
    services.decline(enrolment=one, by=by, reason=given["reason"])
    return _("Not approved, and told why")


def _move(one: Enrolment, by: Any, given: dict[str, Any]) -> Words:
    services.move(
        enrolment=one,
        to=given["to"],
        by=by,
        reason=given["reason"],
        override=given["override"],
    )
    return _("Moved to %(class)s") % {"class": given["to"].reference}


def _cancel(one: Enrolment, by: Any, given: dict[str, Any]) -> Words:
    services.cancel(
        enrolment=one,
        by=by,
        cancel_reason=Enrolment.CancelReason.BY_ADMINISTRATOR,
        note=given["reason"],
    )
    return _("Cancelled, and told")


def _priority(one: Enrolment, by: Any, given: dict[str, Any]) -> Words:
    services.set_priority(
        enrolment=one, priority=given["priority"], by=by, reason=given["reason"]
    )
    return _("Priority %(number)d") % {"number": given["priority"]}


def _mark(is_present: bool) -> Callable[[Enrolment, Any, dict[str, Any]], Words]:
    def doing(one: Enrolment, by: Any, given: dict[str, Any]) -> Words:
        mark(enrolments=[one], session=given["session"], is_present=is_present, by=by)
        return _("Marked present") if is_present else _("Marked absent")

    return doing


@dataclass(frozen=True)
class PeopleAction:
    """Something that is done to people.

    Attributes:
        words: What the choice says.
        consequence: What happens to them, before it happens.
        do: Does it to one, and returns what became of it.
        do_together: Does it to all of them at once instead, or to nobody.
    """

    words: Words
    consequence: Words
    do: Callable[[Enrolment, Any, dict[str, Any]], Words]
    form: type[NoForm] = NoForm
    is_serious: bool = False
    do_together: Callable[[list[Enrolment], Any, dict[str, Any]], Words] | None = None


ACTIONS: dict[str, PeopleAction] = {
    "approve": PeopleAction(
        gettext_lazy("Approve"),
        gettext_lazy(
            "Each gets a place while there are any, else joins the waiting list, and "
            "is told which."
        ),
        _approve,
    ),
    "decline": PeopleAction(
        gettext_lazy("Decline"),
        gettext_lazy("Each request ends. They are told, with your reason."),
        _decline,
        ReasonNeededForm,
        is_serious=True,
    ),
    "move": PeopleAction(
        gettext_lazy("Move to another class"),
        gettext_lazy(
            "Each gets a place in the other class and gives up this one; they are "
            "told. Where the other class has no place, they stay here."
        ),
        _move,
        MoveForm,
    ),
    "present": PeopleAction(
        gettext_lazy("Mark as present"),
        gettext_lazy("The mark counts when the register is closed. Nobody is told."),
        _mark(True),
        MarkForm,
    ),
    "absent": PeopleAction(
        gettext_lazy("Mark as absent"),
        gettext_lazy("The mark counts when the register is closed. Nobody is told."),
        _mark(False),
        MarkForm,
    ),
    "message": PeopleAction(
        gettext_lazy("Write a message"),
        gettext_lazy("Each gets it once, by e-mail and on the intranet."),
        _note_one,
        NoteForm,
        do_together=_note,
    ),
    "priority": PeopleAction(
        gettext_lazy("Change priority on the waiting list"),
        gettext_lazy("Others who wait may come later. Your reason is kept."),
        _priority,
        PriorityForm,
    ),
    "cancel": PeopleAction(
        gettext_lazy("Cancel their booking"),
        gettext_lazy(
            "Each booking, request or wait ends and they are told. Free places go to "
            "who waits."
        ),
        _cancel,
        ReasonNeededForm,
        is_serious=True,
    ),
}
