"""Signing in by a code that changes every minute, and a register on paper (73)."""

from __future__ import annotations

import datetime
import time
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.ward import Ward
from wagtail_esrlm.booking.attendance import mark
from wagtail_esrlm.booking.models import Enrolment, SessionMark
from wagtail_esrlm.booking.sign_in import code_of, seconds_left
from wagtail_esrlm.booking.sign_in_limit import MOST_WRONG
from wagtail_esrlm.clock import now
from wagtail_esrlm.compliance.models import CompetencyAward
from wagtail_esrlm.snippets.models import ClassSession
from wagtail_esrlm.testing import CourseFactory, EnrolmentFactory, LearningClassFactory

MINUTE = datetime.timedelta(minutes=1)
#: Seconds that a test may take, in which the code must not change.
SLOWEST = 5


def running(session: ClassSession, by: datetime.timedelta = MINUTE) -> None:
    """Let a session have begun a moment ago."""
    ClassSession.objects.filter(pk=session.pk).update(
        starts_at=now() - by, ends_at=now() - by + datetime.timedelta(hours=3)
    )


@pytest.fixture(autouse=True)
def nothing_counted() -> None:
    cache.clear()


@pytest.fixture
def session(ward: Ward) -> ClassSession:
    """Return a session that runs now, with the nurse booked."""
    made = LearningClassFactory(
        course=CourseFactory(title="Fire safety", delivers=[ward.fire]),
        in_days=0,
        instructors=[ward.stranger],
    )
    EnrolmentFactory(learning_class=made, person=ward.nurse)
    if (left := seconds_left(now())) < SLOWEST:
        time.sleep(left)
    running(made.sessions.get())
    return made.sessions.get()


@pytest.fixture
def teacher(ward: Ward) -> Any:
    user = ward.stranger.user
    user.user_permissions.add(Permission.objects.get(codename="keep_registers"))
    return user


def scan(client: Client, session: ClassSession, code: str) -> tuple[int, str]:
    url = reverse("wagtail_esrlm:sign_in", kwargs={"uuid": session.uuid})
    answer = client.post(url, {"code": code, "key": uuid4().hex})
    return answer.status_code, " ".join(answer.content.decode().split())


def page(name: str, session: ClassSession) -> str:
    return reverse(
        f"wagtail_esrlm:{name}", kwargs={"uuid": session.learning_class.uuid}
    )


def test_the_code_changes_every_minute_and_is_of_one_session(session: ClassSession):
    at = datetime.datetime(2026, 12, 1, 9, 0, 30, tzinfo=datetime.UTC)
    other = ClassSession()
    codes = {code_of(session, at), code_of(session, at + MINUTE), code_of(other, at)}
    assert len(codes) == 3 and all(len(code) == 6 for code in codes)
    assert code_of(session, at + datetime.timedelta(seconds=29)) in codes
    assert seconds_left(at) == 30


def test_a_booked_person_is_present_and_no_more(
    client: Client, session: ClassSession, ward: Ward
):
    held = CompetencyAward.objects.count()
    client.force_login(ward.nurse.user)
    url = reverse("wagtail_esrlm:sign_in", kwargs={"uuid": session.uuid})
    code = code_of(session, now())
    assert f'value="{code}"' in client.get(url, {"code": code}).content.decode()
    assert not SessionMark.objects.exists(), "looking at the page writes nothing"
    assert "You are signed in" in scan(client, session, f"{code[:3]} {code[3:]}")[1]
    mark = SessionMark.objects.get()
    assert (mark.is_present, mark.source, mark.marked_by) == (
        True,
        "qr",
        ward.nurse.user,
    )
    assert Enrolment.objects.get().state == "confirmed"
    assert CompetencyAward.objects.count() == held


@pytest.mark.parametrize(
    ("minutes", "says"),
    [(0, "You are signed in"), (2, "You are signed in"), (3, "This code is over")],
)
def test_a_code_counts_for_two_minutes_after_it_was_shown(
    client: Client, session: ClassSession, ward: Ward, minutes: int, says: str
):
    client.force_login(ward.nurse.user)
    status, text = scan(client, session, code_of(session, now() - minutes * MINUTE))
    assert says in text
    assert SessionMark.objects.exists() is (says == "You are signed in")


def test_wrong_and_foreign_codes_get_a_sentence(
    client: Client, session: ClassSession, ward: Ward
):
    other = LearningClassFactory(in_days=0).sessions.get()
    client.force_login(ward.nurse.user)
    for code in ("", "12345", "<script>", code_of(other, now()), "é" * 6):
        assert "This is not the code of this class" in scan(client, session, code)[1]
    assert not SessionMark.objects.exists()


