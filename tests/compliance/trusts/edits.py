"""Edits somebody may make to what stands in the tables, one at a time, at random."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from django.db import models

from wagtail_esrlm.compliance.award_rewriting import rewrite_derived
from wagtail_esrlm.compliance.awards import AwardInput, void_award, write_awards
from wagtail_esrlm.compliance.models import CompetencyAward, Exemption, Requirement
from wagtail_esrlm.snippets.models import Competency, CompetencyCover, RenewalPeriod
from wagtail_esrlm.workforce.models import (
    Assignment,
    AssignmentPeriod,
    AssignmentStatus,
    Organisation,
    Person,
    SupplementaryRoleHolding,
)

from .by_service import FAR
from .dice import Dice, happens, one_of
from .tables import an_approver


class Editor:
    """Somebody who changes things; days are taken from those given."""

    def __init__(self, dice: Dice, days: list[datetime.date]) -> None:
        self.dice = dice
        self.days = days

    def edit(self) -> str:
        """Make one edit, and name it."""
        action = one_of(self.dice, EDITS)
        action(self)
        return action.__name__

    def day(self) -> datetime.date:
        """Choose a day."""
        return one_of(self.dice, self.days)

    def one(self, model: type[models.Model], **filters: object) -> models.Model | None:
        """Choose a row of a model, if there is one."""
        rows = list(model.objects.filter(**filters).order_by("pk"))
        return one_of(self.dice, rows) if rows else None

    def give(self, row: models.Model | None, **values: object) -> None:
        """Change a row, if it is there."""
        if row is not None:
            for name, value in values.items():
                setattr(row, name, value)
            row.save()

    # Seats --------------------------------------------------------------------

    def end_a_seat(self) -> None:
        """Let a period end earlier, or later where nothing follows it."""
        period = self.one(AssignmentPeriod)
        if period is None:
            return
        following = period.assignment.periods.filter(starts_on__gt=period.starts_on)
        latest = following.order_by("starts_on").values_list("starts_on", flat=True)
        ends_on = max(period.starts_on, self.day())
        if latest and ends_on >= latest[0]:
            ends_on = latest[0] - datetime.timedelta(days=1)
        self.give(period, ends_on=ends_on)

    def change_a_seat(self) -> None:
        """Give a period another status, grade or place."""
        other = self.one(AssignmentPeriod)
        if other is not None:
            names = ("status", "grade", "organisation", "job_role", "position")
            name = one_of(self.dice, names)
            self.give(self.one(AssignmentPeriod), **{name: getattr(other, name)})

    def remove_a_seat(self) -> None:
        """Delete a period that was entered in error."""
        period = self.one(AssignmentPeriod)
        if period is not None:
            period.delete()

    def take_a_role(self) -> None:
        """Take a supplementary role away."""
        holding = self.one(SupplementaryRoleHolding)
        if holding is not None:
            holding.delete()

    def give_an_assignment_to_another(self) -> None:
        """Correct whose assignment it is."""
        person = self.one(Person)
        self.give(self.one(Assignment), person=person)

    def change_a_person_type(self) -> None:
        """Turn an employee into an external learner, or back."""
        kind = one_of(self.dice, Person.Type.values)
        self.give(self.one(Person), person_type=kind)

    def move_an_organisation(self) -> None:
        """Put a place under the top of its tree."""
        place = self.one(Organisation, parent__parent__isnull=False)
        if place is None:
            return
        top = place.parent.parent
        if not top.children.filter(name_key=place.name_key).exists():
            self.give(place, parent=top)

    def change_a_status(self) -> None:
        """Let a word count as active, or no longer."""
        word = self.one(AssignmentStatus)
        if word is not None:
            self.give(word, is_active=not word.is_active)

    # Requirements and competencies --------------------------------------------

    def change_a_requirement(self) -> None:
        """Change what a requirement says, or of which competency."""
        row = self.one(Requirement)
        if row is None:
            return
        change = one_of(
            self.dice,
            (
                {"essential": not row.essential},
                {"grace_days": 0 if row.grace_days else 30},
                {"ends_on": max(row.starts_on, self.day())},
                {"ends_on": None},
                {"competency": self.one(Competency)},
            ),
        )
        values = {"grace_days": 0} | change if row.before_activity else change
        clash = Requirement.objects.filter(
            competency=change.get("competency"), starts_on=row.starts_on
        )
        if "competency" not in change or not clash.exists():
            self.give(row, **values)

    def remove_a_requirement(self) -> None:
        """Delete a requirement."""
        row = self.one(Requirement)
        if row is not None:
            row.delete()

    def end_a_competency(self) -> None:
        """Give a competency an end date, or take it away."""
        ends_on = None if happens(self.dice, 50) else self.day()
        self.give(self.one(Competency), ends_on=ends_on)

    def change_an_amber_window(self) -> None:
        """Give a competency a window of its own."""
        self.give(self.one(Competency), amber_months=self.dice.number(0, 6))

    def change_a_period(self) -> None:
        """Correct a renewal period for all of its time."""
        row = self.one(RenewalPeriod)
        if row is not None:
            self.give(row, months=one_of(self.dice, (None, 1, 12, 24)))
            rewrite_derived(competency_ids=[row.competency_id], since=row.starts_on)

    def drop_a_cover(self) -> None:
        """Correct what a competency covers."""
        row = self.one(CompetencyCover)
        if row is not None:
            competency_id = row.competency_id
            row.delete()
            rewrite_derived(competency_ids=[competency_id])

    # Awards and exemptions ----------------------------------------------------

    def write_an_award(self) -> None:
        """Award something, or state it again with another expiry."""
        person, competency = self.one(Person), self.one(Competency)
        if person is None or competency is None:
            return
        achieved_on = self.day()
        stated = max(achieved_on, self.day()) if happens(self.dice, 40) else None
        given = AwardInput(person.pk, competency.pk, achieved_on, stated)
        write_awards(awards=[given], on=FAR)

    def void_an_award(self) -> None:
        """Void an award."""
        award = self.one(CompetencyAward, voided_at__isnull=True)
        if award is not None:
            void_award(award=award, reason="Entered in error")

    def exempt_somebody(self) -> None:
        """Exempt somebody for a while."""
        person, competency = self.one(Person), self.one(Competency)
        if person is not None and competency is not None:
            day = self.day()
            Exemption.objects.create(
                person=person,
                competency=competency,
                starts_on=day,
                ends_on=day + datetime.timedelta(days=30),
                reason=Exemption.Reason.OTHER,
                approved_by=an_approver(),
            )


EDITS: tuple[Callable[[Editor], None], ...] = (
    Editor.end_a_seat,
    Editor.change_a_seat,
    Editor.remove_a_seat,
    Editor.take_a_role,
    Editor.give_an_assignment_to_another,
    Editor.change_a_person_type,
    Editor.move_an_organisation,
    Editor.change_a_status,
    Editor.change_a_requirement,
    Editor.remove_a_requirement,
    Editor.end_a_competency,
    Editor.change_an_amber_window,
    Editor.change_a_period,
    Editor.drop_a_cover,
    Editor.write_an_award,
    Editor.void_an_award,
    Editor.exempt_somebody,
)
