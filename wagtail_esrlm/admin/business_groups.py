"""Employers, and whom their reports count."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..compliance.award_rewriting import rewrite_of_group
from ..compliance.models import ReportPopulation
from ..jobs.turns import TERMS, take_turn
from ..workforce.models import BusinessGroup
from .base import RecordViewSet
from .columns import DayColumn, YesNoColumn
from .fields import PeopleField, date_field
from .forms import RecordForm


class BusinessGroupForm(RecordForm):
    """What an administrator sets for an employer; its code comes with the files."""

    shown_from = date_field(
        required=False,
        label=gettext_lazy("Compliance shown from"),
        help_text=gettext_lazy(
            "From this day staff and managers see compliance. Leave empty to keep it "
            "with training leads and the pilot group."
        ),
    )
    pilot_numbers = PeopleField(
        required=False,
        label=gettext_lazy("Pilot group"),
        help_text=gettext_lazy(
            "Employee numbers. They see compliance before everybody else does."
        ),
    )

    class Meta:
        model = BusinessGroup
        fields = ("name", "shown_from", "end_of_month_expiry")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["pilot_numbers"].initial = "\n".join(
                self.instance.pilots.values_list("employee_number", flat=True)
            )

    def clean_pilot_numbers(self) -> list[Any]:
        """Return the people; refuse numbers that nobody of the group has."""
        people, unknown = self.cleaned_data["pilot_numbers"]
        unknown += [
            person.employee_number
            for person in people
            if person.business_group_id != self.instance.pk
        ]
        if unknown:
            raise forms.ValidationError(
                _("Nobody here has these numbers: %(numbers)s.")
                % {"numbers": ", ".join(unknown)}
            )
        return people

    @transaction.atomic
    def save(self, commit: bool = True) -> BusinessGroup:
        """Save with the pilots; where rounding changes, awards are computed again."""
        rounding_changes = "end_of_month_expiry" in self.changed_data
        if rounding_changes:
            take_turn(TERMS)
        group = super().save(commit)
        group.pilots.set(self.cleaned_data["pilot_numbers"])
        if rounding_changes:
            rewrite_of_group(business_group_id=group.pk)
        return group


class BusinessGroupViewSet(RecordViewSet):
    """Employers; they are created by the staff file."""

    model = BusinessGroup
    icon = "home"
    without_views = frozenset({"usage", "add", "delete"})
    empty = gettext_lazy("No business group yet. The first staff file brings it.")
    list_display = (
        "name",
        "vpd",
        DayColumn(
            "shown_from",
            label=gettext_lazy("Compliance shown from"),
            empty=gettext_lazy("Not shown to staff yet"),
        ),
        YesNoColumn(
            "end_of_month_expiry", label=gettext_lazy("Expiry rounds to month end")
        ),
    )
    if_empty = {"shown_from": gettext_lazy("Not shown to staff yet")}
    list_export = ("name", "vpd", "shown_from", "end_of_month_expiry")
    search_fields = ("name", "vpd")
    export_filename = "business-groups"
    inspect_view_fields = ("name", "vpd", "shown_from", "end_of_month_expiry")

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        """Return the one form."""
        return BusinessGroupForm


class ReportPopulationViewSet(RecordViewSet):
    """Whom reports count."""

    model = ReportPopulation
    icon = "clipboard-list"
    _columns = ("name", "includes_absent", "includes_separate", "is_default")
    empty = gettext_lazy(
        "None yet. Reports then leave out people who are away, bank and honorary."
    )
    list_display = (
        "name",
        YesNoColumn(
            "includes_absent", label=gettext_lazy("Counts people who are away")
        ),
        YesNoColumn(
            "includes_separate", label=gettext_lazy("Counts bank and honorary")
        ),
        YesNoColumn("is_default", label=gettext_lazy("Is the default")),
        "business_group",
    )
    list_export = (*_columns, "business_group")
    list_filter = ("business_group",)
    search_fields = ("name",)
    export_filename = "report-populations"
    form_fields = ("business_group", *_columns)
    inspect_view_fields = (*_columns, "business_group")
    select_related = ("business_group",)
