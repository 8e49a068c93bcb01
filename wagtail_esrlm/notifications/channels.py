"""The ways in which a message leaves; a host plugs in its own.

A channel is a class without arguments, named in ``NOTIFICATION_CHANNELS``. The first
that reaches a person takes the message; whom none reaches reads it on the intranet.
"""

from __future__ import annotations

import smtplib
from dataclasses import dataclass
from typing import Any, Protocol

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from ..conf import esrlm_settings
from ..workforce.models import Person
from .addresses import domain_of, mail_address
from .models import Message
from .rendering import Words

#: A mail server that says nothing for so long counts as not there (F24).
TIMEOUT_SECONDS = 10


class Undelivered(Exception):
    """This one message could not be sent; others may. Its text names nobody."""


class ChannelDown(Exception):
    """Nothing can be sent this way at the moment. Its text names nobody."""


@dataclass(frozen=True)
class Outgoing:
    """A message on its way out.

    Attributes:
        message: The row, with its person.
        words: What it says.
    """

    message: Message
    words: Words

    @property
    def person(self) -> Person:
        """Who is told."""
        return self.message.person


class Channel(Protocol):
    """A way out. ``open`` is called before the first message, ``close`` at the end."""

    name: str

    def reaches(self, person: Person) -> bool:
        """Whether this person can be told this way; asks nothing of the network."""

    def open(self) -> None:
        """Get ready.

        Raises:
            ChannelDown: when nothing can be sent now.
        """

    def send(self, outgoing: Outgoing) -> None:
        """Send one message; sent again, it must be recognised as the same (F25).

        Raises:
            Undelivered: when this message could not be sent.
            ChannelDown: when nothing can be sent any more.
        """

    def close(self) -> None:
        """Let go; never raises."""


class EmailChannel:
    """Mail through Django's e-mail backend."""

    name = "email"

    def __init__(self) -> None:
        self._connection: BaseEmailBackend | None = None
        self._broken_in_a_row = 0

    def reaches(self, person: Person) -> bool:
        """Whether there is an address that mail may go to (rule 91)."""
        return bool(mail_address(person))

    def open(self) -> None:
        """Connect to the mail server."""
        seconds = getattr(settings, "EMAIL_TIMEOUT", None) or TIMEOUT_SECONDS
        try:
            self._connection = get_connection(timeout=seconds)
            self._connection.open()
        except (OSError, smtplib.SMTPException) as err:
            self._connection = None
            raise ChannelDown(_told(err)) from err

    def send(self, outgoing: Outgoing) -> None:
        """Send one mail; a server that breaks off twice in a row counts as down."""
        if self._connection is None:
            self.open()
        try:
            sent = mail_of(outgoing, self._connection).send()
        except smtplib.SMTPRecipientsRefused as err:
            raise Undelivered(_refused(err)) from err
        except (smtplib.SMTPServerDisconnected, OSError) as err:
            # SMTPException is an OSError: what else it says concerns this mail.
            if isinstance(err, smtplib.SMTPException) and not isinstance(
                err, smtplib.SMTPServerDisconnected
            ):
                raise Undelivered(_told(err)) from err
            self.close()
            self._broken_in_a_row += 1
            if self._broken_in_a_row > 1:
                raise ChannelDown(_told(err)) from err
            raise Undelivered(_told(err)) from err
        self._broken_in_a_row = 0
        if not sent:
            raise Undelivered("The mail server took nothing.")

    def close(self) -> None:
        """Hang up."""
        connection, self._connection = self._connection, None
        try:
            if connection is not None:
                connection.close()
        except (OSError, smtplib.SMTPException):
            pass


def mail_of(outgoing: Outgoing, connection: Any = None) -> EmailMultiAlternatives:
    """Return the mail; made twice from one truth, it is the same mail (F25)."""
    words = outgoing.words
    sender = esrlm_settings.MAIL_FROM or settings.DEFAULT_FROM_EMAIL
    domain = domain_of(sender.rstrip("> ")) or "localhost"
    mail = EmailMultiAlternatives(
        subject=words.subject,
        body=words.text,
        from_email=sender,
        to=[mail_address(outgoing.person)],
        connection=connection,
        headers={
            "Message-ID": f"<{outgoing.message.uuid}@{domain}>",
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        },
    )
    mail.attach_alternative(words.html, "text/html")
    for attachment in words.attachments:
        mail.attach(attachment.name, attachment.content, attachment.content_type)
    return mail


def _told(err: Exception) -> str:
    """Say what happened without what the server said: it quotes addresses."""
    if isinstance(err, TimeoutError):
        return "The mail server did not answer in time."
    if isinstance(err, smtplib.SMTPResponseException):
        return f"The mail server answered {err.smtp_code}."
    if isinstance(err, (ConnectionError, smtplib.SMTPServerDisconnected)):
        return "The mail server broke off, or is not there."
    return f"The mail server could not be used ({type(err).__name__})."


def _refused(err: smtplib.SMTPRecipientsRefused) -> str:
    codes = sorted({code for code, _words in err.recipients.values()})
    stated = ", ".join(str(code) for code in codes)
    return f"The mail server refused the address ({stated})."
