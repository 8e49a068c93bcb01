"""Stored records: the status of each on a day, derived when it is read."""

from __future__ import annotations

import datetime

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from ..errors import Conflict
from .rules import FOREVER, Status, last_amber_expiry


class ComplianceRecordQuerySet(models.QuerySet):
    """Stored cells, and what they are on the day for which they are true."""

    def with_status(self, *, on: datetime.date) -> ComplianceRecordQuerySet:
        """Annotate ``status`` for the day.

        Raises:
            Conflict: when the records are not true for that day: ask the calculation.
        """
        from ..snippets.models import MOST_AMBER_MONTHS, RenewalPeriod
        from .models import CalculationState, Exemption

        stored_for = CalculationState.objects.exclude(calculated_through=on)
        if stored_for.exists() or not CalculationState.objects.exists():
            raise Conflict(f"Stored compliance is not true for {on:%Y-%m-%d}.")
        in_force = RenewalPeriod.objects.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=on),
            competency=OuterRef("competency_id"),
            starts_on__lte=on,
        )
        exempt = Exemption.objects.current_on(on).filter(
            person=OuterRef("person_id"), competency=OuterRef("competency_id")
        )
        by_window = [
            When(_amber_months=months, then=Value(last_amber_expiry(on, months)))
            for months in range(MOST_AMBER_MONTHS + 1)
        ]
        return (
            self.annotate(_months=Subquery(in_force.values("months")[:1]))
            .annotate(
                _amber_months=Coalesce(
                    F("competency__amber_months"),
                    Case(
                        When(Q(_months__isnull=True) | Q(_months__gt=8), then=Value(3)),
                        When(_months__gte=6, then=Value(2)),
                        When(_months__gte=3, then=Value(1)),
                        default=Value(0),
                    ),
                )
            )
            .annotate(
                status=Case(
                    When(Exists(exempt), then=Value(Status.EXEMPT.value)),
                    When(held_until=FOREVER, then=Value(Status.COMPLIANT.value)),
                    When(
                        held_until__gt=Case(
                            *by_window, output_field=models.DateField()
                        ),
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
