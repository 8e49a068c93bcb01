"""The report "Data quality": what is wrong, how often, and every case as a file."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from ..clock import today
from ..compliance.printing import neutral
from ..reports.quality import CHECKS, Check, find_check
from .base import PermissionView
from .files import csv_file

URL_NAME = "esrlm_data_quality"

#: How many cases a page lists; the file holds all.
SHOWN = 100


class QualityView(PermissionView, TemplateView):
    """Every check and how many cases it finds today."""

    permission_required = "wagtail_esrlm.view_competencyaward"
    template_name = "wagtail_esrlm/admin/quality.html"
    page_title = gettext_lazy("Data quality")
    header_icon = "warning"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Stand under the home page."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Count."""
        day = today()
        return super().get_context_data(
            checks=[(check, check.count(day)) for check in CHECKS], **kwargs
        )


class CheckView(PermissionView, TemplateView):
    """The cases of one check, as a page or a file."""

    permission_required = QualityView.permission_required
    template_name = "wagtail_esrlm/admin/quality_check.html"
    header_icon = "warning"

    @property
    def check(self) -> Check:
        """The check that the address names."""
        try:
            return find_check(self.kwargs["code"])
        except KeyError as err:
            raise Http404 from err

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Show, or export all."""
        if request.GET.get("export") == "csv":
            return self._file()
        return super().get(request, *args, **kwargs)

    def get_page_title(self) -> str:
        """Say what is wrong."""
        return str(self.check.title)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Stand under the report."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse(URL_NAME), "label": _("Data quality")},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read the first cases, and one more to know whether that is all."""
        found = self.check.first(today(), SHOWN + 1)
        return super().get_context_data(
            check=self.check,
            lines=found[:SHOWN],
            more=len(found) > SHOWN,
            shown=SHOWN,
            **kwargs,
        )

    def _file(self) -> StreamingHttpResponse:
        check = self.check
        lines = ([neutral(cell) for cell in line] for line in check.lines(today()))
        return csv_file(f"{check.code}.csv", check.headings, lines)


def quality_urls() -> list[Any]:
    """Return the addresses of the report."""
    base = "learning/data-quality/"
    return [
        path(base, QualityView.as_view(), name=URL_NAME),
        path(f"{base}<slug:code>/", CheckView.as_view(), name=f"{URL_NAME}_check"),
    ]
