"""Classes in the admin: listed, written, published, cancelled, and who is in them."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.admin.class_forms import class_with
from tests.admin.conftest import client_of
from tests.ward import Ward
from wagtail_esrlm.admin.class_list import state_in_words
from wagtail_esrlm.booking.classes import below_minimum, cancel_class
from wagtail_esrlm.booking.models import ClassPlaces, Enrolment
from wagtail_esrlm.booking.states import State
from wagtail_esrlm.clock import now, today
from wagtail_esrlm.snippets.models import LearningClass
from wagtail_esrlm.testing.booking import (
    CourseFactory,
    EnrolmentFactory,
    LearningClassFactory,
    LocationFactory,
)
from wagtail_esrlm.testing.factories import PersonFactory

pytestmark = pytest.mark.django_db
NAME = "wagtailsnippets_wagtail_esrlm_learningclass"


def page_of(learning_class: LearningClass) -> str:
    """Return where a class is shown."""
    return reverse(f"{NAME}:inspect", args=[learning_class.pk])


def typed(course: Any, *rows: dict[str, Any], **facts: Any) -> dict[str, Any]:
    """Return a form as it is sent, with the rows of its sessions."""
    answers: dict[str, Any] = {
        "course": course.pk,
        "reference": "FIRE-1",
        "time_zone": "Europe/London",
        "maximum_places": "12",
        "minimum_places": "4",
        "minimum_warning_days": "7",
        "cancel_days_before": "2",
        "has_waiting_list": "on",
        "self_enrolment": "unknown",
        "approval_required": "unknown",
        "sessions-TOTAL_FORMS": str(len(rows) + 1),
        "sessions-INITIAL_FORMS": "0",
        **facts,
    }
    for number, row in enumerate(rows):
        for name, value in row.items():
            answers[f"sessions-{number}-{name}"] = value
    return answers


def row(in_days: int = 30, **facts: Any) -> dict[str, Any]:
    """Return a row of the form: a morning."""
    day = today() + datetime.timedelta(days=in_days)
    return {
        "held_on": day.isoformat(),
        "starts_time": "09:00",
        "ends_time": "12:00",
        **facts,
    }


def added(client: Client, answers: dict[str, Any]) -> Any:
    """Send the form of a new class."""
    return client.post(reverse(f"{NAME}:add"), answers)


def words_of(answer: Any) -> str:
    """Return every word of a page."""
    return str(answer.content.decode())


class TestList:
    """What the list shows and to whom."""

    def found(self, client: Client, **query: Any) -> set[str]:
        answer = client.get(reverse(f"{NAME}:list"), query)
        assert answer.status_code == 200
        return {each.reference for each in answer.context["object_list"]}

    def test_it_filters_by_places_site_and_state(self, office: Client) -> None:
        site = LocationFactory(name="South Block")
        LearningClassFactory(reference="FULL", places=2, full=True, location=site)
        LearningClassFactory(reference="FREE", places=2)
        low = LearningClassFactory(reference="LOW", places=9)
        low.places.minimum_places = 5
        low.places.save()
        LearningClassFactory(reference="DRAFT", is_published=False, places=None)
        assert self.found(office) == {"FULL", "FREE", "LOW", "DRAFT"}
        assert self.found(office, places="full") == {"FULL"}
        assert self.found(office, places="left") == {"FREE", "LOW", "DRAFT"}
        assert self.found(office, places="below") == {"LOW"}
        assert self.found(office, places="decide") == set()
        LearningClass.objects.update(minimum_warning_days=30)
        assert self.found(office, places="decide") == {"LOW"}
        warned = "move it, or cancel it"
        assert warned in words_of(office.get(page_of(low)))
        LearningClass.objects.update(minimum_warning_days=1)
        assert warned not in words_of(office.get(page_of(low)))
        LearningClass.objects.update(minimum_warning_days=30)
        cancel_class(learning_class=low, reason="Flood", by=None)
        assert warned not in words_of(office.get(page_of(low)))
        LearningClass.objects.filter(pk=low.pk).update(status="normal")
        assert self.found(office, site="South Block") == {"FULL"}
        assert self.found(office, status="draft") == {"DRAFT"}
        assert self.found(office, when="over") == set()
        assert self.found(office, q="fre") == {"FREE"}
        assert self.found(office, course=low.course.title) == {"LOW"}

    def test_its_queries_do_not_grow(self, office: Client) -> None:
        LearningClassFactory.create_batch(2)
        office.get(reverse(f"{NAME}:list"))
        with CaptureQueriesContext(connection) as few:
            office.get(reverse(f"{NAME}:list"))
        LearningClassFactory.create_batch(10)
        with CaptureQueriesContext(connection) as many:
            office.get(reverse(f"{NAME}:list"))
        assert len(many) <= len(few)

    def test_it_tells_how_many_have_asked(self, office: Client) -> None:
        made = class_with(State.REQUESTED, State.REQUESTED, State.CONFIRMED)
        LearningClassFactory()
        answer = office.get(reverse(f"{NAME}:list"))
        asked = {each.pk: each.asked for each in answer.context["object_list"]}
        assert asked.pop(made.pk) == 2
        assert list(asked.values()) == [0]
        assert "Asked" in answer.content.decode()

    def test_it_is_a_file_with_the_places(self, office: Client) -> None:
        LearningClassFactory(reference="=FIRE", places=3, taken=1)
        answer = office.get(reverse(f"{NAME}:list"), {"export": "csv"})
        text = b"".join(answer.streaming_content).decode()
        assert "'=FIRE" in text
        assert ",3,0,1,2,0,0" in text

    def test_instructors_see_the_classes_they_teach(self, office: Client) -> None:
        person = PersonFactory()
        mine = LearningClassFactory(reference="MINE", instructors=[person])
        other = LearningClassFactory(reference="OTHER")
        instructor = client_of("Instructors")
        person.user_id = int(instructor.session["_auth_user_id"])
        person.save()
        assert self.found(instructor) == {"MINE"}
        assert instructor.get(page_of(mine)).status_code == 200
        assert instructor.get(page_of(other)).status_code == 404
        edit = reverse(f"{NAME}:edit", args=[mine.pk])
        assert edit not in words_of(instructor.get(page_of(mine)))
        assert instructor.get(edit).status_code == 302
        cancel = reverse("esrlm_class_cancel", args=[mine.pk])
        instructor.post(cancel, {"reason": "No"})
        mine.refresh_from_db()
        assert mine.status == "normal"


class TestForm:
    """A class with its sessions, saved whole or not at all."""

    def test_a_class_is_saved_with_its_sessions(self, office: Client) -> None:
        course, room = CourseFactory(), LocationFactory()
        sister = PersonFactory()
        rows = (
            row(location=room.pk, instructors=f"{sister.employee_number}\nPat Guest"),
            row(31, webinar_url="https://meet.example/1"),
        )
        answer = added(office, typed(course, *rows))
        assert answer.status_code == 302, answer.context["form"].errors
        made = LearningClass.objects.get(reference="FIRE-1")
        assert not made.is_published
        assert made.places.maximum_places == 12
        first, second = made.sessions.all()
        assert first.location == room
        assert [str(each) for each in first.teaching.all()] == [
            str(sister),
            "Pat Guest",
        ]
        assert second.webinar_url == "https://meet.example/1"
        assert answer["Location"] == page_of(made)

    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            ({"held_on": "2020-01-01"}, "is in the past"),
            (
                {
                    "held_on": "2027-03-28",
                    "starts_time": "01:30",
                    "ends_time": "03:00",
                },
                "does not exist: the clocks go forward then",
            ),
            ({"ends_time": "08:00"}, "does not end after it starts"),
            ({"held_on": ""}, "This field is required"),
            ({"instructors": "E404"}, "“E404” is not the number of exactly one person"),
        ],
    )
    def test_what_is_wrong_with_a_row_is_said_beside_it(
        self, office: Client, change: dict[str, str], sentence: str
    ) -> None:
        answers = typed(CourseFactory(), row() | change, reference="KEPT-1")
        answer = added(office, answers)
        assert not LearningClass.objects.exists()
        errors = answer.context["form"].sessions.forms[0].errors
        assert sentence in str(errors)
        assert sentence in words_of(answer)
        assert "KEPT-1" in words_of(answer)

    def test_a_taken_reference_and_a_minimum_above_the_maximum_are_refused(
        self, office: Client
    ) -> None:
        stored = LearningClassFactory(reference="Fire-1")
        answer = added(office, typed(stored.course, row(), minimum_places="20"))
        errors = answer.context["form"].errors
        assert "There is a class" in str(errors["reference"])
        assert "more than the maximum" in str(errors["minimum_places"])

    def test_a_clash_is_named_and_may_be_gone_on_with(self, office: Client) -> None:
        room = LocationFactory(name="Royal Wing", room="R2")
        day = today() + datetime.timedelta(days=30)
        other = LearningClassFactory(reference="OTHER", held_on=day, location=room)
        answers = typed(other.course, row(location=room.pk))
        shown = added(office, answers)
        assert "Royal Wing, R2" in words_of(shown)
        assert "OTHER" in words_of(shown)
        assert not LearningClass.objects.filter(reference="FIRE-1").exists()
        again = added(office, answers | {"again": "1"})
        assert "FIRE-1" in words_of(again)
        assert added(office, answers | {"confirmed": "1"}).status_code == 302
        assert LearningClass.objects.filter(reference="FIRE-1").exists()

    def test_places_below_those_held_are_refused_beside_the_field(
        self, office: Client
    ) -> None:
        stored = LearningClassFactory(places=5, taken=3, reference="FIRE-1")
        session = stored.sessions.get()
        kept = {
            "held_on": session.held_on.isoformat(),
            "starts_time": session.starts_time.isoformat(),
            "ends_time": session.ends_time.isoformat(),
            "location": session.location_id,
        }
        answers = typed(stored.course, kept, maximum_places="2", minimum_places="0")
        answers["sessions-INITIAL_FORMS"] = "1"
        edit = reverse(f"{NAME}:edit", args=[stored.pk])
        assert "FIRE-1" in words_of(office.get(edit))
        answer = office.post(edit, answers)
        errors = answer.context["form"].errors
        assert "3 places are held" in str(errors["maximum_places"])
        answers |= {"maximum_places": "8", "sessions-0-starts_time": "10:00"}
        answer = office.post(edit, answers)
        assert "3 people are booked or wait" in words_of(answer)
        answers["sessions-0-starts_time"] = session.starts_time.isoformat()
        assert office.post(edit, answers).status_code == 302
        stored.places.refresh_from_db()
        assert stored.places.maximum_places == 8
        assert stored.places.places_taken == 3


class TestPage:
    """Who is in a class, at a glance."""

    def test_it_tells_who_is_in_waits_asked_and_is_offered(
        self, office: Client
    ) -> None:
        made = LearningClassFactory(places=2, full=True)
        moment = made.starts_at - datetime.timedelta(days=9)
        first, second = (
            EnrolmentFactory(
                learning_class=made,
                state=State.WAITLISTED,
                waiting_since=moment + datetime.timedelta(hours=hours),
            )
            for hours in (0, 1)
        )
        EnrolmentFactory(learning_class=made, state=State.REQUESTED)
        answer = office.get(page_of(made))
        groups = {each.code: each.rows for each in answer.context["groups"]}
        assert groups["waiting"] == [(1, first), (2, second)]
        assert len(groups["in"]) == 2
        assert len(groups["asked"]) == 1
        assert not groups["offered"]
        place = made.sessions.get().location
        assert str(place) in words_of(answer)

    def test_it_takes_few_queries_with_200_people(self, office: Client) -> None:
        made = LearningClassFactory(places=150, full=True)
        for _each in range(50):
            EnrolmentFactory(learning_class=made, state=State.WAITLISTED)
        office.get(page_of(made))
        with CaptureQueriesContext(connection) as queries:
            assert office.get(page_of(made)).status_code == 200
        assert len(queries) <= 15, "\n".join(q["sql"][:160] for q in queries)


class TestActions:
    """Publishing and ending a class."""

    def test_a_class_is_published_from_its_page(self, office: Client) -> None:
        made = LearningClassFactory(is_published=False)
        address = reverse("esrlm_class_publish", args=[made.pk])
        assert address in words_of(office.get(page_of(made)))
        assert office.get(address).status_code == 200
        made.refresh_from_db()
        assert not made.is_published
        assert office.post(address).status_code == 302
        made.refresh_from_db()
        assert made.is_published

    def test_cancelling_names_how_many_are_told(self, office: Client) -> None:
        made = LearningClassFactory(places=5, taken=3)
        address = reverse("esrlm_class_cancel", args=[made.pk])
        assert "3 people are told, once" in words_of(office.get(address))
        assert office.post(address, {"reason": ""}).status_code == 200
        made.refresh_from_db()
        assert made.status == "normal"
        assert office.post(address, {"reason": "Flood"}).status_code == 302
        made.refresh_from_db()
        assert made.status == "cancelled"
        states = Enrolment.objects.filter(learning_class=made).values_list("state")
        assert set(states) == {(State.CANCELLED,)}

    def test_other_roles_change_nothing(self, ward: Ward) -> None:
        made = LearningClassFactory(is_published=False)
        for role in ("", "FAQ editors", "Training leads"):
            client = client_of(role)
            for name in ("publish", "open", "close", "cancel"):
                address = reverse(f"esrlm_class_{name}", args=[made.pk])
                answer = client.post(address, {"reason": "x"})
                assert answer.status_code == 302
                assert answer["Location"] != page_of(made)
            assert client.get(page_of(made)).status_code in (302, 404)
        made.refresh_from_db()
        assert not made.is_published
        assert made.status == "normal"


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"in_days": 5}, "Below its minimum"),
        ({"in_days": 7}, "Below its minimum"),
        ({"in_days": 8}, "Open"),
        ({"in_days": 8, "minimum_warning_days": 10}, "Below its minimum"),
        ({"in_days": -3}, "Over, register open"),
        ({"in_days": -3, "register_closed_at": now()}, "Over"),
        ({"in_days": 9, "enrolment_closes_at": now()}, "Booking closed"),
        ({"in_days": 5, "runs_anyway": True}, "Open"),
        ({"in_days": 5, "taken": 4}, "Open"),
        ({"in_days": 5, "is_published": False}, "Not published"),
    ],
)
def test_a_class_is_listed_with_what_it_needs_to_be_known_for(
    db: None, facts: dict[str, Any], said: str
) -> None:
    made = LearningClassFactory(**facts)
    ClassPlaces.objects.filter(learning_class=made).update(minimum_places=4)
    made = LearningClass.objects.select_related("places").get(pk=made.pk)
    assert str(state_in_words(made)) == said
    listed = made in below_minimum()
    assert listed is (said == "Below its minimum")
