"""The structure a trust is made of, and the words its assignments use."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .keyed import KeyedModel

NAME_IN_USE = _("This name is in use already.")


class BusinessGroup(KeyedModel):
    """An employer in ESR, known by its VPD code; the scope of all its numbers."""

    keys: ClassVar[dict[str, str]] = {"vpd": "vpd_key"}

    vpd = models.CharField(
        _("VPD code"), max_length=20, help_text=_("ESR's code of the employer.")
    )
    vpd_key = models.CharField(max_length=20, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=240)
    end_of_month_expiry = models.BooleanField(
        _("expiry rounds to the end of the month"),
        default=False,
        help_text=_(
            "Awards then run to the last day of the month they expire in, also those "
            "given before."
        ),
    )
    shown_from = models.DateField(
        _("compliance shown from"),
        null=True,
        blank=True,
        help_text=_(
            "From this day staff and managers see compliance. Leave empty to keep it "
            "with training leads and the pilot group."
        ),
    )
    pilots = models.ManyToManyField(
        "wagtail_esrlm.Person",
        verbose_name=_("pilot group"),
        blank=True,
        related_name="piloted_business_groups",
        help_text=_("They see compliance before everybody else does."),
    )

    class Meta:
        verbose_name = _("business group")
        verbose_name_plural = _("business groups")
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name or self.vpd


class Organisation(KeyedModel):
    """A node of the organisation tree; today's tree serves every date."""

    keys: ClassVar[dict[str, str]] = {"name": "name_key"}

    business_group = models.ForeignKey(
        BusinessGroup,
        on_delete=models.PROTECT,
        related_name="organisations",
        verbose_name=_("business group"),
    )
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("part of"),
        help_text=_("Leave empty for the top."),
    )
    name = models.CharField(_("name"), max_length=240)
    name_key = models.CharField(max_length=240, editable=False)
    shown_from = models.DateField(
        _("compliance shown from"),
        null=True,
        blank=True,
        help_text=_("Leave empty to follow the organisation above."),
    )

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ("name", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "name_key"],
                condition=Q(parent__isnull=False),
                name="%(app_label)s_%(class)s_name_under_parent",
                violation_error_message=NAME_IN_USE,
            ),
            models.UniqueConstraint(
                fields=["business_group", "name_key"],
                condition=Q(parent__isnull=True),
                name="%(app_label)s_%(class)s_name_at_top",
                violation_error_message=NAME_IN_USE,
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("pk")),
                name="%(app_label)s_%(class)s_not_its_own_parent",
                violation_error_message=_("It cannot be part of itself."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class JobRole(KeyedModel):
    """What a person does, across organisations; belongs to a staff group."""

    keys: ClassVar[dict[str, str]] = {"name": "name_key"}

    business_group = models.ForeignKey(
        BusinessGroup,
        on_delete=models.PROTECT,
        related_name="job_roles",
        verbose_name=_("business group"),
    )
    name = models.CharField(_("name"), max_length=240)
    name_key = models.CharField(max_length=240, editable=False)
    staff_group = models.CharField(_("staff group"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("job role")
        verbose_name_plural = _("job roles")
        ordering = ("name", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["business_group", "name_key"],
                name="%(app_label)s_%(class)s_name",
                violation_error_message=NAME_IN_USE,
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Position(KeyedModel):
    """A numbered post in the establishment."""

    keys: ClassVar[dict[str, str]] = {"number": "number_key"}

    business_group = models.ForeignKey(
        BusinessGroup,
        on_delete=models.PROTECT,
        related_name="positions",
        verbose_name=_("business group"),
    )
    number = models.CharField(_("position number"), max_length=240)
    number_key = models.CharField(max_length=240, editable=False)
    title = models.CharField(_("title"), max_length=240, blank=True)

    class Meta:
        verbose_name = _("position")
        verbose_name_plural = _("positions")
        ordering = ("number", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["business_group", "number_key"],
                name="%(app_label)s_%(class)s_number",
                violation_error_message=_("This number is in use already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()


class SupplementaryRole(KeyedModel):
    """A role beside the job: first aider, fire warden, educational supervisor."""

    keys: ClassVar[dict[str, str]] = {"name": "name_key"}

    business_group = models.ForeignKey(
        BusinessGroup,
        on_delete=models.PROTECT,
        related_name="supplementary_roles",
        verbose_name=_("business group"),
    )
    name = models.CharField(_("name"), max_length=240)
    name_key = models.CharField(max_length=240, editable=False)

    class Meta:
        verbose_name = _("supplementary role")
        verbose_name_plural = _("supplementary roles")
        ordering = ("name", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["business_group", "name_key"],
                name="%(app_label)s_%(class)s_name",
                violation_error_message=NAME_IN_USE,
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AssignmentStatus(KeyedModel):
    """A word ESR uses for the state of an assignment, and what it means (rules 2, 10).

    A status that stands in no row counts as active and is a data-quality error.
    """

    keys: ClassVar[dict[str, str]] = {"name": "name_key"}

    name = models.CharField(_("name"), max_length=80)
    name_key = models.CharField(
        max_length=80,
        unique=True,
        editable=False,
        error_messages={"unique": NAME_IN_USE},
    )
    is_active = models.BooleanField(
        _("counts as active"),
        default=True,
        help_text=_("Requirements reach a person only through active assignments."),
    )
    is_absence = models.BooleanField(
        _("is an absence"),
        default=False,
        help_text=_(
            "Absent people keep their requirements; reports leave them out unless "
            "their definition says otherwise."
        ),
    )

    class Meta:
        verbose_name = _("assignment status")
        verbose_name_plural = _("assignment statuses")
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name


class AssignmentCategory(KeyedModel):
    """A kind of employment; some are a population of their own (rule 11)."""

    keys: ClassVar[dict[str, str]] = {"name": "name_key"}

    name = models.CharField(_("name"), max_length=80)
    name_key = models.CharField(
        max_length=80,
        unique=True,
        editable=False,
        error_messages={"unique": NAME_IN_USE},
    )
    is_separate = models.BooleanField(
        _("is a separate population"),
        default=False,
        help_text=_("Bank and honorary: counted only where a report says so."),
    )

    class Meta:
        verbose_name = _("assignment category")
        verbose_name_plural = _("assignment categories")
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name
