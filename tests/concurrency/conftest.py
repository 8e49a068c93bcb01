"""Two processes that take orders about bookings, for all races of a run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command

from .pair import Pair, bookers


@pytest.fixture(scope="session")
def pair(django_db_setup: None, django_db_blocker: Any) -> Iterator[Pair]:
    """Start both once: that takes longer than all the races."""
    with django_db_blocker.unblock(), bookers() as started:
        yield started


@pytest.fixture(scope="module")
def one_flush(pair: Pair, django_db_blocker: Any) -> Iterator[None]:
    """Empty the tables after the last test of a module.

    A module whose tests need no empty tables lets its ``_django_db_helper`` use this.
    """
    with django_db_blocker.unblock():
        yield
        call_command("flush", interactive=False, verbosity=0)
