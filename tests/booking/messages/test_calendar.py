"""Calendar entries: identity, sequence, zone, and what is withdrawn (rule 89)."""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

import icalendar
import pytest
from django.core import mail

from tests.booking.messages.conftest import told
from wagtail_esrlm.booking.calendar import Entry, feed_of, write_calendar
from wagtail_esrlm.booking.models import CalendarInvitation
from wagtail_esrlm.booking.states import State
from wagtail_esrlm.clock import now
from wagtail_esrlm.notifications.models import Message
from wagtail_esrlm.notifications.sending import send_due
from wagtail_esrlm.testing import LearningClassFactory

LONDON = ZoneInfo("Europe/London")
STAMP = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)


def entry(day: datetime.date, zone: str = "Europe/London", **facts: object) -> Entry:
    starts = datetime.datetime.combine(day, datetime.time(9), ZoneInfo(zone))
    given = {
        "uid": "a",
        "sequence": 0,
        "starts_at": starts.astimezone(datetime.UTC),
        "ends_at": starts.astimezone(datetime.UTC) + datetime.timedelta(hours=3),
        "zone": zone,
        "title": "Fire Safety; level 1, part two",
        "place": "Royal Wing, Room 2",
        "description": "Line one\nLine two: " + "long " * 40,
    }
    return Entry(**{**given, **facts})


def events(content: bytes) -> list:
    calendar = icalendar.Calendar.from_ical(content)
    return list(calendar.walk("VEVENT"))


def files() -> list[tuple[str, str, bytes]]:
    """Return the files of the last mail to the nurse: name, type and content."""
    mails = [sent for sent in mail.outbox if sent.to == ["amina@riverside.example"]]
    return [
        (name, kind, content.encode() if isinstance(content, str) else content)
        for name, content, kind in mails[-1].attachments
    ]


@pytest.mark.parametrize(
    ("day", "offset"),
    [
        (datetime.date(2026, 3, 28), 0),
        (datetime.date(2026, 3, 29), 1),
        (datetime.date(2026, 7, 1), 1),
        (datetime.date(2026, 10, 24), 1),
        (datetime.date(2026, 10, 25), 0),
        (datetime.date(2031, 6, 1), 1),
    ],
)
def test_wall_times_hold_on_both_sides_of_a_clock_change(day, offset):
    """Rule 86: read by the rules in the file itself, not by ours."""
    content = write_calendar([entry(day)], method="PUBLISH", stamp=STAMP)
    calendar = icalendar.Calendar.from_ical(content)
    (event,) = calendar.walk("VEVENT")
    assert event["DTSTART"].params["TZID"] == "Europe/London"
    assert b"DTSTART;TZID=Europe/London:%s" % f"{day:%Y%m%d}T090000".encode() in content
    (rules,) = calendar.walk("VTIMEZONE")
    there = rules.to_tz()
    wall = datetime.datetime(day.year, day.month, day.day, 9, tzinfo=there)
    assert wall.utcoffset() == datetime.timedelta(hours=offset)


def test_a_session_across_the_change_has_its_real_length():
    starts = datetime.datetime(2026, 10, 25, 0, 30, tzinfo=LONDON)
    night = entry(
        datetime.date(2026, 10, 25),
        starts_at=starts.astimezone(datetime.UTC),
        ends_at=starts.astimezone(datetime.UTC) + datetime.timedelta(hours=3),
    )
    content = write_calendar([night], method="PUBLISH", stamp=STAMP)
    assert b"T003000" in content
    assert b"DTEND;TZID=Europe/London:20261025T023000" in content


@pytest.mark.parametrize("zone", ["Europe/London", "Europe/Paris", "Asia/Kolkata"])
def test_every_zone_brings_its_rules(zone):
    content = write_calendar(
        [entry(datetime.date(2026, 7, 1), zone)], method="PUBLISH", stamp=STAMP
    )
    (rules,) = icalendar.Calendar.from_ical(content).walk("VTIMEZONE")
    assert str(rules["TZID"]) == zone
    wall = datetime.datetime(2026, 7, 1, 9, tzinfo=rules.to_tz())
    assert (
        wall.utcoffset()
        == datetime.datetime(2026, 7, 1, 9, tzinfo=ZoneInfo(zone)).utcoffset()
    )


def test_text_is_escaped_and_long_lines_are_folded():
    content = write_calendar(
        [entry(datetime.date(2026, 7, 1))], method="PUBLISH", stamp=STAMP
    )
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    (event,) = events(content)
    assert event["SUMMARY"] == "Fire Safety; level 1, part two"
    assert event["DESCRIPTION"].startswith("Line one\nLine two: long")


