"""What every list and form of the admin shares."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.model import ModelViewSet

from ..compliance.printing import neutral
from ..errors import EsrlmError

#: Where other packages, and ours, add to the "Learning" menu.
LEARNING_MENU_HOOK = "register_learning_menu_item"


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

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        """Neutralise text, in CSV and XLSX alike."""
        done = super().preprocess_field_value(  # type: ignore[misc]
            field, value, export_format
        )
        if isinstance(done, str | Promise) or not isinstance(
            done, int | float | bool | type(None)
        ):
            return neutral(str(done)) if not hasattr(done, "year") else done
        return done


class RecordIndexView(SafeExportMixin, generic.IndexView):
    """A list of records."""


def add_error(form: forms.BaseForm, err: EsrlmError) -> None:
    """Show what a service refused above the form."""
    form.add_error(None, str(err.sentence))


class ServiceFormMixin:
    """Saves a form through a service; a refusal is shown on the form."""

    def perform(self, form: Any) -> Any:
        """Save and return the record; services audit by themselves."""
        raise NotImplementedError

    def save_instance(self) -> Any:
        """Save through the service instead of the form."""
        return self.perform(self.form)  # type: ignore[attr-defined]

    def form_valid(self, form: Any) -> HttpResponse:
        """Save all or nothing."""
        try:
            with transaction.atomic():
                return super().form_valid(form)  # type: ignore[misc]
        except EsrlmError as err:
            add_error(form, err)
            return self.form_invalid(form)  # type: ignore[attr-defined]


class ServiceCreateView(ServiceFormMixin, generic.CreateView):
    """Adds a record through a service."""


class ServiceEditView(ServiceFormMixin, generic.EditView):
    """Changes a record through a service."""


class SafeDeleteView(generic.DeleteView):
    """Deletes what nothing hangs on; says so where something does."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Delete, unless other records need it."""
        try:
            with transaction.atomic():
                return super().post(request, *args, **kwargs)
        except ProtectedError:
            messages.error(
                request,
                _("“%(name)s” is in use and cannot be deleted.")
                % {"name": self.object},
            )
            return redirect(self.index_url_name)


class RecordViewSet(ModelViewSet):
    """Records that administrators edit: no copies, no reference index."""

    menu_hook = LEARNING_MENU_HOOK
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    index_view_class = RecordIndexView
    delete_view_class = SafeDeleteView
    #: Relations read with each row of the list.
    select_related: tuple[str, ...] = ()
    list_per_page = 50
    exclude_form_fields: tuple[str, ...] = ()
    #: Views of the viewset that this record does not have.
    without_views: frozenset[str] = frozenset({"usage"})

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Leave out the addresses of views that do not exist."""
        common = super().get_common_view_kwargs(**kwargs)
        for name in self.without_views:
            common[f"{name}_url_name"] = None
        return common

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Hand the relations to the list."""
        return super().get_index_view_kwargs(
            **{"select_related": self.select_related, **kwargs}
        )

    def get_urlpatterns(self) -> list[Any]:
        """Leave out views that do not exist."""
        return [
            pattern
            for pattern in super().get_urlpatterns()
            if pattern.name not in self.without_views
        ]

    def register_admin_url_finder(self) -> None:
        """Point to the form only where there is one."""
        if "edit" not in self.without_views:
            super().register_admin_url_finder()

    @property
    def menu_label(self) -> str:
        """The plural of what it lists."""
        return capfirst(self.model._meta.verbose_name_plural)


class ReadOnlyViewSet(RecordViewSet):
    """Records that only services write."""

    without_views = frozenset({"usage", "add", "edit", "delete"})

    def get_form_class(self, for_update: bool = False) -> type[forms.BaseForm]:
        """Have no fields: there is no form."""
        return forms.modelform_factory(self.model, fields=[])


class PermissionView(WagtailAdminTemplateMixin):
    """A view of ours that asks one permission before anything else."""

    #: "app.codename".
    permission_required: str = ""
    header_icon = "form"
    _show_breadcrumbs = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse whoever lacks the permission."""
        if not request.user.has_perm(self.permission_required):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)
