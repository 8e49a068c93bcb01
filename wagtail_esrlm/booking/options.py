"""What a person can do with each class, in words: book, ask, wait, or why not."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..clock import now, zone
from ..links import link
from ..snippets.models import LearningClass
from ..workforce.models import Person
from .class_facts import class_facts
from .facts import ClassFacts, PersonFacts, Source, Terms
from .models import Enrolment
from .reading import person_facts
from .refusals import sentence_of
from .rules import Refusal, Why, decide, needs_approval, unmoved
from .states import State
from .wording import moment_in_words

BOOK = "book"
ASK = "ask"
WAIT = "wait"


@dataclass(frozen=True)
class Option:
    """What one person can do with one class.

    Attributes:
        act: ``book``, ``ask`` or ``wait``; empty where nothing can be done.
        label: The words of the button or link.
        url: Where it leads; empty where there is nothing to do.
        sentence: How it stands, in one sentence.
        notices: What to know before.
        code: The code of the refusal, where there is one.
        other_booking_id: A booking of the course that stands already (53).
        can_move: That it can be moved here.
    """

    act: str = ""
    label: str = ""
    short_label: str = ""
    url: str = ""
    sentence: str = ""
    notices: tuple[str, ...] = ()
    code: str = ""
    other_booking_id: int | None = None
    can_move: bool = False


def options_for(
    person: Person | None,
    classes: Sequence[LearningClass],
    *,
    at: datetime.datetime | None = None,
    despite: Collection[str] = (),
) -> dict[int, Option]:
    """Return what the person can do with each class, by its key.

    Args:
        person: None for somebody who is not logged in, or not known.
        despite: Codes of warnings that the person has read.

    Queries: 8 at most, whatever the number of classes.
    """
    moment = at or now()
    if person is None:
        return {one.pk: _for_strangers(one) for one in classes}
    facts = class_facts([one.pk for one in classes])
    about = person_facts([person.pk], facts, at=moment)[person.pk]
    booked = {
        enrolment.learning_class_id: enrolment
        for enrolment in Enrolment.objects.standing().filter(
            person=person, learning_class__in=classes
        )
    }
    terms = Terms(at=moment, today=moment.astimezone(zone()).date(), despite=despite)
    return {
        one.pk: _booked(booked[one.pk])
        if one.pk in booked
        else _option(one, facts[one.pk], about, terms)
        for one in classes
    }


def _for_strangers(learning_class: LearningClass) -> Option:
    url = link("book", uuid=learning_class.uuid)
    return Option(
        label=_("Log in to book"),
        short_label=_("See this class"),
        url=url,
        sentence=_("Log in to book a place."),
    )


_OF_STATE: Mapping[str, str] = {
    State.REQUESTED: "requested",
    State.WAITLISTED: "waiting",
    State.OFFERED: "offered",
    State.CONFIRMED: "confirmed",
}


def _booked(enrolment: Enrolment) -> Option:
    sentences = {
        "requested": _("Your manager has been asked to approve this."),
        "waiting": _("You are on the waiting list."),
        "offered": _("A place is offered to you. Take it before the offer ends."),
        "confirmed": _("You have a place in this class."),
    }
    key = _OF_STATE.get(enrolment.state, "")
    return Option(
        label=_("Answer the offer") if key == "offered" else _("See your booking"),
        short_label=_("Your booking"),
        url=link("booking", uuid=enrolment.uuid),
        sentence=sentences.get(key, str(enrolment.get_state_display())),
    )


def _option(
    learning_class: LearningClass,
    facts: ClassFacts,
    about: PersonFacts,
    terms: Terms,
) -> Option:
    refusal = decide(about, facts, terms)
    url = link("book", uuid=learning_class.uuid)
    has_room = not (facts.is_full or facts.waiting)
    is_shut = not has_room and not facts.has_waiting_list
    if refusal is not None and refusal.why is not Why.SAME_COURSE:
        return Option(
            short_label=_("Why not?"),
            sentence=sentence_of(refusal),
            code=refusal.why.value,
        )
    if is_shut:
        return Option(
            short_label=_("Full"),
            sentence=_("This class is full. Choose another date."),
            code=Why.FULL.value,
        )
    if refusal is not None:
        return _beside(refusal if has_room else unmoved(refusal), url)
    if needs_approval(facts, Source.SELF):
        return Option(
            ASK,
            _("Ask for a place"),
            _("Ask for a place"),
            url,
            _("Your manager is asked to approve before you get a place."),
            _notices(facts, about, terms, full=not has_room),
        )
    if not has_room:
        return Option(
            WAIT,
            _("Join the waiting list"),
            _("Join the waiting list"),
            url,
            _waiting_sentence(facts.waiting),
            _notices(facts, about, terms, full=True),
        )
    return Option(
        BOOK,
        _("Book this place"),
        _("Book"),
        url,
        _("You can book this class."),
        _notices(facts, about, terms, full=False),
    )


def _beside(refusal: Refusal, url: str) -> Option:
    """Return what can be done beside another booking of the course (rule 53)."""
    can_move = bool(refusal.facts["can_move"])
    return Option(
        short_label=_("Why not?"),
        sentence=sentence_of(refusal),
        code=refusal.why.value,
        other_booking_id=int(str(refusal.facts["enrolment"])),
        can_move=can_move,
        label=_("Move or book both") if can_move else _("Book both"),
        url=url,
    )


def _waiting_sentence(waiting: int) -> str:
    if not waiting:
        return _("This class is full. You would be the first on the waiting list.")
    return ngettext(
        "This class is full, and %(waiting)d person waits before you.",
        "This class is full, and %(waiting)d people wait before you.",
        waiting,
    ) % {"waiting": waiting}


def _notices(
    facts: ClassFacts, about: PersonFacts, terms: Terms, *, full: bool
) -> tuple[str, ...]:
    notices: list[str] = []
    if facts.course_id in about.compliant:
        notices.append(_("You are up to date with this already. You may still book."))
    if full and facts.has_waiting_list:
        notices.append(
            _(
                "The waiting list goes by need: people who must hold this and do not "
                "come first, then those whose competency expires soonest."
            )
            if facts.waits_by_need
            else _("The waiting list goes by the time of joining.")
        )
    if facts.cancel_until:
        said = (
            _("You can cancel freely until %(when)s.")
            if terms.at <= facts.cancel_until
            else _("The time for cancelling freely ended on %(when)s.")
        )
        notices.append(said % {"when": moment_in_words(facts.cancel_until, zone().key)})
    return tuple(notices)
