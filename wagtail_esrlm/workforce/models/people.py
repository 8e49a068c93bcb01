"""People, who stands in for whom, and proposed links to log-ins."""

from __future__ import annotations

import datetime
import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .keyed import ENDS_BEFORE_START, KeyedModel
from .structure import BusinessGroup


class PersonQuerySet(models.QuerySet["Person"]):
    """People, by what is known of them."""

    def seated_on(self, day: datetime.date) -> PersonQuerySet:
        """Keep people with an active assignment on the day (rule 2)."""
        from .seats import AssignmentPeriod

        return self.filter(
            pk__in=AssignmentPeriod.objects.active_on(day).values(
                "assignment__person_id"
            )
        )

    def named(self, text: str) -> PersonQuerySet:
        """Keep people whose name or number contains every word of the text."""
        people = self
        for word in text.split():
            people = people.filter(
                Q(first_name__icontains=word)
                | Q(last_name__icontains=word)
                | Q(preferred_name__icontains=word)
                | Q(employee_number__startswith=word)
            )
        return people


class Person(KeyedModel):
    """Somebody the trust trains: an employee, an external learner or a customer."""

    class Type(models.TextChoices):
        """Why we know the person (rule 1)."""

        EMPLOYEE = "employee", _("Employee")
        EXTERNAL_LEARNER = "external_learner", _("External Learner")
        CUSTOMER = "customer", _("Customer")

    class Access(models.TextChoices):
        """How much of self-service is open (rule 43)."""

        FULL = "full", _("Full")
        LIMITED = "limited", _("Limited")

    keys: ClassVar[dict[str, str]] = {"employee_number": "employee_number_key"}

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    business_group = models.ForeignKey(
        BusinessGroup,
        on_delete=models.PROTECT,
        related_name="people",
        verbose_name=_("business group"),
    )
    employee_number = models.CharField(_("employee number"), max_length=30)
    employee_number_key = models.CharField(max_length=30, editable=False)
    title = models.CharField(_("title"), max_length=30, blank=True)
    first_name = models.CharField(_("first name"), max_length=150)
    last_name = models.CharField(_("last name"), max_length=150)
    preferred_name = models.CharField(
        _("preferred name"),
        max_length=150,
        blank=True,
        help_text=_("Shown instead of the first name."),
    )
    email = models.EmailField(_("e-mail address"), blank=True)
    person_type = models.CharField(
        _("person type"), max_length=20, choices=Type.choices, default=Type.EMPLOYEE
    )
    access = models.CharField(
        _("access"), max_length=10, choices=Access.choices, default=Access.FULL
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("log-in"),
    )
    starts_on = models.DateField(_("known from"), null=True, blank=True)
    ends_on = models.DateField(_("known until"), null=True, blank=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ("last_name", "first_name", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["business_group", "employee_number_key"],
                name="%(app_label)s_%(class)s_employee_number",
                violation_error_message=_("Somebody has this number already."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True)
                | Q(starts_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="%(app_label)s_%(class)s_ends_after_start",
                violation_error_message=ENDS_BEFORE_START,
            ),
            models.CheckConstraint(
                condition=Q(
                    person_type__in=["employee", "external_learner", "customer"]
                ),
                name="%(app_label)s_%(class)s_known_type",
            ),
        ]
        indexes = [
            models.Index(
                fields=["last_name", "first_name", "id"],
                name="esrlm_person_by_name",
            ),
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        """The name people read: preferred or first name, then last name."""
        return f"{self.preferred_name or self.first_name} {self.last_name}".strip()


class Deputy(models.Model):
    """Somebody who stands in for a manager for a period (rule 40)."""

    manager = models.ForeignKey(
        Person,
        on_delete=models.CASCADE,
        related_name="deputies",
        verbose_name=_("manager"),
    )
    deputy = models.ForeignKey(
        Person,
        on_delete=models.CASCADE,
        related_name="deputises_for",
        verbose_name=_("deputy"),
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), help_text=_("The last day, included."))

    class Meta:
        verbose_name = _("deputy")
        verbose_name_plural = _("deputies")
        ordering = ("-starts_on", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="%(app_label)s_%(class)s_ends_after_start",
                violation_error_message=ENDS_BEFORE_START,
            ),
            models.CheckConstraint(
                condition=~Q(manager=F("deputy")),
                name="%(app_label)s_%(class)s_somebody_else",
                violation_error_message=_("Nobody stands in for themselves."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deputy} for {self.manager}"


class LinkProposal(models.Model):
    """A log-in that may belong to a person; an administrator decides."""

    class State(models.TextChoices):
        """What became of the proposal."""

        OPEN = "open", _("Open")
        CONFIRMED = "confirmed", _("Confirmed")
        REFUSED = "refused", _("Refused")

    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="link_proposals"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    matched_by = models.CharField(_("matched by"), max_length=30)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.OPEN
    )
    proposed_at = models.DateTimeField(_("proposed at"), auto_now_add=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        verbose_name = _("proposed log-in link")
        verbose_name_plural = _("proposed log-in links")
        ordering = ("-proposed_at", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "user"],
                condition=Q(state="open"),
                name="%(app_label)s_%(class)s_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.person}"
