"""Voids awards, exempts people, decides on evidence."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..compliance import services
from ..compliance.awards import void_award
from ..compliance.impact_on_people import of_voided_award, of_withdrawn_exemption
from ..compliance.models import AwardEvidence, CompetencyAward, Exemption
from .actions import ActionView, ReasonForm, for_one
from .fields import PersonField, date_field


class VoidAwardView(ActionView):
    """Voids an award entered in error."""

    permission_required = "wagtail_esrlm.change_competencyaward"
    page_title = gettext_lazy("Void an award")
    header_icon = "cross"
    explanation = gettext_lazy(
        "For an award entered in error. It is kept with your reason, and no figure "
        "counts it any more, not even one of the past."
    )
    submit_label = gettext_lazy("Void this award")
    is_serious = True
    form_class = ReasonForm
    model = CompetencyAward
    success_url = reverse_lazy("esrlm_competencyaward:index")

    def facts(self, record: CompetencyAward) -> Any:
        """Say whose it is, of what, and until when."""
        return [
            *_whose(record),
            (_("Achieved on"), record.achieved_on),
            (_("Expires on"), record.expires_on or _("Never")),
            (_("Origin"), record.get_origin_display()),
        ]

    def consequence(self, record: CompetencyAward) -> str:
        """Say whether its person turns red."""
        if record.voided_at is not None:
            return ""
        return for_one(record.person, of_voided_award(record))

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
    explanation = gettext_lazy(
        "On these days the competency stands outside the person's figures: it is "
        "neither missing nor held. It ends by itself. You are its approver."
    )
    submit_label = gettext_lazy("Exempt")
    form_class = ExemptForm
    success_url = reverse_lazy("esrlm_exemption:index")

    def perform(self, form: Any) -> str:
        """Save it through the service."""
        exemption = services.exempt(exemption=form.instance, by=self.request.user)
        return _("%(name)s is exempt.") % {"name": exemption.person}


class WithdrawExemptionView(ActionView):
    """Withdraws an exemption given in error."""

    permission_required = "wagtail_esrlm.change_exemption"
    page_title = gettext_lazy("Withdraw an exemption")
    header_icon = "cross"
    explanation = gettext_lazy(
        "For an exemption given in error. It is kept with your reason, and counts on "
        "no day, past or future. To end one early, withdraw it and exempt anew."
    )
    submit_label = gettext_lazy("Withdraw")
    is_serious = True
    form_class = ReasonForm
    model = Exemption
    success_url = reverse_lazy("esrlm_exemption:index")

    def facts(self, record: Exemption) -> Any:
        """Say whose it is, of what, and for which days."""
        return [
            *_whose(record),
            (_("From"), record.starts_on),
            (_("Until"), record.ends_on),
            (_("Reason"), record.get_reason_display()),
        ]

    def consequence(self, record: Exemption) -> str:
        """Say whether its person turns red."""
        if record.voided_at is not None:
            return ""
        return for_one(record.person, of_withdrawn_exemption(record))

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
    explanation = gettext_lazy(
        "It becomes an award: from the day achieved, for your own renewal period at "
        "most."
    )
    submit_label = gettext_lazy("Accept")
    form_class = forms.Form
    model = AwardEvidence
    success_url = reverse_lazy("esrlm_awardevidence:index")

    def facts(self, record: AwardEvidence) -> Any:
        """Say whose it is, of what, and what it says."""
        return [
            *_whose(record),
            (_("Achieved on"), record.achieved_on),
            (_("Stated expiry"), record.stated_expires_on or _("None stated")),
            (_("Source"), record.source or "–"),
        ]

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
    explanation = gettext_lazy("It is kept with your reason, and never counts.")
    submit_label = gettext_lazy("Refuse")
    is_serious = True
    form_class = ReasonForm

    def perform(self, form: Any) -> str:
        """Refuse it."""
        services.refuse_evidence(
            evidence=self.get_object(),
            reason=form.cleaned_data["reason"],
            by=self.request.user,
        )
        return _("The evidence is refused.")


def _whose(record: Any) -> list[tuple[str, Any]]:
    return [
        (_("Person"), f"{record.person} ({record.person.employee_number})"),
        (_("Competency"), record.competency),
    ]
