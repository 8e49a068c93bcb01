"""Every form of the learner-facing pages, ready to be sent; and what it may change."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import Permission

from tests.ward import Ward
from wagtail_esrlm.booking.feeds import open_feed
from wagtail_esrlm.booking.models import (
    ClassPlaces,
    DatesWanted,
    Enrolment,
    EnrolmentStep,
    SessionMark,
)
from wagtail_esrlm.booking.sign_in import code_of
from wagtail_esrlm.booking.states import State
from wagtail_esrlm.clock import now
from wagtail_esrlm.compliance.models import CompetencyAward
from wagtail_esrlm.notifications.models import CalendarFeed, Message
from wagtail_esrlm.snippets.models import ClassSession, LearningClass
from wagtail_esrlm.testing import (
    CourseFactory,
    EnrolmentFactory,
    LearningClassFactory,
)

from .pages import address


@dataclass
class Form:
    """One form: who sends it where, with what, and what other answers it could have.

    Attributes:
        shown_at: The page that shows it, where that is another one.
        other: Answers that are not those of the first sending; empty where there are
            none.
        about: What it is about, for who must not learn of it.
    """

    user: Any
    url: str
    data: dict[str, Any]
    shown_at: str = ""
    other: dict[str, Any] = field(default_factory=dict)
    about: Any = None


def _class(ward: Ward, **facts: Any) -> LearningClass:
    group = ward.nurse.business_group
    course = CourseFactory(
        title="Canary canyon", delivers=[ward.fire], business_group=group
    )
    return LearningClassFactory(course=course, **facts)


def _mine(ward: Ward, held: LearningClass | None = None, **facts: Any) -> Enrolment:
    return EnrolmentFactory(
        learning_class=held or _class(ward), person=ward.nurse, **facts
    )


def _book(ward: Ward) -> Form:
    held = _class(ward)
    return Form(
        ward.nurse_user,
        address("book", held),
        {},
        other={"keeps_waiting": "1"},
        about=held,
    )


def _book_for_team(ward: Ward) -> Form:
    held = _class(ward)
    return Form(
        ward.sister_user,
        address("book_for_team", held),
        {"people": [ward.nurse.pk]},
        other={"all_or_nothing": "1"},
        about=held,
    )


def _offer(ward: Ward) -> Form:
    offered = _mine(ward, state=State.OFFERED)
    return Form(
        ward.nurse_user,
        address("booking_offer", offered),
        {"answer": "accept"},
        address("booking", offered),
        {"answer": "decline"},
        offered,
    )


def _keep(ward: Ward) -> Form:
    asked = _mine(ward, asked_to_keep_at=now())
    return Form(
        ward.nurse_user,
        address("booking_keep", asked),
        {},
        address("booking", asked),
        about=asked,
    )


def _cancel(ward: Ward) -> Form:
    mine = _mine(ward)
    return Form(
        ward.nurse_user,
        address("booking_cancel", mine),
        {"note": "On leave"},
        other={"note": "Ill"},
        about=mine,
    )


def _cancel_for_team(ward: Ward) -> Form:
    theirs = _mine(ward, assignment=ward.nurse.assignments.get())
    return Form(
        ward.sister_user,
        address("team_booking_cancel", theirs),
        {"note": "No cover"},
        other={"note": "Ill"},
        about=theirs,
    )


def _move(ward: Ward) -> Form:
    mine = _mine(ward)
    other = LearningClassFactory(course=mine.learning_class.course, in_days=30)
    url = address("booking_move", mine, to=other.uuid)
    return Form(ward.nurse_user, url, {}, about=mine)


def _tell_me(ward: Ward) -> Form:
    course = CourseFactory(title="Canary canyon")
    return Form(
        ward.nurse_user,
        address("dates_wanted", course),
        {},
        address("course", course),
        about=course,
    )


def _calendar(action: str) -> Callable[[Ward], Form]:
    def make(ward: Ward) -> Form:
        if action != "open":
            open_feed(person=ward.nurse)
        other = {"action": "close" if action != "close" else "renew"}
        return Form(
            ward.nurse_user, address("my_calendar"), {"action": action}, other=other
        )

    return make


def _inbox(ward: Ward) -> Form:
    Message.objects.create(
        person=ward.nurse,
        kind="test.note",
        dedupe_key="inbox",
        due_at=now(),
        sent_at=now(),
        state="sent",
        subject="News",
        body="News",
    )
    return Form(ward.nurse_user, address("inbox"), {})


def _sign_in(ward: Ward) -> Form:
    held = _class(ward, in_days=0)
    _mine(ward, held)
    ClassSession.objects.update(
        starts_at=now() - datetime.timedelta(minutes=1),
        ends_at=now() + datetime.timedelta(hours=2),
    )
    session = held.sessions.get()
    return Form(
        ward.nurse_user,
        address("sign_in", session),
        {"code": code_of(session, now())},
        other={"code": "12"},
    )


def _approval(answer: str) -> Callable[[Ward], Form]:
    def make(ward: Ward) -> Form:
        asked = _mine(ward, state=State.REQUESTED, approver=ward.sister)
        said = {"answer": answer, "reason": "No cover" if answer == "decline" else ""}
        other = {"answer": "approve" if answer == "decline" else "decline"}
        return Form(
            ward.sister_user,
            address("approval", asked),
            said,
            other={**other, "reason": "Other"},
            about=asked,
        )

    return make


def _register(ward: Ward) -> tuple[Any, LearningClass, Enrolment]:
    teacher = ward.stranger
    teacher.user.user_permissions.add(Permission.objects.get(codename="keep_registers"))
    held = _class(ward, in_days=-1, instructors=[teacher])
    return teacher.user, held, _mine(ward, held)


def _registered(**said: Any) -> Callable[[Ward], Form]:
    other = said.pop("other", {})

    def make(ward: Ward) -> Form:
        user, held, booking = _register(ward)
        session = str(held.sessions.get().uuid)

        number = ward.sister.employee_number

        def written(values: dict[str, Any]) -> dict[str, Any]:
            return {
                name: value and value.format(booking=booking.uuid, number=number)
                for name, value in values.items()
            }

        if "correct" in said:
            Enrolment.objects.update(state=State.ATTENDED)
            LearningClass.objects.filter(pk=held.pk).update(register_closed_at=now())
        data = {"session": session, **written(said)}
        return Form(
            user, address("register", held), data, other=written(other), about=held
        )

    return make


#: Name of each form, and what makes it ready to be sent.
FORMS: dict[str, Callable[[Ward], Form]] = {
    "book": _book,
    "book for team": _book_for_team,
    "take an offer": _offer,
    "keep": _keep,
    "cancel": _cancel,
    "cancel for the team": _cancel_for_team,
    "move": _move,
    "tell me": _tell_me,
    "open a calendar": _calendar("open"),
    "renew a calendar": _calendar("renew"),
    "close a calendar": _calendar("close"),
    "mark messages read": _inbox,
    "sign in": _sign_in,
    "approve": _approval("approve"),
    "decline": _approval("decline"),
    "mark": _registered(mark="{booking}:present", other={"mark": "{booking}:absent"}),
    "result": _registered(
        result="{booking}:passed", other={"result": "{booking}:failed"}
    ),
    "walk in": _registered(
        walk_in="1", number="{number}", reason="Sent", other={"reason": "Other"}
    ),
    "close a register": _registered(
        close="1", unmarked_are_absent="1", other={"unmarked_are_absent": None}
    ),
    "correct": _registered(
        correct="{booking}",
        state="did_not_attend",
        reason="Left",
        other={"state": "excused"},
    ),
}

#: Forms whose answers are only the button that sends them.
WITHOUT_ANSWERS = {"keep", "move", "tell me", "mark messages read"}


def everything() -> list[Any]:
    """Return all that these forms may change, to be compared."""
    return [
        list(model.objects.order_by("pk").values())
        for model in (
            Enrolment,
            EnrolmentStep,
            ClassPlaces,
            SessionMark,
            DatesWanted,
            CalendarFeed,
            CompetencyAward,
            Message,
        )
    ]
