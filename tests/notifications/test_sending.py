"""Sending: each message once, one truth, and no failure that stops the others."""

from __future__ import annotations

import datetime
import smtplib

import pytest
from django.core import mail

from tests.notifications.conftest import NOTE, ScriptedBackend
from wagtail_esrlm.clock import now
from wagtail_esrlm.notifications import sending
from wagtail_esrlm.notifications.backoff import wait_after
from wagtail_esrlm.notifications.hooks import on_sent
from wagtail_esrlm.notifications.models import ConfirmedAddress, Message
from wagtail_esrlm.notifications.tasks import messages_problem
from wagtail_esrlm.testing import PersonFactory

REFUSED = smtplib.SMTPRecipientsRefused({"p@x.example": (550, b"No p@x.example")})


def after(**time: float) -> None:
    """Let time pass, as far as waiting messages can tell."""
    span = datetime.timedelta(**time)
    for message in Message.objects.waiting():
        for name in ("due_at", "next_try_at", "tried_since"):
            if (moment := getattr(message, name)) is not None:
                setattr(message, name, moment - span)
        message.save()


def state_of(message: Message) -> str:
    message.refresh_from_db()
    return message.state


def test_a_message_is_mailed_with_text_and_html(note):
    message = note()

    assert sending.send_due() == "1 Sent"

    assert state_of(message) == "sent"
    (sent,) = mail.outbox
    assert sent.to == [message.person.email]
    assert sent.subject == message.subject == "About tea"
    assert "It is about tea." in sent.body
    assert "<p>It is about tea.</p>" in sent.alternatives[0][0]
    assert message.body == "It is about tea.\n"
    assert message.link == "/learning/tea/"
    assert "http://localhost/learning/tea/" in sent.body
    assert message.channel == "email"


def test_a_message_is_sent_once(note):
    note()
    sending.send_due()
    assert sending.send_due() == "nothing to send"
    assert len(mail.outbox) == 1


def test_words_come_from_what_is_true_when_it_is_sent(note, truth):
    note(about_id=1)
    truth[1] = "coffee"
    sending.send_due()
    assert mail.outbox[0].subject == "About coffee"


def test_what_is_no_longer_true_is_dropped(note, truth):
    message = note(about_id=1)
    truth[1] = None
    sending.send_due()
    assert (state_of(message), message.sent_at, mail.outbox) == ("dropped", None, [])


def test_nothing_is_sent_before_its_moment(note):
    message = note(due_at=now() + datetime.timedelta(minutes=5))
    sending.send_due()
    assert state_of(message) == "waiting"
    after(minutes=6)
    sending.send_due()
    assert state_of(message) == "sent"


def test_the_message_id_is_the_same_whenever_it_is_sent(note):
    """F25: the acknowledgement was lost, so it is sent again."""
    message = note()
    sending.send_due()
    Message.objects.update(state="waiting", next_try_at=None)
    sending.send_due()
    first, second = mail.outbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]
    assert str(message.uuid) in first.extra_headers["Message-ID"]
    assert first.body == second.body


def test_a_refused_address_does_not_stop_the_others(note, server):
    bad, good = note(), note()
    server[bad.person.email] = REFUSED
    sending.send_due()
    assert (state_of(bad), state_of(good)) == ("waiting", "sent")
    assert bad.error == "The mail server refused the address (550)."


def test_a_template_that_fails_does_not_stop_the_others(note, truth):
    bad, good = note(about_id=1), note()
    truth[1] = ValueError("Ada Lovelace")
    sending.send_due()
    assert (state_of(bad), state_of(good)) == ("waiting", "sent")
    assert bad.error == "It could not be written (ValueError)."


def test_a_kind_nobody_knows_waits_and_is_given_up(note):
    message = note(kind="gone.away")
    sending.send_due()
    assert state_of(message) == "waiting"
    after(hours=73)
    sending.send_due()
    assert (state_of(message), message.sent_at) == ("dead", None)


def test_failures_are_tried_again_after_longer_and_longer_pauses(note, server):
    message = note()
    server[message.person.email] = REFUSED
    pauses = []
    for _attempt in range(3):
        sending.send_due()
        message.refresh_from_db()
        pauses.append(round((message.next_try_at - now()).total_seconds() / 60))
        after(minutes=pauses[-1] + 0.1)
    assert pauses == [1, 2, 4]


def test_no_pause_is_longer_than_twelve_hours():
    assert wait_after(40) == datetime.timedelta(hours=12)


def test_after_three_days_it_is_given_up_and_shown_on_the_intranet(note, server):
    message = note()
    server[message.person.email] = REFUSED
    sending.send_due()
    after(hours=71)
    sending.send_due()
    assert state_of(message) == "waiting"
    after(hours=13)
    sending.send_due()
    assert state_of(message) == "dead"
    assert message.sent_at is not None
    assert message.body


def test_a_server_that_is_down_is_asked_once_a_pass(note, server):
    messages = [note() for _n in range(5)]
    server["open"] = ConnectionRefusedError("host name")
    told = sending.send_due()
    assert "The mail server broke off, or is not there." in told
    assert "5 put back" in told
    assert {state_of(message) for message in messages} == {"waiting"}
    assert ScriptedBackend.opened == 1


