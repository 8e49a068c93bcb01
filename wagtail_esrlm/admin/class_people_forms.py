"""What is asked before something is done to chosen people of a class."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.crypto import (
    constant_time_compare,
    get_random_string,
    salted_hmac,
)
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext

from ..booking.class_messages import (
    LONGEST_SUBJECT,
    LONGEST_TEXT,
    preview_note,
    recipients,
)
from ..booking.models import Enrolment
from ..booking.wording import class_in_words, session_in_words
from ..clock import now
from ..snippets.models import LearningClass

Words = str | Promise


def _reason(label: Words, *, required: bool = True) -> forms.CharField:
    return forms.CharField(max_length=255, required=required, label=label)


class NoForm(forms.Form):
    """Nothing more is asked."""

    def __init__(self, *args: Any, learning_class: LearningClass, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.learning_class = learning_class

    def show(self, people: list[Enrolment]) -> dict[str, Any]:
        """Return what must be seen before it is done; empty where nothing must."""
        return {}


class ReasonNeededForm(NoForm):
    """Why."""

    reason = _reason(gettext_lazy("Why"))


class MoveForm(NoForm):
    """Where to, and why."""

    to = forms.ModelChoiceField(
        queryset=LearningClass.objects.none(), label=gettext_lazy("To class")
    )
    override = forms.BooleanField(
        required=False,
        label=gettext_lazy("Move them though they are booked elsewhere at that time"),
    )
    reason = _reason(gettext_lazy("Why"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["to"]
        field.queryset = (
            LearningClass.objects.running()
            .upcoming(at=now())
            .filter(course=self.learning_class.course_id)
            .exclude(pk=self.learning_class.pk)
            .select_related("places")
            .prefetch_related("sessions")
        )
        field.label_from_instance = lambda each: (
            f"{each.reference}, {class_in_words(each)}"
        )


class PriorityForm(NoForm):
    """Who goes first."""

    priority = forms.IntegerField(
        min_value=-100,
        max_value=100,
        label=gettext_lazy("Priority"),
        help_text=gettext_lazy("Higher goes first; everybody begins with 0."),
    )
    reason = _reason(gettext_lazy("Why"))


class MarkForm(NoForm):
    """At which session."""

    session = forms.ModelChoiceField(
        queryset=LearningClass.objects.none(),
        label=gettext_lazy("Session"),
        empty_label=None,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["session"]
        field.queryset = self.learning_class.sessions.select_related("learning_class")
        field.label_from_instance = session_in_words


class NoteForm(NoForm):
    """What is written to them."""

    subject = forms.CharField(max_length=LONGEST_SUBJECT, label=gettext_lazy("Subject"))
    text = forms.CharField(
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 8}),
        label=gettext_lazy("Text"),
        help_text=gettext_lazy("Plain text. “Hello” with their name goes before it."),
    )
    token = forms.CharField(max_length=32, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["token"].initial = get_random_string(32)

    def show(self, people: list[Enrolment]) -> dict[str, Any]:
        """Return how it reads, unless exactly this was shown before."""
        given = self.cleaned_data
        shown = salted_hmac("esrlm.note", f"{given['subject']}\n{given['text']}")
        seal = shown.hexdigest()
        if constant_time_compare(given["seen"], seal):
            return {}
        self.data = self.data.copy()
        self.data["seen"] = seal
        words = preview_note(
            enrolment=people[0], subject=given["subject"], text=given["text"]
        )
        count = len(recipients(people))
        send = ngettext(
            "Send it to %(count)d person", "Send it to %(count)d people", count
        )
        return {"words": words, "send_label": send % {"count": count}}
