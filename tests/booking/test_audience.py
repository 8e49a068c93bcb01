"""For whom a course is (rules 44, 105)."""

from __future__ import annotations

import datetime

import pytest

from wagtail_esrlm.booking.audience import in_audience, people_in
from wagtail_esrlm.booking.audience_words import sentence_of
from wagtail_esrlm.clock import today
from wagtail_esrlm.snippets.audience import (
    EVERY_EMPLOYEE,
    AudienceRule,
    Learner,
    Seat,
    admits,
)
from wagtail_esrlm.testing import (
    AudienceFactory,
    CompetencyFactory,
    CourseFactory,
    JobRoleFactory,
    OrganisationFactory,
    PersonFactory,
    PositionFactory,
    RequirementFactory,
    SupplementaryRoleFactory,
    organisation_path,
    seat,
)

WARD = Seat({"organisation": frozenset({1, 9}), "job_role": frozenset({5})})
CLINIC = Seat({"organisation": frozenset({2, 9}), "job_role": frozenset({6})})


def wanting(**kinds) -> AudienceRule:
    return AudienceRule(wanted={kind: frozenset(v) for kind, v in kinds.items()})


def without(**kinds) -> AudienceRule:
    return AudienceRule(excepted={kind: frozenset(v) for kind, v in kinds.items()})


def employee(*seats: Seat, **facts) -> Learner:
    return Learner("employee", seats=seats, **facts)


@pytest.mark.parametrize(
    ("rule", "learner", "is_in"),
    [
        (EVERY_EMPLOYEE, employee(WARD), True),
        (EVERY_EMPLOYEE, employee(), False),
        (EVERY_EMPLOYEE, employee(WARD, is_known=False), False),
        (EVERY_EMPLOYEE, Learner("external_learner", seats=(WARD,)), False),
        (AudienceRule(external_learners=True), Learner("external_learner"), True),
        (
            AudienceRule(employees=False, external_learners=True),
            employee(WARD),
            False,
        ),
        (AudienceRule(employees=False), Learner("customer"), True),
        (wanting(organisation={9}), employee(WARD), True),
        (wanting(organisation={1, 3}), employee(WARD), True),
        (wanting(organisation={2}, job_role={6}), employee(WARD, CLINIC), True),
        (wanting(organisation={1}, job_role={6}), employee(WARD, CLINIC), False),
        (wanting(supplementary_role={3}), employee(WARD, roles=frozenset({3})), True),
        (wanting(supplementary_role={3}), employee(WARD), False),
        (wanting(compliance={7}), employee(WARD, unmet=frozenset({7})), True),
        (wanting(compliance={7}), employee(WARD, unmet=frozenset({8})), False),
        (without(organisation={1}), employee(WARD), False),
        (without(organisation={1}), employee(WARD, CLINIC), True),
        (without(organisation={9}), employee(WARD, CLINIC), False),
        (without(supplementary_role={3}), employee(WARD, roles=frozenset({3})), False),
        (
            AudienceRule(external_learners=True, wanted={"job_role": frozenset({5})}),
            Learner("external_learner"),
            False,
        ),
    ],
)
def test_kinds_are_anded_values_ored_and_exceptions_subtracted(rule, learner, is_in):
    assert admits(rule, learner) is is_in


@pytest.mark.django_db
class TestStoredAudiences:
    def test_organisations_reach_what_is_below_them(self):
        surgery = organisation_path("Riverside", "Surgery")
        inside, outside = PersonFactory(), PersonFactory()
        seat(inside, organisation=OrganisationFactory(parent=surgery, name="Ward 1"))
        seat(outside, organisation=organisation_path("Riverside", "Medicine"))
        audience = AudienceFactory(
            values=[{"kind": "organisation", "organisation": surgery}]
        )
        people = [inside.pk, outside.pk]
        assert people_in(audience.course_id, people, on=today()) == {inside.pk}

    def test_staff_groups_compare_folded(self):
        nurse = PersonFactory()
        seat(nurse, job_role=JobRoleFactory(staff_group="Nursing and Midwifery"))
        audience = AudienceFactory(
            values=[{"kind": "staff_group", "staff_group": "nursing  AND midwifery"}]
        )
        assert in_audience(nurse, [audience.course_id], on=today())

    def test_who_needs_a_competency_is_read_from_the_calculation(self):
        person, other = PersonFactory(), PersonFactory()
        asked = PositionFactory()
        seat(person, position=asked)
        seat(other)
        competency = CompetencyFactory()
        RequirementFactory(competency=competency, business_group=None, position=asked)
        audience = AudienceFactory(
            values=[{"kind": "compliance", "competency": competency}]
        )
        people = [person.pk, other.pk]
        assert people_in(audience.course_id, people, on=today()) == {person.pk}

    def test_a_leaver_is_out_from_the_day_after(self):
        leaver = PersonFactory()
        seat(leaver, ends_on=today())
        course = CourseFactory()
        tomorrow = today() + datetime.timedelta(days=1)
        assert in_audience(leaver, [course.pk], on=today()) == {course.pk}
        assert in_audience(leaver, [course.pk], on=tomorrow) == set()

    def test_many_courses_take_as_many_queries_as_one(
        self, django_assert_max_num_queries
    ):
        person = PersonFactory()
        seat(person)
        courses = [
            AudienceFactory(
                values=[{"kind": "organisation", "organisation": OrganisationFactory()}]
            ).course_id
            for _course in range(5)
        ]
        with django_assert_max_num_queries(6):
            assert in_audience(person, courses, on=today()) == set()

    def test_it_reads_back_as_one_sentence(self):
        audience = AudienceFactory(
            values=[
                {"kind": "job_role", "job_role": JobRoleFactory(name="Staff Nurse")},
                {"kind": "organisation", "organisation": OrganisationFactory(name="A")},
                {"kind": "organisation", "organisation": OrganisationFactory(name="B")},
                {
                    "kind": "supplementary_role",
                    "supplementary_role": SupplementaryRoleFactory(name="Fire Warden"),
                    "is_exception": True,
                },
            ]
        )
        assert sentence_of(audience) == (
            "For employees in A or B whose job role is Staff Nurse, "
            "except with the role Fire Warden."
        )
        assert sentence_of(None) == "For every employee."