def test_nobody_without_a_place_and_nobody_outside_the_time(
    client: Client, session: ClassSession, ward: Ward
):
    client.force_login(ward.sister.user)
    assert "no place in this class" in scan(client, session, code_of(session, now()))[1]
    client.force_login(ward.nurse.user)
    running(session, by=datetime.timedelta(hours=4))
    assert "while the session runs" in scan(client, session, code_of(session, now()))[1]
    client.logout()
    assert scan(client, session, code_of(session, now()))[0] == 302
    assert not SessionMark.objects.exists()


def test_the_instructor_shows_the_code_and_the_page_fetches_the_next(
    client: Client, session: ClassSession, teacher: Any
):
    client.force_login(teacher)
    answer = client.get(page("register_code", session))
    text = answer.content.decode()
    code = code_of(session, now())
    assert f"{code[:3]} {code[3:]}" in text and "<svg" in text
    assert "style=" not in text.split("<svg")[1].split("</svg>")[0]
    assert 1 <= int(answer["Refresh"]) <= 60
    assert "0 of 1 present." in text


def test_the_paper_register_has_the_same_rows(
    client: Client, session: ClassSession, teacher: Any, ward: Ward
):
    client.force_login(teacher)
    text = client.get(page("register_paper", session)).content.decode()
    assert ward.nurse.display_name in text and "Signature" in text


@pytest.mark.parametrize("name", ["register_code", "register_paper"])
def test_nobody_else_sees_the_code_or_the_paper(
    client: Client, session: ClassSession, ward: Ward, name: str
):
    for person in (ward.nurse, ward.sister):
        client.force_login(person.user)
        assert client.get(page(name, session)).status_code == 404


def test_who_cannot_scan_finds_where_to_type_the_code(
    client: Client, session: ClassSession, ward: Ward
):
    client.force_login(ward.nurse.user)
    booking = Enrolment.objects.get()
    url = reverse("wagtail_esrlm:booking", kwargs={"uuid": booking.uuid})
    assert "Sign in to this class" in client.get(url).content.decode()
    running(session, by=datetime.timedelta(hours=4))
    assert "Sign in to this class" not in client.get(url).content.decode()


def test_a_code_does_not_undo_what_the_instructor_says(
    client: Client, session: ClassSession, ward: Ward, teacher: Any
):
    """Rule 73: the instructor who marks somebody absent is looking at the room."""
    mark(
        enrolments=[Enrolment.objects.get()],
        session=session,
        is_present=False,
        by=teacher,
    )
    client.force_login(ward.nurse.user)
    status, text = scan(client, session, code_of(session, now()))
    assert status == 409
    assert "You are marked absent from this session. Speak to the instructor." in text
    made = SessionMark.objects.get()
    assert (made.is_present, made.source) == (False, "instructor")


def test_a_code_leaves_the_instructors_present_as_it_is(
    client: Client, session: ClassSession, ward: Ward, teacher: Any
):
    mark(
        enrolments=[Enrolment.objects.get()],
        session=session,
        is_present=True,
        by=teacher,
    )
    client.force_login(ward.nurse.user)
    assert "You are signed in" in scan(client, session, code_of(session, now()))[1]
    made = SessionMark.objects.get()
    assert (made.source, made.marked_by) == ("instructor", teacher)


def test_the_instructor_may_undo_a_sign_in(
    client: Client, session: ClassSession, ward: Ward, teacher: Any
):
    client.force_login(ward.nurse.user)
    scan(client, session, code_of(session, now()))
    mark(
        enrolments=[Enrolment.objects.get()],
        session=session,
        is_present=False,
        by=teacher,
    )
    assert SessionMark.objects.get().is_present is False


def wrong_code(session: ClassSession) -> str:
    shown = {code_of(session, now() - minutes * MINUTE) for minutes in range(-2, 70)}
    return next(code for code in map("{:06d}".format, range(99)) if code not in shown)


def test_codes_cannot_be_guessed_by_trying(
    client: Client, session: ClassSession, ward: Ward
):
    client.force_login(ward.nurse.user)
    wrong = wrong_code(session)
    for _try in range(MOST_WRONG):
        assert scan(client, session, wrong)[0] == 409
    url = reverse("wagtail_esrlm:sign_in", kwargs={"uuid": session.uuid})
    answer = client.post(url, {"code": code_of(session, now()), "key": "k"})
    assert (answer.status_code, answer["Retry-After"]) == (429, "600")
    assert "You have tried too many codes. Wait ten minutes" in answer.content.decode()
    assert not SessionMark.objects.exists()
    client.force_login(ward.sister.user)
    assert "no place" in scan(client, session, code_of(session, now()))[1]


def test_a_right_code_neither_counts_nor_forgives(
    client: Client, session: ClassSession, ward: Ward
):
    """Who may sign in to one class could else guess the codes of another for ever."""
    client.force_login(ward.nurse.user)
    for _try in range(MOST_WRONG + 2):
        assert scan(client, session, code_of(session, now()))[0] == 200
    for _try in range(MOST_WRONG):
        scan(client, session, wrong_code(session))
    assert scan(client, session, code_of(session, now()))[0] == 429
