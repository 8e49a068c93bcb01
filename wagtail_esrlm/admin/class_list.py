"""The list of classes: when, where, how full, and who waits."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django.db.models import Count, F, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import IndexView as SnippetIndexView
from wagtail.snippets.views.snippets import SnippetViewSet

from ..booking.classes import below_minimum, is_to_decide
from ..booking.listing import with_places
from ..booking.models import Enrolment
from ..booking.states import State
from ..booking.wording import class_in_words, place_in_words
from ..clock import now
from ..snippets.models import ClassSession, LearningClass, Location
from .base import LEARNING_MENU_HOOK
from .class_form import EDIT_HANDLER
from .class_page import ClassInspectView
from .class_scope import classes_for
from .class_views import ClassCreateView, ClassDeleteView, ClassEditView
from .columns import CountColumn
from .filters import RecordFilterSet, choice_filter, day_range, words_of
from .listing import ListingMixin

STATUS = LearningClass.Status


class ClassFilterSet(RecordFilterSet):
    """Classes by time, course, site, state and how full they are."""

    when = choice_filter(
        gettext_lazy("When"),
        [
            ("coming", gettext_lazy("To come, or running")),
            ("over", gettext_lazy("Over")),
            ("undated", gettext_lazy("Without dates")),
        ],
        method="filter_when",
    )
    starts = day_range("starts_at", gettext_lazy("Begins between"))
    course = django_filters.CharFilter(
        label=gettext_lazy("Course, by title or code"), method="filter_course"
    )
    site = choice_filter(
        gettext_lazy("Site"), words_of(Location, "name"), method="filter_site"
    )
    status = choice_filter(
        gettext_lazy("Status"),
        [("draft", gettext_lazy("Not published yet")), *STATUS.choices],
        method="filter_status",
    )
    places = choice_filter(
        gettext_lazy("Places"),
        [
            ("left", gettext_lazy("Places left")),
            ("full", gettext_lazy("Full")),
            ("waiting", gettext_lazy("Somebody waits")),
            ("below", gettext_lazy("Below the minimum")),
            ("decide", gettext_lazy("Below the minimum, to be decided now")),
        ],
        method="filter_places",
    )

    class Meta:
        model = LearningClass
        fields: tuple[str, ...] = ()

    def filter_when(self, queryset: Any, name: str, value: str) -> Any:
        """Compare the end with now."""
        if value == "undated":
            return queryset.filter(starts_at__isnull=True)
        over = Q(ends_at__lt=now())
        return queryset.filter(over if value == "over" else Q(ends_at__gte=now()))

    def filter_course(self, queryset: Any, name: str, value: str) -> Any:
        """Keep classes in whose course every word occurs."""
        for word in value.split():
            queryset = queryset.filter(
                Q(course__title__icontains=word) | Q(course__code__icontains=word)
            )
        return queryset

    def filter_site(self, queryset: Any, name: str, value: str) -> Any:
        """Keep classes with a session at the site."""
        there = ClassSession.objects.filter(location__name=value)
        return queryset.filter(pk__in=there.values("learning_class_id"))

    def filter_status(self, queryset: Any, name: str, value: str) -> Any:
        """Compare what is stored; a draft is one that learners do not see."""
        if value == "draft":
            return queryset.filter(is_published=False)
        return queryset.filter(status=value)

    def filter_places(self, queryset: Any, name: str, value: str) -> Any:
        """Ask the counters."""
        taken = F("places__places_taken")
        free = Q(places__maximum_places__isnull=True) | Q(
            places__maximum_places__gt=taken - F("places__extra_places")
        )
        if value == "left":
            return queryset.filter(free)
        if value == "full":
            return queryset.exclude(free)
        if value == "decide":
            return queryset.filter(pk__in=[each.pk for each in below_minimum()])
        if value == "waiting":
            return queryset.filter(places__places_waiting__gt=0)
        return queryset.filter(places__places_taken__lt=F("places__minimum_places"))


class ClassIndexView(ListingMixin, SnippetIndexView):
    """Classes, soonest first; for instructors those they teach."""

    def get_edit_url(self, instance: Any) -> None:
        """Lead to the page of a class, and from there to its form."""

    def get_base_queryset(self) -> Any:
        """Read places, sessions and how many have asked with the rows."""
        rows = super().get_base_queryset()
        mine = classes_for(self.request.user)
        return (
            with_places(
                rows.filter(pk__in=mine.order_by().values("pk"))
                if mine.query.where
                else rows
            )
            .select_related("course")
            .annotate(asked=_asked())
        )


def _asked() -> Coalesce:
    """Return how many wait for somebody's answer, counted for the rows shown."""
    asked = Enrolment.objects.filter(
        learning_class=OuterRef("pk"), state=State.REQUESTED
    )
    counted = asked.order_by().values("learning_class").annotate(found=Count("pk"))
    return Coalesce(Subquery(counted.values("found"), output_field=IntegerField()), 0)


