"""What is sent twice, late, cut short or by strangers: a sentence, and nothing lost."""

from __future__ import annotations

import re
from itertools import product
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.ward import Ward
from wagtail_esrlm.booking.models import Enrolment
from wagtail_esrlm.booking.states import State
from wagtail_esrlm.booking.wishes import want_dates
from wagtail_esrlm.snippets.models import Course, LearningClass
from wagtail_esrlm.testing import EnrolmentFactory

from .every_form import FORMS, WITHOUT_ANSWERS, Form, everything
from .pages import address


@pytest.fixture(autouse=True)
def nothing_counted() -> None:
    cache.clear()


@pytest.fixture(params=FORMS)
def form(request: Any, ward: Ward, client: Client) -> Form:
    """Return each form in turn, with its sender logged in."""
    made = FORMS[request.param](ward)
    client.force_login(made.user)
    return made


def only(*names: str) -> Any:
    return pytest.mark.parametrize("form", names, indirect=True)


def send(client: Client, form: Form, **more: Any) -> Any:
    data = {"key": "first", **form.data, **more}
    return client.post(form.url, {n: v for n, v in data.items() if v is not None})


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_the_page_gives_each_form_a_key(client: Client, form: Form) -> None:
    page = client.get(form.shown_at or form.url).content.decode()
    forms = re.findall(r"<form[^>]*method=\"post\".*?</form>", page, re.S)
    assert [each for each in forms if "csrfmiddlewaretoken" in each]
    for each in forms:
        assert re.search(r'name="key" value="\w{32}"', each)


def test_without_a_fitting_key_nothing_is_done_and_the_page_says_so(
    client: Client, form: Form
) -> None:
    before = everything()
    for key in ("", "   ", "x" * 51, "a\x00b"):
        answer = client.post(form.url, {**form.data, "key": key})
        assert answer.status_code == 400
        assert "This did not come whole, so nothing was done." in words(answer)
        assert re.search(r'name="key" value="\w{32}"', words(answer)), "the form again"
        assert everything() == before


def test_sent_again_it_is_answered_as_before_and_changes_nothing(
    client: Client, form: Form
) -> None:
    before = everything()
    first = send(client, form)
    after = everything()
    assert after != before
    again = send(client, form)
    assert (again.status_code, again.get("Location")) == (
        first.status_code,
        first.get("Location"),
    )
    assert first.status_code in (200, 302)
    assert everything() == after


@only(*[name for name in FORMS if name not in WITHOUT_ANSWERS])
def test_sent_again_with_other_answers_it_is_refused(
    client: Client, form: Form
) -> None:
    send(client, form)
    after = everything()
    answer = send(client, form, **form.other)
    assert answer.status_code == 422
    assert "sent before with other details" in words(answer)
    assert everything() == after


def test_two_tabs_end_in_a_sentence_or_where_the_first_ended(
    client: Client, form: Form
) -> None:
    first = send(client, form)
    states = list(Enrolment.objects.values_list("pk", "state", "version"))
    answer = send(client, form, key="second")
    assert answer.status_code in (200, 302, 404, 409)
    if answer.status_code == 302:
        assert answer["Location"] == first["Location"]
    else:
        assert "<h1" in words(answer)
    assert list(Enrolment.objects.values_list("pk", "state")) == [
        each[:2] for each in states
    ]


ABOUT = [name for name in FORMS if "calendar" not in name]


@only(*[name for name in ABOUT if name not in ("mark messages read", "sign in")])
def test_a_stranger_is_told_nothing_and_changes_nothing(
    client: Client, form: Form, ward: Ward, request: Any
) -> None:
    name = request.node.callspec.params["form"]
    if name in ("book", "tell me", "book for team"):
        pytest.skip("for every employee")
    client.force_login(ward.away.user)
    before = everything()
    for answer in (send(client, form), client.get(form.shown_at or form.url)):
        assert answer.status_code == 404
        assert "This is not here" in words(answer)
        assert "Canary canyon" not in words(answer)
        assert "Amina" not in words(answer)
    assert everything() == before


def test_nobody_without_a_log_in_does_anything(client: Client, form: Form) -> None:
    client.logout()
    before = everything()
    answer = send(client, form)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/login/")
    assert everything() == before


def unpublish(held: LearningClass) -> None:
    LearningClass.objects.filter(pk=held.pk).update(is_published=False)


def delete(held: LearningClass) -> None:
    held.places.delete()
    held.sessions.all().delete()
    held.delete()


def hide(held: LearningClass) -> None:
    Course.objects.filter(pk=held.course_id).update(live=False)


@pytest.mark.parametrize("gone", [unpublish, delete, hide])
@only("book", "book for team")
def test_a_class_that_went_while_the_form_was_open(
    client: Client, form: Form, gone: Any
) -> None:
    gone(form.about)
    answer = send(client, form)
    assert answer.status_code == 404
    text = words(answer)
    assert "This class is not on offer any more. Nothing was booked." in text
    assert address("catalogue") in text
    assert "Canary canyon" not in text
    assert not Enrolment.objects.exists()


@only("book", "book for team")
def test_a_class_that_was_cancelled_while_the_form_was_open(
    client: Client, form: Form
) -> None:
    LearningClass.objects.update(status="cancelled")
    answer = send(client, form)
    assert answer.status_code in (200, 409)
    assert "cancelled" in words(answer).casefold()
    assert not Enrolment.objects.exists()


@only("book", "book for team")
def test_a_class_that_has_begun_takes_nobody(client: Client, form: Form) -> None:
    LearningClass.objects.update(starts_at="2020-01-01T09:00Z")
    answer = send(client, form)
    assert answer.status_code in (200, 409)
    assert "begun" in words(answer) or "over" in words(answer)
    assert not Enrolment.objects.exists()


