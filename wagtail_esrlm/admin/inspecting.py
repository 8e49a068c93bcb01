"""Pages that show one record: its facts in words, and what belongs to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise, cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail.admin.views import generic
from wagtail.admin.views.generic.history import HistoryView
from wagtail.admin.widgets.button import Button, HeaderButton

VERBS = ("view", "change", "add", "delete")


def record_url(record: models.Model, user: Any) -> str:
    """Return where a record is shown, or "" for whoever may not open it."""
    meta = record._meta
    if not any(user.has_perm(f"{meta.app_label}.{v}_{meta.model_name}") for v in VERBS):
        return ""
    viewset = getattr(type(record), "snippet_viewset", None)
    name = (
        viewset.get_url_name("inspect")
        if viewset
        else f"esrlm_{meta.model_name}:inspect"
    )
    try:
        return reverse(name, args=[record.pk])
    except NoReverseMatch:
        return ""


def record_link(record: models.Model | None, user: Any) -> str | None:
    """Return a record's name, as a link where its page may be opened."""
    if record is None:
        return None
    address = record_url(record, user)
    return (
        format_html('<a href="{}">{}</a>', address, record) if address else str(record)
    )


@dataclass(frozen=True)
class Part:
    """A table under the facts of a record.

    Attributes:
        rows: As many cells each as there are headings.
        empty: What it means that there are no rows.
        more: Address and words of a link to all of them.
    """

    heading: str | Promise
    headings: Sequence[str | Promise]
    rows: Sequence[Sequence[Any]]
    empty: str | Promise = ""
    more: tuple[str, str | Promise] | None = None


class RecordInspectView(generic.InspectView):
    """Shows a record: its facts, in words, and what belongs to it."""

    template_name = "wagtail_esrlm/admin/inspect.html"
    history_url_name: str | None = None
    select_related: tuple[str, ...] = ()
    #: Field -> what it is called here.
    labels: Mapping[str, Any] = {}
    #: Field -> what it means that it is empty.
    if_empty: Mapping[str, Any] = {}

    def get_object(self, queryset: Any = None) -> Any:
        """Read what is shown together with the record."""
        records = self.model._default_manager.select_related(*self.select_related)
        return super().get_object(records)

    def get_field_label(self, field_name: str, field: Any) -> Any:
        """Return what it is called here, or its own name."""
        return self.labels.get(field_name) or super().get_field_label(field_name, field)

    def get_field_display_value(self, field_name: str, field: Any) -> Any:
        """Say yes and no, link records, and never "None"."""
        value = super().get_field_display_value(field_name, field)
        if value is None or value == "":
            return self.if_empty.get(field_name, "–")
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        if isinstance(value, models.Model):
            return record_link(value, self.request.user)
        return value

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        """Lead to the history, which a record without a form shows nowhere else."""
        buttons: list[Any] = super().header_more_buttons
        changes = {"add", "change", "delete"}
        if self.history_url_name and self.user_has_any_permission(changes):
            address = reverse(self.history_url_name, args=[self.object.pk])
            buttons.append(
                Button(_("History"), url=address, icon_name="history", priority=30)
            )
        return buttons

    def parts(self) -> Iterator[Part]:
        """Yield the tables under the facts."""
        yield from ()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the tables."""
        return super().get_context_data(parts=list(self.parts()), **kwargs)


class RecordHistoryView(HistoryView):
    """What people changed on a record; files tell what they changed themselves."""

    inspect_url_name: str | None = None

    @cached_property
    def header_buttons(self) -> list[Any]:
        """Lead back to the form, or to the record where it has none."""
        if self.edit_url_name and self.user_has_permission("change"):
            return list(super().header_buttons)
        if self.inspect_url_name is None:
            return []
        address = reverse(self.inspect_url_name, args=[self.object.pk])
        return [HeaderButton(_("Inspect"), url=address, icon_name="info-circle")]

    def get_edit_url(self, instance: Any) -> str | None:
        """Lead to the form only who may use it."""
        if not self.user_has_permission("change"):
            return None
        address: str | None = super().get_edit_url(instance)
        return address

    @property
    def no_results_message(self) -> str:
        """Say where else to look."""
        return _(
            "Nobody has changed this by hand. What files did stands under “Imports”."
        )
