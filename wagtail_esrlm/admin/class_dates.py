"""Other dates for a class: moved or postponed, or copied to a series of dates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ..booking.classes import (
    PlannedClass,
    Recurrence,
    copy_series,
    preview_reschedule,
    preview_series,
    reschedule,
    sessions_of,
)
from ..booking.timetable import said_day
from .actions import PreviewMixin
from .class_actions import ClassActionView
from .class_sessions import SessionFormSet, initial_of, session_choices
from .fields import date_field

WEEKDAYS = (
    (0, gettext_lazy("Monday")),
    (1, gettext_lazy("Tuesday")),
    (2, gettext_lazy("Wednesday")),
    (3, gettext_lazy("Thursday")),
    (4, gettext_lazy("Friday")),
    (5, gettext_lazy("Saturday")),
    (6, gettext_lazy("Sunday")),
)


class PreviewedView(PreviewMixin, ClassActionView):
    """An action on a class that shows first what it would do."""


class MoveClassForm(forms.Form):
    """Whether people are asked, and why."""

    ask = forms.BooleanField(
        required=False,
        label=gettext_lazy("Postpone: ask everybody to keep or give up their place"),
        help_text=gettext_lazy("Without it, everybody is told and goes along."),
    )
    reason = forms.CharField(
        required=False,
        max_length=255,
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("People read it."),
    )

    def __init__(self, *args: Any, rows: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sessions = rows

    @property
    def media(self) -> forms.Media:
        """The scripts of the pickers in the rows too."""
        return super().media + self.sessions.empty_form.media

    def clean(self) -> dict[str, Any]:
        """Look at the rows as well."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.sessions.is_valid():
            self.add_error(None, _("Look at the sessions below."))
        return cleaned


