"""The register: marks, sign-in, closing, awards and corrections (rules 70-77)."""

from __future__ import annotations

import datetime

import pytest

from wagtail_esrlm.booking import attendance, closing
from wagtail_esrlm.booking.attendance_rules import (
    days_complete,
    last_attended,
    outcome_of,
)
from wagtail_esrlm.booking.completion import complete_part
from wagtail_esrlm.booking.models import Enrolment, SessionMark
from wagtail_esrlm.booking.registers import rows_of
from wagtail_esrlm.booking.states import State
from wagtail_esrlm.clock import now, today
from wagtail_esrlm.compliance.calculation import cells
from wagtail_esrlm.compliance.models import CompetencyAward
from wagtail_esrlm.errors import NotAllowed, Refused
from wagtail_esrlm.snippets.models import CompetencyPart, LearningClass
from wagtail_esrlm.testing import (
    CompetencyFactory,
    CourseFactory,
    EnrolmentFactory,
    LearningClassFactory,
    PersonFactory,
    RequirementFactory,
    UserFactory,
    seat,
)

DAY = datetime.timedelta(days=1)
JAN = [datetime.date(2026, 1, day) for day in range(1, 32)]


@pytest.mark.parametrize(
    ("present", "sessions", "needed", "state"),
    [
        ({1, 2}, {1, 2}, None, State.ATTENDED),
        ({1}, {1, 2}, None, State.PARTIALLY_ATTENDED),
        (set(), {1, 2}, None, State.DID_NOT_ATTEND),
        ({1}, {1, 2, 3}, 1, State.ATTENDED),
        ({1}, {1, 2, 3}, 2, State.PARTIALLY_ATTENDED),
        ({1, 2}, {1, 2}, 5, State.ATTENDED),
        ({9}, {1}, None, State.DID_NOT_ATTEND),
    ],
)
def test_marks_come_to_an_outcome(present, sessions, needed, state):
    assert outcome_of(present, sessions, needed) is state


def test_the_award_is_of_the_last_session_attended():
    days = {1: JAN[0], 2: JAN[7], 3: JAN[14]}
    assert last_attended({1, 2}, days) == JAN[7]
    assert last_attended(set(), days) is None


@pytest.mark.parametrize(
    ("done", "months", "days"),
    [
        ({1: [JAN[0]], 2: [JAN[9]]}, 1, {JAN[9]}),
        ({1: [JAN[0]]}, 1, set()),
        ({1: [datetime.date(2025, 11, 1)], 2: [JAN[9]]}, 1, set()),
        ({1: [datetime.date(2025, 11, 1)], 2: [JAN[9]]}, None, {JAN[9]}),
        ({1: [datetime.date(2025, 12, 10)], 2: [JAN[9]]}, 1, {JAN[9]}),
        ({1: [JAN[0], JAN[20]], 2: [JAN[9]]}, 1, {JAN[9], JAN[20]}),
    ],
)
def test_parts_count_together_within_their_window(done, months, days):
    assert days_complete(done, {1, 2}, within_months=months) == days


@pytest.fixture
def held(db: None) -> LearningClass:
    """Return a class that was held yesterday and gives one competency."""
    course = CourseFactory(delivers=[CompetencyFactory(months=12)])
    return LearningClassFactory(course=course, in_days=-1)


def booked(learning_class: LearningClass) -> Enrolment:
    person = PersonFactory()
    seat(person)
    return EnrolmentFactory(learning_class=learning_class, person=person)


def be_there(enrolment: Enrolment, present: bool = True) -> None:
    for session in enrolment.learning_class.sessions.all():
        attendance.mark(
            enrolments=[enrolment], session=session, is_present=present, by=None
        )


def awards(enrolment: Enrolment) -> list[datetime.date]:
    return list(
        CompetencyAward.objects.filter(
            person=enrolment.person, voided_at__isnull=True
        ).values_list("achieved_on", flat=True)
    )


def test_closing_awards_who_attended_on_the_day_of_the_class(held):
    came, absent = booked(held), booked(held)
    be_there(came)
    be_there(absent, present=False)
    closing.close_register(learning_class=held, by=None)
    came.refresh_from_db()
    absent.refresh_from_db()
    assert (came.state, absent.state) == (State.ATTENDED, State.DID_NOT_ATTEND)
    assert awards(came) == [today() - DAY]
    assert awards(absent) == []


