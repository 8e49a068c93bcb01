"""Whom a course is for: named, read back as a sentence with a number, then saved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django import forms
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ..booking.audience import FIELD_OF_KIND
from ..booking.audience_preview import preview_audience
from ..snippets.catalogue import set_audience
from ..snippets.models import Audience, AudienceValue, Course
from ..workforce.models import (
    Person,
)
from ..workforce.selectors import organisation_paths
from .actions import PreviewMixin
from .audience_fields import NAMED, LinesField, Offered
from .course_actions import AUDIENCE, CourseActionView

Kind = AudienceValue.Kind


class AudienceForm(forms.Form):
    """Whom a course is for: kinds are ANDed, lines of a kind ORed (rule 105)."""

    employees = forms.BooleanField(required=False, label=gettext_lazy("Employees"))
    external_learners = forms.BooleanField(
        required=False, label=gettext_lazy("External Learners")
    )
    public = forms.BooleanField(
        required=False,
        label=gettext_lazy("The public"),
        help_text=gettext_lazy("People without a log-in can see it too."),
    )
    types = forms.MultipleChoiceField(
        choices=Person.Type.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=gettext_lazy("Only people known as"),
    )
    not_types = forms.MultipleChoiceField(
        choices=Person.Type.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=gettext_lazy("Not people known as"),
    )

    def __init__(self, *args: Any, course: Course, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        types = [self.fields.pop("types"), self.fields.pop("not_types")]
        offered = {kind: Offered(kind, course.business_group_id) for kind in NAMED}
        for is_exception in (False, True):
            for kind, named in NAMED.items():
                field = LinesField(
                    kind=kind,
                    named=named,
                    is_exception=is_exception,
                    offered=offered[kind],
                )
                self.fields[name_of(kind, is_exception)] = field
            name = "not_types" if is_exception else "types"
            self.fields[name] = types[is_exception]

    @property
    def said(self) -> dict[str, Any]:
        """The audience, as the service takes it."""
        cleaned = self.cleaned_data
        ticks = ("employees", "external_learners", "public")
        return {
            **{name: cleaned[name] for name in ticks},
            "values": [*self._values()],
        }

    def _values(self) -> Iterator[AudienceValue]:
        for is_exception in (False, True):
            for kind in NAMED:
                yield from self.cleaned_data[name_of(kind, is_exception)]
            for each in self.cleaned_data["not_types" if is_exception else "types"]:
                yield AudienceValue(
                    kind=Kind.PERSON_TYPE, is_exception=is_exception, person_type=each
                )


def name_of(kind: str, is_exception: bool) -> str:
    """Return the name of a kind's field."""
    return f"not_{kind}" if is_exception else f"only_{kind}"


def initial_of(audience: Audience | None) -> dict[str, Any]:
    """Return a stored audience as the form shows it. Queries: 2 at most."""
    if audience is None:
        return {"employees": True}
    initial: dict[str, Any] = {
        name: getattr(audience, name)
        for name in ("employees", "external_learners", "public")
    }
    values: Iterable[AudienceValue] = audience.values.select_related(
        "organisation", "job_role", "position", "supplementary_role", "competency"
    )
    paths: dict[int, str] = {}
    for value in values:
        if value.kind == Kind.PERSON_TYPE:
            name = "not_types" if value.is_exception else "types"
            initial.setdefault(name, []).append(value.person_type)
            continue
        if value.kind == Kind.ORGANISATION and not paths:
            paths = organisation_paths()
        name = name_of(value.kind, value.is_exception)
        initial[name] = "\n".join(
            filter(None, [initial.get(name, ""), _line_of(value, paths)])
        )
    return initial


def _line_of(value: AudienceValue, paths: Mapping[int, str]) -> str:
    if value.kind == Kind.STAFF_GROUP:
        return value.staff_group
    if value.organisation_id is not None:
        return paths[value.organisation_id]
    record = getattr(value, FIELD_OF_KIND[value.kind].removesuffix("_id"))
    return str(getattr(record, NAMED[value.kind].shown))


class AudienceView(PreviewMixin, CourseActionView):
    """Says whom a course is for, after it is read back with how many it reaches."""

    form_class = AudienceForm
    page_title = gettext_lazy("Whom the course is for")
    submit_label = gettext_lazy("Show whom it reaches")
    confirm_label = gettext_lazy("Save it")
    explanation = gettext_lazy(
        "Type a few letters and choose. What you fill in must all hold; of several in "
        "one field one is enough. Take a tick away to leave one out. Bookings that "
        "stand are kept."
    )

    def consequence(self, record: Any) -> str:
        """An audience may always change: nothing was promised by it."""
        return ""

    def get_form_kwargs(self) -> dict[str, Any]:
        """Fill in what is stored."""
        course = self.get_object()
        stored = Audience.objects.filter(course=course).first()
        return {
            **super().get_form_kwargs(),
            "course": course,
            "initial": initial_of(stored),
        }

    def preview(self, form: Any) -> dict[str, Any]:
        """Read it back, with how many people it takes in today."""
        found = preview_audience(course=self.get_object(), **form.said)
        reached = ngettext(
            "It reaches %(count)s person today.",
            "It reaches %(count)s people today.",
            found.reached,
        ) % {"count": f"{found.reached:,}"}
        sentences = [_("Until now: %(sentence)s") % {"sentence": found.before}]
        if found.gained:
            sentences.append(
                ngettext(
                    "%(count)s person can book who could not before.",
                    "%(count)s people can book who could not before.",
                    found.gained,
                )
                % {"count": f"{found.gained:,}"}
            )
        if found.lost:
            sentences.append(
                ngettext(
                    "%(count)s person can newly book no more.",
                    "%(count)s people can newly book no more.",
                    found.lost,
                )
                % {"count": f"{found.lost:,}"}
            )
        return {"lead": f"{found.after} {reached}", "sentences": sentences}

    def perform(self, form: Any) -> str:
        """Save it."""
        course = self.get_object()
        set_audience(course=course, by=self.request.user, **form.said)
        return _("Whom “%(course)s” is for is saved.") % {"course": course}


def audience_urls() -> list[Any]:
    """Return the address."""
    return [
        path(
            "learning/course/<int:pk>/audience/", AudienceView.as_view(), name=AUDIENCE
        )
    ]
