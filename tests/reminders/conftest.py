"""A team whose training runs out."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core import mail

from wagtail_esrlm.clock import today
from wagtail_esrlm.compliance import refresh
from wagtail_esrlm.snippets.models import CourseCompetency
from wagtail_esrlm.testing import (
    BusinessGroupFactory,
    CompetencyAwardFactory,
    CompetencyFactory,
    CourseFactory,
    EnrolmentFactory,
    LearningClassFactory,
    PersonFactory,
    RequirementFactory,
    seat,
)

ONE_DAY = datetime.timedelta(days=1)


class Team:
    """A manager and reports, and a competency that everybody must hold."""

    def __init__(self) -> None:
        self.group = BusinessGroupFactory(shown_from=today() - 30 * ONE_DAY)
        self.competency = CompetencyFactory(name="NHS|CSTF|Fire Safety - 2 Years|")
        RequirementFactory(
            competency=self.competency,
            business_group=self.group,
            starts_on=today() - 3000 * ONE_DAY,
        )
        self.course = CourseFactory(business_group=self.group, title="Fire Safety")
        CourseCompetency.objects.create(course=self.course, competency=self.competency)
        self.manager = self.person("Ruth")
        self.held_until(self.manager, 700)

    def person(self, name: str, **seat_facts: Any) -> Any:
        person = PersonFactory(
            first_name=name,
            email=f"{name.lower()}@riverside.example",
            business_group=self.group,
        )
        given = {"supervisor": getattr(self, "manager", None), **seat_facts}
        seat(person, starts_on=today() - 3000 * ONE_DAY, **given)
        return person

    def held_until(self, person: Any, days: int) -> Any:
        """Let the person hold it until so many days from now."""
        until = today() + days * ONE_DAY
        return CompetencyAwardFactory(
            person=person,
            competency=self.competency,
            achieved_on=until - 1000 * ONE_DAY,
            expires_on=until,
        )

    def book(self, person: Any, days: int) -> Any:
        """Book the person on a class that gives it in so many days."""
        learning_class = LearningClassFactory(course=self.course, in_days=days)
        return EnrolmentFactory(learning_class=learning_class, person=person)

    def calculate(self) -> None:
        """Bring stored records to today."""
        refresh.refresh_all()


@pytest.fixture
def team(db: None, settings: Any) -> Team:
    """Return the team."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail.outbox = []
    return Team()
