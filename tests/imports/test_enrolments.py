"""Bookings files: history of the system that is being replaced."""

from __future__ import annotations

import datetime

import pytest

from wagtail_esrlm.booking.cancelling import cancel
from wagtail_esrlm.booking.models import Enrolment, EnrolmentStep
from wagtail_esrlm.booking.verification import verify
from wagtail_esrlm.clock import today
from wagtail_esrlm.compliance.models import CompetencyAward
from wagtail_esrlm.notifications.models import Message
from wagtail_esrlm.testing import (
    CompetencyFactory,
    CourseFactory,
    LearningClassFactory,
)
from wagtail_esrlm.testing.factories import PersonFactory
from wagtail_esrlm.workforce.models import BusinessGroup

from .conftest import did, reasons

EVERY = (
    "Attended",
    "Partially Attended",
    "Did Not Attend",
    "Excused",
    "Confirmed",
    "Declined",
    "Lapsed",
    "Cancelled",
)


def day(days: int) -> str:
    return (today() + datetime.timedelta(days)).isoformat()


def row(number: str, status: str, reference: str = "PAST", on: str = "") -> dict:
    return {
        "Class Reference": reference,
        "Employee Number": number,
        "Status": status,
        "Status Date": on,
    }


@pytest.fixture(autouse=True)
def trust(put):
    group = BusinessGroup.objects.get()
    for number in range(10):
        PersonFactory(business_group=group, employee_number=f"00{number}")
    course = CourseFactory(business_group=group, delivers=[CompetencyFactory()])
    LearningClassFactory(course=course, reference="PAST", in_days=-30, places=3)
    LearningClassFactory(course=course, reference="NEXT", in_days=30, places=2)


def states() -> dict[str, str]:
    return dict(Enrolment.objects.values_list("person__employee_number", "state"))


def counters_agree() -> bool:
    return all(not finding.differences for finding in verify())


def test_history_is_stored_as_it_was_and_nobody_is_told(put):
    file = [row(f"00{index}", word, on=day(-30)) for index, word in enumerate(EVERY)]
    assert did(put("enrolments", *file)) == (8, 0, 0, 0)
    assert list(states().values()).count("attended") == 1
    assert not Message.objects.exists() and not CompetencyAward.objects.exists()
    assert counters_agree()
    attended = Enrolment.objects.get(state="attended")
    assert (str(attended.completed_on), attended.source) == (day(-30), "import")


def test_the_same_file_twice_changes_nothing(put):
    file = [row(f"00{index}", word, on=day(-30)) for index, word in enumerate(EVERY)]
    put("enrolments", *file)
    before = list(Enrolment.objects.order_by("pk").values())
    assert did(put("enrolments", *file)) == (0, 0, 8, 0)
    assert list(Enrolment.objects.order_by("pk").values()) == before


def test_a_later_file_takes_a_booking_further(put):
    put("enrolments", row("001", "Confirmed", on=day(-50)))
    assert did(put("enrolments", row("001", "Attended", on=day(-30)))) == (0, 1, 0, 0)
    assert states() == {"001": "attended"}
    steps = EnrolmentStep.objects.values_list("action", "to_state")
    assert list(steps) == [("import", "confirmed"), ("import", "attended")]
    assert counters_agree()


def test_what_was_changed_here_is_not_overwritten(put):
    put("enrolments", row("001", "Confirmed", "NEXT"))
    cancel(enrolment=Enrolment.objects.get(), by=None)
    result = put("enrolments", row("001", "Confirmed", "NEXT"))
    assert "has been changed here since and is “Cancelled”" in reasons(result)[2]
    assert states() == {"001": "cancelled"}


def test_the_register_closes_with_the_last_outcome(put):
    put("enrolments", row("001", "Attended"), row("002", "Confirmed"))
    learning_class = Enrolment.objects.first().learning_class
    assert learning_class.register_closed_at is None
    put("enrolments", row("001", "Attended"), row("002", "Did Not Attend"))
    learning_class.refresh_from_db()
    assert learning_class.register_closed_at == learning_class.ends_at


def test_places_of_a_class_to_come_are_not_oversold(put):
    """Rule 49; a class that is over keeps everybody who was there."""
    file = [row(f"00{number}", "Confirmed", "NEXT") for number in range(3)]
    result = put("enrolments", *file)
    assert did(result) == (2, 0, 0, 1) and 4 in reasons(result)
    past = [row(f"00{number}", "Attended") for number in range(5)]
    assert did(put("enrolments", *past)) == (5, 0, 0, 0)
    assert counters_agree()


def test_people_still_waiting_keep_their_order(put):
    put(
        "enrolments",
        row("001", "Waitlisted", "NEXT", day(-1)),
        row("002", "Waitlisted", "NEXT", day(-5)),
        row("003", "Offered", "NEXT"),
        row("004", "Requested", "NEXT"),
    )
    waiting = Enrolment.objects.in_waiting_order()
    assert [each.person.employee_number for each in waiting] == ["002", "001"]
    assert Enrolment.objects.get(state="offered").offer_expires_at is not None
    assert counters_agree()


def test_a_corrected_day_is_an_update(put):
    put("enrolments", row("001", "Waitlisted", "NEXT", day(-1)))
    assert did(put("enrolments", row("001", "Waitlisted", "NEXT", day(-9))))[1] == 1
    assert str(Enrolment.objects.get().waiting_since.date()) == day(-9)


def test_the_last_row_of_a_person_counts_and_the_other_is_listed(put):
    result = put("enrolments", row("001", "Confirmed"), row("001", "Attended"))
    assert states() == {"001": "attended"}
    assert "Line 2" in result.notices[0]


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        (row("777", "Attended"), "Employee Number “777” is not known"),
        (row("1", "Attended"), "leading zeros may be lost: 001"),
        (row("001", "Attended", "PSAT"), "is not known; nearest: PAST"),
        (row("001", "Was there"), "is none of Requested, Waitlisted"),
        (row("001", "Attended", on="2999-01-01"), "lies in the future"),
        (row("001", "Attended", "NEXT"), "nobody has attended it yet"),
        (row("001", "Waitlisted"), "Write Lapsed"),
        (row("", "Attended"), "Employee Number “” is empty"),
    ],
)
def test_a_bad_row_is_refused_with_its_reason_and_the_others_apply(put, bad, says):
    result = put("enrolments", bad, row("002", "Attended"))
    assert says in reasons(result)[2]
    assert states() == {"002": "attended"}


def test_a_cancelled_class_takes_nobody_in(put):
    LearningClassFactory(
        course=CourseFactory(business_group=BusinessGroup.objects.get()),
        reference="OFF",
        in_days=9,
        status="cancelled",
    )
    result = put(
        "enrolments", row("001", "Confirmed", "OFF"), row("002", "Cancelled", "OFF")
    )
    assert did(result) == (1, 0, 0, 1) and 2 in reasons(result)


def test_a_dry_run_changes_nothing(put):
    assert did(put("enrolments", row("001", "Attended"), dry_run=True)) == (1, 0, 0, 0)
    assert not Enrolment.objects.exists()


def test_people_of_one_class_cost_the_same_number_of_queries(
    put, django_assert_max_num_queries
):
    with django_assert_max_num_queries(75):
        put("enrolments", *(row(f"00{number}", "Attended") for number in range(10)))