def test_compliance_is_green_at_once(held):
    came = booked(held)
    competency = held.course.delivered.get().competency
    RequirementFactory(competency=competency)
    be_there(came)
    closing.close_register(learning_class=held, by=None)
    (cell,) = cells(on=today(), person_ids=[came.person_id], required_only=True)
    assert cell.status.is_met


def test_who_is_not_marked_is_named_before_the_register_closes(held):
    came = booked(held)
    with pytest.raises(Refused, match=came.person.display_name):
        closing.close_register(learning_class=held, by=None)
    held.refresh_from_db()
    assert held.register_closed_at is None
    closing.close_register(learning_class=held, by=None, unmarked_are_absent=True)
    came.refresh_from_db()
    assert came.state == State.DID_NOT_ATTEND


def test_an_assessed_course_awards_only_who_passed(held):
    held.course.is_assessed = True
    held.course.save()
    passed, failed = booked(held), booked(held)
    be_there(passed)
    be_there(failed)
    with pytest.raises(Refused, match="Enter a result"):
        closing.close_register(learning_class=held, by=None)
    attendance.record_result(enrolment=passed, result="passed", by=None)
    attendance.record_result(enrolment=failed, result="failed", by=None)
    closing.close_register(learning_class=held, by=None)
    assert awards(passed) == [today() - DAY]
    assert awards(failed) == []


def test_who_waits_is_not_assessed(held):
    waiting = EnrolmentFactory(learning_class=held, state=State.WAITLISTED)
    with pytest.raises(Refused) as caught:
        attendance.record_result(enrolment=waiting, result="passed", by=None)
    assert caught.value.code == "no_place"
    waiting.refresh_from_db()
    assert (waiting.state, waiting.result) == (State.WAITLISTED, "")


def test_a_register_closes_once_and_not_before_the_end(held):
    came = booked(held)
    be_there(came)
    later = held.ends_at - datetime.timedelta(minutes=1)
    with pytest.raises(Refused, match="after the end"):
        closing.close_register(learning_class=held, by=None, at=later)
    closing.close_register(learning_class=held, by=None)
    with pytest.raises(Refused, match="closed"):
        closing.close_register(learning_class=held, by=None)
    with pytest.raises(Refused, match="closed"):
        be_there(came, present=False)


def test_a_correction_voids_the_award_and_gives_it_back(held):
    came = booked(held)
    be_there(came)
    closing.close_register(learning_class=held, by=None)
    change = {"enrolment": came, "by": None, "reason": "Wrong person marked"}
    closing.correct(to_state="did_not_attend", **change)
    assert awards(came) == []
    void = CompetencyAward.objects.get(person=came.person)
    assert void.void_reason == "Wrong person marked"
    closing.correct(to_state="attended", **change)
    assert awards(came) == [today() - DAY]


def test_a_correction_needs_a_reason(held):
    came = booked(held)
    be_there(came)
    closing.close_register(learning_class=held, by=None)
    with pytest.raises(Refused, match="Say why"):
        closing.correct(enrolment=came, to_state="excused", by=None, reason=" ")


def test_only_instructors_of_the_class_keep_its_register(held):
    came = booked(held)
    with pytest.raises(NotAllowed):
        attendance.mark(
            enrolments=[came],
            session=held.sessions.get(),
            is_present=True,
            by=UserFactory(),
        )
    assert not SessionMark.objects.exists()


def test_marks_begin_a_quarter_of_an_hour_before(db):
    coming = LearningClassFactory(in_days=1)
    came = booked(coming)
    session = coming.sessions.get()
    with pytest.raises(Refused, match="15 minutes"):
        be_there(came)
    at = session.starts_at - datetime.timedelta(minutes=15)
    attendance.mark(enrolments=[came], session=session, is_present=True, by=None, at=at)
    assert SessionMark.objects.get().is_present


def test_a_code_signs_in_who_has_a_place_while_the_session_runs(held):
    came = booked(held)
    session = held.sessions.get()
    sign_in = {"session": session, "by": None}
    attendance.sign_in(person=came.person, at=session.starts_at, **sign_in)
    came.refresh_from_db()
    assert came.state == State.CONFIRMED
    with pytest.raises(Refused, match="no place"):
        attendance.sign_in(person=PersonFactory(), at=session.starts_at, **sign_in)
    with pytest.raises(Refused, match="while the session runs"):
        attendance.sign_in(person=came.person, at=now(), **sign_in)


