"""The register on an instructor's phone (rules 71-74)."""

from __future__ import annotations

import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.ward import Ward
from wagtail_esrlm.booking.models import ClassPlaces, Enrolment
from wagtail_esrlm.booking.states import State
from wagtail_esrlm.clock import now
from wagtail_esrlm.snippets.models import LearningClass
from wagtail_esrlm.testing import (
    CourseFactory,
    EnrolmentFactory,
    LearningClassFactory,
    UserFactory,
)

from .pages import address


def read(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


@pytest.fixture
def held(ward: Ward, client: Client) -> LearningClass:
    """Return yesterday's class with the nurse in it; its teacher is logged in."""
    teacher = ward.stranger
    teacher.user.user_permissions.add(Permission.objects.get(codename="keep_registers"))
    client.force_login(teacher.user)
    held = LearningClassFactory(
        course=CourseFactory(title="Fire safety", delivers=[ward.fire]),
        in_days=-1,
        instructors=[teacher],
    )
    EnrolmentFactory(learning_class=held, person=ward.nurse)
    return held


def send(client: Client, held: LearningClass, **asked: Any) -> Any:
    session = held.sessions.get()
    return client.post(
        address("register", held),
        {"session": str(session.uuid), "key": uuid4().hex, **asked},
    )


def test_the_teacher_finds_the_register_and_marks_with_one_button(
    client: Client, held: LearningClass
) -> None:
    assert "1 person without a result" in read(client, address("registers"))
    assert "0 of 1 marked." in read(client, address("register", held))
    booking = Enrolment.objects.get()
    answer = send(client, held, mark=f"{booking.uuid}:present")
    assert answer["Location"].endswith(f"#person-{booking.pk}")
    assert "1 of 1 marked." in read(client, address("register", held))


def test_closing_turns_compliance_green_on_the_next_page(
    client: Client, held: LearningClass, ward: Ward
) -> None:
    booking = Enrolment.objects.get()
    send(client, held, mark=f"{booking.uuid}:present")
    send(client, held, close="1")
    booking.refresh_from_db()
    assert booking.state == State.ATTENDED
    client.force_login(ward.nurse_user)
    text = read(client, address("my_compliance"))
    assert "You are up to date with 2 of 4." in text
    assert "Expiring soon" not in text


def test_who_is_unmarked_is_named_and_nothing_is_closed(
    client: Client, held: LearningClass
) -> None:
    answer = send(client, held, close="1")
    assert answer.status_code == 409
    assert "Mark these people first: Amina Yusuf." in answer.content.decode()
    assert Enrolment.objects.get().state == State.CONFIRMED


def test_a_correction_with_a_reason_takes_the_award_back(
    client: Client, held: LearningClass, ward: Ward
) -> None:
    booking = Enrolment.objects.get()
    send(client, held, mark=f"{booking.uuid}:present")
    send(client, held, close="1")
    send(
        client,
        held,
        correct=str(booking.uuid),
        state="did_not_attend",
        reason="Left at once",
    )
    booking.refresh_from_db()
    assert booking.state == State.DID_NOT_ATTEND
    assert not booking.given_awards.exists()


def test_a_result_is_corrected_with_the_outcome(
    client: Client, held: LearningClass
) -> None:
    type(held.course).objects.filter(pk=held.course_id).update(is_assessed=True)
    booking = Enrolment.objects.get()
    send(client, held, mark=f"{booking.uuid}:absent")
    send(client, held, close="1")
    right = {"correct": str(booking.uuid), "state": "attended", "reason": "Was there"}
    answer = send(client, held, **right, correct_result="")
    assert answer.status_code == 409
    page = " ".join(answer.content.decode().split())
    assert "Say also what the assessment found." in page
    assert "Who attended and passed holds what the course gives." in page
    assert '<option value="attended" selected>' in page
    assert 'value="Was there"' in page
    assert send(client, held, **right, correct_result="great").status_code == 409
    assert not booking.given_awards.exists()
    send(client, held, **right, correct_result="passed")
    booking.refresh_from_db()
    assert (booking.state, booking.result) == (State.ATTENDED, "passed")
    assert booking.assessor is not None
    assert booking.given_awards.exists()
    assert "Passed" in read(client, address("register", held))
    send(client, held, **right, correct_result="failed")
    assert not booking.given_awards.exists()


def test_somebody_without_a_place_can_be_added(
    client: Client, held: LearningClass, ward: Ward
) -> None:
    number = ward.sister.employee_number
    send(client, held, walk_in="1", number=number, reason="Room for one more")
    assert "Helen Okafor" in read(client, address("register", held))


def test_nobody_can_be_added_days_before_the_class(
    client: Client, held: LearningClass, ward: Ward
) -> None:
    assert "came without a place" in read(client, address("register", held))
    starts_at = now() + datetime.timedelta(days=3)
    ends_at = starts_at + datetime.timedelta(hours=3)
    LearningClass.objects.update(starts_at=starts_at, ends_at=ends_at)
    assert "came without a place" not in read(client, address("register", held))
    number = ward.sister.employee_number
    answer = send(client, held, walk_in="1", number=number, reason="Sent")
    assert answer.status_code == 409
    assert "from 15 minutes before the class" in answer.content.decode()


@pytest.mark.parametrize("number", ["", "  ", "000000", "<b>"])
def test_a_number_that_nobody_has_gets_a_sentence(
    client: Client, held: LearningClass, number: str
) -> None:
    answer = send(client, held, walk_in="1", number=number, reason="Room for one more")
    assert answer.status_code == 400
    assert "Nobody has the employee number" in answer.content.decode()
    assert Enrolment.objects.count() == 1


def test_others_find_no_register(
    client: Client, held: LearningClass, ward: Ward
) -> None:
    client.force_login(ward.nurse_user)
    assert client.get(address("register", held)).status_code == 404
    assert send(client, held, close="1").status_code == 404
    assert "no register to close" in read(client, address("registers"))


def ended(held: LearningClass, hours: float) -> None:
    """Let a class have ended so many hours ago."""
    end = now() - datetime.timedelta(hours=hours)
    LearningClass.objects.filter(pk=held.pk).update(
        starts_at=end - datetime.timedelta(hours=2), ends_at=end
    )


TO_DO = "To do: left open"


@pytest.mark.parametrize(
    ("hours", "teacher_must", "office_must"),
    [(2, False, False), (23.9, False, False), (24.1, True, False), (71.9, True, False)]
    + [(72.1, True, True)],
)
def test_an_open_register_is_to_do_after_a_day_and_for_the_service_after_three(
    client: Client,
    held: LearningClass,
    hours: float,
    teacher_must: bool,
    office_must: bool,
) -> None:
    """Rule 77."""
    ended(held, hours)
    assert (TO_DO in read(client, address("registers"))) is teacher_must
    mine = read(client, address("my_learning"))
    assert ("1 register to close" in mine) is teacher_must
    assert ("My registers" in mine) is not teacher_must
    office = UserFactory()
    office.user_permissions.add(Permission.objects.get(codename="manage_bookings"))
    client.force_login(office)
    text = read(client, address("registers"))
    assert (TO_DO in text) is office_must
    assert "1 register waits to be closed." in text


def test_a_class_to_which_nobody_came_is_never_to_do(
    client: Client, held: LearningClass
) -> None:
    ended(held, 100)
    Enrolment.objects.all().delete()
    text = read(client, address("registers"))
    assert TO_DO not in text and "0 people without a result" in text


def test_what_is_to_do_goes_with_closing(client: Client, held: LearningClass) -> None:
    ended(held, 30)
    send(client, held, mark=f"{Enrolment.objects.get().uuid}:present")
    assert TO_DO in read(client, address("registers")), "marked is not closed"
    send(client, held, close="1")
    assert "no register to close" in read(client, address("registers"))


def test_who_keeps_no_registers_is_not_led_to_them(
    client: Client, held: LearningClass, ward: Ward
) -> None:
    client.force_login(ward.nurse_user)
    assert address("registers") not in read(client, address("my_learning"))


def test_the_register_takes_as_few_queries_with_200_people(
    client: Client, held: LearningClass
) -> None:
    ClassPlaces.objects.filter(learning_class=held).update(maximum_places=None)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            read(client, address("register", held))
        return len(asked)

    read(client, address("register", held))
    few = queries()
    for _person in range(199):
        EnrolmentFactory(learning_class=held)
    assert queries() == few <= 15
