"""A made-up booking, for previews of messages; reads no data."""

from __future__ import annotations

from django.utils.translation import gettext as _

from ...notifications.kinds import Context
from ...workforce.models import Person
from .about import OtherDate
from .shown import ClassShown, Instruction, Meeting

#: Kinds that people above the learner read.
_TO_OTHERS = frozenset({"booking.approval_asked", "booking.cancelled_late"})

#: Kinds whose reason is a code, and no words.
_BY_CODE = frozenset({"booking.cancelled", "booking.cancelled_late"})


def example_class() -> ClassShown:
    """Return a class of two sessions in one place."""
    return ClassShown(
        title="Adult Basic Life Support",
        reference="ABLS-0312",
        starts="Thursday 3 December 2026 at 9:00",
        first_day="Thursday 3 December 2026",
        meetings=(
            Meeting(
                when=(
                    "Thursday 3 December 2026, 9:00 to 12:30",
                    "Friday 4 December 2026, 9:00 to 12:30",
                ),
                place="Royal Wing, Seminar room 2",
                address=("1 River Street", "Riverside", "RV1 1AA"),
            ),
        ),
        instructions=(
            Instruction(
                _("Joining instructions"),
                "Wear loose clothes and flat shoes.\nBring your staff badge.",
            ),
            Instruction(
                _("How to find us"), "Use the west entrance and follow the blue line."
            ),
            Instruction(_("Access"), "Lift to all floors. Hearing loop in the room."),
        ),
        link="/learning/",
    )


def example_of(kind: str) -> Context:
    """Return a context for the templates of a kind about a booking."""
    return {
        "person": Person(first_name="Amina", last_name="Yusuf"),
        "shown": example_class(),
        "to_self": kind not in _TO_OTHERS,
        "name": "Tom Baker",
        "link": "/learning/",
        "link_label": _("See your booking"),
        "approver": "Ruth Olsen",
        "answer_by": "Tuesday 1 December 2026 at 17:00",
        "cancel_until": "Tuesday 1 December 2026 at 9:00",
        "promoted_late": False,
        "has_place": True,
        "near": _("tomorrow") if kind.endswith("_1") else _("in 7 days"),
        "position": 3,
        "by_need": False,
        "offers": True,
        "approved": False,
        "keeps_waiting": False,
        "still_waits": False,
        "why": "It overlaps with another class that is booked.",
        "reason": "by_learner" if kind in _BY_CODE else _("The trainer is ill."),
        "was": "confirmed",
        "late": kind == "booking.cancelled_late",
        "note": "I am needed on the ward.",
        "other_dates": [
            OtherDate("Monday 14 December 2026 at 13:00", "/learning/"),
            OtherDate("Tuesday 12 January 2027 at 9:00", "/learning/"),
        ],
    }
