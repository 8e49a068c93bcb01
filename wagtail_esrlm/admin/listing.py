"""What every list of the admin shares: search, export, words, and empty states."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property, reduce
from operator import or_
from typing import Any

from django.db import models
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import Button, HeaderButton

from ..compliance.printing import neutral
from ..snippets.models import Competency
from ..workforce.models import Person
from .filters import RecordFilterSet, has_business_groups

#: Rows that are read together for a file.
CHUNK = 2000

#: The most rows of a workbook, which is built whole before it is sent.
MOST_WORKBOOK_ROWS = 100_000


class _Rows:
    """A queryset read in chunks, so that a large file needs little memory."""

    def __init__(self, queryset: models.QuerySet[Any]) -> None:
        self.queryset, self.model = queryset, queryset.model

    def __iter__(self) -> Iterator[Any]:
        yield from self.queryset.iterator(chunk_size=CHUNK)


class SafeExportMixin:
    """Exports that no spreadsheet reads as a formula (rule 96)."""

    #: Relations read with each row.
    select_related: tuple[str, ...] = ()

    def get_base_queryset(self) -> models.QuerySet[Any]:
        """Read what the columns show together with the rows."""
        queryset = super().get_base_queryset()  # type: ignore[misc]
        if self.select_related:
            queryset = queryset.select_related(*self.select_related)
        return queryset

    def as_spreadsheet(self, queryset: Any, spreadsheet_format: str) -> HttpResponse:
        """Send all rows; a workbook only up to a size."""
        if spreadsheet_format == "xlsx" and queryset.count() > MOST_WORKBOOK_ROWS:
            messages.error(
                self.request,  # type: ignore[attr-defined]
                _(
                    "These are more than %(most)s rows. Filter them first, or download "
                    "CSV."
                )
                % {"most": f"{MOST_WORKBOOK_ROWS:,}"},
            )
            query = self.request.GET.copy()  # type: ignore[attr-defined]
            del query["export"]
            return redirect(f"{self.request.path}?{query.urlencode()}")  # type: ignore[attr-defined]
        answer: HttpResponse = super().as_spreadsheet(  # type: ignore[misc]
            _Rows(queryset), spreadsheet_format
        )
        return answer

    def to_row_dict(self, item: Any) -> Any:
        """Say choices in the words that people read."""
        row = super().to_row_dict(item)  # type: ignore[misc]
        for field in row:
            display = getattr(item, f"get_{field}_display", None)
            if display is not None:
                row[field] = display()
        return row

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        """Neutralise text, in CSV and XLSX alike; say yes and no as files do."""
        done = super().preprocess_field_value(  # type: ignore[misc]
            field, value, export_format
        )
        if isinstance(done, bool):
            return "Y" if done else "N"
        if isinstance(done, str | Promise) or not isinstance(
            done, int | float | type(None)
        ):
            return neutral(str(done)) if not hasattr(done, "year") else done
        return done


class ListingMixin(SafeExportMixin):
    """A list in our words, with a designed empty state."""

    template_name = "wagtail_esrlm/admin/list.html"
    results_template_name = "wagtail_esrlm/admin/list_results.html"
    #: What it means that there is nothing yet, and what to do.
    empty: str | Promise = gettext_lazy("There is nothing here yet.")
    #: Words and sort key of the first column, where its field has none.
    title_label: str | Promise | None = None
    title_sort_key: str | None = None

    @cached_property
    def columns(self) -> list[Any]:
        """Name the first column; leave out what is the same in every row."""
        columns: list[Any] = super().columns  # type: ignore[misc]
        for column in columns:
            if column.name != "bulk_actions":
                column.label = self.title_label or column.label
                column.sort_key = self.title_sort_key or column.sort_key
                break
        if any(column.name == "business_group" for column in columns):
            if not has_business_groups():
                columns = [c for c in columns if c.name != "business_group"]
        return columns

    def paginate_queryset(self, queryset: Any, page_size: int) -> Any:
        """Find the page by keys alone, and read only its rows: far pages stay quick."""
        keys = queryset.values_list("pk", flat=True)
        paginator, page, _keys, others = super().paginate_queryset(keys, page_size)  # type: ignore[misc]
        wanted = list(page.object_list)
        rows = {row.pk: row for row in queryset.filter(pk__in=wanted)}
        page.object_list = [rows[key] for key in wanted if key in rows]
        return paginator, page, page.object_list, others

    def search_queryset(self, queryset: models.QuerySet[Any]) -> models.QuerySet[Any]:
        """Keep rows in which every word typed occurs, each in any field."""
        if not self.is_searching:  # type: ignore[attr-defined]
            return queryset
        for word in self.search_query.split():  # type: ignore[attr-defined]
            queryset = queryset.filter(
                reduce(
                    or_,
                    (
                        Q(**{f"{field}__icontains": word})
                        for field in self.search_fields  # type: ignore[attr-defined]
                    ),
                )
            )
        return queryset


class RecordIndexView(ListingMixin, generic.IndexView):
    """A list of records."""

    base_filterset_class = RecordFilterSet


class ActingIndexView(RecordIndexView):
    """A list whose records have actions of their own."""

    #: Permission, URL name, words and icon of the button on top.
    header_action: tuple[str, str, Any, str] | None = None
    #: Permission, URL name, words, icon, and a field that must be empty.
    row_actions: tuple[tuple[str, str, Any, str, tuple[str, Any]], ...] = ()

    @property
    def header_buttons(self) -> list[Any]:
        """Offer the action on top to whoever may do it."""
        if self.header_action is None:
            return []
        permission, name, words, icon = self.header_action
        if not self.request.user.has_perm(permission):
            return []
        return [HeaderButton(words, url=reverse(name), icon_name=icon)]

    def get_list_more_buttons(self, instance: Any) -> list[Any]:
        """Offer the actions that this record still allows."""
        buttons: list[Any] = super().get_list_more_buttons(instance)
        for permission, name, words, icon, (field, wanted) in self.row_actions:
            if getattr(instance, field) == wanted and self.request.user.has_perm(
                permission
            ):
                buttons.append(
                    Button(
                        words,
                        url=reverse(name, args=(instance.pk,)),
                        icon_name=icon,
                        priority=40,
                    )
                )
        return buttons


class PersonAndCompetencyIndexView(ActingIndexView):
    """Records of a person and a competency, found by either."""

    def search_queryset(self, queryset: models.QuerySet[Any]) -> models.QuerySet[Any]:
        """Find people and competencies first: there are far fewer of them.

        The words are a person's, or a competency's.
        """
        if not self.is_searching:
            return queryset
        people = Person.objects.named(self.search_query)
        competencies = Competency.objects.all()
        for word in self.search_query.split():
            competencies = competencies.filter(name__icontains=word)
        return queryset.filter(
            Q(person__in=people.order_by().values("pk"))
            | Q(competency__in=competencies.order_by().values("pk"))
        )
