"""What stands in people's calendars because we sent it (rule 89)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .enrolments import Enrolment


class CalendarInvitation(models.Model):
    """A session that was mailed to somebody as an invitation and not yet withdrawn.

    It outlives the session: a session that goes is withdrawn from the calendars that
    have it, and only from those.
    """

    wagtail_reference_index_ignore = True

    enrolment = models.ForeignKey(
        Enrolment, on_delete=models.CASCADE, related_name="invitations"
    )
    session_uuid = models.UUIDField()
    sequence = models.PositiveIntegerField()
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    sent_at = models.DateTimeField(_("sent"))

    class Meta:
        verbose_name = _("calendar invitation")
        verbose_name_plural = _("calendar invitations")
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "session_uuid"],
                name="%(app_label)s_%(class)s_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.session_uuid}"
