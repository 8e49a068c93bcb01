"""A person's bookings as pages show them: groups, sentences, and what to do next."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import F, Prefetch, Q
from django.utils.translation import gettext as _

from ..clock import now, zone
from ..compliance.rules import NextAction
from ..compliance.wording import Tag
from ..links import link
from ..snippets.models import ClassSession
from ..workforce.models import Person
from .limits import answer_by
from .models import Enrolment
from .models.enrolments import EnrolmentQuerySet
from .states import OPEN, OUTCOMES, OVER, State
from .wording import (
    TAGS,
    class_in_words,
    moment_in_words,
    place_in_words,
)

#: Past bookings shown on the page; older ones are asked for.
MOST_PAST = 50


@dataclass(frozen=True)
class BookingRow:
    """A booking in a list."""

    enrolment: Enrolment
    tag: Tag
    when: str
    where: str
    url: str
    line: str = ""
    action: NextAction | None = None


@dataclass(frozen=True)
class BookingGroup:
    """Bookings that belong together."""

    heading: str
    rows: tuple[BookingRow, ...] = field(default=())
    is_past: bool = False


def with_classes(enrolments: EnrolmentQuerySet) -> EnrolmentQuerySet:
    """Read bookings with their classes, sessions and places. Queries: 2."""
    sessions = ClassSession.objects.select_related("location").order_by("starts_at")
    return enrolments.select_related(
        "learning_class", "learning_class__course", "learning_class__places"
    ).prefetch_related(Prefetch("learning_class__sessions", queryset=sessions))


def bookings_of(
    person: Person, *, at: datetime.datetime | None = None
) -> list[Enrolment]:
    """Return a person's bookings, those to come first. Queries: 2, capped."""
    moment = at or now()
    mine = with_classes(Enrolment.objects.filter(person=person))
    to_come = Q(learning_class__ends_at__isnull=True) | Q(
        learning_class__ends_at__gt=moment
    )
    coming = (
        mine.filter(to_come)
        .exclude(state__in=OVER)
        .order_by(F("learning_class__starts_at").asc(nulls_last=True), "pk")
    )
    past = mine.exclude(to_come & ~Q(state__in=OVER)).order_by(
        F("learning_class__starts_at").desc(nulls_last=True), "-pk"
    )
    return [*coming, *past[:MOST_PAST]]


def grouped(
    enrolments: Iterable[Enrolment], *, at: datetime.datetime | None = None
) -> list[BookingGroup]:
    """Return bookings in the groups people look for, empty ones left out.

    Queries: 1 with waiting ones.
    """
    moment = at or now()
    rows = list(enrolments)
    positions = waiting_positions(rows)
    found: dict[str, list[BookingRow]] = {}
    for enrolment in rows:
        key = _group_of(enrolment, moment)
        found.setdefault(key, []).append(row_of(enrolment, positions, at=moment))
    headings = {
        "offered": _("Waiting for your answer"),
        "coming": _("Coming up"),
        "waiting": _("Waiting"),
        "past": _("Past"),
    }
    return [
        BookingGroup(heading, tuple(found[key]), key == "past")
        for key, heading in headings.items()
        if key in found
    ]


def _group_of(enrolment: Enrolment, at: datetime.datetime) -> str:
    if enrolment.state in OVER or enrolment.state in OUTCOMES:
        return "past"
    if enrolment.state == State.OFFERED or is_asked_to_keep(enrolment, at):
        return "offered"
    if enrolment.state == State.CONFIRMED:
        ends = enrolment.learning_class.ends_at
        return "past" if ends is not None and ends <= at else "coming"
    return "waiting"


def is_asked_to_keep(enrolment: Enrolment, at: datetime.datetime) -> bool:
    """Whether somebody is to say if new dates suit them: until the class begins."""
    starts = enrolment.learning_class.starts_at
    has_begun = starts is not None and starts <= at
    was_asked = enrolment.asked_to_keep_at is not None
    return was_asked and enrolment.state in OPEN and not has_begun


