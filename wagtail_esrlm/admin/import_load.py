"""A file is loaded: kept, and checked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView

from ..errors import EsrlmError
from ..idempotency.services import Answer
from ..imports.batches import see_to
from ..imports.kinds import KINDS
from ..imports.models import ImportBatch
from ..imports.staging import FileRead, read_file, stage
from ..posted import done_before, done_once
from ..workforce.models import BusinessGroup
from .base import PermissionView, add_error
from .fields import date_field


class LoadForm(forms.Form):
    """A file and what it is."""

    kind = forms.ChoiceField(
        choices=ImportBatch.Kind.choices, label=gettext_lazy("What the file holds")
    )
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("CSV or XLSX. The first line names the columns."),
    )
    business_group = forms.ModelChoiceField(
        queryset=BusinessGroup.objects.all(),
        label=gettext_lazy("Business group"),
        empty_label=None,
    )
    vpd = forms.CharField(
        max_length=20,
        label=gettext_lazy("Business group"),
        help_text=gettext_lazy("Your trust's VPD code. It is created now."),
    )
    effective = date_field(
        required=False,
        label=gettext_lazy("Changes hold from"),
        help_text=gettext_lazy(
            "The date of the list. Leave empty for today; changed renewal periods and "
            "covers need a date."
        ),
    )
    create_missing = forms.BooleanField(
        required=False,
        label=gettext_lazy("Create what is missing"),
        help_text=gettext_lazy(
            "Staff files only: organisations, job roles, positions and supplementary "
            "roles that do not exist yet. Otherwise such rows are refused."
        ),
    )
    correct = forms.BooleanField(
        required=False,
        label=gettext_lazy("This corrects errors"),
        help_text=gettext_lazy(
            "Staff files only: what is stored was wrong. It is overwritten, and past "
            "figures change."
        ),
    )
    full_file = forms.BooleanField(
        required=False,
        label=gettext_lazy("This is the full list"),
        help_text=gettext_lazy(
            "Staff files only: assignments that the file does not name end. Where that "
            "is more than 5 % of them, somebody else must apply it."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["vpd" if BusinessGroup.objects.exists() else "business_group"]


class LoadView(PermissionView, FormView):
    """Takes a file, keeps it, and checks it."""

    permission_required = "wagtail_esrlm.add_importbatch"
    template_name = "wagtail_esrlm/admin/import_load.html"
    page_title = gettext_lazy("Import a file")
    header_icon = "upload"
    form_class = LoadForm

    def get_initial(self) -> dict[str, Any]:
        """Begin with the kind that a link names."""
        return {"kind": self.request.GET.get("kind", ImportBatch.Kind.STAFF)}

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Stand under the list of imports."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse("esrlm_importbatch:index"), "label": _("Imports")},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the columns of each kind."""
        return super().get_context_data(
            columns=[
                (label, [(c.name, c.required) for c in KINDS[kind].columns])
                for kind, label in ImportBatch.Kind.choices
            ],
            cancel_url=reverse("esrlm_importbatch:index"),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer a form that came before as it was answered then (F3)."""
        if before := done_before(request):
            return self.answered(before)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: LoadForm) -> HttpResponse:
        """Stage it and have it checked; a file that cannot be read is told."""
        given = form.cleaned_data
        try:
            file = read_file(kind=given["kind"], file=given["file"])
            return self.answered(
                done_once(self.request, lambda: self._staged(file, given))
            )
        except EsrlmError as err:
            add_error(form, err)
            return self.form_invalid(form)

    def _staged(self, file: FileRead, given: dict[str, Any]) -> dict[str, Any]:
        effective = given["effective"]
        is_staff = given["kind"] == ImportBatch.Kind.STAFF
        batch, _is_new = stage(
            file,
            business_group=given.get("business_group") or given.get("vpd"),
            create_missing=is_staff
            and bool(given["create_missing"] or given.get("vpd")),
            wishes={
                "waits": True,
                "create_missing": is_staff and given["create_missing"],
                "effective": effective.isoformat() if effective else None,
                "correct": is_staff and given["correct"],
                "full_file": is_staff and given["full_file"],
                "max_drop": 5.0,
            },
            user=self.request.user,
        )
        return {"batch": batch.pk}

    def answered(self, answer: Answer) -> HttpResponse:
        """Have it checked where it is not yet, and lead to what it would do."""
        batch = get_object_or_404(ImportBatch, pk=answer.body["batch"])
        if batch.state == ImportBatch.State.STAGED:
            see_to(batch)
        return redirect("esrlm_importbatch:look", pk=batch.pk)
