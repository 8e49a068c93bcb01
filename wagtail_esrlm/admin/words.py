"""Words for the state and the kind of employment, and what they mean."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Count
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy, ngettext

from ..clock import today
from ..compliance.impact import Impact
from ..compliance.impact_on_people import of_changed_status
from ..workforce import services
from ..workforce.models import AssignmentCategory, AssignmentPeriod, AssignmentStatus
from .base import RecordViewSet, ServiceEditView
from .columns import CountColumn, YesNoColumn
from .confirm import ConfirmMixin
from .forms import RecordForm
from .listing import RecordIndexView


def people_by_word(column: str) -> dict[str, int]:
    """Return how many people's posts use each word today, by its key. Queries: 1."""
    return dict(
        AssignmentPeriod.objects.covering(today())
        .order_by()
        .values_list(column)
        .annotate(Count("assignment__person", distinct=True))
    )


class WordIndexView(RecordIndexView):
    """Words, each with how many people's posts use it today."""

    #: Column of a post that holds the word's key.
    used_in = ""

    def paginate_queryset(self, queryset: Any, page_size: int) -> Any:
        """Count once for all."""
        found = super().paginate_queryset(queryset, page_size)
        people = people_by_word(self.used_in)
        for word in found[2]:
            word.people_today = people.get(word.name_key, 0)
        return found


class StatusIndexView(WordIndexView):
    """Statuses."""

    used_in = "status_key"


class CategoryIndexView(WordIndexView):
    """Categories."""

    used_in = "category_key"


class StatusEditView(ConfirmMixin, ServiceEditView):
    """Changes what a word means, after showing whom that touches."""

    @cached_property
    def explanation(self) -> str:
        """Say how many people it concerns."""
        people = people_by_word("status_key").get(self.object.name_key, 0)
        return ngettext(
            "%(people)s person has a post in this status today.",
            "%(people)s people have posts in this status today.",
            people,
        ) % {"people": f"{people:,}"}

    def needs_confirming(self, form: Any) -> bool:
        """Whether posts in it begin or cease to count."""
        return "is_active" in form.changed_data

    def preview(self, form: Any) -> Impact:
        """Try it and take it back."""
        return of_changed_status(
            AssignmentStatus.objects.get(pk=form.instance.pk), **form.cleaned_data
        )

    def perform(self, form: Any) -> AssignmentStatus:
        """Change the meaning, and mark whom it touches."""
        return services.change_status(
            status=form.instance,
            is_active=form.cleaned_data["is_active"],
            is_absence=form.cleaned_data["is_absence"],
            by=self.request.user,
        )


class StatusViewSet(RecordViewSet):
    """Words for the state of an assignment."""

    model = AssignmentStatus
    icon = "pick"
    index_view_class = StatusIndexView
    edit_view_class = StatusEditView
    list_display = (
        "name",
        YesNoColumn("is_active", label=gettext_lazy("Counts as active")),
        YesNoColumn("is_absence", label=gettext_lazy("Is an absence")),
        CountColumn("people_today", label=gettext_lazy("People today")),
    )
    list_export = ("name", "is_active", "is_absence")
    list_filter = ("is_active", "is_absence")
    search_fields = ("name",)
    export_filename = "statuses"
    inspect_view_fields = ("name", "is_active", "is_absence")

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        """Keep the word: files use it."""
        fields = ["is_active", "is_absence"]
        return forms.modelform_factory(
            AssignmentStatus,
            form=RecordForm,
            fields=fields if for_update else ["name", *fields],
        )


class CategoryViewSet(RecordViewSet):
    """Kinds of employment."""

    model = AssignmentCategory
    icon = "list-ul"
    index_view_class = CategoryIndexView
    list_display = (
        "name",
        YesNoColumn("is_separate", label=gettext_lazy("Is a separate population")),
        CountColumn("people_today", label=gettext_lazy("People today")),
    )
    list_export = ("name", "is_separate")
    list_filter = ("is_separate",)
    search_fields = ("name",)
    export_filename = "categories"
    form_fields = ("name", "is_separate")
    inspect_view_fields = ("name", "is_separate")
