"""No update is lost between those who change inputs and those who calculate.

Each race stands beside its control: the same race with the guard off loses the update,
so the test is known to be able to fail.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import pytest
from django.db import connection

from tests.processes import NEEDS_PROCESSES, Child, child
from wagtail_esrlm.clock import today
from wagtail_esrlm.compliance import refresh
from wagtail_esrlm.compliance.awards import AwardInput, write_awards
from wagtail_esrlm.compliance.marks import mark
from wagtail_esrlm.compliance.models import ComplianceRecord, StaleMark
from wagtail_esrlm.snippets.models import Competency
from wagtail_esrlm.testing.factories import (
    CompetencyFactory,
    PersonFactory,
    RequirementFactory,
    organisation_path,
    seat,
)
from wagtail_esrlm.workforce.models import Person

pytestmark = NEEDS_PROCESSES

ONE_DAY = datetime.timedelta(days=1)


@pytest.fixture
def cell(transactional_db: None) -> tuple[Person, Competency]:
    """Return somebody of whom one competency is required and missing, all current."""
    person = PersonFactory()
    seat(person, starts_on=today() - 400 * ONE_DAY)
    competency = CompetencyFactory(months=24)
    RequirementFactory(competency=competency, starts_on=today() - 300 * ONE_DAY)
    refresh.refresh_all()
    assert held_until(person) is None
    return person, competency


def held_until(person: Person) -> datetime.date | None:
    return ComplianceRecord.objects.get(person=person).held_until


def award(cell: tuple[Person, Competency]) -> None:
    person, competency = cell
    write_awards(awards=[AwardInput(person.pk, competency.pk, today() - ONE_DAY)])


def is_lost(person: Person) -> bool:
    """Whether the stored record is wrong and nothing says so."""
    return held_until(person) is None and not StaleMark.objects.exists()


@pytest.mark.parametrize("pause", ["pause-before", "pause-after"])
def test_a_change_while_a_drain_calculates_is_not_lost(
    pause: str, cell: tuple[Person, Competency]
) -> None:
    person, competency = cell
    mark(person_ids=[person.pk], competency_ids=[competency.pk], reason="test")
    with child("drain", pause) as drain:
        assert drain.says() in ("claimed", "calculated")
        award(cell)
        drain.go_on()
        assert drain.says().startswith("done")
        drain.ends_well()
    assert not is_lost(person)
    refresh.drain()
    assert held_until(person) is not None
    assert refresh.compare_all().total == 0


def test_control_marks_deleted_after_the_calculation_lose_it(
    cell: tuple[Person, Competency],
) -> None:
    person, competency = cell
    mark(person_ids=[person.pk], competency_ids=[competency.pk], reason="test")
    with child("drain", "pause-after", "claim-late") as drain:
        assert drain.says() == "calculated"
        award(cell)
        drain.go_on()
        assert drain.says().startswith("done")
        drain.ends_well()
    assert is_lost(person)
    assert refresh.compare_all().total == 1


HOLD = 712_001

WAITING_TRIGGER = f"""
CREATE FUNCTION hold_slow_refresh() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('application_name') = 'slow' THEN
    PERFORM pg_advisory_xact_lock({HOLD});
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER hold_slow_refresh BEFORE UPDATE ON wagtail_esrlm_compliancerecord
  FOR EACH STATEMENT EXECUTE FUNCTION hold_slow_refresh()"""


@pytest.fixture
def slow_refresh(cell: tuple[Person, Competency]) -> Iterator[None]:
    """Let the refresh named "slow" stop between reading and writing."""
    with connection.cursor() as cursor:
        cursor.execute(WAITING_TRIGGER)
        cursor.execute("SELECT pg_advisory_lock(%s)", [HOLD])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock_all()")
            cursor.execute(
                "DROP TRIGGER hold_slow_refresh ON wagtail_esrlm_compliancerecord"
            )
            cursor.execute("DROP FUNCTION hold_slow_refresh()")


def waits_for_the_hold() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' "
            "AND objid = %s AND NOT granted",
            [HOLD],
        )
        return bool(cursor.fetchone()[0])


def let_go() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s)", [HOLD])


def two_refreshers(cell: tuple[Person, Competency], *options: str) -> tuple[str, str]:
    """Let a second drain begin and end while the first stands before its writing.

    Returns: what the second and the first said.
    """
    person, competency = cell
    ComplianceRecord.objects.filter(person=person).update(due_on=today())
    mark(person_ids=[person.pk], competency_ids=[competency.pk], reason="test")
    with child("drain", *options, name="slow") as first:
        while not waits_for_the_hold():
            assert first.process.poll() is None
        award(cell)
        with child("drain", *options) as second:
            later = second.says()
            second.ends_well()
        let_go()
        earlier = first.says()
        first.ends_well()
    return later, earlier


@pytest.mark.usefixtures("slow_refresh")
def test_a_second_refresher_does_not_overtake_the_first(
    cell: tuple[Person, Competency],
) -> None:
    later, earlier = two_refreshers(cell)
    assert later == "busy"
    assert earlier.startswith("done")
    assert not is_lost(cell[0])
    refresh.drain()
    assert held_until(cell[0]) is not None
    assert refresh.compare_all().total == 0


@pytest.mark.usefixtures("slow_refresh")
def test_control_without_the_lease_older_figures_overwrite_newer(
    cell: tuple[Person, Competency],
) -> None:
    later, earlier = two_refreshers(cell, "no-lease")
    assert later == "done 1"
    assert earlier.startswith("done")
    assert is_lost(cell[0])
    assert refresh.compare_all().total == 1


def test_a_killed_drain_loses_no_mark(cell: tuple[Person, Competency]) -> None:
    award(cell)
    marks = StaleMark.objects.count()
    with child("drain", "pause-after") as drain:
        assert drain.says() == "calculated"
        drain.kill()
    assert StaleMark.objects.count() == marks
    assert held_until(cell[0]) is None


WRITERS = 3
CHANGES = 60


def test_many_writers_beside_two_refreshers_leave_no_drift(
    transactional_db: None,
) -> None:
    wards = [organisation_path("Riverside", name) for name in ("A", "B", "C")]
    for place in range(30):
        seat(
            PersonFactory(),
            organisation=wards[place % 3],
            starts_on=today() - 500 * ONE_DAY,
        )
    competencies = [CompetencyFactory(months=12) for _place in range(6)]
    for competency in competencies:
        RequirementFactory(competency=competency, starts_on=today() - 300 * ONE_DAY)
    refresh.refresh_all()
    with child("keep_draining") as one, child("keep_draining") as two:
        writers = [
            Child("change_things", str(seed), str(CHANGES)) for seed in range(WRITERS)
        ]
        took = [int(writer.says().removeprefix("done ")) for writer in writers]
        for writer in writers:
            writer.ends_well()
        one.stop()
        two.stop()
        rounds = [int(each.says().removeprefix("done ")) for each in (one, two)]
    assert sum(took) > WRITERS * CHANGES / 2
    assert sum(rounds) > 1
    expire_lease()
    refresh.drain()
    assert refresh.compare_all().total == 0


def expire_lease() -> None:
    """Give up what a refresher held that was stopped in its work."""
    from wagtail_esrlm.jobs.models import Lease

    Lease.objects.update(holder="", expires_at=None)
