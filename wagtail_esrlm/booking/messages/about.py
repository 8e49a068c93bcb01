"""What messages about a booking have in common: read once, as it is when sent."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from ...clock import now
from ...links import absolute, link
from ...notifications.kinds import Context
from ...notifications.models import Message
from ...snippets.models import ClassSession, LearningClass
from ..listing import CatalogueFilter, bookable_classes, fitting_classes
from ..models import Enrolment
from ..states import State
from .shown import ClassShown, moment_in_full, read_sessions, show_class

#: How many other dates a message names.
OTHER_DATES = 3


@dataclass(frozen=True)
class OtherDate:
    """Another class of the course: when it begins, and its page, for mails."""

    starts: str
    link: str


class BookingMessage:
    """A message and the booking it is about.

    Attributes:
        message: The row; its person is who reads.
        enrolment: With its class, course, person and approver.
    """

    def __init__(self, message: Message, enrolment: Enrolment) -> None:
        self.message = message
        self.enrolment = enrolment

    @property
    def learning_class(self) -> LearningClass:
        """The class."""
        return self.enrolment.learning_class

    @property
    def to_self(self) -> bool:
        """Whether the reader is who is booked; else it is somebody above."""
        return self.message.person_id == self.enrolment.person_id

    @cached_property
    def sessions(self) -> Sequence[ClassSession]:
        """The sessions in order."""
        return read_sessions(self.learning_class)

    @cached_property
    def shown(self) -> ClassShown:
        """The class in words."""
        return show_class(self.learning_class, self.sessions, joins=self.joins)

    @property
    def joins(self) -> bool:
        """Whether the reader has a place, so that they read how to join."""
        has_place = self.enrolment.state in (State.CONFIRMED, State.OFFERED)
        return self.to_self and has_place

    @property
    def has_begun(self) -> bool:
        """Whether the class has begun."""
        starts_at = self.learning_class.starts_at
        return starts_at is not None and starts_at <= now()

    def moment(self, at: datetime.datetime | None) -> str:
        """Put a moment into words in the class's zone; "" for none."""
        return moment_in_full(at, self.learning_class.time_zone) if at else ""

    def context(self) -> Context:
        """Return what every template about a booking needs."""
        enrolment = self.enrolment
        to_self = self.to_self
        own = link("booking", uuid=enrolment.uuid)
        return {
            "shown": self.shown,
            "to_self": to_self,
            "name": enrolment.person.display_name,
            "link": (own or self.shown.link) if to_self else self.shown.link,
            "link_label": _("See your booking") if to_self else _("See the class"),
            "facts": self.message.facts,
        }

    def other_dates(self) -> list[OtherDate]:
        """Return the next classes of the course with a place left. Queries: 1."""
        others = bookable_classes().filter(course_id=self.learning_class.course_id)
        classes = fitting_classes(
            others.exclude(pk=self.learning_class.pk), CatalogueFilter(places_left=True)
        )
        return [
            OtherDate(
                moment_in_full(found.starts_at, found.time_zone),
                absolute(link("learning_class", uuid=found.uuid)),
            )
            for found in classes[:OTHER_DATES]
            if found.starts_at
        ]


def about_booking(message: Message) -> BookingMessage | None:
    """Read the booking that a message is about; None where it is gone. Queries: 1."""
    enrolment = (
        Enrolment.objects.select_related(
            "learning_class__course", "learning_class__places", "person", "approver"
        )
        .filter(pk=message.about_id or 0)
        .first()
    )
    return BookingMessage(message, enrolment) if enrolment else None
