"""The counters of a class: the one module that writes ``ClassPlaces`` (rule 49).

Always: the counter first, then everything else of the transaction. It locks the class's
row, so whatever is read afterwards holds until the transaction ends. Several classes:
in the order of their keys.
Never: count enrolments and then insert one.
"""

from __future__ import annotations

from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Greatest

from ..compiled import Update
from .models import ClassPlaces

#: A place is free: extra places are for those who have them, not for newcomers.
ROOM = Q(maximum_places__isnull=True) | Q(places_taken__lt=F("maximum_places"))


HOLD = Update(
    ClassPlaces, lambda class_id: (_of(class_id), {"places_taken": F("places_taken")})
)
TAKE = Update(
    ClassPlaces,
    lambda class_id: (
        _of(class_id).filter(ROOM, places_waiting=0),
        {"places_taken": F("places_taken") + 1},
    ),
)
_JOIN = Update(
    ClassPlaces,
    lambda class_id: (
        _of(class_id).filter(~ROOM | Q(places_waiting__gt=0)),
        {"places_waiting": F("places_waiting") + 1},
    ),
)


def hold(class_id: int) -> bool:
    """Keep everybody else from booking in a class until the transaction ends."""
    return bool(HOLD(class_id=class_id))


def take(class_id: int) -> bool:
    """Take a free place, unless somebody waits for it (rule 66)."""
    return bool(TAKE(class_id=class_id))


def take_many(class_id: int, count: int) -> bool:
    """Take so many free places, or none."""
    room = Q(maximum_places__isnull=True) | Q(
        places_taken__lte=F("maximum_places") - count
    )
    return bool(
        _of(class_id)
        .filter(room, places_waiting=0)
        .update(places_taken=F("places_taken") + count)
    )


def join_queue(class_id: int) -> bool:
    """Join the waiting list, unless a place is free and nobody waits."""
    return bool(_JOIN(class_id=class_id))


def squeeze_in(class_id: int, count: int = 1) -> bool:
    """Take places beyond the maximum where it must be: a recorded exception (74)."""
    return bool(
        _of(class_id).update(
            places_taken=F("places_taken") + count,
            extra_places=_beyond(F("places_taken") + count),
        )
    )


def change(class_id: int, *, taken: int, waiting: int) -> bool:
    """Change who holds and who waits; places are taken only where they are free.

    Args:
        taken: How many more hold a place; fewer if negative.
        waiting: How many more wait.
    """
    places = _of(class_id)
    if taken > 0:
        room = Q(maximum_places__isnull=True) | Q(
            places_taken__lte=F("maximum_places") - taken
        )
        places = places.filter(room)
    changes: dict[str, object] = {}
    if taken:
        changes["places_taken"] = F("places_taken") + taken
    if taken < 0:
        changes["extra_places"] = _beyond(F("places_taken") + taken)
    if waiting:
        changes["places_waiting"] = F("places_waiting") + waiting
    if not changes:
        changes["places_taken"] = F("places_taken")
    return bool(places.update(**changes))


def resize(
    class_id: int,
    *,
    maximum_places: int | None,
    minimum_places: int | None = None,
    over_booked: bool = False,
) -> bool:
    """Set how many places there are; False where more are held (rule 60).

    Args:
        minimum_places: None leaves it.
        over_booked: Those who have a place keep it as recorded over-booking.
    """
    places = _of(class_id)
    changes: dict[str, object] = {"maximum_places": maximum_places, "extra_places": 0}
    if maximum_places is not None:
        if over_booked:
            changes["extra_places"] = Greatest(
                F("places_taken") - maximum_places, Value(0)
            )
        else:
            places = places.filter(places_taken__lte=maximum_places)
    if minimum_places is not None:
        changes["minimum_places"] = minimum_places
    return bool(places.update(**changes))


def set_counted(class_id: int, *, taken: int, waiting: int) -> None:
    """Write counters that were counted anew; nobody loses their place by it."""
    _of(class_id).update(
        places_taken=taken, places_waiting=waiting, extra_places=_beyond(Value(taken))
    )


def _of(class_id: int):  # type: ignore[no-untyped-def]
    return ClassPlaces.objects.filter(learning_class_id=class_id)


def _beyond(taken: object) -> Case:
    """Return by how many the places held are beyond the maximum."""
    return Case(
        When(maximum_places__isnull=True, then=Value(0)),
        default=Greatest(taken - F("maximum_places"), Value(0)),  # type: ignore[operator]
    )
