"""Print the figures of speed, each beside its reference or limit, from one run.

``python -m benchmarks [--people 5000 30000] [--files 30000]``; DATABASE_URL names the
server, in which a scratch database is made and dropped.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from wagtail_esrlm.clock import today  # noqa: E402
from wagtail_esrlm.compliance import calculation, refresh, selectors  # noqa: E402
from wagtail_esrlm.compliance.differences import write_differences  # noqa: E402
from wagtail_esrlm.compliance.marks import mark  # noqa: E402
from wagtail_esrlm.compliance.models import (  # noqa: E402
    ComplianceRecord,
    Requirement,
)
from wagtail_esrlm.months import add_months  # noqa: E402
from wagtail_esrlm.workforce.models import Person  # noqa: E402

from . import imports  # noqa: E402
from .data import make_trust  # noqa: E402
from .loading import settle  # noqa: E402
from .reference import make_plain_tables, write_plain_differences  # noqa: E402
from .report import show  # noqa: E402
from .timing import in_turns, timed  # noqa: E402

#: People measured one by one.
SAMPLE = 60

#: Assignments with a past, which rule 12 must walk through; the reference has none.
MOVED = 0.2


def measure(size: int) -> float:
    """Measure a trust of that many staff. Returns: seconds of a refresh of all."""
    print(f"\n{size:,} staff")
    call_command("flush", interactive=False, verbosity=0)
    make_trust(size, today())
    took, ratio, least = _refresh()
    show("refresh / plain join-diff, medians", ratio, 1.7, "x")
    show("the same, fastest runs", least, 1.7, "x")
    show("rows written when nothing changed", refresh.refresh_all().total, 0)
    _one_person()
    _one_competency()
    call_command("flush", interactive=False, verbosity=0)
    make_trust(size, today(), moved=MOVED)
    _took, ratio, _least = _refresh()
    print(f"  the same where {MOVED:.0%} moved last month: {ratio:.2f} x (no limit)")
    return took


def _refresh() -> tuple[float, float, float]:
    """Refresh everybody, and the reference beside it.

    Returns: the median of a refresh in seconds; medians and fastest runs as ratios.
    """
    print(f"  first refresh, everything written: {timed(refresh.refresh_all):.2f} s")
    settle()
    make_plain_tables()
    settle()
    print(f"  {ComplianceRecord.objects.count():,} rows")
    medians, least = in_turns(write_plain_differences, refresh.refresh_all)
    print(f"  refresh of all, nothing changed: {medians[1]:.3f} s")
    print(f"  the plain reference: {medians[0]:.3f} s")
    return medians[1], medians[1] / medians[0], least[1] / least[0]


def _one_person() -> None:
    people = list(Person.objects.order_by("?")[:SAMPLE])
    begun_by = add_months(today(), selectors.COMING_MONTHS)

    def live(person: Person) -> None:
        calculation.cells_and_sources(
            on=today(), person_ids=[person.pk], begun_by=begun_by
        )

    live(people[0])
    times = sorted(timed(lambda p=person: live(p)) for person in people)
    median = 7 if connection.vendor == "postgresql" else 12
    show("one person live, median", statistics.median(times) * 1000, median, "ms")
    show("one person live, p95", times[int(SAMPLE * 0.95)] * 1000, 12, "ms")
    with CaptureQueriesContext(connection) as asked:
        live(people[0])
    show("one person live, statements", len(asked), 2)
    most = 0
    for person in people[:20]:
        with CaptureQueriesContext(connection) as asked:
            selectors.person_compliance(person)
        most = max(most, len(asked))
    show("compliance of a profile, most statements of 20", most, 12)
    times = sorted(_award_made_visible(person) for person in people)
    show("one award made visible, median", statistics.median(times) * 1000, 10, "ms")


def _award_made_visible(person: Person) -> float:
    """Mark a person as a new award does, and drain. Returns: seconds in the database."""
    spent = 0.0

    def watch(execute, sql, params, many, context):
        nonlocal spent
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            spent += time.perf_counter() - began

    held = ComplianceRecord.objects.filter(person=person).first()
    with transaction.atomic():
        mark(
            person_ids=[person.pk],
            competency_ids=[held.competency_id if held else 1],
            reason="award",
        )
    with connection.execute_wrapper(watch):
        refresh.drain()
    return spent


def _one_competency() -> None:
    """Refresh the competency of a requirement that reaches everybody."""
    widest = Requirement.objects.filter(business_group__isnull=False)
    wanted = widest.values_list("competency_id", flat=True)[0]
    medians, _least = in_turns(
        lambda: write_differences(on=today(), competency_ids=[wanted])
    )
    show("one changed requirement, its competency", medians[0], 1.2, "s")


def main() -> None:
    """Make the scratch database, measure each size, drop it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, nargs="+", default=[5000, 30000])
    parser.add_argument("--files", type=int, nargs="*", default=[30000])
    stated = parser.parse_args()
    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    print(f"{connection.vendor}; medians of runs in turns; ratios are what counts")
    try:
        took = {size: measure(size) for size in sorted(stated.people)}
        if {5000, 30000} <= took.keys():
            print()
            show("refresh of all, 30,000 / 5,000", took[30000] / took[5000], 10, "x")
        for size in stated.files:
            call_command("flush", interactive=False, verbosity=0)
            imports.measure(size)
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


if __name__ == "__main__":
    main()
