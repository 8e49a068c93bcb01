"""One effect and one answer for a request that comes more than once (F3)."""

from __future__ import annotations

import datetime
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, connections

from wagtail_esrlm.booking import places
from wagtail_esrlm.booking.services import cancel
from wagtail_esrlm.booking.transactions import BookingBusy
from wagtail_esrlm.clock import now
from wagtail_esrlm.idempotency import services
from wagtail_esrlm.idempotency.models import IdempotencyKey
from wagtail_esrlm.idempotency.services import Answer, KeyReused, TooBusy, answer_once
from wagtail_esrlm.testing import EnrolmentFactory

from ..booking.people import counted, learner

pytestmark = pytest.mark.django_db


class Work:
    """Something that is done, counted, and may fail first."""

    def __init__(self, *failures: Exception, status: int = 200, **body: Any) -> None:
        self.failures = list(failures)
        self.answer = Answer(status, body)
        self.times = 0

    def __call__(self) -> Answer:
        """Do it."""
        self.times += 1
        if self.failures:
            raise self.failures.pop(0)
        return self.answer


def sent(work: Work, *, actor: str = "user:1", body: str = "a") -> Answer:
    return answer_once(actor=actor, key="key", fingerprint=body, work=work)


def test_the_same_again_is_answered_the_same_and_not_done_again():
    work = Work(place=7)
    assert sent(work) == Answer(200, {"place": 7})
    assert sent(work) == Answer(200, {"place": 7}, replayed=True)
    assert work.times == 1


def test_a_key_belongs_to_its_sender():
    work = Work()
    sent(work)
    sent(work, actor="user:2")
    assert work.times == 2


def test_other_details_under_the_key_are_refused():
    sent(Work())
    other = Work()
    with pytest.raises(KeyReused) as caught:
        sent(other, body="b")
    assert (caught.value.status, other.times) == (422, 0)


@pytest.mark.parametrize("status", [409, 429, 500, 503])
def test_an_answer_that_says_try_again_is_not_kept(status):
    work = Work(status=status)
    sent(work)
    sent(work)
    assert work.times == 2


def test_what_fails_has_not_been_asked():
    with pytest.raises(ValueError, match="no"):
        sent(Work(ValueError("no")))
    assert not IdempotencyKey.objects.exists()


def test_a_long_answer_is_not_kept_but_its_effect_is_not_repeated():
    work = Work(text="a" * services.LONGEST_ANSWER)
    sent(work)
    assert sent(work) == Answer(200, {}, replayed=True)
    assert work.times == 1


def test_answers_are_forgotten_after_72_hours_and_not_before():
    sent(Work())
    hours = datetime.timedelta(hours=1)
    assert services.purge(at=now() + 71 * hours) == "0 answers forgotten"
    assert services.purge(at=now() + 73 * hours) == "1 answers forgotten"


def gave_up(error: type[psycopg.Error]) -> OperationalError:
    raised = OperationalError("the database gave it up")
    raised.__cause__ = error("the database gave it up")
    return raised


@pytest.mark.django_db(transaction=True)
def test_what_the_database_gave_up_is_done_again_and_in_the_end_busy():
    """F8: only what is known to have been rolled back."""
    deadlock = psycopg.errors.DeadlockDetected
    work = Work(gave_up(deadlock), gave_up(psycopg.errors.SerializationFailure))
    assert sent(work).status == 200
    assert work.times == 3
    with pytest.raises(TooBusy) as caught:
        sent(Work(*[gave_up(deadlock)] * 9), actor="user:2")
    assert (caught.value.status, caught.value.retry_after) == (503, 3)
    other = Work(gave_up(psycopg.errors.AdminShutdown))
    with pytest.raises(OperationalError):
        sent(other, actor="user:3")
    assert other.times == 1
    assert not connections["default"].in_atomic_block


def test_who_waits_for_a_lock_in_vain_is_told_to_try_again(monkeypatch):
    """F1: 503 with Retry-After, and nothing is changed."""
    booking = EnrolmentFactory(person=learner())

    def too_long(class_id: int) -> bool:
        raise gave_up(psycopg.errors.LockNotAvailable)

    monkeypatch.setattr(places, "hold", too_long)
    with pytest.raises(BookingBusy) as caught:
        cancel(enrolment=booking, by=booking.person.user, key="the key")
    assert (caught.value.status, caught.value.retry_after) == (503, 3)
    assert counted(booking.learning_class) == (1, 0)
    assert not IdempotencyKey.objects.exists()
