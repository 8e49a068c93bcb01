"""Class pages of the admin: sent twice, by strangers, of a class that is gone."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.admin.conftest import client_of
from wagtail_esrlm.snippets.models import LearningClass
from wagtail_esrlm.testing.booking import LearningClassFactory

from .class_forms import (
    FORMS,
    NAME,
    Form,
    State,
    class_with,
    everything,
    only,
    send,
    standing,
    words,
)

pytestmark = pytest.mark.django_db
NOT_WHOLE = "This did not come whole, so nothing was done."


def test_sent_again_it_is_answered_as_before_and_changes_nothing(
    office: Client, form: Form
) -> None:
    before = everything()
    first = send(office, form)
    after = everything()
    assert after != before, words(first)
    again = send(office, form)
    assert everything() == after
    assert (again.status_code, again.get("Location")) == (
        first.status_code,
        first.get("Location"),
    )
    if first.context and "results" in first.context:
        assert again.context["results"] == first.context["results"]


def test_without_its_key_nothing_is_done_and_the_form_stands_again(
    office: Client, form: Form
) -> None:
    before = everything()
    for key in ("", "a\x00b"):
        answer = send(office, form, key=key)
        assert answer.status_code == 200
        assert NOT_WHOLE in words(answer)
        given = re.search(r'<input[^>]*name="key"[^>]*>', words(answer))
        assert given and re.search(r'value="\w{32}"', given[0])
        assert everything() == before


def test_nobody_else_gets_in(form: Form) -> None:
    before = everything()
    for client in (client_of(), client_of("Communications editors")):
        answer = client.post(form.url, {**form.data, "key": "k"})
        assert answer.status_code in (302, 403, 404)
        assert form.made.reference not in words(answer)
    assert everything() == before


@only(*[name for name in FORMS if name != "add"])
def test_of_a_class_that_was_deleted_nothing_is_found(
    office: Client, form: Form
) -> None:
    form.made.enrolments.all().delete()
    form.made.places.delete()
    form.made.sessions.all().delete()
    form.made.delete()
    before = everything()
    answer = office.post(form.url, form.data)
    assert answer.status_code == 404
    assert everything() == before


CLOSED = [
    ("publish", "publish"),
    ("open", "open"),
    ("close", "close"),
    ("walk in", "walk_in"),
    ("book", "book"),
    ("move", "move"),
]


@pytest.mark.parametrize(("form", "name"), CLOSED, indirect=["form"])
def test_a_class_cancelled_in_another_tab_takes_nothing_more(
    office: Client, form: Form, name: str
) -> None:
    LearningClass.objects.filter(pk=form.made.pk).update(status="cancelled")
    before = standing(form.made)
    answer = send(office, form)
    assert answer.status_code == 200
    assert "cancelled" in words(answer)
    assert standing(form.made) == before


def deletion(made: LearningClass) -> str:
    return reverse(f"{NAME}:delete", args=[made.pk])


def test_deleting_a_class_names_what_is_lost(db: None) -> None:
    """Rule 47."""
    chief = client_of(is_superuser=True)
    made = LearningClassFactory(sessions=2)
    page = words(chief.get(deletion(made)))
    assert "referenced 0 times" not in page
    assert "Nobody is booked on" in page and made.course.title in page
    assert "Learners see it in the catalogue now." in page
    assert "2 sessions and its history are deleted with it, for good." in page
    assert chief.post(deletion(made)).status_code == 302
    assert not LearningClass.objects.exists()


@pytest.mark.parametrize("state", [State.CONFIRMED, State.CANCELLED])
def test_a_class_that_somebody_booked_is_kept(db: None, state: State) -> None:
    """Rule 47: also one that everybody gave up."""
    chief = client_of(is_superuser=True)
    made = class_with(state)
    for answer in (chief.get(deletion(made)), chief.post(deletion(made))):
        assert "1 booking" in words(answer)
        assert "Cancel the class instead: it is then kept." in words(answer)
    assert LearningClass.objects.exists()


def test_who_may_not_delete_classes_is_not_asked(office: Client) -> None:
    made = LearningClassFactory()
    for answer in (office.get(deletion(made)), office.post(deletion(made))):
        assert answer.status_code in (302, 403)
    assert LearningClass.objects.exists()
