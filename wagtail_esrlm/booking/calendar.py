"""Sessions as calendar entries: invitations, withdrawals, feeds, downloads (rule 89).

Times are wall times of the class's zone, with its rules in the file, so that an entry
stays right on both sides of a clock change (rule 86). Nothing here names anybody but
the person whose calendar it is.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from zoneinfo import ZoneInfo

import icalendar
from django.conf import settings
from django.utils.translation import gettext as _

from ..conf import esrlm_settings
from ..links import absolute, link
from ..snippets.models import ClassSession, LearningClass
from .models import CalendarInvitation, Enrolment
from .states import CLASHES, State

MEDIA_TYPE = "text/calendar"
_PRODUCT = "-//wagtail_esrlm//Learning//EN"
#: How often calendars should ask a feed again.
_REFRESH = datetime.timedelta(hours=1)
#: How long what is over stays in a feed.
_FEED_PAST = datetime.timedelta(days=90)


@dataclass(frozen=True)
class Entry:
    """One session in somebody's calendar.

    Attributes:
        uid: The same for this booking and session for ever; another after re-booking.
        sequence: Rises with every change that people are told of.
        zone: Name of the zone of its wall time.
        url: Absolute address of the booking, or "".
        is_cancelled: It is to be taken out.
        is_tentative: The place is offered, and not taken yet.
    """

    uid: str
    sequence: int
    starts_at: datetime.datetime
    ends_at: datetime.datetime
    zone: str
    title: str
    place: str = ""
    description: str = ""
    url: str = ""
    is_cancelled: bool = False
    is_tentative: bool = False

    @property
    def status(self) -> str:
        """How sure it is, in the words of RFC 5545."""
        if self.is_cancelled:
            return "CANCELLED"
        return "TENTATIVE" if self.is_tentative else "CONFIRMED"


def uid_of(enrolment: Enrolment, session_uuid: uuid.UUID) -> str:
    """Return the identity of a session in the calendar of who is booked."""
    return f"{enrolment.uuid}-{session_uuid}@wagtail-esrlm"


def entry_of(
    enrolment: Enrolment, session: ClassSession, learning_class: LearningClass
) -> Entry:
    """Return the entry of a booking's session; reads its location and course."""
    return Entry(
        uid=uid_of(enrolment, session.uuid),
        sequence=session.calendar_sequence,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        zone=learning_class.time_zone,
        title=learning_class.course.title,
        place=_place(session),
        description=_description(session, learning_class),
        url=absolute(link("booking", uuid=enrolment.uuid)),
        is_tentative=enrolment.state == State.OFFERED,
    )


def withdrawal_of(invitation: CalendarInvitation, now_at: ClassSession | None) -> Entry:
    """Return what takes a session out of a calendar that we put it into.

    Args:
        now_at: The session as it is now; None where it is gone.
    """
    learning_class = invitation.enrolment.learning_class
    latest = max(invitation.sequence, now_at.calendar_sequence if now_at else 0)
    return Entry(
        uid=uid_of(invitation.enrolment, invitation.session_uuid),
        sequence=latest + 1,
        starts_at=invitation.starts_at,
        ends_at=invitation.ends_at,
        zone=learning_class.time_zone,
        title=learning_class.course.title,
        is_cancelled=True,
    )


def _place(session: ClassSession) -> str:
    if session.location is None:
        return session.webinar_url
    return ", ".join([str(session.location), *session.location.address_lines])


def _description(session: ClassSession, learning_class: LearningClass) -> str:
    location = session.location
    parts = [
        session.webinar_url,
        learning_class.joining_instructions,
        location.joining_instructions if location else "",
        location.access_notes if location else "",
        _("Class reference: %(reference)s") % {"reference": learning_class.reference},
    ]
    return "\n\n".join(part.strip() for part in parts if part.strip())


