"""The message log: written with what happened, rendered when it is sent."""

from __future__ import annotations

import datetime
import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..workforce.models import Person

__all__ = ["CalendarFeed", "ConfirmedAddress", "Message"]


class MessageQuerySet(models.QuerySet["Message"]):
    """Messages, by what is to be done with them."""

    def waiting(self) -> MessageQuerySet:
        """Keep what is still to be said."""
        return self.filter(state=Message.State.WAITING)

    def due(self, *, at: datetime.datetime) -> MessageQuerySet:
        """Keep what is to be sent by now, and not tried too lately."""
        return self.waiting().filter(
            Q(next_try_at__isnull=True) | Q(next_try_at__lte=at), due_at__lte=at
        )

    def delivered(self) -> MessageQuerySet:
        """Keep what has words that its person can read in the inbox."""
        return self.filter(state__in=Message.READABLE).exclude(body="")


class Message(models.Model):
    """One thing to say to one person, once (F24, F25; rules 90-92).

    Holds what it is about as ids; its words are made from current truth when it is
    sent, and kept here for the on-site inbox until they are purged.
    """

    wagtail_reference_index_ignore = True

    class State(models.TextChoices):
        """What became of it."""

        WAITING = "waiting", _("Waiting")
        SENT = "sent", _("Sent")
        ON_SITE = "on_site", _("Shown on the intranet only")
        DROPPED = "dropped", _("No longer true, not sent")
        DEAD = "dead", _("Given up")

    #: What it said; deleted in time.
    WORDS: ClassVar[tuple[str, ...]] = ("subject", "body", "link", "link_label")
    #: States in which the person can read it on the intranet.
    READABLE: ClassVar[tuple[str, ...]] = ("sent", "on_site", "dead")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=60)
    person = models.ForeignKey(
        Person,
        on_delete=models.CASCADE,
        db_index=False,  # the inbox begins with it
        related_name="messages",
        verbose_name=_("to"),
    )
    about_id = models.PositiveBigIntegerField(
        null=True,
        blank=True,
        help_text=_("Key of what it is about; its kind says of what."),
    )
    facts = models.JSONField(
        default=dict,
        blank=True,
        help_text=_("Ids, days and codes that the words are made from; no names."),
    )
    dedupe_key = models.CharField(max_length=160)
    created_at = models.DateTimeField(_("written"), auto_now_add=True)
    due_at = models.DateTimeField(_("not before"))
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.WAITING
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    tried_since = models.DateTimeField(_("first tried"), null=True, blank=True)
    next_try_at = models.DateTimeField(_("next try"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)
    channel = models.CharField(_("channel"), max_length=40, blank=True)
    error = models.CharField(_("what went wrong"), max_length=255, blank=True)
    subject = models.CharField(_("subject"), max_length=255, blank=True)
    body = models.TextField(_("text"), blank=True)
    link = models.CharField(max_length=500, blank=True)
    link_label = models.CharField(max_length=100, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ("-pk",)
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                condition=Q(state="waiting"),
                name="esrlm_message_waiting",
            ),
            models.Index(fields=["person", "-sent_at"], name="esrlm_message_inbox"),
            models.Index(fields=["kind", "about_id"], name="esrlm_message_about"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["dedupe_key"], name="%(app_label)s_%(class)s_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class CalendarFeed(models.Model):
    """A person's calendar address, secret and revocable."""

    person = models.OneToOneField(
        Person, on_delete=models.CASCADE, related_name="calendar_feed"
    )
    token = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")

    def __str__(self) -> str:
        return f"{self.person_id}"


class ConfirmedAddress(models.Model):
    """An address outside the allowed domains that an administrator confirmed (91)."""

    person = models.OneToOneField(
        Person, on_delete=models.CASCADE, related_name="confirmed_address"
    )
    email = models.EmailField(_("e-mail address"))
    confirmed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("confirmed address")
        verbose_name_plural = _("confirmed addresses")

    def __str__(self) -> str:
        return self.email
