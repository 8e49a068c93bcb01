"""People, their seats and who stands in for whom."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.db import models
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from ..clock import today
from ..workforce import services
from ..workforce.models import AssignmentPeriod, Deputy, Person
from .base import (
    ReadOnlyViewSet,
    RecordIndexView,
    RecordViewSet,
    ServiceCreateView,
    ServiceEditView,
)
from .fields import PersonField, date_field

#: What the form edits, in its order.
PERSON_FIELDS = (
    "employee_number",
    "title",
    "first_name",
    "last_name",
    "preferred_name",
    "email",
    "person_type",
    "access",
    "starts_on",
    "ends_on",
)


class PersonIndexView(RecordIndexView):
    """People, with where they work today."""

    def get_base_queryset(self) -> models.QuerySet[Person]:
        """Add the organisation and job role of today's first seat."""
        seats = (
            AssignmentPeriod.objects.active_on(today())
            .filter(assignment__person=OuterRef("pk"))
            .order_by("-is_primary", "pk")
        )
        return (
            super()
            .get_base_queryset()
            .annotate(
                works_in=Subquery(seats.values("organisation__name")[:1]),
                works_as=Subquery(seats.values("job_role__name")[:1]),
            )
        )


class PersonForm(forms.ModelForm):
    """A person's own details."""

    starts_on = date_field(required=False, label=_("Known from"))
    ends_on = date_field(required=False, label=_("Known until"))

    class Meta:
        model = Person
        fields = ("business_group", *PERSON_FIELDS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["business_group"]


class PersonCreateView(ServiceCreateView):
    """Adds a person; their seats come with a file."""

    def perform(self, form: Any) -> Person:
        """Add through the service."""
        facts = {name: form.cleaned_data[name] for name in PERSON_FIELDS}
        return services.add_person(
            business_group=form.cleaned_data["business_group"],
            by=self.request.user,
            **facts,
        )


class PersonEditView(ServiceEditView):
    """Changes a person's details."""

    def perform(self, form: Any) -> Person:
        """Change through the service."""
        return services.change_person(
            person=form.instance,
            changes={name: form.cleaned_data[name] for name in PERSON_FIELDS},
            by=self.request.user,
        )


class PersonViewSet(RecordViewSet):
    """Everybody the trust trains."""

    model = Person
    icon = "user"
    without_views = frozenset({"usage", "delete"})
    index_view_class = PersonIndexView
    add_view_class = PersonCreateView
    edit_view_class = PersonEditView
    list_display = (
        "display_name",
        "employee_number",
        Column("works_in", label=_("Works in"), sort_key="works_in"),
        Column("works_as", label=_("Works as"), sort_key="works_as"),
        "person_type",
        Column("user", label=_("Log-in")),
    )
    list_filter = ("business_group", "person_type", "access")
    search_fields = ("first_name", "last_name", "preferred_name", "employee_number")
    list_export = (
        "employee_number",
        "title",
        "first_name",
        "last_name",
        "preferred_name",
        "email",
        "person_type",
        "access",
        "works_in",
        "works_as",
        "starts_on",
        "ends_on",
    )
    export_headings = {"works_in": _("Works in"), "works_as": _("Works as")}
    export_filename = "people"
    inspect_view_fields = ("business_group", *PERSON_FIELDS, "user")
    select_related = ("user",)

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        """Return the one form."""
        return PersonForm


class AssignmentPeriodViewSet(ReadOnlyViewSet):
    """Who sits where, and when; files and services write it."""

    model = AssignmentPeriod
    icon = "user"
    list_display = (
        "assignment",
        Column("assignment.person", label=_("Person")),
        "organisation",
        "job_role",
        "position",
        "grade",
        "status",
        "starts_on",
        "ends_on",
    )
    list_filter = {
        "status": ["exact"],
        "category": ["exact"],
        "is_primary": ["exact"],
        "job_role": ["exact"],
    }
    search_fields = (
        "assignment__number",
        "assignment__person__last_name",
        "assignment__person__employee_number",
    )
    list_export = (
        "assignment.person.employee_number",
        "assignment.number",
        "organisation",
        "job_role",
        "position",
        "grade",
        "category",
        "status",
        "fte",
        "is_primary",
        "supervisor",
        "starts_on",
        "ends_on",
    )
    export_headings = {
        "assignment.person.employee_number": _("Employee number"),
        "assignment.number": _("Assignment number"),
    }
    export_filename = "assignment-periods"
    inspect_view_fields = (
        "assignment",
        "organisation",
        "job_role",
        "position",
        "grade",
        "location",
        "category",
        "status",
        "fte",
        "is_primary",
        "supervisor",
        "starts_on",
        "ends_on",
    )
    select_related = (
        "assignment__person",
        "organisation",
        "job_role",
        "position",
        "supervisor",
    )


class DeputyForm(forms.ModelForm):
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


class DeputyViewSet(RecordViewSet):
    """Who stands in for which manager."""

    model = Deputy
    icon = "group"
    without_views = frozenset({"usage", "delete"})
    add_view_class = DeputyCreateView
    edit_view_class = DeputyEditView
    list_display = ("manager", "deputy", "starts_on", "ends_on")
    list_filter = {"starts_on": ["lte"], "ends_on": ["gte"]}
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
