"""Requirements: a competency asked of one target on one of six levels (rule 1)."""

from __future__ import annotations

import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ...snippets.models import Competency
from ...workforce.models import (
    Assignment,
    BusinessGroup,
    JobRole,
    Organisation,
    Position,
    SupplementaryRole,
)
from ...workforce.models.keyed import ENDS_BEFORE_START, KeyedModel
from ..rules import Level

#: The foreign key of each level, in the order in which reasons are given.
TARGET_FIELDS: dict[Level, str] = {
    Level.BUSINESS_GROUP: "business_group",
    Level.ORGANISATION: "organisation",
    Level.JOB_ROLE: "job_role",
    Level.POSITION: "position",
    Level.ASSIGNMENT: "assignment",
    Level.SUPPLEMENTARY_ROLE: "supplementary_role",
}

#: The longest grace, in days: ten years.
MOST_GRACE_DAYS = 3660


def _exactly_one_target() -> Q:
    condition = Q()
    for field in TARGET_FIELDS.values():
        others = [other for other in TARGET_FIELDS.values() if other != field]
        one = Q(**{f"{field}__isnull": False})
        for other in others:
            one &= Q(**{f"{other}__isnull": True})
        condition |= one
    return condition


def _natural_keys() -> list[models.UniqueConstraint]:
    return [
        models.UniqueConstraint(
            fields=[
                "competency",
                field,
                "grade_key",
                "this_organisation_only",
                "starts_on",
            ],
            condition=Q(**{f"{field}__isnull": False}),
            name=f"%(app_label)s_%(class)s_{field}",
            violation_error_message=_("It is asked already, from the same day."),
        )
        for field in TARGET_FIELDS.values()
    ]


class RequirementQuerySet(models.QuerySet["Requirement"]):
    """Requirements, by date."""

    def current_on(self, day: datetime.date) -> RequirementQuerySet:
        """Keep requirements in force on the day (rules 5 and 33)."""
        return self.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=day),
            Q(competency__ends_on__isnull=True) | Q(competency__ends_on__gte=day),
            starts_on__lte=day,
        )

    def coming_after(self, day: datetime.date) -> RequirementQuerySet:
        """Keep requirements that start after the day (rule 5)."""
        return self.filter(starts_on__gt=day)


class Requirement(KeyedModel):
    """A competency that everybody reached through one target must hold."""

    keys: ClassVar[dict[str, str]] = {"grade": "grade_key"}

    competency = models.ForeignKey(
        Competency,
        on_delete=models.PROTECT,
        related_name="requirements",
        verbose_name=_("competency"),
    )
    business_group = models.ForeignKey(
        BusinessGroup,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="requirements",
        verbose_name=_("business group"),
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="requirements",
        verbose_name=_("organisation"),
    )
    job_role = models.ForeignKey(
        JobRole,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="requirements",
        verbose_name=_("job role"),
    )
    position = models.ForeignKey(
        Position,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="requirements",
        verbose_name=_("position"),
    )
    assignment = models.ForeignKey(
        Assignment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="requirements",
        verbose_name=_("assignment"),
    )
    supplementary_role = models.ForeignKey(
        SupplementaryRole,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="requirements",
        verbose_name=_("supplementary role"),
    )
    this_organisation_only = models.BooleanField(
        _("this organisation only"),
        default=False,
        help_text=_("Otherwise it reaches every organisation below."),
    )
    grade = models.CharField(
        _("grade"),
        max_length=240,
        blank=True,
        help_text=_("Only people on this grade. Leave empty for every grade."),
    )
    grade_key = models.CharField(max_length=240, blank=True, editable=False)
    essential = models.BooleanField(
        _("essential"),
        default=True,
        help_text=_("Recommended ones are shown apart and never count."),
    )
    before_activity = models.BooleanField(
        _("before the activity"),
        default=False,
        help_text=_("Must be held before the work is done: there is no grace."),
    )
    grace_days = models.PositiveIntegerField(
        _("grace days"),
        default=0,
        help_text=_("Days a new starter has before it counts as missing."),
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(
        _("until"), null=True, blank=True, help_text=_("The last day, included.")
    )

    objects = RequirementQuerySet.as_manager()

    class Meta:
        verbose_name = _("requirement")
        verbose_name_plural = _("requirements")
        ordering = ("competency", "starts_on", "pk")
        constraints = [
            models.CheckConstraint(
                condition=_exactly_one_target(),
                name="%(app_label)s_%(class)s_exactly_one_target",
                violation_error_message=_("Choose exactly one that it is asked of."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="%(app_label)s_%(class)s_ends_after_start",
                violation_error_message=ENDS_BEFORE_START,
            ),
            models.CheckConstraint(
                condition=Q(before_activity=False) | Q(grace_days=0),
                name="%(app_label)s_%(class)s_no_grace_before_activity",
                violation_error_message=_(
                    "What must be held before the activity has no days of grace."
                ),
            ),
            models.CheckConstraint(
                condition=Q(this_organisation_only=False)
                | Q(organisation__isnull=False),
                name="%(app_label)s_%(class)s_only_of_organisation",
                violation_error_message=_(
                    "“This organisation only” goes with an organisation."
                ),
            ),
            models.CheckConstraint(
                condition=Q(grade_key="")
                | Q(job_role__isnull=False)
                | Q(position__isnull=False),
                name="%(app_label)s_%(class)s_grade_of_job_or_position",
                violation_error_message=_(
                    "A grade goes with a job role or a position."
                ),
            ),
            *_natural_keys(),
        ]

    def __str__(self) -> str:
        return f"{self.competency}: {self.target}"

    @property
    def level(self) -> Level:
        """The level of the one target."""
        for level, field in TARGET_FIELDS.items():
            if getattr(self, f"{field}_id") is not None:
                return level
        raise ValueError("A requirement without a target")

    @property
    def target(self) -> models.Model:
        """The one target."""
        return getattr(self, TARGET_FIELDS[self.level])
