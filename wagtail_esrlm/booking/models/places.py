"""The places of a class: the one counter that booking takes from (rule 49)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ...snippets.models import LearningClass


class ClassPlaces(models.Model):
    """How many places a class has and how many are taken.

    Written by ``booking`` alone: no form, no revision, no snippet. One conditional
    update takes a place; these constraints stand behind it.
    """

    wagtail_reference_index_ignore = True

    learning_class = models.OneToOneField(
        LearningClass,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="places",
    )
    minimum_places = models.PositiveIntegerField(_("minimum places"), default=0)
    maximum_places = models.PositiveIntegerField(
        _("maximum places"),
        null=True,
        blank=True,
        help_text=_("Leave empty for no limit."),
    )
    extra_places = models.PositiveIntegerField(
        _("places beyond the maximum"),
        default=0,
        help_text=_("Recorded over-booking and walk-ins."),
    )
    places_taken = models.PositiveIntegerField(_("places taken"), default=0)
    places_waiting = models.PositiveIntegerField(_("waiting"), default=0)

    class Meta:
        verbose_name = _("places of a class")
        verbose_name_plural = _("places of classes")
        constraints = [
            models.CheckConstraint(
                condition=Q(places_taken__gte=0)
                & (
                    Q(maximum_places__isnull=True)
                    | Q(places_taken__lte=F("maximum_places") + F("extra_places"))
                ),
                name="%(app_label)s_%(class)s_within_capacity",
            ),
            models.CheckConstraint(
                condition=Q(places_waiting__gte=0),
                name="%(app_label)s_%(class)s_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.places_taken}/{self.maximum_places}"

    @property
    def places_left(self) -> int | None:
        """How many can still be taken; None for no limit."""
        if self.maximum_places is None:
            return None
        return max(0, self.maximum_places + self.extra_places - self.places_taken)
