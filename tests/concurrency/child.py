"""A process of its own: drains, or changes things, and waits where it is told to.

``python -m tests.concurrency.child ACTION [OPTION …]``. Where it waits it prints the
name of the place and goes on when it reads a line.
"""

from __future__ import annotations

import datetime
import os
import random
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from wagtail_esrlm.clock import today  # noqa: E402
from wagtail_esrlm.compliance import refresh, services  # noqa: E402
from wagtail_esrlm.compliance.awards import (  # noqa: E402
    AwardInput,
    void_award,
    write_awards,
)
from wagtail_esrlm.compliance.models import (  # noqa: E402
    CompetencyAward,
    Exemption,
    Requirement,
    StaleMark,
)
from wagtail_esrlm.errors import EsrlmError  # noqa: E402
from wagtail_esrlm.jobs.lease import Held  # noqa: E402
from wagtail_esrlm.snippets.models import Competency  # noqa: E402
from wagtail_esrlm.workforce import seating  # noqa: E402
from wagtail_esrlm.workforce.models import (  # noqa: E402
    Assignment,
    Organisation,
    Person,
)
from wagtail_esrlm.workforce.seat_facts import SeatFacts  # noqa: E402

ONE_DAY = datetime.timedelta(days=1)


def say(words: str) -> None:
    """Tell whoever started this process."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def wait(place: str) -> None:
    """Say where this process is, and go on when told to."""
    say(place)
    if not sys.stdin.readline():
        sys.exit(3)


def pause_before_calculating() -> None:
    """Wait between the claim of marks and the calculation."""
    _pause_around(before="claimed")


def pause_after_calculating() -> None:
    """Wait between the calculation and the end of the transaction."""
    _pause_around(after="calculated")


def _pause_around(*, before: str = "", after: str = "") -> None:
    calculate: Callable[..., Any] = refresh._calculate
    places = [(before, after)]

    def waiting(*args: Any) -> Any:
        first, last = places.pop() if places else ("", "")
        if first:
            wait(first)
        changes = calculate(*args)
        if last:
            wait(last)
        return changes

    refresh._calculate = waiting


def claim_late() -> None:
    """The guard off: marks are deleted after the calculation, not before."""
    claim = refresh.claim_marks
    calculate = refresh._calculate

    def look(size: int) -> refresh.Claim:
        with refresh.transaction.atomic():
            found = claim(size)
            refresh.transaction.set_rollback(True)
        return found

    def calculate_then_delete(found: refresh.Claim, day: datetime.date) -> Any:
        changes = calculate(found, day)
        people = {*found.people, *(person for person, _competency in found.cells)}
        StaleMark.objects.filter(person__in=people).delete()
        return changes

    refresh.claim_marks = look
    refresh._calculate = calculate_then_delete


def hold_no_lease() -> None:
    """The guard off: everybody believes to be the only one."""

    @contextmanager
    def no_lease(name: str, seconds: int = 300) -> Iterator[Held]:
        held = Held(name, "nobody", 0, seconds)
        yield held

    refresh.lease = no_lease
    Held.confirm = lambda self: None  # type: ignore[method-assign]


OPTIONS: dict[str, Callable[[], None]] = {
    "claim-late": claim_late,
    "pause-before": pause_before_calculating,
    "pause-after": pause_after_calculating,
    "no-lease": hold_no_lease,
}


def drain() -> None:
    """Drain once, and say how it went."""
    try:
        changes = refresh.drain()
    except EsrlmError as err:
        say(err.code)
    else:
        say(f"done {changes.total}")


def keep_draining() -> None:
    """Drain again and again until the input is closed."""
    import select

    rounds = 0
    while not select.select([sys.stdin], [], [], 0.02)[0]:
        try:
            refresh.drain()
            rounds += 1
        except EsrlmError:
            pass
    say(f"done {rounds}")


def change_things() -> None:
    """Change inputs at random through the services; say how many changes took."""
    seed, count = map(int, sys.argv[-2:])
    dice = random.Random(seed)
    acts = (give, give, void, exempt, require, end_requirement, move)
    took = 0
    for _turn in range(count):
        try:
            dice.choice(acts)(dice)
            took += 1
        except EsrlmError:
            pass
    say(f"done {took}")


def _one(dice: random.Random, queryset: Any) -> Any:
    """Pick one; another process may change it in the meantime, as people do."""
    keys = list(queryset.order_by("pk").values_list("pk", flat=True))
    if not keys:
        raise EsrlmError
    return queryset.model._default_manager.get(pk=dice.choice(keys))


def give(dice: random.Random) -> None:
    """Give somebody an award."""
    write_awards(
        awards=[
            AwardInput(
                person_id=_one(dice, Person.objects.all()).pk,
                competency_id=_one(dice, Competency.objects.all()).pk,
                achieved_on=today() - dice.randrange(900) * ONE_DAY,
            )
        ]
    )


def void(dice: random.Random) -> None:
    """Void an award."""
    standing = CompetencyAward.objects.filter(voided_at__isnull=True)
    void_award(award=_one(dice, standing), reason="An error")


def exempt(dice: random.Random) -> None:
    """Exempt somebody."""
    services.exempt(
        exemption=Exemption(
            person=_one(dice, Person.objects.all()),
            competency=_one(dice, Competency.objects.all()),
            starts_on=today(),
            ends_on=today() + 30 * ONE_DAY,
            reason=Exemption.Reason.values[0],
        ),
        by=None,
    )


def require(dice: random.Random) -> None:
    """Ask something of an organisation."""
    services.add_requirements(
        requirements=[
            Requirement(
                competency=_one(dice, Competency.objects.all()),
                organisation=_one(dice, Organisation.objects.all()),
                starts_on=today() - dice.randrange(400) * ONE_DAY,
                essential=dice.random() < 0.8,
            )
        ]
    )


def end_requirement(dice: random.Random) -> None:
    """End something that is asked."""
    services.end_requirement(
        requirement=_one(dice, Requirement.objects.filter(ends_on__isnull=True)),
        ends_on=today() - ONE_DAY,
    )


def move(dice: random.Random) -> None:
    """Move somebody to another organisation from today."""
    assignment = _one(dice, Assignment.objects.all())
    period = assignment.periods.latest("starts_on")
    facts = replace(
        SeatFacts.of(period), organisation=_one(dice, Organisation.objects.all())
    )
    seating.open_period(
        assignment=assignment,
        facts=facts,
        starts_on=today() - dice.randrange(1, 60) * ONE_DAY,
        by=None,
    )


def count_first() -> None:
    """The guard off: a place is there if a count said so a moment ago."""
    from wagtail_esrlm.booking import places
    from wagtail_esrlm.compiled import Update

    guarded = places.TAKE

    class CountedFirst(Update):
        def order(self, connection: Any, values: Any) -> Any:
            row = places.ClassPlaces.objects.get(learning_class_id=values["class_id"])
            maximum = row.maximum_places
            is_free = maximum is None or row.places_taken < maximum
            wait("counted")
            if not is_free:
                return guarded.order(connection, values)
            return super().order(connection, {**values, "taken": row.places_taken + 1})

    places.TAKE = CountedFirst(
        places.ClassPlaces,
        lambda class_id, taken: (
            places.ClassPlaces.objects.filter(learning_class_id=class_id),
            {"places_taken": taken},
        ),
    )


OPTIONS["count-first"] = count_first


def ask() -> None:
    """Ask for a place when told to, and say what came of it."""
    from wagtail_esrlm.booking.services import request_enrolment
    from wagtail_esrlm.snippets.models import LearningClass

    person_id, class_id = map(int, sys.argv[-2:])
    person = Person.objects.select_related("user").get(pk=person_id)
    learning_class = LearningClass.objects.get(pk=class_id)
    wait("ready")
    try:
        made = request_enrolment(
            person=person, learning_class=learning_class, by=person.user
        )
    except EsrlmError as err:
        say(err.code)
    else:
        say(made.state)


if __name__ == "__main__":
    action, *options = sys.argv[1:]
    for option in options:
        if option in OPTIONS:
            OPTIONS[option]()
    globals()[action.replace("-", "_")]()
