"""What learners and managers do with classes, page by page."""

from __future__ import annotations

import datetime
import re

from django.test import Client

from tests.ward import Ward
from wagtail_esrlm.booking.models import DatesWanted, Enrolment
from wagtail_esrlm.booking.states import State
from wagtail_esrlm.booking.step_words import steps_in_words
from wagtail_esrlm.clock import now
from wagtail_esrlm.snippets.models import Course, LearningClass
from wagtail_esrlm.testing import (
    AudienceFactory,
    CourseFactory,
    EnrolmentFactory,
    LearningClassFactory,
    seat,
)

from .pages import address, page


def test_the_catalogue_lists_courses_with_dates_and_places(
    client: Client, fire: LearningClass
) -> None:
    text = page(client, address("catalogue"))
    assert "1 course" in text
    assert "Fire safety on the ward" in text
    assert "2 places left" in text
    assert "You need this" in text
    assert "9:00 to 12:00" in text


def test_each_filter_can_be_taken_off_by_itself(
    client: Client, fire: LearningClass
) -> None:
    text = page(client, address("catalogue") + "?q=fire&mode=webinar")
    assert "No course fits what you asked." in text
    assert 'href="/learning/catalogue/?q=fire"' in text
    assert 'href="/learning/catalogue/?mode=webinar"' in text


def test_a_class_says_in_full_where_it_is_held(
    client: Client, fire: LearningClass
) -> None:
    text = page(client, address("learning_class", fire))
    for words in ("Royal Wing", "1 River Street", "RV1 1AA", "Lift to all floors."):
        assert words in text


def test_what_is_not_for_the_reader_is_not_found(client: Client, ward: Ward) -> None:
    client.force_login(ward.nurse_user)
    hidden = AudienceFactory(
        employees=False, external_learners=True, course=CourseFactory()
    ).course
    held = LearningClassFactory(course=hidden)
    page(client, address("course", hidden), 404)
    page(client, address("learning_class", held), 404)
    assert client.post(address("book", held)).status_code == 404
    assert not Enrolment.objects.exists()


def test_the_public_is_asked_to_log_in(client: Client, ward: Ward) -> None:
    answer = client.get(address("catalogue"))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/login/")


def test_a_place_is_booked_and_the_page_says_so(
    client: Client, fire: LearningClass, ward: Ward
) -> None:
    form = page(client, address("book", fire))
    assert "Book this place" in form
    answer = client.post(address("book", fire), {"key": "one"})
    booking = Enrolment.objects.get()
    assert answer["Location"] == address("booking", booking) + "#esrlm-answer"
    assert booking.state == State.CONFIRMED
    text = page(client, address("booking", booking))
    assert "Your place on Fire safety on the ward" in text
    assert "Use the west entrance." in text


def test_the_same_form_sent_twice_books_once(
    client: Client, fire: LearningClass
) -> None:
    answers = [client.post(address("book", fire), {"key": "k"}) for _twice in range(2)]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert Enrolment.objects.count() == 1


def test_a_full_class_offers_the_waiting_list(
    client: Client, fire: LearningClass
) -> None:
    for _place in range(2):
        EnrolmentFactory(learning_class=fire)
    assert "first on the waiting list" in page(client, address("learning_class", fire))
    client.post(address("book", fire), {"key": "k"})
    booking = Enrolment.objects.get(state=State.WAITLISTED)
    text = page(client, address("booking", booking))
    assert "Number 1 on the list" in text


def test_limited_access_reads_why_and_what_to_do(
    client: Client, fire: LearningClass, ward: Ward
) -> None:
    ward.nurse.access = "limited"
    ward.nurse.save()
    Course.objects.update(approval_required=True)
    text = page(client, address("learning_class", fire))
    assert "Ask the manager to make the booking." in text
    answer = client.post(address("book", fire), {"key": "k"})
    assert answer.status_code >= 400
    assert "That did not work" in answer.content.decode()
    assert not Enrolment.objects.exists()


def test_a_second_class_of_the_course_can_be_a_move(
    client: Client, fire: LearningClass
) -> None:
    client.post(address("book", fire), {"key": "a"})
    old = Enrolment.objects.get()
    other = LearningClassFactory(course=fire.course, in_days=30)
    ways = page(client, address("booking", old))
    assert "Move to another date" in ways
    assert address("course", fire.course) in ways
    answer = client.post(address("book", other), {"key": "b"})
    assert answer.status_code == 409
    move = address("booking_move", old, to=other.uuid)
    assert move in answer.content.decode()
    assert "you keep the old place" in page(client, move)
    client.post(move, {"key": "c"})
    old.refresh_from_db()
    assert old.state == State.CANCELLED
    assert Enrolment.objects.get(learning_class=other).state == State.CONFIRMED


