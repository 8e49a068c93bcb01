"""Awards, what they cover, evidence under review, and exemptions."""

from __future__ import annotations

import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ...snippets.models import Competency
from ...workforce.models import Person
from ...workforce.models.keyed import ENDS_BEFORE_START
from ..rules import FOREVER


class CompetencyAward(models.Model):
    """A competency achieved on a date; kept for ever, void or not (rule 26)."""

    class Origin(models.TextChoices):
        """Where an award comes from."""

        ATTENDANCE = "attendance", _("Class attended")
        E_LEARNING = "e_learning", _("E-learning")
        EXTERNAL = "external", _("External training")
        IMPORT = "import", _("Import")
        TRANSFER = "transfer", _("Transfer from another employer")
        MANUAL = "manual", _("Entered by hand")

    person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        related_name="awards",
        verbose_name=_("person"),
    )
    competency = models.ForeignKey(
        Competency,
        on_delete=models.PROTECT,
        related_name="awards",
        verbose_name=_("competency"),
    )
    achieved_on = models.DateField(_("achieved on"))
    expires_on = models.DateField(
        _("expires on"),
        null=True,
        blank=True,
        help_text=_("The last valid day. Empty means never."),
    )
    stated_expires_on = models.DateField(_("stated expiry"), null=True, blank=True)
    stated_never = models.BooleanField(_("stated to never expire"), default=False)
    origin = models.CharField(
        _("origin"), max_length=20, choices=Origin.choices, default=Origin.MANUAL
    )
    evidence = models.CharField(
        _("evidence"),
        max_length=255,
        blank=True,
        help_text=_("Where the proof is, for example a certificate number."),
    )
    details = models.JSONField(default=dict, blank=True, editable=False)
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    voided_at = models.DateTimeField(
        _("voided at"), null=True, blank=True, editable=False
    )
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("voided by"),
    )
    void_reason = models.CharField(
        _("why void"), max_length=255, blank=True, editable=False
    )

    class Meta:
        verbose_name = _("award")
        verbose_name_plural = _("awards")
        ordering = ("-achieved_on", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "competency", "achieved_on"],
                condition=Q(voided_at__isnull=True),
                name="%(app_label)s_%(class)s_once_a_day",
            ),
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True)
                | Q(expires_on__gte=F("achieved_on")),
                name="%(app_label)s_%(class)s_expires_after_achieved",
            ),
            models.CheckConstraint(
                condition=Q(voided_at__isnull=True) | ~Q(void_reason=""),
                name="%(app_label)s_%(class)s_void_has_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["achieved_on"], name="esrlm_award_achieved_on"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.competency}, {self.achieved_on}"


class HeldCompetency(models.Model):
    """A competency that a standing award satisfies, and until when (rules 17, 27).

    The award's own competency and each it covers: all that the calculation reads of
    awards. Written and deleted with the award by the services that write awards, and
    by nothing else; ``held_until`` is ``FOREVER`` for ever.
    """

    award = models.ForeignKey(
        CompetencyAward, on_delete=models.CASCADE, related_name="held", db_index=False
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    competency = models.ForeignKey(
        Competency, on_delete=models.PROTECT, related_name="+"
    )
    achieved_on = models.DateField(_("achieved on"))
    held_until = models.DateField(_("held until"), default=FOREVER)
    is_own = models.BooleanField(_("is what the award is of"))

    class Meta:
        verbose_name = _("held competency")
        verbose_name_plural = _("held competencies")
        constraints = [
            models.UniqueConstraint(
                fields=["award", "competency"], name="%(app_label)s_%(class)s_once"
            ),
        ]
        indexes = [
            models.Index(fields=["person", "competency"], name="esrlm_held_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} holds {self.competency_id} until {self.held_until}"


class AwardEvidence(models.Model):
    """Training done elsewhere that somebody must judge before it counts (rule 29)."""

    class State(models.TextChoices):
        """What became of it."""

        PENDING = "pending", _("To be reviewed")
        ACCEPTED = "accepted", _("Accepted")
        REFUSED = "refused", _("Refused")

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="award_evidence"
    )
    competency = models.ForeignKey(
        Competency, on_delete=models.PROTECT, related_name="+"
    )
    achieved_on = models.DateField(_("achieved on"))
    stated_expires_on = models.DateField(_("stated expiry"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=255, blank=True)
    details = models.JSONField(default=dict, blank=True, editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.PENDING
    )
    award = models.OneToOneField(
        CompetencyAward,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reviewed_evidence",
        editable=False,
    )
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    decided_at = models.DateTimeField(
        _("decided at"), null=True, blank=True, editable=False
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )
    decision_reason = models.CharField(_("reason"), max_length=255, blank=True)

    class Meta:
        verbose_name = _("evidence to review")
        verbose_name_plural = _("evidence to review")
        ordering = ("-recorded_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "competency", "achieved_on"],
                name="%(app_label)s_%(class)s_once_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.competency}, {self.achieved_on}"


class ExemptionQuerySet(models.QuerySet["Exemption"]):
    """Exemptions, by date."""

    def current_on(self, day: datetime.date) -> ExemptionQuerySet:
        """Keep exemptions in force on the day (rule 101)."""
        return self.filter(starts_on__lte=day, ends_on__gte=day, voided_at__isnull=True)


class Exemption(models.Model):
    """Days on which a person need not hold a competency (rule 101)."""

    class Reason(models.TextChoices):
        """Why, in a coded list: free text would gather medical facts."""

        ADJUSTMENT = "adjustment", _("Agreed adjustment")
        LONG_ABSENCE = "long_absence", _("Long absence")
        NOT_IN_ROLE = "not_in_role", _("Not done in this role")
        NO_PROVISION = "no_provision", _("No training available")
        OTHER = "other", _("Other, agreed with the training lead")

    person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        related_name="exemptions",
        verbose_name=_("person"),
    )
    competency = models.ForeignKey(
        Competency,
        on_delete=models.PROTECT,
        related_name="exemptions",
        verbose_name=_("competency"),
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(
        _("until"), help_text=_("The last day, included; at most twelve months.")
    )
    reason = models.CharField(_("reason"), max_length=20, choices=Reason.choices)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("approved by"),
    )
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    voided_at = models.DateTimeField(
        _("withdrawn at"), null=True, blank=True, editable=False
    )
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )
    void_reason = models.CharField(
        _("why withdrawn"), max_length=255, blank=True, editable=False
    )

    objects = ExemptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("exemption")
        verbose_name_plural = _("exemptions")
        ordering = ("-starts_on", "-pk")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="%(app_label)s_%(class)s_ends_after_start",
                violation_error_message=ENDS_BEFORE_START,
            ),
        ]
        indexes = [
            models.Index(fields=["person", "competency"], name="esrlm_exemption_cell"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.competency}"
