"""What was calculated, what must be calculated again, and what was true once."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ...snippets.models import Competency
from ...workforce.models import BusinessGroup, Organisation, Person
from ..records import ComplianceRecordQuerySet


class ComplianceRecord(models.Model):
    """The dates of one required cell: person and competency.

    No status is stored: it is derived for a day (``with_status``). Rows are true for
    the day ``calculated_through`` of the person's business group.
    """

    wagtail_reference_index_ignore = True

    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="compliance_records"
    )
    competency = models.ForeignKey(
        Competency, on_delete=models.CASCADE, related_name="compliance_records"
    )
    essential = models.BooleanField(_("essential"))
    required_since = models.DateField(_("required since"))
    due_on = models.DateField(_("due on"))
    achieved_on = models.DateField(_("achieved on"), null=True)
    held_until = models.DateField(_("held until"), null=True)

    objects = ComplianceRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("compliance record")
        verbose_name_plural = _("compliance records")
        permissions = [
            ("view_all_compliance", "Can see everybody's compliance"),
            ("view_compliance_early", "Can see compliance before it is shown"),
            (
                "view_compliance_without_manager",
                "Can see compliance of people without a manager",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "competency"], name="%(app_label)s_%(class)s_cell"
            ),
            models.CheckConstraint(
                condition=Q(achieved_on__isnull=False, held_until__isnull=False)
                | Q(achieved_on__isnull=True, held_until__isnull=True),
                name="%(app_label)s_%(class)s_held_if_achieved",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.competency_id}"


class StaleMark(models.Model):
    """Something to calculate again; an outbox: appended, claimed, deleted.

    Neither person nor competency means everything. Never unique, never updated.
    """

    wagtail_reference_index_ignore = True

    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, null=True, related_name="stale_marks"
    )
    competency = models.ForeignKey(
        Competency, on_delete=models.CASCADE, null=True, related_name="stale_marks"
    )
    reason = models.CharField(max_length=60)
    marked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("stale mark")
        verbose_name_plural = _("stale marks")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.person_id or '*'} {self.competency_id or '*'}: {self.reason}"


class CalculationState(models.Model):
    """The day for which a business group's compliance records are true."""

    business_group = models.OneToOneField(
        BusinessGroup, on_delete=models.CASCADE, related_name="calculation_state"
    )
    calculated_through = models.DateField(_("true for"), null=True)
    compared_at = models.DateTimeField(_("last full comparison"), null=True)
    drifted_rows = models.PositiveIntegerField(
        _("rows the last full comparison had to change"), default=0
    )

    class Meta:
        verbose_name = _("calculation state")
        verbose_name_plural = _("calculation states")

    def __str__(self) -> str:
        return f"{self.business_group}: {self.calculated_through}"


class ReportPopulation(models.Model):
    """Whom a report counts: a named, saved setting (rules 10 and 11)."""

    business_group = models.ForeignKey(
        BusinessGroup,
        on_delete=models.CASCADE,
        related_name="report_populations",
        verbose_name=_("business group"),
    )
    name = models.CharField(_("name"), max_length=120)
    includes_absent = models.BooleanField(
        _("includes absent people"),
        default=False,
        help_text=_("Counts people on maternity leave, career break and the like."),
    )
    includes_separate = models.BooleanField(
        _("includes bank and honorary"),
        default=False,
        help_text=_("Counts people whose only posts are bank or honorary."),
    )
    is_default = models.BooleanField(
        _("is the default"),
        default=False,
        help_text=_("Figures count these people unless a report says otherwise."),
    )

    class Meta:
        verbose_name = _("report population")
        verbose_name_plural = _("report populations")
        ordering = ("name", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["business_group", "name"],
                name="%(app_label)s_%(class)s_name",
                violation_error_message=_("This name is in use already."),
            ),
            models.UniqueConstraint(
                fields=["business_group"],
                condition=Q(is_default=True),
                name="%(app_label)s_%(class)s_one_default",
                violation_error_message=_(
                    "Another one is the default. Take the tick away there first."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ComplianceSnapshot(models.Model):
    """A month-end roll-up of one organisation, kept as it was then (rule 38)."""

    wagtail_reference_index_ignore = True

    business_group = models.ForeignKey(
        BusinessGroup, on_delete=models.CASCADE, related_name="compliance_snapshots"
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.SET_NULL,
        null=True,
        related_name="compliance_snapshots",
    )
    organisation_path = models.TextField(_("organisation"), blank=True)
    competency = models.ForeignKey(
        Competency, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    competency_name = models.CharField(max_length=255, blank=True)
    day = models.DateField(_("month end"))
    basis = models.CharField(_("basis"), max_length=20, default="person")
    population_name = models.CharField(_("population"), max_length=120, blank=True)
    people = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)
    required = models.PositiveIntegerField(default=0)
    met = models.PositiveIntegerField(default=0)
    due = models.PositiveIntegerField(default=0)
    exempt = models.PositiveIntegerField(default=0)
    stored_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("month-end snapshot")
        verbose_name_plural = _("month-end snapshots")
        ordering = ("-day", "organisation_path", "competency_name")
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "business_group",
                    "day",
                    "basis",
                    "population_name",
                    "organisation_path",
                    "competency_name",
                ],
                name="%(app_label)s_%(class)s_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_path} {self.day}"