def row_of(
    enrolment: Enrolment, positions: dict[int, int], *, at: datetime.datetime
) -> BookingRow:
    """Return one booking in words."""
    url = link("booking", uuid=enrolment.uuid)
    return BookingRow(
        enrolment,
        tag_of(enrolment, at),
        class_in_words(enrolment.learning_class),
        place_in_words(enrolment.learning_class) if enrolment.state not in OVER else "",
        url,
        line_of(enrolment, positions),
        _action(enrolment, url),
    )


def tag_of(enrolment: Enrolment, at: datetime.datetime) -> Tag:
    """Return where a booking stands as a tag."""
    ends = enrolment.learning_class.ends_at
    if enrolment.state == State.CONFIRMED and ends is not None and ends <= at:
        return Tag(_("To be marked"), "neutral", "clock")
    return TAGS[enrolment.state]


def line_of(enrolment: Enrolment, positions: dict[int, int]) -> str:
    """Return what is worth knowing for its person beside the state, if anything."""
    zone_name = zone().key
    if enrolment.state == State.WAITLISTED and enrolment.pk in positions:
        return _("Number %(number)d on the list") % {"number": positions[enrolment.pk]}
    if enrolment.state == State.OFFERED and enrolment.offer_expires_at:
        return _("Until %(when)s") % {
            "when": moment_in_words(enrolment.offer_expires_at, zone_name)
        }
    if enrolment.state == State.REQUESTED and (due_at := answer_by(enrolment)):
        return _("Answer expected by %(when)s") % {
            "when": moment_in_words(due_at, zone_name)
        }
    if enrolment.asked_to_keep_at and enrolment.state in OPEN:
        return _("The dates have changed")
    if enrolment.state in (State.DECLINED, State.CANCELLED):
        if enrolment.cancel_reason == Enrolment.CancelReason.BY_LEARNER:
            return _("You gave it up.")
        return enrolment.decision_reason or str(enrolment.get_cancel_reason_display())
    if enrolment.result:
        return str(enrolment.get_result_display())
    return ""


def _action(enrolment: Enrolment, url: str) -> NextAction | None:
    if enrolment.state == State.OFFERED:
        return NextAction(_("Answer"), url)
    if enrolment.state == State.ATTENDED:
        return NextAction(_("Certificate"), link("certificate", uuid=enrolment.uuid))
    if enrolment.state in (State.CONFIRMED, State.WAITLISTED, State.REQUESTED):
        return NextAction(_("Details"), url)
    return None


def waiting_positions(enrolments: Sequence[Enrolment]) -> dict[int, int]:
    """Return the place on the list of those that wait, from 1. Queries: 1.

    Lists that go by need have no number that stays: they are left out.
    """
    classes = {
        enrolment.learning_class_id
        for enrolment in enrolments
        if enrolment.state == State.WAITLISTED
        and not enrolment.learning_class.course.waits_by_need
    }
    if not classes:
        return {}
    positions: dict[int, int] = {}
    counts: dict[int, int] = {}
    waiting = (
        Enrolment.objects.filter(learning_class_id__in=classes)
        .in_waiting_order()
        .values_list("pk", "learning_class_id")
    )
    for pk, class_id in waiting:
        counts[class_id] = counts.get(class_id, 0) + 1
        positions[pk] = counts[class_id]
    return positions


def lead_of(
    groups: Sequence[BookingGroup], *, at: datetime.datetime | None = None
) -> str:
    """Return what is next, in one sentence."""
    moment = at or now()
    for group in groups:
        for row in group.rows:
            enrolment = row.enrolment
            if enrolment.state == State.OFFERED:
                return _(
                    "A place on %(course)s is offered to you. Take it in time."
                ) % {"course": enrolment.course_title}
    for group in groups:
        for row in group.rows:
            starts = row.enrolment.learning_class.starts_at
            if row.enrolment.state == State.CONFIRMED and starts and starts > moment:
                return _("Next: %(course)s, %(when)s.") % {
                    "course": row.enrolment.course_title,
                    "when": row.when,
                }
    return _("You have no class coming up.")
