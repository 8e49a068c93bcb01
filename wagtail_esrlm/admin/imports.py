"""Files in: what every file did, and the way to each and to a new one."""

from __future__ import annotations

from typing import Any

from django.urls import path, reverse
from django.utils.translation import gettext_lazy

from ..imports.models import ImportBatch
from .base import ReadOnlyViewSet
from .columns import CountColumn, OrWordsColumn
from .filters import RecordFilterSet, choice_filter, day_range
from .import_batch import BatchView, LosersView, RejectsView
from .import_load import LoadView
from .listing import ActingIndexView


class ImportIndexView(ActingIndexView):
    """Imports; each leads to what it did."""

    header_action = (
        "wagtail_esrlm.add_importbatch",
        "esrlm_import",
        gettext_lazy("Import a file"),
        "upload",
    )

    def get_base_queryset(self) -> Any:
        """Leave out who loses what: it is long, and shown on the page of the file."""
        return super().get_base_queryset().defer("losers")

    def get_edit_url(self, instance: Any) -> str:
        """Lead to what the file did."""
        return reverse("esrlm_importbatch:look", args=[instance.pk])


class ImportFilterSet(RecordFilterSet):
    """Imports by kind, state and day."""

    kind = choice_filter(gettext_lazy("What it holds"), ImportBatch.Kind.choices)
    state = choice_filter(gettext_lazy("State"), ImportBatch.State.choices)
    read = day_range("staged_at", gettext_lazy("Read"))

    class Meta:
        model = ImportBatch
        fields = ("business_group",)


class ImportViewSet(ReadOnlyViewSet):
    """Files in: what each said and did."""

    model = ImportBatch
    icon = "upload"
    index_view_class = ImportIndexView
    without_views = ReadOnlyViewSet.without_views | {"history", "history_results"}
    list_display = (
        "file_name",
        "kind",
        "state",
        CountColumn("rows_total", label=gettext_lazy("Rows")),
        CountColumn("created", label=gettext_lazy("New")),
        CountColumn("updated", label=gettext_lazy("Changed")),
        CountColumn("ended", label=gettext_lazy("Ended")),
        CountColumn("rejected", label=gettext_lazy("Refused")),
        OrWordsColumn(
            "created_by",
            label=gettext_lazy("Loaded by"),
            empty=gettext_lazy("A command"),
        ),
        "staged_at",
    )
    empty = gettext_lazy(
        "No file yet. Begin with staff, then competencies, requirements and awards."
    )
    filterset_class = ImportFilterSet
    search_fields = ("file_name",)
    list_export = (
        "file_name",
        "kind",
        "state",
        "rows_total",
        "created",
        "updated",
        "unchanged",
        "ended",
        "rejected",
        "created_by",
        "applied_by",
        "staged_at",
        "ended_at",
        "refusal",
    )
    export_filename = "imports"
    inspect_view_fields = (
        "file_name",
        "kind",
        "state",
        "refusal",
        "rows_total",
        "created",
        "updated",
        "unchanged",
        "ended",
        "rejected",
        "created_by",
        "applied_by",
        "staged_at",
        "ended_at",
    )
    select_related = ("created_by", "applied_by")

    def get_urlpatterns(self) -> list[Any]:
        """Add the page of one file and its lists."""
        return [
            *super().get_urlpatterns(),
            path("<int:pk>/", BatchView.as_view(), name="look"),
            path("<int:pk>/refused/", RejectsView.as_view(), name="refused"),
            path("<int:pk>/losers/", LosersView.as_view(), name="losers"),
        ]


def import_urls() -> list[Any]:
    """Return the address at which files are loaded."""
    return [path("learning/import/", LoadView.as_view(), name="esrlm_import")]
