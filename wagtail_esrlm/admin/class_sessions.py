"""The sessions of a class as a form asks for them, one row each."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminDateInput, AdminTimeInput

from ..booking.class_checks import check_to_come
from ..booking.classes import SessionInput
from ..booking.timetable import timetable_of
from ..clock import now
from ..errors import InvalidInput
from ..names import fold
from ..snippets.models import Equipment, Location
from ..workforce.models import Person

#: Empty rows under those that are filled in.
MORE_ROWS = 3


class InstructorsField(forms.CharField):
    """People by employee number, or names of people from elsewhere, one a line."""

    widget = forms.Textarea(attrs={"rows": 2})

    def prepare_value(self, value: Any) -> Any:
        """Show the number of people we know, and the name of others."""
        if isinstance(value, list | tuple):
            return "\n".join(
                each.employee_number if isinstance(each, Person) else str(each)
                for each in value
            )
        return value

    def clean(self, value: Any) -> list[Person | str]:
        """Return people and names in their order. Queries: 1 where there are any.

        Raises:
            ValidationError: for a number that nobody, or more than one, has.
        """
        lines = [line.strip() for line in re.split(r"[\n,;]", super().clean(value))]
        lines = list(dict.fromkeys(line for line in lines if line))
        if not lines:
            return []
        known: dict[str, list[Person]] = {}
        for person in Person.objects.filter(
            employee_number_key__in=[fold(line) for line in lines]
        ):
            known.setdefault(person.employee_number_key, []).append(person)
        found: list[Person | str] = []
        for line in lines:
            people = known.get(fold(line), [])
            if len(people) == 1:
                found.append(people[0])
            elif people or re.search(r"\d", line):
                raise forms.ValidationError(
                    _(
                        "“%(number)s” is not the number of exactly one person. Type "
                        "the employee number, or the name of somebody from elsewhere."
                    )
                    % {"number": line}
                )
            else:
                found.append(line[:240])
        return found


class SessionForm(forms.Form):
    """One sitting: wall time in the zone of its class."""

    #: Without these a row is no session.
    NEEDED = ("held_on", "starts_time", "ends_time")

    held_on = forms.DateField(widget=AdminDateInput(), label=gettext_lazy("Date"))
    starts_time = forms.TimeField(widget=AdminTimeInput(), label=gettext_lazy("From"))
    ends_time = forms.TimeField(widget=AdminTimeInput(), label=gettext_lazy("To"))
    location = forms.ModelChoiceField(
        queryset=Location.objects.none(),
        required=False,
        empty_label=gettext_lazy("No room"),
        label=gettext_lazy("Location"),
    )
    webinar_url = forms.URLField(
        required=False, assume_scheme="https", label=gettext_lazy("Webinar link")
    )
    instructors = InstructorsField(
        required=False,
        label=gettext_lazy("Instructors"),
        help_text=gettext_lazy(
            "Employee numbers, or names of people from elsewhere, one a line."
        ),
    )
    equipment = forms.ModelMultipleChoiceField(
        queryset=Equipment.objects.none(),
        required=False,
        label=gettext_lazy("Equipment"),
        widget=forms.SelectMultiple(attrs={"size": 3}),
    )

    def __init__(
        self, *args: Any, choices: dict[str, Any] | None = None, **kwargs: Any
    ) -> None:
        kwargs.setdefault("use_required_attribute", False)
        super().__init__(*args, **kwargs)
        for name, (queryset, listed) in (choices or {}).items():
            self.fields[name].queryset = queryset
            self.fields[name].widget.choices = listed
        if choices and not choices["equipment"][1]:
            del self.fields["equipment"]

    def clean(self) -> dict[str, Any]:
        """Ask for day and times where anything of the row is filled in."""
        cleaned: dict[str, Any] = super().clean() or {}
        for name in self.NEEDED:
            if name not in self.errors and cleaned.get(name) is None:
                self.add_error(name, self.fields[name].error_messages["required"])
        return cleaned

    @property
    def is_left_out(self) -> bool:
        """Whether the row is empty or ticked to be taken out."""
        if not self.is_valid():
            return False
        return bool(self.cleaned_data.get("DELETE")) or not self.cleaned_data.get(
            "held_on"
        )

    @property
    def as_input(self) -> SessionInput:
        """Return what was typed."""
        given = self.cleaned_data
        return SessionInput(
            held_on=given["held_on"],
            starts_time=given["starts_time"],
            ends_time=given["ends_time"],
            location=given["location"],
            webinar_url=given["webinar_url"],
            instructors=tuple(given["instructors"]),
            equipment=tuple(given.get("equipment", ())),
        )

    def check(self, zone: ZoneInfo, known: set[Any]) -> None:
        """Say beside the field what is wrong with this row (rules 86, 87).

        Args:
            known: Day and start of sessions that are stored: those may be past.
        """
        session = self.as_input
        try:
            timed = timetable_of([session], zone)
            if (session.held_on, session.starts_time) not in known:
                check_to_come(timed, now())
        except InvalidInput as err:
            late = session.ends_time <= session.starts_time
            self.add_error("ends_time" if late else "held_on", str(err.sentence))


class BaseSessionFormSet(forms.BaseFormSet):
    """The rows; choices are read once for all of them."""

    def add_fields(self, form: Any, index: int | None) -> None:
        """Say what taking a row out means; a row that may stay empty asks nothing."""
        super().add_fields(form, index)
        if form.empty_permitted:
            for name in SessionForm.NEEDED:
                form.fields[name].required = False
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = _("Take this session out")

    def inputs(self) -> list[SessionInput]:
        """Return the sessions that are filled in."""
        return [form.as_input for form in self.forms if not form.is_left_out]


SessionFormSet = forms.formset_factory(
    SessionForm,
    formset=BaseSessionFormSet,
    extra=MORE_ROWS,
    can_delete=True,
    can_delete_extra=False,
    max_num=60,
    absolute_max=60,
)


def session_choices(stored: Sequence[SessionInput]) -> dict[str, Any]:
    """Return rooms in use, those of the class, and equipment. Queries: 2."""
    kept = {each.location.pk for each in stored if each.location}
    rooms = Location.objects.filter(Q(is_open=True) | Q(pk__in=kept))
    things = Equipment.objects.all()
    return {
        "location": (
            rooms,
            [("", _("No room")), *((room.pk, str(room)) for room in rooms)],
        ),
        "equipment": (things, [(thing.pk, str(thing)) for thing in things]),
    }


def initial_of(session: SessionInput) -> dict[str, Any]:
    """Return a stored session as the row shows it."""
    return {
        "held_on": session.held_on,
        "starts_time": session.starts_time,
        "ends_time": session.ends_time,
        "location": session.location.pk if session.location else None,
        "webinar_url": session.webinar_url,
        "instructors": list(session.instructors),
        "equipment": [thing.pk for thing in session.equipment],
    }


def stored_starts(sessions: Sequence[SessionInput]) -> set[Any]:
    """Return day and start of each session."""
    kept: set[tuple[datetime.date, datetime.time]] = {
        (each.held_on, each.starts_time) for each in sessions
    }
    return kept
