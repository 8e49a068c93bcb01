"""Who was there, what they completed, and the awards it gave."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ...workforce.models import Person
from .enrolments import Enrolment


class SessionMark(models.Model):
    """Whether somebody was at a session, and who says so (rules 71, 73)."""

    wagtail_reference_index_ignore = True

    class Source(models.TextChoices):
        """Who says so."""

        INSTRUCTOR = "instructor", _("Instructor")
        QR = "qr", _("Signed in by code")
        ADMINISTRATOR = "administrator", _("Administrator")

    enrolment = models.ForeignKey(
        Enrolment, on_delete=models.CASCADE, related_name="marks"
    )
    session = models.ForeignKey(
        "wagtail_esrlm.ClassSession", on_delete=models.PROTECT, related_name="marks"
    )
    is_present = models.BooleanField(_("present"))
    source = models.CharField(
        max_length=20, choices=Source.choices, default=Source.INSTRUCTOR
    )
    marked_at = models.DateTimeField(_("marked"))
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        verbose_name = _("attendance mark")
        verbose_name_plural = _("attendance marks")
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "session"], name="%(app_label)s_%(class)s_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.session_id}"


class PartCompletion(models.Model):
    """A part of a blended competency done by a person on a day (rule 31)."""

    wagtail_reference_index_ignore = True

    part = models.ForeignKey(
        "wagtail_esrlm.CompetencyPart",
        on_delete=models.PROTECT,
        related_name="completions",
        verbose_name=_("part"),
    )
    person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        related_name="part_completions",
        verbose_name=_("person"),
    )
    completed_on = models.DateField(_("completed"))
    enrolment = models.ForeignKey(
        Enrolment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="part_completions",
    )
    evidence = models.CharField(_("evidence"), max_length=255, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    voided_at = models.DateTimeField(null=True, blank=True, editable=False)
    void_reason = models.CharField(max_length=255, blank=True, editable=False)

    class Meta:
        verbose_name = _("completed part")
        verbose_name_plural = _("completed parts")
        constraints = [
            models.UniqueConstraint(
                fields=["part", "person", "completed_on"],
                condition=Q(voided_at__isnull=True),
                name="%(app_label)s_%(class)s_once_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.part_id}"


class GivenAward(models.Model):
    """An award that an attended class gave, so that a correction can void it (73)."""

    wagtail_reference_index_ignore = True

    enrolment = models.ForeignKey(
        Enrolment, on_delete=models.CASCADE, related_name="given_awards"
    )
    award = models.ForeignKey(
        "wagtail_esrlm.CompetencyAward", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("award given by a class")
        verbose_name_plural = _("awards given by classes")
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "award"], name="%(app_label)s_%(class)s_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.award_id}"
