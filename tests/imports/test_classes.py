"""Classes files (formats: classes; rules 60, 61, 86, 94)."""

from __future__ import annotations

import datetime

import pytest

from wagtail_esrlm.booking.classes import publish_class
from wagtail_esrlm.booking.models import Enrolment
from wagtail_esrlm.clock import today
from wagtail_esrlm.notifications.models import Message
from wagtail_esrlm.snippets.models import LearningClass
from wagtail_esrlm.testing import CourseFactory, EnrolmentFactory, LocationFactory
from wagtail_esrlm.testing.factories import PersonFactory
from wagtail_esrlm.workforce.models import BusinessGroup

from .conftest import did, reasons


def day(days: int) -> str:
    return (today() + datetime.timedelta(days)).isoformat()


def row(reference: str = "FS-1", **facts: str) -> dict[str, str]:
    stated = {name.replace("_", " "): value for name, value in facts.items()}
    return {
        "Class Reference": reference,
        "Course Code": "FIRE-12",
        "Session Date": day(30),
        "Start Time": "09:00",
        "End Time": "12:30",
        "Location Code": "RW-1",
        "Minimum Places": "4",
        "Maximum Places": "12",
        "Self Enrolment": "Y",
        "Approval Required": "N",
        "Instructors": "",
        "Class Status": "Normal",
    } | stated


@pytest.fixture(autouse=True)
def trust(put):
    group = BusinessGroup.objects.get()
    CourseFactory(business_group=group, code="FIRE-12", title="Fire Safety")
    LocationFactory(business_group=group, code="RW-1")
    LocationFactory(business_group=group, code="RW-2")
    return group


def stored(reference: str = "FS-1") -> LearningClass:
    return LearningClass.objects.select_related("places").get(reference=reference)


def book(reference: str = "FS-1", state: str = "confirmed") -> Enrolment:
    return EnrolmentFactory(
        learning_class=stored(reference),
        state=state,
        person=PersonFactory(business_group=stored(reference).business_group),
    )


def test_rows_of_one_reference_are_the_sessions_of_one_draft_class(put):
    result = put(
        "classes",
        row(),
        row(Session_Date=day(31), Start_Time="13.00", End_Time="16:00:00"),
    )
    assert did(result) == (2, 0, 0, 0)
    made = stored()
    assert not made.is_published
    assert made.sessions.count() == 2
    assert (made.places.minimum_places, made.places.maximum_places) == (4, 12)
    assert (made.self_enrolment, made.approval_required) == (True, False)
    assert made.starts_at == min(each.starts_at for each in made.sessions.all())
    assert any("1 new class is a draft" in notice for notice in result.notices)


def test_an_empty_switch_follows_the_course(put):
    put("classes", row(Self_Enrolment="", Approval_Required=""))
    assert (stored().self_enrolment, stored().approval_required) == (None, None)


def test_the_same_file_twice_changes_nothing(put):
    teacher = PersonFactory(business_group=BusinessGroup.objects.get())
    file = [
        row(
            Instructors=f"{teacher.employee_number}; Guest Speaker",
            Enrolment_Opens=day(1),
            Enrolment_Closes=day(29),
        ),
        row(Session_Date=day(31), Instructors=teacher.employee_number),
        row("FS-2", Class_Status="Closed", Location_Code="", Maximum_Places=""),
        row("FS-3", Class_Status="Cancelled"),
    ]
    assert did(put("classes", *file)) == (4, 0, 0, 0)
    before = list(LearningClass.objects.order_by("pk").values())
    sessions = list(stored().sessions.values())
    assert did(put("classes", *file)) == (0, 0, 4, 0)
    assert list(LearningClass.objects.order_by("pk").values()) == before
    assert list(stored().sessions.values()) == sessions


def test_instructors_are_known_by_number_and_a_name_gives_no_rights(put):
    teacher = PersonFactory(
        business_group=BusinessGroup.objects.get(), employee_number="00123"
    )
    put("classes", row(Instructors=f"00123; {teacher.display_name}"))
    teaching = list(stored().sessions.get().teaching.values_list("person", "name"))
    assert teaching == [(teacher.pk, ""), (None, teacher.display_name)]
    result = put("classes", row("FS-2", Instructors="123"))
    assert "leading zeros may be lost: 00123" in reasons(result)[2]