class WhenColumn(Column):
    """When the class is held."""

    def get_value(self, instance: Any) -> str:
        """Say it."""
        return class_in_words(instance)


class WhereColumn(Column):
    """Where it is held."""

    def get_value(self, instance: Any) -> str:
        """Say it."""
        return place_in_words(instance)


class StateColumn(Column):
    """What an organiser must know of it."""

    def get_value(self, instance: Any) -> Any:
        """Say it in a word or two."""
        return state_in_words(instance)


class LeftColumn(CountColumn):
    """How many places are left."""

    def get_value(self, instance: Any) -> Any:
        """Say the number, or that there is no limit."""
        left = instance.places.places_left
        return _("No limit") if left is None else left


def state_in_words(learning_class: LearningClass) -> Any:
    """Return what a class needs to be known for: "Open", "Full", "Over", "Cancelled".

    Below its minimum only while it is to be decided, so many days before as the class
    says: before that every new class would be.
    """
    status = STATUS(learning_class.status)
    if status is not STATUS.NORMAL:
        return status.label
    if not learning_class.is_published:
        return _("Not published")
    if begun := _begun_in_words(learning_class):
        return begun
    if is_to_decide(learning_class):
        return _("Below its minimum")
    closes_at = learning_class.enrolment_closes_at
    if closes_at is not None and closes_at < now():
        return _("Booking closed")
    if learning_class.places.places_left == 0:
        return _("Full")
    return _("Open")


def _begun_in_words(learning_class: LearningClass) -> Any:
    starts_at, ends_at = learning_class.starts_at, learning_class.ends_at
    if starts_at is None or ends_at is None or starts_at > now():
        return ""
    if learning_class.register_closed_at is not None:
        return _("Over")
    return _("Running") if ends_at > now() else _("Over, register open")


class LearningClassViewSet(SnippetViewSet):
    """Classes: chosen into pages, and run from here."""

    model = LearningClass
    icon = "calendar-alt"
    menu_hook = LEARNING_MENU_HOOK
    menu_name = "esrlm-classes"
    copy_view_enabled = False
    inspect_view_enabled = True
    index_view_class = ClassIndexView
    add_view_class = ClassCreateView
    edit_view_class = ClassEditView
    inspect_view_class = ClassInspectView
    delete_view_class = ClassDeleteView
    delete_template_name = "wagtail_esrlm/admin/delete.html"
    index_template_name = "wagtail_esrlm/admin/snippet_list.html"
    index_results_template_name = "wagtail_esrlm/admin/list_results.html"
    inspect_view_fields = ("reference",)
    inspect_template_name = "wagtail_esrlm/admin/class_page.html"
    list_per_page = 50
    ordering = ("starts_at", "pk")
    empty = gettext_lazy("No class here. Add one, or load the file of classes.")
    list_display: ClassVar[tuple[Any, ...]] = (
        "reference",
        Column("course", label=gettext_lazy("Course"), sort_key="course__title"),
        WhenColumn("when", label=gettext_lazy("When"), sort_key="starts_at"),
        WhereColumn("where", label=gettext_lazy("Where")),
        CountColumn(
            "places.places_taken",
            label=gettext_lazy("Places taken"),
            sort_key="places__places_taken",
        ),
        LeftColumn("left", label=gettext_lazy("Places left")),
        CountColumn(
            "places.places_waiting",
            label=gettext_lazy("Waiting"),
            sort_key="places__places_waiting",
        ),
        CountColumn("asked", label=gettext_lazy("Asked")),
        StateColumn("state", label=gettext_lazy("Status")),
    )
    search_fields = ("reference", "course__title", "course__code")
    search_backend_name = None
    filterset_class = ClassFilterSet
    list_export = (
        "reference",
        "course.code",
        "course.title",
        "starts_at",
        "ends_at",
        "status",
        "is_published",
        "places.maximum_places",
        "places.minimum_places",
        "places.places_taken",
        "places.places_left",
        "places.places_waiting",
        "asked",
    )
    export_headings: ClassVar[dict[str, Any]] = {
        "course.code": gettext_lazy("Course code"),
        "course.title": gettext_lazy("Course"),
        "places.maximum_places": gettext_lazy("Maximum places"),
        "places.minimum_places": gettext_lazy("Minimum places"),
        "places.places_taken": gettext_lazy("Places taken"),
        "places.places_left": gettext_lazy("Places left"),
        "places.places_waiting": gettext_lazy("Waiting"),
        "asked": gettext_lazy("Asked"),
    }
    export_filename = "classes"
    edit_handler = EDIT_HANDLER

    @property
    def menu_label(self) -> Any:
        """The plural of what it lists."""
        return gettext_lazy("Classes")
