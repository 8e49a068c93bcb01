"""Gives and voids awards, exempts people, decides on evidence."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView

from ..clock import today
from ..compliance import services
from ..compliance.awards import AwardInput, void_award, write_awards
from ..compliance.models import AwardEvidence, CompetencyAward, Exemption
from ..errors import EsrlmError
from ..snippets.models import Competency
from .base import PermissionView, add_error
from .fields import PeopleField, PersonField, date_field


class ActionView(PermissionView, FormView):
    """A form that does one thing through a service and returns to its list."""

    template_name = "wagtail_esrlm/admin/action.html"
    #: What the button says.
    submit_label: Any = gettext_lazy("Save")
    #: Model of the record acted on; None where there is none yet.
    model: Any = None
    related: tuple[str, ...] = ("person", "competency")

    def get_object(self) -> Any:
        """Return the record acted on."""
        if self.model is None:
            return None
        queryset = self.model.objects.select_related(*self.related)
        return get_object_or_404(queryset, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show what it acts on."""
        return super().get_context_data(
            object=self.get_object(),
            submit_label=self.submit_label,
            cancel_url=self.get_success_url(),
            **kwargs,
        )

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to the list."""
        return [
            *self.breadcrumbs_items,
            {"url": self.get_success_url(), "label": _("Back to the list")},
            {"url": "", "label": self.page_title},
        ]

    def perform(self, form: Any) -> str:
        """Do it; return what to tell."""
        raise NotImplementedError

    def form_valid(self, form: Any) -> HttpResponse:
        """Do it, or say why not."""
        try:
            told = self.perform(form)
        except EsrlmError as err:
            add_error(form, err)
            return self.form_invalid(form)
        messages.success(self.request, told)
        return redirect(self.get_success_url())


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
        label=gettext_lazy("Employee numbers"),
        help_text=gettext_lazy("One or many, with spaces, commas or lines between."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["competency"].queryset = Competency.objects.current_on(today())


class GiveAwardsView(ActionView):
    """Gives an award to one or many people, and tells what became of each."""

    permission_required = "wagtail_esrlm.add_competencyaward"
    page_title = gettext_lazy("Give awards")
    header_icon = "success"
    submit_label = gettext_lazy("Give awards")
    form_class = GiveForm
    success_url = reverse_lazy("competencyaward:index")

    def form_valid(self, form: GiveForm) -> HttpResponse:
        """Write all awards at once; unknown numbers are told, never guessed."""
        given = form.cleaned_data
        people, unknown = given["people"]
        try:
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
            (person.employee_number, str(person), words[result.result])
            for person, result in zip(people, results, strict=True)
        ]
        lines += [(number, "", _("Nobody has this number")) for number in unknown]
        return self.render_to_response(
            self.get_context_data(form=form, results=lines, given=given)
        )


class ReasonForm(forms.Form):
    """Why something is undone."""

    reason = forms.CharField(max_length=255, label=gettext_lazy("Why"))


class VoidAwardView(ActionView):
    """Voids an award entered in error."""

    permission_required = "wagtail_esrlm.change_competencyaward"
    page_title = gettext_lazy("Void an award")
    header_icon = "cross"
    submit_label = gettext_lazy("Void this award")
    form_class = ReasonForm
    model = CompetencyAward
    success_url = reverse_lazy("competencyaward:index")

    def perform(self, form: Any) -> str:
        """Void it."""
        void_award(
            award=self.get_object(),
            reason=form.cleaned_data["reason"],
            by=self.request.user,
        )
        return _("The award is void.")


class ExemptForm(forms.ModelForm):
    """An exemption."""

    person = PersonField(label=gettext_lazy("Person"))
    starts_on = date_field(label=gettext_lazy("From"))
    ends_on = date_field(
        label=gettext_lazy("Until"),
        help_text=gettext_lazy("The last day, included; at most twelve months."),
    )

    class Meta:
        model = Exemption
        fields = ("person", "competency", "starts_on", "ends_on", "reason")


class ExemptView(ActionView):
    """Exempts a person from a competency for a while."""

    permission_required = "wagtail_esrlm.add_exemption"
    page_title = gettext_lazy("Exempt somebody")
    header_icon = "minus"
    submit_label = gettext_lazy("Exempt")
    form_class = ExemptForm
    success_url = reverse_lazy("exemption:index")

    def perform(self, form: Any) -> str:
        """Save it through the service."""
        exemption = services.exempt(exemption=form.instance, by=self.request.user)
        return _("%(name)s is exempt.") % {"name": exemption.person}


class WithdrawExemptionView(ActionView):
    """Withdraws an exemption given in error."""

    permission_required = "wagtail_esrlm.change_exemption"
    page_title = gettext_lazy("Withdraw an exemption")
    header_icon = "cross"
    submit_label = gettext_lazy("Withdraw")
    form_class = ReasonForm
    model = Exemption
    success_url = reverse_lazy("exemption:index")

    def perform(self, form: Any) -> str:
        """Withdraw it."""
        services.withdraw_exemption(
            exemption=self.get_object(),
            reason=form.cleaned_data["reason"],
            by=self.request.user,
        )
        return _("The exemption is withdrawn.")


class AcceptEvidenceView(ActionView):
    """Turns evidence into an award."""

    permission_required = "wagtail_esrlm.change_awardevidence"
    page_title = gettext_lazy("Accept evidence")
    header_icon = "check"
    submit_label = gettext_lazy("Accept")
    form_class = forms.Form
    model = AwardEvidence
    success_url = reverse_lazy("awardevidence:index")

    def perform(self, form: Any) -> str:
        """Accept it."""
        award = services.accept_evidence(
            evidence=self.get_object(), by=self.request.user
        )
        return _("Accepted: %(award)s.") % {"award": award}


class RefuseEvidenceView(AcceptEvidenceView):
    """Refuses evidence; it is kept and never counts."""

    page_title = gettext_lazy("Refuse evidence")
    header_icon = "cross"
    submit_label = gettext_lazy("Refuse")
    form_class = ReasonForm

    def perform(self, form: Any) -> str:
        """Refuse it."""
        services.refuse_evidence(
            evidence=self.get_object(),
            reason=form.cleaned_data["reason"],
            by=self.request.user,
        )
        return _("The evidence is refused.")
