"""The form of a class: its facts, its places and its sessions on one page."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    MultiFieldPanel,
    ObjectList,
    Panel,
)

from ..booking.classes import SessionInput, sessions_of
from ..booking.timetable import zone_of
from ..errors import EsrlmError, InvalidInput
from ..names import fold
from ..posted import KEY, fits, new_key, number_in
from ..snippets.models import LearningClass
from .class_sessions import (
    SessionFormSet,
    initial_of,
    session_choices,
    stored_starts,
)

#: Code of a refusal -> the field that it is about.
FIELD_OF: dict[str, str] = {
    "below_places_held": "maximum_places",
    "conflict": "reference",
    "course_ended": "course",
}


class KeyField(forms.CharField):
    """The key under which a form counts once; never an answer that has changed."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(initial=new_key, required=False)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Never: it is no answer."""
        return False


#: The most that is sensible of what is counted in days or hours.
MOST_OF = {
    "minimum_warning_days": 365,
    "offer_hours": 24 * 90,
    "closes_days_before": 365,
    "cancel_days_before": 365,
}


def _readable(sent: Any) -> Any:
    """Return what was sent so that the form can be shown again, whatever it was.

    What came without its key is refused and gets one; the chooser cannot show nonsense.
    """
    readable = sent.copy()
    if not fits(readable.get(KEY, "")):
        readable[KEY] = new_key()
    if number_in(readable.get("course", "")) is None:
        readable["course"] = ""
    return readable


class LearningClassForm(WagtailAdminModelForm):
    """A class with its sessions and places; saved by a service, whole or not at all."""

    maximum_places = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=100_000,
        label=gettext_lazy("Maximum places"),
        help_text=gettext_lazy("Leave empty for no limit."),
    )
    minimum_places = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=100_000,
        label=gettext_lazy("Minimum places"),
        help_text=gettext_lazy(
            "With fewer people you are warned in time to run, move or cancel it."
        ),
    )

    key = KeyField()

    class Media:
        css: ClassVar[dict[str, list[str]]] = {"all": ["wagtail_esrlm/admin.css"]}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound:
            self.data = _readable(self.data)
        for name, most in MOST_OF.items():
            self.fields[name].validators.append(MaxValueValidator(most))
        if self.instance.pk:
            places = self.instance.places
            self.fields["maximum_places"].initial = places.maximum_places
            self.fields["minimum_places"].initial = places.minimum_places

    @cached_property
    def stored_sessions(self) -> list[SessionInput]:
        """The sessions as they are stored. Queries: 4."""
        return sessions_of(self.instance) if self.instance.pk else []

    @cached_property
    def sessions(self) -> Any:
        """The rows of the sessions."""
        return SessionFormSet(
            self.data if self.is_bound else None,
            prefix="sessions",
            initial=[initial_of(each) for each in self.stored_sessions],
            form_kwargs={"choices": session_choices(self.stored_sessions)},
        )

    @property
    def media(self) -> forms.Media:
        """What the rows need as well."""
        return super().media + self.sessions.empty_form.media

    def has_changed(self) -> bool:
        """Look at the rows as well."""
        return bool(super().has_changed() or self.sessions.has_changed())

    def clean_reference(self) -> str:
        """Refuse a reference that is taken, however it is spelt."""
        reference: str = self.cleaned_data["reference"]
        others = LearningClass.objects.exclude(pk=self.instance.pk)
        if others.filter(reference_key=fold(reference)).exists():
            raise forms.ValidationError(
                _("There is a class “%(reference)s” already.")
                % {"reference": reference}
            )
        return reference

    def clean(self) -> dict[str, Any]:
        """Check places and each row; what is wrong stands beside its field."""
        cleaned: dict[str, Any] = super().clean()
        most, least = cleaned.get("maximum_places"), cleaned.get("minimum_places")
        if most is not None and least is not None and least > most:
            self.add_error(
                "minimum_places",
                _("The minimum places are more than the maximum places."),
            )
        if not self.sessions.is_valid():
            self.add_error(None, _("Look at the sessions below."))
        elif self._check_rows(cleaned.get("time_zone")):
            self.add_error(None, _("Look at the sessions below."))
        return cleaned

    def _check_rows(self, time_zone: str | None) -> bool:
        try:
            zone = zone_of(LearningClass(time_zone=time_zone or ""))
        except InvalidInput as err:
            self.add_error("time_zone", str(err.sentence))
            return False
        known = stored_starts(self.stored_sessions)
        rows = [row for row in self.sessions.forms if not row.is_left_out]
        for row in rows:
            row.check(zone, known)
        return any(row.errors for row in rows)

    def refuse(self, err: EsrlmError) -> None:
        """Show what a service refused, at the field it is about."""
        self.add_error(FIELD_OF.get(str(err.code)), str(err.sentence))


class SessionsPanel(Panel):
    """The rows of the sessions, in the form of a class."""

    class BoundPanel(Panel.BoundPanel):
        """The rows of one form."""

        template_name = "wagtail_esrlm/admin/includes/class_sessions.html"

        def get_context_data(self, parent_context: Any = None) -> Any:
            """Add the rows."""
            context = super().get_context_data(parent_context)
            context["formset"] = self.form.sessions
            return context


#: The form, in its parts.
EDIT_HANDLER = ObjectList(
    [
        FieldPanel("course"),
        FieldRowPanel([FieldPanel("reference"), FieldPanel("time_zone")]),
        SessionsPanel(heading=gettext_lazy("Sessions")),
        MultiFieldPanel(
            [
                FieldRowPanel(
                    [FieldPanel("maximum_places"), FieldPanel("minimum_places")]
                ),
                FieldPanel("minimum_warning_days"),
                FieldRowPanel(
                    [FieldPanel("has_waiting_list"), FieldPanel("offer_hours")]
                ),
            ],
            heading=gettext_lazy("Places"),
        ),
        FieldPanel("joining_instructions"),
        MultiFieldPanel(
            [
                FieldRowPanel(
                    [FieldPanel("self_enrolment"), FieldPanel("approval_required")]
                ),
                FieldRowPanel(
                    [FieldPanel("shown_from"), FieldPanel("enrolment_opens_at")]
                ),
                FieldRowPanel(
                    [
                        FieldPanel("enrolment_closes_at"),
                        FieldPanel("closes_days_before"),
                    ]
                ),
                FieldRowPanel(
                    [
                        FieldPanel("cancel_days_before"),
                        FieldPanel("counts_working_days"),
                    ]
                ),
            ],
            heading=gettext_lazy("Booking"),
        ),
    ],
    base_form_class=LearningClassForm,
)
