"""What a reader may ask of the catalogue; everything lives in the address."""

from __future__ import annotations

from html import escape
from typing import Any, cast

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from ..snippets.models import DeliveryMode
from .choices import NO_CHOICES, Choices
from .listing import CatalogueFilter

TIME_CHOICES = (
    ("", _("Any time")),
    ("morning", _("Morning")),
    ("afternoon", _("Afternoon")),
    ("evening", _("Evening")),
)


class DayInput(forms.DateInput):
    """The browser's own date picker."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class PlainSelect(forms.Select):
    """A choice whose options are written without a template for each of them.

    Lists of subjects and competencies are long, and every page with a catalogue on it
    shows them.
    """

    def render(
        self, name: str, value: Any, attrs: Any = None, renderer: Any = None
    ) -> SafeString:
        """Return the list; no groups of options, and no markup in their words."""
        chosen = "" if value is None else str(value)
        options = "".join(
            f'<option value="{escape(str(key))}"'
            f"{' selected' if str(key) == chosen else ''}>"
            f"{escape(str(words))}</option>"
            for key, words in cast(Any, self.choices)
        )
        return format_html(
            '<select name="{}"{}>{}</select>',
            name,
            flatatt(self.build_attrs(self.attrs, attrs)),
            SafeString(options),
        )


class CatalogueForm(forms.Form):
    """Filters of the catalogue. A choice that is not offered counts as none."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=80,
        widget=forms.TextInput({"data-esrlm-suggest": "", "autocomplete": "off"}),
    )
    category = forms.ChoiceField(label=_("Subject"), required=False, widget=PlainSelect)
    competency = forms.ChoiceField(
        label=_("Competency"), required=False, widget=PlainSelect
    )
    mode = forms.ChoiceField(label=_("How"), required=False, widget=PlainSelect)
    site = forms.ChoiceField(label=_("Where"), required=False, widget=PlainSelect)
    from_day = forms.DateField(label=_("From"), required=False, widget=DayInput)
    until_day = forms.DateField(label=_("Until"), required=False, widget=DayInput)
    time = forms.ChoiceField(
        label=_("Time of day"),
        required=False,
        choices=TIME_CHOICES,
        widget=PlainSelect,
    )
    places = forms.BooleanField(label=_("With places left"), required=False)

    def __init__(
        self,
        *args: Any,
        choices: Choices = NO_CHOICES,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("auto_id", "esrlm-catalogue-%s")
        super().__init__(*args, **kwargs)
        self._shelves = choices.shelves
        offered: dict[str, list[tuple[str, Any]]] = {
            "category": [("", _("Any subject"))]
            + [(str(shelf.pk), shelf.name) for shelf in choices.shelves],
            "competency": [("", _("Any competency"))]
            + [(str(each.pk), each.words) for each in choices.competencies],
            "mode": [("", _("Any way"))] + list(DeliveryMode.choices),
            "site": [("", _("Anywhere"))] + [(site, site) for site in choices.sites],
        }
        for name, values in offered.items():
            cast(forms.ChoiceField, self.fields[name]).choices = values

    def asked(self) -> CatalogueFilter:
        """Return what was asked, without what is not offered."""
        self.is_valid()
        clean = self.cleaned_data
        category = clean.get("category") or ""
        competency = clean.get("competency") or ""
        return CatalogueFilter(
            text=clean.get("q") or "",
            category_ids=self._with_shelves_below(int(category)) if category else (),
            competency_ids=(int(competency),) if competency else (),
            modes=(clean["mode"],) if clean.get("mode") else (),
            site=clean.get("site") or "",
            from_day=clean.get("from_day"),
            until_day=clean.get("until_day"),
            time_of_day=clean.get("time") or "",
            places_left=bool(clean.get("places")),
        )

    def _with_shelves_below(self, category_id: int) -> tuple[int, ...]:
        found, waiting = [], [category_id]
        while waiting:
            shelf = waiting.pop()
            found.append(shelf)
            waiting += [
                other.pk
                for other in self._shelves
                if other.parent_id == shelf and other.pk not in found
            ]
        return tuple(found)

    def words_for(self, name: str) -> str:
        """Return one active filter in words; empty where it is off."""
        value = self.cleaned_data.get(name)
        if not value:
            return ""
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            return str(dict(cast(Any, field.choices)).get(value, value))
        if isinstance(field, forms.BooleanField):
            return str(field.label)
        if isinstance(field, forms.DateField):
            return f"{field.label} {value:%d/%m/%Y}"
        return f"“{value}”"
