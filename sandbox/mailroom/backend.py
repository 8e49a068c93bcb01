"""Keeps mail instead of sending it."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from .models import SentMail


class MailroomBackend(BaseEmailBackend):
    """Takes every mail; the page "Sent mail" shows it."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep each mail as it would have gone out."""
        SentMail.objects.bulk_create(
            SentMail(
                to=", ".join(mail.recipients())[:255],
                subject=mail.subject[:255],
                source=mail.message().as_bytes(),
            )
            for mail in email_messages
        )
        return len(email_messages)
