"""One file: what it would do, applying it, and its lists as files."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from ..compliance.printing import neutral
from ..errors import EsrlmError
from ..imports.batches import ask_to_apply, see_to
from ..imports.models import ImportBatch, ImportRow
from ..imports.outcomes import Problem
from ..imports.rejects import rejects_lines
from ..posted import done_once
from .base import PermissionView
from .files import csv_file

#: How many people and rows a page lists; the files hold all.
SHOWN = 50

#: Seconds after which a page that waits looks again.
LOOK_AGAIN = 5

STATE = ImportBatch.State
WAITING = (STATE.STAGED, STATE.ASKED)


class BatchView(PermissionView, TemplateView):
    """One file: what it would do or did; a POST applies it."""

    permission_required = "wagtail_esrlm.view_importbatch"
    template_name = "wagtail_esrlm/admin/import_batch.html"
    header_icon = "upload"

    @cached_property
    def batch(self) -> ImportBatch:
        """The file."""
        batches = ImportBatch.objects.select_related(
            "business_group", "created_by", "applied_by"
        )
        return get_object_or_404(batches, pk=self.kwargs["pk"])

    def get_page_title(self) -> str:
        """Name the file."""
        return str(self.batch)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Stand under the list of imports."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse("esrlm_importbatch:index"), "label": _("Imports")},
            {"url": "", "label": self.get_page_title()},
        ]

    @property
    def may_import(self) -> bool:
        """Whether the reader may apply files."""
        may: bool = self.request.user.has_perm("wagtail_esrlm.add_importbatch")
        return may

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Tell counts, who loses what, and refused rows."""
        batch = self.batch
        rejected = _rejected(batch)
        outcomes = dict(
            ImportRow.objects.filter(batch=batch)
            .order_by()
            .values_list("outcome")
            .annotate(rows=Count("pk"))
        )
        waits_for_me = (
            self.may_import
            and batch.state == STATE.CHECKED
            and batch.options.get("waits")
            and not (
                batch.needs_another and batch.created_by_id == self.request.user.pk
            )
        )
        return super().get_context_data(
            batch=batch,
            waiting=batch.state in WAITING and bool(batch.options.get("waits")),
            look_again=LOOK_AGAIN,
            may_apply=waits_for_me,
            may_import=self.may_import,
            outcomes=outcomes,
            figures=_figures(batch),
            losers=batch.losers[:SHOWN],
            rejected=[(row.line, _reasons(row)) for row in rejected[:SHOWN].iterator()],
            shown=SHOWN,
            **kwargs,
        )

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Apply it as it was checked; sent again, it is answered as before (F3)."""
        if not self.may_import:
            raise PermissionDenied

        def work() -> dict[str, Any]:
            ask_to_apply(self.batch, by=request.user)
            return {}

        try:
            done_once(request, work)
        except EsrlmError as err:
            messages.error(request, str(err.sentence))
        else:
            if self.batch.state in WAITING:
                see_to(self.batch)
            if self.batch.state == STATE.APPLIED:
                messages.success(request, _("The file is applied."))
        return redirect("esrlm_importbatch:look", pk=pk)


def _figures(batch: ImportBatch) -> list[tuple[str, int]]:
    words = [
        (_("Rows"), batch.rows_total),
        (_("New"), batch.created),
        (_("Changed"), batch.updated),
        (_("Unchanged"), batch.unchanged),
        (_("Refused"), batch.rejected),
    ]
    if batch.kind == ImportBatch.Kind.STAFF:
        words.insert(4, (_("Assignments ended"), batch.ended))
    return words


def _rejected(batch: ImportBatch) -> Any:
    return ImportRow.objects.filter(
        batch=batch, outcome=ImportRow.Outcome.REJECTED
    ).order_by("line")


def _reasons(row: ImportRow) -> str:
    return "; ".join(str(Problem(**problem)) for problem in row.problems)


class _FileView(PermissionView, TemplateView):
    """A list of one batch as a CSV file."""

    permission_required = "wagtail_esrlm.view_importbatch"
    file_name = ""

    def lines(self, batch: ImportBatch) -> Iterator[list[str]]:
        """Yield the lines."""
        raise NotImplementedError

    def get(self, request: HttpRequest, pk: int) -> StreamingHttpResponse:
        """Send them one by one."""
        batch = get_object_or_404(ImportBatch, pk=pk)
        lines = self.lines(batch)
        name = f"{self.file_name}-{batch.pk}.csv"
        return csv_file(name, next(lines), lines)


class RejectsView(_FileView):
    """Refused rows, to be mended and loaded again (rule 94)."""

    file_name = "refused-rows"

    def lines(self, batch: ImportBatch) -> Iterator[list[str]]:
        """Yield the file's own columns, the line and the reason."""
        rows = (
            (row.line, row.data, _reasons(row)) for row in _rejected(batch).iterator()
        )
        return rejects_lines(batch.columns, rows)


class LosersView(_FileView):
    """People who no longer have to hold something because of the file (rule 93)."""

    file_name = "no-longer-required"

    def lines(self, batch: ImportBatch) -> Iterator[list[str]]:
        """Yield who, what, and by which old and new seat."""
        yield [
            _("Employee number"),
            _("Name"),
            _("Competency"),
            _("Essential"),
            _("Was"),
            _("Now"),
        ]
        for loser in batch.losers:
            yield [
                neutral(loser["employee_number"]),
                neutral(loser["name"]),
                neutral(loser["competency"]),
                "Y" if loser["essential"] else "N",
                neutral(loser["old_seat"]),
                neutral(loser["new_seat"]),
            ]
