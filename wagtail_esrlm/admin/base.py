"""What every list and form of the admin shares."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise, cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.model import ModelViewSet

from ..errors import EsrlmError
from .forms import RecordFormMixin, save_and_record
from .inspecting import RecordHistoryView, RecordInspectView
from .listing import RecordIndexView
from .needed import what_needs

#: Where other packages, and ours, add to the "Learning" menu.
LEARNING_MENU_HOOK = "register_learning_menu_item"


def add_error(form: forms.BaseForm, err: EsrlmError) -> None:
    """Show what a service refused above the form."""
    form.add_error(None, str(err.sentence))


def refused(view: Any, form: forms.BaseForm, err: EsrlmError) -> HttpResponse:
    """Show the form of a record again, with what a service refused above it."""
    add_error(form, err)
    view.produced_error_message = _("Nothing was saved.")
    answer: HttpResponse = view.form_invalid(form)
    return answer


class ServiceFormMixin:
    """Saves a form through a service; a refusal is shown on the form."""

    #: Wagtail sets these before it judges a form; a refusal comes after.
    produced_error_code: str | None = None
    produced_error_message: str | None = None

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
            return refused(self, form, err)


class SomebodyWasQuickerMixin:
    """Says on the form what two who save at once both found free: only one has it."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Save; where the database refuses, look again at what is taken by now."""
        try:
            return super().form_valid(form)  # type: ignore[misc]
        except IntegrityError:
            form.full_clean()
            if self.is_valid(form):  # type: ignore[attr-defined]
                raise
            return self.form_invalid(form)  # type: ignore[attr-defined]


class RecordCreateView(SomebodyWasQuickerMixin, generic.CreateView):
    """Adds a record."""

    template_name = "wagtail_esrlm/admin/form.html"
    submit_button_label = gettext_lazy("Add")
    #: What saving does, above the form.
    explanation: str | Promise = ""


class ServiceCreateView(ServiceFormMixin, RecordCreateView):
    """Adds a record through a service."""


class ServiceEditView(ServiceFormMixin, SomebodyWasQuickerMixin, generic.EditView):
    """Changes a record through a service."""

    template_name = "wagtail_esrlm/admin/form.html"
    #: What saving does, above the form.
    explanation: str | Promise = ""


class RecordEditView(ServiceEditView):
    """Changes a record, and keeps what it changed in the history (rule 98)."""

    def perform(self, form: Any) -> Any:
        """Save the form and record it."""
        return save_and_record(form, by=self.request.user)


class SafeDeleteMixin:
    """Deletes what nothing hangs on; says beforehand what does."""

    @cached_property
    def hanging(self) -> list[str]:
        """What needs the record, in words: "3 requirements"."""
        return [
            f"{count:,} {words}"
            for words, count in what_needs(self.object)  # type: ignore[attr-defined]
        ]

    @property
    def confirmation_message(self) -> str:
        """Say that it is gone for good; no history is left."""
        return _("Nothing needs “%(name)s”. Once deleted, it is gone for good.") % {
            "name": self.object  # type: ignore[attr-defined]
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what needs it; then there is nothing to confirm."""
        return super().get_context_data(  # type: ignore[misc]
            hanging=self.hanging,
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Delete, unless other records need it."""
        if self.hanging:
            return self.get(request, *args, **kwargs)  # type: ignore[attr-defined]
        try:
            with transaction.atomic():
                return super().post(request, *args, **kwargs)  # type: ignore[misc]
        except ProtectedError:
            messages.error(
                request,
                _("“%(name)s” is in use and cannot be deleted.")
                % {"name": self.object},
            )
            return redirect(self.index_url_name)


class SafeDeleteView(SafeDeleteMixin, generic.DeleteView):
    """Deletes a record."""

    template_name = "wagtail_esrlm/admin/delete.html"


class RecordViewSet(ModelViewSet):
    """Records that administrators edit: no copies, no reference index."""

    menu_hook = LEARNING_MENU_HOOK
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    index_view_class = RecordIndexView
    add_view_class = RecordCreateView
    edit_view_class = RecordEditView
    inspect_view_class = RecordInspectView
    history_view_class = RecordHistoryView
    delete_view_class = SafeDeleteView
    #: What the list is told: see ``ListingMixin``.
    select_related: tuple[str, ...] = ()
    empty: str | Promise = gettext_lazy("There is nothing here yet.")
    title_label: str | Promise | None = None
    title_sort_key: str | None = None
    #: What its own page is told: see ``RecordInspectView``.
    labels: Mapping[str, Any] = {}
    if_empty: Mapping[str, Any] = {}
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

    def get_form_class(self, for_update: bool = False) -> type[forms.BaseForm]:
        """Return the one form: parts, whole uniqueness, no choice of one."""
        form: type[forms.BaseForm] = super().get_form_class(for_update)
        return type(form.__name__, (RecordFormMixin, form), {})

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Tell the list what it shows."""
        told = {
            "select_related": self.select_related,
            "empty": self.empty,
            "title_label": self.title_label,
            "title_sort_key": self.title_sort_key,
        }
        return super().get_index_view_kwargs(**{**told, **kwargs})

    def get_inspect_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Tell the page of a record what things are called."""
        told = {
            "select_related": self.select_related,
            "labels": self.labels,
            "if_empty": self.if_empty,
        }
        return super().get_inspect_view_kwargs(**{**told, **kwargs})

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
    def name(self) -> str:
        """Its namespace: a host may have a list of people of its own."""
        return f"esrlm_{self.model_name}"

    @property
    def url_prefix(self) -> str:
        """Its address, under the admin's."""
        return f"learning/{self.model_name}"

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
