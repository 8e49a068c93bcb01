"""What is done to a course beside its words: what it gives, its end, its copy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.widgets.button import Button

from ..booking.audience_words import sentence_of
from ..booking.models import DatesWanted
from ..clock import today, zone
from ..snippets.catalogue import (
    Fate,
    TouchedClass,
    end_and_copy,
    preview_end,
    protect_course,
    set_delivered,
    set_prerequisites,
)
from ..snippets.models import ALWAYS, Audience, Competency, Course
from .actions import ActionView, PreviewMixin, Words
from .fields import date_field
from .inspecting import Part, RecordInspectView, record_link

CHANGE = "wagtail_esrlm.change_course"
ADD = "wagtail_esrlm.add_course"
GIVES = "esrlm_course_gives"
END = "esrlm_course_end"
AUDIENCE = "esrlm_course_audience"


def course_buttons(course: Course, user: Any) -> list[Button]:
    """Return what may be done to a course by this log-in."""
    offered = [
        (user.has_perm(CHANGE), GIVES, _("What it gives"), "success"),
        (user.has_perm(CHANGE), AUDIENCE, _("Whom it is for"), "group"),
        (user.has_perm(CHANGE) and user.has_perm(ADD), END, _("End and copy"), "copy"),
    ]
    return [
        Button(words, url=reverse(name, args=[course.pk]), icon_name=icon, priority=40)
        for allowed, name, words, icon in offered
        if allowed
    ]


class CourseInspectView(RecordInspectView):
    """A course: what it gives, asks for, whom it is for, who waits for dates."""

    view_name = "inspect"

    @property
    def header_more_buttons(self) -> list[Any]:
        """Add what can be done to it."""
        more = list(super().header_more_buttons)
        return [*more, *course_buttons(self.object, self.request.user)]

    def parts(self) -> Iterator[Part]:
        """Tell what is no draft."""
        course, user = self.object, self.request.user
        yield Part(
            _("What it gives"),
            (_("Competency"), _("From"), _("Until")),
            [
                (
                    record_link(link.competency, user),
                    _("Since always") if link.starts_on == ALWAYS else link.starts_on,
                    link.ends_on or _("No end"),
                )
                for link in course.delivered.select_related("competency")
            ],
            empty=_("Nothing: nobody becomes compliant by it."),
        )
        blended = [
            (record_link(part.competency, user), part.name)
            for part in course.parts_of.select_related("competency")
        ]
        if blended:
            heading = _("It is a part of blended competencies")
            yield Part(heading, (_("Competency"), _("Part")), blended)
        yield Part(
            _("What people must hold before"),
            (_("Competency"),),
            [
                (record_link(link.competency, user),)
                for link in course.prerequisites.select_related("competency")
            ],
            empty=_("Nothing."),
        )
        audience = Audience.objects.filter(course=course).first()
        yield Part(_("Whom it is for"), (), (), empty=sentence_of(audience))
        waiting = DatesWanted.objects.filter(course=course, told_at__isnull=True)
        count = waiting.values("person").distinct().count()
        yield Part(_("People who wait to be told of dates"), (), (), empty=str(count))


class CourseActionView(ActionView):
    """Does one thing to a course, and returns to its page."""

    permission_required = CHANGE
    model = Course
    related = ("business_group",)
    header_icon = "doc-full"

    def get_success_url(self) -> str:
        """Return the course's own page."""
        name = Course.snippet_viewset.get_url_name("inspect")  # type: ignore[attr-defined]
        return reverse(name, args=[self.kwargs["pk"]])

    def facts(self, record: Any) -> Sequence[tuple[Words, Any]]:
        """Name the course."""
        return [(_("course"), record), (_("course code"), record.code)]

    def consequence(self, record: Any) -> Words:
        """Say what may not change, and why (rule 45)."""
        return protect_course(record).sentence


