"""Publishes, opens, closes and cancels classes, each after a look at what it does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ..booking.class_checks import people_booked
from ..booking.classes import cancel_class, close_class, open_class, publish_class
from ..booking.models import Enrolment
from ..booking.states import State
from ..booking.wording import class_in_words, place_in_words
from ..snippets.models import LearningClass
from .actions import ActionView, ReasonForm
from .class_scope import class_for
from .inspecting import record_url


class ClassActionView(ActionView):
    """Does one thing to one class and returns to its page."""

    permission_required = "wagtail_esrlm.change_learningclass"
    header_icon = "calendar-alt"
    model = LearningClass
    form_class: Any = forms.Form

    def get_object(self) -> LearningClass:
        """Return the class, if the log-in may see it."""
        return class_for(self.request.user, self.kwargs["pk"])

    def facts(self, record: Any) -> Sequence[tuple[Any, Any]]:
        """Say which class it is."""
        return [
            (_("Class"), record.reference),
            (_("Course"), record.course.title),
            (_("When"), class_in_words(record)),
            (_("Where"), place_in_words(record)),
        ]

    def get_success_url(self) -> str:
        """Return to the page of the class."""
        return record_url(self.get_object(), self.request.user)


class PublishView(ClassActionView):
    """Lets learners see a class."""

    page_title = gettext_lazy("Publish a class")
    explanation = gettext_lazy(
        "Learners see it and can book it. Who wished for dates of the course is told."
    )
    submit_label = gettext_lazy("Publish it")

    def perform(self, form: Any) -> str:
        """Publish it."""
        publish_class(learning_class=self.get_object(), by=self.request.user)
        return _("The class is published.")


class OpenView(ClassActionView):
    """Opens a class to bookings again."""

    page_title = gettext_lazy("Open a class to bookings")
    explanation = gettext_lazy("People can book it. Free places go to who waits.")
    submit_label = gettext_lazy("Open it")

    def perform(self, form: Any) -> str:
        """Open it."""
        open_class(learning_class=self.get_object(), by=self.request.user)
        return _("The class is open to bookings.")


class CloseView(ClassActionView):
    """Closes a class to new bookings (rule 61)."""

    page_title = gettext_lazy("Close a class to bookings")
    explanation = gettext_lazy("Nobody new can book. Who has a place keeps it.")
    submit_label = gettext_lazy("Close it")
    is_serious = True
    form_class = ReasonForm

    def consequence(self, record: Any) -> str:
        """Say how many requests end."""
        asking = Enrolment.objects.filter(
            learning_class=record, state=State.REQUESTED
        ).count()
        if not asking:
            return _("Nobody has an open request, so nobody is told.")
        return ngettext(
            "%(count)d request is cancelled, and the person is told.",
            "%(count)d requests are cancelled, and the people are told.",
            asking,
        ) % {"count": asking}

    def perform(self, form: Any) -> str:
        """Close it."""
        close_class(
            learning_class=self.get_object(),
            reason=form.cleaned_data["reason"],
            by=self.request.user,
        )
        return _("The class is closed to new bookings.")


class CancelView(ClassActionView):
    """Cancels a class; everybody in it is told once (rule 61)."""

    page_title = gettext_lazy("Cancel a class")
    explanation = gettext_lazy(
        "Every booking, request, wait and offer of it ends. It cannot be undone, but "
        "the class can be copied to new dates."
    )
    submit_label = gettext_lazy("Cancel the class")
    is_serious = True
    form_class = ReasonForm

    def consequence(self, record: Any) -> str:
        """Say how many people are told."""
        told = people_booked(record)
        if not told:
            return _("Nobody is booked, so nobody is told.")
        return ngettext(
            "%(count)d person is told, once, with your reason.",
            "%(count)d people are told, once, with your reason.",
            told,
        ) % {"count": told}

    def perform(self, form: Any) -> str:
        """Cancel it."""
        learning_class = self.get_object()
        told = people_booked(learning_class)
        cancel_class(
            learning_class=learning_class,
            reason=form.cleaned_data["reason"],
            by=self.request.user,
        )
        return ngettext(
            "The class is cancelled. %(count)d person is told.",
            "The class is cancelled. %(count)d people are told.",
            told,
        ) % {"count": told}
