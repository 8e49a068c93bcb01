"""The register while it is open: marks and results (rules 70-73)."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable
from typing import Any

from django.utils.translation import gettext as _

from ..clock import now
from ..errors import NotAllowed, Refused
from ..snippets.models import ClassSession, LearningClass
from ..workforce.models import Person
from ..workforce.selectors import person_for_user
from . import places
from .attendance_rules import (
    SessionTime,
    can_be_marked,
    can_be_signed_in,
)
from .class_locks import refuse_closed
from .models import Enrolment, SessionMark
from .office import keeps_register
from .policy import manages_bookings, refuse_own
from .states import State
from .transactions import answered_once, in_one_transaction, once
from .transitions import transition

Source = SessionMark.Source


def must_keep_register(learning_class: LearningClass, by: Any) -> bool:
    """Make sure that a log-in may keep this register.

    Returns: whether it is the learning service, rather than an instructor.

    Raises:
        NotAllowed: for everybody else.
    """
    if by is None or manages_bookings(by):
        return True
    if keeps_register(by, learning_class):
        return False
    raise NotAllowed(_("Only instructors of this class keep its register."))


def mark(
    *,
    enrolments: Collection[Enrolment],
    session: ClassSession,
    is_present: bool,
    by: Any,
    at: datetime.datetime | None = None,
    key: str | None = None,
) -> None:
    """Mark people present or absent at a session, from shortly before it (rule 73).

    Raises:
        NotAllowed: for who does not keep this register.
        Refused: too early, after the register was closed, for who has no place, or for
            themselves.
    """
    moment = at or now()
    learning_class = session.learning_class
    office = must_keep_register(learning_class, by)
    refuse_own([each.person_id for each in enrolments], by)
    if not can_be_marked(_time(session), moment):
        raise Refused(
            "too_early", _("Marks can be made from 15 minutes before the session.")
        )
    source = Source.ADMINISTRATOR if office else Source.INSTRUCTOR
    pks = [each.pk for each in enrolments]
    answered_once(
        by=by,
        key=key,
        request=("mark", session.pk, sorted(pks), is_present),
        work=lambda: _mark(pks, session, is_present, source, by, moment),
        pack=lambda _nothing: {},
        unpack=lambda _body: None,
    )


def sign_in(
    *,
    person: Person,
    session: ClassSession,
    by: Any,
    at: datetime.datetime | None = None,
) -> Enrolment:
    """Mark somebody present who shows the code of the moment; never more (rule 73).

    Only where nothing is marked yet: what somebody else has said stays as it is.

    Raises:
        Refused: without a place, outside the session, once the register is closed, for
            who is marked absent, or who keeps this register and so shows the code.
    """
    moment = at or now()
    if by is not None and keeps_register(by, session.learning_class):
        refuse_own([person.pk], by)
    if not can_be_signed_in(_time(session), moment):
        raise Refused(
            "outside_session",
            _("You can sign in while the session runs. Ask the instructor."),
        )
    refuse_closed(session.learning_class_id)
    enrolment = Enrolment.objects.filter(
        learning_class=session.learning_class, person=person, state=State.CONFIRMED
    ).first()
    if enrolment is None:
        raise Refused(
            "no_place", _("You have no place in this class. Speak to the instructor.")
        )
    _mark([enrolment.pk], session, True, Source.QR, by, moment, overrides=False)
    stands = SessionMark.objects.get(enrolment=enrolment, session=session)
    if not stands.is_present:
        raise Refused(
            "marked_absent",
            _("You are marked absent from this session. Speak to the instructor."),
        )
    return enrolment


@in_one_transaction
def _mark(
    enrolment_ids: Collection[int],
    session: ClassSession,
    is_present: bool,
    source: str,
    by: Any,
    at: datetime.datetime,
    *,
    overrides: bool = True,
) -> None:
    """Write marks while nobody closes the register; of two at once one stands."""
    places.hold(session.learning_class_id)
    refuse_closed(session.learning_class_id)
    enrolments = Enrolment.objects.filter(
        pk__in=enrolment_ids,
        learning_class=session.learning_class_id,
        state=State.CONFIRMED,
    ).order_by("pk")
    if len(enrolments) < len(set(enrolment_ids)):
        raise _no_place()
    marks = [
        SessionMark(
            enrolment=enrolment,
            session=session,
            is_present=is_present,
            source=source,
            marked_at=at,
            marked_by=by if getattr(by, "pk", None) else None,
        )
        for enrolment in enrolments
    ]
    if not overrides:
        SessionMark.objects.bulk_create(marks, ignore_conflicts=True)
        return
    SessionMark.objects.bulk_create(
        marks,
        update_conflicts=True,
        unique_fields=["enrolment", "session"],
        update_fields=["is_present", "source", "marked_at", "marked_by"],
    )


def record_result(
    *,
    enrolment: Enrolment,
    result: str,
    by: Any,
    note: str = "",
    at: datetime.datetime | None = None,
    key: str | None = None,
) -> Enrolment:
    """Write what the assessment found: passed, referred or failed (rule 71).

    Raises:
        NotAllowed: for who does not keep this register.
        Refused: for another word, for themselves, for who has no place, or once the
            register is closed.
    """
    must_keep_register(enrolment.learning_class, by)
    refuse_own([enrolment.person_id], by)
    if result not in Enrolment.Result.values:
        raise Refused("unknown_result", _("Choose passed, referred or failed."))
    return once(
        by=by,
        key=key,
        request=("record_result", enrolment.pk, result, note),
        work=lambda: _assess(
            enrolment,
            by,
            at or now(),
            result=result,
            result_note=note.strip()[:255],
            assessor=person_for_user(by) if by else None,
        ),
    )


@in_one_transaction
def _assess(
    enrolment: Enrolment, by: Any, at: datetime.datetime, **fields: Any
) -> Enrolment:
    places.hold(enrolment.learning_class_id)
    refuse_closed(enrolment.learning_class_id)
    fresh = Enrolment.objects.get(pk=enrolment.pk)
    if fresh.state != State.CONFIRMED:
        raise _no_place()
    return transition(
        enrolment=fresh,
        to=State.CONFIRMED,
        action="assess",
        by=by,
        at=at,
        fields=fields,
    )


def _no_place() -> Refused:
    return Refused("no_place", _("This person has no place in this class any more."))


def marks_of(enrolments: Iterable[Enrolment]) -> dict[int, dict[int, bool]]:
    """Return marks by booking and session. Queries: 1."""
    found: dict[int, dict[int, bool]] = {}
    for enrolment, session, present in SessionMark.objects.filter(
        enrolment__in=[each.pk for each in enrolments]
    ).values_list("enrolment_id", "session_id", "is_present"):
        found.setdefault(enrolment, {})[session] = present
    return found


def _time(session: ClassSession) -> SessionTime:
    return SessionTime(session.pk, session.starts_at, session.ends_at)
