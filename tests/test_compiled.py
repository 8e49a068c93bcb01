"""Statements that are compiled once say the same as the ORM, in fewer trips."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from wagtail_esrlm import trips
from wagtail_esrlm.booking.models import ClassPlaces
from wagtail_esrlm.compiled import (
    LENGTHS,
    Read,
    Update,
    together,
)
from wagtail_esrlm.notifications.models import Message
from wagtail_esrlm.testing import LearningClassFactory, PersonFactory
from wagtail_esrlm.workforce.models import Person

pytestmark = pytest.mark.django_db

NAMES = Read(
    Person,
    lambda person_ids: (
        Person.objects.filter(pk__in=person_ids)
        .order_by("pk")
        .values_list("pk", "uuid")
    ),
)
DUE = Read(
    Message,
    lambda person_id, at: (
        Message.objects.filter(person_id=person_id, due_at__lte=at, state="waiting")
        .order_by("pk")
        .values_list("kind", "facts", "due_at")
    ),
)
TAKE = Update(
    ClassPlaces,
    lambda class_id: (
        ClassPlaces.objects.filter(pk=class_id),
        {"places_taken": F("places_taken") + 1},
    ),
)
TAKEN = Read(
    ClassPlaces,
    lambda class_id: ClassPlaces.objects.filter(pk=class_id).values_list(
        "places_taken"
    ),
)
MOMENT = datetime.datetime(2026, 11, 25, 12, tzinfo=datetime.UTC)


def a_message(person: Person, key: str, **facts: Any) -> Message:
    return Message(
        kind="k", person=person, dedupe_key=key, due_at=MOMENT, facts=facts or {}
    )


@pytest.mark.parametrize("many", [0, 1, 2, *LENGTHS, LENGTHS[0] + 1, LENGTHS[-1] + 1])
def test_a_read_returns_the_rows_of_its_queryset_for_any_number(many: int) -> None:
    people = PersonFactory.create_batch(many + 1)[:many]
    for _time in range(2):
        found = NAMES(person_ids=[each.pk for each in people])
        assert found == [(each.pk, each.uuid) for each in people]


def test_a_read_takes_new_values_each_time_and_returns_python_values() -> None:
    one, other = PersonFactory.create_batch(2)
    a_message(one, "1", days=["2026-01-01"]).save()
    second = datetime.timedelta(seconds=1)
    assert DUE(person_id=one.pk, at=MOMENT) == [("k", {"days": ["2026-01-01"]}, MOMENT)]
    assert DUE(person_id=one.pk, at=MOMENT - second) == []
    assert DUE(person_id=other.pk, at=MOMENT) == []


def test_an_empty_list_asks_nothing(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert NAMES(person_ids=[]) == []


def test_statements_sent_together_are_carried_out_in_their_order() -> None:
    made = LearningClassFactory(places=5)
    asked = {"class_id": made.pk}
    together((TAKEN, asked), using="default")
    TAKE(**asked)
    with CaptureQueriesContext(connection) as queries:
        found = together((TAKEN, asked), (TAKE, asked), (TAKEN, asked), using="default")
    assert found == [[(1,)], 1, [(2,)]]
    assert len(queries) == (1 if connection.vendor == "postgresql" else 3)


@pytest.mark.parametrize("keeps_plans", [True, False])
def test_plans_are_kept_unless_a_pooler_changes_sessions(
    monkeypatch: pytest.MonkeyPatch, keeps_plans: bool
) -> None:
    monkeypatch.setitem(
        connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", not keeps_plans
    )
    person = PersonFactory()
    with CaptureQueriesContext(connection) as queries:
        assert NAMES(person_ids=[person.pk]) == [(person.pk, person.uuid)]
    is_called = "EXECUTE esrlm_" in queries[-1]["sql"]
    assert is_called == (keeps_plans and connection.vendor == "postgresql")


def test_a_host_need_not_say_whether_a_pooler_changes_sessions(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Django sets no default for it."""
    monkeypatch.delitem(
        connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", raising=False
    )
    person = PersonFactory()
    assert NAMES(person_ids=[person.pk]) == [(person.pk, person.uuid)]


def test_where_the_server_binds_parameters_each_statement_goes_by_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    options = connection.settings_dict["OPTIONS"] | {"server_side_binding": True}
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", options)
    assert not trips.go_together(connection)
    person = PersonFactory()
    assert NAMES(person_ids=[person.pk]) == [(person.pk, person.uuid)]


def test_the_first_time_too_it_is_one_trip(transactional_db: None) -> None:
    one, other = PersonFactory.create_batch(2)
    connection.close()
    for person in (one, other):
        with CaptureQueriesContext(connection) as queries:
            assert NAMES(person_ids=[person.pk]) == [(person.pk, person.uuid)]
        assert len(queries) == 1


def test_what_failed_while_it_was_prepared_is_prepared_again(
    transactional_db: None,
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("Needs PostgreSQL.")
    connection.close()
    dividing = trips.Order("SELECT 12 / %s", [0], (False,))
    with pytest.raises(DatabaseError):
        trips.carry_out(connection, [dividing])
    for by, rows in ((3, [(4,)]), (4, [(3,)])):
        fine = trips.Order("SELECT 12 / %s", [by], (False,))
        assert trips.carry_out(connection, [fine])[0].rows == rows
    assert connection.alias not in trips._POOLED


@pytest.mark.parametrize("sql", ["DEALLOCATE ALL", "PREPARE esrlm_1 AS SELECT 1"])
@pytest.mark.parametrize("inside", [False, True])
def test_who_meets_a_foreign_session_prepares_nothing_any_more(
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    transactional_db: None,
    sql: str,
    inside: bool,
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("Needs PostgreSQL.")
    monkeypatch.setattr(trips, "_POOLED", set())
    person = PersonFactory()
    wanted = [(person.pk, person.uuid)]
    connection.close()
    if sql.startswith("DEALLOCATE"):
        NAMES(person_ids=[person.pk])
    with connection.cursor() as cursor:
        cursor.execute(sql)
    if inside:
        with pytest.raises(DatabaseError), transaction.atomic():
            NAMES(person_ids=[person.pk])
    for _time in range(2):
        with CaptureQueriesContext(connection) as queries:
            assert NAMES(person_ids=[person.pk]) == wanted
    assert ["EXECUTE" in each["sql"] for each in queries] == [False]
    assert caplog.text.count("DISABLE_SERVER_SIDE_CURSORS") == 1


def test_a_value_must_reach_the_statement_and_be_a_number_or_a_moment() -> None:
    lost = Read(
        Person, lambda person_id, at: Person.objects.filter(pk=person_id).values_list()
    )
    with pytest.raises(ValueError, match="do not reach"):
        lost(person_id=1, at=MOMENT)
    for wrong in (True, 1.5, None):
        with pytest.raises(TypeError):
            TAKEN(class_id=wrong)
