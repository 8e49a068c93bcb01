"""Stores the sessions of classes: what stays, what moves, what goes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from ..errors import Refused
from ..snippets.models import ClassSession, LearningClass, SessionInstructor
from ..workforce.models import Person
from .models import SessionMark
from .timetable import SessionInput, TimedSession, Timetable, said_day

#: A person, or a name.
Teaching = tuple[int | None, str]

#: What people who are booked must be told when it changes.
TOLD_FIELDS = (
    "held_on",
    "starts_time",
    "ends_time",
    "starts_at",
    "ends_at",
    "location_id",
    "webinar_url",
)


@dataclass
class SessionChanges:
    """How a wanted timetable differs from the stored sessions.

    Attributes:
        kept: Stored sessions, each with what is wanted of it.
        moved: Those of ``kept`` whose time or place changes.
    """

    added: list[TimedSession] = field(default_factory=list)
    kept: list[tuple[ClassSession, TimedSession]] = field(default_factory=list)
    moved: list[tuple[ClassSession, TimedSession]] = field(default_factory=list)
    removed: list[ClassSession] = field(default_factory=list)

    @property
    def must_be_told(self) -> bool:
        """Whether times or places change for people who are booked."""
        return bool(self.added or self.moved or self.removed)


def differences(learning_class: LearningClass, wanted: Timetable) -> SessionChanges:
    """Match wanted sessions with stored ones: by start, the others in their order.

    A session that only moves stays the same session, with its calendar entry.
    """
    stored = list(learning_class.sessions.order_by("starts_at", "pk"))
    by_start = {session.starts_at: session for session in stored}
    changes = SessionChanges()
    others: list[TimedSession] = []
    for timed in wanted.sessions:
        same = by_start.pop(timed.starts_at, None)
        if same is None:
            others.append(timed)
        else:
            changes.kept.append((same, timed))
    free = sorted(by_start.values(), key=lambda session: session.starts_at)
    changes.kept += zip(free, others, strict=False)
    changes.removed = free[len(others) :]
    changes.added = others[len(free) :]
    changes.moved = [pair for pair in changes.kept if _moves(*pair)]
    return changes


def apply_changes(learning_class: LearningClass, changes: SessionChanges) -> bool:
    """Write the differences; what moves gets the next calendar sequence (F19).

    Returns: whether anything differed.

    Raises:
        Refused: where attendance has been marked on a session that would move or go.
    """
    _refuse_marked(changes)
    ClassSession.objects.filter(pk__in=[each.pk for each in changes.removed]).delete()
    moved = []
    for session, timed in changes.moved:
        for name, value in _told(timed).items():
            setattr(session, name, value)
        session.calendar_sequence += 1
        moved.append(session)
    ClassSession.objects.bulk_update(moved, [*TOLD_FIELDS, "calendar_sequence"])
    added = add_sessions([(learning_class, timed) for timed in changes.added])
    return write_resources([*changes.kept, *added], is_new=False) or (
        changes.must_be_told
    )


def add_sessions(
    wanted: Sequence[tuple[LearningClass, TimedSession]],
) -> list[tuple[ClassSession, TimedSession]]:
    """Store new sessions of stored classes, without what they use. Queries: 1."""
    sessions = ClassSession.objects.bulk_create(
        [
            ClassSession(learning_class=learning_class, **_told(timed))
            for learning_class, timed in wanted
        ],
        batch_size=500,
    )
    return [
        (session, timed)
        for session, (_class, timed) in zip(sessions, wanted, strict=True)
    ]


def write_resources(
    pairs: Iterable[tuple[ClassSession, TimedSession]], *, is_new: bool
) -> bool:
    """Store who teaches and what is used; return whether anything differed.

    Queries: 2 to compare, where sessions are stored ones, and 4 at most to write.
    """
    wanted = {session.pk: timed.given for session, timed in pairs}
    teaching = {pk: _teaching(given) for pk, given in wanted.items()}
    using = {pk: {each.pk for each in given.equipment} for pk, given in wanted.items()}
    taught, used = ({}, {}) if is_new else _stored_resources(list(wanted))
    teach = [pk for pk in wanted if set(teaching[pk]) != taught.get(pk, set())]
    use = [pk for pk in wanted if using[pk] != used.get(pk, set())]
    through = ClassSession.equipment.through
    if not is_new:
        SessionInstructor.objects.filter(session__in=teach).delete()
        through.objects.filter(classsession__in=use).delete()
    SessionInstructor.objects.bulk_create(
        SessionInstructor(session_id=pk, person_id=person_id, name=name)
        for pk in teach
        for person_id, name in teaching[pk]
    )
    through.objects.bulk_create(
        through(classsession_id=pk, equipment_id=equipment)
        for pk in use
        for equipment in sorted(using[pk])
    )
    return bool(teach or use)


def _moves(session: ClassSession, timed: TimedSession) -> bool:
    return any(getattr(session, name) != value for name, value in _told(timed).items())


def _told(timed: TimedSession) -> dict[str, object]:
    given = timed.given
    return {
        "held_on": given.held_on,
        "starts_time": given.starts_time,
        "ends_time": given.ends_time,
        "starts_at": timed.starts_at,
        "ends_at": timed.ends_at,
        "location_id": given.location.pk if given.location else None,
        "webinar_url": given.webinar_url,
    }


def _teaching(given: SessionInput) -> list[Teaching]:
    """Return who teaches, each once, in the order given."""
    named = [
        (each.pk, "") if isinstance(each, Person) else (None, each)
        for each in given.instructors
        if each
    ]
    return list(dict.fromkeys(named))


def _stored_resources(
    session_ids: list[int],
) -> tuple[dict[int, set[Teaching]], dict[int, set[int]]]:
    taught: dict[int, set[Teaching]] = {}
    for pk, person_id, name in SessionInstructor.objects.filter(
        session__in=session_ids
    ).values_list("session_id", "person_id", "name"):
        taught.setdefault(pk, set()).add((person_id, "" if person_id else name))
    used: dict[int, set[int]] = {}
    through = ClassSession.equipment.through
    for pk, equipment in through.objects.filter(
        classsession__in=session_ids
    ).values_list("classsession_id", "equipment_id"):
        used.setdefault(pk, set()).add(equipment)
    return taught, used


def _refuse_marked(changes: SessionChanges) -> None:
    touched = [session for session, _timed in changes.moved] + changes.removed
    marked = (
        SessionMark.objects.filter(session__in=touched)
        .order_by("session__starts_at")
        .values_list("session__held_on", flat=True)
        .first()
    )
    if marked is not None:
        raise Refused(
            "attendance_marked",
            _(
                "Attendance has been marked on %(day)s, so that session can no longer "
                "be changed."
            )
            % {"day": said_day(marked)},
        )
