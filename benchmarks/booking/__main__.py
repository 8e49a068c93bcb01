"""Print how fast people book, beside a minimal booking in the same run.

``python -m benchmarks.booking [--seconds 5] [--rounds 3]``; DATABASE_URL names the
PostgreSQL server, in which a scratch database is made and dropped.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Iterator, Sequence

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.booking.settings")

import django

django.setup()

from django.db import connection, transaction  # noqa: E402

from benchmarks.report import show_least  # noqa: E402
from wagtail_esrlm.booking import places  # noqa: E402
from wagtail_esrlm.booking.models import ClassPlaces, Enrolment  # noqa: E402
from wagtail_esrlm.clock import now, today  # noqa: E402
from wagtail_esrlm.snippets.models import LearningClass  # noqa: E402
from wagtail_esrlm.workforce.models import Person  # noqa: E402

from .crowd import Crowd, crowd  # noqa: E402
from .data import Catalogue, make_catalogue  # noqa: E402
from .pages import PEOPLE, measure_pages  # noqa: E402
from .visits import log_in_all, serving, visit  # noqa: E402

PROCESSES = 8
#: Classes among which bookings are spread.
SPREAD = 200


def measure_bookings(
    people: Crowd,
    catalogue: Catalogue,
    classes: Iterator[int],
    seconds: float,
    rounds: int,
) -> None:
    """Measure confirmed bookings in a second, on one class and on many."""
    for many in (1, SPREAD):
        what = "one hot class" if many == 1 else f"{many} classes"
        rates: dict[str, list[float]] = {"reference": [], "service": [], "form": []}
        for _round in range(rounds):
            for way, found in rates.items():
                outcome = people.book(
                    way,
                    people=catalogue.bookers,
                    classes=[next(classes) for _one in range(many)],
                    seconds=seconds,
                )
                if outcome.refused:
                    print(f"  refused: {dict(outcome.refused)}")
                found.append(outcome.rate)
        for way, found in rates.items():
            shown = ", ".join(f"{rate:.0f}" for rate in found)
            print(f"  {what}, {way}: {shown} bookings a second")
        for way, limit in (("service", 0.5), ("form", None)):
            ratios = [
                rate / reference
                for rate, reference in zip(rates[way], rates["reference"], strict=True)
            ]
            ratio = statistics.median(ratios)
            if limit is None:
                print(f"  the same with a form's key: {ratio:.2f} x (no limit)")
            else:
                show_least(f"{what}, {way} / reference, median", ratio, limit, "x")


def measure_refusals(
    people: Crowd, catalogue: Catalogue, full: int, spare: int
) -> None:
    """Measure refusals of a full class, while another transaction holds its counter."""
    LearningClass.objects.filter(pk=full).update(has_waiting_list=False)
    ClassPlaces.objects.filter(pk=full).update(maximum_places=1, places_taken=1)
    with transaction.atomic():
        places.hold(full)
        outcome = people.book(
            "service",
            people=catalogue.bookers,
            classes=[full],
            seconds=3,
            again=True,
        )
    print(f"  {outcome.done} booked; refused: {dict(outcome.refused)}")
    beside = people.book(
        "reference",
        people=catalogue.bookers,
        classes=[spare],
        seconds=3,
    )
    print(
        f"  {outcome.refusals / beside.rate:.1f} times the minimal bookings beside it"
    )
    show_least("refusals a second, its counter locked", outcome.refusals, 1000)


def measure_visits(
    catalogue: Catalogue, classes: Sequence[int], seconds: float
) -> None:
    """Measure bookings through HTTP."""
    cookies = log_in_all(catalogue.bookers[: int(seconds * 400)])
    warm = dict(list(cookies.items())[:40])
    rest = {person: one for person, one in cookies.items() if person not in warm}
    with serving() as port:
        visit(port, warm, classes, seconds=60)
        visits = visit(port, rest, classes, seconds=seconds)
    times = sorted(visits.times)
    print(
        f"  answers {dict(visits.statuses)}; half within "
        f"{statistics.median(times) * 1000:.0f} ms, 95 of 100 within "
        f"{times[int(len(times) * 0.95)] * 1000:.0f} ms"
    )
    show_least("bookings a second through HTTP, two workers", visits.rate, 60)


def fill(class_id: int, people: Sequence[int]) -> LearningClass:
    """Put people into a class, all at once. Returns: the class."""
    Enrolment.objects.bulk_create(
        Enrolment(
            learning_class_id=class_id,
            person_id=pk,
            assignment_id=pk,
            state="confirmed",
            course_title="",
            created_at=now(),
        )
        for pk in people
    )
    ClassPlaces.objects.filter(pk=class_id).update(places_taken=len(people))
    return LearningClass.objects.get(pk=class_id)


def measure(seconds: float, rounds: int) -> None:
    """Make the data and measure everything."""
    began = time.perf_counter()
    catalogue = make_catalogue(today())
    print(
        f"  {Enrolment.objects.count():,} bookings, "
        f"{LearningClass.objects.count():,} classes made in "
        f"{time.perf_counter() - began:.0f} s"
    )
    classes = iter(catalogue.classes)
    print("\nPages")
    reader = Person.objects.select_related("user").get(pk=catalogue.bookers[0])
    measure_pages(reader, fill(next(classes), catalogue.bookers[1 : PEOPLE + 1]))
    print(f"\nBookings, {PROCESSES} processes")
    with crowd(PROCESSES) as people:
        measure_bookings(people, catalogue, classes, seconds, rounds)
        print("\nRefusals of a full class")
        measure_refusals(people, catalogue, next(classes), next(classes))
    print("\nThrough HTTP")
    measure_visits(catalogue, [next(classes) for _one in range(SPREAD)], seconds * 2)


def main() -> None:
    """Make the scratch database, measure, drop it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    stated = parser.parse_args()
    if connection.vendor != "postgresql":
        print("Bookings are measured on PostgreSQL: set DATABASE_URL.")
        return
    print(f"\nBookings; {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        measure(stated.seconds, stated.rounds)
        print(f"  load at the end: {os.getloadavg()[0]:.1f}")
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


if __name__ == "__main__":
    main()
