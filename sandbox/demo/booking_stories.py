"""Bookings in every state, so that each page of booking has something to show.

What is to come goes through the plugin's own services; what lies in the past is written
as history, and then marked and closed as an instructor would.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from wagtail_esrlm.booking import services
from wagtail_esrlm.booking.attendance import mark
from wagtail_esrlm.booking.classes import ClassDraft, SessionInput, create_classes
from wagtail_esrlm.booking.closing import close_register
from wagtail_esrlm.booking.history import Kept, record_bookings
from wagtail_esrlm.booking.models import Enrolment
from wagtail_esrlm.booking.promotion import promote_due
from wagtail_esrlm.booking.states import State
from wagtail_esrlm.clock import now, today, zone
from wagtail_esrlm.snippets.models import Course, LearningClass, Location
from wagtail_esrlm.workforce.models import Person

if TYPE_CHECKING:
    from .files import Generator

DAY = datetime.timedelta(days=1)
HOST = "@riverside.example"


class Teller:
    """Knows the people of the stories, and staff nurses whom no story is about."""

    def __init__(self, world: Generator, nurses: Iterator[Person]) -> None:
        self.log_ins = world.stories.log_ins
        self.nurses = nurses

    def person(self, name: str) -> Person:
        """Return who has a demo log-in."""
        return Person.objects.get(employee_number=self.log_ins[f"{name}{HOST}"])

    def some(self, count: int) -> list[Person]:
        """Return the next nurses without a story."""
        return [next(self.nurses) for _one in range(count)]

    def tell(self) -> None:
        """Tell them all."""
        self.today_s_class()
        self.held("PUMP", "PUMP-HELD", 14, closes=True)
        self.held("IND", "IND-HELD", 40, closes=True, known=("learner",))
        self.held("CONF", "CONF-HELD", 2, closes=False)
        # Assessed, and the new starter was there: closing it makes their row green.
        self.held("BLS", "BLS-HELD", 2, closes=False, known=("starter",))
        self.offer()
        self.few()

    def made(
        self,
        code: str,
        reference: str,
        day: datetime.date,
        *,
        hours: tuple[int, int] = (9, 12),
        places: int = 8,
        **facts: object,
    ) -> LearningClass:
        """Store and publish a class of a course, on any day."""
        course = Course.objects.get(code=code)
        session = SessionInput(
            held_on=day,
            starts_time=datetime.time(hours[0]),
            ends_time=datetime.time(*divmod(min(hours[1] * 60, 23 * 60 + 59), 60)),
            location=Location.objects.get(code="RW-S1"),
            instructors=[self.person("instructor")],
        )
        draft = ClassDraft(
            LearningClass(
                business_group=course.business_group,
                course=course,
                reference=reference,
                **facts,
            ),
            [session],
            maximum_places=places,
            minimum_places=min(4, places),
        )
        made = create_classes(drafts=[draft], may_be_past=True)[0]
        made.is_published, made.published_at = True, now()
        made.save(update_fields=["is_published", "published_at"])
        return made

    def today_s_class(self) -> None:
        """A class that runs now: its code is shown, and two people can sign in."""
        hour = now().astimezone(zone()).hour
        begins = min(max(hour - 1, 0), 21)
        made = self.made("CONF", "CONF-TODAY", today(), hours=(begins, begins + 3))
        people = [self.person("expiring"), self.person("starter"), *self.some(4)]
        remember(made, people)

    def held(
        self,
        code: str,
        reference: str,
        days: int,
        *,
        closes: bool,
        known: Sequence[str] = (),
    ) -> None:
        """A class that is over: its register is closed, or waits to be."""
        made = self.made(code, reference, today() - days * DAY)
        people = [self.person(name) for name in known]
        remember(made, [*people, *self.some(4 - len(people))])
        if not closes:
            return
        everybody = list(Enrolment.objects.filter(learning_class=made).order_by("pk"))
        for people, is_present in ((everybody[:3], True), (everybody[3:], False)):
            mark(
                enrolments=people,
                session=made.sessions.get(),
                is_present=is_present,
                by=None,
            )
        close_register(learning_class=made, by=None)

    def offer(self) -> None:
        """The learner is offered a place that somebody gave up; two more wait."""
        made = self.made(
            "CONF", "CONF-OFFER", today() + 28 * DAY, places=1, offer_hours=72
        )
        first, *others = self.some(3)
        for person, source in (
            (first, "administrator"),
            (self.person("learner"), "self"),
            *((other, "administrator") for other in others),
        ):
            services.request_enrolment(
                person=person, learning_class=made, by=None, source=source
            )
        booked = Enrolment.objects.get(learning_class=made, person=first)
        services.cancel(enrolment=booked, by=None, cancel_reason="by_administrator")
        promote_due()

    def few(self) -> None:
        """A class in five days with fewer people than it needs."""
        made = self.made("MH2", "MH2-FEW", today() + 5 * DAY, hours=(13, 16))
        for person in self.some(1):
            services.request_enrolment(
                person=person, learning_class=made, by=None, source="administrator"
            )


def remember(learning_class: LearningClass, people: Sequence[Person]) -> None:
    """Write bookings of a class that has begun, as history."""
    posts = posts_of(people)
    record_bookings(
        learning_class=learning_class,
        bookings=[
            Kept(person.pk, State.CONFIRMED, today() - 20 * DAY, posts.get(person.pk))
            for person in people
        ],
        by=None,
    )


def posts_of(people: Iterable[Person]) -> dict[int, int]:
    """Return the assignment of each."""
    found = Person.objects.filter(pk__in=[each.pk for each in people])
    return dict(found.values_list("pk", "assignments"))
