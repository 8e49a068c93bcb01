"""Enrolments: one person's way through one class, and every step of it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ...snippets.models import LearningClass
from ...workforce.models import Assignment, Person
from ..states import CLASHES, HOLDS_PLACE, OPEN, OVER


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    """Enrolments, by what their state means."""

    def occupying(self) -> EnrolmentQuerySet:
        """Keep those that hold a place (rule 48)."""
        return self.filter(state__in=HOLDS_PLACE)

    def standing(self) -> EnrolmentQuerySet:
        """Keep those that are not over (rule 50)."""
        return self.exclude(state__in=OVER)

    def to_come(self) -> EnrolmentQuerySet:
        """Keep those that can still change before the class."""
        return self.filter(state__in=OPEN)

    def clashing(self) -> EnrolmentQuerySet:
        """Keep those that nobody can be in twice at one time (rule 51)."""
        return self.filter(state__in=CLASHES)

    def in_register_order(self) -> EnrolmentQuerySet:
        """Return them by name, as registers show them."""
        return self.order_by("person__last_name", "person__first_name", "pk")

    def in_waiting_order(self) -> EnrolmentQuerySet:
        """Keep who waits, first come first: priority, time joined, id (rule 63)."""
        return self.filter(state="waitlisted").order_by(
            "-priority", "waiting_since", "pk"
        )


class Enrolment(models.Model):
    """A person in a class. Its state is written by ``booking.services`` alone.

    Attributes:
        stood_before: Whoever asked for it stood in the class already (F2); not stored.
    """

    stood_before = False

    wagtail_reference_index_ignore = True

    class State(models.TextChoices):
        """Where it stands; what each means is in ``booking.states``."""

        REQUESTED = "requested", _("Asked for")
        WAITLISTED = "waitlisted", _("On the waiting list")
        OFFERED = "offered", _("Place offered")
        CONFIRMED = "confirmed", _("Booked")
        ATTENDED = "attended", _("Attended")
        PARTIALLY_ATTENDED = "partially_attended", _("Attended in part")
        DID_NOT_ATTEND = "did_not_attend", _("Did not attend")
        EXCUSED = "excused", _("Excused")
        DECLINED = "declined", _("Not approved")
        LAPSED = "lapsed", _("Lapsed")
        CANCELLED = "cancelled", _("Cancelled")

    class Source(models.TextChoices):
        """Who made it."""

        SELF = "self", _("Booked themselves")
        MANAGER = "manager", _("Booked by a manager")
        ADMINISTRATOR = "administrator", _("Booked by an administrator")
        WALK_IN = "walk_in", _("Walked in")
        IMPORT = "import", _("Import")

    class Result(models.TextChoices):
        """What an assessment found."""

        PASSED = "passed", _("Passed")
        REFERRED = "referred", _("Referred")
        FAILED = "failed", _("Failed")

    class CancelReason(models.TextChoices):
        """Why it was cancelled."""

        BY_LEARNER = "by_learner", _("Cancelled by the learner")
        BY_MANAGER = "by_manager", _("Cancelled by the manager")
        BY_ADMINISTRATOR = "by_administrator", _("Cancelled by the learning team")
        CLASS_CANCELLED = "class_cancelled", _("Class cancelled")
        CLASS_CLOSED = "class_closed", _("Class closed")
        LEFT = "left", _("Left")
        MOVED = "moved", _("Moved to another class")
        OVERLAPS = "overlaps", _("Got a place at the same time elsewhere")
        LIST_CLOSED = "list_closed", _("The waiting list closed")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learning_class = models.ForeignKey(
        LearningClass,
        on_delete=models.PROTECT,
        related_name="enrolments",
        verbose_name=_("class"),
    )
    person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        related_name="enrolments",
        verbose_name=_("person"),
    )
    assignment = models.ForeignKey(
        Assignment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="enrolments",
        verbose_name=_("for the post"),
    )
    state = models.CharField(_("state"), max_length=20, choices=State.choices)
    version = models.PositiveIntegerField(default=0)
    course_title = models.CharField(
        max_length=240, help_text=_("The course's title when it was made (rule 45).")
    )
    source = models.CharField(
        max_length=20, choices=Source.choices, default=Source.SELF
    )
    priority = models.SmallIntegerField(_("priority"), default=0)
    created_at = models.DateTimeField(_("asked"))
    waiting_since = models.DateTimeField(_("waiting since"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    approver = models.ForeignKey(
        Person,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="approvals",
        verbose_name=_("asked to approve"),
        help_text=_("Empty where class administrators decide."),
    )
    approval_due_at = models.DateTimeField(_("answer due"), null=True, blank=True)
    approval_round = models.PositiveSmallIntegerField(default=0)
    decision_reason = models.CharField(_("reason"), max_length=255, blank=True)
    offered_at = models.DateTimeField(_("offered"), null=True, blank=True)
    offer_expires_at = models.DateTimeField(_("offer ends"), null=True, blank=True)
    keeps_waiting = models.BooleanField(
        _("stays on the list after declining an offer"), default=False
    )
    promoted_late = models.BooleanField(
        default=False,
        help_text=_("Got the place after free cancelling ended (rule 67)."),
    )
    asked_to_keep_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text=_("Asked whether the new dates suit (rule 61)."),
    )
    cancel_reason = models.CharField(
        max_length=20, choices=CancelReason.choices, blank=True
    )
    cancelled_late = models.BooleanField(_("cancelled late"), default=False)
    note = models.CharField(_("note"), max_length=255, blank=True)
    result = models.CharField(
        _("result"), max_length=10, choices=Result.choices, blank=True
    )
    assessor = models.ForeignKey(
        Person,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("assessor"),
    )
    result_note = models.CharField(_("assessor's note"), max_length=255, blank=True)
    completed_on = models.DateField(_("completed"), null=True, blank=True)
    set_by_hand = models.BooleanField(
        default=False, help_text=_("The outcome was set against the marks.")
    )
    booked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("booked by"),
    )

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("booking")
        verbose_name_plural = _("bookings")
        ordering = ("-created_at", "-pk")
        permissions = [
            ("manage_bookings", "Can book, move and cancel for anybody"),
            ("keep_registers", "Can keep the register of classes they teach"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["learning_class", "person"],
                condition=~Q(state__in=["cancelled", "declined", "lapsed"]),
                name="%(app_label)s_%(class)s_one_standing",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        "requested",
                        "waitlisted",
                        "offered",
                        "confirmed",
                        "attended",
                        "partially_attended",
                        "did_not_attend",
                        "excused",
                        "declined",
                        "lapsed",
                        "cancelled",
                    ]
                ),
                name="%(app_label)s_%(class)s_known_state",
            ),
            models.CheckConstraint(
                condition=Q(state="offered", offered_at__isnull=False)
                | (~Q(state="offered") & Q(offer_expires_at__isnull=True)),
                name="%(app_label)s_%(class)s_offer_has_its_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="waitlisted") | Q(waiting_since__isnull=False),
                name="%(app_label)s_%(class)s_waits_since",
            ),
        ]
        indexes = [
            models.Index(
                fields=["learning_class", "state"], name="esrlm_enrolment_by_class"
            ),
            models.Index(
                fields=["learning_class", "-priority", "waiting_since", "id"],
                condition=Q(state="waitlisted"),
                name="esrlm_enrolment_waiting",
            ),
            models.Index(fields=["person", "state"], name="esrlm_enrolment_by_person"),
            models.Index(
                fields=["approval_due_at"],
                condition=Q(state="requested"),
                name="esrlm_enrolment_to_approve",
            ),
            models.Index(
                fields=["offer_expires_at"],
                condition=Q(state="offered"),
                name="esrlm_enrolment_offers",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.learning_class_id}: {self.state}"


class EnrolmentStep(models.Model):
    """One step of an enrolment: who, when, from what to what and why (rule 98)."""

    wagtail_reference_index_ignore = True

    enrolment = models.ForeignKey(
        Enrolment, on_delete=models.CASCADE, related_name="steps"
    )
    action = models.CharField(_("what happened"), max_length=40)
    from_state = models.CharField(_("from"), max_length=20, blank=True)
    to_state = models.CharField(_("to"), max_length=20)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    reason = models.CharField(_("why"), max_length=255, blank=True)
    facts = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("step of a booking")
        verbose_name_plural = _("steps of bookings")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.action}"
