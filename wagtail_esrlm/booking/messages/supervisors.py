"""Word to supervisors about their reports (rule 90), and for people without mail (68).

It is written when the person's own message has reached them, in the same transaction:
so booking writes one row, and a supervisor hears of what the person knows.
"""

from __future__ import annotations

from ...clock import today
from ...notifications.hooks import on_sent
from ...notifications.models import Message
from ...notifications.outbox import say
from ...workforce.hierarchy import supervisor_of
from ...workforce.models import AssignmentPeriod, Person
from ..models import Enrolment

#: What supervisors hear about in any case.
ALWAYS = (
    "booking.confirmed",
    "booking.approved",
    "booking.promoted",
    "class.did_not_attend",
)
#: What they hear about where no mail reached the person.
WITHOUT_MAIL = ("booking.offered",)


def register() -> None:
    """Listen to what was sent."""
    for kind in ALWAYS:
        on_sent(kind, tell_supervisor)
    for kind in WITHOUT_MAIL:
        on_sent(kind, tell_supervisor_without_mail)


def tell_supervisor_without_mail(message: Message) -> None:
    """Tell the supervisor of somebody whom no mail reached (rule 68)."""
    if message.state != Message.State.SENT:
        tell_supervisor(message)


def tell_supervisor(message: Message) -> None:
    """Tell the supervisor the same, unless it was said to them or done by them."""
    enrolment = Enrolment.objects.filter(pk=message.about_id or 0).first()
    if enrolment is None or message.person_id != enrolment.person_id:
        return
    supervisor = supervisor_for(enrolment)
    if supervisor is None or _knows(supervisor, enrolment):
        return
    say(
        kind=message.kind,
        person_id=supervisor.pk,
        about_id=enrolment.pk,
        dedupe_key=f"{message.kind}:{enrolment.pk}:{enrolment.version}:{supervisor.pk}",
        facts=message.facts,
    )


def supervisor_for(enrolment: Enrolment) -> Person | None:
    """Return who supervises the post that a booking is for (rules 40, 57).

    The primary active one where the booking names none. Queries: 3.
    """
    day = today()
    seats = AssignmentPeriod.objects.active_on(day)
    if enrolment.assignment_id is not None:
        seats = seats.filter(assignment=enrolment.assignment_id)
    else:
        seats = seats.filter(assignment__person=enrolment.person_id)
    seat = seats.order_by("-is_primary", "pk").values_list("pk", flat=True).first()
    above = supervisor_of(seat, on=day) if seat is not None else None
    if above is None or above == enrolment.person_id:
        return None
    return Person.objects.filter(pk=above).first()


def _knows(supervisor: Person, enrolment: Enrolment) -> bool:
    """Whether they did it themselves: booked it, or approved it."""
    booked = supervisor.user_id is not None and (
        supervisor.user_id == enrolment.booked_by_id
    )
    approved = (
        enrolment.approved_at is not None and supervisor.pk == enrolment.approver_id
    )
    return booked or approved