def test_who_is_on_the_course_already_finds_both_ways_without_a_post(
    client: Client, fire: LearningClass
) -> None:
    client.post(address("book", fire), {"key": "a"})
    old = Enrolment.objects.get()
    other = LearningClassFactory(course=fire.course, in_days=30)
    assert address("book", other) in page(client, address("learning_class", other))
    text = page(client, address("book", other))
    assert address("booking_move", old, to=other.uuid) in text
    assert "Book this one too" in text
    despite = re.search(r'name="despite" value="(\w+)"', text)
    assert despite is not None
    client.post(address("book", other), {"key": "b", "despite": despite[1]})
    states = Enrolment.objects.values_list("state", flat=True)
    assert list(states) == [State.CONFIRMED, State.CONFIRMED]


def test_a_request_for_the_course_leads_to_it_and_not_to_a_move(
    client: Client, fire: LearningClass
) -> None:
    Course.objects.update(approval_required=True)
    client.post(address("book", fire), {"key": "a"})
    asked = Enrolment.objects.get()
    other = LearningClassFactory(course=fire.course, in_days=30)
    assert "Move to another date" not in page(client, address("booking", asked))
    text = page(client, address("book", other))
    assert address("booking", asked) in text
    assert address("booking_move", asked, to=other.uuid) not in text
    assert "Ask for this one too" in text


def test_a_move_after_the_free_time_asks_why(
    client: Client, fire: LearningClass
) -> None:
    client.post(address("book", fire), {"key": "a"})
    old = Enrolment.objects.get()
    LearningClass.objects.filter(pk=fire.pk).update(cancel_until=now())
    other = LearningClassFactory(course=fire.course, in_days=30)
    move = address("booking_move", old, to=other.uuid)
    assert 'name="reason"' in page(client, move)
    assert client.post(move, {"key": "b", "reason": " "}).status_code == 400
    client.post(move, {"key": "c", "reason": "On call"})
    old.refresh_from_db()
    assert (old.state, old.cancelled_late) == (State.CANCELLED, True)
    assert old.note == "On call"


def test_who_waits_is_asked_whether_the_new_dates_suit_and_keeps_no_place(
    client: Client, fire: LearningClass, ward: Ward
) -> None:
    waiting = EnrolmentFactory(
        learning_class=fire,
        person=ward.nurse,
        state=State.WAITLISTED,
        asked_to_keep_at=now(),
    )
    text = page(client, address("booking", waiting))
    assert "The new dates suit me" in text and "Keep my place" not in text
    assert "You need do nothing now" not in text


def test_nobody_is_asked_about_new_dates_that_have_come(
    client: Client, fire: LearningClass, ward: Ward
) -> None:
    booked = EnrolmentFactory(
        learning_class=fire, person=ward.nurse, asked_to_keep_at=now()
    )
    asked = "Say whether the new dates suit you."
    assert asked in page(client, address("booking", booked))
    assert "Waiting for your answer" in page(client, address("my_learning"))
    LearningClass.objects.update(starts_at=now() - datetime.timedelta(hours=1))
    assert asked not in page(client, address("booking", booked))
    assert "Keep my place" not in page(client, address("booking", booked))
    assert "Waiting for your answer" not in page(client, address("my_learning"))
    Enrolment.objects.update(state=State.CANCELLED, cancel_reason="by_learner")
    text = page(client, address("my_learning"))
    assert "You gave it up." in text and "The dates have changed" not in text


def test_leaving_a_postponed_class_is_never_late(
    client: Client, fire: LearningClass, ward: Ward
) -> None:
    booked = EnrolmentFactory(learning_class=fire, person=ward.nurse)
    LearningClass.objects.filter(pk=fire.pk).update(cancel_until=now())
    cancel = address("booking_cancel", booked)
    assert "It is late to cancel" in page(client, cancel)
    Enrolment.objects.update(asked_to_keep_at=now())
    assert "It is late to cancel" not in page(client, cancel)
    client.post(cancel, {"key": "k"})
    booked.refresh_from_db()
    assert (booked.state, booked.cancelled_late) == (State.CANCELLED, False)


def test_a_request_that_ran_out_is_not_said_to_be_a_place_let_go(
    client: Client, fire: LearningClass, ward: Ward
) -> None:
    lapsed = EnrolmentFactory(
        learning_class=fire, person=ward.nurse, state=State.LAPSED
    )
    text = page(client, address("booking", lapsed))
    assert "Nobody answered your request for" in text
    Enrolment.objects.update(offered_at=now())
    assert "was not taken in time" in page(client, address("booking", lapsed))


