"""Classes and their sessions: what people book."""

from __future__ import annotations

import datetime
import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from wagtail.search import index

from ...workforce.models import BusinessGroup, Person
from ...workforce.models.keyed import KeyedModel
from .catalogue import Course
from .places import Equipment, Location


class LearningClassQuerySet(models.QuerySet["LearningClass"]):
    """Classes, by what people may see and do."""

    def shown(self, *, at: datetime.datetime | None) -> LearningClassQuerySet:
        """Keep published classes that are shown by now (rule 102).

        Args:
            at: The moment; None for readers who see classes before they are shown.
        """
        if at is None:
            return self.filter(is_published=True)
        return self.filter(
            Q(shown_from__isnull=True) | Q(shown_from__lte=at), is_published=True
        )

    def upcoming(self, *, at: datetime.datetime) -> LearningClassQuerySet:
        """Keep classes that have dates and have not begun, soonest first."""
        return self.filter(starts_at__gt=at).order_by("starts_at", "pk")

    def running(self) -> LearningClassQuerySet:
        """Keep classes that take place: not planned, closed or cancelled."""
        return self.filter(status=LearningClass.Status.NORMAL)


class LearningClass(index.Indexed, KeyedModel):
    """One run of a course, in one or more sessions.

    A snippet without revisions: people book what is stored here, so nothing of it is
    ever a draft. ``is_published`` says whether learners see it. Its dates, cut-offs and
    state are written by ``booking.classes`` alone; its places are a counter beside it.
    """

    class Status(models.TextChoices):
        """What an organiser says of it; "full" is derived, never stored (rule 61)."""

        PLANNED = "planned", _("Planned")
        NORMAL = "normal", _("Normal")
        CLOSED = "closed", _("Closed")
        CANCELLED = "cancelled", _("Cancelled")

    keys: ClassVar[dict[str, str]] = {"reference": "reference_key"}

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    business_group = models.ForeignKey(
        BusinessGroup,
        on_delete=models.PROTECT,
        related_name="learning_classes",
        verbose_name=_("business group"),
    )
    course = models.ForeignKey(
        Course,
        on_delete=models.PROTECT,
        related_name="classes",
        verbose_name=_("course"),
    )
    reference = models.CharField(_("class reference"), max_length=60)
    reference_key = models.CharField(max_length=60, editable=False)
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.NORMAL
    )
    status_reason = models.CharField(_("reason"), max_length=255, blank=True)
    is_published = models.BooleanField(_("published"), default=False)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    shown_from = models.DateTimeField(
        _("shown from"),
        null=True,
        blank=True,
        help_text=_("Hidden from staff before this moment. Leave empty to show now."),
    )
    time_zone = models.CharField(_("time zone"), max_length=60, default="Europe/London")
    starts_at = models.DateTimeField(_("starts"), null=True, blank=True, editable=False)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True, editable=False)
    self_enrolment = models.BooleanField(
        _("people book themselves"),
        null=True,
        blank=True,
        help_text=_("Leave unknown to follow the course."),
    )
    approval_required = models.BooleanField(
        _("a manager must approve"),
        null=True,
        blank=True,
        help_text=_("Leave unknown to follow the course."),
    )
    enrolment_opens_at = models.DateTimeField(_("booking opens"), null=True, blank=True)
    enrolment_closes_at = models.DateTimeField(
        _("booking closes"),
        null=True,
        blank=True,
        help_text=_("Allowed at exactly this moment, refused after."),
    )
    closes_days_before = models.PositiveSmallIntegerField(
        _("booking closes days before"),
        null=True,
        blank=True,
        help_text=_("Counted back from the start; moves with the class."),
    )
    cancel_until = models.DateTimeField(
        _("free cancelling until"), null=True, blank=True, editable=False
    )
    cancel_days_before = models.PositiveSmallIntegerField(
        _("free cancelling until days before"),
        default=2,
        help_text=_("Whoever cancels later is marked as late."),
    )
    counts_working_days = models.BooleanField(
        _("these days are working days"),
        default=False,
        help_text=_("Without Saturdays, Sundays and bank holidays."),
    )
    has_waiting_list = models.BooleanField(_("has a waiting list"), default=True)
    offer_hours = models.PositiveSmallIntegerField(
        _("offers last hours"),
        null=True,
        blank=True,
        help_text=_(
            "A freed place is offered and held this long. Leave empty to give it at "
            "once to the next who waits, until shortly before the class."
        ),
    )
    minimum_warning_days = models.PositiveSmallIntegerField(
        _("warn about too few people days before"), default=7
    )
    joining_instructions = models.TextField(
        _("joining instructions"),
        blank=True,
        help_text=_("Sent with those of the location to everybody who has a place."),
    )
    runs_anyway = models.BooleanField(
        default=False,
        editable=False,
        help_text=_("Takes place though too few people are booked."),
    )
    series = models.UUIDField(
        null=True,
        blank=True,
        editable=False,
        help_text=_("Classes made together share it."),
    )
    register_closed_at = models.DateTimeField(
        _("register closed"), null=True, blank=True, editable=False
    )

    objects = LearningClassQuerySet.as_manager()

    search_fields: ClassVar = [
        index.SearchField("reference", boost=3),
        index.AutocompleteField("reference"),
        index.RelatedFields(
            "course", [index.SearchField("title"), index.AutocompleteField("title")]
        ),
        index.FilterField("status"),
        index.FilterField("starts_at"),
        index.FilterField("business_group"),
    ]

    class Meta:
        verbose_name = _("class")
        verbose_name_plural = _("classes")
        ordering = ("starts_at", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["business_group", "reference_key"],
                name="%(app_label)s_%(class)s_reference",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["planned", "normal", "closed", "cancelled"]),
                name="%(app_label)s_%(class)s_known_status",
            ),
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True, ends_at__isnull=True)
                | Q(ends_at__gt=F("starts_at")),
                name="%(app_label)s_%(class)s_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(enrolment_closes_at__isnull=True)
                | Q(starts_at__isnull=True)
                | Q(enrolment_closes_at__lte=F("starts_at")),
                name="%(app_label)s_%(class)s_closes_before_start",
            ),
        ]
        indexes = [
            models.Index(fields=["course", "starts_at"], name="esrlm_class_by_course"),
            models.Index(fields=["starts_at", "id"], name="esrlm_class_by_start"),
        ]

    def __str__(self) -> str:
        return self.reference


