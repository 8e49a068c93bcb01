"""A mail, as a mail server would have got it."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cached_property
from typing import cast

from django.db import models


class SentMail(models.Model):
    """One mail, whole."""

    sent_at = models.DateTimeField(auto_now_add=True)
    to = models.CharField(max_length=255)
    subject = models.CharField(max_length=255)
    source = models.BinaryField()

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.subject

    @cached_property
    def parsed(self) -> EmailMessage:
        """The mail in its parts."""
        return cast(
            EmailMessage, message_from_bytes(bytes(self.source), policy=policy.default)
        )

    def words(self, kind: str) -> str:
        """Return its "html" or "plain" words; "" where it has none."""
        part = self.parsed.get_body(preferencelist=(kind,))
        return part.get_content() if part is not None else ""

    @property
    def files(self) -> list[tuple[str, str]]:
        """Name and type of everything attached."""
        return [
            (part.get_filename() or "file", part.get_content_type())
            for part in self.parsed.iter_attachments()
        ]

    def file(self, place: int) -> tuple[str, str, bytes] | None:
        """Return an attachment by its place: name, whole type, content."""
        parts = list(self.parsed.iter_attachments())
        if place >= len(parts):
            return None
        part = parts[place]
        content = part.get_payload(decode=True)
        return part.get_filename() or "file", str(part["Content-Type"]), content