def test_giving_up_a_place_names_the_loss_and_asks_once(
    client: Client, fire: LearningClass
) -> None:
    client.post(address("book", fire), {"key": "k"})
    booking = Enrolment.objects.get()
    text = page(client, address("booking_cancel", booking))
    assert "You lose your place on Fire safety on the ward" in text
    client.post(address("booking_cancel", booking), {"key": "c"})
    booking.refresh_from_db()
    assert booking.state == State.CANCELLED


def test_what_is_over_is_shown_and_not_asked_about(
    client: Client, fire: LearningClass, ward: Ward
) -> None:
    over = EnrolmentFactory(
        learning_class=fire, person=ward.nurse, state=State.CANCELLED
    )
    answer = client.get(address("booking_cancel", over))
    assert answer.status_code == 302
    assert answer["Location"].startswith(address("booking", over))


def test_nobody_sees_or_changes_anothers_booking(
    client: Client, fire: LearningClass, ward: Ward
) -> None:
    booking = EnrolmentFactory(learning_class=fire, person=ward.stranger)
    page(client, address("booking", booking), 404)
    for name in ("booking_cancel", "booking_offer", "booking_keep"):
        assert client.post(address(name, booking)).status_code == 404
    booking.refresh_from_db()
    assert booking.state == State.CONFIRMED


def test_my_learning_groups_what_is_to_come_and_what_was(
    client: Client, fire: LearningClass, ward: Ward
) -> None:
    EnrolmentFactory(learning_class=fire, person=ward.nurse)
    past = LearningClassFactory(in_days=-30)
    EnrolmentFactory(learning_class=past, person=ward.nurse, state=State.ATTENDED)
    text = page(client, address("my_learning"))
    assert "Next: Fire safety on the ward" in text
    assert text.index("Coming up") < text.index("Past")
    assert "Amina Yusuf" in text


def test_a_certificate_is_printed_for_what_was_attended_alone(
    client: Client, fire: LearningClass, ward: Ward
) -> None:
    attended = EnrolmentFactory(
        learning_class=LearningClassFactory(in_days=-3),
        person=ward.nurse,
        state=State.ATTENDED,
    )
    booked = EnrolmentFactory(learning_class=fire, person=ward.nurse)
    words = page(client, address("certificate", attended))
    assert "Certificate of attendance" in words
    held_on = attended.learning_class.sessions.get().held_on
    assert f"{held_on:%A} {held_on.day} {held_on:%B %Y}, " in words
    page(client, address("certificate", booked), 404)


def test_who_has_two_posts_chooses_the_post(
    client: Client, fire: LearningClass, ward: Ward
) -> None:
    second = seat(ward.nurse, supervisor=ward.stranger)
    assert "Which post is this for?" in page(client, address("book", fire))
    client.post(address("book", fire), {"key": "k", "assignment": second.assignment_id})
    assert Enrolment.objects.get().assignment == second.assignment


def test_without_dates_the_course_offers_to_tell(client: Client, ward: Ward) -> None:
    client.force_login(ward.nurse_user)
    course = CourseFactory()
    assert "Tell me when dates are added" in page(client, address("course", course))
    for _twice in range(2):
        client.post(address("dates_wanted", course), {"key": "k"})
    assert DatesWanted.objects.count() == 1
    assert "We will tell you when dates are added." in page(
        client, address("course", course)
    )


def test_compliance_leads_to_the_next_class_with_a_place(
    client: Client, fire: LearningClass, ward: Ward
) -> None:
    text = page(client, address("my_compliance"))
    assert address("learning_class", fire) in text
    assert "Royal Wing" in text
    assert "2 places left" in text


def test_compliance_shows_what_is_booked_apart_and_warns_when_it_is_late(
    client: Client, fire: LearningClass, ward: Ward
) -> None:
    booking = EnrolmentFactory(learning_class=fire, person=ward.nurse)
    text = page(client, address("my_compliance"))
    assert "after it expires" in text
    assert address("booking", booking) in text
    LearningClass.objects.update(starts_at=now() + datetime.timedelta(days=2))
    text = page(client, address("my_compliance"))
    assert "Booked for" in text
    assert "after it expires" not in text


def test_an_offer_is_told_once_in_what_happened(
    client: Client, fire: LearningClass, ward: Ward
) -> None:
    """Sending the offer is a step of its own: it starts the clock (rule 68)."""
    offered = EnrolmentFactory(
        learning_class=fire, person=ward.nurse, state=State.OFFERED
    )
    for action, before in (("offer", State.WAITLISTED), ("offer_sent", State.OFFERED)):
        offered.steps.create(
            action=action, from_state=before, to_state=State.OFFERED, at=now()
        )
    said = [each.partition(": ")[2] for each in steps_in_words(offered)]
    assert said == ["Place offered", "You were told of the offer"]
    assert "You were told of the offer" in page(client, address("booking", offered))
