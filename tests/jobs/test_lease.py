"""Leases: one holder, released, run out, fenced (on both engines)."""

from __future__ import annotations

import threading

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models.functions import Now

from wagtail_esrlm.errors import Busy
from wagtail_esrlm.jobs.lease import LeaseLost, is_held, lease
from wagtail_esrlm.jobs.models import Lease


def run_out(name: str) -> None:
    """Make a lease look as if its holder had been killed long ago."""
    Lease.objects.filter(name=name).update(expires_at=Now())


@pytest.mark.django_db(transaction=True)
def test_a_held_lease_is_refused_to_everybody_else():
    with lease("refresh"), pytest.raises(Busy), lease("refresh"):
        pass


@pytest.mark.django_db(transaction=True)
def test_other_work_is_not_held_up():
    with lease("refresh"), lease("snapshots") as held:
        assert held.name == "snapshots"


@pytest.mark.django_db(transaction=True)
def test_a_lease_is_released_at_exit_and_its_fence_rises():
    with lease("refresh") as first:
        assert is_held("refresh")
    assert not is_held("refresh")
    with lease("refresh") as second:
        assert second.fence == first.fence + 1


@pytest.mark.django_db(transaction=True)
def test_a_lease_is_released_when_the_work_fails():
    with pytest.raises(ValueError, match="work"), lease("refresh"):
        raise ValueError("work")
    assert not is_held("refresh")


@pytest.mark.django_db(transaction=True)
def test_a_killed_holder_loses_its_lease_and_cannot_write_any_more():
    with lease("refresh") as killed:
        run_out("refresh")
        with lease("refresh") as heir:
            assert heir.fence > killed.fence
            with pytest.raises(LeaseLost):
                killed.confirm()
            heir.confirm()
        assert not is_held("refresh")


@pytest.mark.django_db(transaction=True)
def test_a_late_release_does_not_take_the_lease_from_its_heir():
    late = lease("refresh")
    late.__enter__()
    run_out("refresh")
    with lease("refresh"):
        late.__exit__(None, None, None)
        assert is_held("refresh")


@pytest.mark.django_db(transaction=True)
def test_confirming_extends_a_lease():
    with lease("refresh", seconds=60) as held:
        before = Lease.objects.get(name="refresh").expires_at
        run_out("refresh")
        held.confirm()
        assert Lease.objects.get(name="refresh").expires_at >= before


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_transaction_gives_up_its_lease():
    with pytest.raises(ValueError, match="work"), transaction.atomic():
        with lease("refresh"):
            raise ValueError("work")
    with lease("refresh"):
        pass


@pytest.mark.django_db(transaction=True)
def test_a_broken_transaction_shows_its_own_error():
    with pytest.raises(DatabaseError), transaction.atomic(), lease("refresh"):
        with connection.cursor() as cursor:
            cursor.execute("SELECT nothing FROM nowhere")
    with lease("refresh"):
        pass


def attempt(results: list[str], name: str) -> None:
    """Try to take a lease in a thread of its own."""
    try:
        with lease(name):
            results.append("held")
    except Busy:
        results.append("busy")
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("known", [True, False])
def test_a_lease_taken_in_a_transaction_is_busy_at_once_for_others(known):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer: others wait for it.")
    name = f"inside-{known}"
    if known:
        with lease(name):
            pass
    results: list[str] = []
    with transaction.atomic():
        with lease(name):
            thread = threading.Thread(target=attempt, args=(results, name))
            thread.start()
            thread.join(5)
            assert results == ["busy"]
        # Released, but its writes are not committed: still nobody else's.
        thread = threading.Thread(target=attempt, args=(results, name))
        thread.start()
        thread.join(5)
        assert results == ["busy", "busy"]
    attempt(results, name)
    assert results[-1] == "held"


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_never_two_hold_the_lease():
    inside: list[int] = []
    most: list[int] = []
    errors: list[BaseException] = []

    def work() -> None:
        try:
            for _ in range(10):
                try:
                    with lease("race"):
                        inside.append(1)
                        most.append(len(inside))
                        inside.pop()
                except Busy:
                    pass
        except BaseException as err:
            errors.append(err)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not errors
    assert most
    assert max(most) == 1
