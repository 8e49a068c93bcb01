"""Gives one award to many people, and tells what became of each."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse_lazy
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView

from ..clock import today
from ..compliance.awards import AwardInput, write_awards
from ..errors import EsrlmError
from ..permissions.scopes import organisations_below
from ..posted import done_once
from ..snippets.models import Competency
from ..workforce.models import AssignmentPeriod, JobRole, Person
from .actions import ActionView
from .base import add_error
from .fields import OrganisationField, PeopleField, date_field

#: The most people that a page lists to choose from.
MOST_LISTED = 500


class ListedField(forms.ModelMultipleChoiceField):
    """People to choose from, each with their number: names occur twice."""

    def label_from_instance(self, obj: Any) -> str:
        """Return name and number."""
        return f"{obj} ({obj.employee_number})"


class GiveForm(forms.Form):
    """One award for one or many people."""

    competency = forms.ModelChoiceField(
        queryset=Competency.objects.none(), label=gettext_lazy("Competency")
    )
    achieved_on = date_field(label=gettext_lazy("Achieved on"))
    stated_expires_on = date_field(
        required=False,
        label=gettext_lazy("Expires on"),
        help_text=gettext_lazy(
            "Only if the certificate states it. Leave empty to follow the renewal "
            "period."
        ),
    )
    evidence = forms.CharField(
        required=False,
        max_length=255,
        label=gettext_lazy("Evidence"),
        help_text=gettext_lazy("Where the proof is, for example a certificate number."),
    )
    people = PeopleField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        label=gettext_lazy("Employee numbers"),
        help_text=gettext_lazy(
            "One or many, with spaces, commas or lines between: paste a column of a "
            "spreadsheet."
        ),
    )
    listed = ListedField(
        queryset=Person.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "esrlm-choices"}),
        label=gettext_lazy("From the list"),
    )

    def __init__(
        self, *args: Any, listed: list[int] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["competency"].queryset = Competency.objects.current_on(today())
        if listed is None:
            del self.fields["listed"]
        else:
            self.fields["listed"].queryset = Person.objects.filter(pk__in=listed)

    def clean(self) -> dict[str, Any]:
        """Ask for somebody, by number or from the list; nobody stands there twice."""
        cleaned: dict[str, Any] = super().clean() or {}
        people, unknown = cleaned.get("people") or ([], [])
        chosen = {person.pk: person for person in people}
        chosen |= {person.pk: person for person in cleaned.get("listed") or ()}
        if not chosen and not unknown and "people" not in self.errors:
            self.add_error("people", _("Type a number, or choose from a list."))
        cleaned["people"] = list(chosen.values()), unknown
        return cleaned


class ListForm(forms.Form):
    """Whom to list: those who sit in an organisation, in a job role."""

    organisation = OrganisationField(
        required=False,
        empty_label=gettext_lazy("Any"),
        label=gettext_lazy("In organisation"),
    )
    job_role = forms.ModelChoiceField(
        queryset=JobRole.objects.all(),
        required=False,
        empty_label=gettext_lazy("Any"),
        label=gettext_lazy("Job role"),
    )

    def listed(self) -> tuple[list[int], int] | None:
        """Return the ids of people to choose from, and how many more there are.

        None where nothing is asked.
        """
        if not self.is_valid() or not any(self.cleaned_data.values()):
            return None
        seats = AssignmentPeriod.objects.active_on(today())
        if organisation := self.cleaned_data["organisation"]:
            seats = seats.filter(
                organisation__in=organisations_below([organisation.pk])
            )
        if role := self.cleaned_data["job_role"]:
            seats = seats.filter(job_role=role)
        people = Person.objects.filter(
            pk__in=seats.order_by().values("assignment__person")
        )
        found = list(people.values_list("pk", flat=True)[:MOST_LISTED])
        more = people.count() - MOST_LISTED if len(found) == MOST_LISTED else 0
        return found, more


class GiveAwardsView(ActionView):
    """Gives an award to one or many people, and tells what became of each."""

    permission_required = "wagtail_esrlm.add_competencyaward"
    page_title = gettext_lazy("Give awards")
    explanation = gettext_lazy(
        "One competency, achieved on one day, for everybody you name. Whoever has this "
        "very award already keeps it."
    )
    header_icon = "success"
    submit_label = gettext_lazy("Give awards")
    form_class = GiveForm
    success_url = reverse_lazy("esrlm_competencyaward:index")
    template_name = "wagtail_esrlm/admin/give.html"
    related = ()

    @cached_property
    def list_form(self) -> ListForm:
        """Whom the address asks to list."""
        return ListForm(self.request.GET)

    @cached_property
    def listed(self) -> tuple[list[int], int] | None:
        """The people to choose from, and how many more there are."""
        return self.list_form.listed()

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the people of the list that the address asks for."""
        ids = self.listed[0] if self.listed else None
        return super().get_form_kwargs() | {"listed": ids}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show how to list people."""
        found, more = self.listed or ([], 0)
        return super().get_context_data(
            list_form=self.list_form,
            asked_for_list=self.listed is not None,
            listed=len(found),
            more=more,
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Look at the form first: what became of each is told for its people."""
        return FormView.post(self, request, *args, **kwargs)

    def form_valid(self, form: GiveForm) -> HttpResponse:
        """Write all awards at once; unknown numbers are told, never guessed."""
        given = form.cleaned_data
        people, unknown = given["people"]

        def work() -> dict[str, Any]:
            results = write_awards(
                awards=[
                    AwardInput(
                        person_id=person.pk,
                        competency_id=given["competency"].pk,
                        achieved_on=given["achieved_on"],
                        stated_expires_on=given["stated_expires_on"],
                        evidence=given["evidence"],
                    )
                    for person in people
                ],
                by=self.request.user,
                revive=True,
            )
            return {
                str(person.pk): result.result
                for person, result in zip(people, results, strict=True)
            }

        try:
            became = done_once(self.request, work).body
        except EsrlmError as err:
            add_error(form, err)
            return self.form_invalid(form)
        words = {
            "created": _("Given"),
            "updated": _("Stood already, changed"),
            "unchanged": _("Stood already"),
            "voided": _("Void, not given again"),
        }
        lines = [
            (
                person.employee_number,
                str(person),
                words.get(became.get(str(person.pk), ""), _("Done before")),
            )
            for person in people
        ]
        lines += [(number, "", _("Nobody has this number")) for number in unknown]
        return self.render_to_response(
            self.get_context_data(
                form=form,
                results=lines,
                counts=Counter(line[2] for line in lines).items(),
                given=given,
                again=self.request.get_full_path(),
            )
        )
