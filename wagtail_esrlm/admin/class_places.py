"""Who gets a place by hand: groups, walk-ins; and how many places there are."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ..booking.classes import run_anyway, set_capacity
from ..booking.services import add_walk_in, book_group
from ..errors import EsrlmError, Refused
from ..posted import posted_key
from .actions import ReasonForm
from .base import add_error
from .class_actions import ClassActionView
from .fields import PeopleField, PersonField

MANAGE = "wagtail_esrlm.manage_bookings"


class BookForm(forms.Form):
    """Whom to book, and what if not all fit."""

    people = PeopleField(
        label=gettext_lazy("Employee numbers"),
        help_text=gettext_lazy(
            "One or many; those of people without a log-in as well. Places go to them "
            "in this order."
        ),
    )
    fitting = forms.ChoiceField(
        choices=[
            ("all", gettext_lazy("Book all of them, or nobody")),
            ("some", gettext_lazy("Book those who fit")),
        ],
        initial="all",
        widget=forms.RadioSelect,
        label=gettext_lazy("If not everybody can be booked"),
    )
    override = forms.BooleanField(
        required=False,
        label=gettext_lazy("Book them though they are booked elsewhere at that time"),
    )
    reason = forms.CharField(
        required=False, max_length=255, label=gettext_lazy("Note for the history")
    )

    def clean_people(self) -> list[Any]:
        """Return the people; name the numbers that nobody has."""
        people, unknown = self.cleaned_data["people"]
        if unknown:
            raise forms.ValidationError(
                _("Nobody here has these numbers: %(numbers)s.")
                % {"numbers": ", ".join(unknown)}
            )
        return list(people)


class BookView(ClassActionView):
    """Books many people at once, and says of each why not (rule 58)."""

    permission_required = MANAGE
    page_title = gettext_lazy("Book people")
    explanation = gettext_lazy(
        "No approval is needed. Who is booked is told. Nobody joins the waiting list."
    )
    submit_label = gettext_lazy("Book them")
    form_class = BookForm
    template_name = "wagtail_esrlm/admin/class_book.html"

    def form_valid(self, form: Any) -> HttpResponse:
        """Book them; name everybody who was not booked, and why."""
        given = form.cleaned_data
        booked: tuple[Any, ...] = ()
        try:
            result = book_group(
                learning_class=self.get_object(),
                people=given["people"],
                by=self.request.user,
                all_or_nothing=given["fitting"] == "all",
                override=given["override"],
                reason=given["reason"],
                key=posted_key(self.request),
            )
            booked, left_out = result.booked, result.not_booked
        except EsrlmError as err:
            add_error(form, err)
            facts: dict[str, Any] = err.facts if isinstance(err, Refused) else {}
            left_out = tuple(facts.get("not_booked", ()))
            if not left_out:
                return self.form_invalid(form)
        return self.render_to_response(
            self.get_context_data(
                form=form,
                is_done=not form.errors,
                booked=[each.person for each in booked],
                left_out=[(each.person, each.sentence) for each in left_out],
            )
        )


class WalkInForm(ReasonForm):
    """Who has come."""

    person = PersonField(label=gettext_lazy("Who has come"))
    field_order = ("person", "reason")


class WalkInView(ClassActionView):
    """Adds somebody who has come, beyond the places if need be (rule 74)."""

    permission_required = "wagtail_esrlm.keep_registers"
    page_title = gettext_lazy("Add somebody who has come")
    explanation = gettext_lazy(
        "They get a place at once, beyond the maximum if need be, and stand in the "
        "register."
    )
    submit_label = gettext_lazy("Add them")
    form_class = WalkInForm

    def perform(self, form: Any) -> str:
        """Seat them."""
        person = form.cleaned_data["person"]
        add_walk_in(
            learning_class=self.get_object(),
            person=person,
            by=self.request.user,
            reason=form.cleaned_data["reason"],
        )
        return _("%(name)s is in the class.") % {"name": person}


class PlacesForm(forms.Form):
    """How many places, and what becomes of people beyond them."""

    maximum_places = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=100_000,
        label=gettext_lazy("Maximum places"),
        help_text=gettext_lazy("Leave empty for no limit."),
    )
    minimum_places = forms.IntegerField(
        min_value=0, max_value=100_000, label=gettext_lazy("Minimum places")
    )
    choice = forms.ChoiceField(
        required=False,
        choices=[
            ("", gettext_lazy("Change nothing then")),
            ("close", gettext_lazy("Keep them, and close the class to new bookings")),
            ("over", gettext_lazy("Keep them, and record it as over-booked")),
        ],
        widget=forms.RadioSelect,
        label=gettext_lazy("If more places are held than that"),
        help_text=gettext_lazy(
            "To move people instead, choose them on the page of the class first."
        ),
    )
    reason = forms.CharField(required=False, max_length=255, label=gettext_lazy("Why"))


class PlacesView(ClassActionView):
    """Raises or lowers the places of a class (rules 59, 60)."""

    page_title = gettext_lazy("Change the places")
    explanation = gettext_lazy("New places go to who waits, in their order.")
    submit_label = gettext_lazy("Save the places")
    form_class = PlacesForm

    def get_initial(self) -> dict[str, Any]:
        """Begin with what is stored."""
        places = self.get_object().places
        return {
            "maximum_places": places.maximum_places,
            "minimum_places": places.minimum_places,
            "choice": "",
        }

    def consequence(self, record: Any) -> str:
        """Say how many places are held, and who waits."""
        places = record.places
        return _("%(taken)d places are held and %(waiting)d people wait.") % {
            "taken": places.places_taken,
            "waiting": places.places_waiting,
        }

    def perform(self, form: Any) -> str:
        """Change them."""
        given = form.cleaned_data
        set_capacity(
            learning_class=self.get_object(),
            maximum_places=given["maximum_places"],
            minimum_places=given["minimum_places"],
            choice=given["choice"] or None,
            reason=given["reason"],
            by=self.request.user,
        )
        return _("The places are changed.")


class RunView(ClassActionView):
    """Lets a class with too few people take place all the same."""

    page_title = gettext_lazy("Run it with the people it has")
    explanation = gettext_lazy("It is no longer listed as below its minimum.")
    submit_label = gettext_lazy("Run it")
    form_class = ReasonForm

    def consequence(self, record: Any) -> str:
        """Say how few they are."""
        places = record.places
        return ngettext(
            "%(taken)d place of at least %(least)d is taken.",
            "%(taken)d places of at least %(least)d are taken.",
            places.places_taken,
        ) % {"taken": places.places_taken, "least": places.minimum_places}

    def perform(self, form: Any) -> str:
        """Let it run."""
        run_anyway(
            learning_class=self.get_object(),
            reason=form.cleaned_data["reason"],
            by=self.request.user,
        )
        return _("The class takes place.")
