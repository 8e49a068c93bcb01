"""Writing to the message log: once, at once with what happened, without words."""

from __future__ import annotations

import datetime

import pytest
from django.db import transaction

from wagtail_esrlm.clock import now
from wagtail_esrlm.notifications.models import Message
from wagtail_esrlm.notifications.outbox import Saying, say, say_many
from wagtail_esrlm.testing import PersonFactory

pytestmark = pytest.mark.django_db


def test_a_message_waits_to_be_sent_without_words():
    person = PersonFactory()

    say(
        kind="booking.confirmed",
        person_id=person.pk,
        about_id=7,
        dedupe_key="booking.confirmed:7:1:1",
        facts={"step": 1},
    )

    message = Message.objects.get()
    assert (message.state, message.about_id, message.facts) == (
        "waiting",
        7,
        {"step": 1},
    )
    assert (message.subject, message.body) == ("", "")
    assert message.due_at <= now()


def test_the_same_event_is_said_once_and_the_first_stays():
    person = PersonFactory()
    for about in (1, 2):
        say(kind="a", person_id=person.pk, about_id=about, dedupe_key="a:1")

    assert list(Message.objects.values_list("about_id", flat=True)) == [1]


def test_saying_takes_one_query_for_one_and_for_many(django_assert_num_queries):
    person = PersonFactory()
    with django_assert_num_queries(1), transaction.atomic(savepoint=False):
        say(kind="a", person_id=person.pk, dedupe_key="a:1")
    rows = [Saying("a", person.pk, f"a:{n}") for n in range(1, 40)]
    with django_assert_num_queries(1), transaction.atomic(savepoint=False):
        say_many(rows)

    assert Message.objects.count() == 39


def test_nothing_is_said_when_what_happened_is_undone():
    person = PersonFactory()
    with pytest.raises(RuntimeError), transaction.atomic():
        say(kind="a", person_id=person.pk, dedupe_key="a:1")
        raise RuntimeError

    assert not Message.objects.exists()


def test_a_message_can_wait_for_its_moment():
    moment = now() + datetime.timedelta(days=7)
    say(kind="a", person_id=PersonFactory().pk, dedupe_key="a:1", due_at=moment)

    assert Message.objects.get().due_at == moment


@pytest.mark.parametrize("key", ["", "x" * 161])
def test_a_key_that_the_database_could_cut_is_refused(key):
    with pytest.raises(ValueError, match="key"):
        say(kind="a", person_id=1, dedupe_key=key)


def test_sending_is_poked_only_after_the_commit(
    django_capture_on_commit_callbacks, monkeypatch
):
    poked = []
    monkeypatch.setattr("wagtail_esrlm.jobs.enqueue._poke_now", poked.append)
    with django_capture_on_commit_callbacks(execute=True):
        say(kind="a", person_id=PersonFactory().pk, dedupe_key="a:1")
        assert poked == []

    assert poked == ["send_messages"]