class ClassSession(models.Model):
    """One sitting of a class: wall time in the class's zone, and its instants."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learning_class = models.ForeignKey(
        LearningClass, on_delete=models.CASCADE, related_name="sessions"
    )
    held_on = models.DateField(_("date"))
    starts_time = models.TimeField(_("from"))
    ends_time = models.TimeField(_("to"))
    starts_at = models.DateTimeField(_("starts"), editable=False)
    ends_at = models.DateTimeField(_("ends"), editable=False)
    location = models.ForeignKey(
        Location,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sessions",
        verbose_name=_("location"),
    )
    webinar_url = models.URLField(_("webinar link"), blank=True)
    instructors = models.ManyToManyField(
        Person,
        through="SessionInstructor",
        related_name="taught_sessions",
        verbose_name=_("instructors"),
    )
    equipment = models.ManyToManyField(
        Equipment, blank=True, related_name="sessions", verbose_name=_("equipment")
    )
    calendar_sequence = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ("starts_at", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["learning_class", "starts_at"],
                name="%(app_label)s_%(class)s_one_start",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="%(app_label)s_%(class)s_ends_after_start",
            ),
        ]
        indexes = [
            models.Index(
                fields=["location", "starts_at"], name="esrlm_session_by_location"
            ),
            models.Index(fields=["starts_at", "ends_at"], name="esrlm_session_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.held_on} {self.starts_time:%H:%M}"


class SessionInstructor(models.Model):
    """Who teaches a session: a person, or a name where we do not know the person."""

    session = models.ForeignKey(
        ClassSession, on_delete=models.CASCADE, related_name="teaching"
    )
    person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="teaching",
        verbose_name=_("person"),
    )
    name = models.CharField(_("name"), max_length=240, blank=True)

    class Meta:
        verbose_name = _("instructor")
        verbose_name_plural = _("instructors")
        ordering = ("session", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person"],
                condition=Q(person__isnull=False),
                name="%(app_label)s_%(class)s_once",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | ~Q(name=""),
                name="%(app_label)s_%(class)s_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(self.person)
