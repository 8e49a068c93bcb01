"""The guards of booking, each with a way to go without it (``reliability.md`` 4.1).

A race that passes is worth something only where it fails without its guard.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from django.db.models import F

from wagtail_esrlm import locks
from wagtail_esrlm.booking import (
    class_locks,
    own_time,
    places,
    transactions,
    transitions,
)
from wagtail_esrlm.booking.models import ClassPlaces, Enrolment
from wagtail_esrlm.booking.states import State
from wagtail_esrlm.idempotency import services as idempotency
from wagtail_esrlm.snippets.models import LearningClass


@contextmanager
def replaced(owner: Any, name: str, by: Any) -> Iterator[None]:
    """Let something be another thing for a while."""
    kept = vars(owner).get(name)
    setattr(owner, name, by)
    try:
        yield
    finally:
        if kept is None:
            delattr(owner, name)
        else:
            setattr(owner, name, kept)


@contextmanager
def replaced_everywhere(name: str, function: Any, by: Any) -> Iterator[None]:
    """Replace a function in every module of ours that knows it."""
    modules = [
        module
        for path, module in list(sys.modules.items())
        if path.startswith("wagtail_esrlm.") and getattr(module, name, None) is function
    ]
    for module in modules:
        setattr(module, name, by)
    try:
        yield
    finally:
        for module in modules:
            setattr(module, name, function)


def no_hold() -> AbstractContextManager[None]:
    """Nobody holds the counter of a class before reading."""
    return replaced(places, "hold", lambda class_id: True)


def no_version() -> AbstractContextManager[None]:
    """States are written over whatever stands there."""

    def overwrite(
        enrolments: Sequence[Enrolment],
        befores: Sequence[State],
        step: transitions.Step,
    ) -> list[Enrolment]:
        after = []
        for one, before in zip(enrolments, befores, strict=True):
            columns = {
                "state": step.to.value,
                "version": one.version + 1,
                **transitions._stamps(before, step),
                **step.fields,
            }
            Enrolment.objects.filter(pk=one.pk).update(**columns)
            after.append(transitions._with(one, columns))
        return after

    return replaced(transitions, "_write_states", overwrite)


def no_class_lock() -> AbstractContextManager[None]:
    """A class may change under whoever changes it."""

    def read(class_id: int) -> LearningClass:
        return LearningClass.objects.select_related("course", "places").get(pk=class_id)

    return replaced_everywhere("held_class", class_locks.held_class, read)


def no_retry() -> AbstractContextManager[None]:
    """What was overtaken, or the database rolled back, is not tried again."""

    def never(err: Exception) -> bool:
        return False

    @contextmanager
    def without() -> Iterator[None]:
        with (
            replaced(transactions, "ATTEMPTS", 1),
            replaced(transactions, "was_rolled_back", never),
            replaced(idempotency, "was_rolled_back", never),
            replaced(locks, "was_rolled_back", never),
        ):
            yield

    return without()


def no_key() -> AbstractContextManager[None]:
    """Every request is the first under its key."""

    def first(using: str, actor: str, key: str, *_more: str) -> bool:
        return True

    return replaced(idempotency, "_is_first", first)


def no_own_time() -> AbstractContextManager[None]:
    """Several may book for a person at the same moment."""

    def nothing(person_ids: Collection[int]) -> list[Any]:
        return []

    return replaced_everywhere("held_time", own_time.held_time, nothing)


def no_order() -> AbstractContextManager[None]:
    """Counters are locked as they come: the old class first, whatever its key."""
    from wagtail_esrlm.booking import moving

    def secure(old_id: int, class_id: int) -> bool:
        places.hold(old_id)
        return places.take(class_id)

    return replaced(moving, "_secure", secure)


def no_room() -> AbstractContextManager[None]:
    """Places are taken whether they are free or not."""

    def change(class_id: int, *, taken: int, waiting: int) -> bool:
        held = F("places_taken") + taken
        return bool(
            ClassPlaces.objects.filter(pk=class_id).update(
                places_taken=held,
                places_waiting=F("places_waiting") + waiting,
                extra_places=places._beyond(held),
            )
        )

    return replaced(places, "change", change)


def no_look_anew() -> AbstractContextManager[None]:
    """A file changes classes as they were when it was read."""
    from wagtail_esrlm.imports.kinds import class_changes, classes

    seen: dict[int, LearningClass] = {}

    class Looking(class_changes.ClassChange):
        def __init__(self, stored: LearningClass, *more: Any) -> None:
            seen[stored.pk] = stored
            super().__init__(stored, *more)

    @contextmanager
    def without() -> Iterator[None]:
        with (
            replaced(classes, "ClassChange", Looking),
            replaced(class_changes, "held_class", seen.__getitem__),
        ):
            yield

    return without()


def whole_lock() -> AbstractContextManager[None]:
    """Who changes a class keeps away even those who only refer to it."""

    def held(class_id: int) -> LearningClass:
        places.hold(class_id)
        return LearningClass.objects.select_for_update(of=("self",)).get(pk=class_id)

    return replaced_everywhere("held_class", class_locks.held_class, held)


WITHOUT: dict[str, Callable[[], AbstractContextManager[None]]] = {
    "hold": no_hold,
    "version": no_version,
    "class_lock": no_class_lock,
    "retry": no_retry,
    "key": no_key,
    "order": no_order,
    "own_time": no_own_time,
    "room": no_room,
    "anew": no_look_anew,
    "light lock": whole_lock,
}