class GivesForm(forms.Form):
    """What a course gives from a day on, and what people must hold before."""

    delivered = forms.ModelMultipleChoiceField(
        Competency.objects.none(),
        required=False,
        label=gettext_lazy("Gives"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Awarded to everybody who completes the course."),
    )
    from_day = date_field(
        label=gettext_lazy("From"),
        required=False,
        help_text=gettext_lazy(
            "What was completed before keeps what was attached then. Leave empty "
            "where it was always so."
        ),
    )
    prerequisites = forms.ModelMultipleChoiceField(
        Competency.objects.none(),
        required=False,
        label=gettext_lazy("People must hold before"),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, attached: set[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        current = Q(ends_on__isnull=True) | Q(ends_on__gte=today())
        offered = Competency.objects.filter(current | Q(pk__in=attached))
        for name in ("delivered", "prerequisites"):
            self.fields[name].queryset = offered.order_by("name")  # type: ignore[attr-defined]


class GivesView(CourseActionView):
    """Changes what a course gives, or asks for; never a draft (rules 32, 45)."""

    form_class = GivesForm
    page_title = gettext_lazy("What the course gives")
    explanation = gettext_lazy(
        "This takes effect when it is saved, whatever drafts there are of the words."
    )

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tick what is attached today."""
        course = self.get_object()
        day = today()
        given = {x.competency_id for x in course.delivered.all() if x.holds_on(day)}
        asked = {link.competency_id for link in course.prerequisites.all()}
        return {
            **super().get_form_kwargs(),
            "attached": given | asked,
            "initial": {
                "delivered": given,
                "prerequisites": asked,
                "from_day": day if given else None,
            },
        }

    def perform(self, form: Any) -> str:
        """Save both, or neither."""
        course, by = self.get_object(), self.request.user
        said = form.cleaned_data
        with transaction.atomic():
            set_delivered(
                course=course,
                competency_ids=[each.pk for each in said["delivered"]],
                from_day=said["from_day"] or ALWAYS,
                by=by,
            )
            set_prerequisites(
                course=course,
                competency_ids=[each.pk for each in said["prerequisites"]],
                by=by,
            )
        return _("What “%(course)s” gives and asks for is saved.") % {"course": course}


class EndForm(forms.Form):
    """When a course ends, and what its copy is called."""

    ends_on = date_field(
        label=gettext_lazy("Last day"),
        help_text=gettext_lazy("The copy starts on the day after."),
    )
    code = forms.CharField(max_length=60, label=gettext_lazy("Course code of the copy"))
    title = forms.CharField(
        max_length=240,
        required=False,
        label=gettext_lazy("Title of the copy"),
        help_text=gettext_lazy("Leave empty for the same."),
    )
    moves_empty_classes = forms.BooleanField(
        required=False,
        label=gettext_lazy("Later classes in which nobody is booked go to the copy"),
    )


#: Classes that a preview names.
MOST_NAMED = 50


class EndView(PreviewMixin, CourseActionView):
    """Ends a course and makes a draft that may change (rules 45, 46)."""

    form_class = EndForm
    page_title = gettext_lazy("End the course and copy it")
    submit_label = gettext_lazy("Show what it touches")
    confirm_label = gettext_lazy("End it and make the copy")
    is_serious = True
    explanation = gettext_lazy(
        "After the last day nobody can newly book. Running classes finish and award. "
        "The copy is a draft: nobody sees it until you publish it."
    )

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Ask for both permissions: a course is changed and one is added."""
        if not request.user.has_perm(ADD):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def preview(self, form: Any) -> dict[str, Any]:
        """Name the classes that are not over, with how many people each has."""
        course = self.get_object()
        found = preview_end(course=course, **form.cleaned_data)
        classes, people = len(found.classes), sum(x.people for x in found.classes)
        lead = ngettext(
            "%(count)d class of this course is not over.",
            "%(count)d classes of this course are not over.",
            classes,
        ) % {"count": classes}
        booked = ngettext(
            "%(count)d booking, request or wait stands in them.",
            "%(count)d bookings, requests and waits stand in them.",
            people,
        ) % {"count": people}
        sentences = [class_sentence(each) for each in found.classes[:MOST_NAMED]]
        if classes > MOST_NAMED:
            sentences.append(_("And %(count)d more.") % {"count": classes - MOST_NAMED})
        waiting = DatesWanted.objects.filter(course=course, told_at__isnull=True)
        if count := waiting.values("person").distinct().count():
            sentences.append(
                ngettext(
                    "%(count)d person waits for dates of this course, not of the copy.",
                    "%(count)d people wait for dates of this course, not of the copy.",
                    count,
                )
                % {"count": count}
            )
        return {
            "lead": f"{found.why_not} {lead} {booked}".strip(),
            "sentences": sentences,
            "is_nothing": bool(found.why_not),
        }

    def perform(self, form: Any) -> str:
        """End and copy."""
        copy = end_and_copy(
            course=self.get_object(), by=self.request.user, **form.cleaned_data
        )
        return _("The course ends, and “%(code)s” is a draft of its copy.") % {
            "code": copy.code
        }


def class_sentence(touched: TouchedClass) -> str:
    """Say of one class what becomes of it."""
    fates = {
        Fate.STAYS: _("%(class)s takes place as planned: %(people)s."),
        Fate.GOES: _("%(class)s goes to the copy: %(people)s."),
        Fate.BLOCKS: _("%(class)s must be cancelled or moved first: %(people)s."),
    }
    people = ngettext("%(count)d person", "%(count)d people", touched.people)
    begins = touched.starts_at
    day = date_format(begins.astimezone(zone()), "j F Y") if begins else ""
    sentence = fates[touched.fate] % {
        "class": f"{touched.reference}, {day}" if day else touched.reference,
        "people": people % {"count": touched.people},
    }
    if touched.fate is Fate.BLOCKS and not touched.people:
        sentence += " " + _("It may also go to the copy: tick that.")
    return sentence


def course_urls() -> list[Any]:
    """Return the addresses."""
    return [
        path("learning/course/<int:pk>/gives/", GivesView.as_view(), name=GIVES),
        path("learning/course/<int:pk>/end/", EndView.as_view(), name=END),
    ]
