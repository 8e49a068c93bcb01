"""A made-up trust, piece by piece.

Everything belongs to one business group (457) unless another is given, people have
no log-in, and seats are open-ended from 2020.
"""

from __future__ import annotations

import datetime
from typing import Any

import factory
from django.contrib.auth import get_user_model
from factory.django import DjangoModelFactory

from ..compliance.award_terms import AwardTerms
from ..compliance.models import (
    CompetencyAward,
    Exemption,
    HeldCompetency,
    Requirement,
)
from ..snippets.models import Competency, CompetencyCover, RenewalPeriod
from ..workforce.models import (
    Assignment,
    AssignmentCategory,
    AssignmentPeriod,
    AssignmentStatus,
    BusinessGroup,
    Deputy,
    JobRole,
    Organisation,
    Person,
    Position,
    SupplementaryRole,
    SupplementaryRoleHolding,
)

#: The day from which made-up seats and requirements run.
LONG_AGO = datetime.date(2020, 1, 1)


class UserFactory(DjangoModelFactory):
    """A log-in of the host's user model, whatever its fields are."""

    class Meta:
        model = get_user_model()
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"user{n}@riverside.example")

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        name_field = model_class.USERNAME_FIELD
        if name_field != "email":
            kwargs.setdefault(name_field, kwargs["email"].split("@")[0])
        password = kwargs.pop("password", None)
        user = model_class(*args, **kwargs)
        if password is None:
            user.set_unusable_password()
        else:
            user.set_password(password)
        user.save()
        return user

    @factory.post_generation
    def groups(obj, create: bool, extracted: Any, **kwargs: Any) -> None:
        """Join the groups given."""
        if create and extracted:
            obj.groups.set(extracted)


class BusinessGroupFactory(DjangoModelFactory):
    """An employer; the same one until another VPD code is given."""

    class Meta:
        model = BusinessGroup
        django_get_or_create = ("vpd",)

    vpd = "457"
    name = factory.LazyAttribute(lambda group: f"Riverside {group.vpd}")


class OrganisationFactory(DjangoModelFactory):
    """A node of the tree; at the top unless ``parent`` is given."""

    class Meta:
        model = Organisation

    business_group = factory.Maybe(
        "parent",
        yes_declaration=factory.SelfAttribute("parent.business_group"),
        no_declaration=factory.SubFactory(BusinessGroupFactory),
    )
    parent = None
    name = factory.Sequence(lambda n: f"Ward {n}")


class JobRoleFactory(DjangoModelFactory):
    """A job role."""

    class Meta:
        model = JobRole

    business_group = factory.SubFactory(BusinessGroupFactory)
    name = factory.Sequence(lambda n: f"Job role {n}")
    staff_group = "Nursing and Midwifery Registered"


class PositionFactory(DjangoModelFactory):
    """A numbered post."""

    class Meta:
        model = Position

    business_group = factory.SubFactory(BusinessGroupFactory)
    number = factory.Sequence(lambda n: f"{30000 + n}")
    title = "Staff Nurse"


class SupplementaryRoleFactory(DjangoModelFactory):
    """A role beside the job."""

    class Meta:
        model = SupplementaryRole

    business_group = factory.SubFactory(BusinessGroupFactory)
    name = factory.Sequence(lambda n: f"Supplementary role {n}")


class AssignmentStatusFactory(DjangoModelFactory):
    """A word for an assignment's state; migrating puts ESR's own words in."""

    class Meta:
        model = AssignmentStatus

    name = factory.Sequence(lambda n: f"Status {n}")


class AssignmentCategoryFactory(DjangoModelFactory):
    """A kind of employment; migrating puts ESR's own words in."""

    class Meta:
        model = AssignmentCategory

    name = factory.Sequence(lambda n: f"Category {n}")


class PersonFactory(DjangoModelFactory):
    """An employee without a log-in; traits make other kinds of people."""

    class Meta:
        model = Person

    class Params:
        with_user = factory.Trait(user=factory.SubFactory(UserFactory))
        external = factory.Trait(person_type=Person.Type.EXTERNAL_LEARNER)
        customer = factory.Trait(person_type=Person.Type.CUSTOMER)
        limited = factory.Trait(access=Person.Access.LIMITED)

    business_group = factory.SubFactory(BusinessGroupFactory)
    employee_number = factory.Sequence(lambda n: f"{20000000 + n}")
    first_name = factory.Sequence(lambda n: f"First{n}")
    last_name = factory.Sequence(lambda n: f"Last{n}")


class AssignmentFactory(DjangoModelFactory):
    """The identity of one employment, without a seat."""

    class Meta:
        model = Assignment

    person = factory.SubFactory(PersonFactory)
    business_group = factory.SelfAttribute("person.business_group")
    number = factory.LazyAttributeSequence(
        lambda assignment, n: f"{assignment.person.employee_number}-{n}"
    )