def test_the_class_one_moves_to_may_have_gone(client: Client, ward: Ward) -> None:
    form = FORMS["move"](ward)
    client.force_login(form.user)
    unpublish(LearningClass.objects.latest("starts_at"))
    answer = send(client, form)
    assert answer.status_code == 404
    assert "Nothing was changed." in words(answer)
    assert Enrolment.objects.get().state == State.CONFIRMED


TYPED = [
    ("cancel", "note"),
    ("decline", "reason"),
    ("walk in", "reason"),
    ("walk in", "number"),
    ("correct", "reason"),
]


@pytest.mark.parametrize(("form", "name"), TYPED, indirect=["form"])
@pytest.mark.parametrize(
    ("typed", "says"),
    [("a\x00b", "a character that cannot be kept"), ("é" * 5000, "That is too long")],
)
def test_what_no_line_can_hold_is_refused_and_kept_on_the_page(
    client: Client, form: Form, name: str, typed: str, says: str
) -> None:
    before = everything()
    answer = send(client, form, **{name: typed})
    assert answer.status_code == 400
    assert says in words(answer)
    assert everything() == before


def test_the_reason_that_was_typed_is_not_lost(client: Client, ward: Ward) -> None:
    form = FORMS["cancel"](ward)
    LearningClass.objects.update(cancel_until="2020-01-01T09:00Z")
    client.force_login(form.user)
    answer = client.post(form.url, {"note": "My child is ill"})
    assert answer.status_code == 400
    assert 'value="My child is ill"' in words(answer)


NONSENSE = ["²", "9" * 40, "-1", "x", "1; DROP", "\x00", "٣"]


@only("book", "book for team", "mark", "take an offer", "sign in", "open a calendar")
def test_nonsense_in_a_choice_is_never_an_error(client: Client, form: Form) -> None:
    fields = ["assignment", "despite", "people", "mark", "session", "answer", "code"]
    for number, (name, nonsense) in enumerate(product([*fields, "action"], NONSENSE)):
        answer = send(client, form, **{name: nonsense, "key": f"k{number}"})
        assert answer.status_code < 500


@pytest.mark.parametrize("nonsense", NONSENSE)
def test_nonsense_in_an_address_is_never_an_error(
    client: Client, ward: Ward, nonsense: str
) -> None:
    client.force_login(ward.nurse_user)
    for path in (
        "catalogue/?category={0}&competency={0}&page={0}&q={0}&site={0}&mode={0}",
        "catalogue/?from_day={0}&until_day={0}&time={0}&places={0}&p={0}",
        "fragments/booking/catalogue/?category={0}&size={0}&level={0}&page={0}",
        "fragments/booking/timetable/?course={0}&site={0}&category={0}",
        "fragments/booking/form/?course={0}",
        "messages/?p={0}",
        "registers/?p={0}",
        "my-learning/?show={0}",
        "my-team/?page={0}&name={0}&competency={0}&status={0}",
    ):
        url = reverse("wagtail_esrlm:index") + path.format(nonsense)
        assert client.get(url).status_code < 500, path


@only("mark")
@pytest.mark.parametrize("value", ["{0}:", "{0}:maybe", "{0}"])
def test_a_mark_that_says_neither_marks_nobody(
    client: Client, form: Form, value: str
) -> None:
    before = everything()
    booking = Enrolment.objects.get()
    answer = send(client, form, mark=value.format(booking.uuid))
    assert answer.status_code == 400
    assert "Choose the session, and what to write." in words(answer)
    assert everything() == before


@only("mark", "result", "correct")
def test_somebody_of_another_class_is_not_written_in_this_register(
    client: Client, form: Form, ward: Ward
) -> None:
    other = EnrolmentFactory(person=ward.sister)
    before = everything()
    mine = str(Enrolment.objects.get(person=ward.nurse).uuid)
    swapped = {
        name: value.replace(mine, str(other.uuid)) for name, value in form.data.items()
    }
    answer = client.post(form.url, {**swapped, "key": "k"})
    assert answer.status_code == 404
    assert "what you chose is not in it any more" in words(answer)
    assert everything() == before


@only("book for team")
def test_nobody_chosen_is_said(client: Client, form: Form, ward: Ward) -> None:
    for people in ([], [ward.stranger.pk]):
        answer = client.post(form.url, {"people": people, "key": "k"})
        assert answer.status_code == 400
        assert "Choose people of your team first." in words(answer)
    assert not Enrolment.objects.exists()


def test_a_deputy_was_quicker_and_the_manager_reads_what_became_of_it(
    client: Client, ward: Ward
) -> None:
    form = FORMS["approve"](ward)
    client.force_login(ward.deputy.user)
    assert send(client, form).status_code == 302
    client.force_login(ward.sister_user)
    answer = send(client, form, answer="decline", reason="No cover")
    assert answer.status_code == 409
    assert "Booked" in words(answer)
    assert 'name="reason"' not in words(answer)
    assert Enrolment.objects.get().state == State.CONFIRMED


def test_a_sign_in_sent_again_counts_though_its_code_is_over(
    client: Client, ward: Ward, monkeypatch: Any
) -> None:
    form = FORMS["sign in"](ward)
    client.force_login(form.user)
    assert "You are signed in" in words(send(client, form))
    monkeypatch.setattr(
        "wagtail_esrlm.booking.sign_in._code", lambda session, minute: "999999"
    )
    assert "You are signed in" in words(send(client, form))
    assert "not the code of this class" in words(send(client, form, key="other"))


def test_dates_are_wished_for_once(ward: Ward) -> None:
    course = Course.objects.get(pk=FORMS["tell me"](ward).about.pk)
    for _time in range(2):
        want_dates(ward.nurse, course)
    assert course.wanted.count() == 1
