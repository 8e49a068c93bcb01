"""Who stands in for which manager, and until when (rule 40)."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..workforce import services
from ..workforce.models import Deputy
from .base import RecordViewSet, ServiceCreateView, ServiceEditView
from .columns import DayColumn
from .fields import PersonField, date_field
from .filters import RecordFilterSet, WhenFilter
from .forms import RecordForm


class DeputyForm(RecordForm):
    """A deputy for a period."""

    manager = PersonField(label=_("Manager"))
    deputy = PersonField(label=_("Deputy"))
    starts_on = date_field(label=_("From"))
    ends_on = date_field(label=_("Until"), help_text=_("The last day, included."))

    class Meta:
        model = Deputy
        fields = ("manager", "deputy", "starts_on", "ends_on")


class DeputyEndForm(forms.ModelForm):
    """The last day of a deputy."""

    ends_on = date_field(
        label=_("Until"),
        help_text=_("The last day, included. Before the first day, it is removed."),
    )

    class Meta:
        model = Deputy
        fields = ("ends_on",)

    def _post_clean(self) -> None:
        """Leave the instance alone: the service judges the day."""


class DeputyCreateView(ServiceCreateView):
    """Names a deputy."""

    def perform(self, form: Any) -> Deputy:
        """Name them through the service."""
        return services.name_deputy(by=self.request.user, **form.cleaned_data)


class DeputyEditView(ServiceEditView):
    """Lets a deputy's period end on another day."""

    def perform(self, form: Any) -> Deputy:
        """End it through the service."""
        last_day: datetime.date = form.cleaned_data["ends_on"]
        ended = services.end_deputy(
            deputy=form.instance, last_day=last_day, by=self.request.user
        )
        return ended or form.instance

    def get_success_buttons(self) -> list[Any]:
        """Offer no way back: it may be gone."""
        return []


class DeputyFilterSet(RecordFilterSet):
    """Deputies by when."""

    when = WhenFilter(now=_("Stands in today"))

    class Meta:
        model = Deputy
        fields: tuple[str, ...] = ()


class DeputyViewSet(RecordViewSet):
    """Who stands in for which manager."""

    model = Deputy
    icon = "group"
    without_views = frozenset({"usage", "delete"})
    add_view_class = DeputyCreateView
    edit_view_class = DeputyEditView
    list_display = (
        "manager",
        "deputy",
        DayColumn("starts_on", label=_("From")),
        DayColumn("ends_on", label=_("Until")),
    )
    empty = _(
        "Nobody stands in for anybody. A deputy sees and approves what the manager "
        "sees, for as long as you say."
    )
    filterset_class = DeputyFilterSet
    search_fields = (
        "manager__last_name",
        "manager__employee_number",
        "deputy__last_name",
        "deputy__employee_number",
    )
    list_export = (
        "manager",
        "manager.employee_number",
        "deputy",
        "deputy.employee_number",
        "starts_on",
        "ends_on",
    )
    export_headings = {
        "manager.employee_number": _("Manager's number"),
        "deputy.employee_number": _("Deputy's number"),
    }
    export_filename = "deputies"
    inspect_view_fields = ("manager", "deputy", "starts_on", "ends_on")
    select_related = ("manager", "deputy")

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        """Name somebody, or end it."""
        return DeputyEndForm if for_update else DeputyForm
