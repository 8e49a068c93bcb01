"""What a course gives and asks for, and the parts of blended competencies."""

from __future__ import annotations

import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .catalogue import Course
from .competencies import ALWAYS, Competency


class DatedLink(models.Model):
    """A link of a course that holds in dates, inclusive."""

    starts_on = models.DateField(_("from"), default=ALWAYS)
    ends_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        abstract = True

    def holds_on(self, day: datetime.date) -> bool:
        """Whether it holds on the day."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


class CourseCompetency(DatedLink):
    """A competency that completing the course awards, if completed then (rule 32)."""

    course = models.ForeignKey(
        Course, on_delete=models.CASCADE, related_name="delivered"
    )
    competency = models.ForeignKey(
        Competency,
        on_delete=models.PROTECT,
        related_name="delivered_by",
        verbose_name=_("competency"),
    )

    class Meta:
        verbose_name = _("competency delivered")
        verbose_name_plural = _("competencies delivered")
        ordering = ("course", "competency", "starts_on")
        constraints = [
            models.UniqueConstraint(
                fields=["course", "competency", "starts_on"],
                name="%(app_label)s_%(class)s_one_start",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="%(app_label)s_%(class)s_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course_id} gives {self.competency_id}"


class CoursePrerequisite(models.Model):
    """A competency that people hold before they come."""

    course = models.ForeignKey(
        Course, on_delete=models.CASCADE, related_name="prerequisites"
    )
    competency = models.ForeignKey(
        Competency,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("competency"),
    )

    class Meta:
        verbose_name = _("prerequisite")
        verbose_name_plural = _("prerequisites")
        ordering = ("course", "competency")
        constraints = [
            models.UniqueConstraint(
                fields=["course", "competency"], name="%(app_label)s_%(class)s_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course_id} needs {self.competency_id}"


class CompetencyPart(models.Model):
    """A named part of a blended competency: a course, or other evidence (rule 31)."""

    competency = models.ForeignKey(
        Competency,
        on_delete=models.CASCADE,
        related_name="parts",
        verbose_name=_("competency"),
    )
    name = models.CharField(_("name"), max_length=120)
    course = models.ForeignKey(
        Course,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="parts_of",
        verbose_name=_("course"),
        help_text=_("Leave empty where other evidence is entered for this part."),
    )
    sort_order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("part of a competency")
        verbose_name_plural = _("parts of competencies")
        ordering = ("competency", "sort_order", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["competency", "name"], name="%(app_label)s_%(class)s_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name
