"""Single rows are written together, at the end of a block or when told to."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from wagtail_esrlm import trips
from wagtail_esrlm.inserting import collected, insert_all, written_together
from wagtail_esrlm.notifications.models import Message
from wagtail_esrlm.notifications.outbox import Saying, say_many
from wagtail_esrlm.testing import PersonFactory
from wagtail_esrlm.workforce.models import Person

pytestmark = pytest.mark.django_db

MOMENT = datetime.datetime(2026, 11, 25, 12, tzinfo=datetime.UTC)


def a_message(person: Person, key: str, **facts: Any) -> Message:
    return Message(
        kind="k", person=person, dedupe_key=key, due_at=MOMENT, facts=facts or {}
    )


def test_one_row_is_written_like_many() -> None:
    person = PersonFactory()
    rows = insert_all([a_message(person, "1", day=1)])
    rows += insert_all([a_message(person, "2"), a_message(person, "3")])
    assert rows == list(Message.objects.order_by("pk"))
    stored = Message.objects.get(dedupe_key="1")
    assert (stored.pk, stored.uuid) == (rows[0].pk, rows[0].uuid)
    assert stored.facts == {"day": 1}
    assert stored.created_at is not None
    insert_all([a_message(person, "1", day=2)], ignore_conflicts=True)
    stored.refresh_from_db()
    assert stored.facts == {"day": 1}
    with pytest.raises(DatabaseError), transaction.atomic():
        insert_all([a_message(person, "1", day=2)])


def test_rows_wait_to_be_written_together() -> None:
    person = PersonFactory()
    for key in ("before", "again"):
        say_many([Saying("k", person.pk, key)])
    with CaptureQueriesContext(connection) as queries, written_together(Message):
        for key in "ab":
            insert_all([a_message(person, key)], ignore_conflicts=True)
        assert not queries.captured_queries
    assert len(queries) == (1 if connection.vendor == "postgresql" else 2)
    assert Message.objects.filter(dedupe_key__in="ab").count() == 2


def test_nothing_that_waits_is_written_after_an_error() -> None:
    person = PersonFactory()
    with pytest.raises(RuntimeError), written_together(Message):
        insert_all([a_message(person, "a")], ignore_conflicts=True)
        raise RuntimeError
    insert_all([a_message(person, "b")])
    assert [each.dedupe_key for each in Message.objects.all()] == ["b"]


def a_larger_transaction(person: Person) -> None:
    """Write a message in a transaction of its own, then let it fail."""
    with transaction.atomic():
        with transaction.atomic(), written_together(Message, then_commit=True):
            insert_all([a_message(person, "inner")], ignore_conflicts=True)
        raise RuntimeError


@pytest.mark.django_db(transaction=True)
def test_the_last_rows_end_the_transaction() -> None:
    person = PersonFactory()
    after: list[str] = []
    with CaptureQueriesContext(connection) as queries, transaction.atomic():
        transaction.on_commit(lambda: after.append("told"))
        with written_together(Message, then_commit=True):
            insert_all([a_message(person, "a")], ignore_conflicts=True)
        assert after == []
    assert after == ["told"]
    sent = [query["sql"] for query in queries.captured_queries]
    ended_with_them = any(sql.endswith("; COMMIT") for sql in sent)
    assert ended_with_them is trips.go_together(connection)
    assert connection.get_autocommit()
    assert Message.objects.get().dedupe_key == "a"


@pytest.mark.django_db(transaction=True)
def test_a_part_of_a_larger_transaction_does_not_end_it() -> None:
    person = PersonFactory()
    with pytest.raises(RuntimeError):
        a_larger_transaction(person)
    assert not Message.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_what_is_refused_when_the_transaction_ends_leaves_nothing() -> None:
    person = PersonFactory()
    nobody = Person(pk=person.pk + 1)
    with pytest.raises(DatabaseError), transaction.atomic():
        transaction.on_commit(lambda: pytest.fail("It was not committed."))
        with written_together(Message, then_commit=True):
            insert_all([a_message(person, "a")], ignore_conflicts=True)
            insert_all([a_message(nobody, "b")], ignore_conflicts=True)
    assert connection.get_autocommit()
    assert not Message.objects.exists()


@pytest.mark.parametrize("binds_first", [True, False])
def test_what_is_collected_is_written_when_told_to(binds_first: bool) -> None:
    person = PersonFactory()
    with collected(Message) as batch:
        for key in ("100%", "a; b"):
            insert_all([a_message(person, key, note="%s")], ignore_conflicts=True)
    if binds_first:
        batch.bind()
    assert not Message.objects.exists()
    with CaptureQueriesContext(connection) as queries:
        batch.write()
    assert len(queries) == (1 if connection.vendor == "postgresql" else 2)
    stored = Message.objects.order_by("pk").values_list("dedupe_key", "facts")
    assert list(stored) == [("100%", {"note": "%s"}), ("a; b", {"note": "%s"})]
    collected_nothing = collected(Message)
    with CaptureQueriesContext(connection) as queries, collected_nothing as batch:
        pass
    batch.write()
    assert len(queries) == 0
