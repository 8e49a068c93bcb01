"""Every form of the class pages of the admin, ready to be sent once."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from wagtail_esrlm.admin.class_people_actions import ACTIONS
from wagtail_esrlm.booking.models import (
    ClassPlaces,
    Enrolment,
    EnrolmentStep,
    SessionMark,
)
from wagtail_esrlm.booking.states import State
from wagtail_esrlm.clock import today
from wagtail_esrlm.notifications.models import Message
from wagtail_esrlm.snippets.models import ClassSession, LearningClass
from wagtail_esrlm.testing.booking import (
    CourseFactory,
    EnrolmentFactory,
    LearningClassFactory,
)
from wagtail_esrlm.testing.factories import PersonFactory, seat
from wagtail_esrlm.workforce.models import Person

NAME = "wagtailsnippets_wagtail_esrlm_learningclass"


@dataclass
class Form:
    """Where it is sent, with what, and the class it is about."""

    url: str
    data: dict[str, Any]
    made: LearningClass


def staff() -> Person:
    """Return somebody with a post."""
    person = PersonFactory()
    seat(person)
    return person


def class_with(*states: State, **facts: Any) -> LearningClass:
    """Return a class with a person in each state."""
    made: LearningClass = LearningClassFactory(**{"places": 9, **facts})
    for state in states:
        EnrolmentFactory(learning_class=made, person=staff(), state=state)
    return made


def row(in_days: int = 30, **facts: Any) -> dict[str, Any]:
    """Return a row of a session: a morning."""
    day = today() + datetime.timedelta(days=in_days)
    return {
        "held_on": day.isoformat(),
        "starts_time": "09:00",
        "ends_time": "12:00",
        **facts,
    }


def rows(*each: dict[str, Any], stored: int = 0) -> dict[str, Any]:
    """Return the rows as a form sends them."""
    answers: dict[str, Any] = {
        "sessions-TOTAL_FORMS": str(len(each) + 1),
        "sessions-INITIAL_FORMS": str(stored),
    }
    for number, values in enumerate(each):
        answers |= {f"sessions-{number}-{name}": v for name, v in values.items()}
    return answers


def typed(course: Any, *each: dict[str, Any], **facts: Any) -> dict[str, Any]:
    """Return the form of a class as it is sent."""
    return {
        "course": course.pk,
        "reference": "FIRE-1",
        "time_zone": "Europe/London",
        "maximum_places": "12",
        "minimum_places": "4",
        "minimum_warning_days": "7",
        "cancel_days_before": "2",
        "has_waiting_list": "on",
        "self_enrolment": "unknown",
        "approval_required": "unknown",
        **rows(*each),
        **facts,
    }


def _act(name: str, made: LearningClass, **data: Any) -> Form:
    return Form(reverse(f"esrlm_class_{name}", args=[made.pk]), data, made)


def _add() -> Form:
    course = CourseFactory()
    made = LearningClassFactory()
    return Form(reverse(f"{NAME}:add"), typed(course, row()), made)


def _edit() -> Form:
    made = class_with(State.CONFIRMED)
    data = typed(made.course, row(14), reference="RENAMED")
    data["sessions-INITIAL_FORMS"] = "1"
    data["sessions-0-location"] = made.sessions.get().location_id
    return Form(reverse(f"{NAME}:edit", args=[made.pk]), data, made)


def _run() -> Form:
    made = class_with(State.CONFIRMED)
    ClassPlaces.objects.filter(pk=made.pk).update(minimum_places=3)
    return _act("run", made, reason="Exam")


def _move() -> Form:
    made = class_with(State.CONFIRMED)
    moved = row(40, location=made.sessions.get().location_id)
    data = rows(moved, stored=1)
    return _act("move", made, reason="Flood", confirmed="1", **data)


def _series() -> Form:
    first = today() + datetime.timedelta(days=30)
    return _act(
        "series",
        class_with(),
        starting_on=first.isoformat(),
        until=(first + datetime.timedelta(days=20)).isoformat(),
        weekday="1",
        every="1",
        confirmed="1",
    )


#: What each action on people needs: the state they are in, and what is asked.
PEOPLE: dict[str, tuple[State, dict[str, Any]]] = {
    "approve": (State.REQUESTED, {}),
    "decline": (State.REQUESTED, {"reason": "Full ward"}),
    "move": (State.CONFIRMED, {"reason": "Room too small"}),
    "present": (State.CONFIRMED, {}),
    "absent": (State.CONFIRMED, {}),
    "message": (State.CONFIRMED, {"subject": "News", "text": "Bring a pen."}),
    "priority": (State.WAITLISTED, {"priority": "5", "reason": "New starter"}),
    "cancel": (State.CONFIRMED, {"reason": "Ill"}),
}
assert set(PEOPLE) == set(ACTIONS)


def _people(action: str) -> Callable[[], Form]:
    def make() -> Form:
        state, data = PEOPLE[action]
        made = class_with(state, state, in_days=0 if "sent" in action else 14)
        if action in ("present", "absent"):
            made.sessions.update(
                starts_at=made.starts_at - datetime.timedelta(days=15),
                ends_at=made.ends_at - datetime.timedelta(days=15),
            )
            data = {**data, "session": made.sessions.get().pk}
        if action == "move":
            other = LearningClassFactory(course=made.course, places=9, in_days=20)
            data = {**data, "to": other.pk}
        people = list(made.enrolments.values_list("pk", flat=True))
        return _act("people", made, action=action, people=people, confirmed="1", **data)

    return make


#: Name of each form, and what makes it ready to be sent.
FORMS: dict[str, Callable[[], Form]] = {
    "add": _add,
    "edit": _edit,
    "publish": lambda: _act("publish", class_with(is_published=False)),
    "open": lambda: _act("open", class_with(status="closed")),
    "close": lambda: _act("close", class_with(State.REQUESTED), reason="Flood"),
    "cancel": lambda: _act("cancel", class_with(State.CONFIRMED), reason="Flood"),
    "run": _run,
    "places": lambda: _act(
        "places", class_with(), maximum_places="20", minimum_places="0"
    ),
    "walk in": lambda: _act(
        "walk_in", class_with(), person=staff().employee_number, reason="Sent"
    ),
    "book": lambda: _act(
        "book", class_with(), people=staff().employee_number, fitting="some"
    ),
    "move": _move,
    "series": _series,
    **{f"people: {name}": _people(name) for name in PEOPLE},
}


def standing(made: LearningClass) -> list[tuple[int, str]]:
    """Return how people of a class stand."""
    found = Enrolment.objects.filter(learning_class=made).order_by("pk")
    return list(found.values_list("pk", "state"))


def only(*names: str) -> Any:
    """Return the mark of a test for some of the forms."""
    return pytest.mark.parametrize("form", names, indirect=True)


def words(answer: Any) -> str:
    """Return every word of a page, a space between two."""
    return " ".join(answer.content.decode().split())


def everything() -> list[Any]:
    """Return all that these forms may change."""
    models = [
        LearningClass,
        ClassSession,
        Enrolment,
        EnrolmentStep,
        SessionMark,
        Message,
        ModelLogEntry,
        apps.get_model("wagtail_esrlm", "ClassPlaces"),
        apps.get_model("wagtail_esrlm", "PromotionDue"),
    ]
    return [list(model._default_manager.order_by("pk").values()) for model in models]


def send(office: Client, form: Form, key: str = "first", **more: Any) -> Any:
    """Send a form; for a message, after the look at it."""
    data = {**form.data, "key": key, **more}
    if data.get("action") == "message":
        data["token"] = "token"
        shown = office.post(form.url, data)
        data["seen"] = shown.context["form"]["seen"].value()
    return office.post(form.url, data)