def test_a_blended_competency_waits_for_its_last_part(held):
    competency = held.course.delivered.get().competency
    room = CompetencyPart.objects.create(
        competency=competency, name="The day", course=held.course
    )
    online = CompetencyPart.objects.create(competency=competency, name="Online")
    came = booked(held)
    be_there(came)
    closing.close_register(learning_class=held, by=None)
    assert awards(came) == []
    complete_part(
        part=online,
        by=None,
        person_id=came.person_id,
        completed_on=today() - 5 * DAY,
        evidence="Certificate 12",
    )
    assert awards(came) == [today() - DAY]
    assert room.completions.get().enrolment == came


def blended(*classes: LearningClass):
    """Make a competency of one part for each class, and one done elsewhere."""
    competency = CompetencyFactory(months=12)
    for each in classes:
        CompetencyPart.objects.create(
            competency=competency, name=each.course.title, course=each.course
        )
    return CompetencyPart.objects.create(competency=competency, name="Online")


def did_online(part: CompetencyPart, enrolment: Enrolment, days_ago: int) -> None:
    complete_part(
        part=part,
        by=None,
        person_id=enrolment.person_id,
        completed_on=today() - days_ago * DAY,
        evidence="Certificate 12",
    )


def attended(learning_class: LearningClass, person=None) -> Enrolment:
    """Book somebody, mark them present and close the register."""
    enrolment = (
        EnrolmentFactory(learning_class=learning_class, person=person)
        if person
        else booked(learning_class)
    )
    be_there(enrolment)
    closing.close_register(learning_class=learning_class, by=None)
    enrolment.refresh_from_db()
    return enrolment


def was_absent(enrolment: Enrolment) -> None:
    closing.correct(
        enrolment=enrolment, to_state="did_not_attend", by=None, reason="Not there"
    )


def test_a_corrected_part_takes_back_what_a_later_part_completed(db):
    first, last = LearningClassFactory(in_days=-9), LearningClassFactory(in_days=-1)
    online = blended(first, last)
    came = attended(first)
    did_online(online, came, 5)
    attended(last, came.person)
    assert awards(came) == [today() - DAY]
    was_absent(came)
    assert awards(came) == []


def test_a_corrected_part_takes_back_what_was_completed_elsewhere(db):
    day = LearningClassFactory(in_days=-9)
    online = blended(day)
    came = attended(day)
    did_online(online, came, 5)
    assert awards(came) == [today() - 5 * DAY]
    was_absent(came)
    assert awards(came) == []


def test_a_corrected_part_leaves_what_another_class_completed(db):
    course = CourseFactory()
    first = LearningClassFactory(course=course, in_days=-9)
    again = LearningClassFactory(course=course, in_days=-2)
    online = blended(first)
    came = attended(first)
    attended(again, came.person)
    did_online(online, came, 12)
    assert awards(came) == [today() - 2 * DAY]
    was_absent(came)
    assert awards(came) == [today() - 2 * DAY]


def test_a_corrected_part_gives_the_earlier_day_that_still_counts(db):
    course = CourseFactory()
    first = LearningClassFactory(course=course, in_days=-9)
    again = LearningClassFactory(course=course, in_days=-2)
    online = blended(first)
    came = attended(first)
    twice = attended(again, came.person)
    did_online(online, came, 12)
    was_absent(twice)
    assert awards(came) == [today() - 9 * DAY]


@pytest.mark.parametrize("is_assessed", [False, True])
def test_who_stands_against_closing_is_named_as_the_register_shows_them(
    db, is_assessed
):
    """By name, whoever booked first."""
    held = LearningClassFactory(in_days=-1, course__is_assessed=is_assessed)
    names = ["Zoe Adams", "Ann Young", "Bea Adams"]
    for first, last in (name.split() for name in names):
        person = PersonFactory(first_name=first, last_name=last)
        booking = EnrolmentFactory(learning_class=held, person=person)
        if is_assessed:
            be_there(booking)
    with pytest.raises(Refused) as caught:
        closing.close_register(learning_class=held, by=None)
    said = str(caught.value.sentence)
    assert said.endswith("first: Bea Adams, Zoe Adams, Ann Young.")
    shown = [row.enrolment.person.display_name for row in rows_of(held, None)]
    assert ", ".join(shown) in said
