"""Two administrators at once (PostgreSQL)."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Callable

import pytest
from django.db import connection

from wagtail_esrlm.errors import EsrlmError
from wagtail_esrlm.testing import (
    OrganisationFactory,
    PersonFactory,
    UserFactory,
    seat,
)
from wagtail_esrlm.workforce import selectors, services
from wagtail_esrlm.workforce.models import AssignmentPeriod, Organisation

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite", reason="Tables in memory lock out other threads."
    ),
]

ROUNDS = 8


def together(*calls: Callable[[], object]) -> list[str]:
    """Make calls at the same moment; return what became of each."""
    gate = threading.Barrier(len(calls))
    outcomes = [""] * len(calls)

    def work(number: int, call: Callable[[], object]) -> None:
        try:
            gate.wait(10)
            call()
            outcomes[number] = "done"
        except EsrlmError as err:
            outcomes[number] = err.code
        finally:
            connection.close()

    threads = [
        threading.Thread(target=work, args=(number, call))
        for number, call in enumerate(calls)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return outcomes


def test_seats_opened_at_once_never_overlap():
    by = UserFactory()
    for round_ in range(ROUNDS):
        period = seat(PersonFactory(), organisation=None)
        first = datetime.date(2025, 1, 1) + datetime.timedelta(days=round_)

        def opened(starts_on: datetime.date, period: AssignmentPeriod = period) -> None:
            services.open_period(
                assignment=period.assignment,
                facts=services.SeatFacts(),
                starts_on=starts_on,
                by=by,
            )

        outcomes = together(*(lambda day=first: opened(day) for _ in range(3)))
        assert sorted(outcomes) == ["conflict", "conflict", "done"]
        periods = list(period.assignment.periods.order_by("starts_on"))
        assert len(periods) == 2
        assert periods[0].ends_on < periods[1].starts_on


def test_organisations_moved_at_once_never_close_a_circle():
    by = UserFactory()
    for _ in range(ROUNDS):
        one, two = OrganisationFactory(), OrganisationFactory()
        outcomes = together(
            lambda one=one, two=two: services.move_organisation(
                organisation=one, parent=two, by=by, reason="race"
            ),
            lambda one=one, two=two: services.move_organisation(
                organisation=two, parent=one, by=by, reason="race"
            ),
        )
        assert sorted(outcomes) == ["conflict", "done"]
        moved = Organisation.objects.filter(pk__in=[one.pk, two.pk])
        assert moved.filter(parent__isnull=True).count() == 1
        assert all(selectors.organisation_paths().values())


def test_a_deputy_named_twice_at_once_is_named_once():
    by = UserFactory()
    for _ in range(ROUNDS):
        manager, deputy = PersonFactory(), PersonFactory()
        call = lambda manager=manager, deputy=deputy: services.name_deputy(  # noqa: E731
            manager=manager,
            deputy=deputy,
            starts_on=datetime.date(2025, 1, 1),
            ends_on=datetime.date(2025, 2, 1),
            by=by,
        )
        assert sorted(together(call, call)) == ["conflict", "done"]
        assert manager.deputies.count() == 1
