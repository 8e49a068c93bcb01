"""Where classes are held, and what they need."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.search import index

from ...workforce.models import BusinessGroup
from ...workforce.models.keyed import KeyedModel


def room_in_words(site: str, room: str) -> str:
    """Return how a room is named wherever it is shown.

    >>> room_in_words("Royal Wing", "Seminar room 2")
    'Royal Wing, Seminar room 2'
    """
    return f"{site}, {room}" if room else site


class Location(index.Indexed, KeyedModel):
    """A room people must find: stated in full wherever a class is shown."""

    keys: ClassVar[dict[str, str]] = {"code": "code_key"}

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    business_group = models.ForeignKey(
        BusinessGroup,
        on_delete=models.PROTECT,
        related_name="locations",
        verbose_name=_("business group"),
    )
    code = models.CharField(_("location code"), max_length=60)
    code_key = models.CharField(max_length=60, editable=False)
    name = models.CharField(
        _("site"),
        max_length=240,
        help_text=_("The site or building, for example “Royal Wing”."),
    )
    room = models.CharField(_("room"), max_length=120, blank=True)
    address = models.TextField(_("address"), blank=True)
    postcode = models.CharField(_("postcode"), max_length=12, blank=True)
    capacity = models.PositiveIntegerField(
        _("capacity"),
        null=True,
        blank=True,
        help_text=_("How many people the room takes. Larger classes show a warning."),
    )
    map_url = models.URLField(_("map"), blank=True)
    joining_instructions = models.TextField(
        _("joining instructions"),
        blank=True,
        help_text=_("Sent to everybody who has a place in a class here."),
    )
    access_notes = models.TextField(
        _("access notes"),
        blank=True,
        help_text=_("Steps, lifts, hearing loops, parking."),
    )
    is_open = models.BooleanField(
        _("in use"), default=True, help_text=_("Closed rooms cannot be chosen anew.")
    )

    search_fields: ClassVar = [
        index.SearchField("name"),
        index.SearchField("room"),
        index.SearchField("code"),
        index.AutocompleteField("name"),
        index.AutocompleteField("room"),
        index.FilterField("business_group"),
        index.FilterField("is_open"),
    ]

    class Meta:
        verbose_name = _("location")
        verbose_name_plural = _("locations")
        ordering = ("name", "room", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["business_group", "code_key"],
                name="%(app_label)s_%(class)s_code",
            ),
        ]

    def __str__(self) -> str:
        return room_in_words(self.name, self.room)

    @property
    def address_lines(self) -> list[str]:
        """Its address, line by line, the postcode last."""
        lines = [*self.address.splitlines(), self.postcode]
        return [line.strip() for line in lines if line.strip()]


class Equipment(KeyedModel):
    """A thing that sessions use and that cannot be in two places at once."""

    keys: ClassVar[dict[str, str]] = {"name": "name_key"}

    business_group = models.ForeignKey(
        BusinessGroup,
        on_delete=models.PROTECT,
        related_name="equipment",
        verbose_name=_("business group"),
    )
    name = models.CharField(_("name"), max_length=120)
    name_key = models.CharField(max_length=120, editable=False)

    class Meta:
        verbose_name = _("equipment")
        verbose_name_plural = _("equipment")
        ordering = ("name", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["business_group", "name_key"],
                name="%(app_label)s_%(class)s_name",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class BankHoliday(models.Model):
    """A day that is no working day (rule 55)."""

    day = models.DateField(_("day"), unique=True)
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        verbose_name = _("bank holiday")
        verbose_name_plural = _("bank holidays")
        ordering = ("day",)

    def __str__(self) -> str:
        return f"{self.day} {self.name}"
