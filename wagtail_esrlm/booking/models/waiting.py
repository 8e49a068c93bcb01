"""Work lists of the waiting lists, and wishes for dates."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ...snippets.models import Competency, Course, LearningClass
from ...workforce.models import Person


class PromotionDue(models.Model):
    """A class whose waiting list must be looked at (rule 65); append-only."""

    learning_class = models.ForeignKey(
        LearningClass, on_delete=models.CASCADE, related_name="+"
    )
    reason = models.CharField(max_length=40)
    passing_over = models.ForeignKey(
        "wagtail_esrlm.Enrolment",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Has just let this very place go, and stays on the list."),
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("promotion due")
        verbose_name_plural = _("promotions due")

    def __str__(self) -> str:
        return f"{self.learning_class_id} {self.reason}"


class DatesWanted(models.Model):
    """Somebody who asked to be told when a course or competency has new dates."""

    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="dates_wanted"
    )
    course = models.ForeignKey(
        Course, on_delete=models.CASCADE, null=True, blank=True, related_name="wanted"
    )
    competency = models.ForeignKey(
        Competency,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="wanted",
    )
    site = models.CharField(_("site"), max_length=240, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("wish for dates")
        verbose_name_plural = _("wishes for dates")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "course", "competency"],
                condition=Q(told_at__isnull=True),
                name="%(app_label)s_%(class)s_one_open",
            ),
            models.CheckConstraint(
                condition=Q(course__isnull=False) | Q(competency__isnull=False),
                name="%(app_label)s_%(class)s_of_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}"
