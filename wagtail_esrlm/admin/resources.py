"""What classes are planned with beside rooms: equipment, and days without work."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Count, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from ..clock import now
from ..snippets.deletion import INSTEAD, uses_of
from ..snippets.models import BankHoliday, Equipment
from .base import RecordCreateView, RecordEditView, RecordViewSet, SafeDeleteView
from .columns import CountColumn, DayColumn
from .fields import date_field
from .forms import RecordForm, save_and_record
from .listing import RecordIndexView

KEPT = _(
    "Closing and free cancelling “so many working days before” are counted with these "
    "days. Classes that are planned already keep their moments until they are saved."
)


class HolidayForm(RecordForm):
    """A day on which nobody works."""

    day = date_field(label=_("Day"))

    class Meta:
        model = BankHoliday
        fields = ("day", "name")


class RecordedCreateView(RecordCreateView):
    """Adds a record, and keeps what was stated in the history (rule 98)."""

    explanation = ""

    def save_instance(self) -> Any:
        """Save the form and record it."""
        return save_and_record(self.form, by=self.request.user)


class HolidayCreateView(RecordedCreateView):
    """Adds a bank holiday."""

    explanation = KEPT


class HolidayEditView(RecordEditView):
    """Changes a bank holiday."""

    explanation = KEPT


class BankHolidayViewSet(RecordViewSet):
    """Days that are no working days (rules 54, 55)."""

    model = BankHoliday
    icon = "date"
    add_view_class = HolidayCreateView
    edit_view_class = HolidayEditView
    list_display = (DayColumn("day", label=_("Day")), "name")
    list_export = ("day", "name")
    search_fields = ("name",)
    ordering = ("-day",)
    empty = _(
        "No bank holidays, so only Saturdays and Sundays are no working days. Add them "
        "for the years in which you plan classes."
    )
    export_filename = "bank-holidays"
    inspect_view_fields = ("day", "name")

    def get_form_class(self, for_update: bool = False) -> type[forms.BaseForm]:
        """Ask for the day and what it is called."""
        return HolidayForm


class EquipmentIndexView(RecordIndexView):
    """Equipment, each with how many sessions to come use it."""

    def get_base_queryset(self) -> Any:
        """Count with the list."""
        to_come = Q(sessions__ends_at__gt=now()) & ~Q(
            sessions__learning_class__status="cancelled"
        )
        return (
            super()
            .get_base_queryset()
            .annotate(in_use=Count("sessions", filter=to_come, distinct=True))
        )


class EquipmentDeleteView(SafeDeleteView):
    """Deletes what no session uses; says what does, and what to do (rule 47)."""

    @cached_property
    def hanging(self) -> list[str]:
        """What uses it, in words."""
        return [f"{use.count:,} {use.label}" for use in uses_of(self.object)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what to do instead."""
        return super().get_context_data(instead=INSTEAD[Equipment], **kwargs)


class EquipmentCreateView(RecordedCreateView):
    """Adds a thing that sessions can use."""

    explanation = _(
        "Something that cannot be in two places at once. Two sessions that use it at "
        "the same time are named before a class is saved."
    )


class EquipmentViewSet(RecordViewSet):
    """Things that sessions use and that cannot be in two places at once."""

    model = Equipment
    icon = "cog"
    index_view_class = EquipmentIndexView
    add_view_class = EquipmentCreateView
    delete_view_class = EquipmentDeleteView
    list_display = ("name", CountColumn("in_use", label=_("Sessions to come")))
    list_export = ("name", "in_use")
    export_headings: Mapping[str, Any] = {"in_use": _("Sessions to come")}
    search_fields = ("name",)
    empty = _(
        "No equipment. What you add can be chosen for each session of a class, and "
        "clashes are named."
    )
    export_filename = "equipment"
    form_fields = ("business_group", "name")
    inspect_view_fields = ("name",)
