"""How many places a class has: raised, or lowered by a choice (rules 59, 60)."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any, Literal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..clock import now
from ..errors import InvalidInput, Refused
from ..snippets.models import LearningClass
from ..workforce.audit import record
from . import places
from .class_endings import close_held
from .class_locks import held_class
from .models import ClassPlaces, Enrolment
from .moving import move
from .refusals import no
from .rules import Why
from .transactions import in_one_transaction
from .transitions import promotion_is_due

#: What becomes of people beyond a lower maximum: nobody new comes in; these move to
#: another class; or it is over-booked, and why.
Choice = Literal["close", "move", "over"]


@in_one_transaction
def set_capacity(
    *,
    learning_class: LearningClass,
    maximum_places: int | None,
    by: Any,
    minimum_places: int | None = None,
    choice: Choice | None = None,
    move_people: Sequence[tuple[Enrolment, LearningClass]] = (),
    reason: str = "",
    at: datetime.datetime | None = None,
) -> ClassPlaces:
    """Set how many places a class has; more places go to who waits, in order (59).

    Args:
        maximum_places: None for no limit.
        minimum_places: None leaves it.
        choice: Needed where more places are held: ``close`` to new bookings, ``move``
            named people, or record ``over``-booking with a reason.
        move_people: Bookings of this class, and the class each moves to; they are told.

    Returns: the places as they are now.

    Raises:
        Refused: ``below_places_held`` with how many are held and nothing changed, where
            no choice was made or it is not enough (rule 60).
        InvalidInput: where the minimum is more than the maximum.
    """
    moment = at or now()
    for class_id in sorted({learning_class.pk, *(to.pk for _one, to in move_people)}):
        places.hold(class_id)
    stored = held_class(learning_class.pk)
    before = stored.places
    minimum = before.minimum_places if minimum_places is None else minimum_places
    if maximum_places is not None and minimum > maximum_places:
        raise InvalidInput(_("The minimum places are more than the maximum places."))
    if (before.maximum_places, before.minimum_places) == (maximum_places, minimum):
        return before
    if choice == "move":
        for enrolment, to in move_people:
            if enrolment.learning_class_id != stored.pk:
                raise InvalidInput(_("One of these people is in another class."))
            move(enrolment=enrolment, to=to, by=by, reason=reason, at=moment)
    taken = ClassPlaces.objects.get(pk=stored.pk).places_taken
    over_booked = _is_over(before, maximum_places, taken, choice)
    if choice == "over" and over_booked and not reason.strip():
        raise no(Why.REASON_NEEDED)
    places.resize(
        stored.pk,
        maximum_places=maximum_places,
        minimum_places=minimum,
        over_booked=over_booked,
    )
    if choice == "close" and over_booked:
        close_held(stored, by=by, reason=reason, at=moment)
    elif _is_more(maximum_places, before.maximum_places):
        promotion_is_due(stored.pk, reason="more_places")
    record(
        stored,
        "wagtail_esrlm.class.places",
        by=by,
        changes={
            "maximum": (before.maximum_places, maximum_places),
            "minimum": (before.minimum_places, minimum),
        },
        reason=reason,
    )
    return ClassPlaces.objects.get(pk=stored.pk)


def _is_over(
    before: ClassPlaces, maximum: int | None, taken: int, choice: Choice | None
) -> bool:
    """Whether more places are held than there will be, as somebody chose.

    Raises:
        Refused: where nobody chose so, unless there are more places than before.
    """
    if maximum is None or taken <= maximum:
        return False
    is_less = before.maximum_places is None or maximum < before.maximum_places
    if is_less and choice not in ("close", "over"):
        raise below_places_held(maximum, taken)
    return True


def _is_more(maximum: int | None, before: int | None) -> bool:
    return before is not None and (maximum is None or maximum > before)


def below_places_held(maximum: int, taken: int) -> Refused:
    """Return the refusal that names how many places are held (F18)."""
    return Refused(
        "below_places_held",
        ngettext(
            "%(taken)d place is held, so %(maximum)d are too few. Close the class to "
            "new bookings, move people to another class, or record why it is "
            "over-booked.",
            "%(taken)d places are held, so %(maximum)d are too few. Close the class to "
            "new bookings, move people to another class, or record why it is "
            "over-booked.",
            taken,
        )
        % {"taken": taken, "maximum": maximum},
        facts={"held": taken, "maximum": maximum, "over": taken - maximum},
    )