def test_each_session_is_an_invitation_of_its_own(booking, ward):
    enrolment = booking()
    told("booking.confirmed", enrolment)
    sent = files()
    assert [(name, kind) for name, kind, _c in sent] == [
        ("invitation-1.ics", "text/calendar; method=REQUEST"),
        ("invitation-2.ics", "text/calendar; method=REQUEST"),
    ]
    found = [events(content)[0] for _n, _k, content in sent]
    assert {str(event["UID"]) for event in found} == {
        f"{enrolment.uuid}-{session.uuid}@wagtail-esrlm"
        for session in enrolment.learning_class.sessions.all()
    }
    assert found[0]["SEQUENCE"] == 0
    assert str(found[0]["ATTENDEE"]) == "mailto:amina@riverside.example"
    assert "Bring your badge." in found[0]["DESCRIPTION"]
    assert "Lift to all floors." in found[0]["DESCRIPTION"]
    assert found[0]["LOCATION"].endswith("1 River Street, Riverside, RV1 1AA")
    assert CalendarInvitation.objects.filter(enrolment=enrolment).count() == 2


def test_the_same_mail_sent_twice_has_the_same_files(booking):
    """F25."""
    told("booking.confirmed", booking())
    first = files()
    Message.objects.filter(kind="booking.confirmed").exclude(state="waiting").update(
        state="waiting"
    )
    send_due()
    assert len([sent for sent in mail.outbox if sent.attachments]) == 2
    assert files() == first


def test_a_moved_session_keeps_its_identity_with_a_higher_sequence(booking):
    enrolment = booking()
    told("booking.confirmed", enrolment)
    before = events(files()[0][2])[0]
    session = enrolment.learning_class.sessions.first()
    session.starts_at += datetime.timedelta(hours=1)
    session.calendar_sequence = 1
    session.save()
    told("class.rescheduled", enrolment)
    after = events(files()[0][2])[0]
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert CalendarInvitation.objects.get(session_uuid=session.uuid).sequence == 1


def test_a_dropped_session_is_withdrawn_with_the_change(booking):
    enrolment = booking()
    told("booking.confirmed", enrolment)
    enrolment.learning_class.sessions.last().delete()
    told("class.rescheduled", enrolment)
    kinds = [kind for _n, kind, _c in files()]
    assert kinds == ["text/calendar; method=REQUEST", "text/calendar; method=CANCEL"]
    (gone,) = events(files()[1][2])
    assert (gone["STATUS"], gone["SEQUENCE"]) == ("CANCELLED", 1)
    assert CalendarInvitation.objects.count() == 1


def test_cancelling_withdraws_what_was_sent_with_a_higher_sequence(booking):
    enrolment = booking()
    told("booking.confirmed", enrolment)
    asked = {str(events(c)[0]["UID"]) for _n, _k, c in files()}
    enrolment.learning_class.sessions.update(calendar_sequence=4)
    enrolment.state = State.CANCELLED
    enrolment.save()
    told("booking.cancelled", enrolment)
    withdrawn = [events(c)[0] for _n, _k, c in files()]
    assert {str(event["UID"]) for event in withdrawn} == asked
    assert {event["SEQUENCE"] for event in withdrawn} == {5}
    assert {event["STATUS"] for event in withdrawn} == {"CANCELLED"}
    assert not CalendarInvitation.objects.exists()


def test_nothing_is_withdrawn_that_was_never_sent(booking):
    enrolment = booking(state=State.CANCELLED, cancel_reason="by_learner")
    told("booking.cancelled", enrolment)
    assert files() == []


def test_booking_again_makes_other_entries(booking):
    first = booking()
    told("booking.confirmed", first)
    before = {str(events(c)[0]["UID"]) for _n, _k, c in files()}
    first.state = State.CANCELLED
    first.save()
    second = booking(learning_class=first.learning_class)
    told("booking.confirmed", second)
    requests = [c for _n, kind, c in files() if kind.endswith("REQUEST")]
    assert before.isdisjoint({str(events(c)[0]["UID"]) for c in requests})


def test_moving_withdraws_the_old_class(booking):
    old = booking()
    told("booking.confirmed", old)
    other = LearningClassFactory(course=old.learning_class.course, in_days=40)
    old.state, old.cancel_reason = State.CANCELLED, "moved"
    old.save()
    told("booking.moved", booking(learning_class=other))
    kinds = [kind.rpartition("=")[2] for _n, kind, _c in files()]
    assert kinds == ["REQUEST", "CANCEL", "CANCEL"]


def test_supervisors_and_people_without_mail_get_no_files(booking, ward):
    told("booking.confirmed", booking(), ward["manager"])
    assert mail.outbox[-1].attachments == []
    ward["nurse"].email = ""
    ward["nurse"].save()
    told("booking.confirmed", booking())
    assert not CalendarInvitation.objects.exists()


def test_a_feed_holds_what_is_booked_and_names_nobody_else(
    booking, ward, django_assert_num_queries
):
    booked = booking()
    booking(state=State.WAITLISTED)
    booking(state=State.CANCELLED)
    with django_assert_num_queries(2):
        content = feed_of(ward["nurse"].pk, at=now())
    found = events(content)
    assert len(found) == 2
    assert all(str(booked.uuid) in str(event["UID"]) for event in found)
    assert b"ATTENDEE" not in content
    assert b"Olsen" not in content
