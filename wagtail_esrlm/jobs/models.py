"""Who is at work, who is alive, and what ran."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

__all__ = ["Heartbeat", "JobRun", "Lease"]


class Lease(models.Model):
    """The right to do one kind of work, for a while, on the database's clock."""

    name = models.CharField(max_length=60, unique=True)
    holder = models.CharField(max_length=120, blank=True)
    fence = models.PositiveBigIntegerField(default=0)
    expires_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("lease")
        verbose_name_plural = _("leases")

    def __str__(self) -> str:
        return self.name


class Heartbeat(models.Model):
    """The last sign of life of one driver: the queue, or the tick."""

    name = models.CharField(max_length=60, unique=True)
    beat_at = models.DateTimeField()

    class Meta:
        verbose_name = _("heartbeat")
        verbose_name_plural = _("heartbeats")

    def __str__(self) -> str:
        return f"{self.name} {self.beat_at}"


class JobRun(models.Model):
    """One run of one piece of background work; holds no personal data."""

    class Outcome(models.TextChoices):
        """How a run ended."""

        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    job = models.CharField(_("work"), max_length=60)
    driver = models.CharField(_("started by"), max_length=20)
    started_at = models.DateTimeField(_("started"))
    ended_at = models.DateTimeField(_("ended"), null=True)
    outcome = models.CharField(
        _("outcome"), max_length=10, choices=Outcome.choices, default=Outcome.RUNNING
    )
    summary = models.CharField(_("what it did"), max_length=255, blank=True)
    error = models.TextField(_("what went wrong"), blank=True)

    class Meta:
        verbose_name = _("background run")
        verbose_name_plural = _("background runs")
        ordering = ("-started_at", "-pk")
        indexes = [
            models.Index(fields=["job", "-started_at"], name="esrlm_jobrun_by_job"),
        ]

    def __str__(self) -> str:
        return f"{self.job} {self.started_at}"
