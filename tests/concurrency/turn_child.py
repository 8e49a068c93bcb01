"""A process of its own that changes one thing, and waits before its end if told to.

``python -m tests.concurrency.turn_child ACTION ID ID [waits] [no-turns] [no-retry]``.
"""

from __future__ import annotations

import datetime
import os
import sys
from collections.abc import Callable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from django.db import DatabaseError, transaction  # noqa: E402

from wagtail_esrlm.clock import today  # noqa: E402
from wagtail_esrlm.compliance import awards, terms  # noqa: E402
from wagtail_esrlm.errors import EsrlmError  # noqa: E402
from wagtail_esrlm.imports.kinds import staff  # noqa: E402
from wagtail_esrlm.imports.services import import_file  # noqa: E402
from wagtail_esrlm.jobs import turns  # noqa: E402
from wagtail_esrlm.snippets.models import Competency  # noqa: E402
from wagtail_esrlm.workforce import seating  # noqa: E402
from wagtail_esrlm.workforce.models import Assignment  # noqa: E402
from wagtail_esrlm.workforce.seat_facts import SeatFacts  # noqa: E402

from .child import ONE_DAY, say, wait  # noqa: E402


def give_award(person: str, competency: str) -> str:
    """Give an award of a hundred days ago."""
    (result,) = awards.write_awards(
        awards=[
            awards.AwardInput(int(person), int(competency), today() - 100 * ONE_DAY)
        ]
    )
    return result.result


def change_period(competency: str, months: str) -> str:
    """Let awards last another number of months."""
    terms.change_renewal_period(
        competency=Competency.objects.get(pk=competency), months=int(months)
    )
    return "done"


def cover(one: str, other: str) -> str:
    """Let one competency cover another."""
    terms.change_covers(
        competency=Competency.objects.get(pk=one),
        covered=[Competency.objects.get(pk=other)],
    )
    return "done"


def seat_anew(assignment: str, days: str) -> str:
    """Seat an assignment anew from some days ago."""
    stored = Assignment.objects.get(pk=assignment)
    seating.open_period(
        assignment=stored,
        facts=SeatFacts.of(stored.periods.latest("starts_on")),
        starts_on=today() - int(days) * ONE_DAY,
        by=None,
    )
    return "done"


def load_staff(path: str, effective: str) -> str:
    """Load a staff file, and wait between its reading and its writing."""
    write: Callable[..., None] = staff.write_periods

    def waiting(*args: Any) -> None:
        wait("read")
        write(*args)

    staff.write_periods = waiting
    result = import_file(
        kind="staff", path=path, effective=datetime.date.fromisoformat(effective)
    )
    return f"done {result.rejected}"


def main(action: str, one: str, other: str, *options: str) -> None:
    """Do one thing in one transaction, and say how it went."""
    if "no-turns" in options:
        turns._take = lambda *_args: None
    if "no-retry" in options:
        awards.IntegrityError = type("Never", (Exception,), {})
    act: Callable[[str, str], str] = globals()[action]
    if "starts" in options:
        say("started")
    try:
        if "waits" not in options:
            said = act(one, other)
        else:
            with transaction.atomic():
                said = act(one, other)
                wait("written")
    except EsrlmError as err:
        said = err.code
    except DatabaseError as err:
        said = type(err).__name__
    say(said)


if __name__ == "__main__":
    main(*sys.argv[1:])
