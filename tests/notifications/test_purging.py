"""Words are deleted in time; that something was said is kept."""

from __future__ import annotations

import datetime

from wagtail_esrlm.clock import now
from wagtail_esrlm.notifications.models import Message
from wagtail_esrlm.notifications.purging import purge_words
from wagtail_esrlm.notifications.sending import send_due


def test_words_of_what_was_sent_long_ago_are_deleted(note):
    message = note(facts={"step": 1})
    send_due()
    Message.objects.update(sent_at=now() - datetime.timedelta(days=91))

    assert purge_words() == "1 messages purged"

    message.refresh_from_db()
    assert not any(getattr(message, name) for name in (*Message.WORDS, "facts"))
    assert (message.state, message.kind) == ("sent", "test.note")
    assert purge_words() == "0 messages purged"


def test_recent_words_and_what_still_waits_stay(note):
    sent = note(facts={"step": 1})
    send_due()
    waiting = note(facts={"step": 1})
    Message.objects.update(created_at=now() - datetime.timedelta(days=500))

    purge_words()

    for message in (sent, waiting):
        message.refresh_from_db()
        assert message.facts == {"step": 1}
