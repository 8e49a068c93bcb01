"""Calendar files that go with mails, and what we remember of them (rule 89).

What is attached follows from what is true and from what we sent before: a session that
stands is asked for, with a rising sequence; what stands no longer is withdrawn, and
only where it was sent. So a booking that ended before its mail went out withdraws
nothing, and a session that was dropped is withdrawn with the mail about the change.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q

from ...clock import now
from ...notifications.addresses import mail_address
from ...notifications.kinds import Attachment, Context
from ...notifications.models import Message
from ...snippets.models import ClassSession
from ..calendar import MEDIA_TYPE, Entry, entry_of, withdrawal_of, write_calendar
from ..models import CalendarInvitation
from ..states import State
from .about import BookingMessage


@dataclass(frozen=True)
class Plan:
    """What a mail puts into a calendar and takes out of it."""

    asked: Sequence[tuple[ClassSession, Entry]]
    withdrawn: Sequence[tuple[CalendarInvitation, Entry]]

    def __bool__(self) -> bool:
        """Whether there is anything."""
        return bool(self.asked or self.withdrawn)


def attach_calendar(message: Message, context: Context) -> list[Attachment]:
    """Return the files that bring a calendar up to date; none where no mail goes."""
    about: BookingMessage = context["about"]
    address = mail_address(message.person)
    if not about.to_self or not address:
        return []
    plan = plan_for(about)
    message.calendar_plan = plan  # type: ignore[attr-defined]
    stamp = message.created_at
    files = [
        *(("REQUEST", entry) for _session, entry in plan.asked),
        *(("CANCEL", entry) for _invitation, entry in plan.withdrawn),
    ]
    return [
        Attachment(
            name=_name(method, place, len(files)),
            content=write_calendar(
                [entry], method=method, stamp=stamp, attendee=address
            ),
            content_type=f"{MEDIA_TYPE}; method={method}",
        )
        for place, (method, entry) in enumerate(files, start=1)
    ]


def _name(method: str, place: int, all_of_them: int) -> str:
    stem = "invitation" if method == "REQUEST" else "cancellation"
    return f"{stem}.ics" if all_of_them == 1 else f"{stem}-{place}.ics"


def plan_for(about: BookingMessage) -> Plan:
    """Compare what stands with what we sent, for this person and course. Queries: 2."""
    enrolment = about.enrolment
    sent = list(
        CalendarInvitation.objects.filter(
            enrolment__person=enrolment.person_id,
            enrolment__learning_class__course=about.learning_class.course_id,
        ).select_related("enrolment__learning_class__course")
    )
    current = {
        session.uuid: session
        for session in ClassSession.objects.filter(
            Q(uuid__in=[row.session_uuid for row in sent])
        )
    }
    asked = []
    if enrolment.state == State.CONFIRMED:
        asked = [
            (session, entry_of(enrolment, session, about.learning_class))
            for session in about.sessions
        ]
    withdrawn = [
        (row, withdrawal_of(row, current.get(row.session_uuid)))
        for row in sent
        if row.enrolment.state not in _STANDING or row.session_uuid not in current
    ]
    return Plan(asked, withdrawn)


_STANDING = frozenset(set(State) - {State.CANCELLED, State.DECLINED, State.LAPSED})


def remember_calendar(message: Message) -> None:
    """Keep what a mail put into a calendar; called when it was sent."""
    plan: Plan | None = getattr(message, "calendar_plan", None)
    if not plan or message.state != Message.State.SENT or message.channel != "email":
        return
    CalendarInvitation.objects.filter(
        pk__in=[row.pk for row, _entry in plan.withdrawn]
    ).delete()
    CalendarInvitation.objects.bulk_create(
        _rows(message, plan.asked),
        update_conflicts=True,
        unique_fields=["enrolment", "session_uuid"],
        update_fields=["sequence", "starts_at", "ends_at", "sent_at"],
    )


def _rows(
    message: Message, asked: Iterable[tuple[ClassSession, Entry]]
) -> list[CalendarInvitation]:
    return [
        CalendarInvitation(
            enrolment_id=message.about_id or 0,
            session_uuid=session.uuid,
            sequence=entry.sequence,
            starts_at=entry.starts_at,
            ends_at=entry.ends_at,
            sent_at=message.sent_at or now(),
        )
        for session, entry in asked
    ]