def test_a_booked_class_moves_and_everybody_is_told_once(put):
    put("classes", row())
    booked = book()
    result = put("classes", row(Session_Date=day(37), Location_Code="RW-2"))
    assert did(result) == (0, 1, 0, 0)
    session = stored().sessions.get()
    assert session.held_on.isoformat() == day(37)
    assert (session.location.code, session.calendar_sequence) == ("RW-2", 1)
    told = Message.objects.filter(kind="class.rescheduled")
    assert [each.person_id for each in told] == [booked.person_id]
    assert any("moves. 1 person is told." in notice for notice in result.notices)
    assert did(put("classes", row(Session_Date=day(37), Location_Code="RW-2")))[2] == 1
    assert Message.objects.filter(kind="class.rescheduled").count() == 1


def test_a_booked_class_is_cancelled_and_everybody_is_told_once(put):
    put("classes", row())
    booked = [book(), book(state="waitlisted")]
    assert did(put("classes", row(Class_Status="Cancelled"))) == (0, 1, 0, 0)
    assert stored().status == "cancelled"
    assert {each.cancel_reason for each in Enrolment.objects.all()} == {
        "class_cancelled"
    }
    told = Message.objects.filter(kind="class.cancelled").values_list(
        "person", flat=True
    )
    assert sorted(told) == sorted(each.person_id for each in booked)
    assert did(put("classes", row(Class_Status="Cancelled"))) == (0, 0, 1, 0)
    assert "was cancelled" in reasons(put("classes", row()))[2]


def test_a_dry_run_says_who_would_be_told_and_changes_nothing(put):
    put("classes", row())
    book()
    result = put("classes", row(Class_Status="Cancelled"), dry_run=True)
    assert any("is cancelled. 1 person is told." in each for each in result.notices)
    assert stored().status == "normal" and not Message.objects.exists()
    assert did(put("classes", row("NEW"), dry_run=True)) == (1, 0, 0, 0)
    assert not LearningClass.objects.filter(reference="NEW").exists()


def test_fewer_places_than_are_held_are_refused_and_nothing_changes(put):
    """Rule 60."""
    put("classes", row())
    book(), book()
    result = put("classes", row(Maximum_Places="1", Minimum_Places="0"))
    assert reasons(result)[2].startswith("Maximum Places “1” 2 places are held")
    assert stored().places.maximum_places == 12


def test_a_column_that_is_missing_stays_as_it_is(put):
    teacher = PersonFactory(business_group=BusinessGroup.objects.get())
    put("classes", row(Instructors=teacher.employee_number, Enrolment_Closes=day(20)))
    few = ("Class Reference", "Course Code", "Session Date", "Start Time", "End Time")
    short = {name: row()[name] for name in few}
    assert did(put("classes", short)) == (0, 0, 1, 0)
    moved = short | {"Session Date": day(40)}
    assert did(put("classes", moved)) == (0, 1, 0, 0)
    session = stored().sessions.get()
    assert session.location.code == "RW-1"
    assert session.teaching.get().person == teacher
    assert stored().places.maximum_places == 12


def test_closed_again_open_and_planned_again(put):
    put("classes", row())
    asked = book(state="requested")
    put("classes", row(Class_Status="Closed"))
    asked.refresh_from_db()
    assert (stored().status, asked.cancel_reason) == ("closed", "class_closed")
    put("classes", row(Class_Status="Planned"))
    assert stored().status == "planned"
    put("classes", row(Class_Status=""))
    assert stored().status == "planned", "an empty cell leaves it"


def test_a_closing_day_lasts_until_its_end_and_never_past_the_start(put):
    put("classes", row(Enrolment_Opens=f"{day(1)} 08:00", Enrolment_Closes=day(29)))
    made = stored()
    assert made.enrolment_closes_at < made.starts_at
    assert made.enrolment_closes_at.minute == 59
    put("classes", row("FS-2", Enrolment_Closes=day(30)))
    assert stored("FS-2").enrolment_closes_at == stored("FS-2").starts_at


