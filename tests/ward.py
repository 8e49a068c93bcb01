"""A ward of made-up people, one for each thing that a page has to say."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group
from wagtail.models import Site

from wagtail_esrlm import clock
from wagtail_esrlm.months import add_months
from wagtail_esrlm.site_settings import LearningSettings
from wagtail_esrlm.snippets.models import Competency
from wagtail_esrlm.testing.factories import (
    BusinessGroupFactory,
    CompetencyAwardFactory,
    CompetencyFactory,
    DeputyFactory,
    ExemptionFactory,
    JobRoleFactory,
    PersonFactory,
    PositionFactory,
    RequirementFactory,
    UserFactory,
    organisation_path,
    seat,
)
from wagtail_esrlm.workforce.models import Person


@dataclass
class Ward:
    """The people, the day and the competencies of the ward."""

    today: datetime.date
    nurse: Person
    sister: Person
    away: Person
    stranger: Person
    deputy: Person
    fire: Competency
    resuscitation: Competency
    governance: Competency

    @property
    def nurse_user(self) -> Any:
        """The nurse's log-in."""
        return self.nurse.user

    @property
    def sister_user(self) -> Any:
        """The manager's log-in."""
        return self.sister.user


def make_ward() -> Ward:
    """Write the ward into the tables."""
    today = clock.today()
    group = BusinessGroupFactory(
        name="Riverside University Hospitals", shown_from=datetime.date(2020, 1, 1)
    )
    surgery = organisation_path("Riverside", "Surgery")
    place = organisation_path("Riverside", "Surgery", "Ward 10")
    role = JobRoleFactory(name="Staff Nurse")
    post = PositionFactory(number="30412")
    fire = CompetencyFactory(name="NHS|CSTF|Fire Safety - 2 Years|", months=24)
    resuscitation = CompetencyFactory(
        name="NHS|CSTF|Resuscitation - Level 2 - 1 Year|", months=12
    )
    governance = CompetencyFactory(
        name="NHS|CSTF|Information Governance - 1 Year|", months=12
    )
    moving = CompetencyFactory(name="NHS|CSTF|Moving and Handling - 2 Years|")
    prevent = CompetencyFactory(name="NHS|CSTF|Prevent - 3 Years|", months=36)
    kind = CompetencyFactory(name="457|LOCAL|Kindness|", months=None)
    extra = CompetencyFactory(name="457|LOCAL|Cannulation|", months=None)
    coming = CompetencyFactory(name="NHS|CORE|Autism - Tier 2|", months=36)
    for competency in (fire, governance, prevent):
        RequirementFactory(competency=competency)
    RequirementFactory(competency=resuscitation, organisation=surgery)
    RequirementFactory(competency=resuscitation, position=post)
    RequirementFactory(
        competency=moving,
        job_role=role,
        starts_on=today - datetime.timedelta(10),
        grace_days=30,
    )
    RequirementFactory(competency=kind, organisation=surgery, essential=False)
    RequirementFactory(competency=coming, starts_on=today + datetime.timedelta(30))
    head = person("Priya", "Raman", "head")
    seat(head, organisation=surgery)
    sister = person("Helen", "Okafor", "sister")
    seat(sister, organisation=place, supervisor=head)
    nurse = person("Amina", "Yusuf", "nurse")
    seat(
        nurse,
        organisation=place,
        job_role=role,
        position=post,
        supervisor=sister,
    )
    away = person("Leah", "Morgan", "away")
    seat(away, organisation=place, supervisor=sister, status="Maternity")
    stranger = person("Ben", "Ode", "stranger")
    seat(stranger, organisation=place, supervisor=head)
    deputy = person("Joan", "Price", "deputy")
    seat(deputy, organisation=place, supervisor=head)
    DeputyFactory(
        manager=sister,
        deputy=deputy,
        starts_on=today,
        ends_on=today + datetime.timedelta(7),
    )
    CompetencyAwardFactory(
        person=nurse,
        competency=fire,
        achieved_on=add_months(today + datetime.timedelta(7), -24),
    )
    CompetencyAwardFactory(
        person=nurse,
        competency=resuscitation,
        achieved_on=add_months(today - datetime.timedelta(20), -12),
    )
    CompetencyAwardFactory(
        person=nurse, competency=governance, achieved_on=today - datetime.timedelta(9)
    )
    CompetencyAwardFactory(
        person=nurse, competency=extra, achieved_on=today - datetime.timedelta(900)
    )
    ExemptionFactory(
        person=nurse,
        competency=prevent,
        starts_on=today,
        ends_on=today + datetime.timedelta(30),
    )
    assert group.shown_from
    return Ward(
        today,
        nurse,
        sister,
        away,
        stranger,
        deputy,
        fire,
        resuscitation,
        governance,
    )


def person(first: str, last: str, log_in: str) -> Person:
    """Make a person with a log-in of the given name."""
    return PersonFactory(
        first_name=first,
        last_name=last,
        user=UserFactory(email=f"{log_in}@riverside.example"),
    )


def shared_log_in() -> Any:
    """Make the log-in of a ward's computer."""
    group, _created = Group.objects.get_or_create(name="Shared log-ins")
    return UserFactory(email="ward10@riverside.example", groups=[group])


def site_help(**values: Any) -> LearningSettings:
    """Set whom staff ask, on the default site."""
    return LearningSettings.objects.create(
        site=Site.objects.get(is_default_site=True), **values
    )
