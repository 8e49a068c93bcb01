"""People: who they are, where they work today, and how they stand."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import Button

from ..clock import today
from ..compliance.selectors import team_compliance
from ..permissions.shown import shown_people
from ..workforce import services
from ..workforce.models import AssignmentPeriod, Person
from .base import RecordViewSet, ServiceCreateView, ServiceEditView
from .columns import OrWordsColumn
from .fields import date_field
from .filters import SeatedFilterSet, choice_filter
from .forms import RecordForm
from .links import LinkPersonView, UnlinkPersonView
from .listing import RecordIndexView
from .person_page import PersonInspectView

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


class PersonFilterSet(SeatedFilterSet):
    """People by where they work, whether they still do, and their log-in."""

    person_path = "pk"

    works = choice_filter(
        _("Works here"),
        [("yes", _("Has a post today")), ("no", _("Has none today"))],
        method="filter_works",
    )
    log_in = choice_filter(
        _("Log-in"),
        [("yes", _("Has one")), ("no", _("Has none"))],
        method="filter_log_in",
    )

    class Meta:
        model = Person
        fields = ("business_group", "person_type", "access")

    def filter_works(self, queryset: Any, name: str, value: str) -> Any:
        """Keep those who have a post today, or the others."""
        seated = Q(
            pk__in=AssignmentPeriod.objects.active_on(today())
            .order_by()
            .values("assignment__person")
        )
        return queryset.filter(seated if value == "yes" else ~seated)

    def filter_log_in(self, queryset: Any, name: str, value: str) -> Any:
        """Keep those with a log-in, or the others."""
        return queryset.filter(user__isnull=value == "no")


class PersonIndexView(RecordIndexView):
    """People, with where they work today and, for whoever may see it, how they do."""

    @cached_property
    def columns(self) -> list[Any]:
        """Leave out figures of people whom the reader may not see."""
        shown = self.request.user.has_perm("wagtail_esrlm.view_all_compliance")
        return [c for c in super().columns if shown or c.name != "up_to_date"]

    def search_queryset(self, queryset: Any) -> Any:
        """Find people by names in any order, or by the beginning of their number."""
        return queryset.named(self.search_query) if self.is_searching else queryset

    def get_list_more_buttons(self, instance: Person) -> list[Any]:
        """Offer to join a log-in, or to take it away."""
        buttons: list[Any] = super().get_list_more_buttons(instance)
        if self.request.user.has_perm(LinkPersonView.permission_required):
            name, words, icon = (
                ("esrlm_person:link", _("Join a log-in"), "link")
                if instance.user_id is None
                else ("esrlm_person:unlink", _("Take the log-in away"), "cross")
            )
            address = reverse(name, args=[instance.pk])
            buttons.append(Button(words, url=address, icon_name=icon, priority=40))
        return buttons

    def get_base_queryset(self) -> models.QuerySet[Person]:
        """Add where everybody works to a file; a page asks for its own rows only."""
        queryset = super().get_base_queryset()
        return queryset.annotate(**_works()) if self.is_export else queryset

    def paginate_queryset(self, queryset: Any, page_size: int) -> Any:
        """Add where those on the page work."""
        found = super().paginate_queryset(queryset, page_size)
        people = {person.pk: person for person in found[2]}
        for pk, works_in, works_as in (
            Person.objects.filter(pk__in=people)
            .annotate(**_works())
            .values_list("pk", "works_in", "works_as")
        ):
            people[pk].works_in, people[pk].works_as = works_in, works_as
        if any(column.name == "up_to_date" for column in self.columns):
            shown = shown_people(self.request.user, people)
            compliance = team_compliance([pk for pk in people if shown[pk]])
            for pk, person in people.items():
                told = compliance.get(pk)
                person.up_to_date = told.figure if told else None
        return found


class FigureColumn(Column):
    """How much of what counts somebody holds: "14 of 17"."""

    def get_value(self, instance: Any) -> str:
        """Say it; a person of whom nothing is required has no figure (rule 34)."""
        figure = super().get_value(instance)
        if figure is None or not figure.required:
            return ""
        return _g("%(met)d of %(required)d") % {
            "met": figure.met,
            "required": figure.required,
        }


def _works() -> dict[str, Subquery]:
    """Return the organisation and job role of today's first seat."""
    seats = (
        AssignmentPeriod.objects.active_on(today())
        .filter(assignment__person=OuterRef("pk"))
        .order_by("-is_primary", "pk")
    )
    return {
        "works_in": Subquery(seats.values("organisation__name")[:1]),
        "works_as": Subquery(seats.values("job_role__name")[:1]),
    }


class PersonForm(RecordForm):
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
    title_label = _("Name")
    title_sort_key = "last_name"
    empty = _("Nobody is known yet. Import the staff file first.")
    list_display = (
        "display_name",
        "employee_number",
        OrWordsColumn("works_in", label=_("Works in"), empty=_("No post today")),
        Column("works_as", label=_("Works as")),
        FigureColumn("up_to_date", label=_("Up to date")),
        "person_type",
        OrWordsColumn("user", label=_("Log-in"), empty=_("None yet")),
    )
    filterset_class = PersonFilterSet
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
    inspect_view_class = PersonInspectView
    inspect_view_fields = ("business_group", *PERSON_FIELDS, "user")
    if_empty = {
        "email": _("None: nothing can be sent to them"),
        "starts_on": _("Not stated"),
        "ends_on": _("Not stated"),
        "user": _("None yet: they see nothing on the intranet until they log in"),
    }
    select_related = ("user", "business_group")

    def get_urlpatterns(self) -> list[Any]:
        """Add joining and taking away a log-in."""
        return [
            *super().get_urlpatterns(),
            path("link/<int:pk>/", LinkPersonView.as_view(), name="link"),
            path("unlink/<int:pk>/", UnlinkPersonView.as_view(), name="unlink"),
        ]

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        """Return the one form."""
        return PersonForm