def test_past_classes_are_kept_as_history_and_said(put):
    result = put("classes", row(Session_Date=day(-400)))
    assert did(result) == (1, 0, 0, 0)
    assert any("kept as history" in notice for notice in result.notices)


def test_a_published_class_is_not_moved_into_the_past(put):
    put("classes", row())
    publish_class(learning_class=stored(), by=None)
    assert "is in the past" in reasons(put("classes", row(Session_Date=day(-3))))[2]


def test_a_class_that_was_held_does_not_move(put):
    put("classes", row(Session_Date=day(-10)))
    book(state="attended")
    result = put("classes", row(Session_Date=day(-11)))
    assert "Attendance of this class is recorded" in reasons(result)[2]


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"Class_Reference": ""}, "Class Reference “” is empty"),
        ({"Course_Code": "FIRE-13"}, "is not known; nearest: FIRE-12"),
        ({"Location_Code": "RW-9"}, "is not known; nearest: RW"),
        ({"Session_Date": "31/02/2027"}, "a day that does not exist"),
        ({"Start_Time": "9 o'clock"}, "is not a time such as 9:30"),
        ({"Start_Time": "25:00"}, "is a time that does not exist"),
        ({"End_Time": "08:00"}, "is not after the Start Time"),
        ({"Minimum_Places": "13"}, "minimum places are more than the maximum"),
        ({"Maximum_Places": "many"}, "is not a whole number"),
        ({"Self_Enrolment": "perhaps"}, "is neither Y nor N"),
        ({"Class_Status": "Full"}, "is none of Planned, Normal, Closed and Cancelled"),
        ({"Enrolment_Opens": "soon"}, "is not a date"),
        ({"Enrolment_Opens": "2027-03-28 01:30"}, "the clocks go forward"),
        ({"Instructors": "999999"}, "Instructors “999999” is not known"),
        (
            {"Session_Date": "2027-03-28", "Start_Time": "01:30", "End_Time": "04:00"},
            "the clocks go forward",
        ),
    ],
)
def test_a_bad_row_is_refused_with_its_reason_and_the_others_apply(put, facts, says):
    result = put("classes", row() | row(**facts), row("OK"))
    assert says in reasons(result)[2]
    assert LearningClass.objects.get().reference == "OK"


def test_a_time_that_comes_twice_is_said_when_it_is_taken(put):
    """Rule 87: the first of the two, for a new class and for one that moves."""
    night = row(Session_Date=last_sunday_of_october(), Start_Time="01:30")
    says = "comes twice, since the clocks go back then. The first is taken."

    assert any(says in notice for notice in put("classes", night).notices)
    assert stored().starts_at.hour == 0
    assert not any(says in notice for notice in put("classes", night).notices)
    put("classes", row())
    assert any(says in notice for notice in put("classes", night).notices)


def last_sunday_of_october() -> str:
    last = datetime.date(today().year + 1, 10, 31)
    return (last - datetime.timedelta((last.weekday() + 1) % 7)).isoformat()


def test_half_a_class_is_never_stored(put):
    """One bad session would else take the others off a stored class (rule 94)."""
    put("classes", row(), row(Session_Date=day(31)))
    book()
    result = put("classes", row(Session_Date=day(33)), row(Session_Date="?"))
    assert did(result) == (0, 0, 0, 2)
    assert "Line 3 of the same class is refused" in reasons(result)[2]
    assert {str(each.held_on) for each in stored().sessions.all()} == {day(30), day(31)}


def test_rows_that_disagree_about_their_class_are_refused(put):
    result = put("classes", row(), row(Session_Date=day(31), Maximum_Places="20"))
    assert "is not what line 2 says of the same class" in reasons(result)[3]
    assert not LearningClass.objects.exists()


def test_new_classes_cost_the_same_number_of_queries(
    put, django_assert_max_num_queries
):
    with django_assert_max_num_queries(60):
        put("classes", *(row(f"C-{number}") for number in range(40)))
    with django_assert_max_num_queries(40):
        put("classes", *(row(f"C-{number}") for number in range(40)))
