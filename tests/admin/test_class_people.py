"""What the learning service does to people of a class: named first, told one by one."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from tests.admin.conftest import client_of
from wagtail_esrlm.booking.class_messages import message_people
from wagtail_esrlm.booking.models import ClassPlaces, Enrolment
from wagtail_esrlm.booking.states import State
from wagtail_esrlm.errors import Refused
from wagtail_esrlm.notifications.models import Message
from wagtail_esrlm.notifications.rendering import render_message
from wagtail_esrlm.snippets.models import LearningClass
from wagtail_esrlm.testing.booking import EnrolmentFactory, LearningClassFactory
from wagtail_esrlm.testing.factories import PersonFactory, UserFactory, seat
from wagtail_esrlm.workforce.models import Person

pytestmark = pytest.mark.django_db


def send(client: Client, name: str, made: LearningClass, **answers: Any) -> Any:
    """Send a form of a class."""
    return client.post(reverse(f"esrlm_class_{name}", args=[made.pk]), answers)


def words_of(answer: Any) -> str:
    """Return every word of a page."""
    return str(answer.content.decode())


def states(made: LearningClass) -> list[str]:
    """Return how people of a class stand, in the order in which they came."""
    found = Enrolment.objects.filter(learning_class=made).order_by("pk")
    return list(found.values_list("state", flat=True))


def staff(**facts: Any) -> Person:
    """Return somebody with a post."""
    person = PersonFactory(**facts)
    seat(person)
    return person


class TestChosenPeople:
    """One action for many."""

    def test_nothing_happens_before_it_is_confirmed(self, office: Client) -> None:
        made = LearningClassFactory(places=1)
        asking = [
            EnrolmentFactory(learning_class=made, state=State.REQUESTED, person=staff())
            for _each in range(2)
        ]
        given = {"action": "approve", "people": [each.pk for each in asking]}
        shown = words_of(send(office, "people", made, **given))
        assert "2 people are chosen." in shown
        assert "joins the waiting list" in shown
        assert "People of a class" in shown
        assert str(asking[1].person) in shown
        assert states(made) == [State.REQUESTED, State.REQUESTED]
        done = send(office, "people", made, **given, confirmed="1")
        assert states(made) == [State.CONFIRMED, State.WAITLISTED]
        told = [str(each[2]) for each in done.context["results"]]
        assert told == ["Approved: Booked", "Approved: On the waiting list"]

    def test_who_could_not_be_moved_is_named_with_the_reason(
        self, office: Client
    ) -> None:
        made = LearningClassFactory(places=3)
        for _each in range(2):
            EnrolmentFactory(learning_class=made, person=staff())
        other = LearningClassFactory(course=made.course, places=1, in_days=20)
        people = list(made.enrolments.values_list("pk", flat=True))
        answer = send(
            office,
            "people",
            made,
            action="move",
            people=people,
            to=other.pk,
            reason="Room too small",
            confirmed="1",
        )
        done = [each[3] for each in answer.context["results"]]
        assert done == [True, False]
        assert states(made) == [State.CANCELLED, State.CONFIRMED]
        assert states(other) == [State.CONFIRMED]

    def test_a_reason_is_asked_where_one_is_needed(self, office: Client) -> None:
        made = LearningClassFactory(places=3, taken=1)
        given = {"action": "cancel", "people": [made.enrolments.get().pk]}
        answer = send(office, "people", made, **given, confirmed="1")
        assert "This field is required" in words_of(answer)
        assert states(made) == [State.CONFIRMED]
        send(office, "people", made, **given, reason="Ill", confirmed="1")
        assert states(made) == [State.CANCELLED]

    def test_people_of_other_classes_and_nonsense_are_left_alone(
        self, office: Client
    ) -> None:
        made = LearningClassFactory(places=3)
        other = LearningClassFactory(places=3, taken=1)
        for people in ([other.enrolments.get().pk], ["x", "9" * 30], []):
            answer = send(
                office,
                "people",
                made,
                action="cancel",
                people=people,
                reason="x",
                confirmed="1",
            )
            assert "Choose people first." in words_of(answer)
        answer = send(office, "people", made, action="delete", people=["1"])
        assert "Choose what to do." in words_of(answer)
        assert states(other) == [State.CONFIRMED]

    def test_priority_moves_somebody_up_the_list(self, office: Client) -> None:
        made = LearningClassFactory(places=1, full=True)
        waits = [
            EnrolmentFactory(
                learning_class=made,
                state=State.WAITLISTED,
                waiting_since=made.starts_at - datetime.timedelta(days=9 - number),
            )
            for number in range(2)
        ]
        send(
            office,
            "people",
            made,
            action="priority",
            people=[waits[1].pk],
            priority="5",
            reason="New starter",
            confirmed="1",
        )
        waits[1].refresh_from_db()
        assert waits[1].priority == 5

    def test_instructors_change_nobodys_booking(self, office: Client) -> None:
        instructor = client_of("Instructors")
        person = PersonFactory(user_id=int(instructor.session["_auth_user_id"]))
        made = LearningClassFactory(places=3, taken=1, instructors=[person])
        given = {"people": [made.enrolments.get().pk], "confirmed": "1"}
        for action in ("cancel", "present"):
            send(instructor, "people", made, action=action, reason="x", **given)
        number = PersonFactory().employee_number
        send(instructor, "book", made, people=number, fitting="all")
        send(instructor, "places", made, maximum_places="9", minimum_places="0")
        assert states(made) == [State.CONFIRMED]
        made.places.refresh_from_db()
        assert made.places.maximum_places == 3


class TestBooking:
    """Groups and walk-ins."""

    def numbers(self, many: int, **facts: Any) -> str:
        people = [staff(**facts) for _each in range(many)]
        return "\n".join(each.employee_number for each in people)

    def test_all_or_nobody(self, office: Client) -> None:
        made = LearningClassFactory(places=2)
        answer = send(office, "book", made, people=self.numbers(3), fitting="all")
        assert states(made) == []
        assert answer.context["form"].non_field_errors()

    def test_those_who_fit_and_the_others_by_name(self, office: Client) -> None:
        made = LearningClassFactory(places=2)
        customer = PersonFactory(person_type=Person.Type.CUSTOMER)
        numbers = f"{customer.employee_number}\n{self.numbers(2)}"
        answer = send(office, "book", made, people=numbers, fitting="some")
        assert answer.context["is_done"]
        assert answer.context["booked"][0] == customer
        ((person, why),) = answer.context["left_out"]
        assert why
        assert f"{person} ({person.employee_number})" in words_of(answer)
        assert states(made) == [State.CONFIRMED, State.CONFIRMED]

    def test_unknown_numbers_are_named(self, office: Client) -> None:
        made = LearningClassFactory()
        answer = send(office, "book", made, people="E404", fitting="all")
        assert "Nobody here has these numbers: E404." in words_of(answer)

    def test_instructors_add_who_has_come(self, office: Client) -> None:
        instructor = client_of("Instructors")
        teacher = PersonFactory(user_id=int(instructor.session["_auth_user_id"]))
        made = LearningClassFactory(
            places=1, full=True, instructors=[teacher], in_days=-1
        )
        other = LearningClassFactory(places=1)
        given = {"person": PersonFactory().employee_number, "reason": "Sent by ward"}
        assert send(instructor, "walk_in", made, **given).status_code == 302
        assert states(made) == [State.CONFIRMED, State.CONFIRMED]
        assert send(instructor, "walk_in", other, **given).status_code == 404
        assert states(other) == []


class TestPlaces:
    """More places, and fewer."""

    def test_fewer_than_are_held_needs_a_choice(self, office: Client) -> None:
        made = LearningClassFactory(places=5, taken=3)
        given = {"maximum_places": "2", "minimum_places": "0"}
        answer = send(office, "places", made, **given)
        assert "3 places are held" in words_of(answer)
        answer = send(office, "places", made, **given, choice="over")
        assert answer.status_code == 200
        answer = send(office, "places", made, **given, choice="close", reason="Flood")
        assert answer.status_code == 302
        made.refresh_from_db()
        made.places.refresh_from_db()
        assert made.status == "closed"
        assert made.places.maximum_places == 2

    def test_a_class_below_its_minimum_may_run(self, office: Client) -> None:
        made = LearningClassFactory(places=5, taken=1)
        ClassPlaces.objects.filter(pk=made.pk).update(minimum_places=3)
        shown = office.get(reverse("esrlm_class_run", args=[made.pk]))
        assert "1 place of at least 3 is taken." in words_of(shown)
        assert send(office, "run", made, reason="Exam").status_code == 302
        made.refresh_from_db()
        assert made.runs_anyway


class TestMessage:
    """What is written to chosen people: shown first, sent once, kept in the history."""

    @pytest.fixture
    def made(self, office: Client) -> LearningClass:
        made = LearningClassFactory()
        for state in (State.CONFIRMED, State.CONFIRMED, State.WAITLISTED):
            EnrolmentFactory(learning_class=made, person=staff(), state=state)
        return made

    def given(self, made: LearningClass, **more: Any) -> dict[str, Any]:
        found = Enrolment.objects.filter(learning_class=made).order_by("pk")
        keys = list(found.values_list("pk", flat=True))[:2]
        return {"action": "message", "people": keys, **more}

    def test_it_is_shown_with_a_count_before_it_is_sent_once(
        self, office: Client, made: LearningClass
    ) -> None:
        page = send(office, "people", made, **self.given(made))
        token = page.context["form"]["token"].value()
        said = self.given(
            made,
            subject="Bring a <laptop>",
            text="We need it.\n\nSee you!",
            token=token,
            confirmed="1",
        )
        page = send(office, "people", made, **said)
        assert "Send it to 2 people" in words_of(page)
        assert "Bring a &lt;laptop&gt;" in words_of(page)
        assert "We need it.\n\nSee you!" in page.context["words"].text
        assert not Message.objects.exists()
        said["seen"] = page.context["form"]["seen"].value()
        changed = send(office, "people", made, **{**said, "text": "Another text."})
        assert "Another text." in changed.context["words"].text
        assert not Message.objects.exists()
        for _again in range(2):
            send(office, "people", made, **said)
        people = Enrolment.objects.filter(pk__in=said["people"])
        assert set(Message.objects.values_list("kind", "person")) == {
            ("class.note", each.person_id) for each in people
        }
        assert Message.objects.count() == 2
        entry = ModelLogEntry.objects.get(action="wagtail_esrlm.class.note")
        assert "“Bring a <laptop>”, 2 people" in entry.formatter.format_message(entry)
        words = render_message(Message.objects.first())
        assert (words.subject, "Bring" in words.html) == ("Bring a <laptop>", True)
        assert "<laptop>" not in words.html

    def test_without_words_nothing_is_written(
        self, office: Client, made: LearningClass
    ) -> None:
        for more in ({"subject": " ", "text": "x"}, {"subject": "x", "text": " "}):
            said = self.given(made, token="t", confirmed="1", **more)
            assert "required" in words_of(send(office, "people", made, **said))
        assert not Message.objects.exists()

    @pytest.mark.parametrize("role", ["", "Instructors"])
    def test_nobody_else_writes(self, made: LearningClass, role: str) -> None:
        said = self.given(made, subject="x", text="y", token="t", confirmed="1")
        answer = send(client_of(role), "people", made, **said)
        assert answer.status_code in (302, 403)
        chosen = list(Enrolment.objects.filter(pk__in=said["people"]))
        with pytest.raises(Refused):
            message_people(
                enrolments=chosen, subject="x", text="y", token="t", by=UserFactory()
            )
        assert not Message.objects.exists()
