"""Whose log-in is whose: proposals to judge, and links made or taken away by hand."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.urls import path, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from wagtail.admin.ui.tables import Column

from ..workforce.linking import confirm_proposal, link, refuse_proposal, unlink
from ..workforce.models import LinkProposal, Person
from .actions import ActionView, ReasonForm
from .base import ReadOnlyViewSet
from .filters import RecordFilterSet, choice_filter, words_of
from .listing import ActingIndexView


class ConfirmLinkView(ActionView):
    """Joins the log-in and the person of a proposal."""

    permission_required = "wagtail_esrlm.change_linkproposal"
    page_title = _l("Join a log-in and a person")
    header_icon = "check"
    explanation = _l("Whoever logs in with it then sees this person's compliance.")
    submit_label = _l("They are the same person: join them")
    form_class = forms.Form
    model = LinkProposal
    related = ("person", "user")
    success_url = reverse_lazy("esrlm_linkproposal:index")

    def facts(self, record: LinkProposal) -> Any:
        """Show both, to be compared."""
        person = record.person
        return [
            (_("Person"), f"{person} ({person.employee_number})"),
            (_("Their e-mail address"), person.email or "–"),
            (_("Log-in"), record.user),
            (_("Name on the log-in"), record.user.get_full_name() or "–"),
            (_("Matched by"), record.matched_by),
        ]

    def perform(self, form: Any) -> str:
        """Join them."""
        person = confirm_proposal(proposal=self.get_object(), by=self.request.user)
        return _("%(name)s can log in.") % {"name": person}


class RefuseLinkView(ConfirmLinkView):
    """Refuses a proposal; it is not made again."""

    page_title = _l("Refuse a proposed log-in")
    header_icon = "cross"
    explanation = _l("This proposal is not made again.")
    submit_label = _l("They are not the same person")

    def perform(self, form: Any) -> str:
        """Refuse it."""
        refuse_proposal(proposal=self.get_object(), by=self.request.user)
        return _("The proposal is refused.")


_OPEN = ("state", LinkProposal.State.OPEN)


class LinkProposalIndexView(ActingIndexView):
    """Proposals, those that wait with their two answers."""

    row_actions = (
        (
            ConfirmLinkView.permission_required,
            "esrlm_linkproposal:confirm",
            _l("Join"),
            "check",
            _OPEN,
        ),
        (
            ConfirmLinkView.permission_required,
            "esrlm_linkproposal:refuse",
            _l("Refuse"),
            "cross",
            _OPEN,
        ),
    )


class LinkProposalFilterSet(RecordFilterSet):
    """Proposals by what became of them and why they were made."""

    state = choice_filter(_l("State"), LinkProposal.State.choices)
    matched_by = choice_filter(_l("Matched by"), words_of(LinkProposal, "matched_by"))

    class Meta:
        model = LinkProposal
        fields: tuple[str, ...] = ()


class LinkProposalViewSet(ReadOnlyViewSet):
    """Log-ins that may belong to people: an administrator decides."""

    model = LinkProposal
    icon = "link"
    index_view_class = LinkProposalIndexView
    list_display = (
        "person",
        Column("person.employee_number", label=_l("Number")),
        Column("user", label=_l("Log-in")),
        "matched_by",
        "state",
        "proposed_at",
    )
    empty = _l(
        "Nothing to decide. Proposals come when somebody logs in whose address or "
        "number fits a person, but not surely."
    )
    filterset_class = LinkProposalFilterSet
    search_fields = ("person__last_name", "person__employee_number")
    list_export = (
        "person.employee_number",
        "person",
        "user",
        "matched_by",
        "state",
        "proposed_at",
        "decided_at",
    )
    export_headings = {"person.employee_number": _l("Employee number")}
    export_filename = "proposed-log-ins"
    inspect_view_fields = (
        "person",
        "user",
        "matched_by",
        "state",
        "proposed_at",
        "decided_at",
        "decided_by",
    )
    labels = {"person": _l("Person"), "user": _l("Log-in")}
    if_empty = {"decided_at": _l("Not yet")}
    select_related = ("person", "user")

    def get_urlpatterns(self) -> list[Any]:
        """Add the two answers."""
        return [
            *super().get_urlpatterns(),
            path("confirm/<int:pk>/", ConfirmLinkView.as_view(), name="confirm"),
            path("refuse/<int:pk>/", RefuseLinkView.as_view(), name="refuse"),
        ]


class LogInForm(forms.Form):
    """A log-in, by what its owner types to log in."""

    log_in = forms.CharField(
        label=_l("Log-in"),
        help_text=_l("What this person types to log in."),
    )

    def clean_log_in(self) -> Any:
        """Return the log-in.

        Raises:
            ValidationError: where nobody, or an inactive one, has it.
        """
        users = get_user_model()
        typed = self.cleaned_data["log_in"].strip()
        try:
            user = users._default_manager.get_by_natural_key(typed)
        except users.DoesNotExist as err:
            raise forms.ValidationError(_("Nobody logs in with that.")) from err
        if not user.is_active:
            raise forms.ValidationError(_("That log-in is switched off."))
        return user


class LinkPersonView(ActionView):
    """Joins a person and a log-in by hand."""

    permission_required = "wagtail_esrlm.change_person"
    page_title = _l("Join a log-in")
    header_icon = "link"
    explanation = _l("Whoever logs in with it then sees this person's compliance.")
    submit_label = _l("Join")
    form_class = LogInForm
    model = Person
    related = ("user",)
    success_url = reverse_lazy("esrlm_person:index")

    def facts(self, record: Person) -> Any:
        """Show whom."""
        return [
            (_("Person"), f"{record} ({record.employee_number})"),
            (_("Their e-mail address"), record.email or "–"),
        ]

    def perform(self, form: Any) -> str:
        """Join them."""
        person = link(
            person=self.get_object(),
            user=form.cleaned_data["log_in"],
            by=self.request.user,
            matched_by="hand",
        )
        return _("%(name)s can log in.") % {"name": person}


class UnlinkPersonView(ActionView):
    """Takes a log-in away from a person whose it is not."""

    permission_required = "wagtail_esrlm.change_person"
    page_title = _l("Take the log-in away")
    header_icon = "cross"
    explanation = _l(
        "Whoever has the log-in sees nothing of this person any more. Everything about "
        "the person stays."
    )
    submit_label = _l("Take it away")
    is_serious = True
    form_class = ReasonForm
    model = Person
    related = ("user",)
    success_url = reverse_lazy("esrlm_person:index")

    def facts(self, record: Person) -> Any:
        """Show both."""
        return [
            (_("Person"), f"{record} ({record.employee_number})"),
            (_("Log-in"), record.user or "–"),
        ]

    def perform(self, form: Any) -> str:
        """Take it away; everything about the person stays."""
        person = unlink(
            person=self.get_object(),
            by=self.request.user,
            reason=form.cleaned_data["reason"],
        )
        return _("%(name)s has no log-in now.") % {"name": person}
