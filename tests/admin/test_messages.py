"""The message log in the admin: read, try again, and see how each kind reads."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.admin.conftest import client_of
from tests.ward import Ward
from wagtail_esrlm.notifications.kinds import kinds, register_kind
from wagtail_esrlm.notifications.models import Message
from wagtail_esrlm.notifications.outbox import say

NOTE = "booking.confirmed"
PAGES = ("index", "kinds")


@pytest.fixture
def message(ward: Ward) -> Message:
    """Return a message to the nurse that was given up."""
    say(kind=NOTE, person_id=ward.nurse.pk, dedupe_key="one", about_id=0)
    Message.objects.update(state="dead", error="No such mailbox.", attempts=7)
    return Message.objects.get()


def addresses(message: Message) -> list[str]:
    return [
        *(reverse(f"esrlm_message:{name}") for name in PAGES),
        reverse("esrlm_message:inspect", args=[message.pk]),
        reverse("esrlm_message:kind", args=[NOTE]),
        reverse("esrlm_message:kind_html", args=[NOTE]),
    ]


def test_the_log_tells_who_what_and_why_it_failed(
    administrator: Client, message: Message
) -> None:
    page = administrator.get(reverse("esrlm_message:index")).content.decode()
    assert str(message.person) in page
    assert "No such mailbox." in page
    assert "Given up" in page


def test_the_log_is_filtered_by_state_and_kind(
    administrator: Client, message: Message
) -> None:
    index = reverse("esrlm_message:index")
    for query, is_there in (
        ("state=dead", True),
        ("state=sent", False),
        (f"kind={NOTE}", True),
        ("kind=booking.offered", False),
        (f"q={message.person.last_name}", True),
        ("q=Nobodyofthatname", False),
    ):
        page = administrator.get(f"{index}?{query}").content.decode()
        assert ("No such mailbox." in page) is is_there, query


def test_only_who_may_view_messages_opens_them(ward: Ward, message: Message) -> None:
    for role in ("", "Training leads", "Class administrators", "Instructors"):
        client = client_of(role)
        for address in addresses(message):
            assert client.get(address).status_code in (302, 403), (role, address)
        client.post(reverse("esrlm_message:retry", args=[message.pk]))
    message.refresh_from_db()
    assert message.state == "dead"


def test_what_is_no_longer_true_is_said_so(
    administrator: Client, message: Message
) -> None:
    page = administrator.get(reverse("esrlm_message:inspect", args=[message.pk]))
    assert "no longer true" in page.content.decode()


def test_a_message_reads_as_it_would_now(
    administrator: Client, message: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    from wagtail_esrlm.notifications import kinds as registry

    monkeypatch.setattr(registry, "_kinds", dict(registry._kinds))
    register_kind(
        NOTE,
        label="Note",
        render=lambda message: {"what": "<tea>"},
        template="test.note",
    )
    page = administrator.get(reverse("esrlm_message:inspect", args=[message.pk]))
    assert "&lt;tea&gt;" in page.content.decode()
    html = administrator.get(reverse("esrlm_message:html", args=[message.pk]))
    assert html["Content-Security-Policy"].startswith("sandbox;")
    assert "no-store" in html["Cache-Control"]


def test_a_message_that_was_given_up_is_tried_again_once(
    administrator: Client, message: Message
) -> None:
    retry = reverse("esrlm_message:retry", args=[message.pk])
    assert administrator.get(retry).status_code == 405
    answer = administrator.post(retry, follow=True)
    assert "will be sent again" in answer.content.decode()
    message.refresh_from_db()
    assert (message.state, message.error, message.attempts) == ("waiting", "", 7)
    again = administrator.post(retry, follow=True)
    assert "not one that was given up" in again.content.decode()


def test_words_long_deleted_are_not_tried_again(
    administrator: Client, message: Message
) -> None:
    import datetime

    long_ago = message.created_at - datetime.timedelta(days=4000)
    Message.objects.update(created_at=long_ago)
    retry = reverse("esrlm_message:retry", args=[message.pk])
    assert "so old" in administrator.post(retry, follow=True).content.decode()
    message.refresh_from_db()
    assert message.state == "dead"


def test_every_kind_has_a_page_with_its_example(administrator: Client) -> None:
    listed = administrator.get(reverse("esrlm_message:kinds")).content.decode()
    assert kinds()
    for kind in kinds():
        address = reverse("esrlm_message:kind", args=[kind.name])
        assert address in listed
        page = administrator.get(address).content.decode()
        assert "esrlm-mail" in page, kind.name
    unknown = reverse("esrlm_message:kind", args=["no.such"])
    assert administrator.get(unknown).status_code == 404
