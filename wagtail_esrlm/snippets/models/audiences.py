"""For whom a course is (rule 105)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ...workforce.models import (
    JobRole,
    Organisation,
    Person,
    Position,
    SupplementaryRole,
)
from .catalogue import Course
from .competencies import Competency


class Audience(models.Model):
    """Whom a course is for; a course without one is for every employee.

    Kinds are ANDed, values of a kind ORed, exceptions subtracted; organisation, job
    role, staff group and position must hold on one and the same active assignment.
    """

    course = models.OneToOneField(
        Course, on_delete=models.CASCADE, related_name="audience"
    )
    employees = models.BooleanField(_("employees"), default=True)
    external_learners = models.BooleanField(_("External Learners"), default=False)
    public = models.BooleanField(
        _("the public"),
        default=False,
        help_text=_("People without a log-in can see it too."),
    )

    class Meta:
        verbose_name = _("audience")
        verbose_name_plural = _("audiences")

    def __str__(self) -> str:
        return f"{self.course_id}"


class AudienceValue(models.Model):
    """One value that an audience names, or excepts."""

    class Kind(models.TextChoices):
        """What a value is about."""

        ORGANISATION = "organisation", _("Organisation")
        JOB_ROLE = "job_role", _("Job role")
        STAFF_GROUP = "staff_group", _("Staff group")
        POSITION = "position", _("Position")
        SUPPLEMENTARY_ROLE = "supplementary_role", _("Supplementary role")
        PERSON_TYPE = "person_type", _("Person type")
        COMPLIANCE = "compliance", _("Not compliant with")

    audience = models.ForeignKey(
        Audience, on_delete=models.CASCADE, related_name="values"
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    is_exception = models.BooleanField(_("except these"), default=False)
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("With everything below it."),
    )
    job_role = models.ForeignKey(
        JobRole, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    staff_group = models.CharField(max_length=120, blank=True)
    position = models.ForeignKey(
        Position, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    supplementary_role = models.ForeignKey(
        SupplementaryRole,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    person_type = models.CharField(
        max_length=20, choices=Person.Type.choices, blank=True
    )
    competency = models.ForeignKey(
        Competency, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("audience value")
        verbose_name_plural = _("audience values")
        ordering = ("audience", "is_exception", "kind", "pk")
        indexes = [
            models.Index(
                fields=["kind", "is_exception", "staff_group", "competency"],
                name="esrlm_audience_named",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="organisation", organisation__isnull=False)
                | Q(kind="job_role", job_role__isnull=False)
                | (Q(kind="staff_group") & ~Q(staff_group=""))
                | Q(kind="position", position__isnull=False)
                | Q(kind="supplementary_role", supplementary_role__isnull=False)
                | (Q(kind="person_type") & ~Q(person_type=""))
                | Q(kind="compliance", competency__isnull=False),
                name="%(app_label)s_%(class)s_value_of_its_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}"
