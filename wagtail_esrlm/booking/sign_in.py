"""Signing in to a session by the code of the minute; it records present (rule 73)."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from ..clock import now
from ..errors import Refused
from ..snippets.models import ClassSession
from ..workforce.selectors import person_for_user
from . import attendance
from .attendance_rules import SessionTime, can_be_signed_in
from .models import Enrolment
from .states import State
from .transactions import once

#: How long one code is shown, in seconds.
SHOWN_SECONDS = 60
#: How many codes before the one shown still count: who scans may have to log in.
EARLIER = 2
DIGITS = 6
_SALT = "wagtail_esrlm.booking.sign_in"


def code_of(session: ClassSession, at: datetime.datetime) -> str:
    """Return the six digits that a session shows in this minute; nothing is stored."""
    return _code(session, _minute(at))


def session_to_sign_in(
    enrolment: Enrolment, at: datetime.datetime
) -> ClassSession | None:
    """Return the session that somebody can sign in to now. Queries: 1 at most."""
    if enrolment.state != State.CONFIRMED:
        return None
    for session in enrolment.learning_class.sessions.all():
        time = SessionTime(session.pk, session.starts_at, session.ends_at)
        if can_be_signed_in(time, at):
            return session
    return None


def seconds_left(at: datetime.datetime) -> int:
    """Return in how many seconds the next code is shown: 1 to 60."""
    return SHOWN_SECONDS - int(at.timestamp()) % SHOWN_SECONDS


def sign_in_by_code(
    *,
    user: Any,
    session: ClassSession,
    code: str,
    at: datetime.datetime | None = None,
    key: str | None = None,
) -> Enrolment:
    """Mark the person of a log-in present at a session whose code they show.

    Signing in again changes nothing that they would notice; sent again under its key,
    it is answered as before, even once the code is over.

    Raises:
        Refused: ``wrong_code`` or ``code_over``; for a log-in without a person; and as
            ``attendance.sign_in`` does.
    """
    moment = at or now()
    person = person_for_user(user)
    if person is None:
        raise Refused(
            "no_person",
            _("Your log-in is not linked to a member of staff. Ask the instructor."),
        )

    def work() -> Enrolment:
        _refuse_code(session, code, moment)
        return attendance.sign_in(person=person, session=session, by=user, at=moment)

    return once(by=user, key=key, request=("sign_in", session.pk, code), work=work)


def _refuse_code(session: ClassSession, code: str, at: datetime.datetime) -> None:
    given = "".join(code.split())
    minute = _minute(at)
    for earlier in range(EARLIER + 1):
        if constant_time_compare(given, _code(session, minute - earlier)):
            return
    # An hour is long enough to tell a late code from a wrong one.
    if any(
        constant_time_compare(given, _code(session, minute - earlier))
        for earlier in range(EARLIER + 1, 60)
    ):
        raise Refused(
            "code_over", _("This code is over. Scan or type the one that is shown now.")
        )
    raise Refused(
        "wrong_code", _("This is not the code of this class. Type what is shown now.")
    )


def _minute(at: datetime.datetime) -> int:
    return int(at.timestamp()) // SHOWN_SECONDS


def _code(session: ClassSession, minute: int) -> str:
    digest = salted_hmac(_SALT, f"{session.uuid}:{minute}", algorithm="sha256")
    number = int.from_bytes(digest.digest()[:8], "big") % 10**DIGITS
    return f"{number:0{DIGITS}d}"
