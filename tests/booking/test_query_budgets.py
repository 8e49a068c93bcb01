"""How many statements booking takes, whatever the person's past and the audiences."""

from __future__ import annotations

import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from wagtail_esrlm.booking.audience import courses_for
from wagtail_esrlm.booking.services import request_enrolment
from wagtail_esrlm.booking.states import State
from wagtail_esrlm.booking.visible import sees_course, visible_courses
from wagtail_esrlm.clock import today
from wagtail_esrlm.errors import Refused
from wagtail_esrlm.idempotency.models import IdempotencyKey
from wagtail_esrlm.snippets.models import Course, LearningClass
from wagtail_esrlm.testing import (
    AudienceFactory,
    CompetencyFactory,
    CourseFactory,
    EnrolmentFactory,
    JobRoleFactory,
    LearningClassFactory,
    OrganisationFactory,
    PersonFactory,
    PositionFactory,
    RequirementFactory,
    SupplementaryRoleFactory,
    seat,
)
from wagtail_esrlm.workforce.models import Person

from .people import learner

pytestmark = pytest.mark.django_db

ON_POSTGRESQL = connection.vendor == "postgresql"


def a_class(**facts: object) -> LearningClass:
    course = CourseFactory()
    AudienceFactory(course=course)
    return LearningClassFactory(course=course, **facts)


def queries_of(person: Person, wanted: LearningClass, key: str | None = None) -> int:
    """Return how many statements it takes, begin and commit aside."""
    with CaptureQueriesContext(connection) as queries:
        try:
            request_enrolment(
                person=person, learning_class=wanted, by=person.user, key=key
            )
        except Refused as err:
            assert err.code == "full"
    return sum("SAVEPOINT" not in each["sql"] for each in queries)


def test_a_booking_takes_three_trips_whatever_the_past() -> None:
    person = learner()
    queries_of(person, a_class(in_days=40))
    few = queries_of(person, a_class(in_days=41))
    for days in range(30):
        held = LearningClassFactory(in_days=-5 - days)
        EnrolmentFactory(learning_class=held, person=person, state=State.ATTENDED)
    many = queries_of(person, a_class(in_days=42))
    assert few == many
    assert many <= (3 if ON_POSTGRESQL else 11)


def test_a_full_class_refuses_in_one_trip_and_writes_nothing() -> None:
    for each in range(2):
        wanted = a_class(places=1, full=True, has_waiting_list=False)
        person = learner()
        queries = queries_of(person, wanted)
        if each:
            assert queries == 1
            assert queries_of(person, wanted, key="new") == 2, "was it sent before?"
            assert not IdempotencyKey.objects.exists()


def test_courses_shown_are_those_whose_audience_takes_the_reader_in() -> None:
    dice = random.Random(105)
    top = OrganisationFactory()
    organisations = [top, *OrganisationFactory.create_batch(2, parent=top)]
    roles = JobRoleFactory.create_batch(2, staff_group="Nursing")
    roles.append(JobRoleFactory(staff_group="Medical"))
    positions = PositionFactory.create_batch(2)
    extra = SupplementaryRoleFactory.create_batch(2)
    fire = CompetencyFactory()
    RequirementFactory(competency=fire, organisation=organisations[1])
    values = [
        *({"kind": "organisation", "organisation": each} for each in organisations),
        *({"kind": "job_role", "job_role": each} for each in roles),
        *({"kind": "staff_group", "staff_group": each} for each in ("nursing ", "X")),
        *({"kind": "position", "position": each} for each in positions),
        *({"kind": "supplementary_role", "supplementary_role": each} for each in extra),
        *({"kind": "person_type", "person_type": each} for each in Person.Type.values),
        {"kind": "compliance", "competency": fire},
    ]
    for _course in range(60):
        AudienceFactory(
            course=CourseFactory(),
            employees=dice.random() < 0.8,
            external_learners=dice.random() < 0.4,
            public=dice.random() < 0.2,
            values=[
                {**each, "is_exception": dice.random() < 0.3}
                for each in dice.sample(values, dice.randint(0, 4))
            ],
        )
    CourseFactory()
    people = [PersonFactory(), PersonFactory(person_type="external_learner")]
    people.append(PersonFactory(person_type="customer"))
    for seats in (1, 1, 1, 2, 2):
        kind = dice.choice(["employee", "employee", "external_learner"])
        people.append(PersonFactory(person_type=kind))
        for _seat in range(seats):
            seat(
                people[-1],
                organisation=dice.choice(organisations),
                job_role=dice.choice([*roles, None]),
                position=dice.choice([*positions, None]),
            )
    every = list(Course.objects.values_list("pk", flat=True))
    admitted = courses_for([each.pk for each in people], every, on=today())
    seen = 0
    for person in people:
        shown = set(visible_courses(person).values_list("pk", flat=True))
        assert shown == {pk for pk in every if sees_course(person, pk)}
        if not person.assignments.exists() and person.person_type != "external_learner":
            unlimited = Course.objects.filter(audience__values__isnull=True)
            public = Course.objects.filter(audience__public=True)
            if person.person_type == Person.Type.EMPLOYEE:
                public = public & unlimited
            assert shown == set(public.values_list("pk", flat=True))
            continue
        assert shown == admitted[person.pk], person.person_type
        seen += len(shown)
    assert 0 < seen < len(every) * len(people)
    public = set(visible_courses(None).values_list("pk", flat=True))
    assert public == {pk for pk in every if sees_course(None, pk)}


def test_finding_what_a_reader_may_see_does_not_grow_with_audiences() -> None:
    person = learner()
    role = JobRoleFactory()

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            list(visible_courses(person))
        return len(asked)

    few = 0
    for many in (1, 8):
        for _course in range(many):
            AudienceFactory(
                course=CourseFactory(), values=[{"kind": "job_role", "job_role": role}]
            )
        few = few or queries()
    assert queries() == few <= 7


def test_nothing_is_read_about_a_reader_that_no_audience_names() -> None:
    """On PostgreSQL the person is read in the trip that asks what is named."""
    person = learner()

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            list(visible_courses(person))
        return len(asked)

    for value, read in (
        ({"kind": "job_role", "job_role": JobRoleFactory()}, 3),
        (
            {
                "kind": "supplementary_role",
                "supplementary_role": SupplementaryRoleFactory(),
                "is_exception": True,
            },
            4,
        ),
        ({"kind": "organisation", "organisation": OrganisationFactory()}, 5),
    ):
        AudienceFactory(course=CourseFactory(), values=[value])
        assert queries() == read - ON_POSTGRESQL
