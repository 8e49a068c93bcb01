"""Form fields that find people and seats by their numbers: lists are too long."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.validators import MinValueValidator
from django.db.models import Model
from django.forms.models import ModelChoiceIterator, ModelChoiceIteratorValue
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminDateInput

from ..compliance.models.requirements import MOST_GRACE_DAYS
from ..imports.cells import EARLIEST
from ..names import fold
from ..workforce.models import Assignment, Organisation, Person, Position
from ..workforce.selectors import organisation_paths


class NumberField(forms.CharField):
    """Finds a record by its number; initial values may be records or keys."""

    model: type[Model]
    key = "number_key"
    shown = "number"

    def prepare_value(self, value: Any) -> Any:
        """Show the number of a record or primary key."""
        if isinstance(value, int):
            value = self.model._default_manager.filter(pk=value).first()
        if isinstance(value, self.model):
            return getattr(value, self.shown)
        return value

    def clean(self, value: Any) -> Any:
        """Return the record.

        Raises:
            ValidationError: for a number that nobody, or more than one, has.
        """
        text = super().clean(value)
        if not text:
            return None
        found = list(self.model._default_manager.filter(**{self.key: fold(text)})[:2])
        if not found:
            raise forms.ValidationError(
                _("Nothing has the number “%(number)s”.") % {"number": text}
            )
        if len(found) > 1:
            raise forms.ValidationError(
                _("More than one business group knows the number “%(number)s”.")
                % {"number": text}
            )
        return found[0]

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare what is shown."""
        return fold(str(self.prepare_value(initial) or "")) != fold(str(data or ""))


class PersonField(NumberField):
    """A person, by employee number."""

    model = Person
    key = "employee_number_key"
    shown = "employee_number"

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", gettext_lazy("Their employee number."))
        super().__init__(**kwargs)


class PositionField(NumberField):
    """A position, by its number."""

    model = Position


class AssignmentField(NumberField):
    """An assignment, by its number."""

    model = Assignment


class ByPath:
    """Gives organisations in the order of the tree, after what stands on top."""

    def __iter__(self) -> Iterator[tuple[Any, str]]:
        """Yield what is no organisation first."""
        on_top, organisations = [], []
        for choice in super().__iter__():  # type: ignore[misc]
            is_record = isinstance(choice[0], ModelChoiceIteratorValue)
            (organisations if is_record else on_top).append(choice)
        yield from on_top
        yield from sorted(organisations, key=lambda choice: fold(choice[1]))


class PathLabels:
    """Names an organisation by its path, of which all are read once a form."""

    _paths: dict[int, str] | None = None

    def label_from_instance(self, obj: Any) -> str:
        """Return the path."""
        if self._paths is None or obj.pk not in self._paths:
            self._paths = organisation_paths()
        return self._paths.get(obj.pk, str(obj))

    def __deepcopy__(self, memo: Any) -> Any:
        """Read the paths anew for every form: organisations move."""
        copied = super().__deepcopy__(memo)  # type: ignore[misc]
        copied._paths = None
        return copied


class _PathIterator(ByPath, ModelChoiceIterator):
    """Organisations in the order of the tree."""


class OrganisationField(PathLabels, forms.ModelChoiceField):
    """An organisation, by its path in the tree."""

    iterator = _PathIterator

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Organisation.objects.order_by("name", "pk"), **kwargs)


class PeopleField(forms.CharField):
    """Many people, by employee numbers pasted in; unknown ones are told by number.

    Cleans to people found, in order, and the texts that found nobody.
    """

    widget = forms.Textarea

    def clean(self, value: Any) -> tuple[list[Person], list[str]]:
        """Return the people and the numbers that nobody, or several, have."""
        text = super().clean(value)
        numbers = list(dict.fromkeys(re.split(r"[\s,;]+", text.strip())))
        numbers = [number for number in numbers if number]
        keys = {fold(number): number for number in numbers}
        found: dict[str, list[Person]] = {}
        wanted = list(keys)
        for start in range(0, len(wanted), 1000):
            for person in Person.objects.filter(
                employee_number_key__in=wanted[start : start + 1000]
            ):
                found.setdefault(person.employee_number_key, []).append(person)
        people = [found[key][0] for key in wanted if len(found.get(key, ())) == 1]
        unknown = [keys[key] for key in wanted if len(found.get(key, ())) != 1]
        return people, unknown


def date_field(**kwargs: Any) -> forms.DateField:
    """Return a date field with Wagtail's date picker."""
    too_early = MinValueValidator(
        EARLIEST, gettext_lazy("This lies before the year 1900.")
    )
    return forms.DateField(widget=AdminDateInput(), validators=[too_early], **kwargs)


def grace_days_field(**kwargs: Any) -> forms.IntegerField:
    """Return a field for days of grace, as many as a file may give."""
    return forms.IntegerField(
        min_value=0,
        max_value=MOST_GRACE_DAYS,
        label=gettext_lazy("Grace days"),
        help_text=gettext_lazy("Days a new starter has before it counts as missing."),
        **kwargs,
    )
