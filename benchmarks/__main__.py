"""Print the figures of speed, each beside its reference from the same run.

``python -m benchmarks [--people 5000 30000]``; DATABASE_URL names the server, in which
a scratch database is made and dropped.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from wagtail_esrlm.clock import today  # noqa: E402
from wagtail_esrlm.compliance import calculation, refresh  # noqa: E402
from wagtail_esrlm.compliance.models import ComplianceRecord  # noqa: E402
from wagtail_esrlm.workforce.models import Person  # noqa: E402

from .data import make_trust  # noqa: E402
from .loading import settle  # noqa: E402
from .reference import make_plain_tables, write_plain_differences  # noqa: E402


def seconds(work: Callable[[], object], *, runs: int = 5) -> float:
    """Return the median time of several runs, after one that does not count."""
    work()
    times = []
    for _run in range(runs):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def show(
    what: str, ours: float, reference: float | None = None, limit: str = ""
) -> None:
    """Print one line: time, reference, ratio, and what is asked for."""
    beside = f"{reference:9.3f} s  x{ours / reference:5.2f}" if reference else " " * 18
    print(f"  {what:44} {ours:9.4f} s  {beside}  {limit}")


def measure(size: int) -> None:
    """Measure a trust of that many staff."""
    print(f"\n{size:,} staff")
    call_command("flush", interactive=False, verbosity=0)
    make_trust(size, today())
    settle()
    first = time.perf_counter()
    refresh.refresh_all()
    print(f"  first refresh, everything written: {time.perf_counter() - first:.2f} s")
    settle()
    make_plain_tables()
    write_plain_differences()
    settle()
    print(f"  {ComplianceRecord.objects.count():,} rows")
    reference = seconds(write_plain_differences)
    changed = refresh.refresh_all().total
    show(
        "refresh of all, nothing changed",
        seconds(refresh.refresh_all),
        reference,
        "at most x1.7",
    )
    print(f"  rows written when nothing changed: {changed}")
    people = list(Person.objects.order_by("?").values_list("pk", flat=True)[:60])
    times = []
    for pk in people:
        began = time.perf_counter()
        calculation.cells(on=today(), person_ids=[pk])
        calculation.sources(on=today(), person_ids=[pk])
        times.append(time.perf_counter() - began)
    times.sort()
    show("one person live, median", statistics.median(times), None, "at most 0.007 s")
    show("one person live, p95", times[int(len(times) * 0.95)], None, "at most 0.012 s")
    one = people[0]
    show(
        "one person's award made visible",
        seconds(lambda: refresh.refresh_people(person_ids=[one])),
        None,
        "at most 0.010 s",
    )
    wanted = ComplianceRecord.objects.values_list("competency_id", flat=True).first()
    show(
        "one changed requirement, its competency only",
        seconds(
            lambda: calculation.cells(
                on=today(), competency_ids=[wanted], required_only=True
            )
        ),
        None,
        "at most 1.2 s",
    )


def main() -> None:
    """Make the scratch database, measure each size, drop it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, nargs="+", default=[5000])
    sizes = parser.parse_args().people
    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    print(f"{connection.vendor}; medians of five runs; ratios are what counts")
    try:
        for size in sizes:
            measure(size)
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


if __name__ == "__main__":
    main()
