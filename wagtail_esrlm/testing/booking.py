"""A made-up catalogue: courses, classes with sessions and places, and bookings.

Courses are live and for every employee; classes are published, have one morning session
in a fortnight and twelve places, unless said otherwise. Times are wall times in London.
"""

from __future__ import annotations

import datetime
from typing import Any
from zoneinfo import ZoneInfo

import factory
from factory.django import DjangoModelFactory

from ..booking.models import ClassPlaces, Enrolment
from ..booking.states import HOLDS_PLACE, OUTCOMES, State
from ..clock import now, today
from ..snippets.models import (
    Audience,
    AudienceValue,
    Category,
    ClassSession,
    Course,
    CourseCompetency,
    LearningClass,
    Location,
    SessionInstructor,
)
from .factories import BusinessGroupFactory, PersonFactory

LONDON = ZoneInfo("Europe/London")


class CategoryFactory(DjangoModelFactory):
    """A shelf of the catalogue."""

    class Meta:
        model = Category

    name = factory.Sequence(lambda n: f"Category {n}")


class LocationFactory(DjangoModelFactory):
    """A room with everything people need to find it."""

    class Meta:
        model = Location

    business_group = factory.SubFactory(BusinessGroupFactory)
    code = factory.Sequence(lambda n: f"ROOM-{n}")
    name = "Royal Wing"
    room = factory.Sequence(lambda n: f"Seminar room {n}")
    address = "1 River Street, Riverside"
    postcode = "RV1 1AA"
    capacity = 20
    joining_instructions = "Use the west entrance."
    access_notes = "Lift to all floors."


class CourseFactory(DjangoModelFactory):
    """A live course; ``delivers`` names the competencies it awards."""

    class Meta:
        model = Course
        skip_postgeneration_save = True

    business_group = factory.SubFactory(BusinessGroupFactory)
    code = factory.Sequence(lambda n: f"COURSE-{n}")
    title = factory.Sequence(lambda n: f"Course {n}")
    summary = "What it is about."
    live = True

    @factory.post_generation
    def delivers(obj, create: bool, extracted: Any, **kwargs: Any) -> None:
        """Award these competencies on completion."""
        for competency in extracted or ():
            CourseCompetency.objects.create(course=obj, competency=competency)


class AudienceFactory(DjangoModelFactory):
    """Whom a course is for; ``values`` are dicts of ``AudienceValue`` fields."""

    class Meta:
        model = Audience
        skip_postgeneration_save = True

    course = factory.SubFactory(CourseFactory)

    @factory.post_generation
    def values(obj, create: bool, extracted: Any, **kwargs: Any) -> None:
        """Name or except these values."""
        for fields in extracted or ():
            AudienceValue.objects.create(audience=obj, **fields)


class ClassSessionFactory(DjangoModelFactory):
    """A sitting from 9:00 to 12:00; its instants follow from the wall time."""

    class Meta:
        model = ClassSession

    learning_class: Any = None
    held_on = factory.LazyFunction(lambda: today() + datetime.timedelta(days=14))
    starts_time = datetime.time(9)
    ends_time = datetime.time(12)
    location = factory.SubFactory(LocationFactory)
    starts_at = factory.LazyAttribute(
        lambda made: datetime.datetime.combine(made.held_on, made.starts_time, LONDON)
    )
    ends_at = factory.LazyAttribute(
        lambda made: datetime.datetime.combine(made.held_on, made.ends_time, LONDON)
    )


class LearningClassFactory(DjangoModelFactory):
    """A published class in a fortnight.

    ``in_days`` or ``held_on`` say when it begins; ``sessions`` is how many daily
    sessions it has, or their dates; ``places`` is the
    maximum, None for no limit; ``full`` fills it; ``instructors`` are people.
    """

    class Meta:
        model = LearningClass
        skip_postgeneration_save = True

    course = factory.SubFactory(CourseFactory)
    business_group = factory.SelfAttribute("course.business_group")
    reference = factory.Sequence(lambda n: f"CLASS-{n}")
    status = LearningClass.Status.NORMAL
    is_published = True
    published_at = factory.LazyFunction(now)

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        sessions = kwargs.pop("sessions", 1)
        places = kwargs.pop("places", 12)
        full = kwargs.pop("full", False)
        taken = kwargs.pop("taken", 0)
        location = kwargs.pop("location", None)
        instructors = kwargs.pop("instructors", ())
        first = kwargs.pop("held_on", None) or today() + datetime.timedelta(
            days=kwargs.pop("in_days", 14)
        )
        made = super()._create(model_class, *args, **kwargs)
        days = (
            [first + datetime.timedelta(days=day) for day in range(sessions)]
            if isinstance(sessions, int)
            else sessions
        )
        ClassPlaces.objects.create(learning_class=made, maximum_places=places)
        place = location or (LocationFactory() if days else None)
        for day in days:
            session = ClassSessionFactory(
                learning_class=made, held_on=day, location=place
            )
            for person in instructors:
                SessionInstructor.objects.create(session=session, person=person)
        all_sessions = list(made.sessions.order_by("starts_at"))
        if all_sessions:
            made.starts_at = all_sessions[0].starts_at
            made.ends_at = all_sessions[-1].ends_at
            made.cancel_until = made.starts_at - datetime.timedelta(
                days=made.cancel_days_before
            )
            made.save()
        for _seat in range(places if full and places else taken):
            EnrolmentFactory(learning_class=made)
        return made


class EnrolmentFactory(DjangoModelFactory):
    """A booking as it would stand; the class's counters follow.

    It writes the state directly, as tests may and nobody else does.
    """

    class Meta:
        model = Enrolment

    learning_class = factory.SubFactory(LearningClassFactory)
    person = factory.SubFactory(PersonFactory)
    state = State.CONFIRMED
    course_title = factory.LazyAttribute(lambda made: made.learning_class.course.title)
    created_at = factory.LazyFunction(now)
    waiting_since = factory.LazyAttribute(
        lambda made: now() if made.state == State.WAITLISTED else None
    )
    offered_at = factory.LazyAttribute(
        lambda made: now() if made.state == State.OFFERED else None
    )
    confirmed_at = factory.LazyAttribute(
        lambda made: now() if made.state in OUTCOMES | {State.CONFIRMED} else None
    )

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        made = super()._create(model_class, *args, **kwargs)
        places = ClassPlaces.objects.get(learning_class=made.learning_class)
        if made.state in HOLDS_PLACE:
            places.places_taken += 1
        if made.state == State.WAITLISTED:
            places.places_waiting += 1
        places.save()
        return made