class AssignmentPeriodFactory(DjangoModelFactory):
    """A seat: an assignment's facts in some days; in an organisation of its own."""

    class Meta:
        model = AssignmentPeriod

    assignment = factory.SubFactory(AssignmentFactory)
    organisation = factory.SubFactory(
        OrganisationFactory,
        business_group=factory.SelfAttribute("..assignment.business_group"),
    )
    starts_on = LONG_AGO

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        roles = kwargs.pop("supplementary_roles", ())
        period = super()._create(model_class, *args, **kwargs)
        SupplementaryRoleHolding.objects.bulk_create(
            SupplementaryRoleHolding(assignment_period=period, supplementary_role=role)
            for role in roles
        )
        return period


class DeputyFactory(DjangoModelFactory):
    """A stand-in for a manager."""

    class Meta:
        model = Deputy

    manager = factory.SubFactory(PersonFactory)
    deputy = factory.SubFactory(PersonFactory)
    starts_on = LONG_AGO
    ends_on = datetime.date(2099, 12, 31)


class RenewalPeriodFactory(DjangoModelFactory):
    """How long awards last; since always unless ``starts_on`` is given."""

    class Meta:
        model = RenewalPeriod

    competency = factory.SubFactory("wagtail_esrlm.testing.factories.CompetencyFactory")
    months = 12


class CompetencyFactory(DjangoModelFactory):
    """A national competency, renewed after ``months`` (None: never)."""

    class Meta:
        model = Competency

    name = factory.Sequence(lambda n: f"NHS|CSTF|Subject {n} - 1 Year|")
    months = 12

    @classmethod
    def _build(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        kwargs.pop("months")
        return super()._build(model_class, *args, **kwargs)

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        months = kwargs.pop("months")
        competency = super()._create(model_class, *args, **kwargs)
        RenewalPeriodFactory(competency=competency, months=months)
        return competency


class CompetencyCoverFactory(DjangoModelFactory):
    """``competency`` covers ``covered`` (rule 27)."""

    class Meta:
        model = CompetencyCover

    competency = factory.SubFactory(CompetencyFactory)
    covered = factory.SubFactory(CompetencyFactory)


class RequirementFactory(DjangoModelFactory):
    """A requirement of the whole business group unless another target is given."""

    class Meta:
        model = Requirement

    competency = factory.SubFactory(CompetencyFactory)
    organisation = None
    job_role = None
    position = None
    assignment = None
    supplementary_role = None
    starts_on = LONG_AGO

    @factory.lazy_attribute
    def business_group(self) -> BusinessGroup | None:
        """The shared business group where no other target is given."""
        others = (
            self.organisation,
            self.job_role,
            self.position,
            self.assignment,
            self.supplementary_role,
        )
        return None if any(others) else BusinessGroupFactory()


class CompetencyAwardFactory(DjangoModelFactory):
    """An award with its covers; its expiry is computed unless ``expires_on`` is given.

    Unlike the service it may lie in the future or be void from the start.
    """

    class Meta:
        model = CompetencyAward

    person = factory.SubFactory(PersonFactory)
    competency = factory.SubFactory(CompetencyFactory)
    achieved_on = datetime.date(2025, 1, 1)

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        award = model_class(*args, **kwargs)
        terms = AwardTerms([award.person_id])
        if "expires_on" not in kwargs:
            award.expires_on = terms.expiry(award)
        award.save()
        if award.voided_at is None:
            HeldCompetency.objects.bulk_create(terms.held(award))
        return award


class ExemptionFactory(DjangoModelFactory):
    """Days on which a person need not hold a competency."""

    class Meta:
        model = Exemption

    person = factory.SubFactory(PersonFactory)
    competency = factory.SubFactory(CompetencyFactory)
    starts_on = datetime.date(2025, 1, 1)
    ends_on = datetime.date(2025, 6, 30)
    reason = Exemption.Reason.ADJUSTMENT
    approved_by = factory.SubFactory(UserFactory)


def seat(person: Person, **facts: Any) -> AssignmentPeriod:
    """Seat a person: a new assignment, unless ``assignment`` is given, and a period."""
    if "assignment" not in facts:
        facts["assignment"] = AssignmentFactory(person=person)
    return AssignmentPeriodFactory(**facts)


def organisation_path(
    *names: str, business_group: BusinessGroup | None = None
) -> Organisation:
    """Make (or find) a path of organisations from the top, and return its last."""
    group = business_group or BusinessGroupFactory()
    parent: Organisation | None = None
    for name in names:
        found = Organisation.objects.filter(
            business_group=group, parent=parent, name=name
        ).first()
        parent = found or OrganisationFactory(
            business_group=group, parent=parent, name=name
        )
    if parent is None:
        raise ValueError("A path needs at least one name")
    return parent
