"""A real mail server that refuses, hangs or breaks off (F24, F25)."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from tests.smtp import DROP, HANG, Post, post_office
from wagtail_esrlm.clock import now
from wagtail_esrlm.notifications import sending
from wagtail_esrlm.notifications.channels import EmailChannel
from wagtail_esrlm.notifications.models import Message
from wagtail_esrlm.notifications.tasks import messages_problem

from .test_sending import after, state_of


@pytest.fixture
def post(note, settings) -> Iterator[Post]:
    """Return a mail server that this site uses."""
    with post_office() as running:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", running.port
        settings.EMAIL_TIMEOUT = 0.5
        yield running


def minutes_to_wait(message: Message) -> int:
    message.refresh_from_db()
    assert message.next_try_at is not None
    return round((message.next_try_at - now()).total_seconds() / 60)


def test_each_message_is_one_mail(note, post):
    messages = [note() for _n in range(4)]
    sending.send_due()
    sending.send_due()
    assert {state_of(message) for message in messages} == {"sent"}
    assert sorted(post.ids) == sorted(
        f"<{message.uuid}@localhost>" for message in messages
    )
    assert post.connections == 1


@pytest.mark.parametrize("answer", ["450 Later", "550 No such person"])
@pytest.mark.parametrize("where", ["at_rcpt", "at_data"])
def test_a_mail_that_is_refused_waits_and_the_others_go(note, post, where, answer):
    refused, *others = [note() for _n in range(3)]
    getattr(post, where)[refused.person.email] = answer
    sending.send_due()
    assert [state_of(one) for one in others] == ["sent", "sent"]
    assert state_of(refused) == "waiting"
    assert minutes_to_wait(refused) == 1
    assert answer[:3] in refused.error
    assert "person" not in refused.error
    getattr(post, where).clear()
    sending.send_due()
    assert not post.heard(refused.person.email), "It is tried again later, not at once"
    after(minutes=1.1)
    sending.send_due()
    assert len(post.taken) == len(set(post.ids)) == 3


@pytest.mark.parametrize("hello", [HANG, "421 Too busy", "554 Not you"])
def test_a_server_that_takes_nobody_is_asked_once_and_soon_given_up(note, post, hello):
    messages = [note() for _n in range(5)]
    post.at_hello = hello
    began = time.monotonic()
    sending.send_due()
    assert time.monotonic() - began < 5
    assert post.connections == 1
    assert {state_of(message) for message in messages} == {"waiting"}
    assert {minutes_to_wait(message) for message in messages} == {1}
    after(minutes=11)
    assert "delayed by 11 minutes" in (messages_problem() or "")
    post.at_hello = ""
    sending.send_due()
    assert messages_problem() is None
    assert len(post.taken) == len(set(post.ids)) == 5


def test_what_no_server_takes_for_three_days_is_dead_and_seen(note, post):
    message = note()
    post.at_rcpt[message.person.email] = "550 No"
    for _day in range(4):
        sending.send_due()
        after(hours=25)
    sending.send_due()
    assert (state_of(message), message.body != "") == ("dead", True)
    assert message.error == "The mail server refused the address (550)."
    after(hours=25)
    sending.send_due()
    assert not post.taken


@pytest.mark.parametrize("fault", [HANG, DROP])
def test_a_mail_whose_answer_is_lost_comes_again_as_the_same(note, post, fault):
    """F25: it may repeat, and is never another truth."""
    lost, other = note(), note()
    post.at_data[lost.person.email] = fault
    sending.send_due()
    assert (state_of(lost), state_of(other)) == ("waiting", "sent")
    post.at_data.clear()
    after(minutes=1.1)
    sending.send_due()
    assert state_of(lost) == "sent"
    first, again = post.heard(lost.person.email)
    assert first["Message-ID"] == again["Message-ID"]
    assert _words(first) == _words(again)
    assert len(post.heard(other.person.email)) == 1


def _words(mail) -> list[object]:
    return [part.get_payload(decode=True) for part in mail.walk()]


def test_a_server_is_waited_for_ten_seconds_at_most(settings, monkeypatch):
    stated = {}

    def connection(**facts):
        stated.update(facts)
        raise ConnectionRefusedError

    monkeypatch.setattr(
        "wagtail_esrlm.notifications.channels.get_connection", connection
    )
    settings.EMAIL_TIMEOUT = None
    with pytest.raises(Exception, match="not there"):
        EmailChannel().open()
    assert stated == {"timeout": 10}
