"""Booking many people on one class: all of them, or those who fit (rule 58)."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..clock import now
from ..snippets.models import LearningClass
from ..workforce.models import Person
from . import places
from .class_facts import class_facts
from .facts import ClassFacts, PersonFacts, Source, Terms
from .limits import terms
from .models import Enrolment
from .own_time import hold_time
from .policy import approves_own, managed_people_by, manages_bookings
from .posts import chosen_post
from .reading import person_facts
from .refusals import no, sentence_of
from .rules import Refusal, Why, decide
from .states import State
from .transactions import answered_once, in_one_transaction
from .transitions import Step, enter


@dataclass(frozen=True)
class NotBooked:
    """Somebody of a group who was not booked, and why.

    Attributes:
        said: The reason as it was given to the same request before.
    """

    person: Person
    refusal: Refusal
    said: str = ""

    @property
    def sentence(self) -> str:
        """The reason in plain English."""
        return self.said or sentence_of(self.refusal)


@dataclass(frozen=True)
class GroupResult:
    """What became of a group.

    Attributes:
        booked: New bookings, in the order of the people.
        not_booked: Who was not booked, and why; in the same order.
    """

    booked: tuple[Enrolment, ...] = ()
    not_booked: tuple[NotBooked, ...] = ()


def book_group(
    *,
    learning_class: LearningClass,
    people: Iterable[Person],
    by: Any,
    all_or_nothing: bool = True,
    source: str = Source.ADMINISTRATOR,
    override: bool = False,
    reason: str = "",
    at: datetime.datetime | None = None,
    key: str | None = None,
) -> GroupResult:
    """Book many people on a class; nobody of them waits.

    Args:
        people: In the order in which places go to them.
        all_or_nothing: Book nobody unless everybody can be; else those who fit.
        source: ``manager`` or ``administrator``: in what capacity ``by`` books.
        override: An administrator overrides overlaps and leaving dates.
        key: Idempotency key: asked again with it, the same result is returned.

    Queries: about 15, however many people, 2 more for each with a choice of posts.

    Raises:
        Refused: all or nothing, and somebody cannot be booked: ``facts["not_booked"]``
            holds a ``NotBooked`` for each, ``facts["free"]`` the places left.
    """
    group = list(dict.fromkeys(people))
    capacity = Source(source)
    if capacity is not Source.MANAGER and not manages_bookings(by):
        raise no(Why.NOT_IN_TEAM)
    conditions = terms(
        at=at or now(),
        source=capacity,
        override=override and capacity is not Source.MANAGER,
    )
    within = (
        managed_people_by(by, on=conditions.today)
        if capacity is Source.MANAGER and by is not None
        else None
    )
    return answered_once(
        by=by,
        key=key,
        request=(
            "book_group",
            learning_class.pk,
            [person.pk for person in group],
            all_or_nothing,
            capacity.value,
            override,
            reason,
        ),
        work=lambda: _book_group(
            learning_class.pk, group, by, all_or_nothing, conditions, within, reason
        ),
        pack=_packed,
        unpack=_unpacked,
    )


def _packed(result: GroupResult) -> dict[str, Any]:
    return {
        "booked": [one.pk for one in result.booked],
        "not_booked": [
            (out.person.pk, out.refusal.why.value, out.sentence)
            for out in result.not_booked
        ],
    }


def _unpacked(body: dict[str, Any]) -> GroupResult:
    """Return the result of the first request again. Queries: 2."""
    booked = Enrolment.objects.select_related("person").in_bulk(body.get("booked", []))
    out = body.get("not_booked", [])
    people = Person.objects.in_bulk([person for person, _why, _said in out])
    return GroupResult(
        tuple(booked[pk] for pk in body.get("booked", [])),
        tuple(
            NotBooked(people[person], Refusal(Why(why)), said)
            for person, why, said in out
            if person in people
        ),
    )


@in_one_transaction
def _book_group(
    class_id: int,
    group: Sequence[Person],
    by: Any,
    all_or_nothing: bool,
    conditions: Terms,
    within: Mapping[int, frozenset[int]] | None,
    reason: str,
) -> GroupResult:
    places.hold(class_id)
    wanted = class_facts([class_id])[class_id]
    hold_time([person.pk for person in group])
    facts = person_facts(
        [person.pk for person in group], {class_id: wanted}, at=conditions.at
    )
    free = _free(wanted, len(group))
    fitting: list[Person] = []
    out: list[NotBooked] = []
    for person in group:
        refusal = _refusal(facts[person.pk], wanted, conditions, within)
        if refusal is None and approves_own(by, person, wanted, conditions):
            refusal = Refusal(Why.OWN_REQUEST)
        if refusal is None and len(fitting) >= free and not all_or_nothing:
            refusal = Refusal(Why.QUEUE_FIRST if wanted.waiting else Why.FULL)
        if refusal is None:
            fitting.append(person)
        else:
            out.append(NotBooked(person, refusal))
    if all_or_nothing and (out or len(fitting) > free):
        raise _not_all(out, free, len(group))
    if fitting and not places.take_many(class_id, len(fitting)):
        raise no(Why.FULL)
    made = [
        _booking(person, facts[person.pk], wanted, conditions, within, by)
        for person in fitting
    ]
    step = Step(
        action="book",
        to=State.CONFIRMED,
        at=conditions.at,
        by=by,
        reason=reason,
        facts={"group": len(group), **conditions.kept},
        kind="booking.confirmed",
    )
    return GroupResult(tuple(enter(enrolments=made, step=step)), tuple(out))


def _free(wanted: ClassFacts, many: int) -> int:
    """Return how many may be booked now: nobody while others wait (rule 66)."""
    if wanted.waiting:
        return 0
    return many if wanted.free is None else wanted.free


def _refusal(
    person: PersonFacts,
    wanted: ClassFacts,
    conditions: Terms,
    within: Mapping[int, frozenset[int]] | None,
) -> Refusal | None:
    if within is not None and person.person_id not in within:
        return Refusal(Why.NOT_IN_TEAM)
    return decide(person, wanted, conditions)


def _not_all(out: Sequence[NotBooked], free: int, many: int):  # type: ignore[no-untyped-def]
    facts = {"not_booked": list(out), "free": free, "wanted": many}
    if out:
        return no(Why.GROUP_REFUSED, **facts)
    return no(Why.GROUP_TOO_LARGE, **facts)


def _booking(
    person: Person,
    facts: PersonFacts,
    wanted: ClassFacts,
    conditions: Terms,
    within: Mapping[int, frozenset[int]] | None,
    by: Any,
) -> Enrolment:
    return Enrolment(
        learning_class_id=wanted.class_id,
        person=person,
        assignment_id=chosen_post(
            person,
            facts.posts,
            course_id=wanted.course_id,
            day=wanted.day,
            assignment_id=None,
            within=within.get(person.pk) if within is not None else None,
            today=conditions.today,
        ),
        course_title=wanted.course_title,
        source=conditions.source.value,
        created_at=conditions.at,
        booked_by_id=getattr(by, "pk", None),
    )
