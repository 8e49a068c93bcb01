"""The requirements matrix: targets down, competencies across, many changed at once."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from openpyxl import Workbook

from ..clock import today
from ..compliance.matrix import (
    FILE_COLUMNS,
    Wanted,
    file_lines,
    in_force,
    matrix,
    targets,
)
from ..compliance.models.requirements import TARGET_FIELDS
from ..compliance.printing import neutral
from ..compliance.rules import Level
from ..snippets.models import Competency
from ..workforce.models import JobRole
from .base import PermissionView
from .fields import OrganisationField, date_field
from .files import csv_file
from .levels import LEVEL_WORDS

ROWS = 50
COLUMNS = 25

#: The most targets that one change may name.
MOST_TARGETS = 2000

URL_NAME = "esrlm_requirements_matrix"


class MatrixFilterForm(forms.Form):
    """What the matrix shows; everything stands in the address."""

    level = forms.TypedChoiceField(
        coerce=lambda text: Level(int(text)),
        choices=[(int(level), words) for level, words in LEVEL_WORDS.items()],
        empty_value=Level.POSITION,
        required=False,
        label=gettext_lazy("Asked of"),
    )
    organisation = OrganisationField(
        required=False,
        empty_label=gettext_lazy("Any"),
        label=gettext_lazy("In organisation"),
    )
    job_role = forms.ModelChoiceField(
        queryset=JobRole.objects.all(),
        required=False,
        empty_label=gettext_lazy("Any"),
        label=gettext_lazy("Job role"),
    )
    staff_group = forms.ChoiceField(required=False, label=gettext_lazy("Staff group"))
    text = forms.CharField(
        required=False, max_length=100, label=gettext_lazy("Number or name")
    )
    framework = forms.ChoiceField(required=False, label=gettext_lazy("Framework"))
    competency = forms.CharField(
        required=False, max_length=100, label=gettext_lazy("Competency")
    )
    on = date_field(required=False, label=gettext_lazy("As at"))
    asking = forms.BooleanField(
        required=False, label=gettext_lazy("Only those that ask for something")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        any_of = ("", _("Any"))
        groups = JobRole.objects.order_by("staff_group").exclude(staff_group="")
        self.fields["staff_group"].choices = [
            any_of,
            *((g, g) for g in groups.values_list("staff_group", flat=True).distinct()),
        ]
        frameworks = Competency.objects.order_by("framework").exclude(framework="")
        self.fields["framework"].choices = [
            any_of,
            *(
                (f, f)
                for f in frameworks.values_list("framework", flat=True).distinct()
            ),
        ]

    @property
    def wanted(self) -> Wanted:
        """Which targets are looked at; a wrong filter narrows nothing."""
        given = self._given
        return Wanted(
            level=given.get("level") or Level.POSITION,
            on=given.get("on") or today(),
            organisation=given.get("organisation"),
            job_role=given.get("job_role"),
            staff_group=given.get("staff_group", ""),
            text=given.get("text", ""),
            asking=bool(given.get("asking")),
        )

    def competencies(self) -> Any:
        """Return the competencies across: those that have not ended."""
        found = Competency.objects.current_on(self.wanted.on)
        if framework := self._given.get("framework"):
            found = found.filter(framework=framework)
        if text := self._given.get("competency"):
            found = found.filter(name__icontains=text)
        return found

    @cached_property
    def _given(self) -> dict[str, Any]:
        self.is_valid()
        return self.cleaned_data


class MatrixView(PermissionView, TemplateView):
    """Shows the grid, exports what it shows, and takes what is chosen in it."""

    permission_required = "wagtail_esrlm.view_requirement"
    template_name = "wagtail_esrlm/admin/matrix.html"
    page_title = gettext_lazy("Requirements matrix")
    header_icon = "table"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show, or export the requirements of every target that is looked at."""
        if request.GET.get("export") in ("csv", "xlsx"):
            return self._export(request.GET["export"])
        return super().get(request, *args, **kwargs)

    @cached_property
    def filters(self) -> MatrixFilterForm:
        """What is looked at."""
        data = self.request.GET.copy()
        data.setdefault("level", str(int(Level.POSITION)))
        return MatrixFilterForm(data)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Stand under the list of requirements."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse("esrlm_requirement:index"), "label": _("Requirements")},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Build the part of the grid that is looked at."""
        wanted = self.filters.wanted
        down = _page(targets(wanted), self.request.GET.get("p"), ROWS)
        across = _page(self.filters.competencies(), self.request.GET.get("c"), COLUMNS)
        query = {
            name: value
            for name, value in self.request.GET.items()
            if name not in ("p", "c", "export")
        }
        return super().get_context_data(
            filters=self.filters,
            wanted=wanted,
            level_words=LEVEL_WORDS[wanted.level],
            rows=matrix(
                level=wanted.level,
                targets=down.object_list,
                competencies=across.object_list,
                on=wanted.on,
            ),
            down=down,
            across=across,
            query=urlencode(query),
            filtered=[(name, value) for name, value in query.items() if value],
            may_change=self.request.user.has_perm("wagtail_esrlm.add_requirement"),
            may_import=self.request.user.has_perm("wagtail_esrlm.add_importbatch"),
            **kwargs,
        )

    def _export(self, kind: str) -> HttpResponse:
        wanted = self.filters.wanted
        column = TARGET_FIELDS[wanted.level]
        lines = file_lines(
            in_force(wanted.on)
            .filter(
                **{f"{column}__in": targets(wanted).order_by()},
                competency__in=self.filters.competencies().order_by(),
            )
            .order_by(f"{column}_id", "competency__name", "starts_on", "pk")
        )
        return requirements_file(lines, kind)


def requirements_file(
    lines: Iterator[tuple[str, ...]], kind: str
) -> HttpResponse | StreamingHttpResponse:
    """Return lines as the requirements file, which the import reads back."""
    name = f"requirements.{kind}"
    safe = ([neutral(cell) for cell in line] for line in lines)
    if kind == "csv":
        return csv_file(name, FILE_COLUMNS, safe)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Requirements")
    for line in (FILE_COLUMNS, *safe):
        sheet.append(line)
    out = BytesIO()
    book.save(out)
    answer = HttpResponse(
        out.getvalue(),
        content_type="application/vnd.openxmlformats-officedocument."
        "spreadsheetml.sheet",
    )
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _page(found: Any, number: str | None, size: int) -> Page:
    return Paginator(found, size).get_page(number or 1)
