"""Messages with workers that meet or die: each is mailed, and once (F4, F24, F25)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from django.db.models.functions import Now

from tests.processes import NEEDS_PROCESSES, child
from tests.smtp import HANG, Post, post_office
from wagtail_esrlm.clock import now
from wagtail_esrlm.notifications.models import Message
from wagtail_esrlm.testing import EnrolmentFactory, LearningClassFactory, PersonFactory

pytestmark = NEEDS_PROCESSES

SENDER = "tests.concurrency.sender"
MANY = 8


@pytest.fixture
def post() -> Iterator[Post]:
    """Return a mail server."""
    with post_office() as running:
        yield running


@pytest.fixture
def messages(transactional_db: None) -> list[Message]:
    """Return confirmations that wait to be sent."""
    to = LearningClassFactory(places=MANY)
    people = [PersonFactory(email=f"p{n}@riverside.example") for n in range(MANY)]
    booked = [EnrolmentFactory(learning_class=to, person=one) for one in people]
    return [
        Message.objects.create(
            kind="booking.confirmed",
            person=one.person,
            about_id=one.pk,
            dedupe_key=f"booking.confirmed:{one.pk}",
            due_at=now(),
        )
        for one in booked
    ]


def claims_run_out() -> None:
    """Let five minutes pass."""
    Message.objects.filter(state="waiting").update(next_try_at=Now())


def test_a_worker_killed_while_sending_loses_no_mail_and_doubles_at_most_one(
    post: Post, messages: list[Message]
) -> None:
    """The mail server has the mail, and nobody is left to hear so."""
    fatal = messages[3].person.email
    post.at_data[fatal] = HANG
    with child(post.port, module=SENDER) as worker:
        assert post.arrived.wait(60)
        worker.kill()
    post.at_data.clear()
    assert len(post.taken) == 4
    assert Message.objects.filter(state="sent").count() == 3
    with child(post.port, module=SENDER) as another:
        assert another.says() == "nothing to send", "They are claimed still."
        another.ends_well()
    claims_run_out()
    with child(post.port, module=SENDER) as another:
        assert another.says() == f"{MANY - 3} Sent"
        another.ends_well()
    times = Counter(post.ids)
    assert len(times) == MANY
    doubled = [one for one, count in times.items() if count > 1]
    assert doubled == [str(post.heard(fatal)[0]["Message-ID"])]
    assert times[doubled[0]] == 2


def two_senders(post: Post, *options: str) -> Counter[str]:
    """Let a second worker send all it may while the first has only claimed."""
    with child(post.port, "stops", *options, module=SENDER) as one:
        assert one.says() == "claimed"
        with child(post.port, *options, module=SENDER) as two:
            two.says()
            two.ends_well()
        one.go_on()
        one.says()
        one.ends_well()
    return Counter(post.ids)


def test_two_workers_mail_nothing_twice(post: Post, messages: list[Message]) -> None:
    times = two_senders(post)
    assert len(times) == MANY
    assert set(times.values()) == {1}
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}


def test_control_without_a_claim_two_workers_mail_twice(
    post: Post, messages: list[Message]
) -> None:
    times = two_senders(post, "without-claim")
    assert len(times) == MANY
    assert set(times.values()) == {2}
