"""What forms of records share: parts with headings, and no choice of one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise

from ..workforce.audit import record
from ..workforce.models import BusinessGroup


@dataclass(frozen=True)
class FormPart:
    """Fields that belong together, under a heading that says how.

    Attributes:
        names: The fields; those that the form does not have are left out.
    """

    heading: str | Promise
    names: tuple[str, ...]
    help_text: str | Promise = ""


class RecordFormMixin:
    """A form in parts that asks for the business group only where there are several."""

    form_parts: tuple[FormPart, ...] = ()
    #: Whether the business group is asked even where there is one only.
    asks_business_group = False
    fields: dict[str, forms.Field]
    initial: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields.get("business_group")
        if field is not None and not self.asks_business_group:
            groups = list(BusinessGroup.objects.order_by("pk")[:2])
            if len(groups) == 1:
                field.widget = forms.HiddenInput()
                self.initial["business_group"] = groups[0].pk

    def _get_validation_exclusions(self) -> set[str]:
        """Validate keys too: a name is in use however it is spelt."""
        exclude: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        keys = getattr(self.instance, "keys", {})  # type: ignore[attr-defined]
        whole = {key for text, key in keys.items() if text in self.fields}
        if self.instance.pk:  # type: ignore[attr-defined]
            whole.add("business_group")
        return exclude - whole

    def _update_errors(self, errors: ValidationError) -> None:
        """Show what is wrong with a key at the text it belongs to."""
        keys = getattr(self.instance, "keys", {})  # type: ignore[attr-defined]
        if hasattr(errors, "error_dict"):
            for text, key in keys.items():
                if key in errors.error_dict:
                    errors.error_dict[text] = errors.error_dict.pop(key)
        super()._update_errors(errors)  # type: ignore[misc]

    def in_parts(self) -> Iterator[tuple[FormPart | None, list[forms.BoundField]]]:
        """Yield each part with its fields, what is in none of them first."""
        named = {name for part in self.form_parts for name in part.names}
        visible = {field.name: field for field in self.visible_fields()}  # type: ignore[attr-defined]
        yield None, [field for name, field in visible.items() if name not in named]
        for part in self.form_parts:
            fields = [visible[name] for name in part.names if name in visible]
            if fields:
                yield part, fields


class RecordForm(RecordFormMixin, forms.ModelForm):
    """A form of a record."""


def changes_of(form: forms.BaseForm) -> dict[str, tuple[Any, Any]]:
    """Return what a valid form changes, from what to what (rule 98)."""
    return {
        name: (_shown(form, name, form[name].initial), _given(form, name))
        for name in form.changed_data
    }


def _given(form: forms.BaseForm, name: str) -> Any:
    value = form.cleaned_data.get(name)
    return (
        list(value)
        if hasattr(value, "__iter__") and not isinstance(value, str)
        else value
    )


def _shown(form: forms.BaseForm, name: str, initial: Any) -> Any:
    field = form.fields[name]
    if isinstance(field, forms.ModelChoiceField) and initial:
        return field.queryset.filter(pk=initial).first()
    return initial


def save_and_record(form: Any, *, by: Any) -> Any:
    """Save a form of a record, and what it changed to the history."""
    changes = changes_of(form)
    saved = form.save()
    if changes:
        record(saved, "wagtail_esrlm.record.change", by=by, changes=changes)
    return saved
