"""Staging: what a file said, row by row, and what became of it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..workforce.models import BusinessGroup

__all__ = ["WITHOUT_GROUP", "ImportBatch", "ImportRow"]


class ImportBatch(models.Model):
    """One file, what was asked of it and what it did."""

    class Kind(models.TextChoices):
        """What the rows of a file are."""

        STAFF = "staff", _("Staff")
        COMPETENCIES = "competencies", _("Competencies")
        REQUIREMENTS = "requirements", _("Requirements")
        AWARDS = "awards", _("Awards")
        LOCATIONS = "locations", _("Locations")
        COURSES = "courses", _("Courses")
        CLASSES = "classes", _("Classes")
        ENROLMENTS = "enrolments", _("Bookings")

    class State(models.TextChoices):
        """How far it came."""

        STAGED = "staged", _("Read, waits to be checked")
        CHECKED = "checked", _("Checked, nothing changed")
        ASKED = "asked", _("Waits to be applied")
        APPLIED = "applied", _("Applied")
        REFUSED = "refused", _("Refused, nothing changed")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    business_group = models.ForeignKey(
        BusinessGroup,
        on_delete=models.PROTECT,
        null=True,
        related_name="import_batches",
        verbose_name=_("business group"),
    )
    file_name = models.CharField(_("file"), max_length=255, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    options = models.JSONField(_("options"), default=dict, blank=True)
    columns = models.JSONField(default=list, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.STAGED
    )
    rows_total = models.PositiveIntegerField(_("rows"), default=0)
    rows_done = models.PositiveIntegerField(_("rows done"), default=0)
    created = models.PositiveIntegerField(_("created"), default=0)
    updated = models.PositiveIntegerField(_("updated"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    ended = models.PositiveIntegerField(_("ended"), default=0)
    rejected = models.PositiveIntegerField(_("rejected"), default=0)
    notices = models.JSONField(_("notices"), default=list, blank=True)
    losers = models.JSONField(
        _("people who lose a required competency"), default=list, blank=True
    )
    drop_percent = models.FloatField(
        _("per cent of assignments it ends"), default=0, editable=False
    )
    refusal = models.TextField(_("why it was refused"), blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("imported by"),
    )
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("applied by"),
    )
    staged_at = models.DateTimeField(_("read"), auto_now_add=True)
    ended_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ("-staged_at", "-pk")

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.file_name}"

    @property
    def needs_another(self) -> bool:
        """Whether it ends so much that a second person must apply it (rule 93)."""
        return self.drop_percent > float(self.options.get("max_drop", 0))


#: Their rows belong to every business group, and can be there before the first.
WITHOUT_GROUP = (ImportBatch.Kind.COMPETENCIES,)


class ImportRow(models.Model):
    """One row of a file as it was given, and what became of it."""

    wagtail_reference_index_ignore = True

    class Outcome(models.TextChoices):
        """What a row did."""

        STAGED = "staged", _("Read")
        CREATED = "created", _("Created")
        UPDATED = "updated", _("Updated")
        UNCHANGED = "unchanged", _("Unchanged")
        REJECTED = "rejected", _("Refused")

    batch = models.ForeignKey(
        ImportBatch, on_delete=models.CASCADE, related_name="rows"
    )
    line = models.PositiveIntegerField(_("line"))
    data = models.JSONField(_("cells"), default=dict)
    fault = models.CharField(
        _("why it cannot be read"), max_length=255, blank=True, editable=False
    )
    outcome = models.CharField(
        _("outcome"), max_length=10, choices=Outcome.choices, default=Outcome.STAGED
    )
    problems = models.JSONField(_("problems"), default=list, blank=True)

    class Meta:
        verbose_name = _("import row")
        verbose_name_plural = _("import rows")
        ordering = ("batch", "line")
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "line"], name="%(app_label)s_%(class)s_line"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}:{self.line}"
