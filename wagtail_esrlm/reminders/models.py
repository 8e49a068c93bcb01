"""Up to which day reminders have been given."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

__all__ = ["ReminderPass"]


class ReminderPass(models.Model):
    """The last day that one kind of reminders was looked at for."""

    name = models.CharField(max_length=40, unique=True)
    through = models.DateField(_("given through"))

    class Meta:
        verbose_name = _("reminder pass")
        verbose_name_plural = _("reminder passes")

    def __str__(self) -> str:
        return f"{self.name} {self.through}"
