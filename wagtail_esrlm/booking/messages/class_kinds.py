"""Messages about a class as such: to those who run it, and to those who want it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ...clock import now
from ...links import link, snippet_link
from ...notifications.kinds import Context, register_kind
from ...notifications.models import Message
from ...snippets.models import LearningClass
from ...workforce.models import Person
from ..class_messages import NOTE
from ..models import Enrolment
from ..states import State
from .about import about_booking
from .examples import example_class
from .shown import read_sessions, show_class


def register() -> None:
    """Register the kinds about a class."""
    register_kind(
        "class.below_minimum",
        label=gettext_lazy("Too few people are booked"),
        render=_below_minimum,
        example=lambda: {
            **_example(),
            "booked": _people(3),
            "minimum": 6,
        },
    )
    register_kind(
        "class.unmarked",
        label=gettext_lazy("A register is not closed"),
        render=_unmarked,
        example=lambda: {**_example(), "unmarked": _people(4)},
    )
    register_kind(
        "class.dates_added",
        label=gettext_lazy("New dates, as somebody wished"),
        render=_dates_added,
        example=_example,
    )
    register_kind(
        NOTE,
        label=gettext_lazy("From the learning team, to people of a class"),
        render=_note,
        example=lambda: {
            **_example(),
            "note_subject": _("Please bring your laptop"),
            "note_text": _("We use it in the afternoon.\n\nUntil then!"),
        },
    )


def _example() -> Context:
    return {
        "person": Person(first_name="Amina", last_name="Yusuf"),
        "shown": example_class(),
        "link": "/learning/",
        "link_label": _("See the class"),
    }


def _read(message: Message) -> LearningClass | None:
    return (
        LearningClass.objects.select_related("course", "places")
        .filter(pk=message.about_id or 0)
        .first()
    )


def _context(found: LearningClass) -> Context:
    shown = show_class(found, read_sessions(found))
    return {"shown": shown, "link": shown.link, "link_label": _("See the class")}


def _people(count: int) -> str:
    return ngettext("%(count)d person", "%(count)d people", count) % {"count": count}


def _below_minimum(message: Message) -> Context | None:
    """Warn while it is below its minimum, is to be decided, and has not begun."""
    found = _read(message)
    if found is None or found.status != LearningClass.Status.NORMAL:
        return None
    if found.runs_anyway:
        return None
    places = found.places
    if found.starts_at is None or found.starts_at <= now():
        return None
    if places.places_taken >= places.minimum_places:
        return None
    return {
        **_context(found),
        **_where_to_decide(found, message.person.user),
        "booked": _people(places.places_taken),
        "minimum": places.minimum_places,
    }


def _where_to_decide(found: LearningClass, user: Any) -> Context:
    """Lead to the page on which a class is run, moved or cancelled."""
    needed = ("wagtailadmin.access_admin", "wagtail_esrlm.change_learningclass")
    page = snippet_link(found) if user is not None and user.has_perms(needed) else ""
    return {"link": page, "link_label": _("Decide about the class")} if page else {}


def _unmarked(message: Message) -> Context | None:
    """Remind of a class that is over while people have no outcome (rule 77)."""
    found = _read(message)
    if found is None or found.ends_at is None or found.ends_at > now():
        return None
    unmarked = Enrolment.objects.filter(
        learning_class=found, state=State.CONFIRMED
    ).count()
    if not unmarked:
        return None
    register_url = link("register", uuid=found.uuid)
    return {
        **_context(found),
        "unmarked": _people(unmarked),
        **(
            {"link": register_url, "link_label": _("Open the register")}
            if register_url
            else {}
        ),
    }


def _dates_added(message: Message) -> Context | None:
    """Tell of a class that can still be booked."""
    found = _read(message)
    if found is None or found.starts_at is None or found.starts_at <= now():
        return None
    if not found.is_published or found.status != LearningClass.Status.NORMAL:
        return None
    return _context(found)


def _note(message: Message) -> Context | None:
    """Say what somebody wrote; nothing where its words are deleted."""
    about = about_booking(message)
    if about is None or not message.facts.get("text"):
        return None
    return {
        **about.context(),
        "note_subject": message.facts["subject"],
        "note_text": message.facts["text"],
    }