def write_calendar(
    entries: Iterable[Entry],
    *,
    method: str,
    stamp: datetime.datetime,
    attendee: str = "",
    name: str = "",
) -> bytes:
    """Return a calendar file.

    Args:
        method: "REQUEST" and "CANCEL" for mails with one entry each, "PUBLISH" else.
        stamp: When it was made; the same for the same mail sent twice (F25).
        attendee: Whose place it is, for invitations.
        name: What calendars call a feed.
    """
    listed = list(entries)
    calendar = icalendar.Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    if name:
        calendar.add("x-wr-calname", name)
        calendar.add("refresh-interval", _REFRESH, parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", _REFRESH)
    for zone in sorted({entry.zone for entry in listed}):
        calendar.add_component(_rules_of(zone))
    for entry in listed:
        calendar.add_component(_event(entry, stamp, attendee))
    return bytes(calendar.to_ical())


def _event(entry: Entry, stamp: datetime.datetime, attendee: str) -> icalendar.Event:
    zone = ZoneInfo(entry.zone)
    event = icalendar.Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", stamp.astimezone(datetime.UTC))
    event.add("dtstart", entry.starts_at.astimezone(zone))
    event.add("dtend", entry.ends_at.astimezone(zone))
    event.add("summary", entry.title)
    event.add("status", entry.status)
    event.add("transp", "OPAQUE")
    if entry.place:
        event.add("location", entry.place)
    if entry.description:
        event.add("description", entry.description)
    if entry.url:
        event.add("url", entry.url)
    event.add("organizer", f"mailto:{_sender()}")
    if attendee:
        person = icalendar.vCalAddress(f"mailto:{attendee}")
        person.params["partstat"] = icalendar.vText("ACCEPTED")
        person.params["rsvp"] = icalendar.vText("FALSE")
        event.add("attendee", person, encode=False)
    return event


def _sender() -> str:
    sender: str = esrlm_settings.MAIL_FROM or settings.DEFAULT_FROM_EMAIL
    return sender.rpartition("<")[2].rstrip("> ")


@cache
def _rules_of(zone: str) -> icalendar.Timezone:
    """Return a zone's clock changes, as the calendars of all makers read them."""
    if zone != "Europe/London":
        return icalendar.Timezone.from_tzinfo(ZoneInfo(zone), zone)
    rules = icalendar.Timezone()
    rules.add("tzid", zone)
    hour = datetime.timedelta(hours=1)
    none = datetime.timedelta()
    for part, label, month, at, before, after in (
        (icalendar.TimezoneDaylight(), "BST", 3, 1, none, hour),
        (icalendar.TimezoneStandard(), "GMT", 10, 2, hour, none),
    ):
        first = datetime.datetime(1996, month, 31 if month == 3 else 27, at)  # noqa: DTZ001
        part.add("dtstart", first)
        part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1SU"})
        part.add("tzname", label)
        part.add("tzoffsetfrom", before)
        part.add("tzoffsetto", after)
        rules.add_component(part)
    return rules


def booking_entries(enrolments: Sequence[Enrolment]) -> list[Entry]:
    """Return the entries of bookings that stand; their classes are read. Queries: 1."""
    classes = {each.learning_class_id: each.learning_class for each in enrolments}
    sessions: dict[int, list[ClassSession]] = {}
    for session in (
        ClassSession.objects.filter(learning_class__in=classes)
        .select_related("location")
        .order_by("starts_at", "pk")
    ):
        sessions.setdefault(session.learning_class_id, []).append(session)
    return [
        entry_of(enrolment, session, classes[enrolment.learning_class_id])
        for enrolment in enrolments
        for session in sessions.get(enrolment.learning_class_id, ())
    ]


def feed_of(person_id: int, *, at: datetime.datetime) -> bytes:
    """Return a person's calendar: what they are booked on, and the last months.

    Queries: 2.
    """
    enrolments = (
        Enrolment.objects.filter(
            person=person_id,
            state__in=CLASHES,
            learning_class__ends_at__gte=at - _FEED_PAST,
        )
        .select_related("learning_class__course")
        .order_by("learning_class__starts_at", "pk")
    )
    return write_calendar(
        booking_entries(list(enrolments)),
        method="PUBLISH",
        stamp=at,
        name=_("My learning"),
    )


def file_of(enrolment: Enrolment, *, at: datetime.datetime) -> bytes:
    """Return one booking as a file to add to a calendar. Queries: 1."""
    return write_calendar(booking_entries([enrolment]), method="PUBLISH", stamp=at)
