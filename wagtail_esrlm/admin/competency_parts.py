"""Blended competencies: their named parts, and parts that were done elsewhere (31)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets.button import Button

from ..booking.part_evidence import record_part
from ..snippets.models import Competency, CompetencyPart, Course
from ..snippets.parts import LONGEST_NAME, PartInput, set_parts
from .actions import ActionView, Words
from .fields import PersonField, date_field
from .inspecting import Part, record_link

PARTS = "esrlm_competency_parts"
DONE = "esrlm_competency_part_done"
CHANGE = "wagtail_esrlm.change_competency"
AWARD = "wagtail_esrlm.add_competencyaward"


def part_buttons(competency: Competency, user: Any) -> Iterator[Button]:
    """Yield what may be done about the parts of a competency by this log-in."""
    if user.has_perm(CHANGE):
        yield Button(
            _("Parts"),
            url=reverse(PARTS, args=[competency.pk]),
            icon_name="list-ul",
            priority=40,
        )
    if user.has_perm(AWARD) and competency.parts.exists():
        yield Button(
            _("Record a part"),
            url=reverse(DONE, args=[competency.pk]),
            icon_name="check",
            priority=50,
        )


def parts_table(competency: Competency, user: Any) -> Iterator[Part]:
    """Yield the parts of a blended competency, each with its evidence."""
    parts = list(competency.parts.select_related("course"))
    if not parts:
        return
    months = competency.parts_within_months
    heading = (
        _("Earned in parts, all within %(months)d months") % {"months": months}
        if months
        else _("Earned in parts")
    )
    rows = [
        (part.name, record_link(part.course, user) or _("Other evidence"))
        for part in parts
    ]
    yield Part(heading, (_("Part"), _("Evidence")), rows)


class PartForm(forms.Form):
    """One part."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(
        required=False, max_length=LONGEST_NAME, label=gettext_lazy("Name of the part")
    )
    course = forms.ModelChoiceField(
        queryset=Course.objects.none(),
        required=False,
        empty_label=gettext_lazy("Other evidence"),
        label=gettext_lazy("Evidence"),
    )

    def __init__(self, *args: Any, courses: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["course"]
        field.queryset, listed = courses
        field.widget.choices = [("", field.empty_label), *listed]


class BasePartFormSet(forms.BaseFormSet):
    """The parts in their order."""

    def add_fields(self, form: Any, index: int | None) -> None:
        """Say what taking a part out means."""
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = _("Take this part out")

    def inputs(self) -> list[PartInput]:
        """Return the parts that are filled in."""
        said = [form.cleaned_data for form in self.forms if form.cleaned_data]
        return [
            PartInput(
                each["name"], each["course"].pk if each["course"] else None, each["pk"]
            )
            for each in said
            if not each.get("DELETE") and (each["name"] or each["course"])
        ]


PartFormSet = forms.formset_factory(
    PartForm,
    formset=BasePartFormSet,
    extra=2,
    can_delete=True,
    can_delete_extra=False,
    max_num=20,
    absolute_max=20,
)


class PartsForm(forms.Form):
    """Within what time all parts must be done."""

    within_months = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=600,
        label=gettext_lazy("All parts within so many months"),
        help_text=gettext_lazy("Leave empty for no limit."),
    )

    def __init__(self, *args: Any, rows: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows

    def clean(self) -> dict[str, Any]:
        """Look at the rows as well."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.rows.is_valid():
            self.add_error(None, _("Look at the parts below."))
        return cleaned


class CompetencyActionView(ActionView):
    """Does one thing to a competency, and returns to its page."""

    model = Competency
    related = ()
    header_icon = "success"

    def get_success_url(self) -> str:
        """Return the competency's own page."""
        name = Competency.snippet_viewset.get_url_name("inspect")  # type: ignore[attr-defined]
        return reverse(name, args=[self.kwargs["pk"]])

    def facts(self, record: Any) -> Sequence[tuple[Words, Any]]:
        """Name it."""
        return [(_("competency"), record)]


class PartsView(CompetencyActionView):
    """Names the parts that a competency is earned by, each with its evidence."""

    permission_required = CHANGE
    template_name = "wagtail_esrlm/admin/competency_parts.html"
    page_title = gettext_lazy("Parts of a competency")
    explanation = gettext_lazy(
        "A blended competency is awarded on the day of its last part. The evidence of "
        "a part is a course that is attended, or something else that is entered by "
        "hand. Without parts it is earned at once."
    )
    submit_label = gettext_lazy("Save the parts")
    form_class = PartsForm

    @cached_property
    def rows(self) -> Any:
        """The parts, as rows."""
        parts = list(self.get_object().parts.all())
        courses = Course.objects.order_by("title", "code")
        listed = [(course.pk, f"{course.title} ({course.code})") for course in courses]
        return PartFormSet(
            self.request.POST if self.request.method == "POST" else None,
            prefix="parts",
            initial=[
                {"pk": part.pk, "name": part.name, "course": part.course_id}
                for part in parts
            ],
            form_kwargs={"courses": (courses, listed)},
        )

    def get_form_kwargs(self) -> dict[str, Any]:
        """Give the form its rows."""
        return {**super().get_form_kwargs(), "rows": self.rows}

    def get_initial(self) -> dict[str, Any]:
        """Begin with what is stored."""
        return {"within_months": self.get_object().parts_within_months}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the rows."""
        return super().get_context_data(formset=self.rows, **kwargs)

    def perform(self, form: Any) -> str:
        """Save them."""
        competency = self.get_object()
        set_parts(
            competency=competency,
            parts=self.rows.inputs(),
            within_months=form.cleaned_data["within_months"],
            by=self.request.user,
        )
        return _("The parts of “%(name)s” are saved.") % {"name": competency}


class PartDoneForm(forms.Form):
    """Who did which part, when, and where the proof is."""

    part = forms.ModelChoiceField(
        queryset=CompetencyPart.objects.none(),
        empty_label=None,
        label=gettext_lazy("Part"),
    )
    person = PersonField(label=gettext_lazy("Who did it"))
    completed_on = date_field(label=gettext_lazy("Done on"))
    evidence = forms.CharField(
        max_length=255,
        label=gettext_lazy("Evidence"),
        help_text=gettext_lazy("Where the proof is, for example a certificate number."),
    )

    def __init__(self, *args: Any, parts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["part"].queryset = parts  # type: ignore[attr-defined]


class PartDoneView(CompetencyActionView):
    """Records a part that somebody did elsewhere."""

    permission_required = AWARD
    page_title = gettext_lazy("Record a part")
    explanation = gettext_lazy(
        "With the last part, the competency is awarded on the day of that part."
    )
    submit_label = gettext_lazy("Record it")
    form_class = PartDoneForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the parts of this competency."""
        return {**super().get_form_kwargs(), "parts": self.get_object().parts.all()}

    def perform(self, form: Any) -> str:
        """Record it."""
        said = form.cleaned_data
        record_part(by=self.request.user, **said)
        return _("“%(part)s” is recorded for %(name)s.") % {
            "part": said["part"],
            "name": said["person"],
        }


def part_urls() -> list[Any]:
    """Return the addresses."""
    return [
        path("learning/competency/<int:pk>/parts/", PartsView.as_view(), name=PARTS),
        path("learning/competency/<int:pk>/part/", PartDoneView.as_view(), name=DONE),
    ]
