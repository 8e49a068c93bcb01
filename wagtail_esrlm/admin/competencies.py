"""Competencies: snippets whose terms change with a date, after a preview (rule 107)."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.http import HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.snippets.views.snippets import CreateView as SnippetCreateView
from wagtail.snippets.views.snippets import EditView as SnippetEditView
from wagtail.snippets.views.snippets import SnippetViewSet

from ..clock import today
from ..compliance import impact
from ..compliance.competencies import (
    TermsChange,
    add_competency,
    change_competency,
    national_ones_like,
)
from ..compliance.terms import covers_from, renewal_months
from ..names import fold
from ..snippets.models import Competency
from ..snippets.naming import parse_competency_name
from .base import SafeDeleteMixin, ServiceFormMixin
from .confirm import ConfirmMixin, sent_answers
from .fields import PersonField, date_field
from .inspecting import record_url

#: What a competency says about itself, changed at once.
FACTS = ("name", "description", "subject_lead", "amber_months", "starts_on")

#: The longest renewal period, in months: a hundred years, as files allow.
MOST_MONTHS = 1200


class CompetencyForm(WagtailAdminModelForm):
    """A competency with its terms; those of a stored one change from a day on."""

    subject_lead = PersonField(required=False, label=gettext_lazy("Subject lead"))
    starts_on = date_field(
        required=False,
        label=gettext_lazy("From"),
        help_text=gettext_lazy("The first day on which it can be awarded."),
    )
    ends_on = date_field(
        required=False,
        label=gettext_lazy("Until"),
        help_text=gettext_lazy(
            "The last day on which it can be required or awarded. Awards are kept."
        ),
    )
    months = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=MOST_MONTHS,
        label=gettext_lazy("Renewal months"),
        help_text=gettext_lazy(
            "How long an award lasts. Leave empty if it never expires."
        ),
    )
    covered = forms.ModelMultipleChoiceField(
        queryset=Competency.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "esrlm-choices"}),
        label=gettext_lazy("Covers"),
        help_text=gettext_lazy("Whoever holds this one also satisfies these."),
    )
    effective_on = date_field(
        label=gettext_lazy("The change holds from"),
        help_text=gettext_lazy(
            "Awards achieved before this day keep their expiry and what they cover."
        ),
    )

    class Media:
        css: ClassVar[dict[str, list[str]]] = {"all": ["wagtail_esrlm/admin.css"]}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["covered"].queryset = Competency.objects.exclude(
            pk=self.instance.pk
        )
        if self.instance.pk is None:
            del self.fields["effective_on"]
            self.fields["months"].help_text = _(
                "How long an award lasts. Leave empty to follow the name "
                "(“- 2 Years”); without one there it never expires."
            )
            return
        day = today()
        self.fields["effective_on"].initial = day
        self.fields["months"].initial = renewal_months(self.instance, day)
        self.fields["covered"].initial = sorted(covers_from(self.instance, day))

    def clean_name(self) -> str:
        """Refuse a name that differs from a stored one by case or spaces only."""
        name: str = self.cleaned_data["name"]
        others = Competency.objects.exclude(pk=self.instance.pk)
        if others.filter(name_key=fold(name)).exists():
            raise forms.ValidationError(_("There is a competency of this name."))
        return name

    def clean(self) -> dict[str, Any]:
        """Let the name of a new one say its renewal period."""
        cleaned: dict[str, Any] = super().clean()
        if self.instance.pk is None and cleaned.get("months") is None:
            cleaned["months"] = parse_competency_name(cleaned.get("name") or "").months
        return cleaned

    @property
    def facts(self) -> dict[str, Any]:
        """What it says about itself."""
        return {name: self.cleaned_data[name] for name in FACTS}

    @property
    def terms(self) -> TermsChange:
        """Its terms, from the day stated."""
        return TermsChange(
            months=self.cleaned_data["months"],
            covered=tuple(self.cleaned_data["covered"]),
            ends_on=self.cleaned_data["ends_on"],
            effective_on=self.cleaned_data["effective_on"],
        )


class CompetencyCreateView(ServiceFormMixin, SnippetCreateView):
    """Adds a competency; for a local one it first offers national ones (rule 28)."""

    offer_template_name = "wagtail_esrlm/admin/offer_national.html"

    def form_valid(self, form: Any) -> HttpResponse:
        """Offer national ones of like title once; then save."""
        offered = national_ones_like(form.cleaned_data["name"])
        if offered and "confirmed" not in self.request.POST:
            self.form = form
            self.template_name = self.offer_template_name
            return self.render_to_response(
                self.get_context_data(
                    form=form,
                    offered=[
                        (each, record_url(each, self.request.user)) for each in offered
                    ],
                    answers=sent_answers(self.request),
                )
            )
        return super().form_valid(form)

    def perform(self, form: Any) -> Competency:
        """Add it through the service."""
        competency = Competency(**form.facts, ends_on=form.cleaned_data["ends_on"])
        return add_competency(
            competency=competency,
            months=form.cleaned_data["months"],
            covered=form.cleaned_data["covered"],
            by=self.request.user,
        )


class CompetencyEditView(ConfirmMixin, ServiceFormMixin, SnippetEditView):
    """Changes a competency; changed terms show first whom they touch."""

    @cached_property
    def stored(self) -> Competency:
        """The competency as it stands, untouched by the form."""
        return Competency.objects.get(pk=self.object.pk)

    def needs_confirming(self, form: Any) -> bool:
        """Whether the terms change: facts are saved at once."""
        return form.terms.differs(self.stored)

    def preview(self, form: Any) -> impact.Impact:
        """Try it and take it back."""
        return impact.of_changed_competency(self.stored, form.terms)

    def perform(self, form: Any) -> Competency:
        """Change it through the service."""
        return change_competency(
            competency=self.stored,
            facts=form.facts,
            change=form.terms,
            by=self.request.user,
        )


class CompetencyDeleteView(SafeDeleteMixin, SnippetViewSet.delete_view_class):
    """Deletes a competency that nothing asks for and nobody holds."""


#: The form, in its parts.
EDIT_HANDLER = ObjectList(
    [
        FieldPanel("name"),
        FieldPanel("description"),
        FieldPanel("subject_lead"),
        MultiFieldPanel(
            [
                FieldPanel("months"),
                FieldPanel("amber_months"),
                FieldPanel("covered"),
                FieldPanel("starts_on"),
                FieldPanel("ends_on"),
                FieldPanel("effective_on"),
            ],
            heading=gettext_lazy("How long it lasts and what it covers"),
            help_text=gettext_lazy(
                "You see whom a change of these touches before it is saved."
            ),
        ),
    ],
    base_form_class=CompetencyForm,
)
