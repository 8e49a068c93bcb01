"""Competencies, with their dated renewal periods and covers."""

from __future__ import annotations

import datetime
import uuid
from typing import ClassVar

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from wagtail.search import index

from ...workforce.models import Person
from ...workforce.models.keyed import ENDS_BEFORE_START, KeyedModel
from ..naming import parse_competency_name

#: The start of what has held since always.
ALWAYS = datetime.date.min

#: The longest amber window, in months.
MOST_AMBER_MONTHS = 24


class CompetencyQuerySet(models.QuerySet["Competency"]):
    """Competencies, by date."""

    def current_on(self, day: datetime.date) -> CompetencyQuerySet:
        """Keep competencies that can be required and awarded on the day (rule 33)."""
        return self.filter(
            Q(starts_on__isnull=True) | Q(starts_on__lte=day),
            Q(ends_on__isnull=True) | Q(ends_on__gte=day),
        )


class Competency(index.Indexed, KeyedModel):
    """Something a person can be required to hold, by ESR's name for it.

    Everything here is read by the compliance calculation, so it is never a draft:
    its periods, covers and end date change through one service, with a date.
    """

    keys: ClassVar[dict[str, str]] = {"name": "name_key"}

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(
        _("name"),
        max_length=255,
        help_text=_("As in ESR, for example NHS|CSTF|Fire Safety - 2 Years|"),
    )
    name_key = models.CharField(max_length=255, unique=True, editable=False)
    owner = models.CharField(_("owner"), max_length=20, blank=True, editable=False)
    framework = models.CharField(
        _("framework"), max_length=40, blank=True, editable=False
    )
    title = models.CharField(_("title"), max_length=255, editable=False)
    description = models.TextField(_("description"), blank=True)
    subject_lead = models.ForeignKey(
        Person,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("subject lead"),
        help_text=_("Who answers questions about this subject."),
    )
    amber_months = models.PositiveSmallIntegerField(
        _("amber window in months"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(MOST_AMBER_MONTHS)],
        help_text=_(
            "How long before its expiry it shows as expiring. Leave empty for a third "
            "of the renewal period, three months at most."
        ),
    )
    parts_within_months = models.PositiveSmallIntegerField(
        _("parts within months"),
        null=True,
        blank=True,
        help_text=_(
            "Where it is earned in parts: all parts must lie within this many months. "
            "Leave empty for no limit."
        ),
    )
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(
        _("until"),
        null=True,
        blank=True,
        help_text=_(
            "After this day it can no longer be required or awarded; awards are kept."
        ),
    )

    objects = CompetencyQuerySet.as_manager()

    search_fields: ClassVar = [
        index.SearchField("name"),
        index.SearchField("description"),
        index.AutocompleteField("name"),
        index.FilterField("framework"),
        index.FilterField("owner"),
        index.FilterField("ends_on"),
    ]

    class Meta:
        verbose_name = _("competency")
        verbose_name_plural = _("competencies")
        ordering = ("title", "name", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True)
                | Q(starts_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="%(app_label)s_%(class)s_ends_after_start",
                violation_error_message=ENDS_BEFORE_START,
            ),
            models.CheckConstraint(
                condition=Q(amber_months__isnull=True)
                | Q(amber_months__lte=MOST_AMBER_MONTHS),
                name="%(app_label)s_%(class)s_amber_months",
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.name

    def fold_keys(self) -> None:
        """Fold the name, and take owner, framework and title from it."""
        super().fold_keys()
        parsed = parse_competency_name(self.name)
        self.owner = parsed.owner
        self.framework = parsed.framework
        self.title = parsed.title

    @property
    def is_national(self) -> bool:
        """Whether the NHS owns it, rather than one trust."""
        return self.owner.upper() == "NHS"


class RenewalPeriod(models.Model):
    """How long an award of a competency lasts, if achieved in these dates (rule 107).

    Periods of one competency never overlap; the first starts at ``ALWAYS``.
    """

    competency = models.ForeignKey(
        Competency, on_delete=models.CASCADE, related_name="renewal_periods"
    )
    months = models.PositiveSmallIntegerField(
        _("renewal months"),
        null=True,
        blank=True,
        help_text=_("Leave empty if the competency never expires."),
    )
    starts_on = models.DateField(_("from"), default=ALWAYS)
    ends_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("renewal period")
        verbose_name_plural = _("renewal periods")
        ordering = ("competency", "starts_on")
        constraints = [
            models.UniqueConstraint(
                fields=["competency", "starts_on"],
                name="%(app_label)s_%(class)s_one_start",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="%(app_label)s_%(class)s_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(months__isnull=True) | Q(months__gt=0),
                name="%(app_label)s_%(class)s_months",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.months or 0} months from {self.starts_on}"


class CompetencyCover(models.Model):
    """An award of one competency satisfies another too, if achieved then (rule 27)."""

    competency = models.ForeignKey(
        Competency,
        on_delete=models.CASCADE,
        related_name="covers",
        verbose_name=_("competency"),
    )
    covered = models.ForeignKey(
        Competency,
        on_delete=models.CASCADE,
        related_name="covered_by",
        verbose_name=_("covers"),
    )
    starts_on = models.DateField(_("from"), default=ALWAYS)
    ends_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("cover")
        verbose_name_plural = _("covers")
        ordering = ("competency", "covered", "starts_on")
        constraints = [
            models.UniqueConstraint(
                fields=["competency", "covered", "starts_on"],
                name="%(app_label)s_%(class)s_one_start",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="%(app_label)s_%(class)s_ends_after_start",
            ),
            models.CheckConstraint(
                condition=~Q(competency=F("covered")),
                name="%(app_label)s_%(class)s_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.competency} covers {self.covered}"
