"""Stored records: the status of each on a day, derived when it is read."""

from __future__ import annotations

import datetime

from django.db import models
from django.db.models import (
    Case,
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from ..errors import Conflict
from .rules import FOREVER, Status, last_amber_expiry


class ComplianceRecordQuerySet(models.QuerySet):
    """Stored cells, and what they are on the day for which they are true."""

    def with_status(
        self, *, on: datetime.date, checked: bool = False
    ) -> ComplianceRecordQuerySet:
        """Annotate ``status`` for the day.

        Args:
            checked: the caller has made sure that the records are true for the day.

        Raises:
            Conflict: when the records are not true for that day: ask the calculation.
        """
        if not checked:
            _refuse_other_days(on)
        return (
            self._with_last_amber_expiry(on)
            ._with_exempt(on)
            .annotate(
                status=Case(
                    When(_exempt=True, then=Value(Status.EXEMPT.value)),
                    When(held_until=FOREVER, then=Value(Status.COMPLIANT.value)),
                    When(
                        held_until__gt=F("_last_amber_expiry"),
                        then=Value(Status.COMPLIANT.value),
                    ),
                    When(held_until__gte=on, then=Value(Status.EXPIRING.value)),
                    When(held_until__isnull=False, then=Value(Status.EXPIRED.value)),
                    When(due_on__gt=on, then=Value(Status.DUE.value)),
                    default=Value(Status.MISSING.value),
                    output_field=models.CharField(),
                ),
            )
        )

    def _with_exempt(self, on: datetime.date) -> ComplianceRecordQuerySet:
        """Annotate whether an exemption is in force (rule 101)."""
        from .models import Exemption

        return self.annotate(
            _exempt=Exists(
                Exemption.objects.current_on(on).filter(
                    person=OuterRef("person_id"), competency=OuterRef("competency_id")
                )
            )
        )

    def _with_last_amber_expiry(self, on: datetime.date) -> ComplianceRecordQuerySet:
        """Annotate the last expiry that is amber on the day (rule 19)."""
        from ..snippets.models import MOST_AMBER_MONTHS

        path = "competency__renewal_periods"
        in_force = FilteredRelation(
            path,
            condition=Q(
                Q(**{f"{path}__ends_on__isnull": True})
                | Q(**{f"{path}__ends_on__gte": on}),
                **{f"{path}__starts_on__lte": on},
            ),
        )
        months = "_period__months"
        by_window = [
            When(_amber_months=window, then=Value(last_amber_expiry(on, window)))
            for window in range(MOST_AMBER_MONTHS + 1)
        ]
        return (
            self.annotate(_period=in_force)
            .annotate(
                _amber_months=Coalesce(
                    F("competency__amber_months"),
                    Case(
                        When(Q(_period__months__isnull=True), then=Value(3)),
                        When(**{f"{months}__gt": 8}, then=Value(3)),
                        When(**{f"{months}__gte": 6}, then=Value(2)),
                        When(**{f"{months}__gte": 3}, then=Value(1)),
                        default=Value(0),
                    ),
                )
            )
            .annotate(
                _last_amber_expiry=Case(*by_window, output_field=models.DateField())
            )
        )


def _refuse_other_days(on: datetime.date) -> None:
    from ..workforce.models import BusinessGroup

    if BusinessGroup.objects.exclude(calculation_state__calculated_through=on).exists():
        raise Conflict(f"Stored compliance is not true for {on:%Y-%m-%d}.")
