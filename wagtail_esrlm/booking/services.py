"""The one door through which bookings change; each service stands in a short module.

All are keyword-only, do all or nothing, write the step and the message with what they
do, and raise ``errors.Refused`` with the code and sentence of the rule that says no, or
``errors.Busy`` where a lock was not to be had in three seconds.
"""

from __future__ import annotations

from .approvals import approve, decline
from .cancelling import cancel
from .groups import GroupResult, NotBooked, book_group
from .keeping import keep
from .moving import move
from .offers import accept_offer, decline_offer
from .office import add_walk_in, keeps_register, set_priority
from .requests import request_enrolment
from .transactions import in_one_transaction
from .transitions import Step, enter, promotion_is_due, transition, transition_many

__all__ = [
    "GroupResult",
    "NotBooked",
    "Step",
    "accept_offer",
    "add_walk_in",
    "approve",
    "book_group",
    "cancel",
    "decline",
    "decline_offer",
    "enter",
    "in_one_transaction",
    "keep",
    "keeps_register",
    "move",
    "promotion_is_due",
    "request_enrolment",
    "set_priority",
    "transition",
    "transition_many",
]