class MoveClassView(PreviewedView):
    """Moves a class to other times or places; everybody is told once (rule 61)."""

    page_title = gettext_lazy("Move or postpone a class")
    explanation = gettext_lazy(
        "Set the sessions as they shall be. You see whom it concerns before anybody is "
        "told."
    )
    submit_label = gettext_lazy("Show whom it concerns")
    confirm_label = gettext_lazy("Move it and tell them")
    form_class = MoveClassForm

    @cached_property
    def rows(self) -> Any:
        """The sessions, as rows."""
        stored = sessions_of(self.get_object())
        return SessionFormSet(
            self.request.POST if self.request.method == "POST" else None,
            prefix="sessions",
            initial=[initial_of(each) for each in stored],
            form_kwargs={"choices": session_choices(stored)},
        )

    def get_form_kwargs(self) -> dict[str, Any]:
        """Give the form its rows."""
        return {**super().get_form_kwargs(), "rows": self.rows}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the rows."""
        return super().get_context_data(formset=self.rows, **kwargs)

    def preview(self, form: Any) -> dict[str, Any]:
        """Say how many are told, who cannot come, and what clashes."""
        found = preview_reschedule(
            learning_class=self.get_object(), sessions=self.rows.inputs()
        )
        told = self._told(found.told, asks=form.cleaned_data["ask"])
        overlaps = [
            _("%(name)s has a place in class %(class)s at that time.")
            % {"name": each.name, "class": each.reference}
            for each in found.overlaps
        ]
        clashes = [each.sentence for each in found.clashes]
        return {
            "lead": told if found.told else _("Nobody has to be told."),
            "sentences": [*overlaps, *clashes, *found.notices],
        }

    @staticmethod
    def _told(people: int, *, asks: bool) -> str:
        if asks:
            said = ngettext(
                "%(count)d person is told, once, and asked whether to stay.",
                "%(count)d people are told, once, and asked whether to stay.",
                people,
            )
        else:
            said = ngettext(
                "%(count)d person is told, once.",
                "%(count)d people are told, once.",
                people,
            )
        return said % {"count": people}

    def perform(self, form: Any) -> str:
        """Move it."""
        done = reschedule(
            learning_class=self.get_object(),
            sessions=self.rows.inputs(),
            ask=form.cleaned_data["ask"],
            reason=form.cleaned_data["reason"],
            by=self.request.user,
        )
        return ngettext(
            "The class is changed. %(count)d person is told.",
            "The class is changed. %(count)d people are told.",
            done.told,
        ) % {"count": done.told}


class SeriesForm(forms.Form):
    """When the class is held again."""

    starting_on = date_field(label=gettext_lazy("From"))
    until = date_field(label=gettext_lazy("Until"))
    weekday = forms.TypedChoiceField(
        choices=WEEKDAYS, coerce=int, label=gettext_lazy("On a")
    )
    nth = forms.TypedChoiceField(
        required=False,
        coerce=int,
        empty_value=None,
        choices=[
            ("", gettext_lazy("Count in weeks")),
            (1, gettext_lazy("The first of the month")),
            (2, gettext_lazy("The second of the month")),
            (3, gettext_lazy("The third of the month")),
            (4, gettext_lazy("The fourth of the month")),
            (5, gettext_lazy("The fifth of the month")),
            (-1, gettext_lazy("The last of the month")),
        ],
        label=gettext_lazy("Which one"),
    )
    every = forms.IntegerField(
        min_value=1,
        max_value=52,
        initial=1,
        label=gettext_lazy("Every so many weeks, or months"),
        help_text=gettext_lazy("2 for every second Tuesday."),
    )
    skips_bank_holidays = forms.BooleanField(
        required=False, initial=True, label=gettext_lazy("Leave out bank holidays")
    )

    def clean(self) -> dict[str, Any]:
        """Refuse an end before the beginning."""
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("starting_on"), cleaned.get("until")
        if first and last and last < first:
            self.add_error("until", _("The last day lies before the first."))
        return cleaned

    @property
    def facts(self) -> dict[str, Any]:
        """What the service is asked."""
        given = self.cleaned_data
        names = ("starting_on", "until", "weekday", "every", "nth")
        return {
            "recurrence": Recurrence(**{name: given[name] for name in names}),
            "skips_bank_holidays": given["skips_bank_holidays"],
        }


class SeriesView(PreviewedView):
    """Copies a class to many dates in one go, after a look at all of them."""

    page_title = gettext_lazy("Copy a class to new dates")
    explanation = gettext_lazy(
        "Each copy has the same course, times of day, rooms, instructors and places. "
        "Learners do not see copies until you publish them."
    )
    submit_label = gettext_lazy("Show the dates")
    confirm_label = gettext_lazy("Make these classes")
    form_class = SeriesForm

    def get_initial(self) -> dict[str, Any]:
        """Begin with the weekday of the class."""
        sessions = sessions_of(self.get_object())
        return {"weekday": sessions[0].held_on.weekday()} if sessions else {}

    def preview(self, form: Any) -> dict[str, Any]:
        """List every date: made, left out and why, and what it clashes with."""
        planned = preview_series(learning_class=self.get_object(), **form.facts)
        made = sum(not each.why_not for each in planned)
        return {
            "lead": ngettext(
                "%(count)d class would be made.",
                "%(count)d classes would be made.",
                made,
            )
            % {"count": made},
            "dates": [(said_day(each.held_on), *_said(each)) for each in planned],
            "is_nothing": not made,
        }

    def perform(self, form: Any) -> str:
        """Make them."""
        made = copy_series(
            learning_class=self.get_object(), by=self.request.user, **form.facts
        )
        return ngettext(
            "%(count)d class is made: %(names)s. Publish it when it is ready.",
            "%(count)d classes are made: %(names)s. Publish them when they are ready.",
            len(made),
        ) % {"count": len(made), "names": ", ".join(each.reference for each in made)}


def _said(planned: PlannedClass) -> Iterator[Any]:
    yield _("No") if planned.why_not else _("Yes")
    clashes = [each.sentence for each in planned.clashes]
    yield " ".join(filter(None, [planned.why_not, *planned.notices, *clashes]))