def test_what_waited_for_the_server_goes_out_soon_after_it_is_back(note, server):
    message = note()
    server["open"] = TimeoutError()
    for _attempt in range(4):
        sending.send_due()
        after(hours=1)
    message.refresh_from_db()
    Message.objects.update(next_try_at=now() + datetime.timedelta(hours=9))
    del server["open"]
    note()
    sending.send_due()
    sending.send_due()
    assert state_of(message) == "sent"


def test_one_mail_that_breaks_the_connection_does_not_stop_the_others(note, server):
    bad, good = note(), note()
    server[bad.person.email] = smtplib.SMTPServerDisconnected()
    sending.send_due()
    assert (state_of(bad), state_of(good)) == ("waiting", "sent")


def test_a_server_that_breaks_off_again_and_again_counts_as_down(note, server):
    for _n in range(6):
        note()
    server["send"] = TimeoutError()
    assert "did not answer in time" in sending.send_due()
    assert ScriptedBackend.opened == 2


@pytest.mark.parametrize(
    ("facts", "domains", "state"),
    [
        ({"email": ""}, None, "on_site"),
        ({"email": "a@elsewhere.example"}, None, "sent"),
        ({"email": "a@elsewhere.example"}, ["riverside.example"], "on_site"),
        ({"email": "a@RIVERSIDE.example"}, ["riverside.example"], "sent"),
        ({"email": "a@ward.riverside.example"}, ["riverside.example"], "sent"),
        ({"email": "a@notriverside.example"}, ["riverside.example"], "on_site"),
        (
            {"email": "a@elsewhere.example", "person_type": "external_learner"},
            ["riverside.example"],
            "sent",
        ),
        (
            {"email": "a@elsewhere.example", "person_type": "customer"},
            ["riverside.example"],
            "sent",
        ),
    ],
)
def test_whom_mail_reaches(note, settings, facts, domains, state):
    """Rule 91: others read it on the intranet."""
    settings.WAGTAIL_ESRLM = {"MAIL_DOMAINS": domains}
    message = note(PersonFactory(**facts))
    sending.send_due()
    assert state_of(message) == state
    assert message.sent_at is not None
    assert message.body


@pytest.mark.parametrize(
    ("confirmed", "state"),
    [("A@elsewhere.example", "sent"), ("old@elsewhere.example", "on_site")],
)
def test_a_confirmed_address_is_written_to_while_it_is_the_address(
    note, settings, confirmed, state
):
    """Rule 91."""
    settings.WAGTAIL_ESRLM = {"MAIL_DOMAINS": ["riverside.example"]}
    person = PersonFactory(email="a@elsewhere.example")
    ConfirmedAddress.objects.create(person=person, email=confirmed)
    message = note(person)
    sending.send_due()
    assert state_of(message) == state


def test_whoever_waits_for_it_hears_when_it_was_sent(note):
    heard = []
    on_sent(NOTE, lambda message: heard.append((message.pk, message.sent_at)))
    message = note()
    sending.send_due()
    message.refresh_from_db()
    assert heard == [(message.pk, message.sent_at)]


def test_who_fails_on_hearing_does_not_make_it_go_out_twice(note):
    def fail(message):
        Message.objects.create(
            kind="x", person=message.person, dedupe_key="x", due_at=now()
        )
        raise RuntimeError

    on_sent(NOTE, fail)
    message = note()
    sending.send_due()
    assert state_of(message) == "sent"
    assert not Message.objects.filter(kind="x").exists()


def test_a_claim_is_not_taken_twice_until_it_runs_out(note):
    message = note()
    assert [claimed.pk for claimed in sending.claim(10)] == [message.pk]
    assert sending.claim(10) == []
    after(minutes=6)
    assert len(sending.claim(10)) == 1


def test_who_finishes_after_the_claim_ran_out_writes_nothing(note):
    note()
    (slow,) = sending.claim(10)
    after(minutes=6)
    sending.send_due()
    sending._put_back(slow, "late")
    assert state_of(slow) == "sent"


def test_a_pass_ends_after_its_time_and_gives_back_the_rest(note):
    message = note()
    assert sending.Pass(seconds=0).run() == "nothing to send"
    passing = sending.Pass(seconds=60)
    batch = sending.claim(10)
    passing.until = 0
    passing._send(batch)
    message.refresh_from_db()
    assert (message.attempts, message.next_try_at) == (0, None)


def test_sending_takes_few_queries_for_each(note, django_assert_max_num_queries):
    for _n in range(10):
        note()
    with django_assert_max_num_queries(10 + 10 * 4):
        sending.send_due()


def test_messages_that_nobody_tries_are_unhealthy_after_ten_minutes(note):
    note()
    after(minutes=9)
    assert messages_problem() is None
    after(minutes=3)
    assert messages_problem() == "messages are delayed by 12 minutes"


def test_one_bad_address_is_no_illness_but_a_missing_server_is(note, server):
    message = note()
    server[message.person.email] = REFUSED
    sending.send_due()
    after(minutes=11)
    assert messages_problem() is None
    del server[message.person.email]
    server["open"] = TimeoutError()
    sending.send_due()
    assert messages_problem() == "messages are delayed by 11 minutes"
