"""Assignments and the dated facts of each: who sits where, and when."""

from __future__ import annotations

import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .keyed import KeyedModel
from .people import Person
from .structure import (
    AssignmentStatus,
    BusinessGroup,
    JobRole,
    Organisation,
    Position,
    SupplementaryRole,
)


class Assignment(KeyedModel):
    """The identity of one employment; its facts are in its periods."""

    keys: ClassVar[dict[str, str]] = {"number": "number_key"}

    business_group = models.ForeignKey(
        BusinessGroup,
        on_delete=models.PROTECT,
        related_name="assignments",
        verbose_name=_("business group"),
    )
    number = models.CharField(_("assignment number"), max_length=30)
    number_key = models.CharField(max_length=30, editable=False)
    person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        related_name="assignments",
        verbose_name=_("person"),
    )

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ("number", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["business_group", "number_key"],
                name="%(app_label)s_%(class)s_number",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class AssignmentPeriodQuerySet(models.QuerySet["AssignmentPeriod"]):
    """Periods, by date and state."""

    def covering(self, day: datetime.date) -> AssignmentPeriodQuerySet:
        """Keep periods that cover the day, both ends included."""
        return self.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day
        )

    def active_on(self, day: datetime.date) -> AssignmentPeriodQuerySet:
        """Keep periods that cover the day in an active status (rule 2)."""
        return self.covering(day).exclude(
            status_key__in=AssignmentStatus.objects.filter(is_active=False).values(
                "name_key"
            )
        )


class AssignmentPeriod(KeyedModel):
    """The facts of an assignment from one day to another.

    Periods of one assignment never overlap: where stated rows do, each period is the
    part of a row on which it counts (rule 9), and ``row_starts_on``/``row_ends_on``
    keep the row as it was stated.
    """

    keys: ClassVar[dict[str, str]] = {
        "grade": "grade_key",
        "status": "status_key",
        "category": "category_key",
    }

    assignment = models.ForeignKey(
        Assignment,
        on_delete=models.PROTECT,
        related_name="periods",
        verbose_name=_("assignment"),
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="assignment_periods",
        verbose_name=_("organisation"),
    )
    job_role = models.ForeignKey(
        JobRole,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="assignment_periods",
        verbose_name=_("job role"),
    )
    position = models.ForeignKey(
        Position,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="assignment_periods",
        verbose_name=_("position"),
    )
    grade = models.CharField(_("grade"), max_length=240, blank=True)
    grade_key = models.CharField(max_length=240, blank=True, editable=False)
    location = models.CharField(_("location"), max_length=240, blank=True)
    category = models.CharField(_("assignment category"), max_length=80, blank=True)
    category_key = models.CharField(max_length=80, blank=True, editable=False)
    status = models.CharField(
        _("assignment status"), max_length=80, default="Active Assignment"
    )
    status_key = models.CharField(
        max_length=80, default="active assignment", editable=False
    )
    fte = models.DecimalField(
        _("full-time equivalent"),
        max_digits=6,
        decimal_places=4,
        null=True,
        blank=True,
    )
    is_primary = models.BooleanField(_("primary assignment"), default=False)
    supervisor = models.ForeignKey(
        Person,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="supervised_periods",
        verbose_name=_("supervisor"),
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(
        _("until"),
        null=True,
        blank=True,
        help_text=_("The last day, included. Leave empty while it runs."),
    )
    row_starts_on = models.DateField(editable=False)
    row_ends_on = models.DateField(null=True, blank=True, editable=False)
    stated_starts_on = models.DateField(
        null=True,
        editable=False,
        help_text=_("The start date that files state for it, where they state one."),
    )
    supplementary_roles = models.ManyToManyField(
        SupplementaryRole,
        through="SupplementaryRoleHolding",
        related_name="assignment_periods",
        verbose_name=_("supplementary roles"),
    )

    objects = AssignmentPeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment period")
        verbose_name_plural = _("assignment periods")
        ordering = ("assignment", "starts_on")
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "starts_on"],
                name="%(app_label)s_%(class)s_one_start",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="%(app_label)s_%(class)s_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(row_starts_on__lte=F("starts_on")),
                name="%(app_label)s_%(class)s_within_its_row",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.starts_on}"

    def save(self, *args, **kwargs) -> None:
        """Take the stated row from the period where none was stated."""
        if self.row_starts_on is None:
            self.row_starts_on, self.row_ends_on = self.starts_on, self.ends_on
        super().save(*args, **kwargs)


class SupplementaryRoleHolding(models.Model):
    """A supplementary role held through a period, and dated by it (rule 2)."""

    assignment_period = models.ForeignKey(
        AssignmentPeriod,
        on_delete=models.CASCADE,
        related_name="supplementary_role_holdings",
    )
    supplementary_role = models.ForeignKey(
        SupplementaryRole,
        on_delete=models.PROTECT,
        related_name="holdings",
        verbose_name=_("supplementary role"),
    )

    class Meta:
        verbose_name = _("supplementary role holding")
        verbose_name_plural = _("supplementary role holdings")
        constraints = [
            models.UniqueConstraint(
                fields=["assignment_period", "supplementary_role"],
                name="%(app_label)s_%(class)s_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_period_id} {self.supplementary_role_id}"
